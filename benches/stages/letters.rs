//! Draw sample notices of two pages, and write them out as a Typst project.

use std::path::Path;

use chrono::NaiveDate;
use hanpress::inner::account::Account;
use hanpress::inner::account::read::{Entries, Record};
use hanpress::inner::produce;
use hanpress::inner::sample::{Kind, Sampling, sample};
use hanpress::inner::typeset::{Paper, codes};
use hanpress::{Desk, DeskOptions};

/// How many letters a project holds.
const LETTERS: usize = 300;

/// The module that draws codes, for a Typst without this program's function: as pictures.
const CODES: (&str, &str) = (
    "shared/codes.typ",
    r#"#let code(data, size) = {
  let rows = int(calc.round(calc.sqrt(data.len())))
  image(data, format: (encoding: "luma8", width: rows, height: rows), width: size, height: size, scaling: "pixelated", alt: "")
}
#let sheet-code(page, pages) = place(
  dx: 10mm, dy: 280mm, code(read("/letter/sheet-" + str(page) + "-" + str(pages) + ".luma", encoding: none), 8mm),
)
"#,
);

/// An account whose notice has two pages.
pub(crate) struct Letter {
    pub(crate) seq: u64,
    pub(crate) account: Account,
    pub(crate) sha256: [u8; 32],
    line: String,
}

/// A desk with the example's issuer.
pub(crate) fn desk() -> Desk {
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    Desk::open(DeskOptions { sign: None, ..DeskOptions::new(home().join("examples/issuer.toml"), day) })
        .unwrap()
}

/// The first accounts of the samples whose notice has two pages, front and back of a sheet.
pub(crate) fn one_sheet(desk: &Desk, count: usize) -> Vec<Letter> {
    let as_of = desk.issue_date().pred_opt().unwrap();
    let kinds = vec![Kind::OverdueNotice];
    let lines: Vec<String> = sample(&Sampling { count: 4 * count as u64, seed: 3, kinds, as_of }).collect();
    let letters = (1..).zip(lines).filter_map(|(seq, line)| {
        let entry = Entries::single(Record::from_json(seq, &line));
        let (account, sha256) = (entry.account.ok()?, entry.sha256?);
        let mut prepared = produce::prepare(account.clone(), &sha256, desk).ok()?;
        let pages = produce::set(&mut prepared, desk).ok()?.pages();
        (pages == 2).then_some(Letter { seq, account, sha256, line })
    });
    letters.take(count).collect()
}

/// Writes accounts, filled sources with their pictures, modules, the issuer's pictures and the faces.
pub(crate) fn write(folder: &Path) {
    let desk = desk();
    let save = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let letters = one_sheet(&desk, LETTERS);
    let lines: Vec<&str> = letters.iter().map(|letter| letter.line.as_str()).collect();
    save("accounts.jsonl", (lines.join("\n") + "\n").as_bytes());
    for (index, letter) in letters.iter().enumerate() {
        let prepared = produce::prepare(letter.account.clone(), &letter.sha256, &desk).unwrap();
        let number = &prepared.number;
        save(&format!("letters/{index:04}/letter.typ"), prepared.filled.source().as_bytes());
        save(&format!("letters/{index:04}/qr.luma"), &codes::qr(&desk.verify_address(number)).unwrap());
        for page in [1, 2] {
            let code = codes::sheet(number, page, 2).unwrap();
            save(&format!("letters/{index:04}/sheet-{page}-2.luma"), &code);
        }
        save(&format!("letters/{index:04}/number.txt"), number.as_bytes());
        save(&format!("letters/{index:04}/verify.txt"), desk.verify_address(number).as_bytes());
        save(&format!("letters/{index:04}/look.txt"), b"standard");
        save(&format!("letters/{index:04}/theme.txt"), b"modern");
    }
    for (name, text) in desk.templates.set().modules() {
        save(name, if name == CODES.0 { CODES.1.as_bytes() } else { text.as_bytes() });
    }
    save("desk/paper.typ", Paper::default().module().as_bytes());
    for name in ["logo.svg", "seal.svg"] {
        save(&format!("desk/{name}"), &std::fs::read(home().join("examples").join(name)).unwrap());
    }
    let seal = desk.issuer.issuer.seal_name.as_ref().unwrap_or(&desk.issuer.issuer.name);
    save("desk/seal.txt", seal.as_bytes());
    save("desk/website.txt", desk.issuer.issuer.website.as_bytes());
    for face in home().join("fonts").read_dir().unwrap() {
        let path = face.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = || std::fs::read(&path).unwrap();
        match name.strip_suffix(".zst") {
            Some(name) => save(&format!("fonts/{name}"), &zstd::decode_all(&*bytes()).unwrap()),
            None if name.ends_with("tf") => save(&format!("fonts/{name}"), &bytes()),
            None => {}
        }
    }
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
