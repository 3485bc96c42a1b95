//! The files under `docs/deploy` are what they say: read by the programs they are for, where those are here.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use hanpress::Lang;
use hanpress::inner::cli::command;
use regex::Regex;

use super::shell::is_here;
use crate::workshop::file;

fn text(name: &str) -> String {
    fs::read_to_string(file(&format!("docs/deploy/{name}"))).unwrap()
}

#[test]
fn the_script_of_the_night_is_the_one_that_the_page_tries() {
    let page = fs::read_to_string(file("docs/nightly.md")).unwrap();
    let block = page.split("<!-- file: night -->\n```text\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(text("night"), block.replace("examples/issuer.toml", "issuer.toml"));
}

#[test]
fn the_units_are_accepted_by_systemd() {
    if !is_here("systemd-analyze") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let names = ["hanpress-night.service", "hanpress-night.timer"];
    let units: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
    for (name, unit) in names.iter().zip(&units) {
        fs::write(unit, text(name)).unwrap();
    }
    let checked = Command::new("systemd-analyze").arg("verify").args(&units).output().unwrap();
    let said = String::from_utf8(checked.stderr).unwrap();
    let ours: Vec<_> = said.lines().filter(|line| line.contains("hanpress-night")).collect();
    assert!(checked.status.success() && ours.is_empty(), "{said}");
}

#[test]
fn the_service_in_a_pod_is_given_what_it_takes_and_longer_than_it_may_need() {
    let text = text("service.yaml");
    let words = Regex::new(r"(?m)^            - (\S+)$").unwrap();
    let words: Vec<String> = words.captures_iter(&text).map(|word| word[1].to_string()).collect();
    assert_eq!(words[0], "serve");
    let taken = command(Lang::En).try_get_matches_from(std::iter::once("hanpress".to_string()).chain(words));
    assert!(taken.is_ok(), "{:?}", taken.err());
    let grace = text.split("terminationGracePeriodSeconds: ").nth(1).unwrap().lines().next().unwrap();
    let own = hanpress::inner::serve::Limits::default().grace.as_secs();
    assert!(grace.parse::<u64>().unwrap() > own);
}

#[test]
fn the_job_gives_hanpress_what_it_takes_and_as_many_shards_as_pods() {
    let python = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";
    let mut reader = Command::new("python3");
    reader.args(["-c", python]).stdin(fs::File::open(file("docs/deploy/job.yaml")).unwrap());
    let Some(read) = reader.output().ok().filter(|read| read.status.success()) else { return };
    let job: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    let (spec, pod) = (&job["spec"], &job["spec"]["template"]["spec"]);
    assert_eq!((&job["apiVersion"], &job["kind"]), (&"batch/v1".into(), &"Job".into()));
    assert_eq!(spec["completionMode"], "Indexed");
    assert_eq!(pod["restartPolicy"], "Never", "which a pod failure policy needs");
    let words = pod["containers"][0]["args"].as_array().unwrap();
    let words: Vec<_> = words.iter().map(|word| word.as_str().unwrap()).collect();
    let shards = format!("--shard=env/{}", spec["completions"]);
    assert!(words.contains(&&*shards) && words.contains(&"--resume"), "{words:?}");
    let taken = command(Lang::En).try_get_matches_from(["hanpress"].iter().chain(&words));
    assert!(taken.is_ok(), "{:?}", taken.err());
    let mounted = &pod["containers"][0]["volumeMounts"][0]["name"];
    assert_eq!(mounted, &pod["volumes"][0]["name"]);
}

#[test]
fn the_image_is_built_of_what_there_is() {
    let text = text("Dockerfile");
    let step = Regex::new(r"(?m)^([A-Z]+) (.+)$").unwrap();
    let steps: Vec<_> =
        step.captures_iter(&text).map(|step| (step[1].to_string(), step[2].to_string())).collect();
    let known = ["FROM", "WORKDIR", "COPY", "ENV", "RUN", "USER", "ENTRYPOINT"];
    assert!(steps.iter().all(|(name, _)| known.contains(&name.as_str())), "{steps:?}");
    let of = |name: &str| {
        steps.iter().filter(|(own, _)| own == name).map(|(_, words)| words.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of("FROM").last().unwrap(), "scratch");
    assert!(of("COPY")[1].starts_with("--from=build ") && of("FROM")[0].ends_with(" AS build"));
    let cargo = fs::read_to_string(file("Cargo.toml")).unwrap();
    assert!(of("RUN")[0].contains("--no-default-features") && cargo.contains("default = [\"pkcs11\"]"));
    assert!(of("ENV")[0].contains("+crt-static"));
    assert_eq!(of("ENTRYPOINT"), [r#"["/hanpress"]"#]);
    // The toolchain is no older than the project asks for.
    let number = |text: &str| text.split('.').nth(1).unwrap().parse::<u32>().unwrap();
    let asked =
        Regex::new("rust-version = \"(1\\.[0-9]+)\"").unwrap().captures(&cargo).unwrap()[1].to_string();
    let has = Regex::new("rust:(1\\.[0-9]+)").unwrap().captures(&of("FROM")[0]).unwrap()[1].to_string();
    assert!(number(&has) >= number(&asked));
}
