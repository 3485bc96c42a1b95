//! Keep uploads and runs in a folder that nobody else looks into, and clear it at the end.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::id;
use crate::error::{Stop, StopCode};
use crate::place::{LOCK, lock, private, private_folders};

/// The folder of uploaded files, and that of runs.
pub(super) const FILES: &str = "files";
pub(super) const RUNS: &str = "runs";

/// A folder for as long as the server lives, or longer where it was named.
#[derive(Debug)]
pub(super) struct State {
    root: PathBuf,
    /// Whether it goes with all that is in it.
    is_temporary: bool,
    /// Held as long as the server works in it.
    _lock: File,
}

impl State {
    /// Opens the folder that was named, or a temporary one.
    pub(super) fn open(named: Option<&Path>) -> Result<Self, Stop> {
        let root = match named {
            Some(root) => root.to_path_buf(),
            None => std::env::temp_dir().join(format!("hanpress-{}", id::fresh()?)),
        };
        refuse_foreign(&root)?;
        let io = |error: &std::io::Error| Stop::io(&root, error);
        private_folders(&root).map_err(|error| io(&error))?;
        refuse_open(&root)?;
        let lock = lock(&root, busy)?;
        for below in [FILES, RUNS] {
            private_folders(&root.join(below)).map_err(|error| io(&error))?;
        }
        Ok(Self { root, is_temporary: named.is_none(), _lock: lock })
    }

    /// The folder of one file or run.
    pub(super) fn folder(&self, below: &str, id: &str) -> PathBuf {
        self.root.join(below).join(id)
    }

    /// A folder for something that is to come in, with its id; nothing where as much is coming in as there is room for.
    pub(super) fn incoming(
        &self,
        below: &str,
        room: &Arc<Semaphore>,
    ) -> Result<Option<(String, Incoming)>, Stop> {
        let Ok(place) = Arc::clone(room).try_acquire_owned() else { return Ok(None) };
        let id = id::fresh()?;
        let folder = self.folder(below, &id);
        private_folders(&folder).map_err(|error| Stop::io(&folder, &error))?;
        Ok(Some((id, Incoming { folder, kept: false, _place: place })))
    }

    /// The ids of what stands below.
    pub(super) fn ids(&self, below: &str) -> Vec<String> {
        let entries = fs::read_dir(self.root.join(below)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut ids: Vec<_> = names.filter(|name| id::is_id(name)).collect();
        ids.sort();
        ids
    }

    /// Removes a temporary folder: whatever still holds this is about to end with the program.
    pub(super) fn end(&self) {
        if self.is_temporary {
            // What cannot be removed is left to the system's own tidying.
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// The folder of a file or run that is coming in, removed unless all of it came.
#[derive(Debug)]
pub(super) struct Incoming {
    folder: PathBuf,
    kept: bool,
    /// So many may come in at a time, however slowly each does.
    _place: OwnedSemaphorePermit,
}

impl Incoming {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// All of it came.
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        self.end();
    }
}

/// Refuses a folder that holds other things: what is in it will be removed.
fn refuse_foreign(root: &Path) -> Result<(), Stop> {
    let entries = match fs::read_dir(root) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| Stop::unreadable(root, &error))?,
    };
    let foreign = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let Some(name) = foreign.into_iter().find(|name| ![FILES, RUNS, LOCK].contains(&name.as_str())) else {
        return Ok(());
    };
    let shown = root.display();
    Err(Stop::new(
        format!("`--state {shown}` holds other things (`{name}`)"),
        format!("`--state {shown}` 中有其他内容（`{name}`）"),
    )
    .coded(StopCode::Folder)
    .hint("choose a new or an empty folder", "请选用新文件夹或空文件夹"))
}

/// Refuses a folder that others can look into: accounts will stand in it.
fn refuse_open(root: &Path) -> Result<(), Stop> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let about = fs::metadata(root).map_err(|error| Stop::unreadable(root, &error))?;
        if about.permissions().mode() & 0o077 != 0 {
            let shown = root.display();
            return Err(Stop::new(
                format!("`--state {shown}`: others can look into this folder"),
                format!("`--state {shown}`：其他用户可以访问该文件夹"),
            )
            .coded(StopCode::Folder)
            .hint(format!("close it: `chmod 700 {shown}`"), format!("请收紧权限：`chmod 700 {shown}`")));
        }
    }
    Ok(())
}

fn busy(root: &Path) -> Stop {
    let shown = root.display();
    Stop::new(
        format!("another server works in `--state {shown}`"),
        format!("另一个服务正在使用 `--state {shown}`"),
    )
}

/// Writes a small file whole or not at all.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let part = path.with_extension("part");
    let written = (|| {
        let mut file = private().write(true).create(true).truncate(true).open(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    })();
    written.map_err(|error| Stop::io(path, &error))
}

/// Opens a file of lines to write behind them. A last one that is not whole, for its writer was killed or its disk full,
/// goes first: the next would stand in the same line.
pub(super) fn append(path: &Path) -> io::Result<File> {
    let mut file = private().read(true).append(true).create(true).open(path)?;
    let mut end = file.metadata()?.len();
    let mut last = [0];
    while end > 0 {
        file.seek(SeekFrom::Start(end - 1))?;
        file.read_exact(&mut last)?;
        if last == *b"\n" {
            break;
        }
        end -= 1;
    }
    file.set_len(end)?;
    Ok(file)
}

/// Reads a small file that [`put`] wrote, or that is not there yet.
pub(super) fn get(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}
