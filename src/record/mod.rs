//! Turn a record as it was written into typed fields, or into all of its faults at once.
//!
//! `record!` declares a struct once and derives from it how it is read, which names it
//! knows, and its JSON Schema, so the three can never differ. Serde would stop at the first fault; a clerk wants
//! to mend all of them in one go.
//!
//! The way of a value: a reader (JSON, CSV, TOML) makes a [`Node`]; a record's [`Fields`] take the fields out of it by
//! name; each type reads its own field ([`Field::read`]) and reports faults to the [`At`] it is given, which knows the
//! path.
//!
//! # What `record!` does, by an example
//!
//! ```text
//! record! {
//!     /// An item on the card that bears interest from its posting.
//!     pub struct Transaction {
//!         /// The sum.
//!         pub amount: Amount,                                // must be given
//!         /// The day it was posted (记账日), which bears interest.
//!         pub posted_on: NaiveDate,                          // must be given
//!         /// What it is …
//!         pub component: Component = Component::Principal,   // has a default
//!     }
//! }
//! ```
//!
//! declares that struct and implements [`Field`] for it:
//!
//! | read from | comes to |
//! |---|---|
//! | `{"amount": "120.00", "posted_on": "2026-10-02"}` | `Some(Transaction { amount, posted_on, component: Principal })`, no finding |
//! | `{"amount": "1,20.00", "postedon": "2026-10-02"}` | `None`, and three findings: `D03` at `postedon` (did you mean `posted_on`?), `D04` at `amount` (separators not between groups of three), `D02` at `posted_on` (missing) |
//!
//! and its [`Field::schema`] is an object with `"required": ["amount", "posted_on"]`, `"additionalProperties": false`,
//! and each field's doc comment as `description`. So a doc comment in `record!` is seen by users: who changes one
//! changes the published schema.

mod amount;
mod at;
mod count;
mod country;
mod damage;
mod date;
mod figure;
mod moment;
mod nested;
mod node;
mod nothing;
mod shown;
pub mod table;
mod text;
mod trade_words;
mod width;
mod words;
mod written;

use serde_json::{Value, json};

pub use amount::{Amount, Rate};
pub(crate) use amount::{read_currency, read_rate};
pub use at::At;
pub(crate) use count::yes_or_no;
pub(crate) use date::read_day;
pub(crate) use figure::{FigureFault, read_figure, read_signed};
pub use node::Node;
pub(crate) use nothing::{is_nothing, nothing_hint};
pub(crate) use shown::is_plain;
pub(crate) use width::half_width;
pub(crate) use words::words;
pub use words::{Answer, answer, answer_or_own, is_called, meant};
pub use written::Written;

use crate::finding::Words;

/// Something a record can hold under a name.
pub trait Field: Sized {
    /// Reads it from what was written. Faults are reported to `at`, and `None` says that there was one.
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self>;

    /// What a field left out means; a fault unless the type says otherwise.
    fn absent(at: &mut At<'_>) -> Option<Self> {
        at.missing();
        None
    }

    /// Its JSON Schema.
    fn schema() -> Value;

    /// Whether a record must give it.
    const NEEDED: bool = true;

    /// Whether something is given under the path, so that a kind can say what it needs.
    fn has(&self, path: &[&str]) -> bool {
        path.is_empty()
    }

    /// Shows every text in it with its path, so that rules on characters see whatever may be printed.
    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        let _ = (path, visit);
    }

    /// Hands out every text in it with its path, to be rewritten.
    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        let _ = (path, change);
    }
}

/// The path of a named field below another.
pub fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_string() } else { [path, ".", name].concat() }
}

/// A field's name for a message: short, on one line, without long numbers.
pub fn shortened(name: &str) -> String {
    let mut run = 0;
    let kept = name.chars().take(40).map(|c| {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        match c {
            _ if run > 4 => '*',
            c if c.is_control() => ' ',
            c => c,
        }
    });
    let kept: String = kept.collect();
    if name.chars().nth(40).is_some() { format!("{kept}…") } else { kept }
}

/// The fields of one record, taken out of its node one after the other by the code that `record!` writes.
///
/// A method takes a field whether it is given, blank or missing, and `None` means a fault that was reported. The
/// record is made after all fields were taken, so that one fault does not hide the next.
#[derive(Debug)]
pub struct Fields<'n, 'a, 'f> {
    node: &'n Node,
    at: &'a mut At<'f>,
}

