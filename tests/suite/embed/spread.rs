//! Parts of a run, each made where nobody knows the others, sealed to what one machine leaves: with a card that comes
//! again, found by marks that tell nobody the card.

use std::collections::BTreeSet;
use std::sync::Arc;

use hanpress::parts::{Mark, Part, make_parts, marks};
use hanpress::{Desk, Entries, Lang, Place, Record, RunOptions, Sealing};
use serde_json::Value;

use super::{Shelf, accounts, parts, run, stands};

const SALT: &[u8] = b"a salt that nobody knows";

/// The line of an account, whether a document was made, and the marks of its cards.
type Row = (String, bool, Option<String>);

/// What becomes of each account, by itself; documents go to the shelf.
fn spread(desk: &Desk, shelf: &Shelf) -> Vec<Row> {
    let one = |(at, account): (usize, &Value)| {
        let mut entry = Entries::single(Record::from_value(at as u64 + 1, account));
        entry.seq = at as u64 + 1;
        let (entry, cards) = (Arc::new(entry.clone()), marks(&entry, SALT));
        let mut made = make_parts(desk, &[entry], Lang::En);
        match made.remove(0).unwrap() {
            Part::Refused(line) => (line, false, cards),
            Part::Made { line, pdf, .. } => {
                let told: Value = serde_json::from_str(&line).unwrap();
                shelf.files.lock().unwrap().insert(told["file"].as_str().unwrap().into(), pdf);
                (line, true, cards)
            }
        }
    };
    accounts().iter().enumerate().map(one).collect()
}

/// Seals them; gives how many documents are none of the run.
fn seal(desk: &Desk, shelf: &Arc<Shelf>, rows: &[Row]) -> usize {
    let place = Arc::clone(shelf) as Arc<dyn Place>;
    let mut sealing = Sealing::begin(desk, &place, Lang::En, "core system").unwrap();
    let (mut once, mut nobodys) = (BTreeSet::new(), 0);
    for word in
        rows.iter().filter_map(|(.., cards)| cards.as_ref()).flat_map(|cards| cards.split(' ').skip(1))
    {
        if !once.insert(word) {
            sealing.expect(word).unwrap();
        }
    }
    for (line, made, cards) in rows {
        if *made {
            nobodys += usize::from(!sealing.made(line, false, cards.as_deref()).unwrap());
        } else {
            sealing.refused(line, false, cards.as_deref()).unwrap();
        }
    }
    sealing.finish().unwrap();
    nobodys
}

#[test]
fn a_card_that_comes_again_in_another_part_is_told_as_in_a_run() {
    let (alone, shelf) = (Arc::new(Shelf::default()), Arc::new(Shelf::default()));
    run(&alone, accounts(), RunOptions::default()).go(&mut |_| Ok(())).unwrap();
    let desk = Desk::new(parts()).unwrap();
    let rows = spread(&desk, &shelf);
    assert_eq!(seal(&desk, &shelf, &rows), 0);
    let (alone, sealed) = (stands(&alone), stands(&shelf));
    assert_eq!(alone, sealed);
    let lists: String = ["manifest.jsonl", "refused.jsonl"].map(|name| text_of(&sealed[name])).concat();
    assert_eq!(lists.matches("\"W14\"").count(), 5, "at all accounts but the first: {lists}");
    assert_eq!(lists.matches("stands in line 1 already").count(), 5, "{lists}");
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn marks_are_equal_for_one_card_and_salt_alone_and_hold_nothing_of_the_card() {
    let entry = |account: &Value| Entries::single(Record::from_value(1, account));
    let (first, mut other) = (accounts().remove(0), accounts().remove(2));
    let own = marks(&entry(&first), SALT).unwrap();
    assert_eq!(marks(&entry(&other), SALT).as_ref(), Some(&own), "another account of the same card");
    let words = |marks: &str| marks.split(' ').map(str::to_string).collect::<BTreeSet<_>>();
    let salted = marks(&entry(&first), b"another salt, just as long").unwrap();
    assert!(words(&own).is_disjoint(&words(&salted)), "{own} {salted}");
    let number = first["card"]["number"].as_str().unwrap().to_string();
    assert!(!own.contains(&number) && !own.contains(&number[number.len() - 4..]), "{own}");
    other["card"]["number"] = Value::from("9900000000011017");
    let changed = marks(&entry(&other), SALT).unwrap();
    assert_eq!(words(&own).intersection(&words(&changed)).count(), 1, "one salt: {own} {changed}");
    assert_eq!(Mark::all(&own).unwrap().len(), first["ledgers"].as_array().unwrap().len());
    for wrong in ["a CNY", "a CNY:12", "a XXX:0123456789abcdef", "a CNY:0123456789abcdeg", "a  "] {
        assert_eq!(Mark::all(wrong), None, "{wrong}");
    }
    assert_eq!(marks(&entry(&Value::from("no account")), SALT), None);
}
