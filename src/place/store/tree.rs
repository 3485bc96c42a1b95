//! Know what stands under the folders of documents and copies by one listing, where that is asked for many of them: a
//! listing tells of a thousand in the time of one request.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use futures_util::future::try_join;

use super::super::{COPIES, DOCUMENTS, Standing};
use super::client::Client;
use crate::error::Stop;

/// How many names are asked for singly before all are listed.
const SINGLE: u32 = 64;

/// The length of each object by its name; whoever holds the prefix's lock is the only one to change them.
type Names = BTreeMap<String, u64>;

/// What stands there, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Tree(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    asked: u32,
    names: Option<Names>,
}

/// Lists all of it.
pub(super) async fn all(client: Client) -> Result<Names, Stop> {
    let (documents, copies) = (client.all_below(DOCUMENTS, None), client.all_below(COPIES, None));
    let (documents, copies) = try_join(documents, copies).await?;
    Ok(documents.into_iter().chain(copies).collect())
}

impl Tree {
    /// What stands under a name; `None` where that is to be asked for singly.
    pub(super) fn standing(
        &self,
        name: &str,
        all: impl FnOnce() -> io::Result<Names>,
    ) -> io::Result<Option<Standing>> {
        if !name.split_once('/').is_some_and(|(top, _)| top == DOCUMENTS || top == COPIES) {
            return Ok(None);
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.asked = known.asked.saturating_add(1);
        if known.names.is_none() && known.asked <= SINGLE {
            return Ok(None);
        }
        let names = known.filled(all)?;
        Ok(Some(names.get(name).map_or(Standing::Nothing, |length| Standing::File(*length))))
    }

    /// The names directly below one of the folders.
    pub(super) fn list(
        &self,
        below: &str,
        all: impl FnOnce() -> io::Result<Names>,
    ) -> io::Result<Vec<String>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let under = format!("{below}/");
        let found = known.filled(all)?.range(under.clone()..).map(|(name, _)| name);
        let found = found.map_while(|name| name.strip_prefix(&under));
        let mut names: Vec<_> =
            found.filter_map(|rest| rest.split_inclusive('/').next()).map(String::from).collect();
        names.dedup();
        Ok(names)
    }

    /// Forgets names that were written or removed: they are few where all were listed.
    pub(super) fn forget(&self, names: &[String]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let listed = |name: &String| name.starts_with(DOCUMENTS) || name.starts_with(COPIES);
        if known.names.is_some() && names.iter().any(listed) {
            *known = Known::default();
        }
    }
}

impl Known {
    fn filled(&mut self, all: impl FnOnce() -> io::Result<Names>) -> io::Result<&Names> {
        let names = match self.names.take() {
            Some(names) => names,
            None => all()?,
        };
        Ok(self.names.insert(names))
    }
}
