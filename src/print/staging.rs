//! Write a job beside its place, and give it its name once it is whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Stop, StopCode};
use crate::place::{LOCK, lock, private, private_folders, sync_folder};

/// A folder that is a job once it is whole; without that nothing of it stays.
#[derive(Debug)]
pub(super) struct Staging {
    place: PathBuf,
    folder: PathBuf,
    lock: Option<File>,
}

impl Staging {
    /// Begins a job that will stand at a place where nothing stands yet, or an empty folder.
    pub(super) fn begin(place: &Path) -> Result<Self, Stop> {
        if fs::symlink_metadata(place).is_ok() && !is_empty_folder(place) {
            return Err(taken(place));
        }
        let name = place.file_name().ok_or_else(|| taken(place))?;
        let mut part = OsString::from(".");
        part.push(name);
        part.push(".hanpress-part");
        let folder = place.with_file_name(part);
        if let Some(above) = place.parent().filter(|above| !above.as_os_str().is_empty()) {
            private_folders(above).map_err(|error| Stop::io(above, &error))?;
        }
        private_folders(&folder).map_err(|error| Stop::io(&folder, &error))?;
        let lock = lock(&folder, |_| at_work(place))?;
        // What a job that was killed left.
        for entry in fs::read_dir(&folder).map_err(|error| Stop::io(&folder, &error))?.flatten() {
            if entry.file_name() != LOCK {
                fs::remove_file(entry.path()).map_err(|error| Stop::io(&entry.path(), &error))?;
            }
        }
        Ok(Self { place: place.to_path_buf(), folder, lock: Some(lock) })
    }

    /// Begins a file of the job.
    pub(super) fn file(&self, name: &str) -> Result<File, Stop> {
        let path = self.folder.join(name);
        private().write(true).create_new(true).open(&path).map_err(|error| self.fault(name, &error))
    }

    /// A fault that names a file by where it would stand.
    pub(super) fn fault(&self, name: &str, error: &io::Error) -> Stop {
        Stop::io(&self.place.join(name), error)
    }

    /// Makes all files last, and gives the job its name.
    pub(super) fn finish(mut self, names: &[String]) -> Result<(), Stop> {
        for name in names {
            let synced = OpenOptions::new().write(true).open(self.folder.join(name));
            synced.and_then(|file| file.sync_all()).map_err(|error| self.fault(name, &error))?;
        }
        let whole =
            fs::remove_file(self.folder.join(LOCK)).and_then(|()| fs::rename(&self.folder, &self.place));
        whole.map_err(|error| Stop::io(&self.place, &error))?;
        drop(self.lock.take());
        let above = self.place.parent().filter(|above| !above.as_os_str().is_empty());
        sync_folder(above.unwrap_or(Path::new(".")))
    }
}

impl Drop for Staging {
    /// Where the job has its name, there is nothing left to remove.
    fn drop(&mut self) {
        if self.lock.take().is_some() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_empty_folder(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok_and(|about| about.is_dir())
        && fs::read_dir(place).is_ok_and(|mut entries| entries.next().is_none())
}

fn taken(place: &Path) -> Stop {
    let shown = place.display();
    let stop = Stop::new(
        format!("`{shown}` is there already, and a job is never written over anything"),
        format!("`{shown}` 已存在；打印任务不会覆盖任何内容"),
    );
    stop.coded(StopCode::Folder).hint("name a new folder with `--out`", "请用 `--out` 指定新文件夹")
}

fn at_work(place: &Path) -> Stop {
    let shown = place.display();
    let stop = Stop::new(
        format!("another job is being written to `{shown}`"),
        format!("另一个打印任务正在写入 `{shown}`"),
    );
    stop.hint("wait until it ends", "请等其结束")
}
