//! A server for a test, and a client of a few lines that says exactly what it wants to say.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::workshop::file;

/// A server that lives as long as a test.
pub(crate) struct Server {
    child: Child,
    /// Its address, as `127.0.0.1:41234`.
    pub(crate) at: String,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{}: {error}: {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// The problem's word, once its status is that.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), "application/problem+json");
        let told = self.json();
        assert_eq!(told["status"], status);
        assert!(
            told["request_id"].as_str().is_some_and(|id| !id.is_empty() && id == self.header("x-request-id"))
        );
        assert!(told["detail"].as_str().is_some_and(|words| !words.is_empty()));
        told["code"].as_str().unwrap().to_string()
    }
}

impl Server {
    /// A server of the example's issuer, with further options.
    pub(crate) fn with(options: &[&str]) -> Self {
        Self::by(Command::new(env!("CARGO_BIN_EXE_hanpress")), options)
    }

    /// The same on a machine on which no file can be longer than some kilobytes: a disk that is full for all that is long.
    pub(crate) fn on_a_full_disk(options: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args([
            "-c",
            "trap '' XFSZ; ulimit -f 80; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_hanpress"),
        ]);
        Self::by(command, options)
    }

    fn by(mut command: Command, options: &[&str]) -> Self {
        command.args(["serve", "--listen", "127.0.0.1:0", "--format", "json", "--lang", "en"]);
        command.args(["--issue-date", "2026-11-23", "--workers", "2"]);
        if !options.contains(&"--issuer") {
            command.arg("--issuer").arg(file("examples/issuer.toml"));
        }
        command.args(options);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no server: {line}"));
        assert_eq!(told["event"], "serving");
        let address = told["address"].as_str().unwrap();
        let at = address.split("://").nth(1).unwrap().trim_end_matches('/').to_string();
        Self { child, at }
    }

    /// The most memory it had so far, in MiB.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    /// Ends it as it stands.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and says with which code it did.
    pub(crate) fn end(&mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(crate) fn post(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        self.ask("POST", path, &[("Content-Type", kind)], body)
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        ask(&self.at, method, path, headers, body)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks a server.
pub(crate) fn ask(at: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut head =
        format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        head += &format!("Host: {at}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let mut stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
    // A server that refuses early may close before all is sent.
    let _ = stream.write_all((head + "\r\n").as_bytes()).and_then(|()| stream.write_all(body));
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    answer(&all)
}

/// A connection that is kept for many requests.
pub(crate) struct Line {
    stream: TcpStream,
    at: String,
}

impl Line {
    pub(crate) fn open(at: &str) -> Self {
        let stream = TcpStream::connect(at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        Self { stream, at: at.to_string() }
    }

    pub(crate) fn post(&mut self, path: &str, kind: &str, body: &[u8]) -> Answer {
        let (at, length) = (&self.at, body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {at}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.stream.write_all(head.as_bytes()).and_then(|()| self.stream.write_all(body)).unwrap();
        let (mut all, mut part) = (Vec::new(), vec![0; 64 << 10]);
        loop {
            let taken = self.stream.read(&mut part).unwrap();
            assert!(taken > 0, "the connection was closed in the middle of an answer");
            all.extend_from_slice(&part[..taken]);
            if !all.windows(4).any(|four| four == b"\r\n\r\n") {
                continue;
            }
            let answer = answer(&all);
            let length: usize = answer.header("content-length").parse().unwrap();
            assert!(answer.body.len() <= length, "more came than an answer");
            if answer.body.len() == length {
                return answer;
            }
        }
    }
}

/// An answer as it came over the wire.
pub(crate) fn answer(all: &[u8]) -> Answer {
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = std::str::from_utf8(&all[..end]).unwrap();
    let status = head[9..12].parse().unwrap();
    let pair =
        |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_string()));
    let headers: Vec<_> = head.lines().filter_map(pair).collect();
    let is_chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &all[end + 4..];
    Answer { status, headers, body: if is_chunked { joined(body) } else { body.to_vec() } }
}

/// The chunks of a body, joined.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        let from = end + 2;
        if length == 0 || rest.len() < from + length {
            break;
        }
        body.extend_from_slice(&rest[from..from + length]);
        rest = &rest[from + length + 2..];
    }
    body
}

/// The accounts of the examples, a line each.
pub(crate) fn accounts() -> Vec<String> {
    let text = std::fs::read_to_string(file("examples/accounts.jsonl")).unwrap();
    text.lines().map(str::to_string).collect()
}

/// Waits until something is so, for three minutes: a machine may have much else to do.
#[track_caller]
pub(crate) fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..1800 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("it never came to that")
}

/// JSON as a body.
pub(crate) const JSON: &str = "application/json";
