//! Write a record as the program writes it, so that it hashes alike however it was written.

use crate::finding::Finding;
use crate::money::Currency;
use crate::record::{Node, Written, half_width, read_currency, read_figure};

/// Fields of figures that are read as words: what a keyboard wrote wide is the same number.
const FIGURES: &[&str] =
    &["debtor.id_number", "debtor.mobile", "debtor.postcode", "addressee.postcode", "card.number"];

/// Makes the figures of a person and card half-width, before the record is read.
pub(super) fn narrow(record: &mut Node) {
    for path in FIGURES {
        let Some(Node::Text(text)) = record.place(path) else { continue };
        let wide = |c: char| c.is_ascii_alphanumeric() || ('０'..='ｚ').contains(&c);
        if !text.is_ascii() && text.trim().chars().all(wide) {
            *text = half_width(text).into_owned();
        }
    }
}

/// Writes that nothing is owed where a ledger gives a credit balance and leaves out what it could be owed.
pub(super) fn credited(record: &mut Node) {
    let Some(Node::List(ledgers)) = record.place("ledgers") else { return };
    for ledger in ledgers {
        let credit = ledger.get("credit").and_then(Node::text).and_then(|text| read_figure(text).ok());
        if credit.is_none_or(|credit| credit.value.is_zero()) {
            continue;
        }
        for name in ["principal", "fees"] {
            let (given, Node::Map(parts)) =
                (ledger.get(name).is_some_and(|part| !part.is_blank()), &mut *ledger)
            else {
                continue;
            };
            if !given {
                parts.retain(|(part, _)| part != name);
                parts.push((name.to_string(), Node::Text("0.00".into())));
            }
        }
    }
}

/// Writes what was read in other ways as the program does; tells of amounts with the mark of another currency.
pub(super) fn settle(record: &mut Node, written: Written) -> Vec<Finding> {
    written.settle(record, currency_at)
}

/// The currency of an amount: that of the nearest object around it that has one, or the first ledger's.
fn currency_at(record: &mut Node, path: &str) -> Option<Currency> {
    let mut above = path;
    while let Some((outer, _)) = above.rsplit_once('.') {
        above = outer;
        if let Some(currency) = record.place(above).and_then(|node| node.get("currency")).and_then(Node::text)
        {
            return read_currency(currency);
        }
    }
    read_currency(record.place("ledgers[0]")?.get("currency")?.text()?)
}
