//! Turn an account into a checked one, or into everything that is wrong with it.
//!
//! A rule is one function with one code, in the table of its topic; [`rules`] lists them all with what they demand
//! and their legal basis; [`book`] says of each code how to mend what it finds. A rule of [`Scope::Listed`] runs for
//! the kinds whose `kind.toml` lists its code, one of [`Scope::Always`] for every kind; those on wording are run by
//! [`crate::wording`] on the filled document. The severities and overrides of the issuer file are applied by
//! [`overrides`].
//!
//! The first letter of a code says what it is about: `R` refuses by law or contract, `W` warns, `D` is data that
//! contradict themselves, the issuer's settings or the issue date, or lack what the kind needs, `G` is characters
//! that cannot be printed or were replaced. [`book::entries`] lists every code.

mod agreed_cost;
mod agreed_plan;
mod agreed_terms;
mod blocks;
pub mod book;
mod broken_plan;
mod calculated;
mod card_number;
mod characters;
mod charges;
mod checked;
mod chronology;
mod contacts;
mod contradictions;
mod deeds;
mod estate;
mod exposure;
mod found;
mod glyphs;
mod guarantee;
mod guarantor;
mod holidays;
mod identity;
mod laws;
mod limitation;
mod lookalikes;
mod matter;
mod money;
mod normalise;
mod order;
pub mod overrides;
mod papers;
mod plan_notice;
mod reach;
mod sender;
mod settings;
pub mod stand_ins;
mod standing;
mod timing;
mod truth;
mod waiver;
mod window;
mod wording;

use chrono::NaiveDate;

pub use crate::plan::Parts;
pub use blocks::{CheckedPayment, CheckedWaiver};
pub use checked::{Checked, CheckedAccrual, CheckedLedger, CheckedMissed, PlannedLedger};
#[cfg(feature = "inner")]
pub use chronology::dated_fields;
pub use guarantee::CheckedGuarantee;
pub use limitation::limitation_end;
pub use settings::unprintable;
#[cfg(feature = "inner")]
pub use stand_ins::{Sample, stand_in, stand_in_samples};
pub use standing::of_settings;

use found::Findings;

use crate::account::Account;
pub use crate::finding::Said;
use crate::finding::{Finding, Severity, Words, in_order, said};
use crate::fonts::Fonts;
use crate::issuer::IssuerFile;
use crate::kind::sent::SentKinds;
use crate::kind::{KindFacts, own};
use crate::money::Currency;
use crate::plan::{Shift, overdue_days};
use crate::record::Field;

/// The context of a rule: what it may look at beside the account.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Who sends, under which contract.
    pub issuer: &'a IssuerFile,
    /// The kind of document.
    pub kind: &'a KindFacts,
    /// The date on the document.
    pub issue_date: NaiveDate,
    /// The faces it will be printed with.
    pub fonts: &'a Fonts,
    /// How last days move off holidays.
    pub shift: &'a Shift,
    /// What may have been sent before.
    pub sent: &'a SentKinds,
}

/// When a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// For every kind.
    Always,
    /// For the kinds that list its code.
    Listed,
}

