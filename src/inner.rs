//! The rooms, for tests, benches and fuzz targets of this package: nothing here keeps its shape.

/// The room `account`.
pub mod account {
    pub use crate::account::*;
}
/// The room `audit`.
pub mod audit {
    pub use crate::audit::*;
}
/// The room `batch`.
pub mod batch {
    pub use crate::batch::*;
}
/// The room `bundle`.
pub mod bundle {
    pub use crate::bundle::*;
}
/// The room `law`.
pub mod law {
    pub use crate::law::*;
}
/// The room `named_files`.
pub mod named_files {
    pub use crate::named_files::*;
}
/// The room `capitals`.
pub mod capitals {
    pub use crate::capitals::*;
}
/// The room `check`.
pub mod check {
    pub use crate::check::*;
}
/// The room `cli`.
pub mod cli {
    pub use crate::cli::{TABLES, command};
}
/// The room `clock`.
pub mod clock {
    pub use crate::clock::*;
}
/// The room `codes`.
pub mod codes {
    pub use crate::codes::*;
}
/// The room `contacts`.
pub mod contacts {
    pub use crate::contacts::*;
}
/// The room `country`.
pub mod country {
    pub use crate::country::*;
}
/// The room `course`.
pub mod course {
    pub use crate::course::*;
}
/// The room `deliver`.
pub mod deliver {
    pub use crate::deliver::*;
}
/// The room `delivered`.
pub mod delivered {
    pub use crate::delivered::*;
}
/// The room `desk`.
pub mod desk {
    pub use crate::desk::*;
}
/// The room `digest`.
pub mod digest {
    pub use crate::digest::*;
}
/// The room `digits`.
pub mod digits {
    pub use crate::digits::*;
}
/// The room `draft`.
pub mod draft {
    pub use crate::draft::*;
}
/// The room `envelope`.
pub mod envelope {
    pub use crate::envelope::*;
}
/// The room `error`.
pub mod error {
    pub use crate::error::*;
}
/// The room `fill`.
pub mod fill {
    pub use crate::fill::*;
}
/// The room `finding`.
pub mod finding {
    pub use crate::finding::*;
}
/// The room `fonts`.
pub mod fonts {
    pub use crate::fonts::*;
}
/// The room `holder`.
pub mod holder {
    pub use crate::holder::*;
}
/// The room `issuer`.
pub mod issuer {
    pub use crate::issuer::*;
}
/// The room `kind`.
pub mod kind {
    pub use crate::kind::*;
}
/// The room `laps`.
pub mod laps {
    pub use crate::laps::*;
}
/// The room `mask`.
pub mod mask {
    pub use crate::mask::*;
}
/// The room `masked`.
pub mod masked {
    pub use crate::masked::*;
}
/// The room `message`.
pub mod message {
    pub use crate::message::*;
}
/// The room `money`.
pub mod money {
    pub use crate::money::*;
}
/// The room `pattern`.
pub mod pattern {
    pub use crate::pattern::*;
}
/// The room `place`.
pub mod place {
    pub use crate::place::*;
}
/// The room `plan`.
pub mod plan {
    pub use crate::plan::*;
}
/// The room `print`.
pub mod print {
    pub use crate::print::*;
}
/// The room `private_use`.
pub mod private_use {
    pub use crate::private_use::*;
}
/// The room `produce`.
pub mod produce {
    pub use crate::produce::*;
}
/// The room `prove`.
pub mod prove {
    pub use crate::prove::*;
}
/// The room `quiet`.
pub mod quiet {
    pub use crate::quiet::*;
}
/// The room `record`.
pub mod record {
    pub use crate::record::*;
}
/// The room `run`.
pub mod run {
    pub use crate::run::*;
}
/// The room `sample`.
pub mod sample {
    pub use crate::sample::*;
}
/// The room `serve`.
pub mod serve {
    pub use crate::digest::sha256;
    pub use crate::serve::*;
}
/// The room `sheaf`.
pub mod sheaf {
    pub use crate::sheaf::*;
}
/// The room `sign`.
pub mod sign {
    pub use crate::sign::*;
}
/// The room `table`.
pub mod table {
    pub use crate::table::*;
}
/// The room `typeset`.
pub mod typeset {
    pub use crate::typeset::*;
}
/// The room `unseen`.
pub mod unseen {
    pub use crate::unseen::*;
}
/// The room `verify`.
pub mod verify {
    pub use crate::verify::*;
}
/// The room `wording`.
pub mod wording {
    pub use crate::wording::*;
}
