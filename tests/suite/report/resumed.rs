//! Reports of runs that stopped and were gone on with.

use std::path::Path;

use hanpress::inner::deliver::{Mode, Outcome, Register, Session};
use hanpress::inner::finding::Lang;
use tempfile::TempDir;

use super::{Fate, bars, delivery, mixed, open, origin, record, run, told};

/// A run that stops after so many accounts.
fn stopped(folder: &Path, accounts: usize) {
    let (output, mut register) = open(folder, Mode::Fresh, Lang::En);
    mixed().iter().zip(1..).take(accounts).for_each(|(fate, seq)| record(&output, &mut register, seq, fate));
    register.leave(&Session::start(1)).unwrap();
}

#[test]
fn a_run_that_stops_leaves_a_page_that_says_so() {
    let folder = TempDir::new().unwrap();
    stopped(folder.path(), 5);
    let told = told(folder.path());
    assert!(told.html.words().contains("The run stopped before the end of its input."));
    assert_eq!(bars(&told, "buckets"), [2, 2, 1, 0, 0, 0, 0, 0]);
}

/// Goes on with a run of these fates and stops after so many accounts.
fn go_on(folder: &Path, fates: &[Fate], accounts: usize) -> Register {
    let (output, mut register) = open(folder, Mode::Resume, Lang::En);
    for (seq, fate) in (1..).zip(fates).take(accounts) {
        match fate {
            Fate::Made(_) if output.stands(seq, &delivery(seq).account_sha256).unwrap() => {
                drop(register.record(&origin(seq), Outcome::Stands).unwrap());
            }
            fate => record(&output, &mut register, seq, fate),
        }
    }
    register
}

#[test]
fn a_resumed_run_comes_to_the_same_sums() {
    let (one, two) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let whole = run(one.path(), Lang::En, &mixed());
    stopped(two.path(), 7);
    go_on(two.path(), &mixed(), 19).finish(&Session::start(1)).unwrap();
    let resumed = told(two.path());
    for field in ["made", "refused", "by_kind", "by_stage", "by_bucket", "amounts", "errors_by_code"] {
        assert_eq!(resumed.report[field], whole.report[field], "{field}");
    }
    assert_eq!((&whole.report["kept"], &resumed.report["kept"]), (&0.into(), &7.into()));
    assert!(resumed.page == whole.page, "the page shows nothing in which equal runs differ");
}

#[test]
fn documents_that_were_not_met_again_are_counted_and_sorted_all_the_same() {
    let folder = TempDir::new().unwrap();
    stopped(folder.path(), 7);
    go_on(folder.path(), &mixed(), 3).leave(&Session::start(1)).unwrap();
    let told = told(folder.path());
    assert_eq!((&told.report["made"], &told.report["kept"]), (&7.into(), &7.into()));
    assert_eq!(told.report["documents_per_second"], 0.0);
    assert_eq!(bars(&told, "buckets"), [2, 2, 2, 1, 0, 0, 0, 0]);
    let rows = told.html.rows_of(&told.page, "documents");
    assert_eq!(rows[9], ["Together", "7"]);
}
