//! Say why a repayment plan cannot be laid out, or why a negotiated table is none.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::schedule::MOST_INSTALMENTS;
use super::terms::Method;
use crate::finding::Words;
use crate::money::Money;

/// Why there is no schedule. Instalments are numbered from 1, the down payment is number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanFault {
    /// The sum to be paid is nothing or less.
    NothingToPay(Money),
    /// The sums are not all of one currency.
    MixedCurrencies,
    /// The yearly rate is not a share from 0 to 1.
    RateOutOfRange(Decimal),
    /// This method bears no interest, but a rate is given.
    RateUnused {
        /// The method.
        method: Method,
        /// The yearly rate that was given.
        rate: Decimal,
    },
    /// The down payment is below nothing, or leaves nothing to cut.
    DownPayment {
        /// The down payment.
        down_payment: Money,
        /// The sum it is paid on.
        total: Money,
    },
    /// The number of instalments is not given.
    NoCount,
    /// The number of instalments is not from 1 to 1000.
    CountOutOfRange(u64),
    /// The steps have another number of instalments than the plan says.
    CountDiffers {
        /// As the plan says.
        instalments: u32,
        /// As the steps add up.
        steps: u64,
    },
    /// Steps are given, but the method is another.
    StepsUnused(Method),
    /// A step has no instalments.
    EmptyStep {
        /// The step, counted from 0.
        step: usize,
    },
    /// A step before the last leaves its amount open.
    OpenStep {
        /// The step, counted from 0.
        step: usize,
    },
    /// An instalment is nothing or less: there are too many, or those before it took all.
    ZeroInstalment {
        /// The instalment.
        n: u32,
    },
    /// An instalment pays interest only.
    NoPrincipal {
        /// The instalment.
        n: u32,
    },
    /// An instalment is due before the plan is signed.
    BeforeSigning {
        /// The instalment.
        n: u32,
        /// When it is due.
        due_date: NaiveDate,
        /// When the plan is signed.
        signed_on: NaiveDate,
    },
    /// An instalment is not due after the one before.
    NotIncreasing {
        /// The instalment.
        n: u32,
        /// When it is due.
        due_date: NaiveDate,
        /// When the one before is due.
        previous: NaiveDate,
    },
    /// The instalments do not add up to the sum.
    SumDiffers {
        /// What they add up to, the down payment included.
        sum: Money,
        /// The sum to be paid.
        total: Money,
    },
    /// An amount or a date passes what a document can print.
    OutOfRange,
}

/// The English sentence.
impl std::fmt::Display for PlanFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for PlanFault {}

impl PlanFault {
    /// The row of a negotiated table that is at fault, counted from 0.
    pub fn row(&self) -> Option<usize> {
        let n = match *self {
            Self::ZeroInstalment { n } | Self::NoPrincipal { n } => n,
            Self::BeforeSigning { n, .. } | Self::NotIncreasing { n, .. } => n,
            _ => return None,
        };
        n.checked_sub(1).map(|row| row as usize)
    }

    /// The fault as a sentence.
    pub fn words(&self) -> Words {
        self.instalment_words().or_else(|| self.count_words()).unwrap_or_else(|| self.sum_words())
    }

    /// Faults of one instalment.
    fn instalment_words(&self) -> Option<Words> {
        Some(match self {
            Self::ZeroInstalment { n } => {
                Words::new(format!("instalment {n} is not above zero"), format!("第 {n} 期金额不大于零"))
            }
            Self::NoPrincipal { n } => {
                Words::new(format!("instalment {n} pays no principal"), format!("第 {n} 期不含本金"))
            }
            Self::BeforeSigning { n, due_date, signed_on } => Words::new(
                format!("instalment {n} is due on `{due_date}`, before the plan is signed on `{signed_on}`"),
                format!("第 {n} 期到期日 `{due_date}` 早于签署日 `{signed_on}`"),
            ),
            Self::NotIncreasing { n, due_date, previous } => Words::new(
                format!("instalment {n} is due on `{due_date}`, which is not after `{previous}`"),
                format!("第 {n} 期到期日 `{due_date}` 不晚于前一期 `{previous}`"),
            ),
            _ => return None,
        })
    }

    /// Faults of the number of instalments and of the steps.
    fn count_words(&self) -> Option<Words> {
        Some(match self {
            Self::NoCount => Words::new("the number of `instalments` is missing", "缺少期数 `instalments`"),
            Self::CountOutOfRange(count) => Words::new(
                format!("`{count}` instalments are not between 1 and {MOST_INSTALMENTS}"),
                format!("期数 `{count}` 不在 1 至 {MOST_INSTALMENTS} 之间"),
            ),
            Self::CountDiffers { instalments, steps } => Words::new(
                format!("the plan has `{instalments}` instalments, but its steps have `{steps}`"),
                format!("计划为 `{instalments}` 期，但各阶段合计 `{steps}` 期"),
            ),
            Self::StepsUnused(method) => Words::new(
                format!("`steps` are given, but the method is `{}`", method.word()),
                format!("已给出 `steps`，但还款方式为 `{}`", method.chinese()),
            ),
            Self::EmptyStep { step } => Words::new(
                format!("step {} has no instalments", step + 1),
                format!("第 {} 阶段期数为零", step + 1),
            ),
            Self::OpenStep { step } => Words::new(
                format!("step {} has no amount; only the last step may leave it open", step + 1),
                format!("第 {} 阶段缺少金额；仅最后一个阶段可以不填", step + 1),
            ),
            _ => return None,
        })
    }

    /// Faults of sums and rates.
    fn sum_words(&self) -> Words {
        match self {
            Self::NothingToPay(total) => Words::new(
                format!("the sum `{total}` is not above zero"),
                format!("分期总额 `{total}` 不大于零"),
            ),
            Self::MixedCurrencies => {
                Words::new("the sums of a plan are not of one currency", "同一计划的金额币种不一致")
            }
            Self::RateOutOfRange(rate) => Words::new(
                format!("the annual rate `{rate}` is not a share from 0 to 1, such as `0.06`"),
                format!("年利率 `{rate}` 应为 0 至 1 之间的小数，如 `0.06`"),
            ),
            Self::RateUnused { method, rate } => Words::new(
                format!("the method `{}` bears no interest, but the annual rate is `{rate}`", method.word()),
                format!("还款方式 `{}` 不计利息，但年利率为 `{rate}`", method.chinese()),
            ),
            Self::DownPayment { down_payment, total } => Words::new(
                format!("the down payment `{down_payment}` is not at least zero and below `{total}`"),
                format!("首付 `{down_payment}` 应不小于零且小于 `{total}`"),
            ),
            Self::SumDiffers { sum, total } => Words::new(
                format!("the instalments add up to `{sum}`, but the sum to be paid is `{total}`"),
                format!("各期合计 `{sum}`，但应还总额为 `{total}`"),
            ),
            _ => Words::new(
                "an amount or date of the plan passes what can be printed",
                "计划中的金额或日期超出可打印范围",
            ),
        }
    }
}
