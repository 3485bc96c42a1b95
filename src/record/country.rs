//! Read the name or code of a country.

use serde_json::{Value, json};

use super::width::half_width;
use super::{At, Field, Node};
use crate::country::Country;
use crate::finding::Words;

impl Field for Country {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        let found = Self::of(text).or_else(|| Self::of(&half_width(text)));
        if let Some(country) = found {
            at.alias(text, country.code().to_string());
        } else {
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
