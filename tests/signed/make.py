#!/usr/bin/env python3
"""Make the signed samples of this folder anew, with pyHanko, which shares no code with hanpress.

usage: make.py FOLDER        needs: pip install pyHanko==0.38.0

Everybody in them is invented. The keys are made for the samples and thrown away; the certificates hold
until 2056. A test that looks at a sample takes 2026-12-01 as today.
"""

import datetime as dt
import io
import sys
from pathlib import Path

from asn1crypto import crl as acrl, keys, ocsp as aocsp, x509 as ax509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

BANK = "示例银行股份有限公司信用卡中心"
PASSWORD = "借款人"
BORN, DIES = dt.datetime(2026, 1, 1), dt.datetime(2056, 1, 1)
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F1 7 0 R>>>>/Contents %d 0 R%s>>"
BOX = "<</Type/XObject/Subtype/Form/BBox[0 0 80 40]/Length %d>>\nstream\n%s\nendstream"


def base(hidden=False):
    """Two pages, a form with two fields to be signed and one to be filled.

    With `hidden`, the file holds another first page's text, which no table lists yet.
    """
    words = [b"BT /F1 12 Tf 20 150 Td (total 8376.25) Tj ET", b"BT /F1 12 Tf 20 150 Td (the end) Tj ET"]
    widget = "<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/Rect[%s]/P 4 0 R/F 132/AP<</N 11 0 R>>%s>>"
    stream = "<</Length %d>>\nstream\n%s\nendstream"
    objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        PAGE % (5, ""),
        PAGE % (6, "/Annots[9 0 R 10 0 R 12 0 R]"),
        *(stream % (len(text), text.decode()) for text in words),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Fields[9 0 R 10 0 R 12 0 R]/SigFlags 3>>",
        widget % ("creditor", "20 20 100 60", ""),
        widget % ("borrower", "120 20 200 60", "/Lock<</Type/SigFieldLock/Action/All>>"),
        BOX % (0, ""),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/V(as agreed)/Rect[20 100 200 120]/P 4 0 R/F 4>>",
        "<</Producer(hand)/Title(an agreement)>>",
    ]
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    if hidden:
        text = words[0].replace(b"8376.25", b"99376.25").decode()
        out += f"5 0 obj\n{stream % (len(text), text)}\nendobj\n".encode()
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    ident = "<00112233445566778899aabbccddeeff>"
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/Info 13 0 R/ID[{ident}{ident}]>>\n".encode()
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


class Authority:
    """A toy authority and whom it vouches for."""

    def __init__(self):
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = name(O="示例证书机构", CN="示例证书机构 Root")
        self.root = self.issue(self.name, self.key, ca=True)

    def issue(self, subject, key, ca=False, purposes=(), until=DIES, born=BORN):
        usage = dict.fromkeys(
            ["key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"], False)
        usage |= dict(digital_signature=not ca, content_commitment=not ca and not purposes,
                      key_cert_sign=ca, crl_sign=ca)
        build = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name)
                 .public_key(key.public_key()).serial_number(x509.random_serial_number())
                 .not_valid_before(born).not_valid_after(until)
                 .add_extension(x509.BasicConstraints(ca, None), True)
                 .add_extension(x509.KeyUsage(**usage), True))
        if purposes:
            build = build.add_extension(x509.ExtendedKeyUsage(purposes), True)
        return build.sign(self.key, hashes.SHA256())

    def revocations(self, *certificates):
        build = (x509.CertificateRevocationListBuilder().issuer_name(self.name)
                 .last_update(dt.datetime(2026, 11, 20)).next_update(DIES))
        for certificate in certificates:
            build = build.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
                .revocation_date(dt.datetime(2026, 11, 1)).build())
        return build.sign(self.key, hashes.SHA256())


def name(**parts):
    oids = dict(CN=NameOID.COMMON_NAME, O=NameOID.ORGANIZATION_NAME)
    return x509.Name([x509.NameAttribute(oids[key], value) for key, value in parts.items()])


