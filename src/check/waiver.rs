//! Tell where a waiver that settles a debt does not add up or never lapses, and where a block is in a currency of its own.

use super::{Case, CheckedLedger, Findings, Parts, Rule, Said, said};
use crate::account::Waiver;
use crate::finding::Words;
use crate::money::{Currency, Money};
use crate::record::Amount;

const HOUSE: Said = said(
    "house rule: payable + waived = total, and a waiver not kept is void",
    "内部规则：应还 + 减免 = 合计；未履行的减免自始无效",
);

/// The rules on waivers.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R18",
        said("what is payable and what is waived are the total", "应还与减免之和等于合计"),
        HOUSE,
        waiver_adds_up,
    ),
    Rule::always(
        "R18",
        said("a waiver says what is owed again when it is not kept", "减免须写明未履行时恢复的金额"),
        HOUSE,
        waiver_lapses,
    ),
    Rule::always(
        "R16",
        said(
            "a payment, a waiver or a broken plan is in the currency of a ledger",
            "还款、减免和违约协议的币种须有相应账户分录",
        ),
        said("house rule: sums of two currencies are never mixed", "内部规则：不同币种金额不得混合"),
        blocks_are_in_a_ledgers_currency,
    ),
];

/// Every amount of a waiver with its path and currency.
pub(super) fn amounts(case: &Case<'_>) -> Vec<(String, Amount, Currency)> {
    let Some(waiver) = &case.account.waiver else { return Vec::new() };
    let Some(currency) = case.currency(waiver.currency) else { return Vec::new() };
    let parts = &waiver.waived;
    let fixed = [
        ("payable", waiver.payable),
        ("waived.principal", parts.principal),
        ("waived.interest", parts.interest),
        ("waived.penalty", parts.penalty),
        ("waived.fees", parts.fees),
    ];
    let restored = waiver.restored.map(|amount| ("restored", amount));
    let all = fixed.into_iter().chain(restored);
    all.map(|(name, amount)| (format!("waiver.{name}"), amount, currency)).collect()
}

/// The waiver in money with its ledger.
pub(super) fn waived<'a>(case: &'a Case<'_>) -> Option<(&'a Waiver, &'a CheckedLedger, Parts)> {
    let waiver = case.account.waiver.as_ref()?;
    let ledger = case.ledger_in(waiver.currency)?;
    Some((waiver, ledger, waiver.waived.parts(ledger.currency)?))
}

/// Tells each component of which more is waived than is owed, under the path of the waiver; whether there is one.
pub(super) fn tell_beyond(
    path: &str,
    waived: &Parts,
    ledger: &CheckedLedger,
    findings: &mut Findings,
) -> bool {
    let beyond: Vec<_> = waived.beyond(&ledger.parts()).collect();
    for (part, waived, owed) in &beyond {
        findings.tell(
            format!("{path}.{}", part.word()),
            format!("`{waived}` is waived of `{owed}`"),
            format!("减免 `{waived}` 大于欠款 `{owed}`"),
        );
    }
    !beyond.is_empty()
}

/// Tells where principal is waived while something else stays due, under the path of the waiver.
pub(super) fn tell_too_early(path: &str, waived: &Parts, ledger: &CheckedLedger, findings: &mut Findings) {
    let parts = waived.named().into_iter().zip(ledger.parts().named()).skip(1);
    let kept: Vec<_> =
        parts.filter(|((_, waived), (_, owed))| waived < owed).map(|((name, _), _)| name).collect();
    if waived.principal.is_positive() && !kept.is_empty() {
        findings.tell(
            format!("{path}.principal"),
            format!("principal is waived, but not all of {}", kept.join(", ")),
            format!("减免了本金，但 {} 未全部减免", kept.join("、")),
        );
    }
}

/// R18: each part is no more than is owed, and payable + waived = total, to the minor unit.
fn waiver_adds_up(case: &Case<'_>, findings: &mut Findings) {
    let Some((waiver, ledger, waived)) = waived(case) else { return };
    let beyond = tell_beyond("waiver.waived", &waived, ledger, findings);
    let (Some(payable), Some(sum)) = (Money::exact(waiver.payable.0, ledger.currency), waived.total()) else {
        return;
    };
    let total = ledger.total;
    if !beyond && payable.plus(sum) != Some(total) {
        findings.tell(
            "waiver.payable",
            format!("payable `{payable}` and waived `{sum}` are not the total `{total}`"),
            format!("应还 `{payable}` 与减免 `{sum}` 之和不等于合计 `{total}`"),
        );
    }
}

/// R18: the sum that is owed again is given, and is the total.
fn waiver_lapses(case: &Case<'_>, findings: &mut Findings) {
    let Some((waiver, ledger, _)) = waived(case) else { return };
    let total = ledger.total;
    match waiver.restored.map(|amount| Money::exact(amount.0, ledger.currency)) {
        None => {
            findings.tell("waiver.restored", "the waiver never lapses", "减免缺少失效条款").hints.push(
                Words::new(
                    format!("give the sum that is owed again when it is not paid in time: `{total}`"),
                    format!("请写明未按期支付时恢复的金额：`{total}`"),
                ),
            );
        }
        Some(Some(restored)) if restored != total => {
            findings.tell(
                "waiver.restored",
                format!("`{restored}` would be owed again, but `{total}` is owed now"),
                format!("恢复金额 `{restored}` 与现欠合计 `{total}` 不符"),
            );
        }
        Some(_) => {}
    }
}

/// R16: the currency of `payment` and `waiver` has a ledger.
fn blocks_are_in_a_ledgers_currency(case: &Case<'_>, findings: &mut Findings) {
    let account = case.account;
    let payment = account.payment.as_ref().and_then(|payment| payment.currency);
    let waiver = account.waiver.as_ref().and_then(|waiver| waiver.currency);
    let broken = account.broken_plan.as_ref().and_then(|broken| broken.currency);
    let named =
        [("payment.currency", payment), ("waiver.currency", waiver), ("broken_plan.currency", broken)];
    for (path, currency) in named {
        let Some(currency) = currency else { continue };
        if account.ledgers.iter().all(|ledger| ledger.currency != currency) {
            let (code, name) = (currency.code(), currency.name());
            findings.tell(path, format!("there is no ledger in {code}"), format!("没有{name}账户分录"));
        }
    }
}
