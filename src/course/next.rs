//! Find the step that is due, or the one that comes next and what it waits for.

use chrono::NaiveDate;

use super::rests::{Rest, Rests, rests};
use super::sent::{Sent, sent};
use super::waits::{self, Until, Wait};
use super::words::{self, Told};
use super::{Course, Setting, Step};
use crate::account::{Account, Party};
use crate::issuer::Way;
use crate::record::{Field, Node, yes_or_no};

/// What is known of an account on a day.
pub(super) struct Facts<'a> {
    pub(super) account: &'a Account,
    pub(super) setting: Setting<'a>,
    pub(super) rests: Rests,
    pub(super) sent: Vec<Sent>,
    pub(super) party: Option<Party>,
}

/// When a step may be taken.
pub(super) enum Found {
    /// Not for this account, or not any more.
    Gone,
    /// These stop it.
    Stopped(Rests),
    /// Something that comes before it is missing.
    Missing(Wait),
    /// On this day or later.
    On(Timing),
}

/// A step's day.
pub(super) struct Timing {
    pub(super) day: NaiveDate,
    pub(super) way: Way,
    /// What it waited for last.
    pub(super) wait: Option<Wait>,
    /// Fields that the record must give first.
    pub(super) lacks: Vec<&'static str>,
}

/// What is due for an account, what comes next, and why.
#[derive(Debug)]
pub struct Advice<'c> {
    /// Days since the due date; below nothing before it.
    pub days: i64,
    /// What is to be done now.
    pub now: Now<'c>,
    /// What stops steps, or what the one that comes next waits for.
    pub why: Vec<Told>,
    /// What comes after it, where something is due now.
    pub then: Option<Coming<'c>>,
    /// Steps that somebody may decide on now.
    pub open: Vec<&'c Step>,
}

/// What is to be done now.
#[derive(Debug)]
pub enum Now<'c> {
    /// This step is due by this way.
    Due(&'c Step, Way),
    /// This step is due as soon as the record gives what it lacks; by that day the law wants it.
    Lacks(&'c Step, Vec<&'static str>, Option<NaiveDate>),
    /// This step comes next.
    NotYet(Coming<'c>),
    /// Everything rests.
    Rests,
    /// No step is left that the program takes.
    Over,
}

/// A step that is to come.
#[derive(Debug)]
pub struct Coming<'c> {
    /// The step.
    pub step: &'c Step,
    /// By which way.
    pub way: Way,
    /// The first day.
    pub day: NaiveDate,
    /// What it waits for.
    pub why: Option<Told>,
}

pub(super) fn advise<'c>(course: &'c Course, account: &Account, setting: Setting<'_>) -> Advice<'c> {
    let mut facts = Facts::of(account, setting, course);
    let today = setting.today;
    let days = (today - account.due_date).num_days();
    let (mut due, mut lacking, mut coming) = (None, None, None);
    let (mut stopped, mut missing, mut open) = (Rests::default(), None, Vec::new());
    for (at, step) in course.steps().iter().enumerate().filter(|(_, step)| !step.off) {
        match course.when(at, &facts) {
            Found::On(timing) if step.by_person => {
                if timing.day <= today {
                    open.push(step);
                }
            }
            Found::On(timing) if timing.day <= today && timing.lacks.is_empty() => {
                due.get_or_insert((at, step, timing));
            }
            Found::On(timing) if timing.day <= today => {
                lacking.get_or_insert((step, timing));
            }
            Found::On(timing) => sooner(&mut coming, at, timing),
            Found::Stopped(rests) if !step.by_person => stopped = stopped.and(rests),
            Found::Missing(wait) if !step.by_person => {
                missing.get_or_insert(wait);
            }
            Found::Gone | Found::Stopped(_) | Found::Missing(_) => {}
        }
    }
    let grounds =
        |stopped: Rests| stopped.iter().map(|rest| words::rest(course.book, rest)).collect::<Vec<_>>();
    let mut why = grounds(stopped);
    if let Some((at, step, timing)) = due {
        facts.sent.push(Sent::now(at, step.row.demands, timing.way, today));
        let then = following(course, &facts);
        return Advice { days, now: Now::Due(step, timing.way), why: Vec::new(), then, open };
    }
    let now = if let Some((step, timing)) = lacking {
        let since = step.row.since.as_deref().and_then(|path| facts.day_of(path));
        let by = since.zip(step.row.within).map(|(since, days)| waits::after(since, days));
        Now::Lacks(step, timing.lacks, by)
    } else if let Some((at, timing)) = coming {
        let coming = told(course, at, timing);
        why.extend(coming.why.clone());
        Now::NotYet(coming)
    } else if !stopped.is_empty() {
        Now::Rests
    } else {
        why.extend(missing.map(|wait| words::wait(course, &wait)));
        Now::Over
    };
    Advice { days, now, why, then: None, open }
}

