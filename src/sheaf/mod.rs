//! Turn many letters into one file, a sheaf: their pages one after the other, each face once, one tree of tags.
//!
//! Letters come from the typesetter, and some were signed since; both write objects one after the other, listed in tables.
//! So nothing is read into a tree: objects are copied byte by byte under new numbers and leave at once, and what stays in
//! memory for a letter is where its objects stand, eight bytes each.
//!
//! - [`lex`], [`source`]: tokens; a letter's objects by its tables;
//! - [`rewrite`], [`letter`], [`shared`], [`known`]: objects under new numbers, what letters share once;
//! - [`font`], [`compact`], [`truetype`], [`faces`], [`codes`]: a letter's subset fonts; one font for each face; what a
//!   letter's codes are there;
//! - [`widget`]: signatures as they look;
//! - [`tags`], [`trees`]: what is read aloud; trees of pages, numbers and names;
//! - [`attached`], [`text`]: files that go with the pages; words that readers show;
//! - [`sheet`], [`last`]: a file that grows; what stands at its end;
//! - [`sink`], [`out`]: objects as they are numbered; the thread that packs, hashes and writes them.
//!
//! What is not built as the program's own letters are is refused ([`Fault::Odd`]); nothing is guessed.

mod attached;
mod codes;
mod compact;
mod faces;
mod fault;
mod font;
mod known;
mod last;
mod letter;
mod lex;
mod out;
mod packed;
mod rewrite;
mod shared;
mod sheet;
mod sink;
mod source;
mod tags;
mod text;
mod trees;
mod truetype;
mod widget;

pub use attached::{Attached, Relation};
pub use fault::Fault;
pub use last::{About, Bookmark};
pub use sheet::Sheaf;
