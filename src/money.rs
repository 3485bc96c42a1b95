//! Sums of money: whole minor units with a currency, exact, never a float.

mod names;

use std::fmt;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// A currency a card account can be kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// 人民币, two decimals.
    Cny,
    /// 美元, two decimals.
    Usd,
    /// 港币, two decimals.
    Hkd,
    /// 欧元, two decimals.
    Eur,
    /// 日元, no decimals.
    Jpy,
    /// 英镑, two decimals.
    Gbp,
    /// 澳门元, two decimals.
    Mop,
    /// 新台币, two decimals.
    Twd,
    /// 澳大利亚元, two decimals.
    Aud,
    /// 加拿大元, two decimals.
    Cad,
    /// 新加坡元, two decimals.
    Sgd,
    /// 瑞士法郎, two decimals.
    Chf,
    /// 新西兰元, two decimals.
    Nzd,
    /// 韩元, no decimals.
    Krw,
    /// 泰铢, two decimals.
    Thb,
    /// 科威特第纳尔, three decimals.
    Kwd,
    /// 巴林第纳尔, three decimals.
    Bhd,
    /// 阿曼里亚尔, three decimals.
    Omr,
    /// 约旦第纳尔, three decimals.
    Jod,
    /// 突尼斯第纳尔, three decimals.
    Tnd,
}

impl Currency {
    /// Every currency, in the order of the handbook.
    pub const ALL: [Self; 20] = [
        Self::Cny,
        Self::Usd,
        Self::Hkd,
        Self::Eur,
        Self::Jpy,
        Self::Gbp,
        Self::Mop,
        Self::Twd,
        Self::Aud,
        Self::Cad,
        Self::Sgd,
        Self::Chf,
        Self::Nzd,
        Self::Krw,
        Self::Thb,
        Self::Kwd,
        Self::Bhd,
        Self::Omr,
        Self::Jod,
        Self::Tnd,
    ];

    /// The ISO 4217 code, its Chinese name and its decimals.
    const fn facts(self) -> (&'static str, &'static str, u32) {
        match self {
            Self::Cny => ("CNY", "人民币", 2),
            Self::Usd => ("USD", "美元", 2),
            Self::Hkd => ("HKD", "港币", 2),
            Self::Eur => ("EUR", "欧元", 2),
            Self::Jpy => ("JPY", "日元", 0),
            Self::Gbp => ("GBP", "英镑", 2),
            Self::Mop => ("MOP", "澳门元", 2),
            Self::Twd => ("TWD", "新台币", 2),
            Self::Aud => ("AUD", "澳大利亚元", 2),
            Self::Cad => ("CAD", "加拿大元", 2),
            Self::Sgd => ("SGD", "新加坡元", 2),
            Self::Chf => ("CHF", "瑞士法郎", 2),
            Self::Nzd => ("NZD", "新西兰元", 2),
            Self::Krw => ("KRW", "韩元", 0),
            Self::Thb => ("THB", "泰铢", 2),
            Self::Kwd => ("KWD", "科威特第纳尔", 3),
            Self::Bhd => ("BHD", "巴林第纳尔", 3),
            Self::Omr => ("OMR", "阿曼里亚尔", 3),
            Self::Jod => ("JOD", "约旦第纳尔", 3),
            Self::Tnd => ("TND", "突尼斯第纳尔", 3),
        }
    }

    /// The ISO 4217 code, such as `CNY`.
    pub const fn code(self) -> &'static str {
        self.facts().0
    }

    /// The Chinese name, such as `人民币`.
    pub const fn name(self) -> &'static str {
        self.facts().1
    }

    /// How many decimals an amount has.
    pub const fn decimals(self) -> u32 {
        self.facts().2
    }

    /// The unit written after an amount: `元` for 人民币, `港元` and `新台币元` where the name is another, the
    /// currency's name otherwise.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Cny => "元",
            Self::Hkd => "港元",
            Self::Twd => "新台币元",
            _ => self.name(),
        }
    }

    /// The smallest unit an amount is rounded to, in words: `分`, `元` where there are no decimals, `厘` where there
    /// are three.
    pub const fn smallest(self) -> &'static str {
        match self.decimals() {
            0 => "元",
            2 => "分",
            _ => "厘",
        }
    }

    /// The currency of an ISO 4217 code, capital letters or not.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code().eq_ignore_ascii_case(code))
    }
}

