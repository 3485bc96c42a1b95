//! Turn the widget of a signature field into something drawn on its page.

use super::fault::{Faulty, odd};
use super::lex::{entry, items, number, reference};
use super::source::Source;

/// What a widget shows, and where.
#[derive(Debug)]
pub(super) struct Widget {
    /// The form that shows it.
    pub(super) form: u32,
    /// Scale and place, as `cm` takes them.
    placed: [f64; 4],
}

/// Flags of an annotation that is not shown: hidden, or not printed.
const HIDDEN: u32 = 1 << 1;
const PRINTED: u32 = 1 << 2;

/// Reads a widget; `None` where it shows nothing on paper.
pub(super) fn read(source: &Source<'_>, widget: &[u8]) -> Faulty<Option<Widget>> {
    let flags: u32 = entry(widget, b"F")?.map(number).transpose()?.unwrap_or_default();
    if flags & HIDDEN != 0 || flags & PRINTED == 0 {
        return Ok(None);
    }
    let Some(appearance) = entry(widget, b"AP")? else { return Ok(None) };
    let Some(form) = entry(source.resolved(appearance)?, b"N")?.and_then(reference) else { return Ok(None) };
    let body = source.object(form)?;
    // A form that draws nothing: what is seen there stands on the page itself.
    if body.stream.is_none_or(|stream| stream.iter().all(u8::is_ascii_whitespace)) {
        return Ok(None);
    }
    if entry(body.value, b"Matrix")?.is_some() {
        return Err(odd("a signature's picture is turned"));
    }
    let sides = |value: Option<&[u8]>| -> Faulty<[f64; 4]> {
        let value = value.ok_or_else(|| odd("a signature has no place"))?;
        let read: Vec<f64> = items(value)?.into_iter().map(number).collect::<Faulty<_>>()?;
        let [a, b, c, d] = read[..] else { return Err(odd("a signature has no place")) };
        Ok([a.min(c), b.min(d), a.max(c), b.max(d)])
    };
    let (place, shown) = (sides(entry(widget, b"Rect")?)?, sides(entry(body.value, b"BBox")?)?);
    let scale = |from: usize, to: usize| {
        let wide = shown[to] - shown[from];
        if wide > 0.0 { (place[to] - place[from]) / wide } else { 1.0 }
    };
    let (x, y) = (scale(0, 2), scale(1, 3));
    Ok(Some(Widget { form, placed: [x, y, place[0] - shown[0] * x, place[1] - shown[1] * y] }))
}

impl Widget {
    /// Writes what draws it, as no part of what is read aloud.
    pub(super) fn draw(&self, at: usize, drawn: &mut Vec<u8>) {
        let [x, y, left, bottom] = self.placed.map(|number| (number * 100_000.0).round() / 100_000.0);
        drawn.extend(format!("/Artifact BMC\nq\n{x} 0 0 {y} {left} {bottom} cm\n").bytes());
        drawn.extend(name(at));
        drawn.extend(b" Do\nQ\nEMC\n");
    }
}

/// The name that a page calls a widget's form by.
pub(super) fn name(at: usize) -> Vec<u8> {
    format!("/hanpress-field-{at}").into_bytes()
}
