//! Tell what is due for an account as a table, a list and an event do.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::words::Told;
use super::{Advice, Coming, Now, Step};
use crate::finding::{Lang, Words};
use crate::issuer::Way;

/// What is due for an account, in words and names alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// `due`, `lacks`, `not-yet`, `rests` or `over`.
    pub now: &'static str,
    /// Days since the due date.
    pub days: i64,
    /// The step that is due or comes next.
    pub step: Option<Named>,
    /// The fields that the record lacks.
    pub lacks: Vec<&'static str>,
    /// The day by which the law wants it.
    pub by: Option<NaiveDate>,
    /// Why it is not done now; what stands behind a step that is due.
    pub why: Vec<Told>,
    /// What comes after it.
    pub then: Option<Named>,
    /// Steps that somebody may decide on.
    pub open: Vec<Words>,
    open_names: Vec<&'static str>,
}

/// A step with its day and way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: &'static str,
    /// What it is called.
    pub title: Words,
    /// The kind of document.
    pub kind: &'static str,
    /// By which way.
    pub way: Way,
    /// The day, where one is known.
    pub day: Option<NaiveDate>,
    why: Option<Told>,
}

/// What may be done now, a word of its kind.
pub const NOW: [(&str, &str, &str); 5] = [
    ("due", "due", "应办"),
    ("lacks", "lacks data", "缺数据"),
    ("not-yet", "not yet", "未到期"),
    ("rests", "rests", "暂停"),
    ("over", "over", "无后续"),
];

impl Awaited {
    /// What an advice of a day says.
    pub fn of(advice: &Advice<'_>, today: NaiveDate) -> Self {
        let (now, step, lacks, by) = match &advice.now {
            Now::Due(step, way) => ("due", Some(named(step, *way, Some(today), None)), Vec::new(), None),
            Now::Lacks(step, lacks, by) => {
                let way = step.ways.first().copied().unwrap_or(Way::Letter);
                ("lacks", Some(named(step, way, None, None)), lacks.clone(), *by)
            }
            Now::NotYet(coming) => ("not-yet", Some(coming_of(coming)), Vec::new(), None),
            Now::Rests => ("rests", None, Vec::new(), None),
            Now::Over => ("over", None, Vec::new(), None),
        };
        let own = match &advice.now {
            Now::Due(step, _) | Now::Lacks(step, ..) => Some(ground(step)),
            _ => None,
        };
        let why = own.into_iter().chain(advice.why.iter().cloned()).collect();
        let (days, then) = (advice.days, advice.then.as_ref().map(coming_of));
        let open = advice.open.iter().map(|step| title(step)).collect();
        let open_names = advice.open.iter().map(|step| step.row.name.as_str()).collect();
        Self { now, days, step, lacks, by, why, then, open, open_names }
    }

    /// What it says of now, in a word of a language.
    pub fn now_in(&self, lang: Lang) -> &'static str {
        let told = NOW.iter().find(|(word, ..)| *word == self.now);
        told.map_or("", |(_, en, zh)| if lang == Lang::Zh { zh } else { en })
    }

    /// The way by which a step is due; none where none is.
    pub fn due_by(&self) -> Option<Way> {
        self.step.as_ref().filter(|_| self.now == "due").map(|step| step.way)
    }

    /// As an object in a language.
    pub fn told(&self, lang: Lang) -> Map<String, Value> {
        let mut told = Map::new();
        told.insert("now".into(), self.now.into());
        told.insert("days".into(), self.days.into());
        if let Some(step) = &self.step {
            told.extend(step.told(lang));
        }
        if !self.lacks.is_empty() {
            told.insert("lacks".into(), json!(self.lacks));
        }
        if let Some(by) = self.by {
            told.insert("by".into(), by.to_string().into());
        }
        told.insert("why".into(), self.why.iter().map(|told| reason(told, lang)).collect());
        if let Some(then) = &self.then {
            let mut next = then.told(lang);
            if let Some(why) = &then.why {
                next.insert("why".into(), reason(why, lang));
            }
            told.insert("then".into(), next.into());
        }
        if !self.open_names.is_empty() {
            told.insert("open".into(), json!(self.open_names));
        }
        told
    }
}

impl Named {
    fn told(&self, lang: Lang) -> Map<String, Value> {
        let mut told = Map::new();
        told.insert("step".into(), self.name.into());
        told.insert("title".into(), self.title.get(lang).into());
        told.insert("kind".into(), self.kind.into());
        told.insert("channel".into(), self.way.word().into());
        if let Some(day) = self.day {
            told.insert("day".into(), day.to_string().into());
        }
        told
    }
}

fn title(step: &Step) -> Words {
    Words::new(step.row.title(Lang::En), step.row.title(Lang::Zh))
}

fn named(step: &Step, way: Way, day: Option<NaiveDate>, why: Option<Told>) -> Named {
    Named { name: &step.row.name, title: title(step), kind: &step.row.kind, way, day, why }
}

fn coming_of(coming: &Coming<'_>) -> Named {
    named(coming.step, coming.way, Some(coming.day), coming.why.clone())
}

/// What a step stands on, told as its reason.
fn ground(step: &Step) -> Told {
    Told { name: "step", message: title(step), basis: step.row.basis().words(), end: None }
}

fn reason(told: &Told, lang: Lang) -> Value {
    let mut reason = json!({
        "reason": told.name, "message": told.message.get(lang), "basis": told.basis.get(lang),
    });
    if let (Some(end), Some(fields)) = (&told.end, reason.as_object_mut()) {
        fields.insert("end".into(), end.get(lang).into());
    }
    reason
}
