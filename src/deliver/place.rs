//! Put files into an output folder, each whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use super::manifest;
use crate::error::Stop;

/// The folder of the documents.
pub(crate) const DOCUMENTS: &str = "documents";

/// The folder of the locked copies for e-mail.
pub(crate) const COPIES: &str = "copies";

/// The file whose lock says that a run is at work here.
pub(crate) const LOCK: &str = ".lock";

/// How a file's name ends as long as it is not whole; it begins with a dot.
const PART: &str = ".hanpress-part";

/// An output folder that this run, and no other, writes to.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    lock: File,
}

/// Gives the lock up by name: closing alone would leave it with a process that was started meanwhile
/// and still holds a copy of the handle.
impl Drop for Folder {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl Folder {
    /// Opens a folder for writing: makes it where there is none, locks it and clears away
    /// what an interrupted run left half-written.
    ///
    /// A folder that holds other things than a run's output is refused and not touched.
    pub(super) fn open(root: &Path) -> Result<Self, Stop> {
        refuse_foreign(root)?;
        fs::create_dir_all(root).map_err(|error| Stop::io(root, &error))?;
        let folder = Self { root: root.to_path_buf(), lock: lock(root)? };
        refuse_foreign(root)?;
        folder.refuse_links(manifest::NAME)?;
        folder.refuse_links(DOCUMENTS)?;
        folder.refuse_links(COPIES)?;
        folder.clear_parts()?;
        Ok(folder)
    }

    /// The path of something in it.
    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.root.join(file)
    }

    /// Begins a file beside its place; `mark` keeps two parts of one name apart.
    pub(super) fn begin(&self, file: &str, mark: u64) -> Result<(Part, File), Stop> {
        self.refuse_links(Path::new(file).parent().and_then(Path::to_str).unwrap_or_default())?;
        let whole = self.path(file);
        let name = whole.file_name().unwrap_or_default().to_string_lossy();
        let part = whole.with_file_name(format!(".{name}.{mark}{PART}"));
        let open = || OpenOptions::new().write(true).create_new(true).open(&part);
        let opened = match open() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                whole.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| open())
            }
            other => other,
        };
        let opened = opened.map_err(|error| Stop::io(&whole, &error))?;
        Ok((Part { part, whole, placed: false }, opened))
    }

    /// Begins a file as a second name of `from`, or as a copy where the file system has no such names.
    pub(super) fn adopt(&self, file: &str, mark: u64, from: &Path) -> Result<Part, Stop> {
        let (part, _) = self.begin(file, mark)?;
        fs::remove_file(&part.part).map_err(|error| part.fault(&error))?;
        // Renaming one name of a file to another of the same file would leave both.
        match fs::remove_file(&part.whole) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(part.fault(&error)),
            _ => {}
        }
        if fs::hard_link(from, &part.part).is_err() {
            fs::copy(from, &part.part).map_err(|error| Stop::io(from, &error))?;
        }
        Ok(part)
    }

    /// Writes a small file: beside its place, to the disk, then into its place.
    pub(super) fn write(&self, file: &str, bytes: &[u8]) -> Result<(), Stop> {
        let (part, mut opened) = self.begin(file, 0)?;
        part.write(&mut opened, bytes)?;
        self.set_all(vec![part])
    }

    /// Brings parts to the disk, then sets them in their places, then makes the places last.
    pub(super) fn set_all(&self, parts: Vec<Part>) -> Result<(), Stop> {
        many(&parts, Part::sync)?;
        let mut folders = BTreeSet::new();
        for part in parts {
            let whole = part.set()?;
            let above = whole.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
            folders.extend(above.map(Path::to_path_buf));
        }
        many(&folders.into_iter().collect::<Vec<_>>(), |folder| sync_folder(folder))
    }

    /// Refuses a place that is a link, or stands under one: it could lead anywhere. A link where a
    /// document belongs is replaced, not followed.
    fn refuse_links(&self, file: &str) -> Result<(), Stop> {
        let mut path = self.root.clone();
        for step in Path::new(file) {
            path.push(step);
            refuse_link(&path)?;
        }
        Ok(())
    }

    /// Removes what was being written when a run was cut off.
    fn clear_parts(&self) -> Result<(), Stop> {
        clear_parts_of(&self.root)?;
        for folder in [DOCUMENTS, COPIES] {
            for entry in entries(&self.path(folder))? {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    clear_parts_of(&entry.path())?;
                }
            }
        }
        Ok(())
    }
}

/// How many files and folders are synced at a time.
const HANDS: usize = 16;

/// A file that is not in its place yet; it is removed unless it gets there.
#[derive(Debug)]
pub(super) struct Part {
    part: PathBuf,
    whole: PathBuf,
    placed: bool,
}

