//! Turn two revisions of a file into what the later one changed, and judge that.

mod appearance;
mod describe;
mod description;
mod permit;
mod places;
mod trail;
mod walk;

use std::rc::Rc;

use super::pdf::File;
use super::signature_field::Field;
use crate::finding::Words;

pub(super) use permit::Permit;
pub(super) use walk::differences;

/// What one revision changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// What it is to those who signed before.
    pub(super) kind: Kind,
    /// What it is to a reader.
    pub(super) words: Words,
}

/// What a change is to those who signed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Certificates and lists for later checking.
    Evidence,
    /// A time stamp over the whole file, which shows nowhere.
    TimeStamp,
    /// Facts about the file, such as when it was saved.
    Description,
    /// A field that was there to be signed, or one that shows nowhere, now is; its full name.
    Signed(String),
    /// Anything else.
    Other,
}

/// The changes of one revision after the first.
#[derive(Debug)]
pub(super) struct Step {
    /// The index of the revision.
    pub(super) revision: usize,
    pub(super) differences: Vec<Difference>,
}

/// What every revision after the `first` changed, in order; `fields` are those of all revisions.
pub(super) fn steps(file: &File<'_>, fields: &[Rc<Vec<Field>>], first: usize) -> Vec<Step> {
    let later = fields.windows(2).enumerate().skip(first);
    later
        .map(|(at, pair)| Step { revision: at + 1, differences: differences(file, at, &pair[0], &pair[1]) })
        .collect()
}
