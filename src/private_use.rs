//! Turn private-use positions into the characters they stand for: the public table, and an issuer's own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::finding::Words;
use crate::record::{At, Field, Node};

/// The positions that standards used and gave up: position, character, first edition that maps it.
const PUBLIC: &str = include_str!("private_use.tsv");

static TABLE: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let rows = PUBLIC.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t').map(character);
        Some((cells.next()??, cells.next()??))
    })
    .collect()
});

/// Whether a character is in an area that Unicode leaves to private agreement.
pub fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// The character of a position that GBK or an earlier GB 18030 used (GB 18030-2022); the positions that
/// banks fill themselves (U+E000 to U+E765) have none.
pub fn public(c: char) -> Option<char> {
    TABLE.get(&c).copied()
}

/// The issuer's own characters (银行造字): positions of its system, and what Unicode has for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrivateUse(BTreeMap<char, char>);

impl PrivateUse {
    /// The character of a position.
    pub fn get(&self, c: char) -> Option<char> {
        self.0.get(&c).copied()
    }
}

/// A character as `U+E863`, or itself.
fn character(text: &str) -> Option<char> {
    let mut one = text.chars();
    match (text.strip_prefix("U+"), one.next(), one.next()) {
        (Some(code), ..) => char::from_u32(u32::from_str_radix(code, 16).ok()?),
        (None, Some(c), None) => Some(c),
        _ => None,
    }
}

/// A row as `"U+E000" = "U+36C3"` or `"U+E000" = "㛃"`.
fn row(position: &str, node: &Node, at: &mut At<'_>) -> Option<(char, char)> {
    let from = character(position).filter(|c| is_private(*c));
    let to = node.text().and_then(|text| character(text.trim())).filter(|c| !is_private(*c));
    if from.is_none() {
        at.fault("D04", Words::new("this is no private-use position", "不是自造字（PUA）码位"))
            .hints
            .push(Words::new("write the position as `U+E000`", "码位请写作 `U+E000`"));
    }
    if to.is_none() {
        at.fault("D04", Words::new("no character of Unicode stands here", "此处不是 Unicode 正式编码的字"))
            .hints
            .push(Words::new(
                "write the character itself, or its code as `U+36C3`",
                "请写字本身，或其编码，如 `U+36C3`",
            ));
    }
    Some((from?, to?))
}

impl Field for PrivateUse {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let Node::Map(entries) = node else {
            at.unlike(node, "a table of positions", "码位表");
            return None;
        };
        let rows: Vec<_> =
            entries.iter().map(|(position, node)| row(position, node, &mut at.field(position))).collect();
        rows.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "propertyNames": { "pattern": "^U\\+[0-9A-F]{4,6}$" },
            "additionalProperties": { "type": "string", "pattern": "^(U\\+[0-9A-F]{4,6}|.)$" },
        })
    }
}
