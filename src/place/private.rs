//! Write on a disk what nobody else may read, in a folder that nobody else writes to.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::{Stop, StopCode};

/// The file whose lock says that somebody is at work in a folder.
pub(crate) const LOCK: &str = ".lock";

/// How files are opened for writing: what is made holds persons' data, and nobody else may read it.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, and those above it where there are none, for nobody else to look into. Those that are there stay
/// as they are.
pub(crate) fn private_folders(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Waits until the names in a folder are on the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Stop> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    File::open(folder).and_then(|opened| opened.sync_all()).map_err(|error| Stop::io(folder, &error))
}

/// Locks a folder for as long as the file lives; `busy` says that somebody else has it.
pub(crate) fn lock(root: &Path, busy: impl FnOnce(&Path) -> Stop) -> Result<File, Stop> {
    let path = root.join(LOCK);
    refuse_link(&path)?;
    // Opening a pipe would wait for somebody to read it.
    if fs::symlink_metadata(&path).is_ok_and(|about| !about.is_file()) {
        return Err(no_lock(&path));
    }
    let opened = private().write(true).create(true).truncate(false).open(&path);
    let file = opened.map_err(|error| Stop::io(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(Stop::io(&path, &error)),
        Err(TryLockError::WouldBlock) => Err(busy(root).coded(StopCode::Busy)),
    }
}

fn no_lock(path: &Path) -> Stop {
    let shown = path.display();
    let stop = Stop::new(
        format!("`{shown}` is no file, so the folder cannot be locked"),
        format!("`{shown}` 不是文件，无法锁定该文件夹"),
    );
    stop.coded(StopCode::Folder).hint("remove it, or choose another folder", "请删除它，或另选文件夹")
}

/// Refuses to write through a link.
pub(super) fn refuse_link(path: &Path) -> Result<(), Stop> {
    if !fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink()) {
        return Ok(());
    }
    let shown = path.display();
    let stop = Stop::new(
        format!("`{shown}` is a link, and nothing is written through links"),
        format!("`{shown}` 是链接，程序不经链接写入"),
    );
    let stop = stop.coded(StopCode::Folder);
    Err(stop.hint("remove it, or choose another folder", "请删除该链接，或另选文件夹"))
}
