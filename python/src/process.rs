//! The process that the module runs in, and the command line as a process of its own.

use std::ffi::OsString;
use std::process;
use std::sync::OnceLock;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// The process in which hanpress started its threads.
static STARTED_IN: OnceLock<u32> = OnceLock::new();

/// Fails in a process that was forked off one whose threads were running: they are not there in the copy, so that
/// whoever waits for them would wait for ever.
pub(crate) fn started_here() -> PyResult<()> {
    let here = process::id();
    match *STARTED_IN.get_or_init(|| here) {
        there if there == here => Ok(()),
        there => Err(PyRuntimeError::new_err(format!(
            "this process ({here}) was forked off process {there} after hanpress had been used there: start workers \
             by \"spawn\" or \"forkserver\", or use hanpress first after the fork"
        ))),
    }
}

/// Runs a command line and returns its exit code; the first word is the program's name.
#[pyfunction]
pub(crate) fn command_line(py: Python<'_>, typed: Vec<OsString>) -> u8 {
    py.detach(|| hanpress::cli::run(typed))
}
