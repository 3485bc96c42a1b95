//! How a kind's templates are tried: which samples come nearest to its accounts, and what is changed in them.

use crate::record::{Node, record};

record! {
    /// How invented accounts of a kind are made.
    pub struct Samples {
        /// The kind of the samples that they begin as, such as `overdue-notice`.
        pub like: Option<String>,
        /// What all of them have, by dotted paths: values, or `=` and what one is taken from, such as `=as_of+7`.
        pub set: Node = Node::Map(Vec::new()),
        /// Those that differ from one another.
        pub one: Vec<OneSample> = Vec::new(),
    }
}

record! {
    /// A sample of a branch of the document.
    pub struct OneSample {
        /// What it has, in English.
        pub en: String,
        /// The same in Chinese.
        pub zh: String,
        /// What differs, by dotted paths; `null` takes a field out.
        pub set: Node = Node::Map(Vec::new()),
    }
}
