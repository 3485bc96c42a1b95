//! Hold the lines of messages against those before them.

use super::super::flaw::{AT_ODDS, Flaw};
use super::Chain;
use crate::deliver::files::mail_of;
use crate::deliver::manifest::{Message, SMS};
use crate::deliver::sent;

impl Chain {
    /// Holds a message's line against those before it.
    pub(super) fn message(&mut self, number: u64, message: &Message, holds: bool) {
        let Message { seq, file, kind, .. } = message;
        let mut odd = |en: String, zh: String| self.flaws.push(Flaw::line(AT_ODDS, number, en, zh));
        let last = self.seqs.last().copied().unwrap_or_default();
        if holds && (*seq < last || *seq == last && message.rank() <= self.rank) {
            odd(
                format!("the message of account {seq} stands behind account {last}"),
                format!("第 {seq} 户的消息排在第 {last} 户之后"),
            );
        }
        let own = self.naming.file_of(*seq, &message.id, &message.number).map(|file| mail_of(&file));
        let belongs = if message.channel == SMS { Some(sent::NAME.to_string()) } else { own };
        if belongs.as_ref() != Some(file) {
            odd(
                format!("the message of `{}` does not stand where its number belongs", message.number),
                format!("`{}` 的消息文件位置与编号不符", message.number),
            );
        }
        let template = self.header.as_ref().map(|header| header.templates.get(kind));
        if template.is_some_and(|template| template != Some(&message.template)) {
            odd(
                format!("the header knows no such template of `{kind}`"),
                format!("首行中没有 `{kind}` 的这一模板"),
            );
        }
        if message.channel != SMS && !self.files.insert(file.clone()) {
            odd(format!("`{file}` has a line already"), format!("`{file}` 已有一行"));
        }
        if *seq != last {
            self.seqs.push(*seq);
        }
        self.rank = message.rank();
        self.messages += 1;
        self.warnings += message.findings.len() as u64;
    }
}
