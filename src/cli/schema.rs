//! `hanpress schema`: the JSON Schema of a file.

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::account::Account;
use crate::deliver;
use crate::error::Stop;
use crate::finding::Lang;
use crate::issuer::IssuerFile;
use crate::record::Field;
use serde_json::Value;

use super::Ending;
use super::args::{Described, Schema};
use super::chinese::schema_in_chinese;
use super::console::Console;
use super::events;

pub(crate) fn schema(typed: &Schema, console: &Console) -> Result<Ending, Stop> {
    let schema = described(typed.of, console.lang);
    console.block(&format!("{schema:#}\n"))?;
    Ok(Ending::Well)
}

/// Every schema by its name, in English and in Chinese.
pub(super) fn all() -> BTreeMap<String, [Value; 2]> {
    let name = |of: Described| of.to_possible_value().map(|value| value.get_name().to_string());
    let both = |of: Described| [described(of, Lang::En), described(of, Lang::Zh)];
    Described::value_variants().iter().filter_map(|of| Some((name(*of)?, both(*of)))).collect()
}

fn described(of: Described, lang: Lang) -> Value {
    let (title, mut schema) = match of {
        Described::Account => ("hanpress account: one line of JSON Lines", Account::schema()),
        Described::Issuer => ("hanpress issuer file, as JSON", IssuerFile::schema()),
        Described::Events => {
            ("hanpress event: one line of standard output under `--format json`", events::schema())
        }
        Described::Manifest => ("hanpress manifest: one line of manifest.jsonl", deliver::schema()),
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".into(), title.into());
    }
    if lang == Lang::Zh {
        schema_in_chinese(&mut schema);
    }
    schema
}
