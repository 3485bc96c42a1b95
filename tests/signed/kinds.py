#!/usr/bin/env python3
"""Make signed files of the kinds that people really send: other programs' containers, tables, keys and digests.

usage: kinds.py FOLDER       needs: pip install pyHanko==0.38.0, apt-get install libbcpkix-java default-jdk-headless

Everybody in them is invented, as in make.py, which this builds upon; the certificates hold until 2056.

| file | what it is |
|---|---|
| ber, ber-stamped | the container written with open lengths, as BouncyCastle and PDFBox write it |
| bouncycastle | the container made by BouncyCastle |
| early | `startxref` and `/Prev` name the end of the line before the table, as a library of npm writes it |
| hybrid | two tables, as office programs write them: hidden objects in a stream beside the second |
| hybrid-other | the stream names another object in the place of one that the table lists |
| hybrid-gone | the table says that an object is gone, and the stream beside it says where it is |
| p521, p256-sha512, p384-sha512, ed25519, rsa-4096 | keys and digests that are checked |
| brainpool, ed448, sha3, secp256k1 | such as are not |
"""

import io
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from pyhanko.sign import fields

sys.path.insert(0, str(Path(__file__).parent))
import make  # noqa: E402

CLASSES = ":".join(f"/usr/share/java/{name}.jar" for name in ("bcprov", "bcpkix", "bcutil"))


def early(content):
    """The same file, whose `startxref` names the end of the line before."""
    start = content.rindex(b"startxref\n") + len(b"startxref\n")
    end = content.index(b"\n", start)
    return content[:start] + b"%d" % (int(content[start:end]) - 1) + content[end:]


def hybrid(other=False, gone=False):
    """The document of make.py as an office program lays it out: what says how it is read aloud stands in a stream."""
    plain = make.base()
    head = plain[: plain.rindex(b"xref\n0 ")]
    head = head.replace(b"/AcroForm 8 0 R>>", b"/AcroForm 8 0 R/StructTreeRoot 14 0 R/MarkInfo<</Marked true>>>>")
    hidden = b"<</Type/StructTreeRoot/K 15 0 R>> <</Type/StructElem/S/Document/P 14 0 R>>"
    index = b"14 0 15 %d " % hidden.index(b" <<")
    packed = zlib.compress(index + hidden)
    out = bytearray(head)
    places = {int(number): out.index(b"\n%s 0 obj" % number) + 1 for number in map(b"%d".__mod__, range(1, 14))}
    for number in sorted(places):
        places[number] = out.index(b"\n%d 0 obj" % number) + 1
    places[16] = len(out)
    out += b"16 0 obj\n<</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        len(index), len(packed), packed)
    if other:
        text = b"BT /F1 12 Tf 20 150 Td (total 99376.25) Tj ET"
        places[105] = len(out)
        out += b"5 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(text), text)
    places[17] = len(out)
    row = lambda kind, one, two: bytes([kind]) + one.to_bytes(4, "big") + two.to_bytes(2, "big")
    rows = row(0, 0, 65535)
    for number in range(1, 18):
        if number in (14, 15):
            rows += row(2, 16, number - 14)
        else:
            rows += row(1, places[105] if other and number == 5 else places[number], 0)
    ident = "<00112233445566778899aabbccddeeff>"
    common = f"/Size 18/Root 1 0 R/Info 13 0 R/ID[{ident}{ident}]".encode()
    packed = zlib.compress(rows)
    out += b"17 0 obj\n<</Type/XRef%s/W[1 4 2]/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        common, len(packed), packed)
    entry = lambda number: b"%010d 65535 f \n" % 0 if number in (0, 14, 15) else b"%010d 00000 n \n" % places[number]
    table = len(out)
    out += b"xref\n0 18\n" + b"".join(map(entry, range(18)))
    out += b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (common, table)
    second = len(out)
    listed = b"14 1\n0000000000 65535 f \n" if gone else b"0 0\n"
    out += b"xref\n%strailer\n<<%s/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        listed, common, table, places[17], second)
    return bytes(out)


