//! Turn the lists' files into records, as they are written.

use crate::finding::Words;
use crate::record::{record, words};

use super::switch::Switch;

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
    pub fn words(&self) -> Words {
        Words::new(self.en.clone(), self.zh.clone())
    }
}

words! {
    /// Where an entry is looked for.
    pub enum LookedFor {
        /// In templates, filled sources, pages and free values.
        Everywhere = "everywhere" / "全部文字",
        /// On pages and in free values.
        Pages = "pages" / "成品页面",
        /// In titles.
        Titles = "titles" / "标题",
    }
}

words! {
    /// What a hit does.
    pub enum Effect {
        /// Refuses the document.
        Refuse = "refuse" / "拒绝",
        /// Warns, and the manifest remembers it.
        Warn = "warn" / "提示",
    }
}

record! {
    /// A file of the refuse list.
    pub struct RefuseFile {
        /// Values of the draft that are never judged.
        pub data: Vec<String> = Vec::new(),
        /// Classes of words, of which structures are made.
        pub class: Vec<ClassText> = Vec::new(),
        /// Its groups.
        pub group: Vec<GroupText>,
    }
}

record! {
    /// Words with one part in a sentence.
    pub struct ClassText {
        /// What structures call it.
        pub name: String,
        /// The words, in lines with blanks between.
        pub words: Vec<String>,
        /// Longer words in which those are not meant.
        pub but_not: Vec<String> = Vec::new(),
    }
}

record! {
    /// Entries with one reason and basis.
    pub struct GroupText {
        /// Its number, with which its entries' ids begin.
        pub id: u32,
        /// What it is called.
        pub name: Both,
        /// Why such words may not stand.
        pub reason: Both,
        /// What that stands on.
        pub basis: Both,
        /// The rule a hit is told under.
        pub code: String = "R12".into(),
        /// What a hit does.
        pub severity: Effect = Effect::Refuse,
        /// The switch that turns the entries off.
        pub unless: Option<Switch>,
        /// The switch without which they are off.
        pub when: Option<Switch>,
        /// Whether an override can answer for its entries.
        pub waivable: bool = false,
        /// Whether a sentence that denies or forbids it is refused, too.
        pub even_denied: bool = false,
        /// Whether its sentences read like lawful ones, so that the classifier, which hears how they read, excuses none.
        pub sober: bool = false,
        /// A lawful wording.
        pub instead: Option<Both>,
        /// The entries.
        pub entry: Vec<EntryText>,
    }
}

record! {
    /// One entry.
    pub struct EntryText {
        /// Its stable id, such as `X101`.
        pub id: String,
        /// What is looked for in folded text; empty where structures are.
        pub pattern: String = String::new(),
        /// Whether it is what the classifier alone tells of a sentence.
        pub classified: bool = false,
        /// Structures, any of which is looked for in a sentence.
        pub says: Vec<String> = Vec::new(),
        /// Structures that make the clauses lawful in which those were found.
        pub lawful: Vec<String> = Vec::new(),
        /// Whether a sentence that denies or forbids it is refused, too.
        pub even_denied: bool = false,
        /// A lawful wording, where it is not the group's.
        pub instead: Option<Both>,
        /// A hit that reads like this is none.
        pub but_not: Option<String>,
        /// No hit where this stands in the same document.
        pub pardoned_by: Option<String>,
        /// Where it is looked for.
        pub looked_for: LookedFor = LookedFor::Everywhere,
        /// Kinds whose official form prints the words.
        pub except_kinds: Vec<String> = Vec::new(),
        /// The switch that turns it off, where it is not the group's.
        pub unless: Option<Switch>,
        /// Whether an override can answer for it.
        pub waivable: bool = false,
        /// Why, where it is not the group's reason.
        pub reason: Option<Both>,
        /// What that stands on, where it is not the group's basis.
        pub basis: Option<Both>,
        /// Sentences that must be caught.
        pub hits: Vec<String>,
        /// Near ones that must not.
        pub misses: Vec<String>,
    }
}

impl EntryText {
    /// What is looked for, as a list of the entries shows it.
    pub fn sought(&self) -> String {
        match (self.classified, self.says.is_empty()) {
            (true, _) => "weights.tsv".into(),
            (false, true) => self.pattern.clone(),
            (false, false) => self.says.join(" ‖ "),
        }
    }
}

record! {
    /// The file of the statements.
    pub struct StatementFile {
        /// Its rows.
        pub statement: Vec<StatementText>,
    }
}

record! {
    /// A fact of the account that a text may state, and what must decide whether it does.
    pub struct StatementText {
        /// Its stable id, such as `S01`.
        pub id: String,
        /// What is stated.
        pub says: Both,
        /// How it is worded, in folded text; a value of the account is U+FFFC there.
        pub pattern: String,
        /// A sentence that reads like this up to the end of the hit states no fact.
        pub but_not: Option<String>,
        /// Values of the draft, one of which must be printed in the sentence or asked for around it.
        pub needs: Vec<String>,
        /// What the statement stands on, and why it must be true.
        pub basis: Both,
        /// Templates that must be refused.
        pub hits: Vec<String>,
        /// Near ones that must not.
        pub misses: Vec<String>,
    }
}

record! {
    /// The file of the presence list.
    pub struct PresenceFile {
        /// Its disclosures.
        pub disclosure: Vec<Disclosure>,
    }
}

record! {
    /// One thing a document must say.
    pub struct Disclosure {
        /// Its stable id, `N01` to `N23`.
        pub id: String,
        /// What it is called.
        pub name: Both,
        /// What demands it.
        pub basis: Both,
        /// The rule under which a gap is told.
        pub code: String = "R01".into(),
        /// What must be found.
        pub needs: Vec<Need>,
    }
}

record! {
    /// One part of a disclosure.
    pub struct Need {
        /// What it is.
        pub says: Both,
        /// Every one of these stands in the text.
        pub all: Vec<String> = Vec::new(),
        /// At least one of these does.
        pub any: Vec<String> = Vec::new(),
        /// Only for these kinds.
        pub kinds: Vec<String> = Vec::new(),
        /// Only at these stages.
        pub stages: Vec<String> = Vec::new(),
        /// Only when this value of the draft is true.
        pub when: Option<String>,
        /// Only when it is not.
        pub unless: Option<String>,
        /// Where it can be judged.
        pub on: LookedFor = LookedFor::Everywhere,
        /// The rule, where it is not the disclosure's.
        pub code: Option<String>,
    }
}
