//! Take down what a rule finds.

use super::Rule;
use crate::finding::{Finding, Words};

/// What a rule found.
pub(super) struct Findings {
    pub(super) rule: &'static Rule,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// Adds one finding; code, severity and basis are the rule's. Hints may be added to what is returned.
    pub(super) fn tell(
        &mut self,
        path: impl Into<String>,
        en: impl Into<String>,
        zh: impl Into<String>,
    ) -> &mut Finding {
        let finding = self.rule.finding(path, Words::new(en, zh));
        self.found.push(finding);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}
