//! What a workbook holds beside the sheet that is read: sheets that are not, and rows that nobody sees.

use super::cell::Epoch;
use super::pump::About;
use super::sheets::Sheet;
use super::{CAUSES, REFUSED};
use crate::finding::Words;

/// The most sheets that are named.
const MOST: usize = 10;

/// The longest name of a sheet in Excel.
const LONGEST: usize = 31;

/// From how many digits in a row on a name may hold somebody's number.
const NUMBER: usize = 8;

/// The sheets beside the one that is read, as far as anything stands in them.
#[derive(Default)]
pub(super) struct Others {
    /// Those that belong to it and are read after it.
    further: Vec<String>,
    /// Those that are not read, and whether each is shown.
    unread: Vec<(String, bool)>,
}

impl Others {
    /// The sheets beside the one that is read though nobody asked for it; `again` says whether the workbook can be
    /// opened again for another.
    pub(super) fn beside(
        read: &Sheet,
        all: &[Sheet],
        again: bool,
        mut has_cells: impl FnMut(&Sheet) -> bool,
    ) -> Self {
        let mut others = Self::default();
        let refused = is_of_refused(&read.name);
        for sheet in all.iter().filter(|sheet| sheet.cells && sheet.name != read.name) {
            if (refused && sheet.name == CAUSES) || !has_cells(sheet) {
                continue;
            }
            if refused && again && sheet.visible && is_of_refused(&sheet.name) {
                others.further.push(sheet.name.clone());
            } else {
                others.unread.push((sheet.name.clone(), sheet.visible));
            }
        }
        others
    }

    /// What is known of the sheet that is read before its rows.
    pub(super) fn about(self, epoch: Epoch, rows: u64, hidden: u64) -> About {
        let told = [self.told(), rows_hidden(hidden)].into_iter().flatten().collect();
        About { epoch, at_most: Some(rows), told, further: self.further }
    }

    /// Tells which sheets are not read.
    fn told(&self) -> Option<Words> {
        let name = |(name, visible): &(String, bool), hidden: &str| {
            format!("`{}`{}", masked(name), if *visible { "" } else { hidden })
        };
        let names = |hidden: &str, between: &str| {
            let names = self.unread.iter().take(MOST).map(|sheet| name(sheet, hidden));
            names.collect::<Vec<_>>().join(between)
        };
        let (count, more) = (self.unread.len(), self.unread.len().saturating_sub(MOST));
        let (more, more_zh) = match more {
            0 => (String::new(), String::new()),
            more => (format!(" and {more} more"), format!("等 {count} 张")),
        };
        let words = || {
            Words::new(
                format!(
                    "sheets with cells that are not read: {}{more}; to read one, name it with `--sheet`",
                    names(" (hidden)", ", ")
                ),
                format!(
                    "另有工作表未读取：{}{more_zh}；要读取请用 `--sheet` 写明表名",
                    names("（隐藏）", "、")
                ),
            )
        };
        (count > 0).then(words)
    }
}

/// Whether a sheet holds refused rows, by its name.
fn is_of_refused(name: &str) -> bool {
    name.strip_prefix(REFUSED).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Tells how many hidden rows are read like the others.
fn rows_hidden(count: u64) -> Option<Words> {
    let rows = if count == 1 { "1 hidden row is".into() } else { format!("{count} hidden rows are") };
    let words = || {
        Words::new(
            format!("{rows} read too; delete those that are not meant"),
            format!("有 {count} 个隐藏行（被筛选或隐藏）也已读取；不需要的请删除"),
        )
    };
    (count > 0).then(words)
}

/// The name of a sheet without what may be somebody's number.
fn masked(name: &str) -> String {
    let mut shown = String::new();
    let mut digits = String::new();
    let end = |digits: &mut String, shown: &mut String| {
        let long = digits.chars().count() >= NUMBER;
        shown.push_str(&if long { "*".repeat(digits.chars().count()) } else { digits.clone() });
        digits.clear();
    };
    for character in name.chars().take(LONGEST) {
        if character.is_numeric() {
            digits.push(character);
            continue;
        }
        end(&mut digits, &mut shown);
        shown.push(if character.is_control() { ' ' } else { character });
    }
    end(&mut digits, &mut shown);
    shown
}
