//! One file that a browser brought: its records, each judged, and what was mended in them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;

use super::causes::Causes;
use super::rows::Row;
use super::{ABOUT, BYTES, CHANGES, read_json};
use crate::account::read::{Entry, Header};
use crate::clock::{self, Watch};
use crate::desk::{Desk, KindChoice};
use crate::error::{Stop, StopCode};
use crate::run::{Checked, Halt, RunOptions, check_all};
use crate::serve::app::App;
use crate::serve::guard::Owner;
use crate::serve::problem::Problem;
use crate::serve::state;

/// How many records are kept as they were read, with all that was found of them, of those that can be made and of those
/// that cannot, and how much may have been found of all these; others are read and judged again when they are looked at.
const KEPT: usize = 5_000;
const KEPT_FINDINGS: usize = 50_000;

/// How many records of a file are judged: as many as a sheet of Excel can have. A packed file of a few megabytes may hold
/// a hundred times as many.
const MOST: usize = 1 << 20;

/// A file that a browser brought.
pub(in crate::serve) struct File {
    pub(in crate::serve) id: String,
    pub(in crate::serve) owner: Owner,
    /// How its owner calls it.
    pub(in crate::serve) name: String,
    folder: PathBuf,
    held: Mutex<Held>,
    halt: Halt,
    /// Whether it is checked; whoever waits for it is told.
    done: watch::Sender<bool>,
    /// Since when nobody looked at it.
    looked_at: Mutex<Watch>,
}

/// What is known of it.
#[derive(Default)]
pub(super) struct Held {
    /// The kind that all its letters are to be of, as it was asked for.
    pub(super) kind: Option<String>,
    pub(super) rows: Vec<Row>,
    pub(super) at_most: Option<u64>,
    /// The heading row, where it is a table.
    pub(super) header: Option<Arc<Header>>,
    /// Why not all of it could be read.
    pub(super) stop: Option<Problem>,
    /// What was mended, by record.
    pub(super) edits: BTreeMap<u64, Vec<Edit>>,
    /// What is wrong with how many of them.
    pub(super) causes: Causes,
    kept: [usize; 2],
    kept_findings: usize,
    /// How often it was checked: an earlier check tells nothing any more.
    pub(super) round: u64,
}

/// A value that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) column: Option<usize>,
    pub(super) path: String,
    pub(super) value: String,
    pub(super) at: String,
}

/// What a browser sent with a file.
pub(in crate::serve) struct Brought {
    pub(in crate::serve) id: String,
    pub(in crate::serve) owner: Owner,
    pub(in crate::serve) name: String,
    pub(in crate::serve) kind: Option<String>,
}

/// Names it only: what is in it is persons' data.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a file")
    }
}

impl File {
    /// A file whose bytes stand in a folder already.
    pub(in crate::serve) fn new(brought: Brought, folder: &Path) -> Result<Self, Stop> {
        let Brought { id, owner, name, kind } = brought;
        let about = json!({ "owner": owner.0, "name": name, "kind": kind });
        state::put(&folder.join(ABOUT), about.to_string().as_bytes())?;
        Ok(Self::of(id, owner, name, kind, folder))
    }

