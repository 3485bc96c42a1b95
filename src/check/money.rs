//! Tell where the sums of an account do not fit each other.

use rust_decimal::Decimal;

use super::{Case, CheckedLedger, Findings, Rule, said};
use crate::account::Ledger;
use crate::finding::Words;
use crate::kind::Origin;
use crate::mask::tail;
use crate::money::{Currency, Money};
use crate::plan::interest::{Segment, interest};
use crate::record::Amount;

/// The rules on sums.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "D09",
        said("something is owed", "账户存在欠款"),
        said("house rule: no document on an empty account", "内部规则：无欠款不出具文书"),
        something_is_owed,
    ),
    Rule::always(
        "R16",
        said("every currency of a card has one ledger of its own", "每张卡的每一币种各有且仅有一个账户分录"),
        said("house rule: sums of two currencies are never mixed", "内部规则：不同币种金额不得混合"),
        each_currency_has_one_ledger,
    ),
    Rule::always(
        "R16",
        said("the last four digits tell the cards of a document apart", "同一文书中的信用卡可凭末四位区分"),
        said("house rule: a document prints no more of a card number", "内部规则：文书只印卡号末四位"),
        cards_can_be_told_apart,
    ),
    Rule::always(
        "R16",
        said("a plan, a waiver and a payment are of one card", "分期、减免和还款各针对一张卡"),
        said("house rule: sums of two cards are never mixed", "内部规则：不同信用卡的金额不得混合"),
        terms_are_of_one_card,
    ),
    Rule::always(
        "D09",
        said(
            "an amount has no more decimals than its currency and is at most 999,999,999,999.99",
            "金额的小数位数不超过币种规定，且不超过 999,999,999,999.99",
        ),
        said("ISO 4217; 支付结算办法 annex 1", "ISO 4217；《支付结算办法》附件一"),
        amounts_are_of_their_currency,
    ),
    Rule::always(
        "R04",
        said("the components add up to the total", "各组成部分之和等于合计"),
        said("sum of principal, interest, penalty and fees", "合计为本金、利息、违约金与费用之和"),
        parts_add_up,
    ),
    Rule::always(
        "R04",
        said(
            "a ledger has a debt or a credit balance, and its figures say the same of it",
            "一个币种或有欠款或有溢缴款，各项金额须一致",
        ),
        said(
            "house rule: a credit balance is told and never set off (民法典 art. 568)",
            "内部规则：溢缴款只作告知，不得自行抵销（《中华人民共和国民法典》第五百六十八条）",
        ),
        credits_are_of_one_figure,
    ),
    Rule::always(
        "R04",
        said(
            "the minimum payment is no more than what was owed at the due date",
            "最低还款额不超过到期时的欠款",
        ),
        said(
            "the minimum payment is part of the balance: what is owed now and what came in since",
            "最低还款额是欠款的一部分，欠款为现欠金额与到期后还款之和",
        ),
        minimum_is_part_of_the_debt,
    ),
    Rule::always(
        "R04",
        said("interest is what its accruals come to, rounded once", "利息等于各计息项之和，且仅舍入一次"),
        said(
            "sum of base × daily rate × days, rounded half-up once a ledger",
            "各计息基数×日利率×天数之和，每币种四舍五入一次",
        ),
        accruals_add_up,
    ),
    Rule::always(
        "R04",
        said(
            "the penalty is what the missed minimum payments come to by rate, floor and cap",
            "违约金等于各期未还最低还款额按比例、下限和上限计算之和",
        ),
        said("银发〔2016〕111号: 违约金 as the contract sets it", "银发〔2016〕111号：违约金按合同约定"),
        penalties_add_up,
    ),
];

/// D09: at least one ledger, and a debt in at least one, but for the kinds that R19 allows only without one.
fn something_is_owed(case: &Case<'_>, findings: &mut Findings) {
    if case.account.ledgers.is_empty() {
        findings.tell("ledgers", "there is no ledger", "没有任何账户分录");
    } else if !case.owes() && !case.context.kind.follows("R19") && !case.context.kind.nothing_owed {
        let told =
            findings.tell("ledgers", "nothing is owed: every total is nothing", "没有欠款：各币种合计均为零");
        if case.context.kind.origin == Origin::Folder {
            told.hints.push(Words::new(
                "a kind for debts that are paid, such as a certificate of settlement, lists it: `rules = [\"R19\"]` in its `kind.toml`",
                "用于已结清欠款的文书（如结清证明），请在其 `kind.toml` 中写 `rules = [\"R19\"]`",
            ));
        }
    }
}

