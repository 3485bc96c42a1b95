//! Tell what the settings alone hold against every account of a kind, before any is read.

use super::{Context, Findings, Run, rules};
use crate::finding::Finding;

/// What refuses every account of a kind, whatever is in it: settings that contradict the kind, the issue date or each
/// other. What has an override, be it for single accounts, is left to them.
pub fn of_settings(context: &Context<'_>) -> Vec<Finding> {
    let waived = |code: &str| context.issuer.overrides.iter().any(|by| by.code == code);
    let mut found = Vec::new();
    for rule in rules().filter(|rule| rule.runs_for(context.kind) && !waived(rule.code)) {
        if let Run::Settings(run) = rule.run {
            let mut findings = Findings { rule, found: Vec::new() };
            run(context, &mut findings);
            found.extend(findings.found);
        }
    }
    found.retain(Finding::refuses);
    found
}
