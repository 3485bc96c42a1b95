//! What `verify` says of a change, each sentence once.

use crate::finding::Words;

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) enum Topic {
    Page,
    Note,
    Action,
    Field,
    Face,
    Pages,
    File,
    Rest,
}

impl Topic {
    /// What the way from the trailer to a change says about it.
    pub(in crate::verify) fn of(keys: &[String]) -> Self {
        let has = |wanted: &[&str]| keys.iter().any(|key| wanted.contains(&key.as_str()));
        if has(&["OpenAction", "AA", "A", "Names", "JavaScript", "URI"]) {
            Self::Action
        } else if has(&["AcroForm"]) {
            Self::Field
        } else if has(&["Annots"]) {
            Self::Note
        } else if has(&["Resources", "Font"]) {
            Self::Face
        } else if has(&["Contents"]) {
            Self::Page
        } else if has(&["Pages"]) {
            Self::Pages
        } else if has(&["Info", "ID", "Metadata", "Extensions", "Version"]) {
            Self::File
        } else {
            Self::Rest
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Page => ("what stands on the page", "页面内容"),
            Self::Note => ("a note or other thing laid over the page", "页面上的批注或覆盖物"),
            Self::Action => {
                ("something that acts when the file is opened or touched", "打开或点击文件时执行的动作")
            }
            Self::Field => ("a field of the form", "表单域"),
            Self::Face => ("fonts or pictures that the page uses", "页面所用的字体或图像"),
            Self::Pages => ("the pages or their order", "页面或其次序"),
            Self::File => ("what the file says about itself", "文件自身的说明"),
            Self::Rest => ("something else in the file", "文件的其他部分"),
        }
    }
}

/// A change that no signature allows.
pub(in crate::verify) fn changed(topic: Topic, page: Option<usize>) -> Words {
    let (en, zh) = topic.words();
    match page {
        Some(page) => Words::new(format!("page {page}: {en}"), format!("第 {page} 页：{zh}")),
        None => Words::new(en, zh),
    }
}

/// A signature field's box stands elsewhere.
pub(in crate::verify) fn box_moved(field: &str) -> Words {
    Words::new(format!("the box of `{field}` was moved"), format!("`{field}` 的签名框被移动"))
}

/// Something else about a signature field.
pub(in crate::verify) fn box_changed(field: &str) -> Words {
    Words::new(format!("the field `{field}` was changed"), format!("签名域 `{field}` 被改动"))
}

/// Another catalog than before.
pub(in crate::verify) fn catalog_replaced() -> Words {
    Words::new("the catalog, from which all pages hang, was replaced", "统领全部页面的目录对象被替换")
}

/// A field was signed.
pub(in crate::verify) fn field_signed(field: &str) -> Words {
    Words::new(format!("`{field}` was signed"), format!("`{field}` 已签署"))
}

/// A field was added.
pub(in crate::verify) fn field_added(field: &str) -> Words {
    Words::new(format!("the field `{field}` was added"), format!("新增了域 `{field}`"))
}

/// A field shows more than a picture in its box.
pub(in crate::verify) fn odd_appearance(field: &str) -> Words {
    Words::new(
        format!("`{field}` shows something other than a picture in its box"),
        format!("`{field}` 显示的内容不是其框内的图像"),
    )
}

/// A time stamp over the file.
pub(in crate::verify) fn time_stamp_added() -> Words {
    Words::new("a time stamp over the whole file was added", "增加了覆盖整个文件的时间戳")
}

/// Evidence for later checking.
pub(in crate::verify) fn evidence_added() -> Words {
    Words::new(
        "certificates and revocation lists for later checking were added",
        "增加了供日后验证的证书与吊销信息",
    )
}

/// Facts about the file.
pub(in crate::verify) fn description_changed() -> Words {
    Words::new("the date or program of the last saving was noted", "记录了最后保存的日期或程序")
}
