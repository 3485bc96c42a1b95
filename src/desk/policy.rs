//! Turn the rows of the issuer's policy into the kind of document for so many overdue days.

use crate::error::Stop;
use crate::issuer::Names;

/// The rows, in order of their days, none of which two rows share.
#[derive(Debug)]
pub(super) struct Policy(Vec<Row>);

/// These overdue days get this kind.
#[derive(Debug)]
struct Row {
    /// As it was written, such as `1-60`.
    days: String,
    from: i64,
    to: Option<i64>,
    kind: String,
}

impl Policy {
    /// Reads the rows, whose days must read as `1-60` or `61-`, run forwards and not overlap.
    pub(super) fn read(table: &Names) -> Result<Self, Stop> {
        let rows = table.0.iter().map(|(days, kind)| Row::read(days, kind).ok_or_else(|| no_range(days)));
        let mut rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
        rows.sort_by_key(|row| row.from);
        for pair in rows.windows(2) {
            if let [one, next] = pair
                && one.to.is_none_or(|to| to >= next.from)
            {
                return Err(overlapping(one, next));
            }
        }
        Ok(Self(rows))
    }

    /// The same with the names of its kinds as `known` has them.
    pub(super) fn naming(mut self, known: impl Fn(&str) -> Result<String, Stop>) -> Result<Self, Stop> {
        for row in &mut self.0 {
            row.kind = known(&row.kind)?;
        }
        Ok(self)
    }

    /// The kinds it names.
    pub(super) fn kinds(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|row| row.kind.as_str())
    }

    /// The first days between two rows that no row has.
    pub(super) fn gap(&self) -> Option<(i64, i64)> {
        self.0.windows(2).find_map(|pair| {
            let (before, behind) = (pair.first()?.to?, pair.get(1)?.from);
            (before + 1 < behind).then(|| (before + 1, behind - 1))
        })
    }

    /// The kind for so many overdue days.
    pub(super) fn kind(&self, days: i64) -> Option<&str> {
        let fits = |row: &&Row| row.from <= days && row.to.is_none_or(|to| days <= to);
        self.0.iter().find(fits).map(|row| row.kind.as_str())
    }
}

impl Row {
    fn read(days: &str, kind: &str) -> Option<Self> {
        let (from, to) = days.split_once('-')?;
        let from = from.trim().parse().ok()?;
        let to = if to.trim().is_empty() { None } else { Some(to.trim().parse().ok()?) };
        let forwards = to.is_none_or(|to| from <= to);
        forwards.then(|| Self { days: days.to_string(), from, to, kind: kind.to_string() })
    }
}

fn no_range(days: &str) -> Stop {
    Stop::new(
        format!("`[policy]` of the issuer file: `{days}` is no range of overdue days"),
        format!("发行方文件 `[policy]`：`{days}` 不是逾期天数范围"),
    )
    .hint("write it as `1-60` or `61-`", "请写作 `1-60` 或 `61-`")
}

fn overlapping(one: &Row, next: &Row) -> Stop {
    let (one, next) = (&one.days, &next.days);
    Stop::new(
        format!("`[policy]` of the issuer file: `{one}` and `{next}` share days"),
        format!("发行方文件 `[policy]`：`{one}` 与 `{next}` 的天数重叠"),
    )
    .hint("give every number of days one kind", "请为每一逾期天数只规定一种文书")
}
