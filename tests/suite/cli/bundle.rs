//! `hanpress bundle` and `hanpress log`: what was said to one account as one file, and to all as a workbook.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use calamine::{Reader, Xlsx, open_workbook};
use hanpress::inner::bundle::{Request, front_pages};
use hanpress::inner::digest::sha256;
use hanpress::{Folder, Place};
use lopdf::{Dictionary, Document, Object};

use super::delivered::{record, sent};
use super::{Scene, objects};
use crate::golden::{Differences, Picture};
use crate::workshop::file;

/// A scene with two finished runs of the same accounts and results of the first, and the id of an account with the numbers
/// of its documents.
fn story() -> (Scene, String, [String; 2]) {
    let (scene, numbers) = sent(4);
    let ran = scene.run("make all.jsonl --issuer issuer.toml --issue-date 2026-11-25 --out later --quiet");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    scene.write("r.csv", format!(
        "number,result,when,channel,reference,reason\n\
         {0},sent,2026-11-23 17:05,ems,1102345678901,\n{0},failed,2026-11-25 11:30,ems,1102345678901,无人在家\n\
         {0},signed,2026-11-26 10:20,ems,1102345678901,\n{1},returned,2026-11-28,registered,XA1,迁移新址\n",
        numbers[0], numbers[1]
    ));
    assert_eq!(record(&scene, "r.csv").code, Some(0));
    let first = |folder: &str| scene.lines(&format!("{folder}/manifest.jsonl"))[1].clone();
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    let (one, other) = (first("out"), first("later"));
    (scene, word(&one["id"]), [word(&one["number"]), word(&other["number"])])
}

/// The files that go with a PDF by name, each with its dictionary.
pub(super) fn attached(pdf: &Document) -> BTreeMap<String, (Dictionary, Vec<u8>)> {
    let catalog = pdf.catalog().unwrap();
    let associated = catalog.get(b"AF").unwrap().as_array().unwrap();
    let one = |object: &Object| {
        let described = pdf.get_dictionary(object.as_reference().unwrap()).unwrap();
        let stream =
            described.get(b"EF").unwrap().as_dict().unwrap().get(b"F").unwrap().as_reference().unwrap();
        let stream = pdf.get_object(stream).unwrap().as_stream().unwrap();
        assert_eq!(stream.dict.get(b"Type").unwrap().as_name().unwrap(), b"EmbeddedFile");
        assert!(stream.dict.get(b"Params").unwrap().as_dict().unwrap().has(b"ModDate"));
        let name = String::from_utf8(described.get(b"F").unwrap().as_str().unwrap().to_vec()).unwrap();
        (name, (described.clone(), stream.content.clone()))
    };
    associated.iter().map(one).collect()
}

