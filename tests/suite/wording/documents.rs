//! Documents that say too much or too little, and those that are right.

use std::collections::BTreeSet;
use std::fs;

use hanpress::inner::desk::Desk;
use hanpress::inner::finding::{Finding, Lang, Severity};
use hanpress::inner::produce::Prepared;
use hanpress::inner::sample::{Kind, Sampling, sample};
use hanpress::inner::wording::Values;
use serde_json::{Value, json};

use super::lists::lists;
use crate::workshop::{
    Made, desk, desk_of, example, file, make, make_all, make_by, prepare, templates, with,
};

const LETTER: &str = "#let v(s) = s\n#set document(title: \"x\")\n";

/// The rules on words.
const ON_WORDS: &[&str] = &["R01", "R11", "R12", "R13", "R14", "R22", "R23", "R24", "R25", "W12"];

/// What was found on words; other rules may warn of the same account.
fn on_words(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| ON_WORDS.contains(&finding.code)).cloned().collect()
}

fn codes(findings: &[Finding]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding.code).filter(|code| ON_WORDS.contains(code)).collect()
}

/// Why a document was refused.
fn refused(made: Made) -> Vec<Finding> {
    match made {
        Ok((prepared, _)) => panic!("{} was made", prepared.number),
        Err(findings) => findings,
    }
}

fn unsound(prepared: Result<Prepared, Vec<Finding>>) -> Vec<Finding> {
    prepared.map(|prepared| prepared.number).unwrap_err()
}

fn messages(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{} {}\n", finding.path, finding.message.get(Lang::En))).collect()
}

/// A built-in template's file, with some words replaced.
fn mended(name: &str, words: &str, by: &str) -> String {
    let text = fs::read_to_string(file("templates").join(name)).unwrap();
    assert!(text.contains(words), "{name} does not say {words}");
    text.replace(words, by)
}

/// A desk whose shared templates are these.
fn desk_with(files: &[(&str, &str)]) -> Desk {
    let folder = templates(files);
    desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap()
}

/// A desk of the example issuer with more written under its settings.
fn desk_by_issuer(more: &str) -> Result<Desk, hanpress::inner::error::Stop> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        fs::copy(file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let own = fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let path = folder.path().join("issuer.toml");
    fs::write(&path, format!("{own}\n{more}")).unwrap();
    desk_of(&path, None)
}

#[test]
fn three_hundred_sampled_accounts_become_documents_without_a_finding_on_words() {
    let options =
        Sampling { count: 300, seed: 18, kinds: Kind::ALL.to_vec(), as_of: "2026-11-22".parse().unwrap() };
    let accounts: Vec<Value> = sample(&options).map(|line| serde_json::from_str(&line).unwrap()).collect();
    for (made, account) in
        make_all(accounts.iter().map(|account| (desk(), account.clone()))).iter().zip(&accounts)
    {
        let found = match made {
            Ok((prepared, _)) => &prepared.warnings,
            Err(findings) => findings,
        };
        let told = on_words(found);
        assert!(told.is_empty(), "{}: {}", account["id"], messages(&told));
    }
}

#[test]
fn names_addresses_and_products_are_never_judged() {
    let account = example("notice-m1");
    for name in ["贾贱生", "老赖", "刑法·拘留", "全家福", "TODO"] {
        let account = with(account.clone(), "/debtor/name", name);
        let account = with(account, "/debtor/address", "河北省石家庄市示例县老赖沟村黑名单路1号派出所上门");
        let account = with(account, "/card/product", "滞纳金卡");
        let made = make(desk(), &account);
        assert!(made.is_ok(), "{}", messages(&made.err().unwrap()));
    }
}

#[test]
fn the_same_words_in_a_free_value_are_refused_at_their_field() {
    let account = example("notice-m1");
    for (pointer, path) in [
        ("/extra", "extra.note.words[0]"),
        ("/enclosures", "enclosures[0]"),
        ("/ledgers/0/fees_note", "ledgers[0].fees_note"),
    ] {
        let value = match pointer {
            "/extra" => json!({ "note": { "words": ["此人系老 赖"] } }),
            "/enclosures" => json!(["老賴名单"]),
            _ => json!("老\u{3000}赖"),
        };
        let findings = unsound(prepare(desk(), &with(account.clone(), pointer, value)));
        assert_eq!(codes(&findings), BTreeSet::from(["R12"]), "{}", messages(&findings));
        assert_eq!(
            findings.iter().filter(|finding| finding.path == path).count(),
            1,
            "{}",
            messages(&findings)
        );
        assert!(messages(&findings).contains("(X301)"));
    }
}

