//! Word why a step is stopped or waits.

use super::Course;
use super::book::{Book, Ground};
use super::rests::Rest;
use super::waits::Wait;
use crate::finding::{Lang, Words};

/// Why something is not done, with what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The name of the reason, by which data tell it.
    pub name: &'static str,
    /// What it is.
    pub message: Words,
    /// What it stands on.
    pub basis: Words,
    /// What ends it, where no day does.
    pub end: Option<Words>,
}

fn told(ground: &'static Ground, fill: impl Fn(&str, Lang) -> String) -> Told {
    let message = Words::new(fill(ground.about().en, Lang::En), fill(ground.about().zh, Lang::Zh));
    let end = Some(ground.end().words()).filter(|end| !end.en.is_empty());
    Told { name: &ground.name, message, basis: ground.basis().words(), end }
}

/// The words of a rest. Every rest has a ground in the table, as a test says.
pub(super) fn rest(book: &'static Book, rest: Rest) -> Told {
    told(named(&book.rests, rest.name()), |text, _| text.to_string())
}

/// The words of a wait.
pub(super) fn wait(course: &Course, wait: &Wait) -> Told {
    let ground = named(&course.book.waits, wait.ground);
    let step = wait.step.and_then(|step| course.steps().get(step));
    told(ground, |text, lang| {
        let mut text = text.replace("{n}", &wait.days.to_string());
        if let Some(step) = step {
            text = text.replace("{step}", &step.row.name).replace("{step_zh}", step.row.title(lang));
        }
        if let Some(way) = wait.way {
            text = text.replace("{way}", way.word()).replace("{way_zh}", way.chinese());
        }
        text
    })
}

/// The ground of that name.
fn named(grounds: &'static [Ground], name: &str) -> &'static Ground {
    match grounds.iter().find(|ground| ground.name == name) {
        Some(ground) => ground,
        // The table is part of the program, and a test looks for every name.
        None => unreachable!("steps.toml: no `{name}`"),
    }
}
