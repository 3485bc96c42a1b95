//! Count the steps of a letter whose templates are not built in, and end it when they run out.
//!
//! `fill::counted` puts calls of these functions into an author's Typst source. Steps are counted, not
//! time, so that a letter is refused or made alike on every machine.
//!
//! # Keeping comemo from memoising
//!
//! Typst memoises function calls with comemo. A memoised call is not run again, so that its steps would not be
//! counted: a loop in the second letter would be free because the first had run it. comemo reuses a result only if
//! every tracked read that led to it (here: of the [`World`]) gives the same value again. So each counted call reads
//! a tracked value that changes once it was read: it asks the world for the face with the number of the next *probe*
//! (from 2^40 on, where no real face is). The world answers `None` the first time, and face 0 ever after
//! ([`super::tally::Meter::was_probed`]). When comemo checks the recorded read, the answer differs, the result is thrown away, and
//! the call runs, and counts, again.
//!
//! What comes of no counted call is remembered: fixed paragraphs of one letter are known again in the next.
//!
//! comemo's debug assertions would panic over a tracked function that gives two answers, so that they are off for
//! that crate in the development profile (`Cargo.toml`).

use std::sync::{Arc, LazyLock};

use comemo::Tracked;
use typst::World;
use typst::diag::{SourceResult, bail};
use typst::engine::Engine;
use typst::foundations::{
    Args, CastInfo, Content, Context, Func, NativeFuncData, NativeFuncPtr, Scope, SequenceElem, StyledElem,
    Value,
};
use typst::model::ParbreakElem;
use typst::syntax::FileId;
use typst::text::{LinebreakElem, SpaceElem, TextElem};

use super::tally::{Tally, key_file};

/// Steps of a call, and of one turn of a loop, beside what they bring forth.
const CALL: u64 = 200;
const TURN: u64 = 10;

/// How many characters of text count as one step.
const CHUNK: u64 = 4;

/// Breaking a paragraph into lines can take as long as the square of its break opportunities (the places where a
/// line may end), where all of it fits on one line: how much of the square counts as one step, and how many break
/// opportunities cost nothing.
const SQUARE: u64 = 16;
const FREE_BREAKS: u64 = 200;

/// How deep values and content may nest.
const DEPTH: u32 = 256;

/// The largest number and length (in points) a template may use: beyond them are only mistakes.
const LARGEST: i64 = 10_000;
const LONGEST: f64 = 100_000.0;

/// The largest thing that may be multiplied.
const FACTOR: u64 = 10_000;

/// What the functions say; the finding is worded anew from it.
pub(super) const SPENT: &str = "hanpress: steps spent";
pub(super) const TOO_DEEP: &str = "hanpress: nested too deep";
pub(super) const TOO_LARGE: &str = "hanpress: number too large";
pub(super) const TOO_MANY: &str = "hanpress: multiplied too often";

/// Why a count ends a letter.
type Excess = &'static str;

/// The tally found by the key in the letter's world.
struct Count(Option<Arc<Tally>>);

impl Count {
    fn of(engine: &Engine<'_>) -> Self {
        static KEY: LazyLock<Option<FileId>> = LazyLock::new(|| key_file().ok());
        let key = KEY.and_then(|id| engine.world.file(id).ok());
        let key = key.and_then(|key| Some(u64::from_be_bytes(key.as_slice().try_into().ok()?)));
        Self(key.and_then(Tally::of))
    }

    /// Reads a tracked value that changes by being read, so that comemo cannot reuse the call that reads it.
    fn forbid_memoisation(&self, engine: &Engine<'_>) {
        if let Some(tally) = &self.0 {
            engine.world.font(tally.next_probe());
            tally.was_asked();
        }
    }

    /// Takes steps, all that are left where they are too few. Without a tally nothing is left.
    fn take(&self, steps: u64) -> Result<(), Excess> {
        let Some(tally) = &self.0 else { return Err(SPENT) };
        if tally.take(steps) { Ok(()) } else { Err(SPENT) }
    }

