//! Add up amounts of one currency, exactly and beyond what a single document may claim.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::money::{Money, grouped};

/// What the ledgers of one currency come to, all together and by bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// All of them.
    #[serde(flatten)]
    pub all: Owed,
    /// Those of each bucket, `M0` to `M7+`.
    pub by_bucket: BTreeMap<String, Owed>,
}

/// So many ledgers, and the sum of their totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// How many ledgers.
    pub ledgers: u64,
    /// The sum of their totals.
    pub amount: Sum,
}

/// A sum of many amounts of one currency, in minor units; wide enough for as many ledgers as can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    minor: i128,
    /// The currency's decimals.
    places: u32,
}

impl Amounts {
    /// No ledger yet, in the currency of this sum.
    pub(super) fn none(like: Sum) -> Self {
        Self { all: Owed::none(like), by_bucket: BTreeMap::new() }
    }

    /// Adds one ledger's total.
    pub(super) fn add(&mut self, bucket: &str, total: Sum) {
        self.all.add(total);
        match self.by_bucket.get_mut(bucket) {
            Some(owed) => owed.add(total),
            None => self.by_bucket.entry(bucket.to_string()).or_insert(Owed::none(total)).add(total),
        }
    }
}

impl Owed {
    fn none(like: Sum) -> Self {
        Self { ledgers: 0, amount: Sum { minor: 0, ..like } }
    }

    fn add(&mut self, total: Sum) {
        self.ledgers += 1;
        self.amount.add(total);
    }
}

impl Sum {
    /// The sum of one amount.
    pub fn of(amount: Money) -> Self {
        Self { minor: amount.minor().into(), places: amount.currency().decimals() }
    }

    /// Adds another of the same currency.
    pub(in crate::deliver) fn add(&mut self, other: Self) {
        // 2^64 ledgers of the largest amount stay below 2^127 minor units; a line that says more was not written here.
        self.minor = self.minor.saturating_add(other.minor);
    }

    /// The sum without grouping, with the currency's decimals: `8376.25`.
    pub fn plain(self) -> String {
        let places = self.places as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let scale = 10_u128.pow(self.places);
        let (whole, rest) = (self.minor.unsigned_abs() / scale, self.minor.unsigned_abs() % scale);
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0places$}") }
    }

    /// How much of `all` it is, from 0 to 1000, rounded half-up; 0 where `all` is nothing.
    pub(super) fn thousandths_of(self, all: Self) -> u64 {
        let doubled = self.minor.saturating_mul(2000).checked_div(all.minor).unwrap_or(0);
        u64::try_from((doubled + 1) / 2).unwrap_or(0).min(1000)
    }
}

/// Grouped by thousands: `8,376.25`.
impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        f.pad(&format!("{sign}{}", grouped(digits)))
    }
}

/// Reads what `plain` wrote.
impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let places = text.split_once('.').map_or(0, |(_, cents)| cents.len());
        let minor = text.replacen('.', "", 1).parse().map_err(de::Error::custom)?;
        if places > 4 {
            return Err(de::Error::custom("more decimals than a currency has"));
        }
        Ok(Self { minor, places: places as u32 })
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.plain())
    }
}
