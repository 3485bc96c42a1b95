//! `hanpress print`: a finished run as a job for the print room.

mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use lopdf::{Document, Object, ObjectId};
use regex::Regex;
use serde_json::Value;

use super::Scene;

/// A scene with a finished run of letters, in `run`: of all kinds, or of the one that is named.
fn printed_run(count: usize, kind: &str) -> Scene {
    let scene = Scene::new();
    let sample = scene.run(&format!("sample --count {count} --seed 7 --as-of 2026-11-22 {kind}"));
    scene.write("all.jsonl", sample.out);
    let ran = scene.run("make all.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out run");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    scene
}

fn documents(scene: &Scene) -> Vec<Value> {
    scene.lines("run/manifest.jsonl").into_iter().filter(|line| line["line"] == "document").collect()
}

fn letters(scene: &Scene, job: &str) -> Vec<Value> {
    scene.lines(&format!("{job}/job.jsonl")).into_iter().filter(|line| line["line"] == "letter").collect()
}

fn pdf(scene: &Scene, name: &str) -> Document {
    Document::load(scene.path(name)).unwrap()
}

fn pages(document: &Document) -> Vec<ObjectId> {
    document.page_iter().collect()
}

/// A page's content as it stands in the file; none of a blank one.
fn content(document: &Document, page: ObjectId) -> Option<Vec<u8>> {
    let contents = document.get_dictionary(page).unwrap().get(b"Contents").ok()?.as_reference().unwrap();
    Some(document.get_object(contents).unwrap().as_stream().unwrap().content.clone())
}

/// What each code of a page's fonts draws and stands for: by the font's name on the page, the outlines of all its codes,
/// and the bytes of its map to characters.
fn drawn(document: &Document, page: ObjectId) -> BTreeMap<String, (Vec<String>, Vec<u8>)> {
    let dict = |object: &Object| match object {
        Object::Reference(id) => document.get_dictionary(*id).unwrap().clone(),
        other => other.as_dict().unwrap().clone(),
    };
    let stream = |object: &Object| {
        document.get_object(object.as_reference().unwrap()).unwrap().as_stream().unwrap().clone()
    };
    let resources = dict(document.get_dictionary(page).unwrap().get(b"Resources").unwrap());
    let fonts = dict(resources.get(b"Font").unwrap());
    let one = |(name, font): (&Vec<u8>, &Object)| {
        let font = dict(font);
        let texts = stream(font.get(b"ToUnicode").unwrap()).decompressed_content().unwrap();
        let codes = texts.split(|byte| *byte == b'<').filter_map(|part| {
            let code = std::str::from_utf8(part.get(..4)?).ok()?;
            part[4..].starts_with(b"> ").then(|| u16::from_str_radix(code, 16).ok()).flatten()
        });
        let last = codes.filter(|code| *code < 0xFFFF).max().unwrap();
        let glyph: Box<dyn Fn(u16) -> u16> = match font.get(b"Encoding").unwrap() {
            Object::Name(_) => Box::new(|code| code),
            encoding => {
                let map = String::from_utf8(stream(encoding).decompressed_content().unwrap()).unwrap();
                let range = Regex::new("<([0-9A-F]{4})> <([0-9A-F]{4})> ([0-9]+)\n").unwrap();
                let ranges: Vec<_> = range
                    .captures_iter(&map)
                    .map(|found| {
                        let hex = |at: usize| u16::from_str_radix(&found[at], 16).unwrap();
                        (hex(1), hex(2), found[3].parse::<u16>().unwrap())
                    })
                    .collect();
                Box::new(move |code| {
                    let (first, _, glyph) =
                        ranges.iter().find(|(first, last, _)| (*first..=*last).contains(&code)).unwrap();
                    glyph + (code - first)
                })
            }
        };
        let descendant = dict(&font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0]);
        let descriptor = dict(descendant.get(b"FontDescriptor").unwrap());
        let program = descriptor.get(b"FontFile3").or_else(|_| descriptor.get(b"FontFile2")).unwrap();
        let program = stream(program).decompressed_content().unwrap();
        let outlines = (1..=last).map(|code| outline(&program, glyph(code))).collect();
        (String::from_utf8(name.clone()).unwrap(), (outlines, texts))
    };
    fonts.iter().map(one).collect()
}

