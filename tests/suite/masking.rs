//! Masking: what of a person's numbers a document shows in full is the program's and the issuer's to say, never a
//! template folder's.

use std::path::{Path, PathBuf};

use hanpress::inner::desk::Desk;
use hanpress::inner::error::Stop;
use serde_json::Value;

use super::check::good;
use super::workshop::{PLAIN_KIND, desk, desk_of, example, file, prepare, templates, told, with};

const NUMBER: &str = "11010519491231002X";
const MOBILE: &str = "15400005678";
const EMAIL: &str = "a0000001@example.com";
const CARD: &str = "9900001234565679";

/// A letter that prints whatever it gets of a person.
const CURIOUS: &str = "#set document(title: [信])\n#let v(s) = s\n{{ debtor.id_number }}、{{ debtor.mobile }}、{{ debtor.email }}、\
    {{ addressee.id_number }}、{{ card.tail }}\n";

/// The folder of a desk: its issuer file, that of the examples with more lines.
fn issuer(more: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        std::fs::copy(file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().join("issuer.toml");
    let text = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    std::fs::write(&path, format!("{text}\n{more}")).unwrap();
    (folder, path)
}

fn desk_by(more: &str, folder: &Path) -> Result<Desk, Stop> {
    desk_of(&issuer(more).1, Some(folder))
}

/// A kind of one's own that asks for as much as this.
fn curious(masking: &str) -> tempfile::TempDir {
    let kind = format!("{PLAIN_KIND}{masking}");
    templates(&[("contract/kind.toml", &kind), ("contract/letter.typ.jinja", CURIOUS)])
}

/// All that a template of that kind could print.
fn seen(desk: &Desk, account: &Value) -> Result<String, String> {
    let prepared = prepare(desk, account).map_err(|findings| told(&findings))?;
    Ok(format!("{}{}", prepared.filled.source(), prepared.filled.values()))
}

fn assert_masked(seen: &str) {
    for number in [NUMBER, MOBILE, EMAIL, CARD] {
        assert!(!seen.contains(number), "{number} in {seen}");
    }
    assert!(seen.contains("110***********002X") && seen.contains("154****5678"), "{seen}");
}

/// An account with these numbers, made into this kind.
fn of_kind(kind: &str, case: &str) -> Value {
    let numbers = [
        ("/debtor/id_number", NUMBER),
        ("/debtor/mobile", MOBILE),
        ("/debtor/email", EMAIL),
        ("/card/number", CARD),
    ];
    numbers
        .into_iter()
        .fold(with(example(case), "/kind", kind), |account, (field, number)| with(account, field, number))
}

fn account() -> Value {
    of_kind("contract", "notice-m1")
}

fn agreed() -> Value {
    of_kind("repayment-agreement", "agreement-waiver")
}

/// A copy of the program's own agreement, with its `kind.toml` changed.
fn agreement(change: impl Fn(String) -> String) -> tempfile::TempDir {
    let own = tempfile::tempdir().unwrap();
    let to = own.path().join("repayment-agreement");
    std::fs::create_dir(&to).unwrap();
    for entry in std::fs::read_dir(file("templates/repayment-agreement")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let kind = to.join("kind.toml");
    std::fs::write(&kind, change(std::fs::read_to_string(&kind).unwrap())).unwrap();
    own
}

const REFUSED: &str = "R03 the kind's template folder asks for a person's numbers in full, which the issuer file does not allow\n  \
    for the signed original of a contract write `[kinds.\"";

#[test]
fn a_template_folder_alone_unmasks_nothing() {
    let plain = curious("");
    assert_masked(&seen(&desk_by("", plain.path()).unwrap(), &account()).unwrap());
    let asking = curious("masking = \"contract\"\n");
    let refused = seen(&desk_by("", asking.path()).unwrap(), &account()).unwrap_err();
    assert!(
        refused.starts_with(REFUSED) && refused.contains("contract\"]` with `masking = \"contract\"`"),
        "{refused}"
    );
    for (claim, said) in [
        ("origin = \"program\"\n", "the program says this, not a file"),
        ("name = \"repayment-agreement\"\n", ""),
    ] {
        let folder = curious(&format!("masking = \"contract\"\n{claim}"));
        match desk_by("", folder.path()) {
            Err(stop) => assert!(!said.is_empty() && stop.message.en.contains(said), "{}", stop.message.en),
            Ok(desk) => assert!(seen(&desk, &account()).unwrap_err().starts_with(REFUSED), "{claim}"),
        }
    }
}

#[test]
fn a_folder_in_the_place_of_the_agreement_unmasks_nothing_either() {
    let account = agreed();
    let refused = |folder: &Path| seen(&desk_by("", folder).unwrap(), &account).unwrap_err();
    // With words of its own, and as it was copied before there was that key.
    let reworded = agreement(|kind| kind);
    let letter = reworded.path().join("repayment-agreement/letter.typ.jinja");
    std::fs::write(&letter, std::fs::read_to_string(&letter).unwrap() + "{# of one's own #}").unwrap();
    let silent = agreement(|kind| kind.replace("masking = \"contract\"\n", ""));
    for folder in [&reworded, &silent] {
        assert!(refused(folder.path()).starts_with(REFUSED), "{}", refused(folder.path()));
        let allowed =
            desk_by("[kinds.repayment-agreement]\nmasking = \"contract\"\n", folder.path()).unwrap();
        assert!(seen(&allowed, &account).unwrap().contains(NUMBER), "one line of the issuer's goes on");
    }
    let unchanged = agreement(|kind| kind);
    let copied = seen(&desk_by("", unchanged.path()).unwrap(), &account).unwrap();
    assert!(copied.contains(NUMBER), "an unchanged copy is the program's own");
    let content = agreement(|kind| kind.replace("masking = \"contract\"", "masking = \"letter\""));
    assert_masked(&seen(&desk_by("", content.path()).unwrap(), &account).unwrap());
}

#[test]
fn a_shared_template_that_the_agreement_includes_counts_as_its_own() {
    let account = agreed();
    let tables = std::fs::read_to_string(file("templates/shared/accrual-tables.typ.jinja")).unwrap();
    let tables = tables + "{# of one's own #}";
    let sees = templates(&[("shared/accrual-tables.typ.jinja", &tables)]);
    let refused = seen(&desk_by("", sees.path()).unwrap(), &account).unwrap_err();
    assert!(refused.starts_with(REFUSED), "{refused}");
    // Neither a letter's shared templates nor modules, which see what they are handed, change the agreement.
    let bureau = std::fs::read_to_string(file("templates/shared/bureau.typ.jinja")).unwrap();
    let bureau = bureau + "{# of one's own #}";
    let theme = std::fs::read_to_string(file("templates/shared/theme.typ")).unwrap() + "// of one's own\n";
    let apart = templates(&[("shared/bureau.typ.jinja", &bureau), ("shared/theme.typ", &theme)]);
    assert!(seen(&desk_by("", apart.path()).unwrap(), &account).unwrap().contains(NUMBER));
    assert!(seen(desk(), &account).unwrap().contains(NUMBER), "so does the program's own");
}

#[test]
fn the_issuers_word_unmasks_a_contract_of_ones_own_and_gives_it_the_contract_seal() {
    let asking = curious("masking = \"contract\"\n");
    let allowed = desk_by("[kinds.contract]\nmasking = \"contract\"\n", asking.path()).unwrap();
    let seen_in_full = seen(&allowed, &account()).unwrap();
    for number in [NUMBER, MOBILE, EMAIL] {
        assert!(seen_in_full.contains(number), "{number} in {seen_in_full}");
    }
    assert!(!seen_in_full.contains(CARD), "{seen_in_full}");
    let inline = desk_by("[kinds]\ncontract = { masking = \"contract\" }\n", asking.path()).unwrap();
    assert!(seen(&inline, &account()).unwrap().contains(NUMBER));
    // The word is for that kind alone, and for no more than it asks for.
    let other = desk_by("[kinds.another]\nmasking = \"contract\"\n", asking.path()).unwrap();
    assert!(seen(&other, &account()).unwrap_err().starts_with(REFUSED));
    let modest = curious("");
    let allowed = desk_by("[kinds.contract]\nmasking = \"contract\"\n", modest.path()).unwrap();
    assert_masked(&seen(&allowed, &account()).unwrap());
}

#[test]
fn the_issuers_word_masks_as_well() {
    let asking = curious("masking = \"contract\"\n");
    let masked = desk_by("[kinds.contract]\nmasking = \"letter\"\n", asking.path()).unwrap();
    assert_masked(&seen(&masked, &account()).unwrap());
    let own = desk_of(&issuer("[kinds.repayment-agreement]\nmasking = \"letter\"\n").1, None).unwrap();
    assert_masked(&seen(&own, &agreed()).unwrap());
}

#[test]
fn nothing_shows_more_than_a_contract_does_papers_for_a_court_included() {
    let court = curious("masking = \"court\"\n");
    let stop = desk_by("", court.path()).unwrap_err();
    assert!(stop.message.en.contains("`court` is not one of letter, contract"), "{}", stop.message.en);
    let stop = desk_by("[kinds.contract]\nmasking = \"court\"\n", curious("").path()).unwrap_err();
    assert!(
        stop.hints.iter().chain([&stop.message]).any(|words| words.en.contains("letter, contract")),
        "{}",
        stop.message.en
    );
    let read = |name: &str| std::fs::read_to_string(file("tests/kinds/payment-order").join(name)).unwrap();
    let kind = read("kind.toml").replace("masking = \"letter\"", "masking = \"contract\"");
    let folder = templates(&[
        ("payment-order/kind.toml", &kind),
        ("payment-order/letter.typ.jinja", &read("letter.typ.jinja")),
    ]);
    let allowed = desk_by("[kinds.payment-order]\nmasking = \"contract\"\n", folder.path()).unwrap();
    let seen = seen(&allowed, &good("payment-order")).unwrap();
    assert!(seen.contains(NUMBER) && !seen.contains(CARD) && seen.contains("5679"), "{seen}");
}

#[test]
fn the_programs_own_templates_name_what_they_include_in_double_quotes() {
    // By these names it is found out which files see the agreement's values.
    let folder = file("templates");
    for kind in ["repayment-agreement", "shared"] {
        for entry in std::fs::read_dir(folder.join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for tag in ["include", "import", "from", "extends"] {
                for (at, _) in text.match_indices(&format!("{{% {tag} ")) {
                    let rest = &text[at + 4 + tag.len()..];
                    assert!(rest.trim_start().starts_with('"'), "{}: {}", path.display(), &rest[..20]);
                }
            }
        }
    }
}
