//! Inputs that end before their end: no finished run, whatever was made of them.

use super::super::cli::{MAKE, Ran, Scene, objects};

/// The first three example accounts, a line each.
fn three(scene: &Scene) -> Vec<String> {
    scene.text("accounts.jsonl").lines().take(3).map(str::to_string).collect()
}

/// How a run and a check of an input end.
fn ended(scene: &Scene, input: &str, more: &str) -> (Ran, Ran) {
    scene.write("accounts.jsonl", input);
    let check = "check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --format json";
    (
        scene.run(&format!("{MAKE} --format json {more}")),
        scene.run(&format!("{check} {}", more.replace("--resume", ""))),
    )
}

/// The code and the message of the last event, and how many were made or are sound.
fn told(ran: &Ran) -> (String, String, u64) {
    let last = objects(&ran.out).pop().unwrap();
    let word = |name: &str| last[name].as_str().unwrap_or_default().to_string();
    (word("code"), word("message"), last["made"].as_u64().or(last["sound"].as_u64()).unwrap())
}

#[test]
fn a_feed_that_is_cut_in_its_last_line_is_no_finished_run() {
    let scene = Scene::new();
    let lines = three(&scene);
    let cut = format!("{}\n{}\n{}", lines[0], lines[1], &lines[2][..200]);
    let (made, checked) = ended(&scene, &cut, "");
    for ran in [&made, &checked] {
        let (code, message, sound) = told(ran);
        assert_eq!((ran.code, code.as_str(), sound), (Some(2), "cut-feed", 2), "{}", ran.out);
        assert!(message.starts_with("`accounts.jsonl`:3: not JSON at line 3"), "{message}");
    }
    let last = objects(&made.out).pop().unwrap();
    assert_eq!((&last["finished"], &last["refused"]), (&false.into(), &0.into()), "{last}");
    assert!(made.err.contains("transfer it again") && made.err.contains("--resume"), "{}", made.err);
    assert!(scene.lines("out/manifest.jsonl").iter().all(|line| line["line"] != "end"));
    assert!(scene.path("out/refused.jsonl").exists() && scene.report("out")["finished"] == false);
    assert_eq!(scene.run(MAKE).code, Some(2), "without `--resume` it is told to be unfinished");
    let (whole, _) = ended(&scene, &lines.join("\n"), "--resume");
    assert_eq!((whole.code, told(&whole).2), (Some(0), 3), "a whole last line counts: {}", whole.out);
    let (again, _) = ended(&scene, &cut, "");
    assert_eq!((again.code, told_code(&again)), (Some(2), "cut-feed".to_string()));
    assert_eq!(scene.run("audit out").code, Some(0), "a finished folder stays as it is");
}

fn told_code(ran: &Ran) -> String {
    objects(&ran.out).pop().unwrap()["code"].as_str().unwrap().to_string()
}

#[test]
fn a_table_that_is_cut_off_is_no_finished_run() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let mut lines: Vec<&str> = table.lines().take(4).collect();
    let said = |text: &str, out: &str| {
        scene.write("cut.csv", text);
        let words = MAKE.replace("accounts.jsonl", "cut.csv").replace("out out", &format!("out {out}"));
        scene.run(&format!("{words} --format json --quiet"))
    };
    let whole = lines.join("\n");
    assert_eq!(said(&whole, "whole").code, Some(0), "a whole last line without a line end counts");
    let width = lines[3].matches(',').count();
    let short: String = lines[3].split_inclusive(',').take(width - 2).collect();
    let short = short.trim_end_matches(',').to_string();
    lines[3] = &short;
    let cut = said(&lines.join("\n"), "cut");
    assert_eq!((cut.code, told_code(&cut).as_str()), (Some(2), "cut-feed"), "{}", cut.out);
    assert!(cut.out.contains("`cut.csv`:4: the last line has no end"), "{}", cut.out);
    let ended = said(&(lines.join("\n") + "\n"), "ended");
    assert_ne!(ended.code, Some(2), "a row that ends is filled with blanks: {}", ended.out);
    let quoted = format!("{}\n\"{}\n", lines[..3].join("\n"), lines[3]);
    let open = said(&quoted, "open");
    assert_eq!((open.code, told_code(&open).as_str()), (Some(2), "cut-feed"), "{}", open.out);
}

