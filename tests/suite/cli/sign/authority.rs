//! A toy authority on this machine: it stamps the time, lists what is revoked and answers for it, by OpenSSL.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use super::super::super::workshop::file;

const CA: &str = "[ca]\ndefault_ca=toy\n[toy]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\n\
    default_crl_days=30\ncrl_extensions=list\npolicy=any\n[any]\ncountryName=optional\norganizationName=optional\ncommonName=supplied\n\
    [list]\nauthorityKeyIdentifier=keyid\n[req]\n\
    distinguished_name=name\n[name]\n";
const TSA: &str = "[tsa]\ndefault_tsa=toy\n[toy]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\n\
    certs=chain.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n\
    other_policies=1.2.3.4.5\ndigests=sha256\naccuracy=secs:1\ness_cert_id_alg=sha256\n";
const STAMPING: &str = "extendedKeyUsage=critical,timeStamping";
const LONG: (&str, &str) = ("20200101000000Z", "20991231235959Z");

/// How the authority answers a request for a time stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Honest,
    /// It takes the request and says nothing.
    Silent,
    /// It has too much to do, so many times.
    Busy(usize),
    /// It stamps once, and no more.
    Once,
    /// It stamps once, then takes requests and says nothing.
    Tired,
    Forbids,
    Rubbish,
    Huge,
    Refuses,
    /// It stamps another digest than the one sent.
    OtherDigest,
    OtherNonce,
    OtherPolicy,
    /// What is stamped was changed after it was signed.
    Changed,
    /// It signs with another certificate than one for time stamps.
    By(&'static str),
    /// It says that it is another year.
    Early,
    /// It sends so many certificates along that no signature has room for them.
    Wide,
}

/// The authority, with its files in a folder and the requests that came.
pub(super) struct Authority {
    folder: PathBuf,
    pub(super) url: String,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// Whether it answers about certificates.
    answers: Arc<Mutex<bool>>,
}

/// A request: its path, its `Authorization`, its body.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) login: Option<String>,
    pub(super) body: Vec<u8>,
}

/// Runs OpenSSL in a folder.
pub(super) fn openssl(folder: &Path, words: &str) {
    let done = Command::new("openssl").args(words.split_whitespace()).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&done.stderr));
}

