//! What the issuer file says of how pages look.

use crate::account::Look;
use crate::record::record;

record! {
    /// How pages look.
    pub struct PageTable {
        /// How documents are set whose record does not say it in `addressee.look`: `standard`, `large` or `one-bit`.
        pub look: Look = Look::Standard,
    }
}

impl Default for PageTable {
    fn default() -> Self {
        Self { look: Look::Standard }
    }
}
