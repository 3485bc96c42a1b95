//! Typst's library without what reads code or files' formats, and with the functions of this program.

use typst::foundations::{Binding, Func, Module, Scope};
use typst::{Feature, Library, LibraryExt};

use super::drawn;
use super::meter::FUNCTIONS;

/// What no letter needs: code from text, programs, and readers of formats, some of which have
/// references that grow without bound.
const WITHOUT: &[&str] = &["eval", "plugin", "cbor", "csv", "json", "toml", "xml", "yaml"];

/// The library of every letter. Typst keeps its functions for the heads of rows, which a reader aloud says before each
/// cell, behind a feature as long as it may still name them otherwise.
pub(super) fn library() -> Library {
    let mut library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
    let mut scope = Scope::new();
    for (name, binding) in library.global.scope().iter().filter(|(name, _)| !WITHOUT.contains(&name.as_str()))
    {
        scope.bind(name.clone(), binding.clone());
    }
    for &(name, function) in FUNCTIONS {
        scope.bind(name.into(), Binding::detached(Func::from(function)));
    }
    scope.bind(drawn::NAME.into(), Binding::detached(drawn::function()));
    library.global = Module::new("global", scope);
    library.std = Binding::detached(library.global.clone());
    library
}