/// A sum: whole minor units (分, cents; 元 where a currency has no decimals, 厘 where it has three) of one currency.
///
/// Negative sums exist as differences; no document prints one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// The largest sum a document prints, in minor units of a currency with two decimals: 999,999,999,999.99.
    pub const MAX_MINOR: i64 = 99_999_999_999_999;

    /// The largest whole amount of any currency.
    const MAX_MAJOR: u64 = 999_999_999_999;

    /// So many minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing at all.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum of an exact decimal; `None` when it has more decimals than the currency or passes the range.
    ///
    /// The range is ±999,999,999,999.99, of a currency without decimals ±999,999,999,999.
    pub fn exact(value: Decimal, currency: Currency) -> Option<Self> {
        let minor = value.checked_mul(Decimal::from(10_i64.pow(currency.decimals())))?;
        let whole = minor.is_integer().then(|| minor.to_i64()).flatten()?;
        Self::new(whole, currency).in_range()
    }

    /// A decimal rounded half-up to the minor unit (四舍五入), halves away from nothing; `None` beyond the range.
    pub fn rounded(value: Decimal, currency: Currency) -> Option<Self> {
        let places = currency.decimals();
        Self::exact(value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero), currency)
    }

    /// Whole minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum in major units, exact.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.decimals())
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is above nothing.
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// The sum of both; `None` where the currencies differ or the sum passes the range.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.combined(other, i64::checked_add)
    }

    /// This less the other, which may fall below nothing; `None` where the currencies differ.
    pub fn less(self, other: Self) -> Option<Self> {
        self.combined(other, i64::checked_sub)
    }

    fn combined(self, other: Self, by: fn(i64, i64) -> Option<i64>) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Self::new(by(self.minor, other.minor)?, self.currency).in_range()
    }

    /// The same sum; `None` where it passes ±999,999,999,999.99, or ±999,999,999,999 without decimals.
    pub fn in_range(self) -> Option<Self> {
        let major = self.minor.unsigned_abs() / 10_u64.pow(self.currency.decimals());
        (major <= Self::MAX_MAJOR).then_some(self)
    }

    /// The sum of all, in `currency`; `None` where one has another currency or the range is passed.
    pub fn total(all: impl IntoIterator<Item = Self>, currency: Currency) -> Option<Self> {
        all.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// The share `rate` of it, rounded half-up to the minor unit; `None` beyond the range.
    pub fn share(self, rate: Decimal) -> Option<Self> {
        Self::rounded(self.decimal().checked_mul(rate)?, self.currency)
    }

    /// The sum without grouping, as written to data files: `8376.25`.
    pub fn plain(self) -> String {
        let places = self.currency.decimals() as usize;
        let digits = self.minor.unsigned_abs().to_string();
        let zeros = (places + 1).saturating_sub(digits.len());
        let mut out = String::with_capacity(digits.len() + zeros + 2);
        if self.minor < 0 {
            out.push('-');
        }
        out.extend(std::iter::repeat_n('0', zeros));
        out.push_str(&digits);
        if places > 0 {
            out.insert(out.len() - places, '.');
        }
        out
    }

    /// The sum and its unit as running text has it: `8,376.25元`, `121.26美元`.
    pub fn with_unit(self) -> String {
        format!("{self}{}", self.currency.unit())
    }
}

/// Grouped by thousands with a half-width comma, as tables and text print it: `8,376.25` (千分撇).
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let mut grouped = grouped(digits);
        grouped.insert_str(0, sign);
        f.pad(&grouped)
    }
}

/// Digits grouped by thousands before the point: `65,057.83`.
pub fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = String::with_capacity(digits.len() + 5);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}
