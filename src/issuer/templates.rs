//! Which templates an issuer lets be used.

use crate::record::record;

record! {
    /// Whether somebody must have approved the templates.
    #[derive(Default)]
    pub struct TemplatesTable {
        /// The file that `hanpress approve` writes, relative to the issuer file: documents of other templates than its
        /// latest are refused.
        pub approved: Option<String>,
    }
}
