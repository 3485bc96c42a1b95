//! Refuse a document of a kind whose step may not come yet, whoever asked for it.

use super::next::{Facts, Found};
use super::rests::Rests;
use super::words::{self, Told};
use super::{Course, Now, Setting, Step};
use crate::account::Account;
use crate::finding::{Finding, Lang, Words};
use crate::issuer::Way;

/// The code of a step that comes too early, where the day is known.
const TOO_EARLY: &str = "C01";

/// The code of a step that something stops.
const STOPPED: &str = "C02";

impl Course {
    /// Why the course forbids a document of that kind by a way today, where it has steps of that kind and forbids all of
    /// them. Where no step of the kind goes out by that way, what stops the others stops it, too.
    pub fn forbids(
        &self,
        (kind, way): (&str, Way),
        account: &Account,
        setting: Setting<'_>,
    ) -> Option<Finding> {
        let facts = Facts::of(account, setting, self);
        let mut early: Option<(chrono::NaiveDate, Told)> = None;
        let (mut stopped, mut missing) = (Rests::default(), None);
        let mut any = false;
        // A record may say itself which stage its document is.
        let staged = self.steps().iter().any(|step| step.row.kind == kind && facts.is_of(step));
        let to_them = |step: &Step| facts.party.is_some_and(|party| step.to.contains(&party));
        let by_it = |step: &Step| step.ways.contains(&way);
        let has_way = self.steps().iter().any(|step| step.row.kind == kind && to_them(step) && by_it(step));
        for (at, step) in self.steps().iter().enumerate() {
            let of_kind = step.row.kind == kind && to_them(step) && (by_it(step) || !has_way);
            let concerns = of_kind && if staged { facts.is_of(step) } else { step.row.sets.is_empty() };
            // A step that must have happened first, such as an objection, is not this kind's whole use.
            if !concerns || !facts.rests.has_all(step.only) {
                any |= concerns;
                continue;
            }
            any = true;
            let stopping = facts.rests.without(step.despite);
            if !stopping.is_empty() {
                stopped = stopped.and(stopping);
                continue;
            }
            match self.day_of(at, &facts, Some(way)) {
                Found::On(timing) if timing.day <= setting.today => return None,
                Found::On(timing) => {
                    let sooner = early.as_ref().is_none_or(|(day, _)| timing.day < *day);
                    if let Some(wait) = timing.wait.filter(|_| sooner) {
                        early = Some((timing.day, words::wait(self, &wait)));
                    }
                }
                Found::Missing(wait) => missing = Some(words::wait(self, &wait)),
                Found::Gone | Found::Stopped(_) => {}
            }
        }
        if !any {
            return None;
        }
        let stopped: Vec<Told> = stopped.iter().map(|rest| words::rest(self.book, rest)).collect();
        if !stopped.is_empty() {
            return Some(refused(STOPPED, &stopped, None));
        }
        early
            .map(|(day, told)| refused(TOO_EARLY, &[told], Some(day)))
            .or_else(|| missing.map(|told| refused(STOPPED, &[told], None)))
    }
}

/// Why there is nothing of the course for an account, told as a finding: for one that was asked for alone.
pub fn not_now(advice: &super::Advice<'_>) -> Finding {
    match &advice.now {
        Now::NotYet(coming) => refused(TOO_EARLY, &advice.why, Some(coming.day)),
        Now::Lacks(step, fields, _) => {
            let (fields, name) = (fields.join("`, `"), &step.row.name);
            let words = Words::new(
                format!("`{name}` is due and the record lacks `{fields}`"),
                format!("“{}”应当进行，而数据缺少 `{fields}`", step.row.title(Lang::Zh)),
            );
            let basis = step.row.basis().words();
            Finding::error(STOPPED, fields_path(advice), words).basis(basis.en, basis.zh)
        }
        Now::Due(step, way) => {
            let words = Words::new(
                format!("`{}` is due, by `{}`, which is not asked for", step.row.name, way.word()),
                format!(
                    "“{}”应当以{}进行，而所要的渠道中没有该渠道",
                    step.row.title(Lang::Zh),
                    way.chinese()
                ),
            );
            let basis = step.row.basis().words();
            Finding::error(STOPPED, "", words).basis(basis.en, basis.zh)
        }
        Now::Rests | Now::Over => refused(STOPPED, &advice.why, None),
    }
}

fn fields_path(advice: &super::Advice<'_>) -> String {
    match &advice.now {
        Now::Lacks(_, fields, _) => fields.first().copied().unwrap_or_default().to_string(),
        _ => String::new(),
    }
}

fn refused(code: &'static str, why: &[Told], day: Option<chrono::NaiveDate>) -> Finding {
    let all = |mark: &str, of: fn(&Told) -> &str| why.iter().map(of).collect::<Vec<_>>().join(mark);
    let (en, zh) = (all("; ", |told| &told.message.en), all("；", |told| &told.message.zh));
    let message = match day {
        Some(day) => Words::new(format!("too early until {day}: {en}"), format!("{day} 之前过早：{zh}")),
        None if why.is_empty() => Words::new("no step of the course is left", "催收流程已无可进行的步骤"),
        None => Words::new(format!("the course forbids it now: {en}"), format!("按催收流程现不得进行：{zh}")),
    };
    let mut finding = Finding::error(code, "", message);
    if !why.is_empty() {
        finding = finding.basis(all("; ", |told| &told.basis.en), all("；", |told| &told.basis.zh));
    }
    for end in why.iter().filter_map(|told| told.end.as_ref()) {
        finding = finding.hint(end.en.clone(), end.zh.clone());
    }
    if let Some(day) = day {
        finding = finding.hint(format!("make it on {day} or later"), format!("请在 {day} 或之后出具"));
    }
    finding
}
