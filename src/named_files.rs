//! Turn the names that a settings file gives into the files beside it, on the disk or in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::Stop;

/// Where the files stand that a settings file names.
#[derive(Clone)]
pub enum NamedFiles {
    /// In a folder, to which their names are relative.
    Folder(PathBuf),
    /// In memory, by name.
    Memory(Arc<BTreeMap<String, Vec<u8>>>),
}

/// Names the files only: some are keys.
impl fmt::Debug for NamedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "the files of {folder:?}"),
            Self::Memory(files) => write!(f, "the files {:?}", files.keys()),
        }
    }
}

impl NamedFiles {
    /// The folder that a settings file stands in.
    pub fn beside(file: &Path) -> Self {
        Self::Folder(file.parent().unwrap_or(Path::new("")).to_path_buf())
    }

    /// Files in memory.
    pub fn memory(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self::Memory(Arc::new(files))
    }

    /// Puts a file in memory, beside those that are there; a folder is given up for it.
    pub fn put(&mut self, name: String, bytes: Vec<u8>) {
        if let Self::Memory(files) = self {
            Arc::make_mut(files).insert(name, bytes);
        } else {
            *self = Self::memory(BTreeMap::from([(name, bytes)]));
        }
    }

    /// The bytes of a file.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Stop> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                std::fs::read(&path).map_err(|error| Stop::unreadable(&path, &error))
            }
            Self::Memory(files) => files.get(name).cloned().ok_or_else(|| absent(name, files)),
        }
    }

    /// The words of a file.
    pub fn text(&self, name: &str) -> Result<String, Stop> {
        String::from_utf8(self.read(name)?).map_err(|_| Stop::no_text(&self.shown(name)))
    }

    /// A file's name as messages show it.
    pub fn shown(&self, name: &str) -> String {
        match self {
            Self::Folder(folder) => folder.join(name).display().to_string(),
            Self::Memory(_) => name.to_string(),
        }
    }

    /// Where a file stands on the disk; `None` where it is in memory.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.join(name)),
            Self::Memory(_) => None,
        }
    }
}

fn absent(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Stop {
    let given: Vec<&str> = files.keys().map(String::as_str).collect();
    let stop = Stop::new(format!("the file `{name}` is not given"), format!("未提供文件 `{name}`"));
    match given.is_empty() {
        true => stop.hint("hand it in with the issuer's text", "请随发行方文本一并提供"),
        false => stop.hint(
            format!("the files given are {}", given.join(", ")),
            format!("已提供的文件：{}", given.join("、")),
        ),
    }
}
