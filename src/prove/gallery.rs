//! Show what a kind looks like as it is sent: a sample of each stage and branch, in each theme, by each way.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::samples::{self, Trait};
use super::{Tried, filled, placed_in, set, too_long};
use crate::batch::JobError;
use crate::desk::{Desk, Fixed};
use crate::error::Stop;
use crate::issuer::Theme;
use crate::message::Written;
use crate::produce::Sample;

/// A sample of a kind as it is shown.
#[derive(Debug)]
pub struct Exhibit {
    /// Its stage or branch.
    pub traits: BTreeSet<Trait>,
    /// Its letter, once a theme.
    pub letters: Vec<(Theme, Tried)>,
    /// The messages of the kind that go out with it or instead of it.
    pub messages: Vec<Shown>,
}

/// A message as its reader sees it.
#[derive(Debug)]
pub enum Shown {
    /// A short message: its words, and into how many parts it falls.
    Sms(String, usize),
    /// An e-mail.
    Email {
        /// Its subject.
        subject: String,
        /// Its words as plain text.
        text: String,
        /// The same as HTML.
        html: String,
    },
}

/// A sample of each stage that a kind's words follow and of each branch that it declares, set in these themes: on a worker
/// and within a time.
pub fn exhibits(desk: &Desk, kind: &str, themes: &[Theme], limit: Duration) -> Result<Vec<Exhibit>, Stop> {
    let (fixed, kind, themes) = (Arc::clone(desk.fixed()), kind.to_string(), themes.to_vec());
    let work = move || Some(of_kind(&kind, &fixed, &themes));
    match desk.pool().run(limit, work, || None) {
        Ok(Some(exhibits)) => Ok(exhibits),
        Ok(None) => Err(super::prove_broken()),
        Err(JobError::NoWorker(stop)) => Err(stop),
        Err(JobError::TooLong) => Err(too_long()),
    }
}

fn of_kind(kind: &str, fixed: &Fixed, themes: &[Theme]) -> Vec<Exhibit> {
    let (mut seen, mut exhibits) = (BTreeSet::new(), Vec::new());
    for candidate in samples::of_each_stage(kind, fixed) {
        let (rank, key) = (candidate.rank, candidate.key.clone());
        if seen.contains(&key) {
            continue;
        }
        let Some((sample, tried)) = filled(kind, candidate, fixed) else { continue };
        seen.insert(key.clone());
        let Some(mut sample) = sample else {
            // Its template is at fault, or nobody can tell: in every theme alike.
            let letters = themes.first().map(|theme| (*theme, tried)).into_iter().collect();
            exhibits.push((rank, Exhibit { traits: key, letters, messages: Vec::new() }));
            continue;
        };
        let letters = themes.iter().map(|theme| (*theme, in_theme(&mut sample, *theme, &tried, fixed)));
        let (letters, messages) = (letters.collect(), messages(&sample));
        exhibits.push((rank, Exhibit { traits: key, letters, messages }));
    }
    exhibits.sort_by(|(a, one), (b, other)| (a, &one.traits).cmp(&(b, &other.traits)));
    exhibits.into_iter().map(|(_, exhibit)| exhibit).collect()
}

/// Sets a sample in a theme.
fn in_theme(sample: &mut Sample, theme: Theme, like: &Tried, fixed: &Fixed) -> Tried {
    let mut tried = Tried { place: like.place, ..Tried::of(&like.kind, like.traits.clone()) };
    sample.prepared.put_into(theme);
    set(sample, &mut tried, fixed);
    placed_in(tried, fixed)
}

/// The messages of a sample: all people in samples are invented.
fn messages(sample: &Sample) -> Vec<Shown> {
    let shown = |written: &Written| match written {
        Written::Sms(sms) => Shown::Sms(sms.text.reveal().clone(), sms.parts),
        Written::Email(email) => Shown::Email {
            subject: email.subject().to_string(),
            text: email.text.source().to_string(),
            html: email.html.source().to_string(),
        },
    };
    sample.prepared.messages.iter().map(shown).collect()
}
