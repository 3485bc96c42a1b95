//! What the workbooks of a run have in common: where they grow, the date in them, and what becomes of a full disk.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::error::{Stop, StopCode};
use crate::place::Place;

/// The most rows a sheet can have, its heading row counted.
pub(super) const LONGEST: u32 = 1_048_576;

/// What one call of the workbook's library came to.
pub(super) type Written<T> = Result<T, XlsxError>;

/// Begins a workbook. What it holds until it is closed lies in the run's own folder, if that is on a disk:
/// there is room for the letters there, and who may not read them may not read this.
pub(super) fn begin(place: &Arc<dyn Place>, name: &str) -> Result<Workbook, Stop> {
    let mut workbook = Workbook::new();
    if let Some(folder) = place.on_disk("") {
        guard(place, name, || workbook.set_tempdir(folder).map(drop))?;
    }
    Ok(workbook)
}

/// Writes a workbook. Equal runs give equal bytes: the only date in it is the issue date.
pub(super) fn save(workbook: &mut Workbook, issued: NaiveDate, to: &mut (impl Write + Send)) -> Written<()> {
    let (year, month, day) = (issued.year(), issued.month(), issued.day());
    let issued = ExcelDateTime::from_ymd(year.try_into().unwrap_or(u16::MAX), month as u8, day as u8)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&issued));
    workbook.save_to_writer(to)
}

/// Does something with a workbook. Its library panics where a full disk cuts its unnamed file short; the run must
/// end with a reason.
pub(super) fn guard<T>(
    place: &Arc<dyn Place>,
    name: &str,
    work: impl FnOnce() -> Written<T>,
) -> Result<T, Stop> {
    let shown = place.shown(name);
    let told = |why: String| {
        let stop = Stop::new(
            format!("`{shown}` cannot be written: {why}"),
            format!("`{shown}` 无法写入；程序原文：“{why}”"),
        );
        stop.coded(StopCode::File).hint("see whether the disk is full", "请检查磁盘空间")
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Err(XlsxError::IoError(error))) => Err(Stop::at(&shown, &error)),
        Ok(written) => written.map_err(|error| told(error.to_string())),
        Err(_) => Err(told("panic".into())),
    }
}