impl Authority {
    /// Begins to listen, with certificates for stamping and answering by the toy root; `None`, said aloud,
    /// where there is no OpenSSL.
    pub(super) fn new(folder: PathBuf) -> Option<Self> {
        if Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_err() {
            #[allow(clippy::print_stderr, reason = "a test that is left out says so")]
            {
                eprintln!("skipped: there is no `openssl` to be a time stamp authority");
            }
            return None;
        }
        fs::create_dir(&folder).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        for (name, text) in [("ca.cnf", CA), ("tsa.cnf", TSA), ("index", ""), ("serial", "01\n")] {
            fs::write(folder.join(name), text).unwrap();
        }
        fs::write(folder.join("index.attr"), "unique_subject = no\n").unwrap();
        for name in ["root.key", "root.pem"] {
            fs::copy(file(&format!("tests/keys/{name}")), folder.join(name)).unwrap();
        }
        let manner = Arc::new(Mutex::new(Manner::Honest));
        let authority =
            Self { folder, url, manner, asked: Arc::default(), answers: Arc::new(Mutex::new(true)) };
        authority.issue("tsa", "toy stamps", &[STAMPING, "keyUsage=critical,digitalSignature"], LONG);
        fs::copy(authority.path("root.pem"), authority.path("chain.pem")).unwrap();
        authority.listen(listener);
        Some(authority)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn openssl(&self, words: &str) {
        openssl(&self.folder, words);
    }

    /// A certificate by the root with a key of its own; it says where to ask about it.
    pub(super) fn issue(&self, name: &str, subject: &str, extensions: &[&str], valid: (&str, &str)) {
        let url = &self.url;
        let asks =
            format!("crlDistributionPoints=URI:{url}/root.crl\nauthorityInfoAccess=OCSP;URI:{url}/ocsp");
        self.issue_asking(name, subject, extensions, &asks, valid);
    }

    /// The same with other words of where to ask.
    pub(super) fn issue_asking(
        &self,
        name: &str,
        subject: &str,
        extensions: &[&str],
        asks: &str,
        (from, to): (&str, &str),
    ) {
        if !self.path(&format!("{name}.key")).exists() {
            self.openssl(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"));
        }
        let own = [
            "basicConstraints=critical,CA:FALSE",
            "subjectKeyIdentifier=hash",
            "authorityKeyIdentifier=keyid",
        ];
        fs::write(self.path("ext"), [&own[..], extensions, &[asks]].concat().join("\n")).unwrap();
        let subject = if subject.starts_with('/') { subject.to_string() } else { format!("/CN={subject}") };
        let subject = subject.replace(' ', "_");
        self.openssl(&format!("req -new -config ca.cnf -utf8 -key {name}.key -subj {subject} -out csr"));
        self.openssl(&format!(
            "ca -batch -config ca.cnf -cert root.pem -keyfile root.key -in csr -extfile ext -utf8 -notext -preserveDN \
             -startdate {from} -enddate {to} -out {name}.pem"
        ));
    }

    /// Answers otherwise from now on.
    pub(super) fn now(&self, manner: Manner) {
        if let Manner::By(name) = manner {
            match name {
                "not critical" => self.issue("by", name, &["extendedKeyUsage=timeStamping"], LONG),
                "for more" => {
                    self.issue("by", name, &["extendedKeyUsage=critical,timeStamping,codeSigning"], LONG)
                }
                "expired" => self.issue("by", name, &[STAMPING], ("20200101000000Z", "20210101000000Z")),
                "for keys" => self.issue("by", name, &[STAMPING, "keyUsage=critical,keyAgreement"], LONG),
                _ => self.issue("by", name, &["extendedKeyUsage=critical,emailProtection"], LONG),
            }
        }
        if manner == Manner::Wide {
            let many: Vec<u8> = (0..20)
                .flat_map(|at| {
                    self.issue("more", &format!("more {at}"), &[], LONG);
                    fs::read(self.path("more.pem")).unwrap()
                })
                .collect();
            fs::write(self.path("chain.pem"), many).unwrap();
        }
        *self.manner.lock().unwrap() = manner;
        self.asked.lock().unwrap().clear();
    }

    /// Answers about certificates from now on, or does not.
    pub(super) fn answers(&self, whether: bool) {
        *self.answers.lock().unwrap() = whether;
        self.asked.lock().unwrap().clear();
    }

    /// Writes its list of the revoked.
    pub(super) fn lists(&self, name: &str) {
        self.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -gencrl -out list.pem");
        self.openssl(&format!("crl -in list.pem -outform DER -out {name}"));
    }

    /// What it was asked since the last change of manners.
    pub(super) fn asked(&self, path: &str) -> Vec<Asked> {
        let all = self.asked.lock().unwrap();
        all.iter().filter(|asked| asked.path == path).cloned().collect()
    }

    fn listen(&self, listener: TcpListener) {
        let (folder, manner) = (self.folder.clone(), Arc::clone(&self.manner));
        let (asked, answers, at_work) =
            (Arc::clone(&self.asked), Arc::clone(&self.answers), Arc::new(Mutex::new(())));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (folder, manner) = (folder.clone(), Arc::clone(&manner));
                let (asked, answers, at_work) =
                    (Arc::clone(&asked), Arc::clone(&answers), Arc::clone(&at_work));
                thread::spawn(move || serve(stream, &folder, &manner, &asked, &answers, &at_work));
            }
        });
    }
}