#[test]
fn a_bundle_holds_the_originals_unchanged_and_nothing_of_other_accounts() {
    let (scene, id, numbers) = story();
    let ran = scene.run(&format!("bundle {id} --from out later --out b.pdf --date 2026-12-01 --format json"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let event = objects(&ran.out).into_iter().find(|event| event["event"] == "bundled").unwrap();
    assert_eq!(
        (&event["documents"], &event["results"], &event["archive"]),
        (&2.into(), &3.into(), &true.into())
    );
    let mode = fs::metadata(scene.path("b.pdf")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let pdf = Document::load(scene.path("b.pdf")).unwrap();
    let files = attached(&pdf);
    assert_eq!(files.len(), 3);
    for (number, folder) in numbers.iter().zip(["out", "later"]) {
        let (described, bytes) = &files[&format!("{number}.pdf")];
        let line = scene.lines(&format!("{folder}/manifest.jsonl"))[1].clone();
        assert_eq!(sha256(bytes), line["sha256"].as_str().unwrap());
        assert_eq!(described.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Source");
    }
    let (described, evidence) = &files["evidence.jsonl"];
    assert_eq!(described.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Data");
    assert_eq!(sha256(evidence), event["evidence"].as_str().unwrap());
    let evidence = String::from_utf8(evidence.clone()).unwrap();
    for kept in objects(&evidence).iter().filter(|line| line["line"] == "kept") {
        let text = kept["text"].as_str().unwrap();
        assert_eq!(sha256(text.as_bytes()), kept["sha256"].as_str().unwrap());
        let folder = ["out", "later"][kept["folder"].as_u64().unwrap() as usize - 1];
        let whole = scene.text(&format!("{folder}/{}", kept["file"].as_str().unwrap()));
        let at = kept["number"].as_u64().unwrap() as usize - 1;
        assert_eq!(whole.lines().nth(at).unwrap(), text.trim_end());
    }
    // Other accounts, by id and number.
    let others = scene.lines("out/manifest.jsonl").into_iter().chain(scene.lines("later/manifest.jsonl"));
    for other in others.filter(|line| line["line"] == "document" && line["id"] != id.as_str()) {
        for secret in [&other["id"], &other["number"]].map(|secret| secret.as_str().unwrap()) {
            assert!(!evidence.contains(secret), "{secret}");
            assert!(!files.keys().any(|name| name.contains(secret)), "{secret}");
        }
    }
    let bytes = fs::read(scene.path("b.pdf")).unwrap();
    let claimed = String::from_utf8_lossy(&bytes);
    assert!(claimed.contains("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"));
    assert_eq!(pdf.get_pages().len() as u64, event["pages"].as_u64().unwrap());
    // The same again gives the same bytes; by a document's number the same account is found.
    let ran = scene.run(&format!("bundle {} --from out later --out c.pdf --date 2026-12-01", numbers[1]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(bytes == fs::read(scene.path("c.pdf")).unwrap());
}

#[test]
fn a_signed_bundle_holds_signed_originals_and_is_verified() {
    let scene = Scene::new();
    for entry in
        fs::read_dir(file("tests/keys")).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file())
    {
        let copy = scene.path(entry.file_name().to_str().unwrap());
        fs::copy(entry.path(), &copy).unwrap();
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o600)).unwrap();
    }
    scene
        .write("sign.toml", "key = \"bank-p256.p12\"\npassword_file = \"password\"\nreason = \"出具文书\"\n");
    let sample = scene.run("sample --count 2 --seed 7 --as-of 2026-11-22 --kind overdue-notice");
    scene.write("all.jsonl", sample.out);
    let ran = scene.run(
        "make all.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out out --sign sign.toml --quiet",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let line = scene.lines("out/manifest.jsonl")[1].clone();
    let id = line["id"].as_str().unwrap();
    let with = "--issuer issuer.toml --sign sign.toml --date 2026-12-01";
    let ran = scene.run(&format!("bundle {id} --from out --out b.pdf {with} --trust root.pem"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains(", signed by `"), "{}", ran.err);
    let ran = scene.run("verify b.pdf --trust root.pem");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let pdf = Document::load(scene.path("b.pdf")).unwrap();
    let (_, bytes) = &attached(&pdf)[&format!("{}.pdf", line["number"].as_str().unwrap())];
    scene.write("original.pdf", bytes);
    assert_eq!(scene.run("verify original.pdf --trust root.pem").code, Some(0));
    // Signed by nobody who is trusted: nothing is written.
    let ran =
        scene.run(&format!("bundle {id} --from out --out c.pdf --trust other-bank.pem --date 2026-12-01"));
    assert_eq!((ran.code, scene.path("c.pdf").exists()), (Some(2), false), "{}", ran.err);
    let document = line["file"].as_str().unwrap();
    assert!(ran.err.contains(document) && ran.err.contains("its signature does not hold"), "{}", ran.err);
}

#[test]
fn what_is_missing_or_changed_stops_it_and_is_named() {
    let (scene, id, _) = story();
    let document = scene.lines("out/manifest.jsonl")[1]["file"].as_str().unwrap().to_string();
    let told = |why: &str| {
        let ran = scene.run(&format!("bundle {id} --from out later --out b.pdf --date 2026-12-01"));
        assert_eq!((ran.code, scene.path("b.pdf").exists()), (Some(2), false), "{}", ran.err);
        assert!(ran.err.contains(why), "{}", ran.err);
    };
    let path = scene.path(&format!("out/{document}"));
    let whole = fs::read(&path).unwrap();
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(&path, changed).unwrap();
    told(&format!("`out/{document}`: changed"));
    fs::remove_file(&path).unwrap();
    told(&format!("`out/{document}`: missing"));
    fs::write(&path, whole).unwrap();
    for (name, from, to, line) in [
        ("out/manifest.jsonl", "\"pages\":2", "\"pages\":1", ""),
        ("out/deliveries.jsonl", "\"signed\"", "\"failed\"", "at line 4"),
    ] {
        let whole = scene.text(name);
        assert!(whole.contains(from), "{name}");
        scene.write(name, whole.replacen(from, to, 1));
        told(&format!("`{name}` was changed or cut off {line}"));
        scene.write(name, whole);
    }
    let manifest = scene.text("later/manifest.jsonl");
    let cut = manifest.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
    scene.write("later/manifest.jsonl", cut);
    told("the run in `later` is not finished");
    scene.write("later/manifest.jsonl", manifest);
    let ran = scene.run(&format!("bundle {id}X --from out --out b.pdf"));
    assert!(ran.code == Some(2) && ran.err.contains(&format!("did you mean `{id}`?")), "{}", ran.err);
    let ran = scene.run(&format!("bundle {id} --from out --out out/b.pdf"));
    assert!(ran.code == Some(2) && ran.err.contains("lies in `out`"), "{}", ran.err);
    scene.write("b.pdf", "mine");
    let ran = scene.run(&format!("bundle {id} --from out --out b.pdf"));
    assert_eq!((ran.code, scene.text("b.pdf")), (Some(2), "mine".into()), "{}", ran.err);
    let ran = scene.run(&format!("bundle {id} --from nowhere --out d.pdf"));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
}

#[test]
fn cover_contents_and_timeline_are_as_they_are_kept() {
    let (scene, id, _) = story();
    let folders =
        ["out", "later"].map(|folder| Arc::new(Folder::to_read(&scene.path(folder))) as Arc<dyn Place>);
    let date = "2026-12-01".parse().unwrap();
    let request = Request { id: &id, folders: &folders, desk: None, terms: None, date };
    let front = front_pages(&request).unwrap();
    let kept = file("tests/bundle");
    let mut differences = Differences::default();
    differences.text(&kept.join("pages.txt"), &front.text());
    for (number, page) in (1..).zip(front.document().pages()) {
        differences.picture(&kept.join(format!("page-{number}.png")), &Picture::of(page));
    }
    differences.none();
    assert!(Path::new(&kept.join("page-2.png")).exists());
}

#[test]
fn the_record_of_contacts_names_what_when_how_by_whom_and_until_when() {
    let (scene, id, numbers) = story();
    let ran = scene.run("log --from out later --out log.xlsx --issuer issuer.toml --lang zh");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut book: Xlsx<_> = open_workbook(scene.path("log.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["联系记录", "送达结果"]);
    let sheet = book.worksheet_range("联系记录").unwrap();
    let rows: Vec<Vec<String>> =
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(rows.len(), 1 + 8);
    let row = rows.iter().find(|row| row[4] == numbers[0]).unwrap();
    assert_eq!(row[1], id);
    assert!(row[2].contains('*'), "{}", row[2]);
    assert_eq!([&row[5], &row[6], &row[7], &row[11]], ["EMS", "1102345678901", "本人签收", "是"]);
    assert_eq!(row[12], "示例银行股份有限公司信用卡中心");
    assert_eq!(row[10], "3");
    assert!(rows.iter().filter(|row| row[7].is_empty()).count() == 6);
    assert_eq!(book.worksheet_range("送达结果").unwrap().rows().count(), 1 + 4);
    let mode = fs::metadata(scene.path("log.xlsx")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    scene.write("out/deliveries.jsonl", scene.text("out/deliveries.jsonl").replacen("signed", "failed", 1));
    let ran = scene.run("log --from out --out b.xlsx");
    assert_eq!((ran.code, scene.path("b.xlsx").exists()), (Some(2), false), "{}", ran.err);
}