/// What comes after a step that is taken today.
fn following<'c>(course: &'c Course, facts: &Facts<'_>) -> Option<Coming<'c>> {
    let today = facts.setting.today;
    let tomorrow = today.succ_opt().unwrap_or(today);
    let facts =
        Facts { setting: Setting { today: tomorrow, ..facts.setting }, sent: facts.sent.clone(), ..*facts };
    let mut coming = None;
    let steps = course.steps().iter().enumerate().filter(|(_, step)| !step.off && !step.by_person);
    for (at, _) in steps {
        if let Found::On(timing) = course.when(at, &facts) {
            sooner(&mut coming, at, timing);
        }
    }
    coming.map(|(at, timing)| told(course, at, timing))
}

fn sooner(coming: &mut Option<(usize, Timing)>, at: usize, timing: Timing) {
    if coming.as_ref().is_none_or(|(_, other)| timing.day < other.day) {
        *coming = Some((at, timing));
    }
}

fn told(course: &Course, at: usize, timing: Timing) -> Coming<'_> {
    let why = timing.wait.map(|wait| words::wait(course, &wait));
    Coming { step: &course.steps()[at], way: timing.way, day: timing.day, why }
}

impl<'a> Facts<'a> {
    pub(super) fn of(account: &'a Account, setting: Setting<'a>, course: &Course) -> Self {
        let rests = rests(account, &setting);
        let party = account.addressee.role.party();
        Self { account, setting, rests, sent: sent(account, course, setting.sent), party }
    }

    /// The day that stands at a path which a step counts from.
    pub(super) fn day_of(&self, path: &str) -> Option<NaiveDate> {
        let account = self.account;
        match path {
            "settlement.settled_on" => account.settlement.as_ref().map(|settlement| settlement.settled_on),
            "history.dispute_received_on" => account.history.dispute_received_on,
            "history.complaint_received_on" => account.history.complaint_received_on,
            "flags.hardship_claimed_on" => account.flags.hardship_claimed_on,
            "payment.date" => account.payment.as_ref().map(|payment| payment.date),
            "plan_notice.due" => account.plan_notice.as_ref().map(|notice| notice.due),
            _ => {
                let node = path
                    .strip_prefix("matter.")?
                    .split('.')
                    .try_fold(&account.matter, |node, name| node.get(name));
                node?.text()?.trim().parse().ok()
            }
        }
    }

    fn gives(&self, path: &str) -> bool {
        let mut steps = [""; 8];
        let mut count = 0;
        for (place, step) in steps.iter_mut().zip(path.split('.')) {
            *place = step;
            count += 1;
        }
        self.account.has(&steps[..count])
    }

    /// Whether the record itself says that its document is of a step with a stage of its own.
    pub(super) fn is_of(&self, step: &Step) -> bool {
        let says = |path: &String| {
            let mut steps = path.split('.');
            let node = steps.try_fold(&self.account.matter, |node, name| node.get(name));
            node.and_then(Node::text).is_some_and(|text| yes_or_no(text) == Some(true))
                || matches!(node, Some(Node::Bool(true)))
        };
        !step.row.sets.is_empty() && step.row.sets.keys().all(says)
    }

