//! What the issuer says of the course of collection: which steps, when, by which way, how often.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::record::{At, Field, Node, record, words};

words! {
    /// A way by which a step of the course goes out.
    pub enum Way {
        /// A letter on paper, by whichever post.
        Letter = "letter" / "信函" | "纸质信函" | "信件",
        /// Short message.
        Sms = "sms" / "短信" | "手机短信",
        /// E-mail.
        Email = "email" / "电子邮件" | "邮件" | "e-mail",
    }
}

record! {
    /// The issuer's course of collection: the built-in one, tightened and shifted.
    #[derive(Default)]
    pub struct CourseTable {
        /// The ways that the issuer uses; all when left out.
        pub channels: Vec<Way> = Vec::new(),
        /// How many contacts a day and a week, by way: `[course.limits.sms]`.
        pub limits: Named<LimitWord> = Named::default(),
        /// What the issuer changes of a step, by its name: `[course.steps.notice-1]`.
        pub steps: Named<StepWord> = Named::default(),
    }
}

record! {
    /// How many contacts an addressee gets at the most.
    pub struct LimitWord {
        /// Within a day.
        pub day: Option<u32>,
        /// Within seven days.
        pub week: Option<u32>,
    }
}

record! {
    /// What the issuer changes of one step.
    pub struct StepWord {
        /// The first day after the due date; below nothing before it.
        pub from: Option<Offset>,
        /// The last day after the due date.
        pub until: Option<Offset>,
        /// Days since the last demand that arrived.
        pub gap: Option<u32>,
        /// Days after which it is taken again.
        pub again: Option<u32>,
        /// The ways it goes out by, the first that is free.
        pub channels: Vec<Way> = Vec::new(),
        /// The step is left out.
        pub off: bool = false,
    }
}

/// Days after a day; before it where they are below nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offset(pub i32);

impl Field for Offset {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let days =
            node.text().and_then(|text| text.trim().parse().ok()).filter(|days| (-60..=3660).contains(days));
        if days.is_none() {
            at.unlike(node, "a whole number of days from -60 to 3660", "-60 至 3660 之间的整数天数");
        }
        days.map(Self)
    }

    fn schema() -> Value {
        json!({ "type": "integer", "minimum": -60, "maximum": 3660 })
    }
}

/// A table whose names are told apart later: of steps, of ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Named<T>(pub BTreeMap<String, T>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Field> Field for Named<T> {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let Node::Map(entries) = node else {
            at.unlike(node, "a table of names", "名称表");
            return None;
        };
        let read: Vec<_> = entries
            .iter()
            .map(|(name, value)| Some((name.clone(), T::read(value, &mut at.field(name))?)))
            .collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> Value {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }
}
