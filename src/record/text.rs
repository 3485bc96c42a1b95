//! Read words.

use serde_json::{Value, json};

use super::damage::{damage, escape};
use super::{At, Field, Node};
use crate::finding::Words;

impl Field for String {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        match node {
            Node::Text(text) => {
                let text = text.trim();
                // Files of settings speak of such escapes; in an account they are what a program left behind.
                let escaped = at.takes_many_ways().then(|| escape(text)).flatten();
                let Some(hint) = damage(text).or(escaped) else { return Some(text.to_string()) };
                let shown = at.shown(node);
                let message = Words::new(
                    format!("{shown} is not what was written: a spreadsheet or program changed it"),
                    format!("{shown} 不是原值：已被电子表格或程序改动"),
                );
                at.fault("D07", message).hints.push(hint);
                None
            }
            Node::Number(text) => {
                let shown = if text.len() > 6 || at.is_private() { "…" } else { text };
                at.unlike(node, "words", "文本").hints.push(Words::new(
                    format!("write it in quotes: `\"{shown}\"`"),
                    "请加引号写成文本".to_string(),
                ));
                None
            }
            _ => {
                at.unlike(node, "words", "文本");
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "type": "string" })
    }

    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        visit(path, self);
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        change(path, self);
    }
}
