//! Sampled accounts are valid, varied, repeatable and nobody's; so are the examples.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, Months, NaiveDate};
use hanpress::inner::account::read::{Input, Reading, read};
use hanpress::inner::account::{Account, IdType};
use hanpress::inner::check::{Context, check};
use hanpress::inner::digits::{is_luhn, is_resident_id, resident_id_birth};
use hanpress::inner::issuer::IssuerFile;
use hanpress::inner::kind::{KindFacts, Origin};
use hanpress::inner::money::Currency;
use hanpress::inner::plan::overdue::Stage;
use hanpress::inner::plan::{Bucket, Method, overdue_days};
use hanpress::inner::sample::{Kind, Sampling, sample};
use sha2::{Digest, Sha256};

fn mixed(count: u64, seed: u64) -> Sampling {
    Sampling { count, seed, kinds: Kind::MIXED.to_vec(), as_of: day("2026-11-22") }
}

fn lines(options: &Sampling) -> Vec<String> {
    sample(options).collect()
}

/// The sampled accounts, as the reader of files reads them.
fn accounts(options: &Sampling) -> Vec<Account> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.jsonl");
    fs::write(&path, lines(options).join("\n")).unwrap();
    read_whole(path)
}

/// The accounts of a file, none of which has a fault.
fn read_whole(path: PathBuf) -> Vec<Account> {
    let reading = Reading { columns: issuer().columns.0, ..Reading::default() };
    let entries = read(vec![Input::File(path)], reading).unwrap();
    entries
        .map(|entry| entry.account.unwrap_or_else(|findings| panic!("line {}: {findings:#?}", entry.line)))
        .collect()
}

