//! Where documents go: files by name, each of which appears whole or not at all.
//!
//! A file is written to a temporary one first ([`Place::begin`]), and many are then given their names
//! together ([`Place::put`]): whatever a place is, a reader never meets half a document, and what was put
//! stays put. Names are relative and parted by `/`, such as `documents/5T/HP-20261122-7KQ2M4XR5T.pdf`.

mod folder;
mod guarded;
mod private;
pub mod store;
mod temporary;

use std::fmt::Debug;
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;

pub use folder::Folder;
pub(crate) use folder::is_temporary;
pub(crate) use guarded::Guarded;
pub(crate) use private::{LOCK, lock, private, private_folders, sync_folder};
pub use store::Store;
pub(crate) use temporary::{TemporaryFile, write};

/// The register of a run, by which a place is known to hold one.
pub const MANIFEST: &str = "manifest.jsonl";

/// The folder of the documents.
pub const DOCUMENTS: &str = "documents";

/// The folder of the locked copies for e-mail.
pub const COPIES: &str = "copies";

/// The folder of the e-mails.
pub const EMAILS: &str = "emails";

/// A temporary file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Temporary {
    /// The name it is meant for.
    pub name: String,
    /// What keeps two of one name apart: no two that one process begins have the same.
    pub mark: u64,
}

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Nothing,
    /// A file of so many bytes.
    File(u64),
    /// Something else: a folder, a link.
    Other,
}

/// What became of a file that was put as a new one.
#[derive(Clone, PartialEq, Eq)]
pub enum New {
    /// It stands under its name, as it was written.
    Stands,
    /// Another stood there already and was left as it is.
    Other {
        /// The bytes of the one that stands.
        theirs: Vec<u8>,
        /// The bytes that were meant for the name.
        ours: Vec<u8>,
    },
}

/// Counts the bytes only: a document is a person's data.
impl std::fmt::Debug for New {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stands => f.write_str("stands"),
            Self::Other { theirs, ours } => {
                write!(f, "another file of {} bytes in place of {}", theirs.len(), ours.len())
            }
        }
    }
}

/// Where documents go: a [`Folder`], a [`Store`], or a place of the caller's own.
///
/// All workers of a run write to one place at once. An error is told with the name it is about; a
/// [`Stop`](crate::error::Stop) made into an [`io::Error`] is told in its own words, with its remedies.
pub trait Place: Debug + Send + Sync {
    /// How messages show a file of it; the place itself for an empty name.
    fn shown(&self, name: &str) -> String;

    /// Begins a temporary file, which is then written to. What stands under its name stays meanwhile.
    fn begin(&self, temporary: &Temporary) -> io::Result<Box<dyn Write + Send>>;

    /// Reads back what was written to a temporary file.
    fn reopen(&self, temporary: &Temporary) -> io::Result<Box<dyn Read + Send>>;

    /// Removes a temporary file that is not wanted any more, if it is there.
    fn discard(&self, temporary: &Temporary);

    /// Makes temporary files last, then gives each its name, then makes the names last. What stood under a name is
    /// replaced.
    fn put(&self, temporaries: &[Temporary]) -> io::Result<()>;

    /// The same for files that nobody has told of yet; asked of places that are [far](Self::is_far). A place that can tell whether a name is taken leaves what stands
    /// under it, and says for each file what became of it; another replaces it, as [`put`](Self::put) does.
    fn put_new(&self, temporaries: &[Temporary]) -> io::Result<Vec<New>> {
        self.put(temporaries)?;
        Ok(vec![New::Stands; temporaries.len()])
    }

    /// Appends to a file of which only the first `whole` bytes stay; what stood behind them goes, and what is
    /// appended lasts.
    fn append(&self, name: &str, whole: u64, bytes: &[u8]) -> io::Result<()>;

    /// Says that nothing will be appended to a file for now: a place that keeps what was appended in parts makes one
    /// file of them.
    fn settle(&self, name: &str) -> io::Result<()> {
        let _ = name;
        Ok(())
    }

    /// Whether each request to it takes long, so that work goes on meanwhile, and whether it holds what it keeps against
    /// checksums of its own, so that a file of the right length need not be read to know that it is whole.
    fn is_far(&self) -> bool {
        false
    }

    /// Reads a file; `None` where there is none.
    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + Send>>>;

    /// What stands under a name.
    fn standing(&self, name: &str) -> io::Result<Standing>;

    /// Removes a file, if it is there.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// The names of what stands directly below a name, without it; that of a folder ends in `/`. All that stands
    /// on top for an empty name, none where there is nothing.
    fn list(&self, below: &str) -> io::Result<Vec<String>>;

    /// Where a file stands on a disk of this machine; `None` where it does not.
    fn on_disk(&self, name: &str) -> Option<PathBuf> {
        let _ = name;
        None
    }

    /// The address under which a file can be asked for from other places of the same kind; `None` where there is none.
    fn address(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }

    /// Makes a temporary file of the file of that name in another place.
    fn adopt(&self, temporary: &Temporary, from: &dyn Place) -> io::Result<()> {
        let mut bytes = from.read(&temporary.name)?.ok_or(ErrorKind::NotFound)?;
        let mut to = self.begin(temporary)?;
        io::copy(&mut bytes, &mut to)?;
        to.flush()
    }
}
