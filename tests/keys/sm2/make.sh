#!/usr/bin/env bash
# Make the SM2 keys and certificates anew: a toy authority, a bank's card centre and a borrower. The password is `toy`,
# the identity that of GM/T 0009. Needs OpenSSL 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export PASS=toy
rm -f ./*.key ./*.pem ./*.p12
# shellcheck source=../authority.sh
source ../authority.sh
identity=distid:1234567812345678

key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out "$1.key"
}

# certify NAME SUBJECT EXTENSIONS AUTHORITY…: a certificate for the key of that name.
certify() {
  openssl req -new -config "$work/ca" -key "$1.key" -sm3 -sigopt $identity -utf8 -subj "$2" -out "$work/csr"
  openssl ca -batch -config "$work/ca" "${@:4}" -md sm3 -sigopt $identity -vfyopt $identity -in "$work/csr" -utf8 \
    -extfile "$work/$3" -notext -preserveDN "${dates[@]}" -out "$1.pem" 2>"$work/log" || { cat "$work/log"; exit 1; }
}

# issue NAME SUBJECT: a key with its certificate, in PEM and PKCS#12.
issue() {
  key "$1"
  certify "$1" "$2" leaf -cert root.pem -keyfile root.key
  openssl pkcs12 -export -inkey "$1.key" -in "$1.pem" -certfile root.pem -passout env:PASS -out "$1.p12"
}

printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature,nonRepudiation >"$work/leaf"
printf '%s\n' basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign >"$work/authority"
key root
certify root "/C=CN/O=hanpress toy/CN=hanpress toy SM2 root" authority -selfsign -keyfile root.key
issue bank "/C=CN/O=CFCA SM2 OCA31/OU=HP/OU=Organizational-1/CN=041@N91350100M000100Y43@示例银行股份有限公司信用卡中心@1"
issue borrower "/C=CN/O=CFCA SM2 OCA31/OU=HP/OU=Individual-1/CN=051@林玥@0990000199105314621@1"
# The same key locked, and as older programs write it.
openssl pkcs8 -topk8 -in bank.key -passout env:PASS -out bank.locked.key
{
  echo "-----BEGIN EC PRIVATE KEY-----"
  openssl pkey -in bank.key -outform DER | openssl base64
  echo "-----END EC PRIVATE KEY-----"
} >bank.ec.key
chmod 600 ./*.key ./*.p12
