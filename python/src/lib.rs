//! hanpress for Python: the module `hanpress._hanpress`, below the package that people import.
//!
//! Only what needs Rust stands here. What Python sees of a letter or a finding are plain classes of the package
//! (`hanpress/_types.py`), so that they pickle, compare and print as Python's own do.

mod arithmetic;
mod desk;
mod many;
mod node;
mod process;
mod sealing;
mod signatures;
mod taken;
mod told;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The part of hanpress that is Rust.
#[pyo3::pymodule]
mod _hanpress {
    #[pymodule_export]
    use super::arithmetic::{Samples, amount, plan, read_amount, sample};
    #[pymodule_export]
    use super::desk::NativeDesk;
    #[pymodule_export]
    use super::many::Many;
    #[pymodule_export]
    use super::process::command_line;
    #[pymodule_export]
    use super::sealing::{NativeSealing, line_of};
    #[pymodule_export]
    use super::signatures::verify;
}