impl Part {
    /// Writes all its bytes.
    pub(super) fn write(&self, opened: &mut File, bytes: &[u8]) -> Result<(), Stop> {
        opened.write_all(bytes).map_err(|error| self.fault(&error))
    }

    /// Opens it again, to be read.
    pub(super) fn reopened(&self) -> io::Result<File> {
        File::open(&self.part)
    }

    /// A fault that names the place the file was meant for.
    pub(super) fn fault(&self, error: &io::Error) -> Stop {
        Stop::io(&self.whole, error)
    }

    /// Waits until its bytes are on the disk.
    fn sync(&self) -> Result<(), Stop> {
        let opened = OpenOptions::new().write(true).open(&self.part);
        opened.and_then(|file| file.sync_all()).map_err(|error| self.fault(&error))
    }

    /// Sets it in its place, which lasts once the folders above it are synced.
    fn set(mut self) -> Result<PathBuf, Stop> {
        fs::rename(&self.part, &self.whole).map_err(|error| self.fault(&error))?;
        self.placed = true;
        Ok(self.whole.clone())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.placed {
            // What cannot be removed now is cleared when the folder is opened again.
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Does something slow with each of many, several at a time: a file system that syncs for one who waits
/// syncs for all.
fn many<T: Sync>(all: &[T], act: impl Fn(&T) -> Result<(), Stop> + Sync) -> Result<(), Stop> {
    let act = &act;
    thread::scope(|scope| {
        let shares = all.chunks(all.len().div_ceil(HANDS).max(1));
        let hands: Vec<_> = shares.map(|share| scope.spawn(move || share.iter().try_for_each(act))).collect();
        hands.into_iter().try_for_each(|hand| hand.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Where a document stands: under the last two characters of its number.
///
/// `None` for a number that is no safe file name: anything but ASCII letters, digits and
/// hyphens, or fewer than two characters.
pub(crate) fn file_of(number: &str) -> Option<String> {
    let safe = number.len() >= 2 && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    safe.then(|| format!("{DOCUMENTS}/{}/{number}.pdf", &number[number.len() - 2..]))
}

/// Where a document's copy stands: in a folder of its own, under the same name.
pub(crate) fn copy_of(file: &str) -> String {
    file.replacen(DOCUMENTS, COPIES, 1)
}

/// Waits until the names in a folder are on the disk.
fn sync_folder(folder: &Path) -> Result<(), Stop> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    File::open(folder).and_then(|opened| opened.sync_all()).map_err(|error| Stop::io(folder, &error))
}

/// Locks the folder for as long as the file lives.
fn lock(root: &Path) -> Result<File, Stop> {
    let path = root.join(LOCK);
    refuse_link(&path)?;
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = opened.map_err(|error| Stop::io(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(Stop::io(&path, &error)),
        Err(TryLockError::WouldBlock) => {
            let shown = root.display();
            let fault = Stop::new(
                format!("another run is at work in `{shown}`"),
                format!("`{shown}` 正被另一次运行使用"),
            );
            Err(fault.hint("wait until it ends, or choose another folder", "请等其结束，或另选文件夹"))
        }
    }
}

fn refuse_link(path: &Path) -> Result<(), Stop> {
    if !fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()) {
        return Ok(());
    }
    let shown = path.display();
    let fault = Stop::new(
        format!("`{shown}` is a link, and nothing is written through links"),
        format!("`{shown}` 是链接，程序不经链接写入"),
    );
    Err(fault.hint("remove it, or choose another folder", "请删除该链接，或另选文件夹"))
}

/// Refuses a folder that holds something but no manifest.
fn refuse_foreign(root: &Path) -> Result<(), Stop> {
    let names: Vec<_> =
        entries(root)?.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    if names.iter().any(|name| name == manifest::NAME) {
        return Ok(());
    }
    let mut others: Vec<_> = names.into_iter().filter(|name| name != LOCK && !is_part(name)).collect();
    if others.is_empty() {
        return Ok(());
    }
    others.sort();
    let more = if others.len() > 3 { ", …" } else { "" };
    let (shown, list) = (root.display(), others[..others.len().min(3)].join("`, `"));
    let fault = Stop::new(
        format!("`{shown}` holds other things (`{list}`{more}) and no `{}`", manifest::NAME),
        format!("`{shown}` 中有其他内容（`{list}`{more}），且没有 `{}`", manifest::NAME),
    );
    Err(fault.hint("choose a new or an empty folder", "请选用新文件夹或空文件夹"))
}

/// What a folder holds; nothing where there is none.
pub(crate) fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Stop> {
    match fs::read_dir(folder).and_then(Iterator::collect) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|error| Stop::io(folder, &error)),
    }
}

fn clear_parts_of(folder: &Path) -> Result<(), Stop> {
    for entry in entries(folder)? {
        if is_part(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path()).map_err(|error| Stop::io(&entry.path(), &error))?;
        }
    }
    Ok(())
}

fn is_part(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(PART)
}
