//! Lay a letter out once where a letter like it was laid out before.
//!
//! A letter reads the numbers of its pages off its own pages. So Typst lays it out with no pages to read, again with
//! those of the first time, and stops where every answer that was read is the same once more. Most letters have as many
//! pages as some letter before, and their marks at the same places: laid out with *that* letter's pages to read, they
//! come out right the first time. Whether they did is found out as Typst itself does: each question that was asked is
//! asked again of the new pages. Where an answer differs, the letter is laid out again with these, which is no more than
//! it would have taken anyway; where that does not end, or there is anything to tell, Typst begins anew.
//!
//! Only letters of built-in templates go this way: the pages of other ones might be right in more than one way.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use comemo::{Constraint, Track};
use typst::diag::SourceResult;
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{Bytes, Content, Output, StyleChain, Styles, Target};
use typst::introspection::{EmptyIntrospector, Introspector, MAX_ITERS};
use typst::utils::{LazyHash, Protected};
use typst::{Library, World};
use typst_layout::{PagedDocument, PagedIntrospector};

use super::press::LetterWorld;
use crate::known::Known;

/// How many sets of pages are remembered beside the last of each kind, which serves most letters: each is as large as its
/// letter.
const MOST: usize = 8;

/// How many kinds are known, and how much oftener pages of a kind may be other than foreseen than not, before nothing is
/// foreseen of them any more.
const KINDS: usize = 64;
const MISSES: i32 = 8;

/// How a value begins and ends in a filled source.
const VALUE: (&str, &str) = ("#v(\"", "\");");

/// What decides how a letter looks, beside its source.
const LOOK: [&str; 2] = ["/letter/look.txt", "/letter/theme.txt"];

/// What letters before had on their pages.
pub(super) struct Foreseen {
    /// Whether nothing is foreseen.
    pub(super) is_closed: bool,
    /// By what makes pages alike, and the last of each kind.
    alike: Known<u64, Arc<PagedIntrospector>>,
    last: Known<String, Arc<PagedIntrospector>>,
    /// How much oftener pages of a kind were other than foreseen than not.
    missed: Known<String, i32>,
    foreseen: AtomicU64,
    others: AtomicU64,
}

/// How many layouts went which way.
#[cfg(feature = "inner")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// With the pages of another letter to read.
    pub foreseen: u64,
    /// As Typst does.
    pub others: u64,
}

/// By what a letter's pages are foreseen.
pub(super) struct Alike {
    kind: String,
    /// A hash of its fixed words and its look.
    hash: u64,
}

impl Alike {
    /// What a letter of a kind with this source, and with pictures by their names, is alike by.
    pub(super) fn of(kind: &str, source: &str, pictures: &[(&str, Bytes)]) -> Self {
        let mut hasher = DefaultHasher::new();
        let (begin, end) = VALUE;
        let mut left = source;
        while let Some((fixed, value)) = left.split_once(begin) {
            fixed.hash(&mut hasher);
            left = value.split_once(end).map_or("", |(_, left)| left);
        }
        left.hash(&mut hasher);
        for (_, look) in pictures.iter().filter(|(name, _)| LOOK.contains(name)) {
            look.as_slice().hash(&mut hasher);
        }
        Self { kind: kind.to_string(), hash: hasher.finish() }
    }

    fn with(&self, step: (bool, u8)) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.hash, step).hash(&mut hasher);
        hasher.finish()
    }
}

impl Default for Foreseen {
    fn default() -> Self {
        let (alike, last, missed) = (Known::of(MOST), Known::of(KINDS), Known::of(KINDS));
        let (foreseen, others) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { is_closed: false, alike, last, missed, foreseen, others }
    }
}

impl Foreseen {
    /// Lays a letter out by what is foreseen of its pages; `None` where nothing is, where that cannot be done, or there is
    /// anything to tell.
    pub(super) fn compile(&self, world: &LetterWorld<'_>) -> Option<PagedDocument> {
        let document = self.laid_out(world);
        let count = if document.is_some() { &self.foreseen } else { &self.others };
        count.fetch_add(1, Ordering::Relaxed);
        document
    }

