//! What in the `timestamp` table of a signing file cannot be used.

use const_oid::ObjectIdentifier;

use crate::finding::{Finding, Words};
use crate::issuer::TimestampTable;

impl TimestampTable {
    /// The policy's identifier.
    pub(super) fn policy(&self) -> Option<ObjectIdentifier> {
        self.policy.as_ref().and_then(|text| ObjectIdentifier::new(text).ok())
    }

    /// Everything in it that cannot be used.
    pub(in crate::sign) fn faults(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut refuse = |path: &str, en: &str, zh: &str| {
            findings.push(Finding::error("D09", format!("sign.timestamp.{path}"), Words::new(en, zh)));
        };
        if !is_address(&self.url) {
            refuse(
                "url",
                "an address begins with `http://` or `https://`, and holds no user or password",
                "地址须以 `http://` 或 `https://` 开头，且不含用户名或密码",
            );
        }
        if !(1..=300).contains(&self.timeout) {
            refuse("timeout", "a try takes 1 to 300 seconds", "每次尝试须为 1 至 300 秒");
        }
        if self.retries > 10 {
            refuse("retries", "it is asked again at most 10 times", "最多重试 10 次");
        }
        if self.policy.is_some() && self.policy().is_none() {
            refuse("policy", "a policy is written as `1.2.3.4`", "策略须写作 `1.2.3.4`");
        }
        if self.user.is_none() && self.password_file.is_some() {
            refuse("user", "a password without a user", "有密码而无用户名");
        }
        findings
    }
}

/// Whether something can be asked at an address, and it gives nothing away.
pub(in crate::sign) fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    !host.is_empty() && !host.contains('@') && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}
