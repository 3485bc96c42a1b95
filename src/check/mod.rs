//! Turn an account into a checked one, or into everything that is wrong with it.
//!
//! A rule is one function with one code, in the table of its topic; [`rules`] lists them all
//! with what they demand and the ground they stand on. A rule of [`Scope::Listed`] runs for the
//! kinds whose `kind.toml` lists its code, one of [`Scope::Always`] for every kind.
//!
//! The codes are those of the handbook, 5.3. Beside them stand
//! `G01` (a character that no face prints), `D02` (something a kind needs is missing), `D09` (the data contradicts itself, the issuer's
//! settings or the issue date), `W05` (a card number fails its Luhn digit) and `W06` (the debtor is a minor).

mod characters;
mod checked;
pub mod digits;
mod exposure;
mod glyphs;
mod identity;
mod money;
mod numbers;
mod plan;
mod planned;
mod timing;

use chrono::NaiveDate;

pub use checked::{Checked, CheckedAccrual, CheckedLedger, Parts, PlannedLedger};

use crate::account::{Account, Amount};
use crate::finding::{Finding, Severity, Words, in_order};
use crate::issuer::IssuerFile;
use crate::kind::KindFacts;
use crate::typeset::Fonts;

/// What rules may look at beside the account.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// Who sends, under which contract.
    pub issuer: &'a IssuerFile,
    /// The kind of document.
    pub kind: &'a KindFacts,
    /// The date on the document.
    pub issue_date: NaiveDate,
    /// The faces it will be printed with.
    pub fonts: &'a Fonts,
}

/// When a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// For every kind.
    Always,
    /// For the kinds that list its code.
    Listed,
}

/// A fixed sentence in both languages.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

const fn said(en: &'static str, zh: &'static str) -> Said {
    Said { en, zh }
}

impl Said {
    /// The sentence as a finding has it.
    pub fn words(self) -> Words {
        Words::new(self.en, self.zh)
    }
}

/// One rule: one function, one code. Several rules may share a code.
#[derive(Debug)]
pub struct Rule {
    /// The stable code, such as `R04`.
    pub code: &'static str,
    /// Whether what it finds refuses the document.
    pub severity: Severity,
    /// When it runs.
    pub scope: Scope,
    /// What it demands.
    pub demands: Said,
    /// The article, standard or house rule it stands on.
    pub basis: Said,
    run: fn(&Case<'_>, &mut Findings),
}

impl Rule {
    /// A rule that refuses, whatever the kind.
    const fn always(
        code: &'static str,
        demands: Said,
        basis: Said,
        run: fn(&Case<'_>, &mut Findings),
    ) -> Self {
        Self { code, severity: Severity::Error, scope: Scope::Always, demands, basis, run }
    }

    /// A rule that refuses, for the kinds that list it.
    const fn listed(
        code: &'static str,
        demands: Said,
        basis: Said,
        run: fn(&Case<'_>, &mut Findings),
    ) -> Self {
        Self { scope: Scope::Listed, ..Self::always(code, demands, basis, run) }
    }

    /// A rule that warns, whatever the kind.
    const fn warning(
        code: &'static str,
        demands: Said,
        basis: Said,
        run: fn(&Case<'_>, &mut Findings),
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::always(code, demands, basis, run) }
    }

    fn runs_for(&self, kind: &KindFacts) -> bool {
        self.scope == Scope::Always || kind.follows(self.code)
    }
}

/// Every rule, topic by topic.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        identity::RULES,
        numbers::RULES,
        characters::RULES,
        exposure::RULES,
        glyphs::RULES,
        money::RULES,
        timing::RULES,
        plan::RULES,
    ]
    .into_iter()
    .flatten()
}

/// What a rule looks at: the account, its ground, and what could be reckoned from both.
struct Case<'a> {
    account: &'a Account,
    ground: &'a Ground<'a>,
    /// Each ledger in money; `None` where an amount is not one of its currency.
    ledgers: Vec<Option<CheckedLedger>>,
    /// The plan's terms, one a currency; empty for kinds that set no plan down.
    planned: Vec<planned::Planned>,
}

impl<'a> Case<'a> {
    fn of(account: &'a Account, ground: &'a Ground<'a>) -> Self {
        let ledgers: Vec<_> = account.ledgers.iter().map(CheckedLedger::of).collect();
        let planned =
            if ground.kind.follows("R05") { planned::planned(account, &ledgers) } else { Vec::new() };
        Self { account, ground, ledgers, planned }
    }

    /// Whether there is a debt in any currency.
    fn owes(&self) -> bool {
        self.account.ledgers.iter().any(|ledger| ledger.total != Amount::ZERO)
    }

    /// The ledgers in money, each with its path.
    fn ledgers(&self) -> impl Iterator<Item = (String, &CheckedLedger)> {
        let numbered = self.ledgers.iter().enumerate();
        numbered.filter_map(|(at, ledger)| Some((format!("ledgers[{at}]"), ledger.as_ref()?)))
    }
}

/// Where a rule tells what it found.
struct Findings {
    rule: &'static Rule,
    told: Vec<Finding>,
}

impl Findings {
    /// Tells one fault; code, weight and basis are the rule's. Hints may be added to what is returned.
    fn tell(
        &mut self,
        path: impl Into<String>,
        en: impl Into<String>,
        zh: impl Into<String>,
    ) -> &mut Finding {
        let rule = self.rule;
        let finding = Finding {
            severity: rule.severity,
            basis: Some(rule.basis.words()),
            ..Finding::error(rule.code, path, Words::new(en, zh))
        };
        self.told.push(finding);
        let last = self.told.len() - 1;
        &mut self.told[last]
    }
}

/// Checks an account by every rule that applies to its kind.
///
/// All findings are told at once, ordered by field; warnings alone refuse nothing and stay with
/// the checked account.
pub fn check(account: Account, ground: &Ground<'_>) -> Result<Checked, Vec<Finding>> {
    let case = Case::of(&account, ground);
    let mut findings = findings(&case);
    in_order(&mut findings);
    if findings.iter().any(Finding::refuses) {
        return Err(findings);
    }
    let Case { ledgers, planned, .. } = case;
    let ledgers = ledgers.into_iter().collect::<Option<_>>();
    let schedules = planned.into_iter().map(planned::Planned::checked).collect::<Option<_>>();
    match (ledgers, schedules) {
        (Some(ledgers), Some(schedules)) => Ok(Checked::new(account, findings, ledgers, schedules)),
        _ => Err(findings),
    }
}

fn findings(case: &Case<'_>) -> Vec<Finding> {
    let applying = rules().filter(|rule| rule.runs_for(case.ground.kind));
    applying
        .flat_map(|rule| {
            let mut findings = Findings { rule, told: Vec::new() };
            (rule.run)(case, &mut findings);
            findings.told
        })
        .collect()
}