/// R16: no currency of a card comes twice.
fn each_currency_has_one_ledger(case: &Case<'_>, findings: &mut Findings) {
    let ledgers = &case.account.ledgers;
    let account = case.account;
    for (at, ledger) in ledgers.iter().enumerate() {
        let same = |earlier: &Ledger| {
            earlier.currency == ledger.currency
                && account.card_of(earlier).number == account.card_of(ledger).number
        };
        if let Some(first) = ledgers[..at].iter().position(same) {
            let code = ledger.currency.code();
            findings
                .tell(
                    format!("ledgers[{at}].currency"),
                    format!("`ledgers[{first}]` is kept in {code} already"),
                    format!("`ledgers[{first}]` 已是{}", ledger.currency.name()),
                )
                .hints
                .push(Words::new(
                    format!("if it is of another card, name that in `ledgers[{at}].card`"),
                    format!("如属另一张卡，请在 `ledgers[{at}].card` 中填写该卡"),
                ));
        }
    }
}

/// R16: no two cards end in the same four digits, by which alone a document names them.
fn cards_can_be_told_apart(case: &Case<'_>, findings: &mut Findings) {
    let cards = case.account.cards();
    let tail = |at: usize| tail(cards[at].number.reveal());
    for (at, places) in case.account.ledgers_by_card().iter().enumerate() {
        let (Some(first), true) = (places.first(), (0..at).any(|earlier| tail(earlier) == tail(at))) else {
            continue;
        };
        let own = case.account.ledgers[*first].card.is_some();
        let path = if own { format!("ledgers[{first}].card.number") } else { "card.number".into() };
        findings
            .tell(
                path,
                "this card ends in the same four digits as another one, and the document prints no more of them",
                "该卡与另一张卡末四位相同，文书中无法区分",
            )
            .hints
            .push(Words::new("make a letter of its own for each of them", "请按卡分别出具"));
    }
}

/// R16: what is agreed, given up or paid is so of one card, since its block names no other.
fn terms_are_of_one_card(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let agreed = case.context.kind.follows("R05") || account.payment.is_some() || account.waiver.is_some();
    if agreed && account.cards().len() > 1 {
        findings
            .tell(
                "ledgers",
                "the ledgers are of several cards, and what is agreed or paid is of one",
                "账户分录涉及多张信用卡，而分期、减免或还款只针对一张",
            )
            .hints
            .push(Words::new("make a document for each card", "请按卡分别出具文书"));
    }
}

/// D09: every amount of ledgers and plan is one of its currency.
fn amounts_are_of_their_currency(case: &Case<'_>, findings: &mut Findings) {
    for (path, amount, currency) in amounts(case) {
        if Money::exact(amount.0, currency).is_some() {
            continue;
        }
        let (code, name, places) = (currency.code(), currency.name(), currency.decimals());
        let (en, zh) = if amount.0.normalize().scale() > places {
            (
                format!("`{}` has more decimals than the {places} of {code}", amount.0),
                format!("`{}` 的小数位数超过{name}的 {places} 位", amount.0),
            )
        } else {
            (
                format!("`{}` is beyond 999,999,999,999.99", amount.0),
                format!("`{}` 超过 999,999,999,999.99", amount.0),
            )
        };
        findings.tell(path, en, zh);
    }
}

/// Every amount with its path and the currency it is in.
fn amounts(case: &Case<'_>) -> Vec<(String, Amount, Currency)> {
    let mut all = Vec::new();
    for (at, ledger) in case.account.ledgers.iter().enumerate() {
        let own = ledger.amounts().into_iter();
        all.extend(own.map(|(name, amount)| (format!("ledgers[{at}].{name}"), amount, ledger.currency)));
    }
    all.extend(case.planned.iter().flat_map(super::agreed_terms::AgreedTerms::amounts));
    all.extend(super::waiver::amounts(case));
    all.extend(super::order::amounts(case));
    all.extend(super::guarantee::amounts(case));
    all.extend(super::plan_notice::amounts(case));
    all.extend(super::broken_plan::amounts(case));
    all
}

/// R04: principal, interest, penalty and fees make the total, to the minor unit.
fn parts_add_up(case: &Case<'_>, findings: &mut Findings) {
    for (path, ledger) in case.ledgers() {
        let (path, total) = (format!("{path}.total"), ledger.total);
        match ledger.parts().total() {
            Some(sum) if sum == total => {}
            Some(sum) => {
                findings
                    .tell(
                        path.as_str(),
                        format!("parts add up to `{sum}`, but `{path}` is `{total}`"),
                        format!("各组成部分之和为 `{sum}`，但 `{path}` 为 `{total}`"),
                    )
                    .hints
                    .push(parts_in_words(ledger));
            }
            None => {
                findings.tell(
                    path,
                    "parts add up to more than 999,999,999,999.99",
                    "各组成部分之和超过 999,999,999,999.99",
                );
            }
        }
    }
}

fn parts_in_words(ledger: &CheckedLedger) -> Words {
    let CheckedLedger { principal, interest, penalty, fees, .. } = ledger;
    Words::new(
        format!("principal {principal} + interest {interest} + penalty {penalty} + fees {fees}"),
        format!("本金 {principal} + 利息 {interest} + 违约金 {penalty} + 费用 {fees}"),
    )
}

