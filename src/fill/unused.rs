//! Find files of an author's folder that nothing uses: a name misspelt by a letter leaves the built-in words in place.

use super::built_in::{built_in_kinds, is_built_in};
use super::set::{SHARED, TemplateFault, TemplateSet};
use crate::finding::Words;
use crate::near::nearest;

/// Shared files that no other names, and kinds whose folder is called almost as a built-in one.
pub(super) fn unused(set: &TemplateSet) -> Vec<TemplateFault> {
    let mut told = Vec::new();
    for (name, _) in set.files().filter(|(name, _)| set.is_own(name) && !is_built_in(name)) {
        let (folder, _) = name.split_once('/').unwrap_or_default();
        if folder == SHARED {
            let bare = name.rsplit('/').next().unwrap_or(name);
            let named = set.files().any(|(other, text)| other != name && text.contains(bare));
            told.extend((!named).then(|| nobody(name, set)));
        } else if name.ends_with("/kind.toml") {
            let near = nearest(folder, built_in_kinds());
            told.extend(near.map(|near| own_kind(name, folder, near, set)));
        }
    }
    told
}

fn nobody(name: &str, set: &TemplateSet) -> TemplateFault {
    let others = set.files().map(|(other, _)| other).filter(|other| is_built_in(other));
    let (en, zh) = match nearest(name, others) {
        Some(near) => (format!(": did you mean `{near}`?"), format!("：是否应为 `{near}`？")),
        None => Default::default(),
    };
    TemplateFault {
        place: Some(set.place(name, 0)),
        message: Words::new(format!("no template uses this file{en}"), format!("没有模板使用该文件{zh}")),
    }
}

fn own_kind(name: &str, folder: &str, near: &str, set: &TemplateSet) -> TemplateFault {
    TemplateFault {
        place: Some(set.place(name, 0)),
        message: Words::new(
            format!("`{folder}` is a kind of its own, and `{near}` stays as built in: is that meant?"),
            format!("`{folder}` 是另一种文书，`{near}` 仍用内置模板：是否写错了文件夹名称？"),
        ),
    }
}