/// A glyph's outline, in words.
fn outline(program: &[u8], glyph: u16) -> String {
    let (mut path, glyph) = (Path(String::new()), ttf_parser::GlyphId(glyph));
    match ttf_parser::cff::Table::parse(program) {
        Some(table) => drop(table.outline(glyph, &mut path)),
        None => drop(ttf_parser::Face::parse(program, 0).unwrap().outline_glyph(glyph, &mut path)),
    }
    path.0
}

struct Path(String);

impl ttf_parser::OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push_str(&format!("M{x} {y}"));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push_str(&format!("L{x} {y}"));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push_str(&format!("Q{x1} {y1} {x} {y}"));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push_str(&format!("C{x1} {y1} {x2} {y2} {x} {y}"));
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}

#[test]
fn every_letter_stands_in_the_job_as_it_is_on_a_front_side() {
    let scene = printed_run(24, "");
    let ran = scene.run("print --in run --out job --format json");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let (made, printed) = (documents(&scene), letters(&scene, "job"));
    let wanted: BTreeSet<_> = made
        .iter()
        .filter(|one| one["kind"] != "repayment-agreement")
        .map(|one| one["number"].to_string())
        .collect();
    assert!(wanted.len() > 8, "too few letters to say anything");
    assert_eq!(printed.iter().map(|one| one["number"].to_string()).collect::<BTreeSet<_>>(), wanted);
    let job = pdf(&scene, "job/letters-1.pdf");
    let all = pages(&job);
    let mut expected = 1;
    for letter in &printed {
        let (first, count) = (letter["first"].as_u64().unwrap(), letter["pages"].as_u64().unwrap());
        assert_eq!(first, expected, "letters follow each other");
        assert_eq!(first % 2, 1, "each begins on a front side");
        expected = first + count.next_multiple_of(2);
        let own = made.iter().find(|one| one["number"] == letter["number"]).unwrap();
        let loose = pdf(&scene, &format!("run/{}", own["file"].as_str().unwrap()));
        for (at, page) in pages(&loose).into_iter().enumerate() {
            let new = all[first as usize - 1 + at];
            assert!(content(&loose, page).is_some_and(|content| content.len() > 1000));
            assert_eq!(content(&job, new), content(&loose, page), "{}", letter["number"]);
            let (then, now) = (drawn(&loose, page), drawn(&job, new));
            assert!(then.values().any(|(outlines, _)| outlines.iter().any(|outline| outline.len() > 100)));
            assert!(now == then, "{}: a code is another glyph or another text", letter["number"]);
        }
        if count % 2 == 1 {
            assert_eq!(content(&job, all[(first + count - 1) as usize]), None, "the back is blank");
        }
    }
    assert_eq!(all.len() as u64, expected - 1);
}

#[test]
fn a_job_is_small_has_each_face_once_and_one_tree_of_tags() {
    let scene = printed_run(60, "--kind overdue-notice");
    assert_eq!(scene.run("print --in run --out job").code, Some(0));
    let loose: u64 = documents(&scene).iter().map(|one| one["bytes"].as_u64().unwrap()).sum();
    let bytes = fs::metadata(scene.path("job/letters-1.pdf")).unwrap().len();
    assert!(bytes * 4 < loose, "{bytes} of {loose}");
    let job = pdf(&scene, "job/letters-1.pdf");
    let name = |object: &Object| {
        let font = object
            .as_dict()
            .ok()
            .filter(|dict| dict.get(b"Type").is_ok_and(|is| *is == "FontDescriptor".into()))?;
        let name = font.get(b"FontName").unwrap().as_name().unwrap();
        Some(String::from_utf8(name[7..].to_vec()).unwrap())
    };
    let faces: Vec<_> = job.objects.values().filter_map(name).collect();
    assert!(faces.len() > 3);
    assert_eq!(faces.iter().collect::<BTreeSet<_>>().len(), faces.len(), "{faces:?}");
    // Every element of the tree is reached from its root, and knows the one above it.
    let root = job.catalog().unwrap().get(b"StructTreeRoot").unwrap().as_reference().unwrap();
    let mut waiting = vec![root];
    let mut met = 0;
    while let Some(above) = waiting.pop() {
        let Ok(kids) = job.get_dictionary(above).unwrap().get(b"K").map(|kids| kids.as_array().unwrap())
        else {
            continue;
        };
        for kid in kids.iter().filter_map(|kid| kid.as_reference().ok()) {
            assert_eq!(job.get_dictionary(kid).unwrap().get(b"P").unwrap().as_reference().unwrap(), above);
            met += 1;
            waiting.push(kid);
        }
    }
    let elements = job.objects.values().filter(|one| {
        one.as_dict().is_ok_and(|dict| dict.get(b"Type").is_ok_and(|is| *is == "StructElem".into()))
    });
    assert_eq!(met, elements.count());
    assert!(met > 60 * 50, "{met}");
}