    /// Counts a value with all that is in it.
    fn weigh(&self, value: &Value, depth: u32) -> Result<(), Excess> {
        if depth > DEPTH {
            return Err(TOO_DEEP);
        }
        self.take(1 + text_of(value) / CHUNK)?;
        match value {
            Value::Int(number) if number.unsigned_abs() > LARGEST.unsigned_abs() => Err(TOO_LARGE),
            Value::Float(number) if number.abs() > LARGEST as f64 => Err(TOO_LARGE),
            Value::Length(length) if length.abs.to_pt().abs() > LONGEST => Err(TOO_LARGE),
            Value::Array(array) => array.iter().try_for_each(|item| self.weigh(item, depth + 1)),
            Value::Dict(dict) => dict.iter().try_for_each(|(_, item)| self.weigh(item, depth + 1)),
            Value::Args(args) => args.items.iter().try_for_each(|arg| self.weigh(&arg.value.v, depth + 1)),
            Value::Content(content) => self.weigh_content(content, depth),
            _ => Ok(()),
        }
    }

    /// Counts an element with all that is in it.
    fn weigh_element(&self, element: &Content, depth: u32) -> Result<(), Excess> {
        let text = element.to_packed::<TextElem>().map_or(0, |text| text.text.len() as u64);
        self.weigh_one(text, depth)?;
        self.weigh_content(element, depth)
    }

    /// Counts something of that much text alone.
    fn weigh_one(&self, text: u64, depth: u32) -> Result<(), Excess> {
        if depth > DEPTH { Err(TOO_DEEP) } else { self.take(1 + text / CHUNK) }
    }

    /// Counts what is in content. Of most elements the fields are known, and need not be gathered first.
    fn weigh_content(&self, content: &Content, depth: u32) -> Result<(), Excess> {
        if content.label().is_some() {
            return self.weigh_fields(content, depth);
        }
        if let Some(text) = content.to_packed::<TextElem>() {
            return self.weigh_one(text.text.len() as u64, depth + 1);
        }
        if let Some(sequence) = content.to_packed::<SequenceElem>() {
            self.weigh_one(0, depth + 1)?;
            return sequence.children.iter().try_for_each(|child| self.weigh_element(child, depth + 2));
        }
        if let Some(styled) = content.to_packed::<StyledElem>() {
            self.weigh_element(&styled.child, depth + 1)?;
            return self.weigh_one(0, depth + 1);
        }
        if content.is::<SpaceElem>() { Ok(()) } else { self.weigh_fields(content, depth) }
    }

    fn weigh_fields(&self, content: &Content, depth: u32) -> Result<(), Excess> {
        let fields = content.fields();
        fields.iter().try_for_each(|(_, field)| self.weigh(field, depth + 1))
    }

    /// Takes the steps that breaking the paragraphs of content into lines may cost.
    fn take_lines(&self, value: &Value) -> Result<(), Excess> {
        match value {
            Value::Str(text) => self.take_line_breaks(break_opportunities(text)),
            other => self.paragraphs_in(other, 0),
        }
    }

    /// Adds content to a paragraph, which ends where lines must; what stands in an element of its own has its own.
    fn paragraph(&self, content: &Content, paragraph: &mut u64, depth: u32) -> Result<(), Excess> {
        if depth > DEPTH {
            return Err(TOO_DEEP);
        }
        if let Some(sequence) = content.to_packed::<SequenceElem>() {
            return sequence
                .children
                .iter()
                .try_for_each(|child| self.paragraph(child, paragraph, depth + 1));
        }
        if let Some(styled) = content.to_packed::<StyledElem>() {
            return self.paragraph(&styled.child, paragraph, depth + 1);
        }
        if let Some(text) = content.to_packed::<TextElem>() {
            *paragraph += break_opportunities(&text.text);
            return Ok(());
        }
        if content.is::<ParbreakElem>() || content.is::<LinebreakElem>() {
            return self.take_line_breaks(std::mem::take(paragraph));
        }
        *paragraph += 1;
        let fields = content.fields();
        fields.iter().try_for_each(|(_, field)| self.paragraphs_in(field, depth + 1))
    }

    /// Counts the paragraphs within an element's field.
    fn paragraphs_in(&self, field: &Value, depth: u32) -> Result<(), Excess> {
        match field {
            Value::Content(content) => {
                let mut paragraph = 0;
                self.paragraph(content, &mut paragraph, depth)?;
                self.take_line_breaks(paragraph)
            }
            Value::Array(items) => items.iter().try_for_each(|item| self.paragraphs_in(item, depth)),
            _ => Ok(()),
        }
    }

