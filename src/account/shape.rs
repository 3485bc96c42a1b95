//! Turn the path of a block into the fields that belong into it.

use serde_json::Value;

use super::Account;
use crate::record::{Field, below};

/// A field of a block, as the schema has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its path, such as `payment.allocated.fees`.
    pub path: String,
    /// Whether the block must give it.
    pub needed: bool,
    /// What it is, in English.
    pub about: String,
}

/// The fields of the block at a path such as `payment`, those of blocks in it too; none where the path leads to
/// words or figures, or nowhere.
pub fn shape(path: &str) -> Vec<Shape> {
    let schema = Account::schema();
    let step = |at: Value, name: &str| block(&at).get("properties")?.get(name).cloned();
    let found = path.split('.').try_fold(schema, step);
    let mut fields = Vec::new();
    found.iter().for_each(|block| gather(path, block, true, &mut fields));
    fields
}

/// What a schema says of each item, where it is that of a list.
fn block(schema: &Value) -> &Value {
    schema.get("items").unwrap_or(schema)
}

/// Adds the fields below a block; what belongs into a block that may be left out is never needed.
fn gather(path: &str, schema: &Value, needed: bool, fields: &mut Vec<Shape>) {
    let block = block(schema);
    let required: Vec<&str> =
        block["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in block["properties"].as_object().into_iter().flatten() {
        let (path, needed) = (below(path, name), needed && required.contains(&name.as_str()));
        let about = field["description"].as_str().unwrap_or_default().to_string();
        fields.push(Shape { path: path.clone(), needed, about });
        gather(&path, field, needed, fields);
    }
}