#[test]
fn a_packed_file_that_ends_early_is_no_finished_run_and_nothing_behind_it_is_read() {
    let scene = Scene::new();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let lines = three(&scene);
    std::io::Write::write_all(&mut packer, (lines.join("\n") + "\n").as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    scene.write("a.jsonl.gz", &packed[..packed.len() - 12]);
    scene.write("b.jsonl", scene.text("accounts.jsonl").lines().skip(3).collect::<Vec<_>>().join("\n"));
    let words = MAKE.replace("accounts.jsonl", "a.jsonl.gz b.jsonl");
    let ran = scene.run(&format!("{words} --format json"));
    assert_eq!((ran.code, told(&ran).0.as_str()), (Some(2), "cut-feed"), "{}", ran.out);
    assert!(told(&ran).1.contains("`a.jsonl.gz`:"), "{}", ran.out);
    assert!(told(&ran).2 <= 3, "what follows would be counted wrongly: {}", ran.out);
    scene.write("a.jsonl.gz", &packed);
    let ran = scene.run(&format!("{words} --resume"));
    assert_eq!((ran.code, scene.documents("out").len()), (Some(0), 12), "{}", ran.err);
}

#[test]
fn the_number_of_accounts_is_held_against_what_was_said() {
    let scene = Scene::new();
    let whole = three(&scene).join("\n") + "\n";
    for (expected, message) in
        [(2, "3 accounts, and 2 were expected"), (4, "3 accounts, and 4 were expected")]
    {
        let (made, checked) = ended(&scene, &whole, &format!("--expect {expected} --resume"));
        for ran in [&made, &checked] {
            assert_eq!((ran.code, told(ran).0.as_str()), (Some(2), "count"), "{}", ran.out);
            assert!(told(ran).1.contains(message), "{}", ran.out);
        }
    }
    let (made, checked) = ended(&scene, &whole, "--expect 3 --resume");
    assert_eq!((made.code, checked.code), (Some(0), Some(0)), "{}", made.err);
    let again = scene.run(&format!("{MAKE} --expect 4 --format json"));
    assert_eq!((again.code, told_code(&again)), (Some(2), "count".to_string()), "of a finished folder, too");
    assert_eq!(scene.run(&format!("{MAKE} --expect 3")).code, Some(0));
    for (index, count) in [(0, 2), (1, 1)] {
        let words = MAKE.replace("out out", &format!("out s{index}"));
        let ran = scene.run(&format!("{words} --shard {index}/2 --expect 3 --format json"));
        assert_eq!((ran.code, told(&ran).2), (Some(0), count), "it counts the whole input: {}", ran.out);
    }
}

#[test]
fn a_trailer_counts_the_accounts_of_its_file() {
    let scene = Scene::new();
    let [a, b, c] = <[String; 3]>::try_from(three(&scene)).unwrap();
    let said = |text: String| told(&ended(&scene, &text, "--resume").1);
    assert_eq!(said(format!("{a}\n{b}\n{c}\n{{\"count\":3}}\n")).2, 3);
    assert_eq!(said(format!("{a}\n{{\"count\": 1}}\n{b}\n{c}\n{{\"count\":2}}")).2, 3, "joined files");
    let short = said(format!("{a}\n{b}\n{{\"count\":3}}\n"));
    assert_eq!(short.0, "count");
    assert!(
        short.1.contains("`accounts.jsonl`:3: this line says that 3 accounts stand before it"),
        "{}",
        short.1
    );
    let behind = said(format!("{a}\n{{\"count\":1}}\n{b}\n"));
    assert!(behind.0 == "count" && behind.1.contains("1 accounts stand behind the last"), "{}", behind.1);
    scene.write("a.jsonl", format!("{a}\n{{\"count\":1}}\n"));
    scene.write("b.jsonl", format!("{b}\n{c}\n{{\"count\":2}}\n"));
    let check = "check a.jsonl b.jsonl --issuer issuer.toml --issue-date 2026-11-23 --format json";
    assert_eq!(scene.run(&format!("{check} --expect 3")).code, Some(0), "a trailer is no account");
}

#[test]
fn a_count_that_is_written_otherwise_is_no_account() {
    let scene = Scene::new();
    let lines = three(&scene);
    for count in [
        "{\"count\":\"3\"}",
        "{\"COUNT\":3}",
        "{\"count\":2.0}",
        "{\"count\":-2}",
        "{\"count\":3,\"sum\":\"x\"}",
    ] {
        let (made, checked) = ended(&scene, &format!("{}\n{count}\n", lines.join("\n")), "--resume");
        for ran in [&made, &checked] {
            let (code, message, sound) = told(ran);
            assert_eq!((ran.code, code.as_str(), sound), (Some(2), "count", 3), "{count}: {}", ran.out);
            assert!(message.contains("is not written as `{\"count\":N}`"), "{message}");
        }
    }
}

#[test]
fn a_table_that_is_cut_off_in_its_heading_row_is_no_finished_run() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let headings = table.lines().next().unwrap();
    let short = &headings[..headings.match_indices(',').nth(4).unwrap().0];
    let said = |text: &str, out: &str| {
        scene.write("cut.csv", text);
        let words = MAKE.replace("accounts.jsonl", "cut.csv").replace("out out", &format!("out {out}"));
        scene.run(&format!("{words} --kind overdue-notice --format json --quiet"))
    };
    for (at, text) in [headings, short].into_iter().enumerate() {
        let ran = said(text, &format!("cut{at}"));
        assert_eq!((ran.code, told_code(&ran)), (Some(2), "cut-feed".to_string()), "{}", ran.out);
    }
    assert_eq!(said(&format!("{headings}\n"), "empty").code, Some(0), "nothing came, and that was whole");
}

