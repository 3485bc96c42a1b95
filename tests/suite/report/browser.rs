//! The page in a real browser, where one is installed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use hanpress::inner::finding::Lang;
use tempfile::TempDir;

use super::{mixed, run};

/// Chromium under one of its names, where it is on the path.
fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

/// What the browser makes of a file, what it says about it, and what it asked the network for.
fn load(browser: &Path, file: &Path) -> (String, String, String) {
    let own = TempDir::new().unwrap();
    let log = own.path().join("net.json");
    let quiet = ["no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"])
        .args(quiet.map(|flag| format!("--{flag}")))
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!("--user-data-dir={}", own.path().display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "the browser failed");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (text(output.stdout), text(output.stderr), std::fs::read_to_string(log).unwrap())
}

#[test]
fn a_browser_loads_the_page_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    for (lang, words) in [(Lang::En, "Documents made"), (Lang::Zh, "已生成文书")] {
        let place = folder.path().join(words);
        // Reading it strictly is a test of its own, with or without a browser.
        let told = run(&place, lang, &mixed());
        let Some(browser) = chromium() else {
            writeln!(std::io::stderr(), "no chromium here: the page was read, not loaded").unwrap();
            continue;
        };
        let file = folder.path().join("report.html");
        std::fs::copy(place.join("report.html"), &file).unwrap();
        let (page, said, asked) = load(&browser, &file);
        assert!(page.contains(&format!("<dt>{words}</dt><dd>16</dd>")), "{page}");
        assert_eq!(page.matches("<tr").count(), told.html.all("tr").count());
        assert_eq!(page.matches("<rect").count(), told.html.all("rect").count());
        assert!(!said.contains("CONSOLE"), "{said}");
        // The browser asks for things of its own, which no page initiates.
        let asks = |line: &&str| line.contains("\"url\":\"http") && line.contains("\"initiator\":");
        for line in asked.lines().filter(asks) {
            assert!(line.contains("\"initiator\":\"not an origin\""), "{line}");
        }
    }
}