#[test]
fn letters_go_by_service_district_and_weight_and_the_ticket_names_nobody() {
    let scene = printed_run(40, "");
    assert_eq!(scene.run("print --in run --out job --bundle 3 --tray 6").code, Some(0));
    let service = |letter: &Value| match letter["channel"].as_str() {
        None | Some("post") => 0,
        Some("registered") => 1,
        Some("ems") => 2,
        _ => 3,
    };
    let printed = letters(&scene, "job");
    let order: Vec<_> = printed
        .iter()
        .map(|one| (service(one), one["post"].as_str().unwrap().to_string(), one["class"].as_u64()))
        .collect();
    assert!(order.is_sorted(), "{order:?}");
    assert!(order.iter().map(|(service, ..)| service).collect::<BTreeSet<_>>().len() > 1);
    for bundle in printed.chunk_by(|one, next| one["bundle"] == next["bundle"]) {
        let district = |one: &Value| (service(one), one["post"].as_str().unwrap()[..3].to_string());
        assert!(bundle.len() <= 3 && bundle.iter().all(|one| district(one) == district(&bundle[0])));
        assert!(bundle.iter().all(|one| one["tray"] == bundle[0]["tray"]), "a bundle lies in one tray");
    }
    for tray in printed.chunk_by(|one, next| one["tray"] == next["tray"]) {
        assert!(tray.len() <= 6);
    }
    let sheets: u64 = printed.iter().map(|one| one["sheets"].as_u64().unwrap()).sum();
    let (csv, rows) = (scene.text("job/ticket.csv"), scene.text("job/ticket.json"));
    assert_eq!(csv.lines().count() as u64, sheets + 1);
    let rows: Vec<Value> = serde_json::from_str(&rows).unwrap();
    assert_eq!(rows.len() as u64, sheets);
    // 4.9896 g a sheet of 80 g/m², and an envelope of 2 × 220 × 110 mm × 1.2 of 100 g/m²: 5.808 g.
    let one = rows.iter().find(|row| row["sheets"] == 1).unwrap();
    assert_eq!((&one["grams"], &one["class"], &one["envelope"]), (&"10.8".into(), &1.into(), &"DL".into()));
    let code = one["code"].as_str().unwrap();
    assert!(code.starts_with(one["number"].as_str().unwrap()) && code.split(' ').count() == 3, "{code}");
    for account in scene.lines("all.jsonl") {
        let (name, id) = (account["debtor"]["name"].as_str().unwrap(), account["id"].as_str().unwrap());
        for told in [&csv, &scene.text("job/ticket.json"), &scene.text("job/job.jsonl")] {
            assert!(!told.contains(name) && !told.contains(&format!("\"{id}\"")), "{name} {id}");
        }
    }
}

#[test]
fn files_hold_no_more_sheets_than_was_said_and_fronts_alone_have_no_blanks() {
    let scene = printed_run(20, "--kind overdue-notice");
    assert_eq!(scene.run("print --in run --out job --sheets 5 --simplex").code, Some(0));
    let printed = letters(&scene, "job");
    let files: Vec<_> = printed.chunk_by(|one, next| one["file"] == next["file"]).collect();
    assert!(files.len() > 3);
    for letters in files {
        let count: u64 = letters.iter().map(|one| one["sheets"].as_u64().unwrap()).sum();
        assert!(count <= 5);
        let file = pdf(&scene, &format!("job/{}", letters[0]["file"].as_str().unwrap()));
        assert_eq!(pages(&file).len() as u64, count);
    }
    let ran = scene.run("print --in run --out other --sheets 1 --format json");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("at most 1"), "{}", ran.err);
    assert!(!scene.path("other").exists());
}