#[test]
fn a_last_cell_without_a_line_end_is_told_and_where_it_is_refused_the_feed_is_cut() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let lines: Vec<&str> = table.lines().take(3).collect();
    let run = |text: &str, out: &str| {
        scene.write("accounts.csv", text);
        let make = MAKE.replace("accounts.jsonl", "accounts.csv").replace("out out", &format!("out {out}"));
        scene.run(&format!("{make} --format json"))
    };
    let ran = run(&(lines.join("\r\n") + "\r\n"), "ended");
    assert!(ran.code == Some(0) && !ran.out.contains("no line end"), "{}", ran.out);
    let ran = run(&lines.join("\r\n"), "open");
    assert!(ran.code == Some(0) && ran.out.contains("the last line has no line end"), "{}", ran.out);
    // The last column is the last cell that can be cut: a day of which a sign is missing.
    let cut = lines.join("\r\n");
    let cut = &cut[..cut.trim_end_matches(',').len() - 1];
    let cut = format!("{cut}{}", ",".repeat(lines[2].len() - lines[2].trim_end_matches(',').len()));
    let ran = run(&cut, "cut");
    let (code, message, made) = told(&ran);
    assert_eq!((ran.code, code.as_str(), made), (Some(2), "cut-feed", 1), "{}", ran.out);
    assert!(message.contains("has no line end and is refused"), "{message}");
    let last = objects(&ran.out).pop().unwrap();
    assert_eq!((&last["finished"], &last["refused"]), (&false.into(), &0.into()), "{last}");
    let ran = run(&(cut + "\r\n"), "whole");
    assert_eq!((ran.code, told(&ran).2), (Some(1), 1), "{}", ran.out);
}
