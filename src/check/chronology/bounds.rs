//! Say how a date is held to another.

use chrono::NaiveDate;

use super::super::{Case, said};
use crate::finding::Said;

/// A day that others are held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// 1 January 1985: no bank of the country had issued a credit card before that year.
    FirstCard,
    /// `due_date`.
    Due,
    /// `as_of`.
    Figures,
    /// The issue date.
    Issue,
    /// `plan.signed_on`.
    Signing,
    /// `guarantee.signed_on`.
    Guarantee,
    /// `guarantee.sued_on`.
    Suit,
    /// `plan_notice.signed_on`.
    NoticedSigning,
    /// `plan_notice.due`.
    MissedDue,
    /// `estate.died_on`.
    Death,
    /// `broken_plan.signed_on`.
    BrokenSigning,
    /// `broken_plan.missed_due`.
    Missed,
}

/// How far from its anchor a bound lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    None,
    DaysBefore(u64),
    DaysAfter(u64),
    YearsBefore(u32),
    YearsAfter(u32),
}

/// On which side of the bound a day may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// On it or later.
    NotBefore,
    /// On it or earlier.
    NotAfter,
    /// Later only.
    After,
}

/// One relation: on which side of what a date lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub(super) side: Side,
    pub(super) anchor: Anchor,
    pub(super) span: Span,
    pub(super) why: Said,
    /// For which accounts it holds.
    pub(super) when: fn(&Case<'_>) -> bool,
}

impl Bound {
    /// Whether a day lies on the wrong side of the limit.
    pub(super) fn is_broken(&self, date: NaiveDate, limit: NaiveDate) -> bool {
        match self.side {
            Side::NotBefore => date < limit,
            Side::NotAfter => date > limit,
            Side::After => date <= limit,
        }
    }

    /// What the limit is.
    pub(super) const fn named(&self) -> Said {
        match (self.anchor, self.span) {
            (Anchor::FirstCard, _) => said("the year of the first credit cards,", "国内首张信用卡发行之年"),
            (Anchor::Due, Span::None) => said("the due date that was missed,", "未还的到期还款日"),
            (Anchor::Figures, Span::None) => said("the figures' date", "金额截止日"),
            (Anchor::Issue, Span::None) => said("the issue date", "出具日期"),
            (Anchor::Signing | Anchor::BrokenSigning, Span::None) => said("the day of signing,", "签署日"),
            (Anchor::Guarantee, Span::None) => said("the day of the guarantee,", "保证合同签署日"),
            (Anchor::Suit, Span::None) => said("the day of the suit,", "起诉日"),
            (Anchor::NoticedSigning, Span::None) => said("the day the agreement was signed,", "协议签署日"),
            (Anchor::MissedDue, Span::None) => said("the due date of the instalment,", "该期还款日"),
            (Anchor::Death, Span::None) => said("the day of death,", "死亡日"),
            (Anchor::Missed, Span::None) => said("the missed instalment's due date", "未付分期的到期日"),
            _ => said("the limit", "界限"),
        }
    }
}

/// A bound for every account.
pub(super) const fn bound(side: Side, anchor: Anchor, span: Span, why: Said) -> Bound {
    Bound { side, anchor, span, why, when: |_| true }
}

/// A bound that no day may lie before.
pub(super) const fn not_before(anchor: Anchor, span: Span, en: &'static str, zh: &'static str) -> Bound {
    bound(Side::NotBefore, anchor, span, said(en, zh))
}

/// A bound that no day may lie behind.
pub(super) const fn not_after(anchor: Anchor, span: Span, en: &'static str, zh: &'static str) -> Bound {
    bound(Side::NotAfter, anchor, span, said(en, zh))
}

/// A bound for some accounts only.
pub(super) const fn only(when: fn(&Case<'_>) -> bool, bound: Bound) -> Bound {
    Bound { when, ..bound }
}