fn issuer() -> IssuerFile {
    IssuerFile::read(&fs::read_to_string(file("examples/issuer.toml")).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A file of the project.
fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Checks accounts by the example issuer's terms and the kinds' own needs, the day after their figures.
fn assert_lawful(accounts: Vec<Account>) {
    let issuer = issuer();
    let facts = |kind: &Kind| {
        let text = fs::read_to_string(file(&format!("templates/{}/kind.toml", kind.word()))).unwrap();
        (kind.word(), KindFacts::of(kind.word(), &text).unwrap().with_origin(Origin::Program))
    };
    let kinds: BTreeMap<&str, KindFacts> = Kind::ALL.iter().map(facts).collect();
    for account in accounts {
        let id = account.id.clone();
        let kind = &kinds[account.kind.as_deref().unwrap()];
        let context = Context {
            issuer: &issuer,
            kind,
            issue_date: account.as_of + Days::new(1),
            fonts: super::fonts(),
            shift: &super::shift(&issuer),
            sent: &crate::workshop::desk().sent,
        };
        if let Err(findings) = check(account, &context) {
            panic!("{id}: {findings:#?}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(lines(&mixed(300, 7)), lines(&mixed(300, 7)));
    assert_ne!(lines(&mixed(300, 7)), lines(&mixed(300, 8)));
}

/// The bytes are a promise: a change here changes what everybody's seeds mean.
#[test]
fn a_seed_means_the_same_on_every_machine() {
    let digest = Sha256::digest(lines(&mixed(200, 1)).join("\n"));
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "f0098c90e2a98f263eba4d0f4c516fac128ec0a0c19b3963b0514f7a61a5e0d3");
}

#[test]
fn a_record_does_not_depend_on_how_many_follow() {
    assert_eq!(lines(&mixed(40, 7)), lines(&mixed(400, 7))[..40]);
}

#[test]
fn a_run_without_kinds_is_empty() {
    assert_eq!(sample(&Sampling { kinds: Vec::new(), ..mixed(5, 1) }).count(), 0);
}

#[test]
fn a_kind_can_be_asked_for_by_its_name() {
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.word()), Some(*kind));
        let accounts = accounts(&Sampling { kinds: vec![*kind], ..mixed(50, 3) });
        assert!(accounts.iter().all(|account| account.kind.as_deref() == Some(kind.word())));
    }
    assert_eq!(Kind::named("no-such-kind"), None);
}

#[test]
fn five_thousand_mixed_accounts_break_no_rule() {
    assert_lawful(accounts(&mixed(5_000, 11)));
}

#[test]
fn accounts_of_every_kind_break_no_rule() {
    assert_lawful(accounts(&Sampling { kinds: Kind::ALL.to_vec(), ..mixed(2_000, 12) }));
}

#[test]
fn sampled_accounts_raise_no_doubt_either() {
    let issuer = issuer();
    let every = Sampling { kinds: Kind::ALL.to_vec(), ..mixed(1_000, 19) };
    for account in accounts(&mixed(2_000, 18)).into_iter().chain(accounts(&every)) {
        let name = account.kind.clone().unwrap();
        let text = fs::read_to_string(file(&format!("templates/{name}/kind.toml"))).unwrap();
        let kind = KindFacts::of(&name, &text).unwrap().with_origin(Origin::Program);
        let context = Context {
            issuer: &issuer,
            kind: &kind,
            issue_date: account.as_of + Days::new(1),
            fonts: super::fonts(),
            shift: &super::shift(&issuer),
            sent: &crate::workshop::desk().sent,
        };
        let checked = check(account, &context).unwrap();
        let doubts: Vec<_> = checked.warnings().iter().filter(|doubt| doubt.code != "W07").collect();
        assert!(doubts.is_empty(), "{doubts:#?}");
    }
}

#[test]
fn accounts_of_any_date_break_no_rule() {
    for as_of in ["2027-01-30", "2028-02-28", "2028-02-29", "2030-12-31"] {
        assert_lawful(accounts(&Sampling { as_of: day(as_of), ..mixed(600, 12) }));
    }
}

#[test]
fn nobody_is_a_real_person() {
    let as_of = day("2026-11-22");
    for Account { id, debtor, card, .. } in accounts(&mixed(3_000, 13)) {
        let number = debtor.id_number.unwrap().reveal().clone();
        match debtor.id_type {
            IdType::ResidentId => {
                assert!(number.starts_with("990000") && is_resident_id(&number), "{id}");
                let born = resident_id_birth(&number).unwrap();
                assert!(born <= as_of - Months::new(12 * 22) && born > as_of - Months::new(12 * 65), "{id}");
            }
            IdType::Passport => assert!(number.starts_with("ZZ"), "{id}"),
            other => panic!("{id}: {other:?}"),
        }
        let number = card.number.reveal();
        assert!(number.starts_with("990000") && is_luhn(number), "{id}");
        assert!(debtor.mobile.unwrap().reveal().starts_with("1540000"), "{id}");
        assert!(debtor.email.is_none_or(|email| email.reveal().ends_with("@example.com")), "{id}");
        assert!(debtor.address.unwrap().reveal().contains("示例"), "{id}");
    }
}

#[test]
fn names_and_addresses_are_of_every_sort() {
    let accounts = accounts(&mixed(2_000, 14));
    let any = |test: &dyn Fn(&str) -> bool| accounts.iter().any(|account| test(account.debtor.name.reveal()));
    assert!(any(&|name| name.contains(['䶮', '𬱖', '𫘝'])), "a character of the official table, beyond GBK");
    assert!(any(&|name| name.contains(['𫝋', '𬎆', '𧒽', '𢀖', '𮧵'])), "a character of identity cards only");
    assert!(any(&|name| name.starts_with("欧阳")), "a compound surname");
    assert!(any(&|name| name.contains('·') && name.chars().count() >= 13), "a long name with a middle dot");
    assert!(any(&|name| name.starts_with(|c: char| c.is_ascii_alphabetic())), "a Latin name");
    assert!(accounts.iter().all(|account| account.debtor.name.reveal().chars().count() <= 60));
    let long = |account: &&Account| account.debtor.address.as_ref().unwrap().reveal().chars().count() >= 100;
    assert!(accounts.iter().filter(long).count() > 20);
    let salutations: BTreeSet<_> = accounts.iter().map(|account| account.debtor.salutation).collect();
    assert_eq!(salutations.len(), 3, "先生, 女士 and none");
}

#[test]
fn every_stage_currency_and_method_occurs() {
    let accounts = accounts(&mixed(2_000, 15));
    let notices = accounts.iter().filter(|account| account.kind.as_deref() == Some("overdue-notice"));
    let stages: BTreeSet<_> = notices
        .filter_map(|account| Bucket::of(overdue_days(account.as_of, account.due_date)).stage())
        .collect();
    assert_eq!(stages, [Stage::M1, Stage::M2, Stage::M3Plus].into());

    let second: BTreeSet<_> =
        accounts.iter().filter_map(|account| Some(account.ledgers.get(1)?.currency)).collect();
    assert_eq!(second, [Currency::Usd, Currency::Hkd, Currency::Eur, Currency::Jpy].into());

    let plans: Vec<_> = accounts.iter().filter_map(|account| account.plan.as_ref()).collect();
    let methods: BTreeSet<_> = plans.iter().map(|plan| plan.method).collect();
    assert_eq!(methods, Method::ALL.iter().copied().collect());
    assert!(plans.iter().any(|plan| !plan.also.is_empty()), "a plan in two currencies");
    assert!(plans.iter().any(|plan| plan.instalments == Some(60)), "five years");
    assert!(plans.iter().any(|plan| plan.waive.interest.0 > 0.into()), "a waiver");
    assert!(plans.iter().any(|plan| plan.down_payment.0 > 0.into()), "a down payment");
}

#[test]
fn a_demand_tells_of_earlier_notices() {
    for account in accounts(&Sampling { kinds: vec![Kind::DemandLetter], ..mixed(500, 16) }) {
        assert!((61..=400).contains(&overdue_days(account.as_of, account.due_date)), "{}", account.id);
        assert!(!account.notices.is_empty() && account.waybill.is_some(), "{}", account.id);
    }
}

#[test]
fn about_two_thirds_of_the_ledgers_explain_their_interest() {
    let accounts = accounts(&mixed(3_000, 17));
    let ledgers: Vec<_> = accounts.iter().flat_map(|account| &account.ledgers).collect();
    let explained = ledgers.iter().filter(|ledger| !ledger.accruals.is_empty()).count();
    let percent = 100 * explained / ledgers.len();
    assert!((60..75).contains(&percent), "{percent} %");
}

#[test]
fn the_example_accounts_break_no_rule() {
    let accounts = read_whole(file("examples/accounts.jsonl"));
    let kinds: BTreeSet<_> = accounts.iter().filter_map(|account| account.kind.clone()).collect();
    assert_eq!(kinds.len(), Kind::MIXED.len());
    let totals: Vec<_> =
        accounts.iter().map(|account| account.ledgers[0].total.unwrap().0.to_string()).collect();
    for worked in ["8552.15", "65057.83", "23317.63"] {
        assert!(totals.iter().any(|total| total == worked), "{worked}");
    }
    assert_lawful(accounts);
}

#[test]
fn the_example_table_is_read_by_its_chinese_headings_and_breaks_no_rule() {
    let accounts = read_whole(file("examples/accounts.csv"));
    assert_eq!(accounts.len(), 4);
    assert_lawful(accounts);
}
