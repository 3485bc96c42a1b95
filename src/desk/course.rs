//! Ask the issuer's course what an account gets, and what it may not get yet.

use chrono::Days;

use super::{Fixed, KindChoice};
use crate::account::Account;
use crate::course::{Advice, Awaited, Course, Now, Setting, Step, not_now};
use crate::finding::Finding;
use crate::issuer::Way;
use crate::kind::KindFacts;

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

    /// Why there is no letter for an account now, where documents are those of the course.
    pub fn awaited(&self, account: &Account) -> Option<Awaited> {
        if !self.follows_the_course() {
            return None;
        }
        let awaited = Awaited::of(&self.advise(account), self.issue_date);
        (!awaited.is_letter()).then_some(awaited)
    }

    /// The step whose letter is due, or why none is.
    pub(super) fn step_due(&self, account: &Account) -> Result<&Step, Finding> {
        let advice = self.advise(account);
        match advice.now {
            Now::Due(step, Way::Letter) => Ok(step),
            _ => Err(not_now(&advice)),
        }
    }

    /// Gives an account the facts of its step, where documents are those of the course.
    pub fn dress(&self, account: &mut Account, kind: &KindFacts) {
        if self.follows_the_course()
            && let Ok(step) = self.step_due(account)
        {
            self.course().dress(account, step, kind);
            // A stage of its own names its last day, as every letter does where the record has none.
            if account.pay_by.is_none() && !step.row.sets.is_empty() {
                account.pay_by =
                    self.issue_date.checked_add_days(Days::new(self.issuer.contract.notice_days.into()));
            }
        }
    }

    /// Why the issuer's course forbids a document of that kind now; nothing where the issuer file has no course, and
    /// where the course itself chose the document.
    pub fn forbids(&self, account: &Account, kind: &KindFacts) -> Option<Finding> {
        if self.issuer.course.is_none() || self.follows_the_course() {
            return None;
        }
        self.course().forbids(&kind.name, account, self.setting())
    }

    fn setting(&self) -> Setting<'_> {
        Setting { contract: &self.issuer.contract, shift: &self.shift, today: self.issue_date }
    }
}
