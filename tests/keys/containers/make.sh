#!/usr/bin/env bash
# Make the containers anew, each with the toy bank's P-256 key, its certificate and its authority's.
# Needs OpenSSL 3, keytool of Java 17, pk12util of NSS, certtool of GnuTLS, and Python with `cryptography`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
key=../bank-p256.key leaf=../bank-p256.pem root=../root.pem
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f ./*.p12 ./*.pem

# pack NAME PASSWORD OPTION…: by OpenSSL.
pack() {
  openssl pkcs12 -export -inkey $key -in $leaf -certfile $root -passout "pass:$2" -out "$1.p12" "${@:3}"
}
pack openssl-aes128 toy -keypbe AES-128-CBC -certpbe AES-128-CBC -macalg sha1
pack openssl-aes192 toy -keypbe AES-192-CBC -certpbe AES-192-CBC -macalg sha384
pack openssl-aes256 toy -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha512
pack openssl-des3 toy -keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC -macalg sha224
pack openssl-old toy -legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-RC2-128 -macalg sha1 -iter 1
pack openssl-rc2-40 toy -legacy -keypbe PBE-SHA1-RC2-40 -certpbe PBE-SHA1-RC2-40 -macalg sha1 -iter 1000
pack openssl-no-mac toy -nomac
pack openssl-no-mac-old toy -legacy -nomac
pack openssl-open toy -keypbe NONE -certpbe NONE
pack openssl-empty ''
pack openssl-empty-old '' -legacy
pack openssl-chinese '密码㐀𠀀'
pack openssl-chinese-old '密码㐀𠀀' -legacy
pack openssl-long "$(printf 'a long password %.0s' {1..9})" -legacy
pack openssl-rc4 toy -legacy -keypbe PBE-SHA1-RC4-128 -certpbe NONE
openssl pkcs12 -export -nokeys -in $leaf -passout pass:toy -out openssl-no-key.p12

# By Java, as it writes today and as it did before 2021; passwords there have six characters at least.
keep() {
  keytool "${@:3}" -importkeystore -noprompt -srckeystore "$2" -srcstoretype PKCS12 -srcstorepass toytoy \
    -destkeystore "$1.p12" -deststoretype PKCS12 -deststorepass toytoy 2>/dev/null
}
pack "$work/bank" toytoy -name bank
keep keytool "$work/bank.p12"
keep keytool-old "$work/bank.p12" -J-Dkeystore.pkcs12.legacy
keep keytool-two-keys "$work/bank.p12"
pack "$work/further" toytoy -name further
keep keytool-two-keys "$work/further.p12"

# By NSS (Firefox, Thunderbird), whose lengths stand at the end, as it does today and as it did before.
nss() {
  pk12util -o "$1.p12" -n bank -d "sql:$work" -K '' -W toy "${@:2}" >/dev/null
}
certutil -N -d "sql:$work" --empty-password
pk12util -i "$work/bank.p12" -d "sql:$work" -K '' -W toytoy >/dev/null
certutil -A -d "sql:$work" -n root -t C,, -i $root
nss nss
nss nss-old -c 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC' -M SHA-1 \
  -C 'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC'

# By GnuTLS, which knows two empty passwords.
gnu() {
  certtool --to-p12 --load-privkey $key --load-certificate $leaf --load-ca-certificate $root --p12-name bank \
    --outder --outfile "$1.p12" "${@:2}" 2>/dev/null
}
gnu gnutls --password toy --pkcs-cipher aes-192
gnu gnutls-empty --empty-password
gnu gnutls-null --null-password --pkcs-cipher 3des-pkcs12

# PEM whose key is locked as PKCS#8 has it, with its certificates behind it.
lock() {
  { openssl pkcs8 -topk8 -in $key -passout pass:toy "${@:2}" && cat $leaf $root; } >"$1.pem"
}
lock pem-scrypt -scrypt
lock pem-des3 -v2 des3 -v2prf hmacWithSHA1
lock pem-old -v1 PBE-SHA1-3DES
# As OpenSSL wrote keys before PKCS#8: behind the curve's name, and locked by a line of the PEM's head.
{ openssl ecparam -name prime256v1 && openssl ec -in $key && cat $leaf $root; } >pem-parameters.pem
{ openssl ec -in $key -aes256 -passout pass:toy && cat $leaf $root; } >pem-traditional.pem
{ openssl ec -in $key -des3 -passout pass:toy && cat $leaf $root; } >pem-traditional-des3.pem
{ openssl ec -in $key -aes128 -passout pass:toy && cat $leaf $root; } >pem-traditional-aes128.pem

python3 make.py
