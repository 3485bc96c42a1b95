//! Tell of documents that rest on a text whose time is over.

use chrono::NaiveDate;

use super::{Case, Findings, Rule, said};
use crate::finding::{Lang, Words};
use crate::law::laws;

/// The rules on law that has an end.
pub(super) const RULES: &[Rule] = &[
    Rule::warning(
        "W16",
        said("the law a document rests on holds on its issue date", "文书所依据的规定在出具之日仍然有效"),
        said(
            "house rule: the end of each text, in the program's table of laws",
            "内部规则：程序法律数据表所载的有效期",
        ),
        law_still_holds,
    ),
    Rule::warning(
        "W16",
        said("the calendar of holidays covers the issue date", "放假日历涵盖出具之日"),
        said(
            "民法典 203: a last day on a holiday moves to the day after",
            "《中华人民共和国民法典》第二百零三条",
        ),
        calendar_covers_the_day,
    ),
];

/// W16: no text that concerns the kind ended before the issue date.
fn law_still_holds(case: &Case<'_>, findings: &mut Findings) {
    let (kind, issued) = (case.context.kind, case.context.issue_date);
    let over = laws().texts().into_iter().filter(|text| text.has_ended(issued));
    for text in over.filter(|text| text.concerns(&kind.name, |code| kind.follows(code))) {
        let last = text.valid_until.unwrap_or(issued);
        findings
            .tell(
                "",
                format!("{} ended on {last}: {}", text.name(Lang::En), text.source(Lang::En)),
                format!("{}已于 {last} 到期：{}", text.name(Lang::Zh), text.source(Lang::Zh)),
            )
            .hints
            .push(Words::new(
                format!(
                    "look whether a later text is in force, and enter it in `law.toml`; looked at last on {}",
                    text.checked
                ),
                format!("请核对是否已有新规定，并在 `law.toml` 中更新；上次核对日期 {}", text.checked),
            ));
    }
}

/// W16: the year of the issue date, or a later one, is in the calendar; days that the document counts on may else be
/// moved by a holiday that it does not know.
fn calendar_covers_the_day(case: &Case<'_>, findings: &mut Findings) {
    let (calendar, issued) = (&case.context.shift.calendar, case.context.issue_date);
    let Some(last) = calendar.years().max().and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31)) else {
        return;
    };
    if issued > last {
        findings
            .tell(
                "",
                format!("the calendar of holidays ends on {last}: last days are printed without them"),
                format!("放假日历截至 {last}，此后的最后一日未按休假日顺延"),
            )
            .hints
            .push(Words::new(
                "name a holiday file of that year under `[calendar]` of the issuer file",
                "请在发行方文件 `[calendar]` 中指定含该年的日历文件",
            ));
    }
}