    /// Whether a way leads to the addressee: messages go to the debtor's own numbers only.
    fn is_reached_by(&self, way: Way) -> bool {
        let to_debtor = self.party == Some(Party::Debtor);
        match way {
            Way::Letter => self.account.addressed_address().is_some(),
            Way::Sms => to_debtor && self.account.debtor.mobile.is_some(),
            Way::Email => to_debtor && self.account.debtor.email.is_some(),
        }
    }
}

impl Course {
    /// When a step may be taken.
    pub(super) fn when(&self, at: usize, facts: &Facts<'_>) -> Found {
        let (step, account) = (&self.steps()[at], facts.account);
        let Some(party) = facts.party else { return Found::Stopped(Rests::default().with(Rest::Addressee)) };
        let concerns = step.to.contains(&party)
            && facts.rests.has_all(step.only)
            && step.row.when.as_ref().is_none_or(|path| facts.gives(path))
            && !step.row.unless.as_ref().is_some_and(|path| facts.gives(path))
            && !facts
                .sent
                .iter()
                .any(|one| !one.lost && one.step.is_some_and(|of| step.never_after.contains(&of)));
        if !concerns {
            return Found::Gone;
        }
        let (today, due) = (facts.setting.today, account.due_date);
        let is_over = |day: NaiveDate| step.until.is_some_and(|until| (day - due).num_days() > until);
        if is_over(today) {
            return Found::Gone;
        }
        let stopping = facts.rests.without(step.despite);
        if !stopping.is_empty() {
            return Found::Stopped(stopping);
        }
        self.day_of(at, facts, None)
    }

    /// The day of a step that nothing stops. Of a document that somebody `asked` for by a way only what forbids it
    /// counts: not that the step was taken already, nor that its days are over, nor what the record has yet to give.
    pub(super) fn day_of(&self, at: usize, facts: &Facts<'_>, asked: Option<Way>) -> Found {
        let (step, account) = (&self.steps()[at], facts.account);
        let (today, due) = (facts.setting.today, account.due_date);
        let mut day = today;
        let mut wait = None;
        let begins = step.from.map(|from| Until::Day(waits::offset(due, from), Wait::of("window", from)));
        let again = if asked.is_none() { waits::again(at, step, facts) } else { None };
        let special = step.row.special.map(|special| waits::special(special, self, facts));
        for until in [begins, again, waits::gap(step, facts), waits::earlier(step, facts), special] {
            match until {
                Some(Until::Never) => return Found::Gone,
                Some(Until::Unknown(wait)) => return Found::Missing(wait),
                Some(Until::Day(from, reason)) if from > day => (day, wait) = (from, Some(reason)),
                Some(Until::Day(..)) | None => {}
            }
        }
        let is_answer = step.despite == Rests::ALL;
        let free = |way: Way| if is_answer { day } else { self.free_from(day, way, &facts.sent) };
        let wanted = |way: &Way| asked.is_none_or(|asked| asked == *way) && facts.is_reached_by(*way);
        let ways = step.ways.iter().copied().filter(wanted);
        let first =
            ways.map(|way| (free(way), way)).reduce(|one, other| if other.0 < one.0 { other } else { one });
        let mut lacks = Vec::new();
        let way = match first {
            Some((from, way)) => {
                if from > day {
                    (day, wait) = (from, Some(Wait { way: Some(way), ..Wait::of("limit", 0) }));
                }
                way
            }
            None => {
                let way = step.ways.first().copied().unwrap_or(Way::Letter);
                lacks.push(match way {
                    Way::Letter if account.addressee.is_debtor() => "debtor.address",
                    Way::Letter => "addressee.address",
                    Way::Sms => "debtor.mobile",
                    Way::Email => "debtor.email",
                });
                way
            }
        };
        if asked.is_none() && step.until.is_some_and(|until| (day - due).num_days() > until) {
            return Found::Gone;
        }
        // A letter says how long the debt is overdue by its figures: they must reach the step, too.
        if step.from.is_some_and(|from| from > 0 && (account.as_of - due).num_days() < from) {
            lacks.push("as_of");
        }
        lacks.extend(step.row.needs.iter().map(String::as_str).filter(|path| !facts.gives(path)));
        Found::On(Timing { day, way, wait, lacks })
    }
}