def loaded(certificate):
    return ax509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def private(key):
    return keys.PrivateKeyInfo.load(key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Samples:
    def __init__(self, folder):
        self.folder, self.authority = folder, Authority()
        self.store = SimpleCertificateStore()
        self.store.register(loaded(self.authority.root))
        self.bank_key, self.person_key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
        self.bank = self.authority.issue(name(O=BANK, CN=BANK), self.bank_key)
        self.person = self.authority.issue(name(CN="欧阳测试"), self.person_key)
        tsa_key = rsa.generate_private_key(65537, 2048)
        tsa = self.authority.issue(name(O="示例时间戳机构", CN="示例 TSA"), tsa_key,
                                   purposes=[ExtendedKeyUsageOID.TIME_STAMPING])
        self.tsa = DummyTimeStamper(loaded(tsa), private(tsa_key), self.store,
                                    fixed_dt=dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.timezone.utc))
        self.write("ca.pem", self.authority.root.public_bytes(serialization.Encoding.PEM))

    def write(self, file, content):
        (self.folder / file).write_bytes(content)
        return content

    def sign(self, content, certificate, key, field, password=None, pss=False, stamp=False, meanwhile=None, new=None,
             strict=True, **meta):
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=strict)
        if password:
            writer.encrypt(password)
        if meanwhile:
            meanwhile(writer)
        meta.setdefault("subfilter", SigSeedSubFilter.PADES)
        meta.setdefault("md_algorithm", "sha256")
        signer = signers.SimpleSigner(loaded(certificate), private(key), self.store, prefer_pss=pss)
        out = io.BytesIO()
        signers.PdfSigner(
            signers.PdfSignatureMetadata(field_name=field, **meta), signer, timestamper=self.tsa if stamp else None,
            new_field_spec=new
        ).sign_pdf(writer, output=out, bytes_reserved=12000 if stamp else 7000)
        return out.getvalue()

    def certify(self, content, **more):
        more = dict(certify=True, docmdp_permissions=MDPPerm.FILL_FORMS, name=BANK) | more
        return self.sign(content, self.bank, self.bank_key, "creditor", **more)

    def borrow(self, content, **more):
        return self.sign(content, self.person, self.person_key, "borrower", **more)

    def evidence(self, content, *revoked):
        """A further revision with certificates and a revocation list."""
        out = io.BytesIO(content)
        crl = self.authority.revocations(*revoked).public_bytes(serialization.Encoding.DER)
        DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[loaded(self.authority.root)],
                                      crls=[acrl.CertificateList.load(crl)])
        return out.getvalue()

    def answered(self, content, certificate, status):
        """A further revision with the authority's answer about one certificate."""
        when = dt.datetime(2026, 11, 1) if status is ocsp.OCSPCertStatus.REVOKED else None
        response = (ocsp.OCSPResponseBuilder()
                    .add_response(certificate, self.authority.root, hashes.SHA1(), status, dt.datetime(2026, 11, 20),
                                  DIES, when, None)
                    .responder_id(ocsp.OCSPResponderEncoding.HASH, self.authority.root)
                    .sign(self.authority.key, hashes.SHA256()))
        out = io.BytesIO(content)
        der = response.public_bytes(serialization.Encoding.DER)
        DocumentSecurityStore.add_dss(out, sig_contents=None, ocsps=[aocsp.OCSPResponse.load(der)])
        return out.getvalue()

    def make(self):
        plain = self.write("plain.pdf", base())
        certified = self.write("certified.pdf", self.certify(plain))
        both = self.write("both.pdf", self.borrow(certified))
        self.write("ordinary.pdf", self.sign(plain, self.bank, self.bank_key, "creditor",
                                             subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED))
        self.write("final.pdf", self.certify(plain, docmdp_permissions=MDPPerm.NO_CHANGES))
        self.write("pss.pdf", self.certify(plain, pss=True, md_algorithm="sha512"))
        other = ec.generate_private_key(ec.SECP384R1())
        p384 = self.authority.issue(name(O=BANK, CN=BANK), other)
        self.write("p384.pdf", self.sign(plain, p384, other, "creditor", md_algorithm="sha384"))
        self.write("weak.pdf", self.certify(plain, md_algorithm="sha1"))
        self.write("other-name.pdf", self.certify(plain, name="另一家示例银行"))
        old = self.authority.issue(name(O=BANK, CN=BANK), self.bank_key, until=dt.datetime(2026, 11, 25))
        self.write("expired.pdf", self.sign(plain, old, self.bank_key, "creditor"))
        self.write("expired-stamped.pdf", self.sign(plain, old, self.bank_key, "creditor", stamp=True))
        web = self.authority.issue(name(O=BANK, CN=BANK), self.bank_key, purposes=[ExtendedKeyUsageOID.SERVER_AUTH])
        self.write("web.pdf", self.sign(plain, web, self.bank_key, "creditor"))
        self.write("evidence.pdf", self.evidence(both))
        self.write("revoked.pdf", self.evidence(both, self.person))
        good, revoked = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED
        self.write("answered.pdf", self.answered(certified, self.bank, good))
        self.write("answered-revoked.pdf", self.answered(certified, self.bank, revoked))
        stamped = self.certify(plain, stamp=True)
        out = io.BytesIO()
        context = ValidationContext(trust_roots=[loaded(self.authority.root)], allow_fetching=False)
        signers.PdfTimeStamper(self.tsa).timestamp_pdf(
            IncrementalPdfFileWriter(io.BytesIO(stamped)), "sha256", validation_context=context, output=out,
            bytes_reserved=12000)
        self.write("stamped.pdf", out.getvalue())
        self.write("notes.pdf", self.certify(plain, docmdp_permissions=MDPPerm.ANNOTATE))
        self.write("shadow.pdf", self.certify(base(hidden=True)))
        self.write("moved.pdf", self.borrow(certified, meanwhile=move_box))
        self.write("laid-over.pdf", self.sign(certified, self.person, self.person_key, "third",
                                              new=fields.SigFieldSpec("third", on_page=0, box=(10, 140, 290, 170))))
        self.write("unseen.pdf", self.sign(certified, self.person, self.person_key, "third",
                                           new=fields.SigFieldSpec("third")))
        self.write("encrypted.pdf", self.certify(encrypted(plain), password=PASSWORD))


def move_box(writer):
    """The borrower's box, laid over the total while it is signed."""
    for field in writer.root["/AcroForm"]["/Fields"]:
        field = field.get_object()
        if field["/T"] == "borrower":
            field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (10, 140, 290, 170)))
            writer.update_container(field)


def encrypted(content):
    """The same document under AES-256."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(content)))
    handler = StandardSecurityHandler.build_from_pw(
        desired_owner_pass="owner", desired_user_pass=PASSWORD, encrypt_metadata=True, pdf_mac=False)
    writer.security_handler = handler
    writer._encrypt = writer.add_object(handler.as_pdf_object())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue() + b"\n"


if __name__ == "__main__":
    Samples(Path(sys.argv[1])).make()
