//! How much memory runs take: as much for many documents as for few, whether they are made or fail.

use super::{Scene, sample};
use crate::workshop::PLAIN_KIND;

/// The peak of a run over so many accounts, in mebibytes.
fn peak(scene: &Scene, accounts: usize, words: &str, of: impl Fn(usize) -> String) -> u64 {
    scene.write("accounts.jsonl", of(accounts));
    let make = "make accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --workers 2";
    let ran = scene.run(&format!("{make} --out of-{accounts} {words}"));
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    let report = scene.report(&format!("of-{accounts}"));
    assert_eq!(report["accounts"], accounts, "{words}");
    report["peak_memory_bytes"].as_u64().unwrap() >> 20
}

/// Holds the peak over many accounts against that over few: at the most 15 in 100 above it.
fn flat(scene: &Scene, few: usize, many: usize, words: &str, of: impl Fn(usize) -> String) {
    let peaks = [few, many].map(|accounts| peak(scene, accounts, words, &of));
    assert!(peaks[1] * 100 <= peaks[0] * 115, "{few} and {many} accounts take {peaks:?} MiB");
    assert!(peaks[1] < 300, "{peaks:?} MiB");
}

#[test]
#[ignore = "takes half an hour"]
fn a_hundred_thousand_documents_take_no_more_memory_than_a_thousand() {
    flat(&Scene::new(), 1_000, 100_000, "", sample);
}

/// What is kept of each account would show most here: the rest of such a run takes little.
#[test]
fn accounts_that_are_refused_leave_no_memory_behind() {
    let scene = Scene::new();
    flat(&scene, 1_000, 20_000, "", |accounts| sample(accounts).replace("\"card\"", "\"cart\""));
    let report = scene.report("of-20000");
    assert!(report["made"] == 0 && report["refused"] == 20_000, "{report}");
}

#[test]
fn documents_that_fail_on_the_press_leave_no_memory_behind() {
    let scene = Scene::new();
    std::fs::create_dir_all(scene.path("templates/plain")).unwrap();
    let channels = "channels = [\"post\", \"registered\", \"ems\", \"hand\", \"email\"]";
    scene.write("templates/plain/kind.toml", PLAIN_KIND.replace("channels = []", channels));
    let letter = "#import \"/shared/text.typ\": v\n{{ number }} {{ as_of }}\n#for n in range(400) [#n ]\n\
         {% if extra.fails is defined and extra.fails == \"yes\" %}#panic(){% endif %}\n";
    scene.write("templates/plain/letter.typ.jinja", letter);
    // One after the other would end the run: twenty such in a row are no fault of the accounts.
    let nine_of_ten = |accounts: usize| {
        let lines = sample(accounts).lines().map(String::from).collect::<Vec<_>>();
        let failing = |(at, line): (usize, &String)| match at % 10 {
            0 => format!("{line}\n"),
            _ => format!("{},\"extra\":{{\"fails\":\"yes\"}}}}\n", line.strip_suffix('}').unwrap()),
        };
        lines.iter().enumerate().map(failing).collect::<String>()
    };
    flat(&scene, 250, 2_000, "--templates templates --kind plain", nine_of_ten);
    let report = scene.report("of-2000");
    assert!(report["refused_by_code"]["T01"].as_u64() > Some(1_400), "{report}");
}
