//! Say between which days each date of an account lies, and why.

use super::super::{Case, said};
use super::bounds::{Anchor, Bound, Side, Span, bound, not_after, not_before, only};
use super::days::Dated;

/// The longest time from a posting to the due date of its statement: a cycle of 31 days, then up to 25, with a
/// week for a statement day that moved.
const CYCLE: u64 = 62;

/// The longest period of limitation in years (民法典 188), which no interruption lengthens.
const LONGEST: u32 = 20;

/// The most years of a plan (办法 70).
const PLAN: u32 = 5;

/// The years of a plan and of the limitation period that begins anew after its last instalment (民法典 188).
const PLAN_AND_LIMITATION: u32 = PLAN + 3;

/// How many years after the due date an agreed period of guarantee ends at the latest.
const GUARANTEE: u32 = 10;

/// How many years of authority a sender is believed.
const AUTHORITY: u32 = 10;

const KNOWN: Bound =
    not_after(Anchor::Issue, Span::None, "what lies ahead is no fact yet", "尚未发生的事不能作为事实");
const ABOUT_THE_DEBT: Bound = not_before(
    Anchor::Due,
    Span::None,
    "nothing was overdue yet that it could have been about",
    "当时欠款尚未逾期",
);
const WITHIN_A_YEAR: Bound = not_after(
    Anchor::Issue,
    Span::YearsAfter(1),
    "nothing is asked for or agreed more than a year ahead",
    "不得要求或约定一年以后的日期",
);
const ASKED_FOR: [Bound; 2] = [
    bound(Side::After, Anchor::Issue, Span::None, said("nobody can pay by then", "无法在该日前还款")),
    WITHIN_A_YEAR,
];
const COUNTED: Bound = not_after(
    Anchor::Figures,
    Span::None,
    "the figures hold what came by their date, and nothing later",
    "金额只计至截止日",
);
const OF_THE_STATEMENT: Bound = not_before(
    Anchor::Due,
    Span::DaysBefore(CYCLE),
    "it lies before the statement of that due date",
    "早于该到期还款日所属账单",
);
const STILL_OWED: Bound = not_before(
    Anchor::Due,
    Span::YearsBefore(PLAN),
    "no item stays unpaid for five years while every due date before is kept",
    "此前按期还款的，不会有五年以前的未还款项",
);
const COUNTED_NEXT: Bound = not_after(
    Anchor::Figures,
    Span::DaysAfter(1),
    "interest is counted up to the figures' date only",
    "利息只计至截止日",
);
const IN_THE_PLAN: [Bound; 2] = [
    only(
        sets_no_plan_down,
        not_before(
            Anchor::Signing,
            Span::None,
            "no instalment is due before the plan is signed",
            "签署前无分期到期",
        ),
    ),
    only(
        sets_no_plan_down,
        not_after(
            Anchor::Signing,
            Span::YearsAfter(PLAN),
            "a plan ends within five years",
            "还款协议不超过五年",
        ),
    ),
];
const LONG_AUTHORITY: Bound = not_before(
    Anchor::Issue,
    Span::YearsBefore(LONGEST),
    "the debts of that time are older than the longest limitation period of twenty years",
    "早于二十年最长诉讼时效",
);

const GUARANTEED: Bound = not_before(
    Anchor::Guarantee,
    Span::None,
    "there was no guarantee yet (民法典 681)",
    "当时尚无保证合同（民法典第六百八十一条）",
);
const AFTER_DEATH: Bound = not_before(
    Anchor::Death,
    Span::None,
    "succession opens with the death (民法典 1121)",
    "继承自被继承人死亡时开始（民法典第一千一百二十一条）",
);

/// Whether the account was settled: an old debt that was paid may be certified.
fn is_not_settled(case: &Case<'_>) -> bool {
    case.account.settlement.is_none()
}

/// Whether no rule on certificates (R19) holds the day of settlement to the figures.
fn certifies_nothing(case: &Case<'_>) -> bool {
    !case.context.kind.follows("R19")
}

/// Whether no rule on plans (R05) holds the instalments to their term.
fn sets_no_plan_down(case: &Case<'_>) -> bool {
    !case.context.kind.follows("R05")
}

