//! Say how two runs differ, by their headers.

use std::collections::{BTreeMap, BTreeSet};

use super::Header;
use crate::finding::Words;

impl Header {
    /// Whether what was made is what was due by the issuer's course: then it lists who got nothing yet.
    pub(crate) fn follows_the_course(&self) -> bool {
        self.kind == "course"
    }

    /// Whether two runs make the same documents of the same input: where the lists' language or the place in a
    /// manifest differs, they still do.
    pub fn is_of_same_run(&self, other: &Self) -> bool {
        self.entries() == other.entries()
    }

    /// What differs from the header of a folder, one sentence a field.
    pub fn differences(&self, folder: &Self) -> Vec<Words> {
        self.compared(folder).into_iter().map(|(name, now, then)| difference(&name, &then, &now)).collect()
    }

    /// The fields that differ, each with its value here and there; hashes are cut short.
    pub(in crate::deliver) fn compared(&self, other: &Self) -> Vec<(String, String, String)> {
        let (ones, others) = (self.entries(), other.entries());
        let names: BTreeSet<_> = ones.keys().chain(others.keys()).collect();
        let differing = names.into_iter().filter(|name| ones.get(*name) != others.get(*name));
        differing.map(|name| (name.clone(), shown(ones.get(name)), shown(others.get(name)))).collect()
    }

    /// Every field by its path, so that two headers can be laid side by side.
    fn entries(&self) -> BTreeMap<String, String> {
        let Self {
            versions,
            issue_date,
            kind,
            standards,
            issuer,
            rules,
            fonts,
            templates,
            signing,
            name,
            only,
            channels,
            ..
        } = self;
        let channels = &channels.as_ref().map(|channels| channels.join(","));
        let fixed = [
            ("versions.hanpress", versions.hanpress.clone()),
            ("versions.typst", versions.typst.clone()),
            ("versions.minijinja", versions.minijinja.clone()),
            ("issue_date", issue_date.to_string()),
            ("kind", kind.clone()),
            ("standards", standards.join(" ")),
            ("issuer", issuer.clone()),
            ("rules", rules.clone()),
            ("fonts", fonts.clone()),
        ];
        let kinds = templates.iter().map(|(kind, hash)| (format!("templates.{kind}"), hash.clone()));
        let also = [("signing", signing), ("name", name), ("only", only), ("channels", channels)];
        let also = also.into_iter().filter_map(|(name, value)| Some((name.to_string(), value.clone()?)));
        fixed.into_iter().map(|(name, value)| (name.to_string(), value)).chain(kinds).chain(also).collect()
    }
}

/// One field that differs.
fn difference(name: &str, then: &str, now: &str) -> Words {
    Words::new(
        format!("`{name}` is {then} in the folder and {now} now"),
        format!("`{name}`：文件夹中为 {then}，本次为 {now}"),
    )
}

/// A header's value; a hash is cut short.
fn shown(value: Option<&String>) -> String {
    match value {
        Some(value) if value.len() == 64 => format!("`{}…`", value.chars().take(12).collect::<String>()),
        Some(value) => format!("`{value}`"),
        None => "-".to_string(),
    }
}
