//! Tell the rows below the headings that are no accounts.

use super::header::Header;
use super::names::folded;
use crate::table::Cell;

/// What the first cell of a row of sums, or of signatures below a table, begins with.
const BELOW: [&str; 26] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总合计",
    "本页合计",
    "本页小计",
    "汇总",
    "总数",
    "total",
    "subtotal",
    "制表",
    "填表",
    "审核",
    "复核",
    "审批",
    "负责人",
    "经办人",
    "打印日期",
    "打印时间",
    "导出时间",
    "导出日期",
    "说明:",
    "备注:",
    "注:",
];

/// Tells the rows below the headings that are no accounts.
pub(super) struct Below {
    /// Columns that hold something where there is an account.
    telling: Vec<usize>,
}

impl Below {
    /// Those under a heading row.
    pub(super) fn of(header: &Header) -> Self {
        Self { telling: header.columns_of(&["id", "debtor.name", "debtor.id_number", "card.number"]) }
    }

    /// Whether a row is one of sums, signatures or notes: its first cell says so, and nobody is named in it.
    pub(super) fn is_no_account(&self, cells: &[Cell]) -> bool {
        let Some(first) = cells.iter().position(|cell| !cell.is_blank()) else { return true };
        let begins = cells[first].text.trim_start();
        // Looked at in full only where it may be such a row: nearly all begin with an ASCII character.
        if begins.starts_with(|c: char| c.is_ascii() && !matches!(c, 't' | 'T' | 's' | 'S')) {
            return false;
        }
        let word = folded(begins);
        let alone = cells.len() > 2 && cells[first + 1..].iter().all(Cell::is_blank);
        if alone && word.contains(':') {
            // A note; no id has a colon.
            return true;
        }
        // A number beside the word is how many rows there are; other labels, and what stands behind a label that
        // ends in a colon, name no customer.
        let is_value = |at: usize| {
            at > 0 && cells.get(at - 1).is_some_and(|cell| cell.text.trim().ends_with([':', '：']))
        };
        let names_one = |at: &usize| {
            *at != first
                && !is_value(*at)
                && cells.get(*at).is_some_and(|cell| {
                    !cell.is_blank() && !is_count(cell.text.trim()) && !is_label(cell.text.trim_start())
                })
        };
        (is_label(begins) || is_tally(&word)) && !self.telling.iter().any(names_one)
    }
}

/// Whether a cell begins a row of sums or signatures, or a part of one.
fn is_label(begins: &str) -> bool {
    let word = folded(begins);
    let parted =
        |known: &str| begins.strip_prefix(known).is_some_and(|rest| rest.starts_with([' ', '\u{3000}']));
    BELOW.iter().any(|known| match word.strip_prefix(known) {
        Some(rest) => {
            known.ends_with(':')
                || parted(known)
                || !rest.starts_with(char::is_alphanumeric)
                || is_count(rest)
                // 制表人, 审核人, 制表日期, 合计金额, 合计欠款.
                || ["人", "日期", "时间", "金额", "数", "户", "员", "笔", "欠款"]
                    .iter()
                    .any(|tail| rest.starts_with(tail))
        }
        None => false,
    })
}

/// Whether a folded cell says how many customers a list has: `共2户,合计欠款17898.10元`.
fn is_tally(word: &str) -> bool {
    let counted = ["共", "总共", "合计共", "本表共", "以上共", "共有"]
        .iter()
        .filter_map(|known| word.strip_prefix(known));
    counted.into_iter().any(|rest| {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        unit.len() < rest.len() && unit.starts_with(['户', '笔', '人', '条', '名', '位', '行', '个', '页'])
    })
}

/// Whether it is a number of rows.
fn is_count(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && text[digits..].chars().count() <= 2
}