/// The bounds of each date, the nearest first. A field that stands here twice would count once.
pub(super) const TABLE: &[(Dated, &[Bound])] = &[
    (
        Dated::Due,
        &[
            only(
                is_not_settled,
                not_before(
                    Anchor::Issue,
                    Span::YearsBefore(LONGEST),
                    "the longest limitation period, twenty years, is over (民法典 188)",
                    "已超过二十年最长诉讼时效（民法典第一百八十八条）",
                ),
            ),
            not_before(Anchor::FirstCard, Span::None, "there were no credit cards", "当时尚无信用卡"),
            not_after(
                Anchor::Issue,
                Span::DaysAfter(CYCLE),
                "no statement asks for money so far ahead",
                "账单的到期还款日不会如此之晚",
            ),
        ],
    ),
    (
        Dated::Figures,
        &[
            KNOWN,
            not_before(
                Anchor::Due,
                Span::DaysBefore(CYCLE),
                "the statement of that due date was not made yet",
                "该到期还款日所属账单当时尚未产生",
            ),
        ],
    ),
    (Dated::PayBy, &ASKED_FOR),
    (Dated::WaiverPayBy, &ASKED_FOR),
    (
        Dated::LimitationEnd,
        &[
            not_before(
                Anchor::Due,
                Span::None,
                "the period begins with the due date",
                "诉讼时效自到期还款日起算",
            ),
            not_after(
                Anchor::Issue,
                Span::YearsAfter(PLAN_AND_LIMITATION),
                "no period runs longer than a plan of five years and three years after it",
                "诉讼时效不会超过五年还款协议届满后三年",
            ),
        ],
    ),
    (Dated::NoticeSent, &[ABOUT_THE_DEBT, KNOWN]),
    (Dated::NoticeResult, &[ABOUT_THE_DEBT, KNOWN]),
    (Dated::Contacted, &[OF_THE_STATEMENT, KNOWN]),
    (Dated::Disputed, &[OF_THE_STATEMENT, KNOWN]),
    (Dated::Complained, &[OF_THE_STATEMENT, KNOWN]),
    (Dated::ComplaintAnswered, &[OF_THE_STATEMENT, KNOWN]),
    (Dated::BeforeCourt, &[ABOUT_THE_DEBT, KNOWN]),
    (Dated::BureauPrenotified, &[ABOUT_THE_DEBT, KNOWN]),
    (Dated::BureauReported, &[ABOUT_THE_DEBT, KNOWN]),
    (Dated::HardshipClaimed, &[OF_THE_STATEMENT, KNOWN]),
    (Dated::HardshipAnswered, &[OF_THE_STATEMENT, KNOWN]),
    (
        Dated::BrokenSigning,
        &[
            not_before(
                Anchor::Due,
                Span::YearsBefore(PLAN),
                "a plan ends within five years, so that none of that time is broken",
                "还款协议不超过五年，该日签署的协议早已届满",
            ),
            not_after(
                Anchor::Death,
                Span::None,
                "nobody signs an agreement after death (民法典 13)",
                "死亡后不能签署协议（民法典第十三条）",
            ),
            KNOWN,
        ],
    ),
    (
        Dated::MissedInstalment,
        &[
            not_before(
                Anchor::BrokenSigning,
                Span::None,
                "no instalment is due before the plan is signed",
                "签署前无分期到期",
            ),
            KNOWN,
        ],
    ),
    (
        Dated::PlanEnded,
        &[
            not_before(
                Anchor::Missed,
                Span::None,
                "nothing was broken yet for which it could have ended",
                "当时尚无违约，协议不会因此终止",
            ),
            not_before(
                Anchor::Due,
                Span::None,
                "an agreement that ended before the debt fell due was not about it",
                "欠款到期之前已终止的协议与该欠款无关",
            ),
            KNOWN,
        ],
    ),
    (Dated::AgencyTold, &[ABOUT_THE_DEBT, KNOWN]),
    (
        Dated::Signing,
        &[
            not_before(
                Anchor::Due,
                Span::YearsBefore(PLAN),
                "a plan ends within five years, so that none of that time is kept or broken",
                "还款协议不超过五年，该日签署的协议早已届满",
            ),
            WITHIN_A_YEAR,
        ],
    ),
    (Dated::Instalment, &IN_THE_PLAN),
    (Dated::InstalmentRow, &IN_THE_PLAN),
    (Dated::FurtherInstalment, &IN_THE_PLAN),
    (Dated::FurtherRow, &IN_THE_PLAN),
    (Dated::Payment, &[OF_THE_STATEMENT, COUNTED]),
    (Dated::Settled, &[OF_THE_STATEMENT, only(certifies_nothing, KNOWN)]),
    (Dated::PayBuyerFrom, &[ABOUT_THE_DEBT, WITHIN_A_YEAR]),
    (
        Dated::Guaranteed,
        &[
            not_before(Anchor::FirstCard, Span::None, "there were no credit cards", "当时尚无信用卡"),
            LONG_AUTHORITY,
            KNOWN,
        ],
    ),
    (
        Dated::GuaranteeEnd,
        &[
            GUARANTEED,
            not_after(
                Anchor::Due,
                Span::YearsAfter(GUARANTEE),
                "no guarantee of a card debt lasts so long after it fell due",
                "信用卡欠款的保证期间不会在到期后延续如此之久",
            ),
        ],
    ),
    (Dated::GuarantorAsked, &[ABOUT_THE_DEBT, GUARANTEED, KNOWN]),
    (Dated::Sued, &[ABOUT_THE_DEBT, KNOWN]),
    (
        Dated::Executed,
        &[
            not_before(
                Anchor::Suit,
                Span::None,
                "nothing is executed before the suit (民法典 687)",
                "未起诉即无执行（民法典第六百八十七条）",
            ),
            ABOUT_THE_DEBT,
            KNOWN,
        ],
    ),
    (Dated::GuarantorTold, &[ABOUT_THE_DEBT, GUARANTEED, KNOWN]),
    (
        Dated::NoticedSigning,
        &[
            not_before(
                Anchor::Issue,
                Span::YearsBefore(PLAN + 1),
                "a plan ends within five years, so that none of that time is kept or broken",
                "还款协议不超过五年，该日签署的协议早已届满",
            ),
            KNOWN,
        ],
    ),
    (
        Dated::MissedDue,
        &[
            not_before(
                Anchor::NoticedSigning,
                Span::None,
                "no instalment is due before the plan is signed",
                "签署前无分期到期",
            ),
            KNOWN,
        ],
    ),
    (
        Dated::NoticeArrived,
        &[
            bound(
                Side::After,
                Anchor::MissedDue,
                Span::None,
                said("nothing was missing yet that it could have been about", "当时该期尚未逾期"),
            ),
            KNOWN,
        ],
    ),
    (
        Dated::AgreementEnds,
        &[
            not_before(
                Anchor::Issue,
                Span::None,
                "an agreement ends when its notice arrives, or later (民法典 565)",
                "协议自终止通知送达时或者其后终止（民法典第五百六十五条）",
            ),
            WITHIN_A_YEAR,
        ],
    ),
    (Dated::Death, &[LONG_AUTHORITY, KNOWN]),
    (Dated::Appointed, &[AFTER_DEATH, KNOWN]),
    (Dated::Renounced, &[AFTER_DEATH, KNOWN]),
    (Dated::ClaimsUntil, &[AFTER_DEATH, WITHIN_A_YEAR]),
    (Dated::AccrualFrom, &[STILL_OWED, COUNTED_NEXT]),
    (Dated::Posted, &[STILL_OWED, COUNTED]),
    (Dated::CameIn, &[STILL_OWED, COUNTED]),
    (Dated::InterestSince, &[STILL_OWED, COUNTED_NEXT]),
    (Dated::AgencyFrom, &[LONG_AUTHORITY]),
    (
        Dated::AgencyTo,
        &[not_after(
            Anchor::Issue,
            Span::YearsAfter(AUTHORITY),
            "no authority is given for more than ten years ahead",
            "授权期限不会长于十年",
        )],
    ),
    (Dated::Mandated, &[LONG_AUTHORITY]),
    (Dated::Acquired, &[LONG_AUTHORITY]),
];
