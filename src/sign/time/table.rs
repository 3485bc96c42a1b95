//! The `timestamp` part of a signing file: which authority stamps the time, and what if it does not.

use const_oid::ObjectIdentifier;
use serde_json::{Value, json};

use crate::account::node::Node;
use crate::account::record::{At, Field, record, words};
use crate::finding::{Finding, Words};

words! {
    /// What becomes of a document whose time is not stamped.
    pub enum OnFailure {
        /// The run stops before it; `--resume` goes on.
        Stop = "stop" / "停止",
        /// It is made without, and counted.
        Unstamped = "unstamped" / "不加盖",
    }
}

record! {
    /// An authority for time stamps (RFC 3161); only digests are sent to it.
    pub struct TimestampTable {
        /// Its address, http or https.
        pub url: String,
        /// How many seconds each try may take.
        pub timeout: u32 = 10,
        /// How often it is asked again where it does not answer, or is not able to.
        pub retries: u32 = 2,
        /// What becomes of a document whose time is not stamped.
        pub on_failure: OnFailure = OnFailure::Stop,
        /// The only authorities for time stamps that count, in PEM; else any.
        pub trust: Option<String>,
        /// The only authorities that count for https, in PEM; else those that browsers trust.
        pub https_ca: Option<String>,
        /// The user, where it wants to know who asks.
        pub user: Option<String>,
        /// The file whose first line is the user's password; else HANPRESS_TIMESTAMP_PASSWORD holds it, or it is asked for.
        pub password_file: Option<String>,
        /// The policy under which the time is to be stamped, as `1.2.3.4`.
        pub policy: Option<String>,
    }
}

/// An authority by its address alone, or by a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Timestamp(pub TimestampTable);

impl Field for Timestamp {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let table = match node {
            Node::Text(_) => &Node::Map(vec![("url".to_string(), node.clone())]),
            table => table,
        };
        TimestampTable::read(table, at).map(Self)
    }

    fn schema() -> Value {
        json!({ "anyOf": [String::schema(), TimestampTable::schema()] })
    }
}

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
