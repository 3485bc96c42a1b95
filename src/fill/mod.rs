//! Turn a draft and a kind's template into Typst source.

mod apart;
mod built_in;
mod compared;
mod counted;
pub mod drawing;
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
use std::sync::LazyLock;

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, OutputSpan, UndefinedBehavior};

pub use built_in::OfBuiltIn;
pub use counted::{Counted, Forbidden, counted};
#[cfg(feature = "inner")]
pub use escape::literal;
pub use fault::Unfilled;
pub use governed::{Governed, GovernedSet, Sense, Use, VALUE, marked};
pub use place::{TemplatePlace, parts};
pub use set::{NO_FOLDER, SHARED, TemplateFault, TemplateSet, built_in_title};

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

/// Which of a kind's templates is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The document.
    Letter,
    /// The short message.
    Sms,
    /// The words of the e-mail, as plain text.
    EmailText,
    /// The same as HTML.
    EmailHtml,
}

impl Form {
    /// Its file in a kind's folder.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Letter => "letter.typ.jinja",
            Self::Sms => "sms.txt.jinja",
            Self::EmailText => "email.txt.jinja",
            Self::EmailHtml => "email.html.jinja",
        }
    }
}

/// A filled template, which only [`Templates::fill`] and [`Templates::fill_form`] can make: Typst source of a document, or
/// the words of a message.
#[derive(Clone)]
pub struct Filled {
    kind: String,
    form: Form,
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
    /// Which of the kind's templates it was.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The kind of document.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The template's name.
    fn template(&self) -> String {
        template(&self.kind, self.form)
    }

    /// The Typst source, or the words.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The values it was filled with.
    pub fn values(&self) -> &Value {
        &self.draft
    }
}

impl Templates {
    /// Compiles a set of templates; every template that cannot be read is told. What is built in was compiled once.
    pub fn new(set: TemplateSet) -> Result<Self, Vec<TemplateFault>> {
        let (mut environment, mut faults) = BUILT_IN.clone();
        for (name, _) in built_in::all().filter(|(name, _)| !set.has(name) || set.is_own(name)) {
            environment.remove_template(name);
        }
        for (name, text) in set.templates().filter(|(name, _)| set.is_own(name)) {
            faults.extend(compiled(name, text, &set, &mut environment));
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
        self.fill_form(draft, Form::Letter)
    }

    /// Whether a kind has such a template.
    pub fn has(&self, kind: &str, form: Form) -> bool {
        self.set.has(&template(kind, form))
    }

    /// Fills one of the templates of the draft's kind, likewise.
    pub fn fill_form(&self, draft: &Draft, form: Form) -> Result<Filled, Unfilled> {
        let name = template(draft.kind(), form);
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
        Ok(Filled { kind: draft.kind().to_string(), form, source, draft: value })
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
        let template = self.environment.get_template(&filled.template()).ok()?;
        template.render_with_spans(filled.draft.clone()).ok().map(|(_, spans)| spans)
    }
}

/// The built-in templates, compiled the first time that any are, with what is wrong with them.
static BUILT_IN: LazyLock<(Environment<'static>, Vec<TemplateFault>)> = LazyLock::new(|| {
    let mut environment = environment();
    let faults = TemplateSet::built_in().map_or_else(
        |faults| faults,
        |set| {
            let all = set.templates();
            all.flat_map(|(name, text)| compiled(name, text, &set, &mut environment)).collect()
        },
    );
    (environment, faults)
});

/// Compiles a template; what is wrong with it.
fn compiled(
    name: &str,
    text: &str,
    set: &TemplateSet,
    environment: &mut Environment<'static>,
) -> Vec<TemplateFault> {
    let mut faults = guard::forbidden(name, text, set);
    faults.extend(guard::growing(name, text, set));
    if let Err(error) = environment.add_template_owned(name.to_string(), text.to_string()) {
        faults.push(fault::of_template(&error, set));
    }
    faults
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

/// The name of a kind's template.
fn template(kind: &str, form: Form) -> String {
    format!("{kind}/{}", form.file())
}

/// An environment in which values enter as data, undefined is strict, and work is bounded.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| AutoEscape::Custom(escape::language(name).into()));
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
