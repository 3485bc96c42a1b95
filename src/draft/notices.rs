//! Word the notices that were sent before, and how many of them arrived.

use serde::Serialize;

use super::letter::Day;
use super::wording;
use crate::account::{DeliveryResult, Notice};

/// A notice sent before.
#[derive(Debug, Serialize)]
pub(super) struct NoticeWords {
    number: String,
    sent_on: String,
    sent: Day,
    channel_word: &'static str,
    waybill: String,
    arrived: bool,
    result_word: &'static str,
    result_on: String,
    result: Day,
}

impl NoticeWords {
    pub(super) fn of(notice: &Notice) -> Self {
        let known = notice.result_date.unwrap_or(notice.date);
        Self {
            number: notice.number.clone(),
            sent_on: wording::date(notice.date),
            sent: Day::of(notice.date),
            channel_word: notice.channel.chinese(),
            waybill: notice.waybill.clone().unwrap_or_default(),
            arrived: notice.result.is_arrival(),
            result_word: notice.result.chinese(),
            result_on: wording::date(known),
            result: Day::of(known),
        }
    }
}

/// What became of those that did not arrive, in the order in which it is told.
const NOT_ARRIVED: [(DeliveryResult, &str); 4] = [
    (DeliveryResult::Returned, "被退回"),
    (DeliveryResult::Refused, "被拒收"),
    (DeliveryResult::Failed, "未能送达"),
    (DeliveryResult::Pending, "尚无投递结果"),
];

/// How many were sent and what became of them: `发出通知3次，均已送达`, `发出通知4次，其中3次已送达、1次被退回`.
/// A letter that came back is never counted among those that arrived.
pub(super) fn sent_words(notices: &[Notice]) -> String {
    let sent = notices.len();
    let arrived = notices.iter().filter(|notice| notice.result.is_arrival()).count();
    let results = match (sent, arrived) {
        (0, _) => return String::new(),
        (1, 1) => "已送达".to_string(),
        _ if sent == arrived => "均已送达".to_string(),
        _ => {
            let of = |result| notices.iter().filter(|notice| notice.result == result).count();
            let others = NOT_ARRIVED.map(|(result, word)| (of(result), word));
            let counted = [(arrived, "已送达")].into_iter().chain(others).filter(|(count, _)| *count > 0);
            let one_by_one: Vec<_> =
                counted.clone().map(|(count, word)| format!("{count}次{word}")).collect();
            match &counted.collect::<Vec<_>>()[..] {
                // All of them fared alike.
                [(_, word)] if sent == 1 => (*word).to_string(),
                [(_, word)] => format!("均{word}"),
                _ => format!("其中{}", one_by_one.join("、")),
            }
        }
    };
    format!("发出通知{sent}次，{results}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(results: &[DeliveryResult]) -> String {
        let notice = |result: &DeliveryResult| Notice {
            number: "HP-1".into(),
            date: chrono::NaiveDate::default(),
            channel: crate::account::Channel::Ems,
            waybill: None,
            result: *result,
            result_date: None,
            kind: None,
        };
        sent_words(&results.iter().map(notice).collect::<Vec<_>>())
    }

    #[test]
    fn a_letter_that_came_back_is_not_counted_as_arrived() {
        use DeliveryResult::{Delivered, Failed, Pending, Refused, Returned, Signed, SignedByOther};
        assert_eq!(words(&[]), "");
        assert_eq!(words(&[Signed]), "发出通知1次，已送达");
        assert_eq!(words(&[Returned]), "发出通知1次，被退回");
        assert_eq!(words(&[Delivered, Signed, SignedByOther]), "发出通知3次，均已送达");
        assert_eq!(words(&[Returned, Returned]), "发出通知2次，均被退回");
        assert_eq!(words(&[Delivered, Returned, Signed]), "发出通知3次，其中2次已送达、1次被退回");
        assert_eq!(
            words(&[Refused, Failed, Pending, Returned]),
            "发出通知4次，其中1次被退回、1次被拒收、1次未能送达、1次尚无投递结果"
        );
    }
}