fn serve(
    stream: TcpStream,
    folder: &Path,
    manner: &Mutex<Manner>,
    all: &Mutex<Vec<Asked>>,
    answers: &Mutex<bool>,
    at_work: &Mutex<()>,
) {
    let Some(asked) = heard(&stream) else { return };
    all.lock().unwrap().push(asked.clone());
    let _one_at_a_time = at_work.lock().unwrap();
    let (status, body) = match asked.path.as_str() {
        "/tsa" => {
            let mut manner = manner.lock().unwrap();
            if let Manner::Busy(times @ 1..) = *manner {
                *manner = Manner::Busy(times - 1);
                ("503 Service Unavailable", Vec::new())
            } else if let Manner::Once | Manner::Tired = *manner {
                *manner = if *manner == Manner::Once { Manner::Forbids } else { Manner::Silent };
                stamped(folder, Manner::Honest, &asked.body)
            } else {
                let manner = *manner;
                if manner == Manner::Silent {
                    drop(_one_at_a_time);
                    let _ = (&stream).read(&mut [0]);
                    return;
                }
                stamped(folder, manner, &asked.body)
            }
        }
        "/ocsp" if !*answers.lock().unwrap() => ("404 Not Found", Vec::new()),
        "/ocsp" => {
            fs::write(folder.join("ocsp.req"), &asked.body).unwrap();
            openssl(
                folder,
                "ocsp -index index -CA root.pem -rsigner root.pem -rkey root.key -ndays 7 -reqin ocsp.req -respout ocsp.der",
            );
            ("200 OK", fs::read(folder.join("ocsp.der")).unwrap())
        }
        path => match fs::read(folder.join(&path[1..])) {
            Ok(bytes) => ("200 OK", bytes),
            Err(_) => ("404 Not Found", Vec::new()),
        },
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = (&stream).write_all(&[head.as_bytes(), &body].concat());
}

/// Reads a request.
fn heard(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split_whitespace().nth(1)?.to_string();
    let (mut length, mut login) = (0, None);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "authorization" => login = Some(value.to_string()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { path, login, body })
}

/// An answer to a request for a time stamp, true or not.
fn stamped(folder: &Path, manner: Manner, request: &[u8]) -> (&'static str, Vec<u8>) {
    match manner {
        Manner::Forbids => return ("403 Forbidden", Vec::new()),
        Manner::Rubbish => return ("200 OK", b"<html>not today</html>".to_vec()),
        Manner::Huge => return ("200 OK", vec![0x30; 200_000]),
        // PKIStatusInfo: rejection, badAlg.
        Manner::Refuses => return ("200 OK", vec![0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 7, 0x80]),
        _ => {}
    }
    let mut request = request.to_vec();
    match manner {
        Manner::OtherDigest => {
            let at = request.windows(2).position(|head| head == [4, 32]).unwrap();
            request[at + 5] ^= 1;
        }
        Manner::OtherNonce => {
            let at = request.windows(2).rposition(|head| head == [2, 8]).unwrap();
            request[at + 5] ^= 1;
        }
        _ => {}
    }
    fs::write(folder.join("tsa.req"), &request).unwrap();
    openssl(folder, "ts -reply -config tsa.cnf -queryfile tsa.req -out tsa.der");
    let mut answer = fs::read(folder.join("tsa.der")).unwrap();
    match manner {
        Manner::Changed => {
            let at = answer.windows(4).position(|part| part == [0x18, 15, b'2', b'0']).unwrap();
            answer[at + 15] ^= 1;
        }
        Manner::By(_) => answer = signed_again(folder, "by", |_| ()),
        Manner::Early => {
            answer = signed_again(folder, "tsa", |content| {
                let at = content.windows(4).position(|part| part == [0x18, 15, b'2', b'0']).unwrap();
                content[at + 4..at + 6].copy_from_slice(b"21");
            });
        }
        Manner::OtherPolicy => {
            answer = signed_again(folder, "tsa", |content| {
                let at = content.windows(4).position(|part| part == [6, 4, 0x2a, 3]).unwrap();
                content[at + 5] ^= 2;
            });
        }
        _ => {}
    }
    ("200 OK", answer)
}

/// The same stamp, changed, then signed by whom OpenSSL would not let stamp.
fn signed_again(folder: &Path, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    openssl(folder, "ts -reply -in tsa.der -token_out -out token.der");
    openssl(folder, "cms -verify -noverify -inform DER -in token.der -binary -out info.der");
    let mut content = fs::read(folder.join("info.der")).unwrap();
    change(&mut content);
    fs::write(folder.join("info.der"), content).unwrap();
    openssl(
        folder,
        &format!(
            "cms -sign -binary -nodetach -cades -md sha256 -econtent_type 1.2.840.113549.1.9.16.1.4 -in info.der \
             -signer {name}.pem -inkey {name}.key -certfile root.pem -outform DER -out token.der"
        ),
    );
    let token = fs::read(folder.join("token.der")).unwrap();
    let inner = [&[0x30, 3, 2, 1, 0][..], &token].concat();
    let length = u16::try_from(inner.len()).unwrap().to_be_bytes();
    [&[0x30, 0x82, length[0], length[1]][..], &inner].concat()
}