#[test]
fn a_name_that_is_refused_elsewhere_does_not_excuse_it() {
    let account = with(example("notice-m1"), "/debtor/name", "老赖");
    let account = with(account, "/extra", json!({ "note": "老赖" }));
    assert_eq!(codes(&unsound(prepare(desk(), &account))), BTreeSet::from(["R12"]));
}

#[test]
fn a_word_put_together_on_the_page_is_refused() {
    let letter = format!("{LETTER}请看黑#h(0pt)名单。");
    let findings = refused(make_by(&letter, &[], &example("notice-m1")).unwrap());
    assert!(messages(&findings).contains("`黑名单` may not stand here (X601)"), "{}", messages(&findings));
}

#[test]
fn a_word_broken_over_two_lines_is_refused() {
    let letter = format!(
        "{LETTER}#set page(width: 60pt, margin: 5pt)\n#set text(hyphenate: false)\n请留意您已经列入黑名#box[]单了。"
    );
    let findings = refused(make_by(&letter, &[], &example("notice-m1")).unwrap());
    assert!(codes(&findings).contains("R12"), "{}", messages(&findings));
}

#[test]
fn a_template_with_a_refused_word_stops_the_run_at_its_line() {
    let letter = format!("{LETTER}{{# 黑名单 #}}\n// 黑名单\n您已列入黑{{% if true %}}名{{% endif %}}单。");
    let stop = make_by(&letter, &[], &example("notice-m1")).unwrap_err();
    assert!(stop.message.en.contains("templates/plain/letter.typ.jinja:5: `黑名单`"), "{}", stop.message.en);
    assert!(!stop.message.en.contains("jinja:3"), "{}", stop.message.en);
}

#[test]
fn a_module_with_a_refused_word_stops_the_run() {
    let page = mended("shared/page.typ", "请勿留存或者传阅，并请退回我行", "后果自负");
    let folder = templates(&[("shared/page.typ", &page)]);
    let stop = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap_err();
    assert!(stop.message.en.contains("/shared/page.typ:"), "{}", stop.message.en);
}

#[test]
fn a_disclosure_that_nobody_knows_stops_the_run() {
    let kind = mended("overdue-notice/kind.toml", "\"N08\"", "\"N80\"");
    let letter = fs::read_to_string(file("templates/overdue-notice/letter.typ.jinja")).unwrap();
    let folder =
        templates(&[("overdue-notice/kind.toml", &kind), ("overdue-notice/letter.typ.jinja", &letter)]);
    let stop = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap_err();
    assert!(stop.message.en.contains("no disclosure `N80`; there are `N01` to `N20`"), "{}", stop.message.en);
}

#[test]
fn a_letter_without_the_complaint_block_is_refused_by_its_number() {
    let line = "  ([投诉渠道], [{{ sender.complaints }}；#linebreak(){{ authorities.supervision.number }}{{ authorities.supervision.line }}；#linebreak(){{ authorities.central_bank.number }}{{ authorities.central_bank.line }}]),\n";
    let desk = desk_with(&[("shared/contacts.typ.jinja", &mended("shared/contacts.typ.jinja", line, ""))]);
    let findings = on_words(&unsound(prepare(&desk, &example("notice-m1"))));
    assert_eq!(codes(&findings), BTreeSet::from(["R01"]));
    assert_eq!(findings.len(), 3, "{}", messages(&findings));
    assert!(findings.iter().all(|finding| finding.message.en.contains("`N08`")));
}

