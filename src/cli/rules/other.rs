//! Explain a code that is no rule: a fault, a disclosure that is owed, words that are refused.

use crate::check::book;
use crate::codes::{Code, codes};
use crate::error::Stop;
use crate::finding::{Severity, Words};
use crate::wording::entry::{Disclosure, StatementText};
use crate::wording::{self, Entry, StatementList};
use serde_json::{Value, json};

use super::weight;
use crate::cli::console::Console;

/// A code that is no rule.
pub(super) enum Other {
    /// Data, templates, signatures, folders.
    Fault(&'static Code),
    /// What documents must say.
    Owed(&'static Disclosure),
    /// What a template may state only where a value decides.
    Stated(&'static StatementText),
    /// What no document may say.
    Refused(&'static Entry),
}

/// All of them, in the order of their groups.
pub(super) fn others() -> impl Iterator<Item = Other> {
    let lists = wording::book().ok();
    let owed = lists.into_iter().flat_map(|book| book.presence.disclosures()).map(Other::Owed);
    let refused = lists.into_iter().flat_map(|book| book.refuse.entries()).map(Other::Refused);
    let stated = wording::statements().into_iter().flat_map(StatementList::rows).map(Other::Stated);
    codes().map(Other::Fault).chain(owed).chain(stated).chain(refused)
}

impl Other {
    /// The code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Fault(code) => code.code,
            Self::Owed(disclosure) => &disclosure.id,
            Self::Stated(statement) => &statement.id,
            Self::Refused(entry) => &entry.id,
        }
    }

    /// What it does to a document; a fault's weight is its case's.
    pub(super) fn severity(&self) -> Option<Severity> {
        match self {
            Self::Fault(_) => None,
            Self::Owed(_) | Self::Stated(_) => Some(Severity::Error),
            Self::Refused(entry) => Some(entry.severity),
        }
    }

    /// The rule that it is told under.
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Fault(_) | Self::Stated(_) => None,
            Self::Owed(disclosure) => Some(&disclosure.code),
            Self::Refused(entry) => Some(entry.code),
        }
    }

    /// What it stands for.
    pub(super) fn about(&self) -> Words {
        match self {
            Self::Fault(code) => code.says.words(),
            Self::Owed(disclosure) => Words::new(&*disclosure.name.en, &*disclosure.name.zh),
            Self::Stated(statement) => Words::new(&*statement.says.en, &*statement.says.zh),
            Self::Refused(entry) => {
                let (group, pattern) = (&entry.group, entry.text.sought());
                Words::new(format!("{}: {pattern}", group.en), format!("{}：{pattern}", group.zh))
            }
        }
    }

    /// Where it comes from.
    fn from(&self) -> Words {
        match self {
            Self::Fault(code) => code.from.words(),
            Self::Owed(disclosure) => Words::new(&*disclosure.basis.en, &*disclosure.basis.zh),
            Self::Stated(statement) => Words::new(&*statement.basis.en, &*statement.basis.zh),
            Self::Refused(Entry { reason, basis, .. }) => {
                Words::new(format!("{}; {}", reason.en, basis.en), format!("{}；{}", reason.zh, basis.zh))
            }
        }
    }

    /// How to mend it: as the rule says that it is told under.
    fn mend(&self) -> Words {
        match (self, self.rule().and_then(book::entry)) {
            (Self::Fault(code), _) => code.mend.words(),
            (Self::Stated(statement), _) => {
                let named: Vec<_> = statement.needs.iter().map(|need| format!("`{need}`")).collect();
                Words::new(
                    format!("print it only where one of these says so: {}", named.join(", ")),
                    format!("由以下值之一决定是否打印：{}", named.join("、")),
                )
            }
            (_, Some(rule)) => rule.mend.words(),
            (_, None) => Words::new("", ""),
        }
    }

    /// Explains it in the reader's language.
    pub(super) fn explain(&self, console: &Console) -> Result<(), Stop> {
        let says = |words: &Words| words.get(console.lang).to_string();
        let weight = self.severity().map(|severity| format!("  {}", weight(severity, console)));
        let mut out = format!("{}{}\n\n{}\n", self.code(), weight.unwrap_or_default(), says(&self.about()));
        let mut row = |en, zh, words: &str| {
            out.push_str(&format!("\n{}\n  {words}\n", console.says(en, zh)));
        };
        row("comes from", "来源", &says(&self.from()));
        row("how to mend it", "如何更正", &says(&self.mend()));
        if let Some(rule) = self.rule() {
            row("told under", "所属规则", rule);
        }
        match self {
            Self::Fault(_) => {}
            Self::Owed(disclosure) => {
                let needs = disclosure.needs.iter().map(|need| console.says(&need.says.en, &need.says.zh));
                row("what it must say", "应载明", &needs.collect::<Vec<_>>().join("\n  "));
            }
            Self::Stated(statement) => {
                row("caught", "拒绝示例", &statement.hits.join("\n  "));
                row("not caught", "允许示例", &statement.misses.join("\n  "));
            }
            Self::Refused(entry) => {
                row("caught", "拒绝示例", &entry.text.hits.join("\n  "));
                row("not caught", "允许示例", &entry.text.misses.join("\n  "));
            }
        }
        console.block(&out)
    }

    /// The same for programs.
    pub(super) fn facts(&self) -> Value {
        let said = |words: Words| json!({ "en": words.en, "zh": words.zh });
        let mut facts = json!({
            "code": self.code(), "about": said(self.about()), "from": said(self.from()),
            "mend": said(self.mend()),
        });
        if let Some(severity) = self.severity() {
            facts["severity"] = severity.to_string().into();
        }
        if let Some(rule) = self.rule() {
            facts["rule"] = rule.into();
        }
        facts
    }
}
