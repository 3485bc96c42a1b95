//! Templates are tried before any account, and what their authors get wrong is told with place, name and remedy.

mod composed;
mod mistakes;

use std::collections::BTreeMap;
use std::fs;

use hanpress::inner::desk::{Desk, DeskOptions, KindChoice};
use hanpress::inner::fill::{TemplateSet, Templates};
use hanpress::inner::issuer::{IssuerFile, Role};
use hanpress::inner::prove::prove;
use hanpress::inner::wording::Wording;

use super::workshop::{PLAIN_KIND, desk_of, file, issue_date, templates};

/// The built-in templates as one's own: each file with a remark at its end.
fn changed_copies() -> TemplateSet {
    let built_in = TemplateSet::built_in().unwrap();
    let changed = |name: &str, text: &str| match name {
        name if name.ends_with(".jinja") => format!("{text}{{# of one's own #}}"),
        name if name.ends_with(".typ") => format!("{text}\n// of one's own\n"),
        _ => format!("{text}\n"),
    };
    let files = built_in.files().map(|(name, text)| (name.to_string(), changed(name, text)));
    TemplateSet::with_files(files.collect::<BTreeMap<_, _>>(), "mine").unwrap()
}

#[test]
fn built_in_templates_that_are_copied_and_changed_hold_no_sign_that_is_told() {
    let set = changed_copies();
    assert!(set.uses_own("demand-letter"));
    let templates = Templates::new(set).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert!(templates.doubtful().is_empty(), "{:#?}", templates.doubtful());
}

#[test]
fn built_in_templates_hold_no_word_that_is_refused_and_no_fact_that_no_value_governs() {
    let set = changed_copies();
    assert!(set.templates().chain(set.modules()).all(|(name, _)| set.is_own(name)));
    let mut issuer = IssuerFile::read(&fs::read_to_string(file("examples/issuer.toml")).unwrap()).unwrap();
    assert!(issuer.overrides.is_empty());
    for role in [Role::Issuer, Role::LawFirm] {
        for setoff_authorised in [false, true] {
            issuer.issuer.role = role;
            issuer.contract.setoff_authorised = setoff_authorised;
            let told = Wording::new(&set, &issuer).err().map(|stop| stop.message.en);
            assert_eq!(told, None, "{role:?}, {setoff_authorised}");
        }
    }
}

#[test]
fn a_value_that_a_sample_lacks_and_an_account_may_have_stops_nothing() {
    let letter =
        "#set document(title: [信])\n#let v(s) = s\n{{ handler.name }}{{ (notices|last).waybill }}\n";
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", letter)]);
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();
    assert_eq!(prove(&desk), Ok(()));
}

#[test]
fn every_kind_of_the_tests_is_tried_with_samples_made_from_what_it_needs() {
    // One of them is there for its title alone and has no letter.
    let folder = templates(&[]);
    for kind in std::fs::read_dir(file("tests/kinds")).unwrap().map(|kind| kind.unwrap().path()) {
        if kind.join("letter.typ.jinja").exists() {
            let copy = folder.path().join(kind.file_name().unwrap());
            std::fs::create_dir(&copy).unwrap();
            for part in std::fs::read_dir(kind).unwrap().map(|part| part.unwrap().path()) {
                std::fs::copy(&part, copy.join(part.file_name().unwrap())).unwrap();
            }
        }
    }
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();
    let told = prove(&desk).err().map(|stop| stop.message.en);
    assert_eq!(told, None);
}

#[test]
fn a_file_that_nothing_uses_is_told_with_the_name_that_may_be_meant() {
    let built_in = TemplateSet::built_in().unwrap();
    let text = |name: &str| built_in.files().find(|(file, _)| *file == name).unwrap().1.to_string();
    let set = |files: &[(&str, String)]| {
        let files = files.iter().map(|(name, text)| (name.to_string(), text.clone())).collect();
        Templates::new(TemplateSet::with_files(files, "mine").unwrap()).unwrap()
    };
    let told = |files: &[(&str, String)]| -> Vec<String> {
        set(files).doubtful().iter().map(|fault| fault.message.en.clone()).collect()
    };
    let payment = text("shared/payment.typ.jinja") + " ";
    let misspelt = told(&[("shared/paymnt.typ.jinja", payment.clone())]);
    assert_eq!(misspelt, ["no template uses this file: did you mean `shared/payment.typ.jinja`?"]);
    assert!(told(&[("shared/payment.typ.jinja", payment)]).is_empty());
    let [kind, letter] =
        ["kind.toml", "letter.typ.jinja"].map(|name| text(&format!("overdue-notice/{name}")));
    let twin = told(&[("overdue-notise/kind.toml", kind), ("overdue-notise/letter.typ.jinja", letter)]);
    assert_eq!(
        twin,
        ["`overdue-notise` is a kind of its own, and `overdue-notice` stays as built in: is that meant?"]
    );
}

#[test]
fn a_title_that_two_kinds_have_names_neither() {
    let title = "title = \"信用卡逾期还款通知书\"";
    let own = PLAIN_KIND.lines().find(|line| line.starts_with("title")).unwrap();
    let letter = "#set document(title: [信])\n#let v(s) = s\n{{ number }}\n";
    let kind = PLAIN_KIND.replace(own, title);
    let folder = templates(&[("plain/kind.toml", &kind), ("plain/letter.typ.jinja", letter)]);
    let chosen = |word: &str| {
        let options = DeskOptions::new(file("examples/issuer.toml"), issue_date());
        let (templates, kind) = (Some(folder.path().to_path_buf()), KindChoice::Named(word.into()));
        Desk::open(DeskOptions { templates, kind, ..options }).map(drop)
    };
    let message = chosen("信用卡逾期还款通知书").unwrap_err().message.en;
    assert_eq!(message, "several kinds have this title: `overdue-notice`, `plain`");
    assert_eq!(chosen("plain"), Ok(()));
    let hints = chosen("催收函").unwrap_err().hints;
    assert!(hints.iter().any(|hint| hint.en == "did you mean `demand-letter`?"), "{hints:?}");
}
