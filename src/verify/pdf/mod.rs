//! Turn a PDF's bytes into its revisions and the objects of each.
//!
//! This is a reading of its own, stricter than that of viewers: it shares no code with signing, keeps
//! every place in bytes, and where a file could be read in two ways it says so and reads no further.

mod cipher;
mod file;
mod lex;
mod object;
mod revision;
mod stream;
mod table;

pub(in crate::verify) use file::File;
pub(in crate::verify) use lex::Lexer;
pub(in crate::verify) use object::{Dict, Name, Object, decoded};
pub(in crate::verify) use revision::Fault;
pub(in crate::verify) use table::Place;
