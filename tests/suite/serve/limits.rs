//! More than can be done, slower than can be waited for, longer than can be held.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use hanpress::inner::run::Halt;
use hanpress::inner::serve::{Catalogue, Limits, Log, ServeOptions, serve};
use hanpress::{Desk, DeskOptions};

use super::client::{Answer, JSON, accounts, answer, ask, until};
use crate::workshop::{file, issue_date};

/// A server within this process, whose limits are short enough for a test.
pub(super) struct Within {
    pub(super) at: String,
    halt: Halt,
    thread: Option<JoinHandle<()>>,
}

impl Within {
    fn with(limits: Limits, workers: usize) -> Self {
        Self::in_time(limits, workers, Duration::from_secs(60))
    }

    /// The same, whose letters may each take so long.
    pub(super) fn in_time(limits: Limits, workers: usize, time_limit: Duration) -> Self {
        let (halt, (said, heard)) = (Halt::default(), channel());
        let options = ServeOptions {
            open: Arc::new(move |kind, day| {
                let options = DeskOptions::new(file("examples/issuer.toml"), day);
                Desk::open(DeskOptions { kind, time_limit, ..options })
            }),
            approved: None,
            catalogue: Catalogue::default(),
            issue_date: Some(issue_date()),
            is_sample: false,
            templates: None,
            edit: false,
            listen: "127.0.0.1:0".parse().unwrap(),
            hosts: Vec::new(),
            tls: None,
            behind_proxy: false,
            token: None,
            state: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            trust: Vec::new(),
            workers,
            lang: hanpress::Lang::En,
            limits,
            log: Log::default(),
        };
        let own = halt.clone();
        let thread = std::thread::spawn(move || {
            serve(options, &own, |address, _| said.send(address).unwrap()).unwrap();
        });
        Self { at: heard.recv().unwrap().to_string(), halt, thread: Some(thread) }
    }

    pub(super) fn post(&self, path: &str, kind: &str, body: &[u8]) -> Answer {
        ask(&self.at, "POST", path, &[("Content-Type", kind)], body)
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        self.halt.halt();
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(matches!(ended, Some(Ok(()))) || std::thread::panicking());
    }
}

#[test]
fn more_letters_than_may_wait_are_told_to_come_again() {
    let server = Within::with(Limits { waiting: 1, ..Limits::default() }, 1);
    let account = accounts().remove(0);
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..16).map(|_| scope.spawn(|| server.post("/v1/letters", JSON, account.as_bytes()))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let busy: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!busy.is_empty() && busy.len() < 16, "{} of 16 were turned away", busy.len());
    for answer in &busy {
        assert_eq!((answer.problem(429).as_str(), answer.header("retry-after")), ("busy", "1"));
    }
    let made: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(made.len() + busy.len(), 16);
    assert!(made.iter().all(|answer| answer.body == made[0].body));
    assert_eq!(server.post("/v1/letters", JSON, account.as_bytes()).status, 200, "it is free again");
}

#[test]
fn a_client_that_sends_nothing_or_stops_in_the_middle_is_cut_off() {
    let pause = Duration::from_millis(400);
    let server = Within::with(Limits { pause, ..Limits::default() }, 1);
    let read = |stream: &mut TcpStream| {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        all
    };
    let mut silent = TcpStream::connect(&server.at).unwrap();
    assert!(read(&mut silent).is_empty());
    let mut in_head = TcpStream::connect(&server.at).unwrap();
    in_head.write_all(b"POST /v1/letters HTTP/1.1\r\nHost: ").unwrap();
    let told = read(&mut in_head);
    assert!(told.is_empty() || told.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&told));
    let mut in_body = TcpStream::connect(&server.at).unwrap();
    let head = format!(
        "POST /v1/letters HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{",
        server.at
    );
    in_body.write_all(head.as_bytes()).unwrap();
    assert_eq!(answer(&read(&mut in_body)).problem(408), "too-slow");
    let mut goes = TcpStream::connect(&server.at).unwrap();
    goes.write_all(head.as_bytes()).unwrap();
    drop(goes);
    assert_eq!(ask(&server.at, "GET", "/healthz", &[], b"").status, 200);
}

#[test]
fn what_is_too_long_is_refused_before_and_while_it_comes_and_leaves_nothing_behind() {
    let server = Within::with(Limits { file: 4096, files: 1, ..Limits::default() }, 1);
    let long = vec![b'x'; 10_000];
    assert_eq!(server.post("/desk/files", "text/csv", &long).problem(413), "too-large");
    assert_eq!(server.post("/v1/runs", "application/octet-stream", &long).problem(413), "too-large");
    let mut stream = TcpStream::connect(&server.at).unwrap();
    let head = format!(
        "POST /v1/runs HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n",
        server.at
    );
    stream.write_all(head.as_bytes()).unwrap();
    let _ =
        stream.write_all(format!("{:x}\r\n", long.len()).as_bytes()).and_then(|()| stream.write_all(&long));
    let _ = stream.write_all(b"\r\n0\r\n\r\n");
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    assert_eq!(answer(&all).problem(413), "too-large");
    // There is still room for the one file that may be held.
    assert_eq!(server.post("/desk/files", "text/csv", b"id,kind\nA1,overdue-notice\n").status, 201);
    assert_eq!(server.post("/desk/files", "text/csv", b"id,kind\nA1,overdue-notice\n").problem(429), "busy");
}

