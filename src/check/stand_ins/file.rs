//! The list of stand-ins as its file has it.

use super::shape::Shape;
use crate::finding::Words;
use crate::record::{record, words};

record! {
    /// One sentence in both languages.
    pub struct Both {
        /// Chinese.
        pub zh: String,
        /// English.
        pub en: String,
    }
}

impl Both {
    /// The sentence as a finding has it.
    pub(super) fn words(&self) -> Words {
        Words::new(self.en.clone(), self.zh.clone())
    }
}

words! {
    /// What an entry does.
    pub enum Effect {
        /// Refuses the document.
        Refuse = "refuse" / "拒绝",
        /// Warns.
        Warn = "warn" / "提示",
    }
}

words! {
    /// What a field holds.
    pub enum Place {
        /// A person's name.
        Name = "name" / "姓名",
        /// The name of a company or an office.
        Organisation = "organisation" / "单位名称",
        /// An address.
        Address = "address" / "地址",
        /// A product.
        Product = "product" / "卡产品",
        /// Another text that is printed.
        Text = "text" / "其他文字",
        /// A value of the issuer's own.
        Free = "free" / "自定义值",
    }
}

words! {
    /// How words stand in a text.
    pub enum Stands {
        /// Nothing else stands there.
        Whole = "whole" / "全部",
        /// Anywhere.
        Inside = "inside" / "任何位置",
        /// Anywhere in a text with Han characters.
        BesideHan = "beside-han" / "汉字之间",
        /// At the end, after something else.
        End = "end" / "末尾",
        /// At the end, after a surname alone.
        AfterSurname = "after-surname" / "姓氏之后",
        /// At the end, after more than a surname.
        AfterName = "after-name" / "姓名之后",
        /// As the last part, after a blank.
        AfterBlank = "after-blank" / "空格之后",
    }
}

record! {
    /// The list's file.
    pub struct File {
        /// Surnames of two characters, parted by blanks.
        pub surnames: String,
        /// Surnames of one character that little else is written with.
        pub common_surnames: String,
        /// Surnames of one character that names of other languages are written with, too.
        pub sounding_surnames: String,
        /// Countries and provinces.
        pub provinces: String,
        /// What companies and offices are called by.
        pub organisations: Vec<String>,
        /// The entries.
        pub group: Vec<GroupText>,
    }
}

record! {
    /// One entry as it is written.
    pub struct GroupText {
        /// Its stable id.
        pub id: String,
        /// What is wrong.
        pub says: Both,
        /// What to do about it.
        pub mend: Both,
        /// What it does.
        pub severity: Effect,
        /// Where it holds.
        pub fields: Vec<Place>,
        /// How the words stand.
        pub stands: Stands = Stands::Whole,
        /// The words.
        pub words: Vec<String> = Vec::new(),
        /// Whether several of the words count, too.
        pub repeats: bool = false,
        /// Signs, wherever they stand.
        pub signs: String = String::new(),
        /// A shape in the folded text.
        pub pattern: Option<String>,
        /// Whether the pattern is held to the text as it is written.
        pub cased: bool = false,
        /// A fault of the whole text.
        pub shape: Option<Shape>,
        /// Longer words that hold one of the words and may stand.
        pub but_not: Vec<String> = Vec::new(),
        /// Texts that must be told.
        pub hits: Vec<String>,
        /// Texts that must not.
        pub misses: Vec<String>,
    }
}