    /// A file of an earlier server, with what was mended in it.
    pub(super) fn found(id: &str, folder: &Path) -> Option<Self> {
        let about = read_json(folder, ABOUT)?;
        let text = |name: &str| about[name].as_str().map(str::to_string);
        let file = Self::of(id.into(), Owner(text("owner")?), text("name")?, text("kind"), folder);
        let changes = std::fs::read_to_string(folder.join(CHANGES)).unwrap_or_default();
        // A last line that is not whole was never answered.
        for change in changes.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let edit = Edit {
                column: change["column"].as_u64().and_then(|column| usize::try_from(column).ok()),
                path: change["path"].as_str()?.to_string(),
                value: change["value"].as_str()?.to_string(),
                at: change["at"].as_str()?.to_string(),
            };
            file.held().edits.entry(change["n"].as_u64()?).or_default().push(edit);
        }
        Some(file)
    }

    fn of(id: String, owner: Owner, name: String, kind: Option<String>, folder: &Path) -> Self {
        let held = Mutex::new(Held { kind, ..Held::default() });
        let (halt, done) = (Halt::default(), watch::Sender::new(false));
        let (folder, looked_at) = (folder.to_path_buf(), Mutex::new(Watch::start()));
        Self { id, owner, name, folder, held, halt, done, looked_at }
    }

    /// Somebody looks at it.
    pub(super) fn is_looked_at(&self) {
        *self.looked_at.lock().unwrap_or_else(PoisonError::into_inner) = Watch::start();
    }

    /// How long nobody looked at it.
    pub(super) fn idle(&self) -> Duration {
        self.looked_at.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    pub(super) fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its bytes, as they came.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Stop> {
        let path = self.folder.join(BYTES);
        // The path is nothing for a client.
        std::fs::read(&path).map_err(|error| Stop::at(&self.name, &error))
    }

    /// By which desk its letters are made.
    pub(in crate::serve) fn choice(&self) -> KindChoice {
        choice(self.held().kind.as_deref())
    }

    /// The kind that all its letters are to be of, as it was asked for.
    pub(in crate::serve) fn kind(&self) -> Option<String> {
        self.held().kind.clone()
    }

    /// Whether anything was mended.
    pub(in crate::serve) fn is_changed(&self) -> bool {
        !self.held().edits.is_empty()
    }

    /// Waits until it is checked.
    pub(in crate::serve) async fn checked(&self) {
        // The sender lives as long as the file.
        let _ = self.done.subscribe().wait_for(|done| *done).await;
    }

    /// Whether it is checked.
    pub(in crate::serve) fn is_checked(&self) -> bool {
        *self.done.borrow()
    }

    /// Begins anew, for letters of another kind: the number of the check that is to follow.
    pub(in crate::serve) fn begin(&self, kind: Option<String>) -> Result<u64, Stop> {
        let about = json!({ "owner": self.owner.0, "name": self.name, "kind": kind });
        // Held before it is written, for two may begin at once.
        let mut held = self.held();
        state::put(&self.folder.join(ABOUT), about.to_string().as_bytes())?;
        self.done.send_replace(false);
        let (edits, round) = (std::mem::take(&mut held.edits), held.round + 1);
        *held = Held { kind, edits, round, ..Held::default() };
        Ok(round)
    }

    /// Checks every record, unless it was begun anew since; takes as long as `hanpress check`.
    pub(in crate::serve) fn check(&self, app: &App, workers: usize, round: u64) {
        if self.held().round != round {
            return;
        }
        let checked = self.go_through(app, workers, round);
        let mut held = self.held();
        if held.round == round {
            held.stop = checked.err();
            self.done.send_replace(true);
        }
    }

    fn go_through(&self, app: &App, workers: usize, round: u64) -> Result<(), Problem> {
        let desk = app.desks.of(&self.choice(), app.desks.today()?)?;
        let entries = self.entries(&desk)?;
        self.held().at_most = entries.at_most();
        let options = RunOptions { workers, halt: self.halt.clone(), ..RunOptions::default() };
        let summary = check_all(&desk, entries, &options, &mut |checked| self.take(&checked, &desk, round))?;
        summary.stop.map_or(Ok(()), |stop| Err(stop.into()))
    }

    /// Takes down what was found of a record, where anybody still wants to know.
    fn take(&self, checked: &Checked<'_>, desk: &Desk, round: u64) -> Result<(), Stop> {
        let mut held = self.held();
        if held.round != round {
            return Err(Stop::new("the check was left", "检查已离开"));
        }
        if held.rows.len() >= MOST {
            return Err(too_many());
        }
        let Checked { entry, id, sound, findings, .. } = checked;
        let mut row = Row::of(entry, *id, *sound, findings, desk).counted(&mut held.causes);
        let keep =
            held.kept[usize::from(*sound)] < KEPT && held.kept_findings + row.weight() <= KEPT_FINDINGS;
        if keep {
            held.kept[usize::from(*sound)] += 1;
            held.kept_findings += row.weight();
            row.entry = Some(Arc::new(Entry::clone(entry)));
        } else if row.weight() > 0 {
            row = row.brief();
        }
        if held.header.is_none() {
            held.header = entry.row.as_ref().map(|row| Arc::clone(&row.header));
        }
        let changed = held.edits.get(&entry.seq).map_or(0, Vec::len);
        row.revision = changed as u64;
        held.rows.push(row);
        Ok(())
    }

    /// Logs a value that was mended, so that it lasts.
    pub(super) fn log(&self, n: u64, edit: &Edit) -> Result<(), Stop> {
        use std::io::Write;
        let Edit { column, path, value, at } = edit;
        let line =
            json!({ "n": n, "column": column, "path": path, "value": value, "at": at }).to_string() + "\n";
        let logged = state::append(&self.folder.join(CHANGES)).and_then(|mut file| {
            let length = file.metadata()?.len();
            file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).inspect_err(|_| {
                // What was not answered is not to be found later.
                let _ = file.set_len(length);
            })
        });
        logged.map_err(|error| Stop::at(&self.name, &error))
    }

    /// What was mended and when, without the values.
    pub(in crate::serve) fn changes(&self) -> Value {
        let held = self.held();
        let all = held
            .edits
            .iter()
            .flat_map(|(n, edits)| (1..).zip(edits).map(move |(revision, edit)| (n, revision, edit)));
        let mut all: Vec<_> = all.collect();
        all.sort_by(|a, b| a.2.at.cmp(&b.2.at));
        let told = all.into_iter().map(|(n, revision, Edit { column, path, at, .. })| {
            json!({ "at": at, "n": n, "path": path, "column": column, "revision": revision })
        });
        json!({ "changes": told.collect::<Vec<_>>() })
    }

    /// Leaves it, with what stands of it on the disk.
    pub(super) fn leave(&self) {
        self.halt.leave();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn too_many() -> Stop {
    Stop::new(
        format!("this file has more records than are looked through here ({MOST})"),
        format!("该文件的记录超过此处可查看的数量（{MOST} 条）"),
    )
    .coded(StopCode::Input)
    .hint(
        "bring it in parts, or use `hanpress check` and `hanpress make` on the machine itself",
        "请分批送入，或在本机使用 `hanpress check` 和 `hanpress make`",
    )
}

/// By which desk letters of a kind are made that a word names.
pub(in crate::serve) fn choice(kind: Option<&str>) -> KindChoice {
    match kind {
        None => KindChoice::Own,
        Some("auto" | "自动") => KindChoice::Auto,
        Some(name) => KindChoice::Named(name.to_string()),
    }
}

/// The moment it is, as changes are logged by.
pub(super) fn moment() -> String {
    clock::stamp()
}
