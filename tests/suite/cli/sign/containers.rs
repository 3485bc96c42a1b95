//! Key containers as programs write them: each opens and signs, and each fault is told as what it is.
//!
//! `tests/keys/containers` has a script that says how each was made.

use std::collections::BTreeMap;
use std::fs;

use base64::prelude::{BASE64_STANDARD, Engine};
use hanpress::inner::error::Stop;
use hanpress::inner::finding::Lang;
use hanpress::inner::named_files::NamedFiles;
use hanpress::inner::sign::{Password, Signer, config};

use super::super::MAKE;
use super::scene;
use crate::workshop::{file, issue_date};

const CHINESE: &str = "密码㐀𠀀";

/// Containers that open, with their passwords.
fn sound() -> Vec<(String, String)> {
    let long = "a long password ".repeat(9);
    let passwords = [
        ("openssl-long", long.as_str()),
        ("openssl-empty", ""),
        ("openssl-empty-old", ""),
        ("gnutls-empty", ""),
        ("gnutls-null", ""),
        ("openssl-chinese", CHINESE),
        ("openssl-chinese-old", CHINESE),
        ("made-chinese-bytes", CHINESE),
        ("keytool", "toytoy"),
        ("keytool-old", "toytoy"),
    ];
    let passwords = BTreeMap::from(passwords);
    let unsound = ["keytool-two-keys", "made-rounds-key", "made-rounds-mac", "openssl-no-key", "openssl-rc4"];
    let folder = fs::read_dir(file("tests/keys/containers")).unwrap();
    let names = folder.filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        Some(name.strip_suffix(".p12")?.to_string())
    });
    let sound = names.filter(|name| !unsound.contains(&name.as_str()));
    sound.map(|name| (name.clone(), (*passwords.get(&name[..]).unwrap_or(&"toy")).to_string())).collect()
}

fn container(name: &str) -> Vec<u8> {
    fs::read(file(&format!("tests/keys/containers/{name}.p12"))).unwrap()
}

/// Opens a container's bytes; they are called `key.p12`.
fn opened(bytes: Vec<u8>, password: &str) -> Result<Signer, Stop> {
    let table = config::parse("key = \"key.p12\"\npassword_file = \"password\"\n", "sign.toml").unwrap();
    let files = [("key.p12", bytes), ("password", password.as_bytes().to_vec())];
    let beside =
        NamedFiles::memory(files.into_iter().map(|(name, bytes)| (name.to_string(), bytes)).collect());
    Signer::open(&table, &beside, &Password::none(), issue_date())
}

/// What is said of a container that does not open, in both languages, with what to do.
fn told(bytes: Vec<u8>, password: &str) -> [String; 2] {
    let stop = opened(bytes, password).expect_err("it opens");
    [Lang::En, Lang::Zh].map(|lang| {
        let hints: Vec<_> = stop.hints.iter().map(|hint| format!("\n{}", hint.get(lang))).collect();
        format!("{}{}", stop.message.get(lang), hints.concat())
    })
}

#[test]
fn containers_of_every_program_open_and_sign_alike() {
    let message = b"one message";
    let plain = opened(fs::read(file("tests/keys/bank-p256.p12")).unwrap(), "toy").unwrap();
    let signature = plain.over(message).unwrap();
    let sound = sound();
    assert!(sound.len() >= 30, "{}", sound.len());
    for (name, password) in sound {
        let signer =
            opened(container(&name), &password).unwrap_or_else(|stop| panic!("{name}: {}", stop.message.en));
        assert!(signer.over(message).unwrap() == signature, "{name}");
    }
}

#[test]
fn keys_in_pem_open_however_they_are_locked() {
    for name in ["pem-scrypt", "pem-des3", "pem-old"] {
        let pem = fs::read(file(&format!("tests/keys/containers/{name}.pem"))).unwrap();
        let signer = opened(pem.clone(), "toy").unwrap_or_else(|stop| panic!("{name}: {}", stop.message.en));
        let plain = opened(fs::read(file("tests/keys/bank-p256.p12")).unwrap(), "toy").unwrap();
        assert!(signer.over(b"one message").unwrap() == plain.over(b"one message").unwrap(), "{name}");
        assert!(told(pem, "wrong")[0].starts_with("the password does not open `key.p12`"), "{name}");
    }
}

#[test]
fn parameters_before_a_key_in_pem_are_passed_over() {
    let pem = fs::read(file("tests/keys/containers/pem-parameters.pem")).unwrap();
    let plain = opened(fs::read(file("tests/keys/bank-p256.p12")).unwrap(), "toy").unwrap();
    let signer = opened(pem, "toy").unwrap_or_else(|stop| panic!("{}", stop.message.en));
    assert!(signer.over(b"one message").unwrap() == plain.over(b"one message").unwrap());
}

