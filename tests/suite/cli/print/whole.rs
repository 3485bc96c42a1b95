//! A job is whole or not there: what is refused, what is left behind, and what was changed since.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::{documents, printed_run};

#[test]
fn a_job_that_was_changed_anywhere_is_found_out() {
    let scene = printed_run(6, "--kind overdue-notice");
    assert_eq!(scene.run("print --in run --out job").code, Some(0));
    let whole = scene.run("audit job --format json");
    assert_eq!(whole.code, Some(0), "{}", whole.err);
    let run = scene.run("audit run --format json");
    let head = crate::cli::objects(&run.out)
        .into_iter()
        .find_map(|event| event["head"].as_str().map(String::from))
        .unwrap();
    assert_eq!(
        scene.run(&format!("audit job --last-hash {head}")).code,
        Some(0),
        "its chain goes on from the run's"
    );
    let other = "0".repeat(64);
    assert_eq!(scene.run(&format!("audit job --last-hash {other}")).code, Some(1));
    for name in ["letters-1.pdf", "ticket.csv", "ticket.json", "job.jsonl"] {
        let path = scene.path(&format!("job/{name}"));
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&path, changed).unwrap();
        let ran = scene.run("audit job");
        assert_eq!(ran.code, Some(1), "{name}");
        assert!(ran.err.contains(name), "{}", ran.err);
        fs::write(&path, &bytes[..middle]).unwrap();
        assert_eq!(scene.run("audit job").code, Some(1), "{name} cut");
        fs::write(&path, bytes).unwrap();
    }
    fs::remove_file(scene.path("job/ticket.json")).unwrap();
    scene.write("job/stranger", "");
    let ran = scene.run("audit job");
    assert!(ran.err.contains("A09") && ran.err.contains("A11"), "{}", ran.err);
}

#[test]
fn nothing_is_printed_of_a_folder_that_is_not_whole() {
    let scene = printed_run(6, "--kind overdue-notice");
    let made = documents(&scene);
    let file = |at: usize| scene.path(&format!("run/{}", made[at]["file"].as_str().unwrap()));
    let (gone, changed) = (fs::read(file(0)).unwrap(), fs::read(file(1)).unwrap());
    fs::remove_file(file(0)).unwrap();
    fs::write(file(1), [&changed[..changed.len() - 9], b"/Encrypt 1"].concat()).unwrap();
    fs::write(file(2), b"%PDF-1.7").unwrap();
    let ran = scene.run("print --in run --out job --format json");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("not what the run made: 3"), "{}", ran.err);
    for words in ["missing", "encrypted", "changed"] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
    assert!(!scene.path("job").exists() && !scene.path(".job.hanpress-part").exists());
    fs::write(file(0), gone).unwrap();
    let manifest = scene.text("run/manifest.jsonl");
    let unfinished = manifest.lines().take(4).map(|line| format!("{line}\n")).collect::<String>();
    scene.write("run/manifest.jsonl", unfinished);
    let ran = scene.run("print --in run --out job");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("not finished"), "{}", ran.err);
    scene.write("run/manifest.jsonl", manifest.replacen("\"pages\":2", "\"pages\":4", 1));
    assert!(scene.run("print --in run --out job").err.contains("changed or cut off"));
    scene.write("run/manifest.jsonl", manifest);
    // A folder of other things is not touched.
    fs::create_dir(scene.path("other")).unwrap();
    scene.write("other/x", "x");
    assert!(scene.run("print --in run --out other").err.contains("there already"));
    assert_eq!(scene.text("other/x"), "x");
}

#[test]
fn a_killed_job_leaves_nothing_under_its_name() {
    let scene = printed_run(40, "--kind overdue-notice");
    for wait in [0, 5, 15, 30, 60] {
        let mut child = scene
            .command("print --in run --out job")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        if scene.path("job").exists() {
            assert_eq!(scene.run("audit job").code, Some(0), "it is there, so it is whole");
            fs::remove_dir_all(scene.path("job")).unwrap();
        }
    }
    assert_eq!(scene.run("print --in run --out job").code, Some(0));
    assert!(!scene.path(".job.hanpress-part").exists());
    assert_eq!(scene.run("audit job").code, Some(0));
    let ran = scene.run("print --in run --out job");
    assert!(ran.code == Some(2) && ran.err.contains("there already"), "{}", ran.err);
    let ran = scene.run("print --in run --out run/job");
    assert!(ran.code == Some(2) && ran.err.contains("lies in"), "{}", ran.err);
}
