//! What was typed where a folder is asked for: a folder, or the address of a store.

use std::path::Path;
use std::sync::Arc;

use crate::desk::{DeskOptions, KindChoice};
use crate::error::{Stop, StopCode};
use crate::message::Ways;
use crate::place::{Folder, Place, Store, store};

/// How many documents of a store are looked at at once, where nothing else is said: most of the time they are waited for.
const AT_ONCE: u16 = 32;

/// The address of a store, where that was typed.
fn address(typed: &Path) -> Option<&str> {
    typed.to_str().filter(|text| store::is_address(text))
}

/// Whether this is the address of a store.
pub(super) fn is_store(typed: &Path) -> bool {
    address(typed).is_some()
}

/// As it may be shown: an address without what may be a key.
pub(super) fn shown(typed: &Path) -> String {
    address(typed).map_or_else(|| typed.display().to_string(), store::shown)
}

/// A place for a run to write to.
pub(super) fn to_write(typed: &Path) -> Result<Arc<dyn Place>, Stop> {
    Ok(match address(typed) {
        Some(address) => Arc::new(Store::open(address)?),
        None => Arc::new(Folder::open(typed)?),
    })
}

/// A place that is only read.
pub(super) fn to_read(typed: &Path) -> Result<Arc<dyn Place>, Stop> {
    Ok(match address(typed) {
        Some(address) => Arc::new(Store::to_read(address)?),
        None => Arc::new(Folder::to_read(typed)),
    })
}

/// How many documents are looked at at a time: as many as were asked for, else more where some are in a store.
pub(super) fn workers<'p>(asked: Option<u16>, mut typed: impl Iterator<Item = &'p Path>) -> Option<u16> {
    asked.or_else(|| typed.any(is_store).then_some(AT_ONCE))
}

/// Refuses messages into a store: short messages stand in one file that grows, and no object does.
pub(super) fn for_letters_alone(typed: &Path, desk: &DeskOptions) -> Result<(), Stop> {
    let asked =
        desk.ways.unwrap_or(if desk.kind == KindChoice::Course { Ways::ALL } else { Ways::default() });
    if !is_store(typed) || asked == Ways::default() {
        return Ok(());
    }
    let shown = shown(typed);
    Err(Stop::new(
        format!("`{shown}`: short messages and e-mails are written to a folder, not to a store"),
        format!("`{shown}`：短信和电子邮件只能写入文件夹，不能写入对象存储"),
    )
    .coded(StopCode::Usage)
    .hint(
        "name a folder, or ask for the letters alone by `--channel letter`",
        "请指定文件夹；只出信函时请写 `--channel letter`",
    ))
}

/// Refuses the address of a store where files must lie on a disk.
pub(super) fn on_disk(typed: &Path) -> Result<(), Stop> {
    if !is_store(typed) {
        return Ok(());
    }
    let shown = shown(typed);
    Err(Stop::new(
        format!("`{shown}`: a job for the print room is written to a folder, not to a store"),
        format!("`{shown}`：打印任务只能写入文件夹，不能写入对象存储"),
    )
    .coded(StopCode::Usage)
    .hint(
        "name a folder, and put what it holds into the store when it is done",
        "请指定文件夹，完成后再上传其内容",
    ))
}