/// How a rule finds what is wrong.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// From the account and its context.
    Account(fn(&Case<'_>, &mut Findings)),
    /// From the context alone: what it finds, it finds for every account of the kind.
    Settings(fn(&Context<'_>, &mut Findings)),
    /// From the wording of templates and filled documents, in a later stage.
    Wording,
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
    run: Run,
}

impl Rule {
    /// A rule that refuses, whatever the kind.
    const fn always(
        code: &'static str,
        demands: Said,
        basis: Said,
        run: fn(&Case<'_>, &mut Findings),
    ) -> Self {
        let run = Run::Account(run);
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

    /// A rule on settings that refuses, whatever the kind.
    const fn on_settings(
        code: &'static str,
        demands: Said,
        basis: Said,
        run: fn(&Context<'_>, &mut Findings),
    ) -> Self {
        let run = Run::Settings(run);
        Self { code, severity: Severity::Error, scope: Scope::Always, demands, basis, run }
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

    /// A rule on wording, whatever the kind.
    const fn on_wording(code: &'static str, demands: Said, basis: Said) -> Self {
        Self { code, severity: Severity::Error, scope: Scope::Always, demands, basis, run: Run::Wording }
    }

    /// Whether it reads the wording of templates and documents rather than the account.
    pub fn reads_wording(&self) -> bool {
        matches!(self.run, Run::Wording)
    }

    /// Whether it runs for a kind.
    pub fn runs_for(&self, kind: &KindFacts) -> bool {
        self.scope == Scope::Always || kind.follows(self.code)
    }

    /// A finding of this rule, with its severity and basis.
    pub fn finding(&self, path: impl Into<String>, message: Words) -> Finding {
        let basis = Some(self.basis.words());
        Finding { severity: self.severity, basis, ..Finding::error(self.code, path, message) }
    }
}

/// Every rule, topic by topic.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        identity::RULES,
        sender::RULES,
        papers::RULES,
        card_number::RULES,
        contacts::RULES,
        characters::RULES,
        exposure::RULES,
        glyphs::RULES,
        normalise::RULES,
        lookalikes::RULES,
        stand_ins::RULES,
        money::RULES,
        calculated::RULES,
        charges::RULES,
        order::RULES,
        timing::RULES,
        truth::RULES,
        contradictions::RULES,
        chronology::RULES,
        limitation::RULES,
        reach::RULES,
        agreed_plan::RULES,
        agreed_cost::RULES,
        holidays::RULES,
        laws::RULES,
        waiver::RULES,
        deeds::RULES,
        plan_notice::RULES,
        broken_plan::RULES,
        guarantee::RULES,
        guarantor::RULES,
        estate::RULES,
        matter::RULES,
        wording::RULES,
        window::RULES,
    ]
    .into_iter()
    .flatten()
}

/// The first rule of a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.code == code)
}

/// What a rule looks at: the account, its context, and what could be calculated from both. It is made once an
/// account, since most rules need the same sums.
struct Case<'a> {
    account: &'a Account,
    context: &'a Context<'a>,
    /// Each ledger in money; `None` where it cannot be.
    ledgers: Vec<Option<CheckedLedger>>,
    /// The ledgers that cannot be, by place, and why.
    uncalculated: Vec<(usize, calculated::Uncalculated)>,
    /// The plan's terms, one a currency; empty for kinds that set no plan down.
    planned: Vec<agreed_terms::AgreedTerms>,
    /// What it gives for the fields of the kind's own, and what is wrong there.
    matter: (own::Block, Vec<Finding>),
    /// Every text of the account with its path.
    texts: Vec<(String, &'a str)>,
    /// What stands in them in place of names, addresses and products.
    stand_ins: Vec<stand_ins::Told>,
    /// The characters that normalising replaced in them.
    replacements: &'a [normalise::Replacement],
}

impl<'a> Case<'a> {
    fn of(
        account: &'a Account,
        replacements: &'a [normalise::Replacement],
        context: &'a Context<'a>,
    ) -> Self {
        let contract = &context.issuer.contract;
        let calculated = |ledger| calculated::calculated(ledger, account, contract);
        let mut uncalculated = Vec::new();
        let ledgers = account.ledgers.iter().map(calculated).enumerate();
        let ledgers = ledgers.map(|(at, ledger)| ledger.map_err(|why| uncalculated.push((at, why))).ok());
        let ledgers: Vec<_> = ledgers.collect();
        let planned = if context.kind.follows("R05") {
            agreed_terms::agreed_terms(account, &ledgers)
        } else {
            Vec::new()
        };
        let mut texts = Vec::new();
        account.texts("", &mut |path, text| texts.push((path.to_string(), text)));
        let stand_ins = stand_ins::stand_ins(&texts, context);
        let currency = account.ledgers.first().map(|ledger| ledger.currency);
        let matter = own::read(&context.kind.field, &account.matter, currency, Some(context.issue_date));
        Self { account, context, ledgers, uncalculated, planned, matter, texts, stand_ins, replacements }
    }

    /// Whether there is a debt in any currency.
    fn owes(&self) -> bool {
        self.ledgers.iter().any(|ledger| ledger.as_ref().is_none_or(|ledger| !ledger.total.is_zero()))
    }

    /// The ledgers in money, each with its path.
    fn ledgers(&self) -> impl Iterator<Item = (String, &CheckedLedger)> {
        let numbered = self.ledgers.iter().enumerate();
        numbered.filter_map(|(at, ledger)| Some((format!("ledgers[{at}]"), ledger.as_ref()?)))
    }

    /// The currency that is named, or else the first ledger's.
    fn currency(&self, named: Option<Currency>) -> Option<Currency> {
        named.or_else(|| self.account.ledgers.first().map(|ledger| ledger.currency))
    }

    /// The ledger of that currency; `None` where it cannot be put in money.
    fn ledger_in(&self, named: Option<Currency>) -> Option<&CheckedLedger> {
        let currency = self.currency(named)?;
        self.ledgers.iter().flatten().find(|ledger| ledger.currency == currency)
    }

    /// Days from the due date to the date the figures stand at.
    fn overdue_days(&self) -> i64 {
        overdue_days(self.account.as_of, self.account.due_date)
    }
}

/// Normalises the characters of an account, then checks it by every rule that applies to its kind.
///
/// All findings are returned at once, ordered by field, so that the data are mended in one go; warnings alone refuse
/// nothing and stay with the checked account.
pub fn check(account: Account, context: &Context<'_>) -> Result<Checked, Vec<Finding>> {
    judged(account, context, false)
}

/// The same for a sample that only tries a template: what a rule holds against it, such as another day rate than this
/// issuer's, is left out, as long as sums can be reckoned. Nothing made of it is anybody's document.
pub fn check_sample(account: Account, context: &Context<'_>) -> Result<Checked, Vec<Finding>> {
    judged(account, context, true)
}

fn judged(mut account: Account, context: &Context<'_>, sample: bool) -> Result<Checked, Vec<Finding>> {
    let replacements = normalise::normalise(&mut account, &context.issuer.pua);
    let case = Case::of(&account, &replacements, context);
    let mut findings = findings(&case);
    overrides::apply(&mut findings, context.issuer, &account.id);
    in_order(&mut findings);
    if !sample && findings.iter().any(Finding::refuses) {
        return Err(findings);
    }
    let blocks = blocks::Blocks::of(&case);
    let Case { ledgers, planned, .. } = case;
    let ledgers = ledgers.into_iter().collect::<Option<_>>();
    let schedules = planned.into_iter().map(agreed_terms::AgreedTerms::checked).collect::<Option<_>>();
    match (ledgers, schedules, blocks) {
        (Some(ledgers), Some(schedules), Some(blocks)) => {
            Ok(Checked::new(account, findings, ledgers, schedules, blocks))
        }
        _ => {
            findings.push(without_sums());
            Err(findings)
        }
    }
}

/// The finding where sums cannot be calculated and no rule has said why: nobody is refused without a reason.
fn without_sums() -> Finding {
    let words = Words::new(
        "the sums cannot be reckoned, though no rule tells why",
        "金额无法计算，且没有规则指出原因",
    );
    Finding::error("D09", "", words)
        .basis("house rule: nothing is guessed", "内部规则：不作推测")
        .hint("look at the contract's sums in the issuer file first", "请先核对发行方文件中合约的金额")
}

fn findings(case: &Case<'_>) -> Vec<Finding> {
    let applying = rules().filter(|rule| rule.runs_for(case.context.kind));
    let mut found: Vec<_> = applying
        .flat_map(|rule| {
            let mut findings = Findings { rule, found: Vec::new() };
            match rule.run {
                Run::Account(run) => run(case, &mut findings),
                Run::Settings(run) => run(case.context, &mut findings),
                Run::Wording => {}
            }
            findings.found
        })
        .collect();
    chronology::leave_out_consequences(&mut found, case.context.kind);
    found
}