def opened(der, depth=0):
    """A container whose outer values have open lengths; signed attributes and certificates stay as they are."""
    tag, content = der[0], contents_of(der)
    if depth > 3 or tag not in (0x30, 0xA0):
        return der
    parts = [part if part[0] in (0x31,) else opened(part, depth + 1) for part in values(content)]
    # A certificate is signed as it stands: they hang in the set below SignedData.
    if depth == 3 and tag == 0xA0:
        parts = values(content)
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0" if depth < 3 or tag == 0xA0 else der


def contents_of(der):
    return der[header(der):header(der) + length(der)]


def header(der):
    return 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)


def length(der):
    return der[1] if der[1] < 0x80 else int.from_bytes(der[2:header(der)], "big")


def values(content):
    found = []
    while content:
        end = header(content) + length(content)
        found.append(content[:end])
        content = content[end:]
    return found


def refilled(signed, change):
    """The file with another container in its last signature, which no signature covers."""
    start = signed.rindex(b"/Contents <") + len(b"/Contents <")
    end = signed.index(b">", start)
    hole = bytes.fromhex(signed[start:end].decode())
    other = change(hole[: header(hole) + length(hole)])
    assert len(other) <= len(hole), (len(other), len(hole))
    return signed[:start] + other.ljust(len(hole), b"\0").hex().encode() + signed[end:]


def by_bouncycastle(signed, key, certificate, algorithm="SHA256withRSA"):
    """The same file, signed by BouncyCastle in the place of pyHanko."""
    start = signed.rindex(b"/Contents <") + len(b"/Contents ")
    end = signed.index(b">", start) + 1
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: Path(folder, name)
        path("covered").write_bytes(signed[:start] + signed[end:])
        path("certificate").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
        path("key").write_bytes(key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        words = [path(name) for name in ("key", "certificate", "covered", "out")]
        source = Path(__file__).with_name("Container.java")
        subprocess.run(["java", "-cp", CLASSES, source, *words, algorithm], check=True)
        out = path("out").read_bytes()
    assert out[1] == 0x80, "open lengths"
    return refilled(signed, lambda _: out)


class Kinds(make.Samples):
    def signed(self, name, key, digest, **more):
        certificate = self.authority.issue(make.name(O=make.BANK, CN=make.BANK), key)
        return self.write(name, self.sign(make.base(), certificate, key, "creditor", md_algorithm=digest, **more))

    def make(self):
        certified = self.certify(make.base())
        self.write("ber.pdf", refilled(certified, opened))
        self.write("ber-stamped.pdf", refilled(self.certify(make.base(), stamp=True), opened))
        ordinary = self.sign(make.base(), self.bank, self.bank_key, "creditor",
                             subfilter=fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
        self.write("bouncycastle.pdf", by_bouncycastle(ordinary, self.bank_key, self.bank))
        self.write("early.pdf", self.certify(early(make.base())))
        self.write("early-both.pdf", self.borrow(self.certify(early(make.base()))))
        self.write("hybrid.pdf", self.certify(hybrid(), strict=False))
        self.write("hybrid-other.pdf", self.certify(hybrid(other=True), strict=False))
        self.write("hybrid-gone.pdf", self.certify(hybrid(gone=True), strict=False))
        p256, p384 = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1())
        self.signed("p256-sha512.pdf", p256, "sha512")
        self.signed("p384-sha512.pdf", p384, "sha512")
        self.signed("p521.pdf", ec.generate_private_key(ec.SECP521R1()), "sha512")
        self.signed("p521-sha256.pdf", ec.generate_private_key(ec.SECP521R1()), "sha256")
        self.signed("ed25519.pdf", ed25519.Ed25519PrivateKey.generate(), "sha512")
        self.signed("rsa-4096.pdf", rsa.generate_private_key(65537, 4096), "sha384")
        self.signed("brainpool.pdf", ec.generate_private_key(ec.BrainpoolP256R1()), "sha256")
        self.signed("secp256k1.pdf", ec.generate_private_key(ec.SECP256K1()), "sha256")
        self.signed("ed448.pdf", ed448.Ed448PrivateKey.generate(), "shake256")
        self.write("sha3.pdf", by_bouncycastle(ordinary, self.bank_key, self.bank, "SHA3-256withRSA"))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    Kinds(folder).make()
