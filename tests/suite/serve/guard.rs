//! Who may ask, and under which names.

use std::fs;
use std::process::Command;

use super::client::{JSON, Server, accounts};
use crate::workshop::file;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn a_name_that_is_not_the_servers_or_a_page_of_another_site_is_turned_away() {
    let server = Server::with(&[]);
    let get = |headers: &[(&str, &str)]| server.ask("GET", "/desk", headers, b"");
    assert_eq!(get(&[("Host", "evil.example")]).problem(421), "wrong-host");
    assert_eq!(get(&[("Host", "127.0.0.1.evil.example")]).problem(421), "wrong-host");
    assert_eq!(get(&[("Host", "")]).problem(421), "wrong-host");
    let port = server.at.rsplit_once(':').unwrap().1;
    let own = format!("localhost:{port}");
    assert_eq!(get(&[("Host", &own)]).status, 200);
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost"] {
        assert_eq!(get(&[("Origin", origin)]).problem(403), "wrong-origin", "{origin}");
    }
    assert_eq!(get(&[("Origin", &format!("http://{}", server.at))]).status, 200);
    assert_eq!(get(&[("Sec-Fetch-Site", "cross-site")]).problem(403), "wrong-origin");
    assert_eq!(get(&[("Sec-Fetch-Site", "same-origin")]).status, 200);
    let answer = get(&[]);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[test]
fn without_the_token_nothing_is_told_but_that_the_server_lives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    fs::write(&path, format!("{TOKEN}\n")).unwrap();
    let server = Server::with(&["--token-file", path.to_str().unwrap()]);
    let bearer = format!("Bearer {TOKEN}");
    for path in ["/desk", "/v1/kinds", "/metrics", "/desk/files"] {
        let answer = server.get(path);
        assert_eq!(answer.problem(401), "unauthorized", "{path}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        let wrong = format!("{bearer}0");
        assert_eq!(server.ask("GET", path, &[("Authorization", &wrong)], b"").status, 401, "{path}");
        assert_eq!(server.ask("GET", path, &[("Authorization", &bearer)], b"").status, 200, "{path}");
    }
    for path in ["/healthz", "/readyz", "/"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    assert_eq!(server.ask("GET", "/healthz", &[("Host", "10.0.0.7:8080")], b"").status, 200);
    assert_eq!(server.post("/desk/login", JSON, b"{\"token\": \"wrong\"}").problem(401), "unauthorized");
    let body = format!("{{\"token\": \"{TOKEN}\"}}");
    let login = server.post("/desk/login", JSON, body.as_bytes());
    assert_eq!(login.status, 204);
    let cookie = login.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(server.ask("GET", "/desk", &[("Cookie", cookie)], b"").status, 200);
    assert!(!login.header("set-cookie").contains("Max-Age"), "it lets in whoever opens the browser next");
    let anybody = Server::with(&[]).get("/desk");
    assert!(anybody.header("set-cookie").contains("; Max-Age="), "what was brought is lost with the window");
    // A browser's cookie is nothing for the service.
    assert_eq!(server.ask("GET", "/v1/kinds", &[("Cookie", cookie)], b"").status, 401);
    let made_up = format!("hanpress-desk={}", "1".repeat(32));
    assert_eq!(server.ask("GET", "/desk", &[("Cookie", &made_up)], b"").status, 401);
}

#[test]
fn another_address_than_the_loopback_wants_tls_a_token_and_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    fs::write(&token, TOKEN).unwrap();
    let token = token.to_str().unwrap();
    let refused = |options: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hanpress"));
        command.args(["serve", "--lang", "en", "--listen", "0.0.0.0:0", "--issuer"]);
        let ran = command.arg(file("examples/issuer.toml")).args(options).output().unwrap();
        assert_eq!(ran.status.code(), Some(2));
        String::from_utf8(ran.stderr).unwrap()
    };
    assert!(refused(&[]).contains("that wants TLS"));
    assert!(refused(&["--behind-proxy"]).contains("that wants a token"));
    assert!(refused(&["--behind-proxy", "--token-file", token]).contains("names by which it is called"));
    fs::write(token, "short").unwrap();
    let short = refused(&["--behind-proxy", "--token-file", token, "--host", "a.example"]);
    assert!(short.contains("fewer than 24 characters"), "{short}");
}

#[test]
fn tls_is_spoken_with_the_certificate_that_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let [cert, key] =
        ["cert.pem", "key.pem"].map(|name| folder.path().join(name).to_str().unwrap().to_string());
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost", "-keyout", &key, "-out", &cert])
        .output()
        .unwrap();
    assert!(made.status.success());
    let server = Server::with(&["--tls-cert", &cert, "--tls-key", &key]);
    let port = server.at.rsplit_once(':').unwrap().1;
    let asked = Command::new("openssl")
        .args(["s_client", "-quiet", "-verify_return_error", "-CAfile", &cert, "-servername", "localhost"])
        .args(["-connect", &format!("localhost:{port}")])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .and_then(|mut child| {
            use std::io::Write;
            let ask = format!("GET /desk HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
            child.stdin.as_mut().unwrap().write_all(ask.as_bytes())?;
            child.wait_with_output()
        })
        .unwrap();
    let answer = super::client::answer(&asked.stdout);
    assert_eq!(answer.status, 200);
    assert!(answer.header("set-cookie").contains("; Secure"));
}

#[test]
fn the_files_of_the_page_are_known_again_and_load_nothing_from_elsewhere() {
    let server = Server::with(&[]);
    let page = server.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let tag = page.header("etag");
    assert_eq!(server.ask("GET", "/", &[("If-None-Match", tag)], b"").status, 304);
    assert_eq!(server.get("/web/nothing.js").problem(404), "not-found");
    assert_eq!(server.get("/web/..%2Fmod.rs").problem(404), "not-found");
    let names: Vec<_> =
        fs::read_dir(file("src/serve/web")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    for name in names {
        assert_eq!(
            server.get(&format!("/web/{}", name.to_str().unwrap())).status,
            200,
            "{name:?} is not handed out"
        );
    }
}

#[test]
fn a_request_goes_by_the_name_that_its_client_gives_it_and_is_counted() {
    let server = Server::with(&[]);
    assert_eq!(
        server.ask("GET", "/desk", &[("X-Request-Id", "order-7.a_b")], b"").header("x-request-id"),
        "order-7.a_b"
    );
    let spoilt = server.ask("GET", "/desk", &[("X-Request-Id", "a b\"}")], b"");
    assert_eq!(spoilt.header("x-request-id").len(), 32);
    server.post("/v1/letters", JSON, accounts()[0].as_bytes());
    server.post("/v1/letters", JSON, b"{}");
    let metrics = String::from_utf8(server.get("/metrics").body).unwrap();
    for line in [
        "hanpress_letters_total{outcome=\"made\"} 1",
        "hanpress_letters_total{outcome=\"refused\"} 1",
        "hanpress_requests_total{method=\"GET\",route=\"/desk\",status=\"200\"} 2",
    ] {
        assert!(metrics.contains(line), "{line}\n{metrics}");
    }
    assert!(metrics.ends_with("# EOF\n"));
}
