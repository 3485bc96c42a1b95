//! G21: what is printed lies on nothing that it would make unreadable.

use super::fault::Faults;
use super::marks::Field;
use super::sheet::{Area, Run, Sheet};
use crate::finding::{Said, Words, said};

/// Boxes that have less than this in common touch at most, in points: rounding, and a mark's squeezed side.
const TOUCH: f64 = 0.25;

/// How deep a rule must lie in a character to go through it, in points: one that borders on it does not.
const THROUGH: f64 = 1.0;

/// Where a round seal has words of its own under the name and date that stand on it, in parts of its side: 业务专用章, or
/// the words of the stamp that the program draws.
const OWN_WORDS: Area = Area { left: 0.25, top: 0.735, right: 0.75, bottom: 0.89 };

/// What can lie on something.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Thing {
    Words,
    Rule,
    Picture,
    Seal,
}

/// What may lie on what. The seal is printed under the words it stands for: black over red stays readable, and a
/// seal must cover name and date (GB/T 9704-2012, 7.3.5). All else lies beside each other.
const MAY_LIE: &[(Thing, Thing)] = &[(Thing::Words, Thing::Seal), (Thing::Rule, Thing::Seal)];

impl Thing {
    fn may_lie_on(self, other: Self) -> bool {
        MAY_LIE.contains(&(self, other)) || MAY_LIE.contains(&(other, self))
    }

    const fn name(self) -> Said {
        match self {
            Self::Words => said("words", "文字"),
            Self::Rule => said("a rule", "线条"),
            Self::Picture => said("a picture", "图形"),
            Self::Seal => said("a seal", "印章"),
        }
    }
}

/// Looks through a page.
pub(super) fn look(sheet: &Sheet<'_>, fields: &[Field], faults: &mut Faults) {
    let mut runs: Vec<&Run<'_>> = sheet.runs.iter().filter(|run| !run.is_blank()).collect();
    runs.sort_unstable_by(|a, b| a.area().top.total_cmp(&b.area().top));
    let tallest = runs.iter().map(|run| run.area().bottom - run.area().top).fold(0.0, f64::max);
    for (at, run) in runs.iter().enumerate() {
        let area = run.area();
        let level = runs[at + 1..].iter().take_while(|other| other.area().top < area.bottom);
        for other in level.filter(|other| other.area().meets(&area, TOUCH)) {
            if let Some(at) = touching(run, other) {
                tell(sheet, Thing::Words, Thing::Words, at, faults);
            }
        }
    }
    let near = |area: Area| {
        let from = runs.partition_point(|run| run.area().top < area.top - tallest);
        runs[from..].iter().take_while(move |run| run.area().top < area.bottom)
    };
    for rule in &sheet.rules {
        for run in near(*rule).filter(|run| crosses(rule, run)) {
            tell(sheet, Thing::Words, Thing::Rule, (run.x, run.y), faults);
        }
    }
    for picture in &sheet.pictures {
        let thing = if picture.is_seal { Thing::Seal } else { Thing::Picture };
        if picture.is_seal && is_round(&picture.area) {
            for run in near(picture.area).filter(|run| run.body().meets(&own_words(&picture.area), TOUCH)) {
                let words = Words::new("words lie on what the seal says", "文字压住印章上的文字");
                faults.add("G21", sheet, (run.x, run.y), words);
            }
        }
        if !Thing::Words.may_lie_on(thing) {
            for run in near(picture.area).filter(|run| run.body().meets(&picture.area, TOUCH)) {
                tell(sheet, Thing::Words, thing, (run.x, run.y), faults);
            }
        }
        if !Thing::Rule.may_lie_on(thing) {
            for rule in sheet.rules.iter().filter(|rule| crossed(rule, &picture.area)) {
                tell(sheet, Thing::Rule, thing, (rule.left, rule.top), faults);
            }
        }
    }
    // What somebody signs with is printed over what stands there.
    for field in fields.iter().filter(|field| !field.is_senders && field.page + 1 == sheet.number) {
        for run in near(field.area).filter(|run| run.body().meets(&field.area, TOUCH)) {
            let words = Words::new("words stand where somebody signs", "签名位置上已有文字");
            faults.add("G21", sheet, (run.x, run.y), words);
        }
    }
    for (at, picture) in sheet.pictures.iter().enumerate() {
        for other in sheet.pictures[at + 1..].iter().filter(|other| other.area.meets(&picture.area, TOUCH)) {
            let kind = |seal| if seal { Thing::Seal } else { Thing::Picture };
            let place = (other.area.left, other.area.top);
            tell(sheet, kind(picture.is_seal), kind(other.is_seal), place, faults);
        }
    }
}

/// Whether a picture may be a round one: as high as wide, give or take a tenth.
fn is_round(area: &Area) -> bool {
    ((area.right - area.left) / (area.bottom - area.top) - 1.0).abs() < 0.1
}

/// The part of a seal that bears words of its own.
fn own_words(seal: &Area) -> Area {
    let (width, height) = (seal.right - seal.left, seal.bottom - seal.top);
    Area {
        left: seal.left + OWN_WORDS.left * width,
        top: seal.top + OWN_WORDS.top * height,
        right: seal.left + OWN_WORDS.right * width,
        bottom: seal.top + OWN_WORDS.bottom * height,
    }
}

fn tell(sheet: &Sheet<'_>, one: Thing, other: Thing, at: (f64, f64), faults: &mut Faults) {
    let (one, other) = (one.name(), other.name());
    let words = Words::new(
        format!("{} and {} lie on each other", one.en, other.en),
        format!("{}与{}重叠", one.zh, other.zh),
    );
    faults.add("G21", sheet, at, words);
}

/// Where glyphs of two runs lie on each other.
fn touching(run: &Run<'_>, other: &Run<'_>) -> Option<(f64, f64)> {
    let theirs: Vec<Area> = other.ink().collect();
    let mine = run.ink().find(|ink| theirs.iter().any(|theirs| theirs.meets(ink, TOUCH)));
    mine.map(|ink| (ink.left, ink.bottom))
}

/// Whether a rule goes through words. One that begins and ends with them underlines or strikes them, as is meant.
fn crosses(rule: &Area, run: &Run<'_>) -> bool {
    let area = run.area();
    let is_level = rule.right - rule.left > rule.bottom - rule.top;
    let is_theirs = is_level && rule.left >= area.left - 1.0 && rule.right <= area.right + 1.0;
    area.meets(rule, 0.0) && !is_theirs && run.ink().any(|ink| crossed(rule, &ink))
}

/// Whether a rule goes through an area, not along its edge.
fn crossed(rule: &Area, area: &Area) -> bool {
    // Of an area no wider than that, its middle.
    let inner = |low: f64, high: f64, from: f64, to: f64| {
        let edge = THROUGH.min((to - from) / 2.0);
        low <= to - edge && high >= from + edge
    };
    inner(rule.left, rule.right, area.left, area.right) && inner(rule.top, rule.bottom, area.top, area.bottom)
}
