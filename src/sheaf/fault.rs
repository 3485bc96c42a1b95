//! Say why a letter cannot be taken into a sheaf.

use std::io;

/// Why a letter, or the whole sheaf, cannot be made.
#[derive(Debug)]
pub enum Fault {
    /// The letter is encrypted.
    Encrypted,
    /// The letter is not built as the program's own letters are; what is odd, in English.
    Odd(&'static str),
    /// The sheaf cannot be written.
    Unwritten(io::Error),
}

/// What may fail for such a reason.
pub(super) type Faulty<T> = Result<T, Fault>;

/// A letter that is not built as our own are.
pub(super) fn odd(what: &'static str) -> Fault {
    Fault::Odd(what)
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Unwritten(error)
    }
}
