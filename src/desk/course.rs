//! Ask the issuer's course what an account gets, and what it may not get yet.

use chrono::Days;

use super::{Fixed, KindChoice};
use crate::account::Account;
use crate::course::{Advice, Awaited, Course, Now, Setting, Step, Told, not_now};
use crate::finding::{Finding, Words};
use crate::issuer::Way;
use crate::kind::KindFacts;
use crate::message::{Settings, Ways};

/// Which ways documents go out where nothing is said: as letters; of the course, by every way that the issuer can send by.
pub(super) fn ways(kind: &KindChoice, messages: &Settings) -> Ways {
    match kind {
        KindChoice::Course => Ways { email: messages.has_sender(), ..Ways::ALL },
        KindChoice::Own | KindChoice::Named(_) | KindChoice::Auto => Ways::default(),
    }
}

impl Fixed {
    /// The issuer's course. Its table is read when it is first asked for, which most runs never do.
    pub(super) fn course(&self) -> &Course {
        self.course.get_or_init(|| match Course::of(&self.issuer) {
            Ok(course) => course,
            Err(_) => {
                unreachable!("what an issuer file says of the course was judged when the desk was opened")
            }
        })
    }

    /// Whether documents are those of the issuer's course.
    pub fn follows_the_course(&self) -> bool {
        self.kind == KindChoice::Course
    }

    /// What is due for an account on the issue date, what comes next, and why.
    pub fn advise(&self, account: &Account) -> Advice<'_> {
        self.course().advise(account, self.setting())
    }

    /// Why nothing is made for an account now, where documents are those of the course.
    pub fn awaited(&self, account: &Account) -> Option<Awaited> {
        if !self.follows_the_course() {
            return None;
        }
        let mut awaited = Awaited::of(&self.advise(account), self.issue_date);
        match awaited.due_by() {
            Some(way) if self.ways.holds(way) => return None,
            Some(way) => awaited.why.push(self.not_by(way)),
            None => {}
        }
        Some(awaited)
    }

    /// That what is due is not made here, since its way is none of this run.
    fn not_by(&self, way: Way) -> Told {
        let asked = self.ways.words().join(", ");
        let message = Words::new(
            format!("it goes out by `{}`, and `{asked}` is made", way.word()),
            format!("该步骤以{}进行，而本次只办理 `{asked}`", way.chinese()),
        );
        let end = if way == Way::Email && !self.messages.has_sender() {
            Words::new(
                "add `email_from = \"…@…\"` to `[messages]` of the issuer file",
                "请在发行方文件的 `[messages]` 中填写 `email_from = \"…@…\"`",
            )
        } else {
            Words::new(
                format!("make it with `{}` in `--channel`, or leave `--channel` out", way.word()),
                format!("请在 `--channel` 中写上 `{}`，或不用 `--channel`", way.word()),
            )
        };
        let basis =
            Words::new("what was asked for: the channels of this run", "本次办理的渠道由操作人员指定");
        Told { name: "channel", message, basis, end: Some(end) }
    }

    /// The step that is due and its way, or why none is.
    pub(super) fn step_due(&self, account: &Account) -> Result<(&Step, Way), Finding> {
        let advice = self.advise(account);
        match advice.now {
            Now::Due(step, way) if self.ways.holds(way) => Ok((step, way)),
            _ => Err(not_now(&advice)),
        }
    }

    /// Which ways an account's document goes out: those that are asked for, or else the desk's; of the course, the one that
    /// its step is due by, where it is among them.
    pub fn ways_of(&self, account: &Account, asked: Option<Ways>) -> Ways {
        if !self.follows_the_course() {
            return asked.unwrap_or(self.ways);
        }
        let due = self.step_due(account).map_or(self.ways, |(_, way)| Ways::alone(way));
        asked.map_or(due, |asked| due.and(asked))
    }

    /// That what is due for an account goes out by a way that is not asked for.
    pub fn not_asked(&self, account: &Account) -> Finding {
        not_now(&self.advise(account))
    }

    /// Gives an account the facts of its step, where documents are those of the course.
    pub fn dress(&self, account: &mut Account, kind: &KindFacts) {
        if self.follows_the_course()
            && let Ok((step, _)) = self.step_due(account)
        {
            self.course().dress(account, step, kind);
            // A stage of its own names its last day, as every letter does where the record has none.
            if account.pay_by.is_none() && !step.row.sets.is_empty() {
                account.pay_by =
                    self.issue_date.checked_add_days(Days::new(self.issuer.contract.notice_days.into()));
            }
        }
    }

    /// Why the issuer's course forbids a document of that kind now, by one of these ways; nothing where the issuer file has
    /// no course, and where the course itself chose the document.
    pub fn forbids(&self, account: &Account, kind: &KindFacts, ways: Ways) -> Option<Finding> {
        if self.issuer.course.is_none() || self.follows_the_course() {
            return None;
        }
        ways.each().find_map(|way| self.course().forbids((&kind.name, way), account, self.setting()))
    }

    fn setting(&self) -> Setting<'_> {
        let contract = &self.issuer.contract;
        Setting { contract, shift: &self.shift, sent: &self.sent, today: self.issue_date }
    }
}
