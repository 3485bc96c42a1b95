//! Hold the files that browsers brought: which letters of theirs can be made, and what is wrong with the others.
//!
//! - [`mod@self`]: whose files there are; [`mod@file`]: one of them; [`rows`]: its records as the page shows them;
//! - [`causes`]: what is wrong with how many of them;
//! - [`read`]: its accounts, read again; [`mend`]: a value of theirs, mended and judged again;
//! - [`corrected`]: the table with what was mended.

mod causes;
mod corrected;
mod file;
mod mend;
mod read;
mod rows;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;

pub(super) use file::{Brought, File, choice};
pub(super) use mend::Mend;
pub(super) use read::of_table;
pub(super) use rows::{Again, Wanted};

use super::guard::Owner;
use super::options::Limits;
use super::problem::Problem;
use super::state::{self, FILES, Incoming, State};

/// The files there are.
#[derive(Debug)]
pub(super) struct Files {
    held: Mutex<BTreeMap<String, Arc<File>>>,
    most: usize,
    /// After how long a file that nobody looks at makes room for another.
    idle: Duration,
    /// Room for what is coming in.
    coming: Arc<Semaphore>,
}

impl Files {
    /// So many files at the most; those of an earlier server are taken over.
    pub(super) fn new(limits: &Limits, state: &State) -> Self {
        let found = state.ids(FILES).into_iter().filter_map(|id| {
            let file = File::found(&id, &state.folder(FILES, &id));
            if file.is_none() {
                // An upload that was cut off.
                let _ = std::fs::remove_dir_all(state.folder(FILES, &id));
            }
            Some((id, Arc::new(file?)))
        });
        let most = limits.files;
        let coming = Arc::new(Semaphore::new(most));
        Self { held: Mutex::new(found.collect()), most, idle: limits.idle, coming }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<File>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A folder for a new file, where there is room for one.
    pub(super) fn begin(&self, state: &State) -> Result<(String, Incoming), Problem> {
        if self.held().len() >= self.most && !self.forget_one() {
            return Err(too_many(self.most));
        }
        state.incoming(FILES, &self.coming)?.ok_or_else(|| too_many(self.most))
    }

    /// Takes a file on that came whole.
    pub(super) fn put(&self, file: &Arc<File>) -> Result<(), Problem> {
        let mut held = self.held();
        if held.len() >= self.most {
            return Err(too_many(self.most));
        }
        held.insert(file.id.clone(), Arc::clone(file));
        Ok(())
    }

    /// Removes the file that nobody looked at for the longest time, where that is long enough: a browser that is gone for
    /// good removes none, and would leave no room for others.
    fn forget_one(&self) -> bool {
        let held = self.held();
        let idle = held.values().map(|file| (file.idle(), file)).max_by_key(|(idle, _)| *idle);
        let found = idle.filter(|(idle, _)| *idle >= self.idle).map(|(_, file)| Arc::clone(file));
        drop(held);
        found.is_some_and(|file| {
            self.remove(&file);
            true
        })
    }

    /// A file of an owner; nobody else's is there.
    pub(super) fn get(&self, id: &str, owner: &Owner) -> Result<Arc<File>, Problem> {
        let found = self.held().get(id).filter(|file| file.owner == *owner).cloned();
        found.inspect(|file| file.is_looked_at()).ok_or_else(Problem::not_found)
    }

    /// All files of an owner.
    pub(super) fn of(&self, owner: &Owner) -> Vec<Arc<File>> {
        self.held().values().filter(|file| file.owner == *owner).cloned().collect()
    }

    /// All files, of whomever.
    pub(super) fn all(&self) -> Vec<Arc<File>> {
        self.held().values().cloned().collect()
    }

    /// Removes a file with what stands of it on the disk.
    pub(super) fn remove(&self, file: &File) {
        self.held().remove(&file.id);
        file.leave();
    }
}

fn too_many(most: usize) -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "busy",
        format!("{most} files are held already"),
        format!("已有 {most} 个文件"),
    )
    .again_in(60)
    .hint("remove one that is not needed any more", "请先删除不再需要的文件")
}

/// A file's name as it is shown: what a client calls it, without folders and marks of control, never a path here.
pub(super) fn shown_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && crate::unseen::Unseen::of(*c).is_none())
        .take(120)
        .collect();
    let plain = plain.trim().trim_matches('`');
    if plain.is_empty() { "accounts".to_string() } else { plain.to_string() }
}

/// What is kept of a file on the disk beside its bytes.
const ABOUT: &str = "about.json";
pub(super) const BYTES: &str = "bytes";
const CHANGES: &str = "changes.jsonl";

fn read_json(folder: &Path, name: &str) -> Option<serde_json::Value> {
    serde_json::from_slice(&state::get(&folder.join(name))?).ok()
}
