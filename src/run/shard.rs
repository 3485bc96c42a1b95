//! Part an input among several runs.

/// Every `of`-th account, from the `index`-th on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    of: u64,
}

impl Shard {
    /// The accounts whose ordinal, counted from 0, leaves `index` when divided by `of`; `None` where no account can.
    pub fn new(index: u64, of: u64) -> Option<Self> {
        (index < of).then_some(Self { index, of })
    }

    /// How many of so many accounts it takes.
    pub fn share_of(self, accounts: u64) -> u64 {
        accounts.saturating_sub(self.index).div_ceil(self.of)
    }

    /// Whether it takes the account of this ordinal, counted from 1.
    pub fn takes(self, seq: u64) -> bool {
        (seq - 1) % self.of == self.index
    }
}
