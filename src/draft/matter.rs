//! Word what an account gives for the fields of a kind's own.

use serde_json::{Map, Value, json};

use super::ledger::upper;
use super::wording;
use crate::kind::own::{Block, Own, Sort};

/// The values of a block by name. An amount stands beside its capitals (`…_upper`), a choice beside the word that
/// documents print (`…_word`); what is not given is blank, false, nothing at all or an empty list.
pub(super) fn worded(block: &Block) -> Value {
    let mut values = Map::new();
    for (name, own) in block {
        let value = match own {
            Own::Nothing(Sort::Flag) => json!(false),
            Own::Nothing(Sort::Whole) => json!(0),
            Own::Nothing(sort) => {
                if let Some(beside) = beside(*sort) {
                    values.insert(format!("{name}{beside}"), json!(""));
                }
                json!("")
            }
            Own::Text(words) => json!(words),
            Own::Day(day) => json!(wording::date(*day)),
            Own::Amount(amount) => {
                values.insert(format!("{name}_upper"), json!(upper(*amount)));
                json!(amount.to_string())
            }
            Own::Whole(number) => json!(number),
            Own::Flag(flag) => json!(flag),
            Own::Choice(word, chinese) => {
                values.insert(format!("{name}_word"), json!(chinese));
                json!(word)
            }
            Own::Block(block) => worded(block),
            Own::Rows(rows) => rows.iter().map(worded).collect(),
        };
        values.insert(name.clone(), value);
    }
    Value::Object(values)
}

/// What else is told of a value, by the end of its name.
const fn beside(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Amount => Some("_upper"),
        Sort::Choice => Some("_word"),
        _ => None,
    }
}