#[test]
fn as_much_comes_in_at_a_time_as_there_is_room_for_however_slowly() {
    let server = Within::with(Limits { file: 4096, files: 1, runs: 1, ..Limits::default() }, 1);
    let long = vec![b'x'; 10_000];
    for path in ["/desk/files", "/v1/runs"] {
        let mut slow = TcpStream::connect(&server.at).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: text/csv\r\nContent-Length: 4000\r\n\r\nid,",
            server.at
        );
        slow.write_all(head.as_bytes()).unwrap();
        // What would be too long for there being room, is told before that there is none.
        until(|| (server.post(path, "text/csv", &long).status == 429).then_some(()));
        drop(slow);
        until(|| (server.post(path, "text/csv", &long).status == 413).then_some(()));
    }
}

#[test]
fn a_file_that_nobody_looks_at_any_more_makes_room_for_another() {
    let server = Within::with(Limits { files: 1, idle: Duration::ZERO, ..Limits::default() }, 1);
    let bring = |cookie: &str| ask(&server.at, "POST", "/desk/files", &[("Cookie", cookie)], b"id\nA1\n");
    let [first, second] = ["1", "2"].map(|digit| format!("hanpress-desk={}", digit.repeat(32)));
    let id = bring(&first).json()["id"].as_str().unwrap().to_string();
    assert_eq!(bring(&second).status, 201);
    let path = format!("/desk/files/{id}");
    assert_eq!(ask(&server.at, "GET", &path, &[("Cookie", &first)], b"").problem(404), "not-found");
}

#[test]
fn a_thousand_clients_that_go_away_leave_a_server_that_answers() {
    let server = Within::with(Limits { connections: 64, ..Limits::default() }, 1);
    for _ in 0..1000 {
        let mut stream = TcpStream::connect(&server.at).unwrap();
        let _ = stream.write_all(b"POST /v1/letters HTTP/1.1\r\n");
    }
    assert_eq!(ask(&server.at, "GET", "/healthz", &[], b"").status, 200);
}

#[test]
fn whoever_asks_for_a_letter_and_goes_away_waits_no_longer() {
    let server = Within::with(Limits::default(), 1);
    let account = accounts().remove(0);
    let whole = format!(
        "POST /v1/letters HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{account}",
        server.at,
        account.len()
    );
    let count = |name: &str| {
        let told = String::from_utf8(ask(&server.at, "GET", "/metrics", &[], b"").body).unwrap();
        let line = told.lines().find(|line| line.starts_with(name));
        line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap())
    };
    let mut asked = 0;
    for _ in 0..5 {
        let mut clients = Vec::new();
        // Some are served before all have asked, how many is for the machine to say: more come until enough wait.
        until(|| {
            for _ in 0..150 {
                let mut stream = TcpStream::connect(&server.at).unwrap();
                stream.write_all(whole.as_bytes()).unwrap();
                clients.push(stream);
            }
            (count("hanpress_waiting") > 100).then_some(())
        });
        asked += clients.len() as u64;
        drop(clients);
        until(|| (count("hanpress_waiting") == 0).then_some(()));
    }
    let made = count("hanpress_letters_total");
    assert!(made < asked / 2, "{made} letters were made for {asked} who went away");
    assert_eq!(server.post("/v1/letters", JSON, account.as_bytes()).status, 200);
}

#[test]
fn a_client_that_takes_nothing_of_its_answers_is_cut_off_and_makes_room() {
    let stalled = Duration::from_millis(400);
    let server = Within::with(Limits { connections: 1, stalled, ..Limits::default() }, 1);
    let mut greedy = TcpStream::connect(&server.at).unwrap();
    let one = format!("GET /v1/openapi.json HTTP/1.1\r\nHost: {}\r\n\r\n", server.at);
    // Far more than two kernels hold between a server and a client.
    let asked = one.repeat(3000);
    greedy.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = greedy.write_all(asked.as_bytes());
    assert_eq!(ask(&server.at, "GET", "/healthz", &[], b"").status, 200, "its place is free");
    let mut taken = 0;
    let mut part = vec![0; 1 << 16];
    greedy.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    while let Ok(length @ 1..) = greedy.read(&mut part) {
        taken += length;
    }
    assert!(taken < 3000 * 10_000, "it was sent everything: {taken} bytes");
}