    fn laid_out(&self, world: &LetterWorld<'_>) -> Option<PagedDocument> {
        let (alike, step) = world.alike().filter(|(alike, _)| self.is_open(&alike.kind))?;
        let mut pages = self.alike.get(&alike.with(step)).or_else(|| self.last.get(&alike.kind))?;
        let evaluated = typst::compile::<Evaluated>(world);
        let Evaluated { content, styles } = evaluated.output.ok()?;
        if !evaluated.warnings.is_empty() {
            return None;
        }
        for pass in 0..MAX_ITERS {
            let Laid { document, is_sound } = laid(world, &*pages, &content, &styles)?;
            if pass == 0 {
                self.note(&alike.kind, is_sound);
            }
            if is_sound {
                return Some(document);
            }
            pages = Arc::clone(document.introspector());
        }
        None
    }

    /// Whether anything is foreseen of letters of a kind: pages that mostly differ are not worth the room.
    fn is_open(&self, kind: &str) -> bool {
        !self.is_closed && self.missed.get(kind).is_none_or(|missed| missed < MISSES)
    }

    /// Takes note of whether a letter of a kind has the pages that were foreseen.
    fn note(&self, kind: &str, foreseen: bool) {
        let missed = self.missed.get(kind).unwrap_or_default();
        let missed = if foreseen { missed - 1 } else { missed + 1 };
        self.missed.keep(kind.to_string(), &missed.clamp(-MISSES, MISSES));
    }

    /// Remembers a letter's pages.
    pub(super) fn keep(&self, world: &LetterWorld<'_>, document: &PagedDocument) {
        if let Some((alike, step)) = world.alike().filter(|(alike, _)| self.is_open(&alike.kind)) {
            self.alike.keep(alike.with(step), document.introspector());
            self.last.keep(alike.kind.clone(), document.introspector());
        }
    }

    /// How many layouts went which way.
    #[cfg(feature = "inner")]
    pub(super) fn ways(&self) -> Ways {
        let [foreseen, others] = [&self.foreseen, &self.others].map(|count| count.load(Ordering::Relaxed));
        Ways { foreseen, others }
    }
}

/// Pages, and whether they answer every question as it was answered to them.
struct Laid {
    document: PagedDocument,
    is_sound: bool,
}

/// Lays content out with these pages to read; `None` where there is an error or a warning.
fn laid(
    world: &LetterWorld<'_>,
    pages: &dyn Introspector,
    content: &Content,
    styles: &Styles,
) -> Option<Laid> {
    let library: &LazyHash<Library> = world.library();
    let world: &dyn World = world;
    let (traced, constraint) = (Traced::default(), Constraint::new());
    let mut sink = Sink::new();
    let mut engine = Engine {
        library,
        world: world.track(),
        introspector: Protected::new(pages.track_with(&constraint)),
        traced: traced.track(),
        sink: sink.track_mut(),
        route: Route::default(),
    };
    let document = PagedDocument::create(&mut engine, content, StyleChain::new(styles)).ok()?;
    let is_sound = constraint.validate(Output::introspector(&document));
    (sink.delayed().is_empty() && sink.warnings().is_empty()).then_some(Laid { document, is_sound })
}

/// What a letter's source comes to before it is laid out.
struct Evaluated {
    content: Content,
    styles: Styles,
}

impl Output for Evaluated {
    fn target() -> Target {
        Target::Paged
    }

    fn create(_: &mut Engine<'_>, content: &Content, styles: StyleChain<'_>) -> SourceResult<Self> {
        Ok(Self { content: content.clone(), styles: styles.to_map() })
    }

    fn introspector(&self) -> &dyn Introspector {
        &EmptyIntrospector
    }
}
