//! Find out, before anything is written, whether shards make one whole run.

use std::sync::Arc;

use crate::deliver::manifest::{self, Header, Line};
use crate::deliver::not_yet;
use crate::deliver::reading::{Reading, begun, runs};
use crate::deliver::refused::listed;
use crate::error::{Stop, StopCode};
use crate::finding::Lang;
use crate::place::Place;

/// How many accounts are named when some are missing.
const NAMED: usize = 5;

/// The header that all shards have.
pub(super) fn one_header(shards: &[Arc<dyn Place>]) -> Result<Header, Stop> {
    let mut first: Option<(&Arc<dyn Place>, Header)> = None;
    for shard in shards {
        let Some(header) = begun(&**shard)? else { return Err(no_manifest(&**shard)) };
        if runs(&**shard)?.len() > 1 {
            return Err(added_to(&**shard));
        }
        match &first {
            None => first = Some((shard, header)),
            Some((_, known)) if *known == header => {}
            Some((other, known)) => return Err(other_header(&***other, known, &**shard, &header)),
        }
    }
    first.map(|(_, header)| header).ok_or_else(|| Stop::new("there are no shards", "没有分片"))
}

/// Fails unless every account from the first to the last stands in one shard, and in no second.
///
/// The last is the `accounts`th where a shard's report tells it, else the last that any shard holds.
pub(super) fn every_account(shards: &[Arc<dyn Place>], accounts: Option<u64>) -> Result<(), Stop> {
    let mut all: Vec<(u64, usize)> = Vec::new();
    for (at, shard) in shards.iter().enumerate() {
        let Some(mut reading) = Reading::open(&**shard)? else { return Err(no_manifest(&**shard)) };
        while let Some(good) = reading.next_line()? {
            let seq = match good.line {
                Line::Document(document) => document.seq,
                Line::Message(message) => message.seq,
                Line::Header(_) | Line::End(_) => continue,
            };
            // An account may have several lines.
            if all.last() != Some(&(seq, at)) {
                all.push((seq, at));
            }
        }
        for refused in listed(&**shard)? {
            all.push((refused?.seq, at));
        }
        for line in not_yet::listed(&**shard)? {
            all.push((line?.seq, at));
        }
    }
    all.sort_unstable();
    if let Some(pair) = all.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(overlapping(pair[0].0, &*shards[pair[0].1], &*shards[pair[1].1]));
    }
    let last = all.last().map_or(0, |(seq, _)| *seq).max(accounts.unwrap_or(0));
    let gone = last.saturating_sub(all.len() as u64);
    if gone == 0 { Ok(()) } else { Err(missing(gone, &all, last)) }
}

pub(super) fn no_manifest(shard: &dyn Place) -> Stop {
    let shown = shard.shown("");
    Stop::new(
        format!("`{}` in `{shown}` does not begin with the header of a run", manifest::NAME),
        format!("`{shown}` 中的 `{}` 不以批次首行开头", manifest::NAME),
    )
}

fn other_header(one: &dyn Place, ones: &Header, other: &dyn Place, others: &Header) -> Stop {
    let (one, other) = (one.shown(""), other.shown(""));
    let told = |colon: &str, gap: &str| {
        let part =
            |(name, ones, others): (String, String, String)| format!("`{name}`{colon}{ones} – {others}");
        let languages = (ones.lang != others.lang)
            .then(|| ("lang".to_string(), of_lang(ones.lang), of_lang(others.lang)));
        let all = ones.compared(others).into_iter().chain(languages);
        all.map(part).collect::<Vec<_>>().join(gap)
    };
    Stop::new(
        format!("`{one}` and `{other}` are of different runs: {}", told(" ", "; ")),
        format!("`{one}` 与 `{other}` 属于不同批次：{}", told("：", "；")),
    )
    .coded(StopCode::Differs)
    .hint(
        "shards to be joined were made with the same program, issuer file, templates, date and `--lang`",
        "可合并的分片须使用相同的程序、发行方文件、模板、出具日期和 `--lang` 生成",
    )
}

fn of_lang(lang: Lang) -> String {
    format!("`{}`", if lang == Lang::Zh { "zh" } else { "en" })
}

fn added_to(shard: &dyn Place) -> Stop {
    let shown = shard.shown("");
    Stop::new(
        format!("`{shown}` holds several runs, which no single run would have made"),
        format!("`{shown}` 含有多个批次，无法合并为一个批次"),
    )
    .hint(
        "join the shards first, then add corrected accounts to the joined folder",
        "请先合并分片，再把更正后的账户追加到合并后的文件夹",
    )
}

fn overlapping(seq: u64, one: &dyn Place, other: &dyn Place) -> Stop {
    let (one, other) = (one.shown(""), other.shown(""));
    Stop::new(
        format!("account {seq} stands in `{one}` and in `{other}`"),
        format!("第 {seq} 户同时在 `{one}` 和 `{other}` 中"),
    )
    .hint("give each shard once: 0/N to N-1/N of one input", "每个分片只给一次：同一输入的 0/N 至 N-1/N")
}

fn missing(gone: u64, all: &[(u64, usize)], last: u64) -> Stop {
    let mut held = all.iter().map(|(seq, _)| *seq).peekable();
    let absent = (1..=last).filter(|seq| held.next_if_eq(seq).is_none());
    let mut named: Vec<String> = absent.take(NAMED).map(|seq| seq.to_string()).collect();
    if gone > NAMED as u64 {
        named.push("…".to_string());
    }
    Stop::new(
        format!("accounts {} stand in no shard ({gone} of {last})", named.join(", ")),
        format!("第 {} 户不在任何分片中（{last} 户中缺 {gone} 户）", named.join("、")),
    )
    .hint("name the folders of all shards", "请给出全部分片的文件夹")
}