    /// Takes the steps of a paragraph with so many break opportunities.
    fn take_line_breaks(&self, breaks: u64) -> Result<(), Excess> {
        if breaks > FREE_BREAKS { self.take(breaks.saturating_mul(breaks) / SQUARE) } else { Ok(()) }
    }
}

/// How many break opportunities a text has, at most.
fn break_opportunities(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_ascii_alphanumeric()).count() as u64
}

/// How many bytes of text a value itself holds.
fn text_of(value: &Value) -> u64 {
    match value {
        Value::Str(text) => text.as_str().len() as u64,
        Value::Bytes(bytes) => bytes.len() as u64,
        Value::Content(content) => content.to_packed::<TextElem>().map_or(0, |text| text.text.len() as u64),
        _ => 0,
    }
}

/// The value a function was called with, counted by `count`.
fn counted(
    engine: &Engine<'_>,
    args: &mut Args,
    weigh: impl FnOnce(&Count, &Value) -> Result<(), Excess>,
) -> SourceResult<Value> {
    let (span, value): (_, Value) = (args.span, args.expect("value")?);
    match weigh(&Count::of(engine), &value) {
        Ok(()) => Ok(value),
        Err(excess) => bail!(span, "{excess}"),
    }
}

/// A value that was built.
fn weigh(engine: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    counted(engine, args, |count, value| count.weigh(value, 0))
}

/// What a function gives back.
fn call(engine: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    counted(engine, args, |count, value| {
        count.forbid_memoisation(engine);
        count.take(CALL)?;
        count.weigh(value, 0)?;
        count.take_lines(value)
    })
}

/// The whole letter.
fn whole(engine: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    counted(engine, args, Count::take_lines)
}

/// What a loop runs over, or the condition of another turn.
fn turns(engine: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    counted(engine, args, |count, value| {
        let turns = match value {
            Value::Array(array) => array.len() as u64,
            Value::Dict(dict) => dict.len() as u64,
            other => text_of(other) + 1,
        };
        count.take(turns * TURN)
    })
}

/// What is multiplied, or how many times.
fn factor(engine: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    counted(engine, args, |count, value| {
        let size = match value {
            Value::Array(array) => array.len() as u64,
            other => text_of(other),
        };
        if size > FACTOR { Err(TOO_MANY) } else { count.weigh(value, 0) }
    })
}

/// What a show rule puts in place of something: content becomes a function, so that it is counted
/// each time it is put there.
fn shown(engine: &mut Engine<'_>, _: Tracked<'_, Context<'_>>, args: &mut Args) -> SourceResult<Value> {
    let span = args.span;
    let value = counted(engine, args, |count, value| count.weigh(value, 0))?;
    Ok(match value {
        Value::Func(_) | Value::Styles(_) => value,
        other => Value::Func(Func::from(&INSTEAD).with(&mut Args::new(span, [other]))),
    })
}

/// Gives its first argument, counted.
fn instead(
    engine: &mut Engine<'_>,
    context: Tracked<'_, Context<'_>>,
    args: &mut Args,
) -> SourceResult<Value> {
    let value = call(engine, context, args);
    args.take();
    value
}

macro_rules! functions {
    ($($constant:ident = $name:literal, $function:ident;)+) => {
        $(
            static $constant: NativeFuncData = NativeFuncData {
                function: NativeFuncPtr(&$function),
                name: $name,
                title: $name,
                docs: "",
                def_site: None,
                keywords: &[],
                contextual: false,
                scope: LazyLock::new(&Scope::new),
                params: LazyLock::new(&Vec::new),
                returns: LazyLock::new(&|| CastInfo::Any),
            };
        )+
        /// The functions, by names that no template may use.
        pub(super) static FUNCTIONS: &[(&str, &NativeFuncData)] = &[$(($name, &$constant)),+];
    };
}

functions! {
    WEIGH = "hanpress-weigh", weigh;
    CALLED = "hanpress-call", call;
    TURNS = "hanpress-turns", turns;
    MULTIPLY = "hanpress-factor", factor;
    SHOWN = "hanpress-shown", shown;
    INSTEAD = "hanpress-instead", instead;
    WHOLE = "hanpress-whole", whole;
}
