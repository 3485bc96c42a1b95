"""Make the containers that no program at hand writes: built here byte by byte, each checked where a library reads it."""

import hashlib
import hmac
import os

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import padding, serialization
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography import x509

PASSWORD = "toy"
CHINESE = "密码㐀𠀀"


def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def endless(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def pieces(tag, body):
    """A byte string in pieces of which the last is short."""
    return endless(tag, *(tlv(4, body[at : at + 100]) for at in range(0, len(body), 100)))


def oid(text):
    first, second, *rest = map(int, text.split("."))
    out = bytes([40 * first + second])
    for arc in rest:
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(0x80 | arc & 0x7F)
        out += bytes(reversed(septets))
    return tlv(6, out)


def number(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


seq = lambda *parts: tlv(0x30, *parts)
octets = lambda body: tlv(4, body)
explicit = lambda body: tlv(0xA0, body)
NULL = b"\5\0"
DATA, ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
PKCS5, PKCS12 = "1.2.840.113549.1.5.", "1.2.840.113549.1.12."
HMAC = {"sha1": 7, "sha224": 8, "sha256": 9, "sha384": 10, "sha512": 11}
SHA1 = "1.3.14.3.2.26"


def hmac_of(name):
    return seq(oid(f"1.2.840.113549.2.{HMAC[name]}"), NULL)


def pbkdf2(name, rounds, length, told=True):
    """Parameters and key; SHA-1 is what stands for nothing said."""
    salt = os.urandom(16)
    parts = [octets(salt), number(rounds)] + [number(length)] * told + [hmac_of(name)] * (name != "sha1")
    key = hashlib.pbkdf2_hmac(name, PASSWORD.encode(), salt, min(rounds, 10_000), length)
    return seq(oid(PKCS5 + "12"), seq(*parts)), key


def pbes2(plain, name="sha256", rounds=2048):
    how, key = pbkdf2(name, rounds, 32, told=name != "sha512")
    start = os.urandom(16)
    algorithm = seq(oid(PKCS5 + "13"), seq(how, seq(oid("2.16.840.1.101.3.4.1.42"), octets(start))))
    return algorithm, encrypt(algorithms.AES(key), start, plain)


def encrypt(cipher, start, plain):
    padder = padding.PKCS7(cipher.block_size).padder()
    run = Cipher(cipher, modes.CBC(start)).encryptor()
    return run.update(padder.update(plain) + padder.finalize()) + run.finalize()


def derived(wide, purpose, salt, rounds, length):
    """RFC 7292, B.2, with SHA-1, for keys of one value's length at most."""
    fill = lambda text: (text * 64)[: -(-len(text) // 64) * 64]
    data, key = fill(salt) + fill(wide), b""
    while True:
        value = hashlib.sha1(bytes([purpose]) * 64 + data)
        for _ in range(rounds - 1):
            value = hashlib.sha1(value.digest())
        key += value.digest()
        if len(key) >= length:
            return key[:length]
        more = int.from_bytes((value.digest() * 4)[:64], "big") + 1
        blocks = (int.from_bytes(data[at : at + 64], "big") + more for at in range(0, len(data), 64))
        data = b"".join((block % (1 << 512)).to_bytes(64, "big") for block in blocks)


def triple_des(plain, wide):
    salt = os.urandom(8)
    algorithm = seq(oid(PKCS12 + "1.3"), seq(octets(salt), number(2048)))
    return algorithm, encrypt(TripleDES(derived(wide, 1, salt, 2048, 24)), derived(wide, 2, salt, 2048, 8), plain)


def old_mac(wide, told=2048, rounds=2048):
    def make(safes):
        salt = os.urandom(8)
        value = hmac.digest(derived(wide, 3, salt, rounds, 20), safes, "sha1")
        return seq(seq(seq(oid(SHA1), NULL), octets(value)), octets(salt), number(told))

    return make


def pbmac1(kdf, name, length):
    def make(safes):
        how, key = pbkdf2(kdf, 2048, length)
        algorithm = seq(oid(PKCS5 + "14"), seq(how, hmac_of(name)))
        return seq(seq(algorithm, octets(hmac.digest(key, safes, name))), octets(b"NOT USED"), number(1))

    return make


with open("../bank-p256.key", "rb") as file:
    KEY = serialization.load_pem_private_key(file.read(), None)
KEY = KEY.private_bytes(
    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


def der(name):
    with open(name, "rb") as file:
        return x509.load_pem_x509_certificate(file.read()).public_bytes(serialization.Encoding.DER)


def certificate(name):
    return bag("3", seq(oid("1.2.840.113549.1.9.22.1"), explicit(octets(der(name)))))


bag = lambda kind, value: seq(oid(f"{PKCS12}10.1.{kind}"), explicit(value))
CERTIFICATES = [certificate("../bank-p256.pem"), certificate("../root.pem")]
OPEN = bag("1", KEY)


def locked(lock):
    algorithm, body = lock(KEY)
    return bag("2", seq(algorithm, octets(body)))


def safe(*bags):
    return seq(oid(DATA), explicit(octets(seq(*bags))))


def locked_safe(lock, *bags):
    algorithm, body = lock(seq(*bags))
    return seq(oid(ENCRYPTED), explicit(seq(number(0), seq(oid(DATA), algorithm, tlv(0x80, body)))))


def write(name, safes, mac=None, reads=True):
    safes = seq(*safes)
    parts = [number(3), seq(oid(DATA), explicit(octets(safes)))] + ([mac(safes)] if mac else [])
    put(name, seq(*parts), reads)


def put(name, container, reads=True):
    with open(f"{name}.p12", "wb") as file:
        file.write(container)
    if reads:
        key, leaf, further = pkcs12.load_key_and_certificates(container, PASSWORD.encode())
        assert key and leaf and further, name


WIDE = PASSWORD.encode("utf-16-be") + b"\0\0"
for name in ["sha1", "sha384", "sha512"]:
    lock = lambda plain: pbes2(plain, name)
    write(f"made-pbkdf2-{name}", [locked_safe(lock, *CERTIFICATES), safe(locked(lock))], old_mac(WIDE))
for kdf, name, length in [("sha256", "sha256", 32), ("sha512", "sha512", 64), ("sha1", "sha256", 32)]:
    safes = [locked_safe(pbes2, *CERTIFICATES), safe(locked(pbes2))]
    write(f"made-pbmac1-{kdf}-{name}", safes, pbmac1(kdf, name, length))

# OpenSSL before 1.1 took the bytes of a password for its characters.
BYTES = b"".join(bytes([0, byte]) for byte in CHINESE.encode()) + b"\0\0"
lock = lambda plain: triple_des(plain, BYTES)
write("made-chinese-bytes", [locked_safe(lock, *CERTIFICATES), safe(locked(lock))], old_mac(BYTES), reads=False)

# Bags in bags, a certificate that is none by X.509, and a list of revoked certificates.
sdsi = bag("3", seq(oid("1.2.840.113549.1.9.22.2"), explicit(tlv(0x16, b"(certificate)"))))
crl = bag("4", seq(oid("1.2.840.113549.1.9.23.1"), explicit(octets(seq()))))
nested = bag("6", seq(bag("6", seq(OPEN)), CERTIFICATES[0]))
write("made-nested", [safe(sdsi, crl, nested), locked_safe(pbes2, CERTIFICATES[1])], old_mac(WIDE), reads=False)

# Lengths at the end and byte strings in pieces, at every place.
algorithm, body = pbes2(endless(0x30, *CERTIFICATES))
content = endless(0x30, oid(DATA), algorithm, pieces(0xA0, body))
first = endless(0x30, oid(ENCRYPTED), endless(0xA0, endless(0x30, number(0), content)))
algorithm, body = pbes2(KEY)
key = endless(0x30, oid(PKCS12 + "10.1.2"), endless(0xA0, endless(0x30, algorithm, pieces(0x24, body))))
second = endless(0x30, oid(DATA), endless(0xA0, pieces(0x24, endless(0x30, key))))
safes = endless(0x30, first, second)
whole = endless(0x30, oid(DATA), endless(0xA0, pieces(0x24, safes)))
put("made-endless", endless(0x30, number(3), whole, old_mac(WIDE)(safes)))

# More rounds than anybody waits for, in the MAC and in the lock.
write("made-rounds-mac", [safe(OPEN, *CERTIFICATES)], old_mac(WIDE, told=2_000_000_000), reads=False)
lock = lambda plain: pbes2(plain, rounds=100_000_000)
write("made-rounds-key", [safe(locked(lock), *CERTIFICATES)], old_mac(WIDE), reads=False)
