//! What the course says of each account, as a workbook for a clerk: one row an account, the commonest question first.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet};

use super::refused::growing::Growing;
use super::workbook::{self, LONGEST, Written, guard};
use crate::course::{Awaited, Named, Told};
use crate::error::Stop;
use crate::finding::{Lang, Said, said};
use crate::place::{Place, TemporaryFile};

/// The columns with their widths.
const COLUMNS: [(Said, u32); 11] = [
    (said("account", "客户编号"), 16),
    (said("days overdue", "逾期天数"), 10),
    (said("now", "目前"), 10),
    (said("step", "步骤"), 24),
    (said("document", "文书"), 22),
    (said("way", "方式"), 10),
    (said("day", "日期"), 12),
    (said("why", "原因"), 48),
    (said("ground", "依据"), 48),
    (said("what comes then", "其后"), 40),
    (said("open to decision", "可由人员决定"), 36),
];

/// The workbook, as it grows.
pub struct CourseBook {
    place: Arc<dyn Place>,
    name: String,
    lang: Lang,
    issued: NaiveDate,
    workbook: Workbook,
    sheet: Worksheet,
    text: Format,
    row: u32,
}

/// Names the file only.
impl std::fmt::Debug for CourseBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` with {} rows", self.name, self.row)
    }
}

impl CourseBook {
    /// Begins a workbook of that name in a place.
    pub fn begin(place: &Arc<dyn Place>, name: &str, lang: Lang, issued: NaiveDate) -> Result<Self, Stop> {
        let mut workbook = workbook::begin(place, name)?;
        let text = Format::new().set_num_format_index(49).set_align(FormatAlign::Top).set_text_wrap();
        let heading = text.clone().set_bold().set_border_bottom(FormatBorder::Thin);
        let heading = heading.set_background_color(Color::RGB(0x00D9_E1F2));
        let sheet = guard(place, name, || {
            let mut sheet = workbook.new_worksheet_with_constant_memory()?;
            sheet.set_name(if lang == Lang::Zh { "催收流程" } else { "course" })?;
            for (at, (title, width)) in (0..).zip(COLUMNS) {
                sheet.set_column_width(at, width)?;
                sheet.write_string_with_format(0, at, title.get(lang), &heading)?;
            }
            sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_freeze_panes(1, 1)?;
            Ok(sheet)
        })?;
        let place = Arc::clone(place);
        Ok(Self { place, name: name.to_string(), lang, issued, workbook, sheet, text, row: 0 })
    }

    /// Adds an account; a sheet that is full takes no more, and says so.
    pub fn add(&mut self, id: &str, awaited: &Awaited) -> Result<(), Stop> {
        let lang = self.lang;
        self.row += 1;
        if self.row >= LONGEST {
            let stop = Stop::new(
                "a sheet holds no more rows than 1,048,575 accounts",
                "工作表最多 1,048,575 户，放不下更多",
            );
            return Err(
                stop.hint("split the input, or use `--format json`", "请拆分输入，或使用 `--format json`")
            );
        }
        let step = awaited.step.as_ref();
        let day = step.and_then(|step| step.day).or(awaited.by).map(|day| day.to_string());
        let of_step = |of: fn(&Named) -> String| step.map(of).unwrap_or_default();
        let lines = |of: &dyn Fn(&Told) -> String| awaited.why.iter().map(of).collect::<Vec<_>>().join("\n");
        let then = awaited.then.as_ref().map(|then| {
            let day = then.day.map(|day| day.to_string()).unwrap_or_default();
            format!("{day} {}", then.title.get(lang))
        });
        let way = of_step(|step| step.way.word().to_string());
        let way = if lang == Lang::Zh { of_step(|step| step.way.chinese().to_string()) } else { way };
        let cells = [
            id.to_string(),
            awaited.days.to_string(),
            awaited.now_in(lang).to_string(),
            step.map(|step| step.title.get(lang).to_string()).unwrap_or_default(),
            of_step(|step| step.kind.to_string()),
            way,
            day.unwrap_or_default(),
            lines(&|told| told.message.get(lang).to_string()),
            lines(&|told| told.basis.get(lang).to_string()),
            then.unwrap_or_default(),
            awaited.open.iter().map(|open| open.get(lang)).collect::<Vec<_>>().join("\n"),
        ];
        let (row, place) = (self.row, Arc::clone(&self.place));
        guard(&place, &self.name.clone(), || {
            for (at, cell) in (0..).zip(&cells) {
                if at == 1 {
                    self.sheet.write_number_with_format(row, at, awaited.days as f64, &self.text)?;
                } else {
                    self.sheet.write_string_with_format(row, at, cell, &self.text)?;
                }
            }
            Ok(())
        })
    }

    /// Sets the workbook in its place.
    pub fn close(self) -> Result<(), Stop> {
        let Self { place, name, issued, mut workbook, mut sheet, row, .. } = self;
        let mut file = Growing::begin(&place, &name)?;
        guard(&place, &name, || -> Written<()> {
            let last = COLUMNS.len() as u16 - 1;
            sheet.autofilter(0, 0, row, last)?;
            sheet.ignore_error_range(0, 0, row, last, IgnoreError::NumberStoredAsText)?;
            workbook.push_worksheet(sheet);
            workbook::save(&mut workbook, issued, &mut file.to)
        })?;
        TemporaryFile::put_all(&*place, vec![file.end()?.temporary])
    }
}