/// R04: the parts of a ledger in credit, its total and the credit it gives come to one figure, or are nothing; what
/// is asked for in it is nothing.
fn credits_are_of_one_figure(case: &Case<'_>, findings: &mut Findings) {
    for (at, ledger) in case.account.ledgers.iter().enumerate() {
        let Some(credit) = ledger.credit_balance() else { continue };
        let parts = [Some(ledger.principal.amount()), ledger.interest, ledger.penalty, Some(ledger.fees)];
        let sum: Decimal = parts.into_iter().flatten().map(|part| part.0).sum();
        let total = ledger.total.map_or(Decimal::ZERO, |total| total.0);
        let fits = |figure: Decimal| figure.is_zero() || figure == -credit.0;
        if !fits(sum) || !fits(total) {
            findings.tell(
                format!("ledgers[{at}].total"),
                format!(
                    "parts come to `{sum}` and the total is `{total}`, beside a credit balance of `{}`",
                    credit.0
                ),
                format!("各组成部分之和为 `{sum}`，合计为 `{total}`，而溢缴款为 `{}`", credit.0),
            );
        }
        if ledger.minimum_due.is_some_and(|minimum| !minimum.0.is_zero()) {
            findings.tell(
                format!("ledgers[{at}].minimum_due"),
                "a minimum payment is asked for beside a credit balance",
                "有溢缴款的币种不应有最低还款额",
            );
        }
    }
}

/// R04: the minimum due is at most the total and what was paid since.
fn minimum_is_part_of_the_debt(case: &Case<'_>, findings: &mut Findings) {
    for (path, ledger) in case.ledgers().filter(|(_, ledger)| ledger.credit.is_none()) {
        let (Some(minimum), Some(owed)) = (ledger.minimum_due, ledger.total.plus(ledger.paid)) else {
            continue;
        };
        if minimum > owed {
            findings.tell(
                format!("{path}.minimum_due"),
                format!("the minimum `{minimum}` is more than the `{owed}` that were owed"),
                format!("最低还款额 `{minimum}` 大于到期时的欠款 `{owed}`"),
            );
        }
    }
}

/// R04: Σ base × daily rate × days, rounded once half-up, is the interest, where accruals are given
/// (handbook 3.5).
fn accruals_add_up(case: &Case<'_>, findings: &mut Findings) {
    let rate = case.context.issuer.contract.day_rate;
    for (path, ledger) in case.ledgers().filter(|(_, ledger)| !ledger.accruals.is_empty()) {
        let segments: Vec<_> = ledger
            .accruals
            .iter()
            .map(|accrual| Segment { base: accrual.base, days: accrual.days })
            .collect();
        let (path, stated) = (format!("{path}.interest"), ledger.interest);
        match interest(&segments, rate.0, ledger.currency).map(|interest| interest.total) {
            Some(sum) if sum == stated => {}
            Some(sum) => {
                findings
                    .tell(
                        path.as_str(),
                        format!("accruals come to `{sum}`, but `{path}` is `{stated}`"),
                        format!("各计息项之和为 `{sum}`，但 `{path}` 为 `{stated}`"),
                    )
                    .hints
                    .push(Words::new(
                        format!("at {} a day; round the sum, not each item", rate.percent()),
                        format!("日利率 {}；对合计舍入，不对各项舍入", rate.percent()),
                    ));
            }
            None => {
                findings.tell(
                    path,
                    "accruals come to more than 999,999,999,999.99",
                    "各计息项之和超过 999,999,999,999.99",
                );
            }
        }
    }
}

/// R04: Σ of the contract's 违约金 on each missed minimum is the penalty, where they are given in the
/// contract's own currency (handbook 3.6).
fn penalties_add_up(case: &Case<'_>, findings: &mut Findings) {
    for (path, ledger) in case.ledgers().filter(|(_, ledger)| !ledger.missed.is_empty()) {
        let Some(sum) = Money::total(ledger.missed.iter().map(|missed| missed.penalty), ledger.currency)
        else {
            continue;
        };
        let (path, stated) = (format!("{path}.penalty"), ledger.penalty);
        if sum != stated {
            let terms = &case.context.issuer.contract;
            findings
                .tell(
                    path.as_str(),
                    format!("missed minimum payments come to `{sum}`, but `{path}` is `{stated}`"),
                    format!("各期未还最低还款额的违约金之和为 `{sum}`，但 `{path}` 为 `{stated}`"),
                )
                .hints
                .push(Words::new(
                    format!(
                        "{} of what is missing, at least {}",
                        terms.penalty_rate.percent(),
                        terms.penalty_floor.0
                    ),
                    format!("未还部分的 {}，最低 {}", terms.penalty_rate.percent(), terms.penalty_floor.0),
                ));
        }
    }
}
