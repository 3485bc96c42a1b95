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
        if !self.is_some() {
            return true;
        }
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let met = id.and_then(|id| ids.get_mut(id));
        met.map(|met| *met = true).is_some()
    }

    /// Whether any account is named.
    pub(super) fn is_some(&self) -> bool {
        self.hash.is_some()
    }

    /// Why an input that was read to its end is not all that was meant: it did not hold some of them.
    pub(super) fn unmet(&self) -> Option<Stop> {
        let stop = self.missing(|met| !met)?.coded(StopCode::Count);
        Some(stop.hint(
            "see whether the id is written as in the input; the other accounts were gone through",
            "请核对编号是否与输入一致；其余账户已处理",
        ))
    }

    /// Why nothing was done: the input holds none of them.
    pub(super) fn none_met(&self) -> Stop {
        let stop = self.missing(|_| true).unwrap_or_else(|| Stop::new("no account is named", "未指定账户"));
        stop.coded(StopCode::Usage).hint(
            "see whether the id is written as in the input; nothing was made or written",
            "请核对编号是否与输入一致；未生成或写入任何内容",
        )
    }

    /// That the input holds none of the accounts that are missing; nothing where there are no such.
    fn missing(&self, is_missing: impl Fn(bool) -> bool) -> Option<Stop> {
        let ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = ids.iter().filter(|(_, met)| is_missing(**met)).map(|(id, _)| format!("`{id}`"));
        let missing: Vec<_> = missing.collect();
        let parted = missing.iter().any(|id| id.contains([',', '，', '、', ';', '；']));
        (!missing.is_empty()).then(|| {
            let stop = Stop::new(
                format!("the input holds no account {}", missing.join(", ")),
                format!("输入中没有账户 {}", missing.join("、")),
            );
            if !parted {
                return stop;
            }
            stop.hint("part ids by blanks: `--only A B`", "多个编号请以空格分隔：`--only A B`")
        })
    }
}
