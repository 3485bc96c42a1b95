//! Revocation lists that another authority makes, and for whom they count (RFC 5280, 5.3.3 and 6.3.3).

use std::fs;

use const_oid::ObjectIdentifier;
use der::asn1::{BitString, OctetString};
use der::{Decode, DecodePem, Encode};
use hanpress::inner::verify::Verdict;
use x509_cert::Certificate;
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use super::super::Scene;
use super::authority::Authority;
use super::lasting::{BANK, LONG, USAGE, asks};
use super::revoked::{BY_ROOT, document, judged, list, now, revoke, said, toy};
use super::stamped::make;
use crate::verify::forge::with_store;

const ENTRY_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");
const LISTS: &str = "keyUsage=critical,cRLSign";
const UNKNOWN: &str = "V08 whether the certificate was revoked is not known: ";
const NOT_TRUSTED: &str =
    "the certificate names another authority for its list, and what the file holds of that does not count: ";

/// A scene whose bank has a certificate that leaves its list to another authority, `toy_lister`.
fn told_elsewhere(level: &str) -> Option<(Scene, Authority)> {
    let (scene, authority) = toy(level, "")?;
    let url = &authority.url;
    let mut config = fs::read_to_string(authority.path("lists.cnf")).unwrap();
    for (name, place) in [("here", "/lister.crl"), ("elsewhere", "/other.crl")] {
        config += &format!(
            "[{name}]\nauthorityKeyIdentifier=keyid\nissuingDistributionPoint=critical,@{name}-where\n\
             [{name}-where]\nfullname=URI:{url}{place}\nindirectCRL=TRUE\n"
        );
    }
    fs::write(authority.path("lists.cnf"), config).unwrap();
    let point = format!(
        "crlDistributionPoints=lister\n[lister]\nfullname=URI:{url}/lister.crl\nCRLissuer=dirName:maker\n[maker]\nCN=toy_lister"
    );
    authority.issue_asking("bank", BANK, &[USAGE], &point, LONG);
    authority.issue("lister", "toy lister", &[LISTS], LONG);
    asks(&scene, &authority, level, "");
    Some((scene, authority))
}

fn certificate(authority: &Authority, name: &str) -> Certificate {
    Certificate::from_pem(fs::read(authority.path(&format!("{name}.pem"))).unwrap()).unwrap()
}

fn der(authority: &Authority, name: &str) -> Vec<u8> {
    certificate(authority, name).to_der().unwrap()
}

/// A list of a kind by `maker`, that names nobody.
fn empty(authority: &Authority, maker: &str, kind: &str) -> Vec<u8> {
    let by =
        BY_ROOT.replace("root.pem", &format!("{maker}.pem")).replace("root.key", &format!("{maker}.key"));
    authority.openssl(&format!("{by} -gencrl -crlexts {kind} -out list.pem"));
    authority.openssl("crl -in list.pem -outform DER -out list.crl");
    let mut list = CertificateList::from_der(&fs::read(authority.path("list.crl")).unwrap()).unwrap();
    list.tbs_cert_list.revoked_certificates = None;
    signed(authority, maker, list)
}

/// The same with entries: certificates, each with the issuer that the entry names. OpenSSL writes no such entries.
fn naming(authority: &Authority, kind: &str, entries: &[(&Certificate, Option<&Name>)]) -> Vec<u8> {
    let mut list = CertificateList::from_der(&empty(authority, "lister", kind)).unwrap();
    let entry = |(one, issuer): &(&Certificate, Option<&Name>)| RevokedCert {
        serial_number: one.tbs_certificate().serial_number().clone(),
        revocation_date: list.tbs_cert_list.this_update,
        crl_entry_extensions: issuer.map(|issuer| {
            let names = vec![GeneralName::DirectoryName(issuer.clone())].to_der().unwrap();
            vec![Extension {
                extn_id: ENTRY_ISSUER,
                critical: true,
                extn_value: OctetString::new(names).unwrap(),
            }]
        }),
    };
    list.tbs_cert_list.revoked_certificates = Some(entries.iter().map(entry).collect());
    signed(authority, "lister", list)
}

fn signed(authority: &Authority, maker: &str, mut list: CertificateList) -> Vec<u8> {
    fs::write(authority.path("content.der"), list.tbs_cert_list.to_der().unwrap()).unwrap();
    authority.openssl(&format!("dgst -sha256 -sign {maker}.key -out content.sig content.der"));
    list.signature = BitString::from_bytes(&fs::read(authority.path("content.sig")).unwrap()).unwrap();
    list.to_der().unwrap()
}

