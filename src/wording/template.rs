//! Hold the lists against the templates of a run, before any account is read.

use super::extract::template_text;
use super::refuse::{Setting, Target};
use super::switch::Switches;
use super::{Book, book, of_lists, statements};
use crate::check::overrides::has_entry_override;
use crate::error::Stop;
use crate::fill::{TemplateFault, TemplateSet};
use crate::finding::{Severity, Words};
use crate::issuer::IssuerFile;

/// What is wrong with a set of templates: words of the refuse list in any template or module, each
/// at its line, unless the issuer has an override for them; facts that no value of the account governs; disclosures
/// that do not exist.
pub(super) fn faults(set: &TemplateSet, issuer: &IssuerFile) -> Result<Vec<TemplateFault>, Stop> {
    // That the built-in templates are free of all these is a test's to tell: every start would pay for it here.
    if !set.has_own() {
        return Ok(Vec::new());
    }
    let book = book().map_err(of_lists)?;
    let mut faults = forbidden(book, set, issuer);
    faults.extend(statements().map_err(of_lists)?.faults(set));
    faults.extend(unknown_blocks(book, set));
    Ok(faults)
}

/// Words of the refuse list.
fn forbidden(book: &Book, set: &TemplateSet, issuer: &IssuerFile) -> Vec<TemplateFault> {
    let switches = Switches::of_issuer(issuer);
    let mut faults = Vec::new();
    for (name, text) in set.templates().chain(set.modules()) {
        let kind = name.split('/').next().unwrap_or_default();
        let setting = Setting { kind, switches: &switches, target: Target::Template };
        let words = template_text(text);
        let hits = book.refuse.hits(&words, &[], &setting);
        let faulty = hits.iter().filter(|hit| {
            let entry = hit.entry;
            entry.severity == Severity::Error && !has_entry_override(issuer, entry.code, &entry.id)
        });
        faults.extend(faulty.map(|hit| {
            let line = words[..hit.at.start].matches('\n').count() + 1;
            let place = Some(set.line(name, line));
            TemplateFault { place, message: hit.said() }
        }));
    }
    faults
}

/// Disclosures that a `kind.toml` lists and nobody knows: what is misspelt would silently not be owed.
fn unknown_blocks(book: &Book, set: &TemplateSet) -> Vec<TemplateFault> {
    let known = |id: &String| book.presence.disclosures().iter().any(|disclosure| disclosure.id == *id);
    let listed =
        set.kinds().iter().flat_map(|(name, kind)| kind.facts.blocks.iter().map(move |id| (name, id)));
    let unknown = listed.filter(|(_, id)| !known(id));
    let numbers: Vec<&str> =
        book.presence.disclosures().iter().map(|disclosure| disclosure.id.as_str()).collect();
    let (first, last) = (numbers.first().copied().unwrap_or(""), numbers.last().copied().unwrap_or(""));
    unknown
        .map(|(name, id)| TemplateFault {
            place: None,
            message: Words::new(
                format!(
                    "{}: `blocks`: there is no disclosure `{id}`; there are `{first}` to `{last}`",
                    set.shown(&format!("{name}/kind.toml"))
                ),
                format!(
                    "`{}`：`blocks`：没有必备内容 `{id}`，可用 `{first}` 至 `{last}`",
                    set.shown(&format!("{name}/kind.toml"))
                ),
            ),
        })
        .collect()
}
