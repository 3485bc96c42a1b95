//! The manifest of a run that an engine spread, for Python.

use std::sync::{Mutex, PoisonError};

use hanpress::parts::line_of_standing;
use hanpress::{Lang, Sealing, Stop};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::told;

/// A manifest that grows line by line.
#[pyclass(frozen, module = "hanpress._hanpress")]
pub(crate) struct NativeSealing {
    /// Gone once it is finished.
    sealing: Mutex<Option<Sealing>>,
    lang: Lang,
}

/// What a row tells: its line, whether a document was made, whether its id came before.
type Told = (String, bool, bool);

impl NativeSealing {
    pub(crate) fn of(sealing: Sealing, lang: Lang) -> Self {
        Self { sealing: Mutex::new(Some(sealing)), lang }
    }

    fn stopped(&self, py: Python<'_>, stop: &Stop) -> PyErr {
        told::stopped(py, stop, self.lang)
    }
}

#[pymethods]
impl NativeSealing {
    /// Adds what became of the next accounts.
    fn add(&self, py: Python<'_>, rows: Vec<Told>) -> PyResult<()> {
        let work = || {
            let mut sealing = self.sealing.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(sealing) = sealing.as_mut() else { return Ok(false) };
            for (line, made, again) in &rows {
                if *made { sealing.made(line, *again) } else { sealing.refused(line, *again) }?;
            }
            Ok(true)
        };
        match py.detach(work) {
            Ok(true) => Ok(()),
            Ok(false) => Err(finished()),
            Err(stop) => Err(self.stopped(py, &stop)),
        }
    }

    /// Ends the run: how many documents were made, how many accounts refused, how many warnings there are.
    fn finish(&self, py: Python<'_>) -> PyResult<(u64, u64, u64)> {
        let taken = self.sealing.lock().unwrap_or_else(PoisonError::into_inner).take();
        let sealing = taken.ok_or_else(finished)?;
        let report = py.detach(|| sealing.finish()).map_err(|stop| self.stopped(py, &stop))?;
        let counts = report.run;
        Ok((counts.made, counts.refused, counts.warnings))
    }
}

fn finished() -> PyErr {
    PyRuntimeError::new_err("this manifest is finished")
}

/// The line of a document in whose place another file stands already, which another attempt put there.
#[pyfunction]
pub(crate) fn line_of(
    py: Python<'_>,
    line: &str,
    made: &[u8],
    standing: &[u8],
    lang: &str,
) -> PyResult<String> {
    let lang = told::language(lang)?;
    let told = py.detach(|| line_of_standing(line, made, standing));
    told.map_err(|stop| told::stopped(py, &stop, lang))
}
