//! Say who is at work, and know whether a process of this machine still is.

use std::fs;
use std::process;

use serde::{Deserialize, Serialize};

use crate::digest;

/// What a process is known by on its machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Process {
    /// The machine since it was started, and the space in which the number counts: SHA-256 of what the system tells.
    machine: String,
    /// Its number.
    number: u32,
    /// When it began, as the system counts: another process of the same number began at another time.
    began: u64,
}

impl Process {
    /// This one; `None` where the system does not tell.
    pub(super) fn this() -> Option<Self> {
        let number = process::id();
        Some(Self { machine: machine()?, number, began: began(number)? })
    }

    /// Whether it is one of this machine, and has ended. Of other machines nothing is known.
    pub(super) fn is_gone(&self) -> bool {
        machine().is_some_and(|machine| machine == self.machine) && began(self.number) != Some(self.began)
    }
}

fn machine() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let space = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(digest::sha256(format!("{}{}", boot.trim(), space.display()).as_bytes()))
}

/// When a process began, in ticks since the machine was started; `None` where there is none.
fn began(number: u32) -> Option<u64> {
    let told = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // The name, in round brackets, may hold anything; behind it stand the fields from the third on.
    told.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

/// This process, for people.
pub(super) fn shown() -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim();
    let number = process::id();
    if host.is_empty() { format!("process {number}") } else { format!("{host}, process {number}") }
}