#[test]
fn keys_locked_in_the_traditional_way_open_and_a_wrong_password_is_told() {
    let plain = opened(fs::read(file("tests/keys/bank-p256.p12")).unwrap(), "toy").unwrap();
    for name in ["pem-traditional", "pem-traditional-des3", "pem-traditional-aes128"] {
        let pem = fs::read(file(&format!("tests/keys/containers/{name}.pem"))).unwrap();
        let signer = opened(pem.clone(), "toy").unwrap_or_else(|stop| panic!("{name}: {}", stop.message.en));
        assert!(signer.over(b"one message").unwrap() == plain.over(b"one message").unwrap(), "{name}");
        // One wrong password in 256 gives a padding by chance, and none of those a key.
        for wrong in 0..600 {
            let [en, zh] = told(pem.clone(), &format!("wrong {wrong}"));
            assert!(en.starts_with("the password does not open `key.p12`"), "{name} {wrong}: {en}");
            assert!(zh.starts_with("密码不能打开 `key.p12`"), "{name} {wrong}: {zh}");
        }
        let text = String::from_utf8(pem).unwrap();
        let other = text.replace("DEK-Info: ", "DEK-Info: CAMELLIA-");
        assert!(
            told(other.into_bytes(), "toy")[0]
                .contains("is locked in a way that is not read here (CAMELLIA-")
        );
        let cut: String = text
            .lines()
            .filter(|line| !line.starts_with("DEK-Info"))
            .map(|line| format!("{line}\n"))
            .collect();
        assert!(told(cut.into_bytes(), "toy")[0].starts_with("`key.p12` is cut off or damaged"), "{name}");
    }
}

#[test]
fn documents_signed_from_a_browsers_container_are_the_same() {
    let made = |key: &str| {
        let scene = scene(key);
        fs::copy(file("tests/keys/containers/nss.p12"), scene.path("nss.p12")).unwrap();
        let ran = scene.run(&format!("{MAKE} --sign sign.toml --quiet"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        scene.documents("out")
    };
    assert_eq!(made("nss.p12"), made("bank-p256.p12"));
}

#[test]
fn a_wrong_password_is_told_as_one() {
    for (name, _) in sound().into_iter().filter(|(name, _)| name != "openssl-open") {
        for wrong in ["wrong", "密碼"] {
            let [en, zh] = told(container(&name), wrong);
            assert!(
                en.starts_with("the password does not open `key.p12`\ncheck `password_file`"),
                "{name}: {en}"
            );
            assert!(zh.starts_with("密码不能打开 `key.p12`"), "{name}: {zh}");
        }
    }
}

/// Without a MAC nothing but what comes out tells a wrong password, and one in 256 comes out padded.
#[test]
fn no_wrong_password_opens_a_container_without_mac() {
    for name in ["openssl-no-mac", "openssl-no-mac-old"] {
        for wrong in 0..600 {
            let [en, _] = told(container(name), &format!("wrong {wrong}"));
            assert!(en.starts_with("the password does not open `key.p12`"), "{name} {wrong}: {en}");
        }
    }
}

#[test]
fn a_container_that_was_cut_off_or_changed_is_told_as_one() {
    for name in ["openssl-aes256", "openssl-old", "openssl-no-mac", "made-endless"] {
        let whole = container(name);
        for length in (7..whole.len()).step_by(97) {
            let [en, zh] = told(whole[..length].to_vec(), "toy");
            assert_eq!(en, "`key.p12` is cut off or damaged\nexport the key once more", "{name} {length}");
            assert_eq!(zh, "`key.p12` 已损坏或不完整\n请重新导出密钥", "{name} {length}");
        }
    }
    // One byte among those of a certificate, then one among those of the key: the other still opens.
    for at in [400, 2450] {
        let mut changed = container("openssl-aes256");
        changed[at] ^= 1;
        assert_eq!(
            told(changed, "toy")[0],
            "`key.p12` is cut off or damaged\nexport the key once more",
            "{at}"
        );
    }
}

#[test]
fn a_changed_byte_refuses_the_container_unless_nothing_reads_it() {
    let whole = container("openssl-old");
    let opens = |at: &usize| {
        let mut changed = whole.clone();
        changed[*at] ^= 1;
        opened(changed, "toy").is_ok()
    };
    // SHA-1's parameters, which are nothing, may be any other nothing.
    let nothing =
        whole.windows(9).rposition(|bytes| bytes == b"\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00").unwrap() + 7;
    assert_eq!((0..whole.len()).filter(opens).collect::<Vec<_>>(), [nothing]);
}

#[test]
fn what_cannot_be_used_is_told_with_what_to_do() {
    let rounds = |count| {
        format!(
            "`key.p12` asks for {count} rounds of derivation; at most 5000000 are gone through\n\
             export the key once more with fewer"
        )
    };
    let cases = [
        (
            "keytool-two-keys",
            "toytoy",
            "`key.p12` holds 2 keys, not one\nexport the one key that signs into a file of its own"
                .to_string(),
        ),
        (
            "openssl-no-key",
            "toy",
            "`key.p12` holds 0 keys, not one\nexport the certificate once more together with its private key"
                .to_string(),
        ),
        (
            "openssl-rc4",
            "toy",
            "`key.p12` is locked in a way that is not read here (1.2.840.113549.1.12.1.1)\n\
             export the key once more with AES, as current programs do"
                .to_string(),
        ),
        ("made-rounds-mac", "toy", rounds("2000000000")),
        ("made-rounds-key", "toy", rounds("100000000")),
    ];
    for (name, password, words) in cases {
        assert_eq!(told(container(name), password)[0], words, "{name}");
    }
    let pem = fs::read_to_string(file("tests/keys/root.pem")).unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    let certificate = BASE64_STANDARD.decode(body).unwrap();
    assert!(told(certificate, "toy")[0].starts_with("`key.p12` is no key file\nPKCS#12"));
}
