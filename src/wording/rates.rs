//! Find daily rates that stand without an annualised rate at least as prominent.
//!
//! PBOC 公告〔2021〕第3号: a daily rate may be shown, but no more prominently than the annualised one.

use std::ops::Range;

use crate::finding::{Finding, Words};
use crate::pattern::Pattern;

/// How many bytes of folded text may lie between a daily rate and its annualised one.
const NEAR: usize = 40 * '字'.len_utf8();

const DAILY: &str =
    "(日利率|日息|每日利率|按日)(为|是|达|按)?([0-9.]+%|[0-9.]+‰|万分之[一二三四五六七八九0-9.]+)";
const ANNUAL: &str = "年化(利率)?(为|是|达)?[0-9.]+%";

/// Finds daily and annualised rates in folded text.
#[derive(Debug)]
pub struct Rates {
    daily: Pattern,
    annual: Pattern,
}

/// A daily rate, with the annualised rate beside it if there is one: bytes of the folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DailyRate {
    /// The daily rate.
    pub at: Range<usize>,
    /// The nearest annualised rate of the same sentence or the one beside it.
    pub annual: Option<Range<usize>>,
}

impl Rates {
    pub(super) fn new() -> Result<Self, regex::Error> {
        Ok(Self { daily: Pattern::of(DAILY)?, annual: Pattern::of(ANNUAL)? })
    }

    /// Every daily rate of a folded text.
    pub fn daily(&self, folded: &str) -> Vec<DailyRate> {
        let days: Vec<_> = self.daily.regex().find_iter(folded).map(|found| found.range()).collect();
        if days.is_empty() {
            return Vec::new();
        }
        let annual: Vec<_> = self.annual.regex().find_iter(folded).map(|found| found.range()).collect();
        let nearest = |day: &Range<usize>| {
            let away = |year: &Range<usize>| {
                if year.end <= day.start { day.start - year.end } else { year.start.saturating_sub(day.end) }
            };
            annual.iter().filter(|year| away(year) <= NEAR).min_by_key(|year| away(year)).cloned()
        };
        days.into_iter().map(|at| DailyRate { annual: nearest(&at), at }).collect()
    }
}

/// A daily rate with no annualised rate beside it.
pub(super) fn alone(words: &str) -> Finding {
    finding(words, "stands without the annualised rate beside it", "旁边没有年化利率")
}

/// A daily rate that is more prominent than the annualised rate beside it.
pub(super) fn larger(words: &str) -> Finding {
    finding(words, "is set larger or bolder than the annualised rate beside it", "比旁边的年化利率更醒目")
}

fn finding(words: &str, en: &str, zh: &str) -> Finding {
    let message = Words::new(format!("`{words}` {en}"), format!("`{words}` {zh}"));
    Finding::error("R11", "", message).basis("PBOC 公告〔2021〕3号", "中国人民银行公告〔2021〕第3号").hint(
        "print the annualised rate first and at least as large, as in `年化利率18.25%（单利，日利率0.05%）`",
        "请先写年化利率，且不小于日利率，如 `年化利率18.25%（单利，日利率0.05%）`",
    )
}