#[test]
fn every_disclosure_of_the_notice_is_missed_when_its_words_go() {
    let cut: &[(&str, &str, &str)] = &[
        ("N03", "overdue-notice/letter.typ.jinja", "尾号{{ card.tail }}"),
        ("N05", "shared/basis.typ.jinja", "《{{ contract.name }}》"),
        ("N06", "overdue-notice/letter.typ.jinja", "您有权核对账户、提出异议、协商还款、投诉不当催收；"),
        ("N07", "shared/objection.typ.jinja", "并附还款凭证等证据"),
        ("N09", "shared/payment.typ.jinja", "除您本人的信用卡账户外，请勿向任何个人账户转账；"),
        ("N11", "shared/bureau.typ.jinja", "，本函即为报送前的事先告知"),
        ("N12", "shared/payment.typ.jinja", "已还款的，请以入账为准。"),
        ("N13", "shared/contacts.typ.jinja", "{{ sender.privacy_contact }}"),
        ("N16", "shared/page.typ", "[如您并非收件人，请勿留存或者传阅，并请退回我行]"),
    ];
    for (id, name, words) in cut {
        let by = if words.starts_with('[') { "[]" } else { "" };
        let mut files = vec![(*name, mended(name, words, by))];
        if name.starts_with("overdue-notice/") {
            files.push(("overdue-notice/kind.toml", mended("overdue-notice/kind.toml", "", "")));
        }
        if *id == "N03" {
            files.push(("shared/payment.typ.jinja", mended("shared/payment.typ.jinja", words, "")));
            files.push(("shared/letter-start.typ.jinja", mended("shared/letter-start.typ.jinja", words, "")));
            files.push(("shared/facts.typ.jinja", mended("shared/facts.typ.jinja", words, "")));
        }
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let findings = on_words(&refused(make(&desk_with(&files), &example("notice-m1"))));
        assert!(messages(&findings).contains(&format!("`{id}`")), "{id}: {}", messages(&findings));
        assert!(findings.iter().all(|finding| finding.basis.is_some() && !finding.hints.is_empty()));
    }
}

#[test]
fn a_second_notice_must_offer_a_plan_and_a_first_need_not() {
    let section = "#section[困难协商][";
    let letter = mended("overdue-notice/letter.typ.jinja", section, "#let hidden = ([");
    let letter = letter.replace("shared/hardship.typ.jinja\" %}]", "shared/hardship.typ.jinja\" %}])");
    let letter = letter.replace("，可与我行协商个性化分期还款", "");
    let kind = mended("overdue-notice/kind.toml", "", "");
    let desk =
        desk_with(&[("overdue-notice/letter.typ.jinja", &letter), ("overdue-notice/kind.toml", &kind)]);
    assert!(make(&desk, &example("notice-m1")).is_ok());
    let findings = refused(make(&desk, &example("notice-m2-long-name-and-address")));
    assert!(messages(&findings).contains("`N10`"), "{}", messages(&findings));
}

#[test]
fn a_letter_that_drops_the_annualised_rate_breaks_r11() {
    let words =
        "按年化利率{{ contract.annual_rate_percent }}%（单利，日利率{{ contract.day_rate_percent }}%）";
    let accruing = mended("shared/accruing.typ.jinja", words, "按日利率{{ contract.day_rate_percent }}%");
    let desk = desk_with(&[("shared/accruing.typ.jinja", &accruing)]);
    let findings = unsound(prepare(&desk, &example("notice-m1")));
    assert_eq!(codes(&findings), BTreeSet::from(["R11"]), "{}", messages(&findings));
}

#[test]
fn a_daily_rate_in_larger_or_bolder_type_breaks_r11() {
    for (look, refused) in [("size: 20pt", true), ("weight: \"bold\"", true), ("size: 11pt", false)] {
        let letter = format!("{LETTER}年化利率18.25%（单利，#text({look})[日利率0.05%]）");
        let made = make_by(&letter, &[], &example("notice-m1")).unwrap();
        assert_eq!(made.is_err(), refused, "{look}");
        if let Err(findings) = made {
            assert_eq!(codes(&findings), BTreeSet::from(["R11"]), "{}", messages(&findings));
        }
    }
}

#[test]
fn a_heading_that_implies_authority_breaks_r13_and_small_words_do_not() {
    let by = |letter: String| make_by(&letter, &[], &example("notice-m1")).unwrap();
    let findings = refused(by(format!("{LETTER}#text(size: 22pt)[律 师 函]")));
    assert_eq!(codes(&findings), BTreeSet::from(["R13"]));
    assert!(by(format!("{LETTER}请以律师函为准。")).is_ok());
}

#[test]
fn what_stays_unfilled_on_the_page_breaks_r25() {
    let by = |note: &str| {
        let account = with(example("notice-m1"), "/extra", json!({ "note": note }));
        make_by(&format!("{LETTER}{{{{ extra.note }}}}"), &[], &account).unwrap()
    };
    for note in ["尾号XXXX", "请于    年  月  日前还款", "TODO", "合计NaN元", "{{ name }}"] {
        assert_eq!(codes(&refused(by(note))), BTreeSet::from(["R25"]), "{note}");
    }
    assert!(by("请于2026年12月8日前还款").is_ok());
}

