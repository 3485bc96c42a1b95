//! Samples: invented accounts on the way of true ones, so that templates are tried as they will be used.

use super::{Prepared, filled, messages};
use crate::account::Account;
use crate::check::{check_sample, overrides};
use crate::desk::Fixed;
use crate::finding::Finding;
use crate::issuer::Theme;
use crate::kind::KindFacts;
use crate::laps::Laps;
use crate::message::{Unwritten, Ways};
use crate::typeset::Typeset;

/// A sample of a kind, filled into its template.
#[derive(Debug)]
pub struct Sample {
    /// The filled template.
    pub prepared: Prepared,
    /// Whether it passed every rule, so that what is found in its words is its template's.
    pub sound: bool,
}

impl Prepared {
    /// Has it set in a theme, whatever the issuer says of its kind: so one letter is shown in all of them.
    pub fn put_into(&mut self, theme: Theme) {
        self.theme = theme;
    }
}

/// Why a sample is not filled into its template.
#[derive(Debug)]
pub enum Unprepared {
    /// The sample is at fault: it fits neither kind nor issuer.
    Unfit,
    /// The template is.
    Template(Finding),
    /// A value is blank that an account may have: nobody can tell.
    Blank(Finding),
}

/// Fills a sample into the template of a kind, whatever the rules hold against it.
pub fn prepare_sample(
    account: Account,
    sha256: &[u8; 32],
    kind: &KindFacts,
    desk: &Fixed,
) -> Result<Sample, Unprepared> {
    let number = desk.number(&account, &kind.name, sha256);
    let context = desk.context(kind);
    let checked = check_sample(account, &context).map_err(|_| Unprepared::Unfit)?;
    let lacking = |finding: &Finding| finding.code == "D02" && finding.refuses();
    if checked.warnings().iter().any(lacking) {
        return Err(Unprepared::Unfit);
    }
    let sound = !checked.warnings().iter().any(Finding::refuses);
    let ways = Ways { letter: true, ..desk.messages_of(&kind.name, checked.account()) };
    let prepared = filled(&checked, (kind, None), number, Laps::default(), ways, desk);
    let prepared = prepared.map_err(|unwritten| match unwritten {
        Unwritten::Account(found) => found.into_iter().next().map_or(Unprepared::Unfit, Unprepared::Template),
        Unwritten::Template(unfilled) if unfilled.by_template => Unprepared::Template(unfilled.finding),
        Unwritten::Template(unfilled) => Unprepared::Blank(unfilled.finding),
    })?;
    Ok(Sample { prepared, sound })
}

/// What the words of a filled sample lack or may not say.
pub fn sample_words(sample: &Sample, typeset: Option<&Typeset>, desk: &Fixed) -> Vec<Finding> {
    let kinds = desk.templates.set().kinds();
    let Some(kind) = kinds.get(&sample.prepared.kind) else { return Vec::new() };
    let document = sample.prepared.document(&kind.facts, desk);
    let mut found = match typeset {
        Some(typeset) => desk.wording.page(&typeset.read_on(), &document),
        None => {
            let mut found = desk.wording.source(&document);
            found.extend(messages::words(&sample.prepared, &kind.facts, desk));
            found.extend(sample.prepared.warnings.iter().cloned());
            found
        }
    };
    overrides::apply(&mut found, &desk.issuer, &sample.prepared.id);
    // What a sample lacks for want of a rate is no fault of its template; what it says is.
    let of_words = |finding: &Finding| finding.code == "R12" || finding.code.starts_with('M');
    found.retain(|finding| finding.refuses() && (sample.sound || of_words(finding)));
    found
}
