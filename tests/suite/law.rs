//! The table of what the law sets and may change.

use std::collections::BTreeSet;

use hanpress::inner::finding::Lang;
use hanpress::inner::law::laws;
use rust_decimal::Decimal;

use super::dates::day;

#[test]
fn every_text_has_a_source_and_the_day_it_was_looked_at() {
    let texts = laws().texts();
    let names: BTreeSet<_> = texts.iter().map(|text| text.name(Lang::En)).collect();
    assert_eq!(names.len(), texts.len());
    for text in texts {
        assert!(!text.source(Lang::Zh).is_empty() && !text.source(Lang::En).is_empty());
        assert!(text.checked >= day("2026-11-29"), "{}", text.name(Lang::En));
        let (from, until) = (text.in_force, text.valid_until);
        assert!(from.zip(until).is_none_or(|(from, until)| from <= until));
    }
}

#[test]
fn the_figures_are_those_of_the_texts() {
    let laws = laws();
    assert_eq!(laws.interest_ceiling.value.0, "0.24".parse::<Decimal>().unwrap());
    assert_eq!((laws.demand_spacing.value, laws.charges_first.value), (30, 90));
    assert_eq!(
        (&*laws.supervision_line.value.number, &*laws.central_bank_line.value.number),
        ("12378", "12363")
    );
    assert_eq!(laws.cost_table.text.in_force, Some(day("2026-08-01")));
    assert!(!laws.assignment_pilot.text.has_ended(day("2026-12-31")));
    assert!(laws.assignment_pilot.text.has_ended(day("2027-01-01")));
}
