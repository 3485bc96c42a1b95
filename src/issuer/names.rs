//! What the issuer's own systems write where a name, an address or a product should stand.

use crate::record::record;

record! {
    /// Words of the issuer's systems that are no name, address or product, beside those the program knows.
    #[derive(Default)]
    pub struct NamesTable {
        /// Words that stand for nothing: a name, address, product or printed number that is one of them is refused.
        pub nothing: Vec<String> = Vec::new(),
        /// Remarks: a name that holds one of them is refused.
        pub remarks: Vec<String> = Vec::new(),
        /// Names, addresses and products that are right as they are, whatever they look like.
        pub allow: Vec<String> = Vec::new(),
    }
}
