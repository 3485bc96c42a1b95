#!/usr/bin/env bash
# Make the certificates of holders anew, by the toy authority beside: subjects as Chinese authorities write them, and
# some that must not sign. All names and numbers are invented; the password is `toy`. Needs OpenSSL 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export PASS=toy
bank=示例银行股份有限公司信用卡中心
rm -f ./*.p12 ./*.pem
# shellcheck source=../authority.sh
source ../authority.sh
printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n' >"$work/ext"

# issue NAME SUBJECT [KEY [HASH]]: a key with its certificate, in PKCS#12.
issue() {
  local kind=${3:-EC -pkeyopt ec_paramgen_curve:P-256} hash=${4:-sha256}
  # shellcheck disable=SC2086
  openssl genpkey -algorithm $kind -out "$work/key" 2>/dev/null
  openssl req -new -config "$work/ca" -key "$work/key" -utf8 -subj "$2" -out "$work/csr"
  openssl ca -batch -config "$work/ca" -cert ../root.pem -keyfile ../root.key -md "$hash" -in "$work/csr" -utf8 \
    -extfile "$work/ext" -notext -preserveDN "${dates[@]}" -out "$work/pem" 2>/dev/null
  openssl pkcs12 -export -inkey "$work/key" -in "$work/pem" -certfile ../root.pem -passout env:PASS -out "$1.p12"
}

# A card centre, as authorities write it.
issue number-first "/C=CN/O=CFCA RSA OCA31/OU=HP/OU=Organizational-1/CN=041@N91350100M000100Y43@$bank@00000001"
issue name-first "/C=CN/O=CFCA ACS OCA31/OU=HP/OU=Organizational-1/CN=CFCA@$bank@N91350100M000100Y43@1"
issue authority-in-o "/C=CN/O=hanpress toy/OU=Enterprises/CN=041@N91350100M000100Y43@$bank@1"
issue cn-only "/C=CN/CN=$bank"
issue department "/C=CN/O=示例银行股份有限公司/OU=信用卡中心/CN=seal"
issue branch "/C=CN/O=示例银行股份有限公司/CN=$bank"
# Others, who must not sign for it.
issue customer "/C=CN/O=CFCA RSA OCA31/OU=$bank/CN=041@N91350100M000100Y43@示例科技有限公司@1"
issue pretender "/C=CN/O=示例科技有限公司/CN=041@N91350100M000100Y43@$bank@1"
# Persons.
issue person-number-first "/C=CN/O=CFCA RSA OCA31/OU=HP/OU=Individual-1/CN=051@0990000199105314621@林玥@1"
issue person-name-first "/C=CN/O=CFCA ACS OCA31/OU=HP/OU=Individual-1/CN=051@林玥@0990000199105314621@1"
issue person "/C=CN/CN=林玥"
# Nobody that can be told.
issue shapeless "/C=CN/O=CFCA OCA1/OU=Enterprises/CN=041@733901124@33901124@01000002"
issue nobody "/C=CN/OU=HP"
# Weak.
issue signed-with-sha1 "/C=CN/O=$bank/CN=toy" "EC -pkeyopt ec_paramgen_curve:P-256" sha1
issue rsa-1024 "/C=CN/O=$bank/CN=toy" "RSA -pkeyopt rsa_keygen_bits:1024"
# Of other kinds than RSA and P-256.
issue p384 "/C=CN/O=$bank/CN=toy" "EC -pkeyopt ec_paramgen_curve:P-384"
issue p521 "/C=CN/O=$bank/CN=toy" "EC -pkeyopt ec_paramgen_curve:P-521"
chmod 600 ./*.p12