#[test]
fn an_exclamation_mark_is_remembered_and_refuses_nothing() {
    let made = make_by(&format!("{LETTER}请尽快还款！"), &[], &example("notice-m1")).unwrap();
    let (prepared, _) = made.map_err(|findings| messages(&findings)).unwrap();
    assert_eq!(codes(&prepared.warnings), BTreeSet::from(["W12"]));
    assert!(on_words(&prepared.warnings).iter().all(|finding| finding.severity == Severity::Warning));
}

#[test]
fn a_paragraph_that_is_all_red_and_bold_is_remembered_and_refuses_nothing() {
    let words = "请您在收到本函之日起十五日内联系我行客服，核对本期账单。";
    let loud = |look: &str, words: &str| {
        let letter = format!("{LETTER}\n\n#text({look})[{words}]\n\n如有疑问请致电客服。");
        let (prepared, _) = make_by(&letter, &[], &example("notice-m1")).unwrap().unwrap();
        on_words(&prepared.warnings).iter().map(|finding| finding.message.en.clone()).collect::<Vec<_>>()
    };
    for look in ["weight: \"bold\", fill: red", "weight: \"bold\", fill: rgb(\"#c8102e\")"] {
        assert_eq!(loud(look, words), ["a paragraph is all red and bold"], "{look}");
    }
    let long = words.repeat(4);
    assert_eq!(loud("weight: \"bold\", fill: color.hsl(0deg, 100%, 45%)", &long).len(), 1);
    for (look, words) in [
        ("fill: red", words),
        ("weight: \"bold\"", words),
        ("weight: \"bold\", fill: rgb(\"#123c58\")", words),
        ("weight: \"bold\", fill: red", "示例银行股份有限公司信用卡中心"),
        ("weight: \"bold\", fill: red", "8,376.25元。"),
    ] {
        assert_eq!(loud(look, words), [""; 0], "{look} {words}");
    }
    let single = format!(
        "{LETTER}\n\n请您在收到本函之日起十五日内核对#text(weight: \"bold\", fill: red)[账单，并联系我行客服核对]。"
    );
    let (prepared, _) = make_by(&single, &[], &example("notice-m1")).unwrap().unwrap();
    assert_eq!(codes(&prepared.warnings), BTreeSet::new(), "words within a line of others");
}

#[test]
fn the_checking_command_finds_on_filled_sources_what_making_finds_on_pages() {
    for case in ["notice-m1", "demand-letter-annex", "agreement-waiver"] {
        let account = with(example(case), "/extra", json!({ "note": "将被判刑" }));
        assert_eq!(codes(&unsound(prepare(desk(), &account))), BTreeSet::from(["R12"]));
        assert!(prepare(desk(), &example(case)).is_ok());
    }
}

#[test]
fn every_value_that_the_lists_name_is_one_of_the_draft() {
    let account = with(example("agreement-waiver"), "/delivery", "ems");
    let notices = json!([{ "number": "N1", "date": "2026-10-28", "channel": "sms", "result": "delivered" }]);
    let prepared = prepare(desk(), &with(account, "/notices", notices)).unwrap();
    let values = Values(prepared.filled.values());
    for path in lists().refuse.data() {
        assert!(!values.words(path).is_empty(), "there is no value {path}");
    }
    let needs = lists().presence.disclosures().iter().flat_map(|disclosure| &disclosure.needs);
    for phrase in needs.flat_map(|need| need.all.iter().chain(&need.any)) {
        for path in phrase.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0) {
            assert!(!values.words(path).is_empty(), "there is no value {path}");
        }
    }
}

#[test]
fn an_override_answers_for_one_entry_and_is_remembered() {
    let by = |entry: &str| {
        format!(
            "[[overrides]]\nid = \"O1\"\ncode = \"R12\"\nentry = \"{entry}\"\nreason = \"法务批准\"\napprover = \"李示例\"\nexpires = 2027-01-31\n"
        )
    };
    let account = with(example("notice-m1"), "/extra", json!({ "note": "涉嫌信用卡诈骗罪" }));
    let prepared = prepare(&desk_by_issuer(&by("X203")).unwrap(), &account).unwrap();
    assert_eq!(codes(&prepared.warnings), BTreeSet::from(["R12"]));
    assert!(on_words(&prepared.warnings)[0].message.en.contains("`O1`"));
    assert!(prepare(&desk_by_issuer(&by("X204")).unwrap(), &account).is_err());
    for (entry, why) in [("X301", "allows no override"), ("X999", "no entry")] {
        let stop = desk_by_issuer(&by(entry)).unwrap_err();
        assert!(stop.message.en.contains(why), "{}", stop.message.en);
    }
}
