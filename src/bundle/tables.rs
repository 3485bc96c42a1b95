//! Word the tables behind the cover: contents, timeline, and what short messages and e-mails say.

use chrono::NaiveDate;

use super::front::{Source, chinese, has_pages};
use super::gather::{Gathered, Letter};
use super::judge::Seal;
use super::messages::Sent;
use crate::account::Channel;
use crate::delivered::DeliveryLine;

/// Something that was sent.
enum Item<'g> {
    Letter(&'g Letter),
    /// A message, with its ordinal among them, from 1.
    Message(usize, &'g Sent),
}

/// All that was sent, in the order of the days; of one day letters first.
fn items(gathered: &Gathered) -> Vec<Item<'_>> {
    let letters = gathered.letters.iter().map(Item::Letter);
    let messages = (1..).zip(&gathered.messages).map(|(at, sent)| Item::Message(at, sent));
    let mut items: Vec<_> = letters.chain(messages).collect();
    items.sort_by_key(|item| match item {
        Item::Letter(letter) => letter.issued,
        Item::Message(_, sent) => sent.issued,
    });
    items
}

/// The rows of the table of contents.
pub(super) fn contents(gathered: &Gathered, source: &Source<'_>) -> Vec<String> {
    let mut start = 1;
    let mut row = |(at, item): (usize, Item<'_>)| {
        let at = at.to_string();
        let (cells, own) = match item {
            Item::Letter(letter) => {
                let document = &letter.document;
                let signed = if letter.seal == Seal::None { "未签名" } else { "已签名" };
                let own = if has_pages(letter) { start.to_string() } else { "none".to_string() };
                if has_pages(letter) {
                    start += document.pages;
                }
                let (issued, pages) = (chinese(letter.issued), document.pages.to_string());
                let cells = [&at, &issued, &letter.title, &document.number, &document.sha256, signed, &pages];
                (source.cells(&cells), own)
            }
            Item::Message(own, sent) => {
                let message = &sent.message;
                let note = match message.parts {
                    Some(parts) => format!("{parts} 条"),
                    None if message.locked => "附加锁副本".to_string(),
                    None => String::new(),
                };
                let issued = chinese(sent.issued);
                let cells = [&at, &issued, &sent.called(), &message.number, &message.sha256, &note, "—"];
                (source.cells(&cells), format!("\"message-{own}\""))
            }
        };
        format!("({cells}, {own})")
    };
    (1..).zip(items(gathered)).map(&mut row).collect()
}

/// The rows of what happened, in the order of time; of one day what was sent before its results.
pub(super) fn timeline(gathered: &Gathered, source: &Source<'_>) -> Vec<String> {
    let mut events = Vec::new();
    for item in items(gathered) {
        let (issued, number, way, what, results) = match &item {
            Item::Letter(letter) => {
                let document = &letter.document;
                let way = document.channel.as_deref().and_then(channel).unwrap_or("—");
                (letter.issued, &document.number, way, letter.title.clone(), &letter.results)
            }
            Item::Message(_, sent) => {
                let way = channel(&sent.message.channel).unwrap_or("—");
                let waits = sent.message.not_before.as_deref().map(moment);
                let waits = waits.map(|moment| format!("，{moment}起可以发送")).unwrap_or_default();
                let what = format!("{}{waits}", sent.title);
                (sent.issued, &sent.message.number, way, what, &sent.results)
            }
        };
        events.push((issued, 0, None, source.row(&[&chinese(issued), "出具", number, way, &what])));
        events.extend(results.iter().map(|line| result(line, number, source)));
    }
    events.sort_by_key(|(day, sort, time, _)| (*day, *sort, *time));
    events.into_iter().map(|(.., row)| row).collect()
}

/// A result, with what it is sorted by.
fn result(
    line: &DeliveryLine,
    number: &str,
    source: &Source<'_>,
) -> (NaiveDate, u8, Option<chrono::NaiveTime>, String) {
    let reason = line.reason_words().map(|(_, reason)| format!("{reason}；")).unwrap_or_default();
    let note = format!("{reason}登记于{}", chinese(line.recorded));
    let row = source.row(&[&line.at.chinese(), line.result.chinese(), number, &way_of(line), &note]);
    (line.at.day, 1, line.at.time, row)
}

/// What each message says: its title, number, day, facts and lines.
pub(super) fn said(gathered: &Gathered, source: &Source<'_>) -> Vec<String> {
    let row = |sent: &Sent| {
        let (message, said) = (&sent.message, &sent.said);
        let mut facts = vec![("收件", said.to.clone())];
        facts.extend(said.subject.clone().map(|subject| ("主题", subject)));
        facts.extend(message.parts.map(|parts| ("条数", format!("{parts} 条（计费）"))));
        facts.extend(message.not_before.as_deref().map(|at| ("发送", format!("{}起", moment(at)))));
        facts.push(("附件", sent.file()));
        let facts: Vec<_> = facts.iter().map(|(word, value)| source.row(&[word, value])).collect();
        let lines: Vec<&str> = said.text.trim().lines().map(str::trim_end).collect();
        let cells = source.cells(&[&sent.called(), &message.number, &chinese(sent.issued)]);
        let lines = if lines.is_empty() { "()".to_string() } else { source.row(&lines) };
        format!("({cells}, ({},), {lines})", facts.join(", "))
    };
    gathered.messages.iter().map(row).collect()
}

/// A moment of RFC 3339 in the words of documents.
fn moment(text: &str) -> String {
    match chrono::DateTime::parse_from_rfc3339(text) {
        Ok(at) => format!("{} {}", chinese(at.date_naive()), at.format("%H:%M")),
        Err(_) => text.to_string(),
    }
}

fn way_of(line: &DeliveryLine) -> String {
    let channel = line.channel().map(Channel::chinese);
    let both = [channel, line.reference.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    if both.is_empty() { "—".to_string() } else { both }
}

/// The Chinese word of a channel.
fn channel(word: &str) -> Option<&'static str> {
    Channel::ALL.iter().find(|channel| channel.word() == word).map(|channel| channel.chinese())
}