#[test]
fn a_list_by_whom_the_certificate_names_counts() {
    let Some((scene, authority)) = told_elsewhere("B-B") else { return };
    let pdf = document(&scene);
    let (bank, lister) = (certificate(&authority, "bank"), der(&authority, "lister"));
    let (root, other) = (bank.tbs_certificate().issuer(), bank.tbs_certificate().subject());
    let told = |list: Vec<u8>| {
        let report = judged(&scene, &with_store(&pdf, std::slice::from_ref(&lister), &[list]), now() + 60);
        (report.verdict, said(&report.signatures[0]))
    };
    let good = (Verdict::Good, String::new());
    assert_eq!(told(empty(&authority, "lister", "here")), good);
    assert_eq!(told(empty(&authority, "lister", "indirect")), good, "a list that names no place");
    for kind in ["here", "indirect", "elsewhere"] {
        for entries in [&[(&bank, Some(root))][..], &[(&bank, Some(other)), (&bank, Some(root))]] {
            let (verdict, words) = told(naming(&authority, kind, entries));
            assert_eq!(verdict, Verdict::Bad);
            assert!(words.starts_with("V08 the certificate was revoked on "), "{words}");
        }
    }
    // An issuer that is named holds for the entries behind it.
    let lister_own = certificate(&authority, "lister");
    let behind = naming(&authority, "here", &[(&lister_own, Some(root)), (&bank, None)]);
    assert_eq!(told(behind).0, Verdict::Bad);
    // Those before any name are of the list's own maker.
    for entries in [&[(&bank, None)][..], &[(&bank, Some(other)), (&bank, None)]] {
        assert_eq!(told(naming(&authority, "here", entries)), good);
    }
    let part = format!(
        "{UNKNOWN}the list in the file is one of several parts, and not that of this certificate (issuing distribution point)\n"
    );
    assert_eq!(told(empty(&authority, "lister", "elsewhere")), (Verdict::Good, part));
}

#[test]
fn a_list_by_another_counts_only_where_its_maker_is_named_known_allowed_and_not_revoked() {
    let Some((scene, authority)) = told_elsewhere("B-B") else { return };
    let pdf = document(&scene);
    let told = |certificates: &[Vec<u8>], lists: &[Vec<u8>]| {
        said(&judged(&scene, &with_store(&pdf, certificates, lists), now() + 60).signatures[0])
    };
    let void = |words: String| assert!(words.starts_with(&format!("{UNKNOWN}{NOT_TRUSTED}")), "{words}");
    let (here, lister) = (empty(&authority, "lister", "here"), der(&authority, "lister"));
    void(told(&[], std::slice::from_ref(&here)));
    void(told(std::slice::from_ref(&lister), &[empty(&authority, "lister", "plain")]));
    // Of that name, and not allowed to, or by nobody who is trusted.
    for name in ["signs-documents", "own-word"] {
        fs::copy(authority.path("lister.key"), authority.path(&format!("{name}.key"))).unwrap();
    }
    authority.issue("signs-documents", "toy lister", &["keyUsage=critical,digitalSignature"], LONG);
    authority.openssl(
        "req -x509 -config ca.cnf -key own-word.key -subj /CN=toy_lister -days 90 -out own-word.pem",
    );
    for name in ["signs-documents", "own-word"] {
        void(told(&[der(&authority, name)], std::slice::from_ref(&here)));
    }
    // Another key under the same name.
    authority.issue("twin", "toy lister", &[LISTS], LONG);
    void(told(std::slice::from_ref(&lister), &[empty(&authority, "twin", "here")]));
    assert_eq!(told(&[lister.clone(), der(&authority, "twin")], &[empty(&authority, "twin", "here")]), "");
    revoke(&authority, "lister", "keyCompromise");
    void(told(std::slice::from_ref(&lister), &[here.clone(), list(&authority, "authorities")]));
    // A certificate that does not name it.
    authority.issue("bank", BANK, &[USAGE], LONG);
    asks(&scene, &authority, "B-B", "");
    let other = document(&scene);
    let report = judged(&scene, &with_store(&other, &[lister], &[here]), now() + 60);
    let words =
        "the list in the file is indirect, made by another authority than the certificate names for that\n";
    assert_eq!(said(&report.signatures[0]), format!("{UNKNOWN}{words}"));
}

#[test]
fn what_is_signed_carries_such_a_list_with_its_makers_certificate() {
    let Some((scene, authority)) = told_elsewhere("B-LT") else { return };
    let bank = certificate(&authority, "bank");
    fs::write(authority.path("lister.crl"), empty(&authority, "lister", "here")).unwrap();
    // That of the time stamps.
    authority.lists("root.crl");
    let with = |more: &str| {
        asks(&scene, &authority, "B-LT", more);
        let sign = fs::read_to_string(scene.path("sign.toml")).unwrap();
        scene.write("sign.toml", format!("certificate = \"more.pem\"\n{sign}"));
        make(&scene, "")
    };
    fs::copy(authority.path("root.pem"), scene.path("more.pem")).unwrap();
    let ran = with("");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(
        ran.err.contains("the list is indirect, made by another authority, and does not count"),
        "{}",
        ran.err
    );
    fs::copy(authority.path("lister.pem"), scene.path("more.pem")).unwrap();
    let ran = with("");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let pdf = scene.documents("out").pop_first().unwrap().1;
    let report = judged(&scene, &pdf, now() + 60);
    let first = &report.signatures[0];
    assert_eq!((said(first).as_str(), first.level.unwrap().word()), ("", "B-LT"), "{report:#?}");
    fs::remove_dir_all(scene.path("out")).unwrap();
    // What such a list names does not sign, at any level.
    let root = bank.tbs_certificate().issuer().clone();
    scene.write("given.crl", naming(&authority, "here", &[(&bank, Some(&root))]));
    let ran = with("[revocation]\ncrl = [\"given.crl\"]\nfetch = false\n");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("` was revoked on "), "{}", ran.err);
}
