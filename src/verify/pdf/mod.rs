//! Turn a PDF's bytes into its revisions and the objects of each.
//!
//! This reader is its own, and stricter than those of viewers: it shares no code with signing, keeps the offset of
//! everything, and where a file could be read in two ways it says so and reads no further. Attacks on signed files
//! live on such differences between readers.

mod cipher;
mod file;
mod lex;
mod object;
mod revision;
mod stream;
mod table;

pub(in crate::verify) use file::File;
pub(in crate::verify) use lex::Lexer;
pub(in crate::verify) use object::{Dict, Object, ObjectId, Stream, text_string};
pub(in crate::verify) use revision::Fault;
pub(in crate::verify) use table::XrefEntry;
