//! Look after a folder of templates while somebody works at them: what changed in it, and when.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::sleep;

use super::app::App;
use super::desk::KEPT;
use super::desks::Desks;
use super::queue::beside;
use crate::desk::KindChoice;

/// How often it is looked. A folder holds some dozens of files, so that this costs next to nothing.
const BEAT: Duration = Duration::from_millis(60);

/// Names of files with their length and when they were written.
type Seen = BTreeMap<String, (u64, Option<SystemTime>)>;

/// A folder that is looked after.
#[derive(Debug)]
pub(super) struct Watched {
    folder: Option<PathBuf>,
    seen: Mutex<Seen>,
    changes: watch::Sender<Change>,
}

/// What changed last.
#[derive(Debug, Clone, Default)]
pub(super) struct Change {
    /// How often something changed.
    pub(super) revision: u64,
    /// What.
    pub(super) paths: Vec<String>,
    /// The last of them that changed what was approved.
    approved: u64,
}

impl Watched {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        let seen = Mutex::new(folder.map(found).unwrap_or_default());
        Self { folder: folder.map(Path::to_path_buf), seen, changes: watch::Sender::new(Change::default()) }
    }

    /// How often something changed.
    pub(super) fn revision(&self) -> u64 {
        self.changes.borrow().revision
    }

    /// When what was approved changed last.
    pub(super) fn approved(&self) -> u64 {
        self.changes.borrow().approved
    }

    /// Whoever wants to know of changes.
    pub(super) fn subscribe(&self) -> watch::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Looks once; true where something changed.
    pub(super) fn look(&self) -> bool {
        let Some(folder) = &self.folder else { return false };
        // Held before it is looked: of two who look at once, the slower would bring back what is past.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = found(folder);
        let changed = |name: &&String| seen.get(*name) != now.get(*name);
        let mut paths: Vec<String> = seen.keys().chain(now.keys()).filter(changed).cloned().collect();
        if paths.is_empty() {
            return false;
        }
        paths.sort();
        paths.dedup();
        *seen = now;
        let of_approved = paths.iter().any(|path| path.starts_with(KEPT));
        self.changes.send_modify(|change| {
            let revision = change.revision + 1;
            let approved = if of_approved { revision } else { change.approved };
            *change = Change { revision, paths, approved };
        });
        true
    }
}

/// The files of a folder of templates, two levels deep.
fn found(folder: &Path) -> Seen {
    let mut found = Seen::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let above = entry.file_name().to_string_lossy().into_owned();
        for below in std::fs::read_dir(entry.path()).into_iter().flatten().flatten() {
            let name = below.file_name().to_string_lossy().into_owned();
            // What editors write beside a file is none of it.
            if name.starts_with(['.', '~']) || name.ends_with('~') {
                continue;
            }
            if let Ok(about) = below.metadata().map(|about| (about.len(), about.modified().ok())) {
                found.insert(format!("{above}/{name}"), about);
            }
        }
    }
    found
}

/// Looks after the folder for as long as the server lives: desks are opened anew once something changes.
pub(super) async fn watch(app: Arc<App>) {
    if app.templates.is_none() {
        return;
    }
    while !app.is_ending() {
        sleep(BEAT).await;
        let shared = Arc::clone(&app);
        // Where no thread is to be had it is looked again later.
        if let Ok(true) = beside(move || shared.look()).await {
            open_ahead(&app);
        }
    }
}

/// Opens the desk of changed templates before anybody asks for it: a page that is open will.
pub(super) fn open_ahead(app: &Arc<App>) {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        // What is wrong with them is told to who asks.
        let _ = app.desk(KindChoice::Own).await;
    });
}

impl App {
    /// Looks whether templates changed, and lets go of what was made of the old ones; true where they did.
    pub(super) fn look(&self) -> bool {
        if !self.watched.look() {
            return false;
        }
        self.desks.renew();
        // What was approved stays as it is while somebody works at what comes next.
        if self.watched.approved() == self.watched.revision() {
            self.approved.iter().for_each(Desks::renew);
        }
        self.letters.forget(None);
        self.strips.forget(self.watched.approved());
        true
    }
}
