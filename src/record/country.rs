//! Read the name or code of a country.

use serde_json::{Value, json};

use super::{At, Field, Node};
use crate::country::Country;
use crate::finding::Words;

impl Field for Country {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let found = node.text().and_then(|text| Self::of(text.trim()));
        if found.is_none() {
            at.unlike(node, "a country, such as `HK`", "国家或地区（如 `HK`、`中国香港`）").hints.push(Words::new(
                "write its code of two letters (ISO 3166-1) or its Chinese name; leave it blank for the mainland of China",
                "请填写两位代码（ISO 3166-1）或中文名称；中国大陆可留空",
            ));
        }
        found
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^[A-Z]{2}$", "examples": ["HK", "GB"] })
    }
}
