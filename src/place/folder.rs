//! A folder of a disk as a place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::private::{LOCK, lock, private, private_folders, refuse_link, sync_folder};
use super::{COPIES, DOCUMENTS, MANIFEST, Place, Standing, Temporary};
use crate::error::{Stop, StopCode};

/// How a temporary file's name ends; it begins with a dot.
const TEMPORARY: &str = ".hanpress-part";

/// How many files and folders are synced at a time.
const HANDS: usize = 16;

/// A folder that a run, and no other, writes to; or one that is only read.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Held as long as the folder is written to.
    lock: Option<File>,
    /// Files that are appended to, by name.
    growing: Mutex<BTreeMap<String, File>>,
}

/// Gives the lock up by name: closing alone would leave it with a process that was started meanwhile
/// and still holds a copy of the handle.
impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(lock) = &self.lock {
            let _ = lock.unlock();
        }
    }
}

impl Folder {
    /// Opens a folder for writing: makes it where there is none, locks it and clears away
    /// what an interrupted run left half-written.
    ///
    /// A folder that holds other things than a run's output is refused and not touched.
    pub fn open(root: &Path) -> Result<Self, Stop> {
        Self::open_beside(root, &[])
    }

    /// Opens a folder as [`open`](Self::open) does, in which documents and copies may stand that others put there: the
    /// many machines of a run that one of them records.
    pub fn open_gathered(root: &Path) -> Result<Self, Stop> {
        Self::open_beside(root, &[DOCUMENTS, COPIES])
    }

    fn open_beside(root: &Path, known: &[&str]) -> Result<Self, Stop> {
        let folder = Self::to_read(root);
        folder.refuse_foreign(known)?;
        private_folders(root).map_err(|error| Stop::io(root, &error))?;
        let folder = Self::with(root, Some(lock(root, at_work)?));
        folder.refuse_foreign(known)?;
        folder.refuse_links(MANIFEST)?;
        folder.refuse_links(DOCUMENTS)?;
        folder.refuse_links(COPIES)?;
        folder.clear_temporaries()?;
        Ok(folder)
    }

    /// A folder that is only read, or is not there yet; nothing is opened or made.
    pub fn to_read(root: &Path) -> Self {
        Self::with(root, None)
    }

