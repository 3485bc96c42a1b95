//! The only accounts that are taken of an input, by their ids, and which of them it holds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest;
use crate::error::{Stop, StopCode};

/// The only accounts that are taken; all of them where none is named. Clones are one.
#[derive(Debug, Clone, Default)]
pub struct Only {
    /// Each id, and whether the input held it.
    ids: Arc<Mutex<BTreeMap<String, bool>>>,
    /// SHA-256 over all ids, in hex.
    hash: Option<String>,
}

impl Only {
    /// Only the accounts with these ids.
    pub fn of(ids: impl IntoIterator<Item = String>) -> Self {
        let ids: BTreeMap<String, bool> = ids.into_iter().map(|id| (id, false)).collect();
        let all: Vec<_> = ids.keys().map(String::as_str).collect();
        let hash = (!all.is_empty()).then(|| digest::sha256(all.join("\n").as_bytes()));
        Self { ids: Arc::new(Mutex::new(ids)), hash }
    }

    /// SHA-256 over the ids, in hex; none where all accounts are taken.
    pub(super) fn hash(&self) -> Option<String> {
        self.hash.clone()
    }

    /// How many accounts are named.
    pub(super) fn len(&self) -> u64 {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    /// Whether an account is named.
    pub(super) fn names(&self, id: &str) -> bool {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).contains_key(id)
    }

    /// Whether an account is taken.
    pub(super) fn takes(&self, id: Option<&str>) -> bool {
        if self.hash.is_none() {
            return true;
        }
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let met = id.and_then(|id| ids.get_mut(id));
        met.map(|met| *met = true).is_some()
    }

    /// Fails where the input did not hold one of them.
    pub(super) fn all_met(&self) -> Result<(), Stop> {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let unmet: Vec<_> = ids.iter().filter(|(_, met)| !**met).map(|(id, _)| format!("`{id}`")).collect();
        if unmet.is_empty() {
            return Ok(());
        }
        Err(Stop::new(
            format!("the input holds no account {}", unmet.join(", ")),
            format!("输入中没有账户 {}", unmet.join("、")),
        )
        .coded(StopCode::Usage)
        .hint(
            "see whether the id is written as in the input; the others are made",
            "请核对编号是否与输入一致；其余账户已生成",
        ))
    }
}
