//! Sums and schedules, as they were typed.

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The sum to be repaid
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) total: String,
    /// How many instalments
    #[arg(long, value_name = "N")]
    pub(crate) instalments: Option<String>,
    /// Due date of the first
    #[arg(long, value_name = "DATE")]
    pub(crate) first_due: String,
    /// Day of signing
    #[arg(long, value_name = "DATE")]
    pub(crate) signed_on: String,
    /// How the sum is cut
    #[arg(long, value_enum, default_value_t = Cut::Equal)]
    pub(crate) method: Cut,
    /// Yearly rate on the remaining principal, such as 0.06
    #[arg(long, value_name = "RATE", default_value = "0")]
    pub(crate) annual_rate: String,
    /// What is paid on the day of signing
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    pub(crate) down_payment: String,
    /// Where the cents go that do not divide
    #[arg(long, value_enum, default_value_t = Rest::Last)]
    pub(crate) remainder: Rest,
    /// Time between two instalments
    #[arg(long, value_enum, default_value_t = Pace::Month)]
    pub(crate) cycle: Pace,
    /// A step of the method `steps`, as COUNTxAMOUNT; the last may be COUNT alone
    #[arg(long = "step", value_name = "STEP")]
    pub(crate) steps: Vec<String>,
    /// Currency
    #[arg(long, default_value = "CNY")]
    pub(crate) currency: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cut {
    #[value(alias = "等额")]
    Equal,
    #[value(alias = "等额本息")]
    EqualPayment,
    #[value(alias = "等额本金")]
    EqualPrincipal,
    #[value(alias = "阶梯")]
    Steps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rest {
    Last,
    First,
    Spread,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pace {
    Month,
    Week,
}

#[derive(Debug, Args)]
pub(crate) struct Amount {
    /// The sum, such as 107000.53
    #[arg(value_name = "AMOUNT", required_unless_present = "parse", allow_negative_numbers = true)]
    pub(crate) amount: Option<String>,
    /// Read capital numerals back to a figure
    #[arg(long, value_name = "WORDS", conflicts_with = "amount")]
    pub(crate) parse: Option<String>,
    /// Currency
    #[arg(long, default_value = "CNY")]
    pub(crate) currency: String,
}
