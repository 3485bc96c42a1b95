//! Turn a folder of templates into its files by name.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::set::{MOST_BYTES, TemplateFault, fault};
use crate::error::cause;
use crate::finding::Words;

/// Reads the text files of a template folder, two levels deep.
pub(super) fn read_folder(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), TemplateFault> {
    let failed = |path: &Path, error: &std::io::Error| {
        let (shown, Words { en, zh }) = (path.display(), cause(error));
        fault(format!("cannot read `{shown}`: {en}"), format!("无法读取 `{shown}`：{zh}"))
    };
    for entry in folder.read_dir().map_err(|error| failed(folder, &error))? {
        let entry = entry.map_err(|error| failed(folder, &error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let kind = std::fs::metadata(&path).map_err(|error| failed(&path, &error))?;
        if is_passed_over(&name) {
            continue;
        }
        if kind.is_dir() && prefix.is_empty() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if kind.is_file() && !prefix.is_empty() {
            let size = kind.len();
            if size > MOST_BYTES {
                return Err(too_large(&path.display().to_string()));
            }
            let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
                ErrorKind::InvalidData => no_text(&path),
                _ => failed(&path, &error),
            })?;
            files.insert(format!("{prefix}{name}"), text);
        }
    }
    Ok(())
}

/// Whether a name is that of notes, of something put aside, or of what file managers and editors leave behind.
fn is_passed_over(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with(['.', '_', '~'])
        || name.ends_with('~')
        || [".md", ".bak"].iter().any(|ending| name.ends_with(ending))
        || ["thumbs.db", "desktop.ini"].contains(&name.as_str())
}

fn no_text(path: &Path) -> TemplateFault {
    let (shown, ending) =
        (path.display(), path.extension().and_then(|ending| ending.to_str()).unwrap_or_default());
    let picture =
        ["png", "jpg", "jpeg", "gif", "bmp", "webp", "pdf"].contains(&ending.to_lowercase().as_str());
    if picture {
        return fault(
            format!(
                "`{shown}` is no SVG, and other pictures cannot be used: export it as SVG with words as paths, or give it a name that begins with `_`"
            ),
            format!(
                "`{shown}` 不是 SVG，不能使用其他格式的图片；请导出为转曲后的 SVG，或将文件名改为以 `_` 开头"
            ),
        );
    }
    fault(
        format!(
            "`{shown}` is not UTF-8 text (it may be GBK, which Notepad calls ANSI); save it as UTF-8, or give it a name that begins with `_`"
        ),
        format!(
            "`{shown}` 不是 UTF-8 文本（可能是 GBK，即记事本中的“ANSI”）；请另存为 UTF-8，或将文件名改为以 `_` 开头"
        ),
    )
}

/// A file that is larger than any template.
pub(super) fn too_large(shown: &str) -> TemplateFault {
    fault(format!("`{shown}` is larger than {MOST_BYTES} bytes"), format!("`{shown}` 超过 {MOST_BYTES} 字节"))
}

/// The folder that may be meant by one without templates: that above a kind's own, or one in it.
pub(super) fn meant(folder: &Path) -> (String, String) {
    let holds_a_kind = |folder: &Path| {
        let mut inside = folder.read_dir().into_iter().flatten().flatten();
        inside.any(|entry| entry.path().join("kind.toml").is_file())
    };
    let below = || {
        let mut inside = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
        inside.find(|path| holds_a_kind(path))
    };
    let meant = match folder.parent() {
        Some(above) if folder.join("kind.toml").is_file() => Some(above.to_path_buf()),
        _ => below(),
    };
    let Some(meant) = meant else { return Default::default() };
    let shown = if meant.as_os_str().is_empty() { Path::new(".") } else { &meant };
    (
        format!(": give the folder in which folders of kinds stand, `{}`", shown.display()),
        format!("：请指定文书种类文件夹所在的目录 `{}`", shown.display()),
    )
}