#[test]
fn a_reprint_has_the_same_pages_byte_for_byte() {
    let scene = printed_run(24, "");
    assert_eq!(scene.run("print --in run --out job --sheets 9").code, Some(0));
    let printed = letters(&scene, "job");
    let (one, two) = (&printed[printed.len() / 2], &printed[printed.len() - 2]);
    let code = format!("{} 1 {}", two["number"].as_str().unwrap(), two["pages"]);
    // A run that was added since changes nothing.
    let more = scene.run("sample --count 3 --seed 9 --kind overdue-notice --as-of 2026-11-22");
    scene.write("more.jsonl", more.out.replace("A000000", "B000000"));
    let ran = scene.run("make more.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out run --add");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut command = scene.command("print --in run --job job --out again --reprint");
    assert!(command.arg(one["number"].as_str().unwrap()).arg(&code).output().unwrap().status.success());
    let again = letters(&scene, "again");
    assert_eq!(again.len(), 2);
    for letter in again {
        let before = printed.iter().find(|one| one["number"] == letter["number"]).unwrap();
        assert_eq!((&letter["bundle"], &letter["tray"]), (&before["bundle"], &before["tray"]));
        let file = |folder: &str, letter: &Value| {
            pdf(&scene, &format!("{folder}/{}", letter["file"].as_str().unwrap()))
        };
        let (old, new) = (file("job", before), file("again", &letter));
        for page in 0..letter["pages"].as_u64().unwrap() as usize {
            let at = |letter: &Value| letter["first"].as_u64().unwrap() as usize - 1 + page;
            let (then, now) =
                (content(&old, pages(&old)[at(before)]), content(&new, pages(&new)[at(&letter)]));
            assert!(then.is_some() && then == now, "{} page {page}", letter["number"]);
        }
    }
    assert_eq!(scene.run("audit again").code, Some(0));
    let ran = scene.run("print --in run --job job --out third --reprint HP-20261123-NONE --format json");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("neither a letter nor a sheet"), "{}", ran.err);
}

#[test]
fn a_manifest_without_postcodes_is_printed_in_the_order_of_accounts() {
    let scene = printed_run(8, "--kind overdue-notice");
    // As an earlier version wrote it: no line tells a postcode, and the chain holds all the same.
    let mut prev: Option<String> = None;
    let mut text = String::new();
    for line in scene.text("run/manifest.jsonl").lines() {
        let line = match line.split_once("\"post\":\"") {
            Some((before, behind)) => format!("{before}{}", &behind[6..]),
            None => line.to_string(),
        };
        let line = match (&prev, line.rsplit_once("\"prev\":\"")) {
            (Some(prev), Some((before, behind))) => format!("{before}\"prev\":\"{prev}{}\n", &behind[64..]),
            _ => line + "\n",
        };
        prev = Some(hanpress::inner::digest::sha256(line.as_bytes()));
        text.push_str(&line);
    }
    scene.write("run/manifest.jsonl", text);
    assert_eq!(scene.run("audit run").code, Some(0));
    let ran = scene.run("print --in run --out job");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("does not tell: 8"), "{}", ran.err);
    assert!(letters(&scene, "job").iter().all(|letter| letter["post"].is_null()));
}

#[test]
fn signed_letters_enter_as_their_pages_and_archives_keep_their_standard() {
    let scene = Scene::new();
    let sample = scene.run("sample --count 4 --seed 7 --kind overdue-notice --as-of 2026-11-22");
    scene.write("all.jsonl", sample.out);
    let key = crate::workshop::file("tests/keys/bank-p256.p12");
    let password = crate::workshop::file("tests/keys/password");
    scene.write("sign.toml", format!("key = {key:?}\npassword_file = {password:?}\nreason = \"出具文书\"\n"));
    for standard in ["a-1b", "a-2b", "a-4"] {
        let make = format!(
            "make all.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out {standard} --standard {standard} --sign sign.toml"
        );
        let ran = scene.run(&make);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let ran = scene.run(&format!("print --in {standard} --out job-{standard}"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let bytes = fs::read(scene.path(&format!("job-{standard}/letters-1.pdf"))).unwrap();
        let has = |what: &str| memchr::memmem::find(&bytes, what.as_bytes()).is_some();
        let part = &standard[2..3];
        assert!(has(&format!("<pdfaid:part>{part}</pdfaid:part>")));
        assert!(!has("/ByteRange") && !has("/AcroForm") && !has("ETSI.CAdES"), "a page bears no signature");
        let job = pdf(&scene, &format!("job-{standard}/letters-1.pdf"));
        assert!(job.catalog().unwrap().get(b"OutputIntents").is_ok());
        let widgets = job.objects.values().filter(|one| {
            one.as_dict().is_ok_and(|dict| dict.get(b"Subtype").is_ok_and(|is| *is == "Widget".into()))
        });
        assert_eq!(widgets.count(), 0);
    }
}
