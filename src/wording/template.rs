//! Hold the lists against the templates of a run, before any account is read.

use super::extract::{message_template_text, template_text};
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

/// Words of the refuse list, in files that are not built in.
fn forbidden(book: &Book, set: &TemplateSet, issuer: &IssuerFile) -> Vec<TemplateFault> {
    let switches = Switches::of_issuer(issuer);
    let mut faults = Vec::new();
    for (name, text) in set.templates().chain(set.modules()).filter(|(name, _)| set.is_own(name)) {
        let kind = name.split('/').next().unwrap_or_default();
        let setting = Setting { kind, switches: &switches, target: Target::Template };
        let of_document = name.ends_with(".typ.jinja") || name.ends_with(".typ");
        let words = if of_document { template_text(text) } else { message_template_text(text) };
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
    let listed = set.kinds().iter().flat_map(|(name, kind)| {
        let facts = &kind.facts;
        let lists = [
            ("blocks", &facts.blocks),
            ("sms_blocks", &facts.sms_blocks),
            ("email_blocks", &facts.email_blocks),
        ];
        lists.into_iter().flat_map(move |(list, ids)| ids.iter().map(move |id| (name, list, id)))
    });
    let unknown = listed.filter(|(_, _, id)| !known(id));
    let numbers: Vec<&str> =
        book.presence.disclosures().iter().map(|disclosure| disclosure.id.as_str()).collect();
    let (first, last) = (numbers.first().copied().unwrap_or(""), numbers.last().copied().unwrap_or(""));
    unknown
        .map(|(name, list, id)| TemplateFault {
            place: None,
            message: Words::new(
                format!(
                    "{}: `{list}`: there is no disclosure `{id}`; there are `{first}` to `{last}`",
                    set.shown(&format!("{name}/kind.toml"))
                ),
                format!(
                    "`{}`：`{list}`：没有必备内容 `{id}`，可用 `{first}` 至 `{last}`",
                    set.shown(&format!("{name}/kind.toml"))
                ),
            ),
        })
        .collect()
}
