//! Apply the issuer file's severities and overrides to findings: warnings that refuse, refusals that are waived.

use chrono::NaiveDate;

use super::book::{self, Acceptance, Waivable};
use crate::finding::{AppliedOverride, Finding, Severity, Words};
use crate::issuer::{IssuerFile, Override};

/// What `[severity]` makes of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Its warnings refuse.
    Refuse,
    /// Its warnings warn, as they do.
    Warn,
    /// Its warnings are accepted: they are counted and recorded, and no longer told.
    Ignore,
}

impl Weight {
    fn of(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "refuse" | "拒绝" | "退回" => Some(Self::Refuse),
            "warn" | "警告" | "提示" => Some(Self::Warn),
            "ignore" | "忽略" | "接受" => Some(Self::Ignore),
            _ => None,
        }
    }
}

/// Raises the severity of the warnings that `[severity]` names or accepts them, then waives the findings that have an
/// override.
///
/// What is waived stays as a warning that names the override, its reason and its approver.
/// An override of one entry of a list is left to the stage that knows the entry: see [`override_for`].
pub fn apply(findings: &mut [Finding], issuer: &IssuerFile, account: &str) {
    for finding in findings {
        match issuer.severity.0.get(finding.code).and_then(|word| Weight::of(word)) {
            Some(Weight::Refuse) => finding.severity = Severity::Error,
            Some(Weight::Ignore) if !finding.refuses() => finding.accept(&issuer.issuer.name),
            _ => {}
        }
        if let Some(by) = override_for(issuer, finding.code, None, account) {
            waive(finding, by);
        }
    }
}

/// The override of a code, and of one entry of its list where it has one, for an account.
pub fn override_for<'a>(
    issuer: &'a IssuerFile,
    code: &str,
    entry: Option<&str>,
    account: &str,
) -> Option<&'a Override> {
    issuer.overrides.iter().find(|by| {
        let fits = by.code == code && by.entry.as_deref() == entry;
        fits && (by.accounts.is_empty() || by.accounts.iter().any(|id| id == account))
    })
}

/// Whether there is an override of an entry of a code's list, for whatever accounts.
pub fn has_entry_override(issuer: &IssuerFile, code: &str, entry: &str) -> bool {
    issuer.overrides.iter().any(|by| by.code == code && by.entry.as_deref() == Some(entry))
}

/// Turns a refusal into a warning that names the override and its approver.
pub fn waive(finding: &mut Finding, by: &Override) {
    let Override { id, reason, approver, .. } = by;
    finding.severity = Severity::Warning;
    finding.overridden_by =
        Some(AppliedOverride { id: id.clone(), reason: reason.clone(), approver: approver.clone() });
    finding.message.en.push_str(&format!("; override `{id}` of `{approver}`: {reason}"));
    finding.message.zh.push_str(&format!("；特批 `{id}`（`{approver}`）：{reason}"));
}

/// Everything that is wrong with `[severity]` and `[[overrides]]` for documents of that day.
pub fn faults(issuer: &IssuerFile, issue_date: NaiveDate) -> Vec<Finding> {
    let mut faults: Vec<_> =
        issuer.severity.0.iter().filter_map(|(code, word)| severity_fault(code, word)).collect();
    for (at, by) in issuer.overrides.iter().enumerate() {
        let path = |field: &str| format!("overrides[{at}].{field}");
        faults.extend(waivable_fault(by, &path("code")));
        faults.extend(expiry_fault(by, issue_date, &path("expires")));
        faults.extend(entry_fault(by, &path("entry")));
        let earlier = issuer.overrides[..at].iter().any(|other| other.id == by.id);
        faults.extend(earlier.then(|| fault(path("id"), "this id is given twice", "该编号重复出现")));
    }
    faults
}

fn fault(path: String, en: impl Into<String>, zh: impl Into<String>) -> Finding {
    Finding::error("D09", path, Words::new(en, zh))
}

/// A row of `[severity]` that is wrong: a code that is none, or a word that would lower it.
fn severity_fault(code: &str, word: &str) -> Option<Finding> {
    let path = format!("severity.{code}");
    let Some(entry) = book::entry(code) else {
        return Some(fault(path, format!("there is no rule `{code}`"), format!("没有规则 `{code}`")));
    };
    match (Weight::of(word), entry.severity(), entry.acceptance) {
        (Some(Weight::Refuse), ..) | (Some(Weight::Warn), Severity::Warning, _) => None,
        (Some(Weight::Ignore), Severity::Warning, Acceptance::Open) => None,
        (Some(Weight::Ignore), Severity::Warning, Acceptance::Closed(why)) => Some(fault(
            path,
            format!("`{code}` cannot be accepted for all accounts: {}", why.en),
            format!("`{code}` 不得对所有账户一概忽略：{}", why.zh),
        )),
        (Some(_), ..) => Some(fault(
            path,
            format!("`{code}` refuses, and no issuer makes a warning of it"),
            format!("`{code}` 为拒绝规则，不得降为警告或忽略"),
        )),
        (None, ..) => Some(fault(
            path,
            "write `refuse`, `warn` or `ignore`",
            "请填写 `拒绝`、`警告` 或 `忽略`（`refuse`、`warn`、`ignore`）",
        )),
    }
}

fn waivable_fault(by: &Override, path: &str) -> Option<Finding> {
    let code = &by.code;
    match book::entry(code).map(|entry| entry.waivable) {
        None => Some(fault(path.into(), format!("there is no rule `{code}`"), format!("没有规则 `{code}`"))),
        Some(Waivable::Never) => {
            let open: Vec<_> = book::waivable().map(|entry| entry.code).collect();
            let finding = fault(
                path.into(),
                format!("nobody can answer for `{code}`: its rule allows no override"),
                format!("`{code}` 不允许特批"),
            );
            Some(finding.hint(
                format!("an override is possible for {}", open.join(", ")),
                format!("可特批的规则：{}", open.join("、")),
            ))
        }
        Some(_) => None,
    }
}

fn expiry_fault(by: &Override, issue_date: NaiveDate, path: &str) -> Option<Finding> {
    let expires = by.expires;
    let over = expires <= issue_date;
    over.then(|| {
        fault(
            path.into(),
            format!("the override `{}` ends on {expires}, not after the issue date {issue_date}", by.id),
            format!("特批 `{}` 于 {expires} 到期，不晚于出具日期 {issue_date}", by.id),
        )
    })
}

fn entry_fault(by: &Override, path: &str) -> Option<Finding> {
    let listed = book::entry(&by.code).is_some_and(|entry| entry.waivable == Waivable::Entry);
    match &by.entry {
        None if listed => Some(fault(
            path.into(),
            format!("an override of `{}` names the entry of the list it is for", by.code),
            format!("`{}` 的特批须指明清单条目", by.code),
        )),
        Some(_) if !listed => Some(fault(
            path.into(),
            format!("`{}` has no list of entries", by.code),
            format!("`{}` 没有清单条目", by.code),
        )),
        _ => None,
    }
}
