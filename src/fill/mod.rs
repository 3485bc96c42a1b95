//! Turn a draft and a kind's template into Typst source.

mod apart;
mod built_in;
mod compared;
mod counted;
mod escape;
mod fault;
mod filters;
mod folder;
mod governed;
mod guard;
mod named;
mod place;
mod set;
mod signs;
mod unused;

use std::io;

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, OutputSpan, UndefinedBehavior};

pub use counted::{Counted, Forbidden, counted};
#[cfg(feature = "inner")]
pub use escape::literal;
pub use fault::Unfilled;
pub use governed::{Governed, GovernedSet, Sense, Use, VALUE, marked};
pub use place::{TemplatePlace, parts};
pub use set::{NO_FOLDER, TemplateFault, TemplateSet, built_in_title};

use crate::draft::Draft;

/// The filters there are.
const FILTERS: [&str; 6] = ["length", "first", "last", "money", "capitals", "date"];

/// How many steps a template may take: far beyond any letter, far below forever.
const FUEL: u64 = 400_000;

/// How deep templates may include and call each other.
const DEPTH: usize = 64;

/// How many bytes a filled template may have.
const MOST_BYTES: usize = 2 << 20;

/// The templates of a run, compiled and ready to be filled.
#[derive(Debug)]
pub struct Templates {
    set: TemplateSet,
    environment: Environment<'static>,
    doubtful: Vec<TemplateFault>,
}

/// Typst source of one document, which only [`Templates::fill`] can make.
pub struct Filled {
    kind: String,
    source: String,
    draft: Value,
}

/// Names the kind only: what is filled in is a person's data.
impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a filled `{}`", self.kind)
    }
}

impl Filled {
    /// The Typst source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The values it was filled with.
    pub fn values(&self) -> &Value {
        &self.draft
    }
}

impl Templates {
    /// Compiles a set of templates; every template that cannot be read is told.
    pub fn new(set: TemplateSet) -> Result<Self, Vec<TemplateFault>> {
        let mut environment = environment();
        let mut faults = Vec::new();
        for (name, text) in set.templates() {
            faults.extend(guard::forbidden(name, text, &set));
            faults.extend(guard::growing(name, text, &set));
            if let Err(error) = environment.add_template_owned(name.to_string(), text.to_string()) {
                faults.push(fault::of_template(&error, &set));
            }
        }
        let own = set.modules().filter(|(name, _)| set.is_own(name));
        faults.extend(own.filter_map(|(name, text)| guard::uncounted(name, text, &set)));
        faults.extend(compared::never(&set));
        let signs = signs::signs(&set);
        faults.extend(signs.misread);
        let mut doubtful = signs.doubtful;
        doubtful.extend(unused::unused(&set));
        if faults.is_empty() { Ok(Self { set, environment, doubtful }) } else { Err(faults) }
    }

    /// The set they were compiled from.
    pub fn set(&self) -> &TemplateSet {
        &self.set
    }

    /// What may not be meant in one's own templates: signs that Typst prints as something else, files that nothing uses.
    pub fn doubtful(&self) -> &[TemplateFault] {
        &self.doubtful
    }

    /// Fills the template of the draft's kind. A value that is missing or blank, or a template
    /// that does not come to an end, is a finding at the template's own line.
    pub fn fill(&self, draft: &Draft) -> Result<Filled, Unfilled> {
        let name = letter(draft.kind());
        let value = Value::from(Serde(draft.values()));
        let mut filled = Bounded { bytes: Vec::new(), full: false };
        let rendered = self
            .environment
            .get_template(&name)
            .and_then(|template| template.render_captured_to(value.clone(), &mut filled).map(drop));
        if filled.full {
            return Err(Unfilled { finding: fault::too_much(&name, MOST_BYTES), by_template: true });
        }
        rendered.map_err(|error| fault::of_account(&error, &self.set, &value))?;
        let source = String::from_utf8(filled.bytes)
            .unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned());
        Ok(Filled { kind: draft.kind().to_string(), source, draft: value })
    }

    /// A message of the typesetter's without what a letter's values may have put into it.
    pub fn apart(&self, filled: &Filled, message: &str) -> String {
        apart::apart(message, &filled.draft, &self.set)
    }

    /// The place in a template that a byte of a filled source came from.
    pub fn place(&self, filled: &Filled, byte: usize) -> Option<TemplatePlace> {
        self.set.came_from(&self.spans(filled)?, byte)
    }

    /// What each part of a filled source came from.
    pub fn spans(&self, filled: &Filled) -> Option<Vec<OutputSpan>> {
        let template = self.environment.get_template(&letter(&filled.kind)).ok()?;
        template.render_with_spans(filled.draft.clone()).ok().map(|(_, spans)| spans)
    }
}

/// What a template writes, up to the most bytes it may.
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MOST_BYTES {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The template's name of a kind's document.
fn letter(kind: &str) -> String {
    format!("{kind}/letter.typ.jinja")
}

/// An environment in which values enter as data, undefined is strict, and work is bounded.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("typst".into()));
    environment.set_formatter(escape::format);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment.set_debug(false);
    environment.add_filter("length", minijinja::filters::length);
    environment.add_filter("first", minijinja::filters::first);
    environment.add_filter("last", minijinja::filters::last);
    filters::add(&mut environment);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.add_test("undefined", minijinja::tests::is_undefined);
    environment
}