    fn with(root: &Path, lock: Option<File>) -> Self {
        Self { root: root.to_path_buf(), lock, growing: Mutex::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() { self.root.clone() } else { self.root.join(name) }
    }

    fn temporary(&self, Temporary { name, mark }: &Temporary) -> PathBuf {
        let whole = self.path(name);
        let name = whole.file_name().unwrap_or_default().to_string_lossy();
        whole.with_file_name(format!(".{name}.{mark}{TEMPORARY}"))
    }

    /// Creates a temporary file, and the folder it stands in where there is none.
    fn create(&self, temporary: &Temporary) -> Result<File, Stop> {
        let above = Path::new(&temporary.name).parent().and_then(Path::to_str).unwrap_or_default();
        self.refuse_links(above)?;
        let (whole, path) = (self.path(&temporary.name), self.temporary(temporary));
        let open = || private().write(true).create_new(true).open(&path);
        let opened = match open() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                whole.parent().map_or(Ok(()), private_folders).and_then(|()| open())
            }
            other => other,
        };
        opened.map_err(|error| Stop::io(&whole, &error))
    }

    /// Refuses a name that is a link, or stands under one: it could lead anywhere. A link where a
    /// document belongs is replaced, not followed.
    fn refuse_links(&self, name: &str) -> Result<(), Stop> {
        let mut path = self.root.clone();
        for step in Path::new(name) {
            path.push(step);
            refuse_link(&path)?;
        }
        Ok(())
    }

    /// Refuses a folder that holds something but no manifest, and nothing that is `known`.
    fn refuse_foreign(&self, known: &[&str]) -> Result<(), Stop> {
        let names: Vec<_> = entries(&self.root)?.iter().map(name_of).collect();
        if names.iter().any(|name| name == MANIFEST) {
            return Ok(());
        }
        let own = |name: &str| name == LOCK || is_temporary(name) || known.contains(&name);
        let mut others: Vec<_> = names.into_iter().filter(|name| !own(name)).collect();
        if others.is_empty() {
            return Ok(());
        }
        others.sort();
        let more = if others.len() > 3 { ", …" } else { "" };
        let (shown, list) = (self.root.display(), others[..others.len().min(3)].join("`, `"));
        let stop = Stop::new(
            format!("`{shown}` holds other things (`{list}`{more}) and no `{MANIFEST}`"),
            format!("`{shown}` 中有其他内容（`{list}`{more}），且没有 `{MANIFEST}`"),
        );
        let stop = stop.coded(StopCode::Folder);
        Err(stop.hint("choose a new or an empty folder", "请选用新文件夹或空文件夹"))
    }

    /// Removes what was being written when a run was cut off.
    fn clear_temporaries(&self) -> Result<(), Stop> {
        clear_temporaries_of(&self.root)?;
        for folder in [DOCUMENTS, COPIES] {
            for entry in entries(&self.path(folder))? {
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    clear_temporaries_of(&entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// A temporary file's bytes on the disk.
    fn sync(&self, temporary: &Temporary) -> Result<(), Stop> {
        let opened = OpenOptions::new().write(true).open(self.temporary(temporary));
        let synced = opened.and_then(|file| file.sync_all());
        synced.map_err(|error| Stop::io(&self.path(&temporary.name), &error))
    }

    /// The file that is appended to, cut to its first `whole` bytes when it is opened.
    fn grow(&self, name: &str, whole: u64) -> io::Result<File> {
        let file = private().append(true).create(true).open(self.path(name))?;
        file.set_len(whole)?;
        file.sync_all()?;
        Ok(file)
    }
}

impl Place for Folder {
    fn shown(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn begin(&self, temporary: &Temporary) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(self.create(temporary)?))
    }

    fn reopen(&self, temporary: &Temporary) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(self.temporary(temporary))?))
    }

    fn discard(&self, temporary: &Temporary) {
        // What cannot be removed now is cleared when the folder is opened again.
        let _ = fs::remove_file(self.temporary(temporary));
    }

    fn put(&self, temporaries: &[Temporary]) -> io::Result<()> {
        many(temporaries, |temporary| self.sync(temporary))?;
        let mut folders = BTreeSet::new();
        for temporary in temporaries {
            let whole = self.path(&temporary.name);
            fs::rename(self.temporary(temporary), &whole).map_err(|error| Stop::io(&whole, &error))?;
            let above = whole.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
            folders.extend(above.map(Path::to_path_buf));
        }
        many(&folders.into_iter().collect::<Vec<_>>(), |folder| sync_folder(folder))?;
        Ok(())
    }

    fn append(&self, name: &str, whole: u64, bytes: &[u8]) -> io::Result<()> {
        let mut growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        if !growing.contains_key(name) {
            growing.insert(name.to_string(), self.grow(name, whole)?);
        }
        let Some(file) = growing.get_mut(name).filter(|_| !bytes.is_empty()) else { return Ok(()) };
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
        let path = self.path(name);
        // Opening a pipe would wait for somebody to write, and a device may never end.
        match fs::metadata(&path) {
            Ok(about) if about.is_file() || about.is_dir() => Ok(Some(Box::new(File::open(path)?))),
            Ok(_) => Err(no_file(&path).into()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn standing(&self, name: &str) -> io::Result<Standing> {
        match fs::symlink_metadata(self.path(name)) {
            Ok(about) if about.is_file() => Ok(Standing::File(about.len())),
            Ok(_) => Ok(Standing::Other),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Standing::Nothing),
            Err(error) => Err(error),
        }
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn list(&self, below: &str) -> io::Result<Vec<String>> {
        let folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        let shown = |entry: &fs::DirEntry| if folder(entry) { name_of(entry) + "/" } else { name_of(entry) };
        let mut names: Vec<_> = entries(&self.path(below))?.iter().map(shown).collect();
        names.retain(|name| !below.is_empty() || name != LOCK);
        names.sort();
        Ok(names)
    }

    fn on_disk(&self, name: &str) -> Option<PathBuf> {
        Some(self.path(name))
    }

    /// A second name of the file, or a copy where the file systems differ or have no such names.
    fn adopt(&self, temporary: &Temporary, from: &dyn Place) -> io::Result<()> {
        let (path, whole) = (self.temporary(temporary), self.path(&temporary.name));
        drop(self.create(temporary)?);
        fs::remove_file(&path)?;
        // Renaming one name of a file to another of the same file would leave both.
        match fs::remove_file(&whole) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let theirs = from.on_disk(&temporary.name);
        if theirs.is_some_and(|theirs| fs::hard_link(theirs, &path).is_ok()) {
            return Ok(());
        }
        let unread = |error: &io::Error| Stop::at(&from.shown(&temporary.name), error);
        let bytes = from.read(&temporary.name).and_then(|bytes| Ok(bytes.ok_or(ErrorKind::NotFound)?));
        let mut bytes = bytes.map_err(|error| unread(&error))?;
        io::copy(&mut bytes, &mut self.create(temporary)?).map(drop)
    }
}

fn no_file(path: &Path) -> Stop {
    let shown = path.display();
    Stop::new(
        format!("`{shown}` is no file but a pipe or a device, which is not read"),
        format!("`{shown}` 不是文件，而是管道或设备，程序不读取"),
    )
    .hint("remove it, and put the file back in its place", "请删除它，并把原文件放回原处")
}

/// Does something slow with each of many, several at a time: a file system that syncs for one who waits
/// syncs for all.
fn many<T: Sync>(all: &[T], act: impl Fn(&T) -> Result<(), Stop> + Sync) -> Result<(), Stop> {
    let act = &act;
    let mut shares = all.chunks(all.len().div_ceil(HANDS).max(1));
    let own = shares.next().unwrap_or_default();
    thread::scope(|scope| {
        let hands: Vec<_> = shares.map(|share| scope.spawn(move || share.iter().try_for_each(act))).collect();
        let done = own.iter().try_for_each(act);
        let others = hands.into_iter().map(|hand| hand.join().unwrap_or_else(|panic| resume_unwind(panic)));
        others.fold(done, Result::and)
    })
}

fn at_work(root: &Path) -> Stop {
    let shown = root.display();
    let stop =
        Stop::new(format!("another run is at work in `{shown}`"), format!("`{shown}` 正被另一次运行使用"));
    stop.hint("wait until it ends, or choose another folder", "请等其结束，或另选文件夹")
}

/// What a folder holds; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>, Stop> {
    match fs::read_dir(folder).and_then(Iterator::collect) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|error| Stop::io(folder, &error)),
    }
}

fn name_of(entry: &fs::DirEntry) -> String {
    entry.file_name().to_string_lossy().into_owned()
}

fn clear_temporaries_of(folder: &Path) -> Result<(), Stop> {
    for entry in entries(folder)? {
        if is_temporary(&name_of(&entry)) {
            fs::remove_file(entry.path()).map_err(|error| Stop::io(&entry.path(), &error))?;
        }
    }
    Ok(())
}

/// Whether this is the name of a temporary file, without the folders it stands in.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(TEMPORARY)
}
