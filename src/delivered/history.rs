//! Hold a result against those recorded before: what cannot be true of one letter is refused.

use std::collections::HashMap;

use super::line::DeliveryLine;
use super::outcome::Outcome;
use super::row::Reported;
use super::when::When;
use crate::account::{Channel, DeliveryResult};
use crate::finding::{Finding, Words};

/// E02: a result that contradicts another, or itself.
pub(super) const AT_ODDS: &str = "E02";

/// What was reported of all documents, by their numbers.
#[derive(Debug, Default)]
pub(super) struct History(HashMap<String, Vec<Sending>>);

/// One sending of a document, which may be sent again: what is known of it.
#[derive(Debug)]
struct Sending {
    channel: Option<Channel>,
    reference: Option<String>,
    reports: Vec<(Outcome, When)>,
}

impl Sending {
    /// Whether a report is of this sending: by its number where both have one, else by its channel.
    fn is_of(&self, channel: Option<Channel>, reference: Option<&str>) -> bool {
        match (self.reference.as_deref(), reference) {
            (Some(own), Some(other)) => own == other,
            _ => self.channel.zip(channel).is_none_or(|(own, other)| own == other),
        }
    }
}

impl History {
    /// Takes a line that stands in the file.
    pub(super) fn take(&mut self, line: &DeliveryLine) {
        self.add(&line.number, line.channel(), line.reference.as_deref(), (line.result, line.at));
    }

    /// Takes a result that is recorded now.
    pub(super) fn add(
        &mut self,
        number: &str,
        channel: Option<Channel>,
        reference: Option<&str>,
        report: (Outcome, When),
    ) {
        let sendings = self.0.entry(number.to_string()).or_default();
        match sendings.iter_mut().rev().find(|sending| sending.is_of(channel, reference)) {
            Some(sending) => {
                sending.channel = sending.channel.or(channel);
                sending.reference = sending.reference.take().or_else(|| reference.map(str::to_string));
                sending.reports.push(report);
            }
            None => sendings.push(Sending {
                channel,
                reference: reference.map(str::to_string),
                reports: vec![report],
            }),
        }
    }

    /// Why a result cannot be true, by what is known of its sending.
    pub(super) fn contradiction(&self, reported: &Reported) -> Option<Finding> {
        let Reported { number, outcome, at, channel, reference, .. } = reported;
        if let Some(channel) = channel.filter(|channel| !outcome.fits(*channel)) {
            return Some(Finding::error(
                AT_ODDS,
                "result",
                Words::new(
                    format!("`{}` cannot be told of what goes by `{}`", outcome.word(), channel.word()),
                    format!("以“{}”方式发出的文书不会有“{}”的结果", channel.chinese(), outcome.chinese()),
                ),
            ));
        }
        let sendings = self.0.get(number)?;
        let sending = sendings.iter().rev().find(|one| one.is_of(*channel, reference.as_deref()))?;
        let other =
            sending.reports.iter().find(|(other, then)| excludes((*outcome, *at), (*other, *then)))?;
        let (word, when) = (other.0, other.1);
        Some(
            Finding::error(
                AT_ODDS,
                "result",
                Words::new(
                    format!(
                        "`{}` of {at} contradicts what is recorded of this sending: `{}` of {when}",
                        outcome.word(),
                        word.word()
                    ),
                    format!(
                        "{} 的“{}”与此次投递已有的记录矛盾：{} 的“{}”",
                        at.chinese(),
                        outcome.chinese(),
                        when.chinese(),
                        word.chinese()
                    ),
                ),
            )
            .hint(
                "find out which is right; a letter that was sent again has a reference of its own",
                "请核实哪一条正确；再次寄送的信函应有其自己的运单号",
            ),
        )
    }
}

/// Whether two reports of one sending cannot both be true.
fn excludes((one, at): (Outcome, When), (other, then): (Outcome, When)) -> bool {
    let signed = |outcome: Outcome, by| outcome == Outcome::Result(by);
    let both =
        |by, not_by| signed(one, by) && signed(other, not_by) || signed(one, not_by) && signed(other, by);
    // What arrived is not lost, and who signed did not let another sign.
    if one.is_arrival() && other.is_loss()
        || one.is_loss() && other.is_arrival()
        || both(DeliveryResult::Signed, DeliveryResult::SignedByOther)
    {
        return true;
    }
    // It is sent once, arrives once, and both in this order.
    let settled = one.is_sending() || one.is_arrival() || one.is_loss();
    if one == other && settled && at.day != then.day {
        return true;
    }
    let ends = |outcome: Outcome| outcome.is_arrival() || outcome.is_loss();
    one.is_sending() && ends(other) && then.is_before(at)
        || ends(one) && other.is_sending() && at.is_before(then)
        // An attempt that failed comes before what became of it in the end.
        || is_attempt(one) && other.is_arrival() && then.is_before(at)
        || one.is_arrival() && is_attempt(other) && at.is_before(then)
}

fn is_attempt(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Result(DeliveryResult::Failed | DeliveryResult::Pending))
}
