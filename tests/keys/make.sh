#!/usr/bin/env bash
# Make the toy keys anew: nobody trusts them, and their password is `toy`. Needs OpenSSL 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export PASS=toy
bank="/C=CN/O=示例银行股份有限公司信用卡中心"

# shellcheck source=authority.sh
source ./authority.sh

# certify NAME SUBJECT FROM TO EXTENSION…: a certificate for the key of that name.
certify() {
  local name=$1 subject=$2 from=$3 to=$4
  printf '%s\n' "${@:5}" >"$work/ext"
  openssl req -new -config "$work/ca" -key "$name.key" -subj "$subject" -utf8 -out "$work/csr"
  local issuer=(-cert root.pem -keyfile root.key)
  [[ $name != root ]] || issuer=(-selfsign -keyfile root.key)
  openssl ca -batch -config "$work/ca" -md sha256 "${issuer[@]}" -in "$work/csr" -extfile "$work/ext" -utf8 -notext \
    -preserveDN -startdate "$from" -enddate "$to" -out "$name.pem" 2>"$work/log" || { cat "$work/log"; exit 1; }
}

# issue NAME SUBJECT KEY USAGE FROM TO [PURPOSE]: a key with its certificate, in PEM and PKCS#12.
issue() {
  local name=$1 subject=$2 kind=$3 usage=$4 from=$5 to=$6 purpose=${7:-}
  case $kind in
    p256) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$name.key" ;;
    *) openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$kind" -out "$name.key" 2>/dev/null ;;
  esac
  certify "$name" "$subject" "$from" "$to" basicConstraints=critical,CA:FALSE "keyUsage=critical,$usage" \
    subjectKeyIdentifier=hash authorityKeyIdentifier=keyid ${purpose:+extendedKeyUsage=$purpose}
  openssl pkcs12 -export -inkey "$name.key" -in "$name.pem" -certfile root.pem -passout env:PASS -out "$name.p12"
}

long=(20200101000000Z 20991231235959Z)
sign=digitalSignature,nonRepudiation
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out root.key 2>/dev/null
certify root "/C=CN/O=hanpress toy/CN=hanpress toy root" "${long[@]}" basicConstraints=critical,CA:TRUE \
  keyUsage=critical,keyCertSign,cRLSign subjectKeyIdentifier=hash
issue bank-rsa "$bank/CN=hanpress toy bank" 2048 $sign "${long[@]}" emailProtection
issue bank-rsa3072 "$bank/CN=hanpress toy bank" 3072 $sign "${long[@]}"
issue bank-p256 "$bank/CN=hanpress toy bank" p256 $sign "${long[@]}"
issue borrower "/C=CN/CN=hanpress toy borrower" p256 $sign "${long[@]}"
issue guarantor "/C=CN/CN=hanpress toy guarantor" 2048 $sign "${long[@]}"
issue other-bank "/C=CN/O=另一家银行/CN=hanpress toy other bank" p256 $sign "${long[@]}"
issue expired "$bank/CN=hanpress toy expired" p256 $sign 20200101000000Z 20210101000000Z
issue not-yet "$bank/CN=hanpress toy not yet" p256 $sign 20900101000000Z 20991231235959Z
issue wrong-usage "$bank/CN=hanpress toy wrong usage" p256 keyEncipherment "${long[@]}"
issue wrong-purpose "$bank/CN=hanpress toy wrong purpose" p256 $sign "${long[@]}" serverAuth

# The same key in other clothes: locked PEM, PKCS#12 as OpenSSL 1 wrote it, and without its authority.
openssl pkcs8 -topk8 -in bank-p256.key -passout env:PASS -out bank-p256.locked.key
openssl pkcs12 -export -legacy -inkey bank-p256.key -in bank-p256.pem -certfile root.pem -passout env:PASS -out bank-legacy.p12
openssl pkcs12 -export -inkey bank-p256.key -in bank-p256.pem -passout env:PASS -out orphan.p12
echo toy >password
chmod 600 ./*.key ./*.p12 password