impl<'n, 'a, 'f> Fields<'n, 'a, 'f> {
    /// The fields of `node`, all of whose names must be among `known`; a fault where it is no object.
    pub fn of(node: &'n Node, known: &[&str], at: &'a mut At<'f>) -> Option<Self> {
        let Node::Map(entries) = node else {
            at.unlike(node, "an object with fields", "对象");
            return None;
        };
        for (index, (name, _)) in entries.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                unknown(name, known, at);
            } else if entries[..index].iter().any(|(earlier, _)| earlier == name) {
                at.field(name).fault("D03", Words::new("this field is given twice", "字段重复出现"));
            }
        }
        Some(Self { node, at })
    }

    /// Reads one field.
    pub fn take<T: Field>(&mut self, name: &str) -> Option<T> {
        let mut at = self.at.field(name);
        match self.node.get(name) {
            Some(node) if !node.is_blank() => T::read(node, &mut at),
            _ => T::absent(&mut at),
        }
    }

    /// Reads one field that has a default.
    pub fn take_or<T: Field>(&mut self, name: &str, default: impl FnOnce() -> T) -> Option<T> {
        match self.node.get(name) {
            Some(node) if !node.is_blank() => T::read(node, &mut self.at.field(name)),
            _ => Some(default()),
        }
    }
}

/// Reports a name that no field has, with the nearest that one has.
fn unknown(name: &str, known: &[&str], at: &mut At<'_>) {
    let shown = shortened(name);
    let near = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 2)
        .min();
    let hint = match near {
        Some((_, candidate)) => Words::did_you_mean(candidate),
        None => Words::new(
            format!("known here: {}; free values go under `extra`", known.join(", ")),
            format!("此处可用字段：{}；自由内容请放在 `extra` 下", known.join("、")),
        ),
    };
    let message = Words::new(format!("unknown field `{shown}`"), format!("未知字段 `{shown}`"));
    at.field(&shown).fault("D03", message).hints.push(hint);
}

/// Declares a record: its struct, how it is read, its names and its JSON Schema. The module's documentation has an
/// example.
///
/// A field may have a default (`pub paid: Amount = Amount::ZERO,`); an `Option` may be left out; any other must be
/// given.
macro_rules! record {
    ($(#[doc = $doc:literal])+ $(#[derive($also:ident)])? pub struct $Name:ident {
        $( $(#[doc = $about:literal])+ pub $field:ident: $ty:ty $(= $default:expr)?, )+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq $(, $also)?)]
        pub struct $Name { $( $(#[doc = $about])+ pub $field: $ty, )+ }

        impl $crate::record::Field for $Name {
            fn read(node: &$crate::record::Node, at: &mut $crate::record::At<'_>) -> Option<Self> {
                let mut fields = $crate::record::Fields::of(node, &[$(stringify!($field)),+], at)?;
                $( let $field = record!(@take fields, $field, $ty $(, $default)?); )+
                Some(Self { $( $field: $field?, )+ })
            }

            fn schema() -> serde_json::Value {
                let mut properties = serde_json::Map::new();
                let mut required = Vec::new();
                $(
                    let about: &[&str] = &[$($about),+];
                    properties.insert(
                        stringify!($field).into(),
                        $crate::record::described(<$ty as $crate::record::Field>::schema(), about),
                    );
                    if record!(@needed $ty $(, $default)?) {
                        required.push(stringify!($field));
                    }
                )+
                serde_json::json!({
                    "type": "object", "additionalProperties": false,
                    "properties": properties, "required": required,
                })
            }

            fn has(&self, path: &[&str]) -> bool {
                match path.split_first() {
                    None => true,
                    $( Some((&stringify!($field), rest)) => $crate::record::Field::has(&self.$field, rest), )+
                    Some(_) => false,
                }
            }

            fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
                $(
                    let below = $crate::record::below(path, stringify!($field));
                    $crate::record::Field::texts(&self.$field, &below, visit);
                )+
            }

            fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
                $(
                    let below = $crate::record::below(path, stringify!($field));
                    $crate::record::Field::rewrite(&mut self.$field, &below, change);
                )+
            }
        }
    };
    (@take $fields:ident, $field:ident, $ty:ty) => { $fields.take::<$ty>(stringify!($field)) };
    (@take $fields:ident, $field:ident, $ty:ty, $default:expr) => {
        $fields.take_or::<$ty>(stringify!($field), || $default)
    };
    (@needed $ty:ty) => { <$ty as $crate::record::Field>::NEEDED };
    (@needed $ty:ty, $default:expr) => { false };
}
pub(crate) use record;

/// A schema with a field's documentation, its lines joined to one.
pub fn described(mut schema: Value, about: &[&str]) -> Value {
    let text: Vec<_> = about.iter().map(|line| line.trim()).collect();
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".into(), json!(text.join(" ")));
    }
    schema
}
