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

/// What a row tells: its line, whether a document was made, whether its id came before, its cards' marks.
type Told = (String, bool, bool, Option<String>);

impl NativeSealing {
    pub(crate) fn of(sealing: Sealing, lang: Lang) -> Self {
        Self { sealing: Mutex::new(Some(sealing)), lang }
    }

    /// Works on the manifest, with the GIL let go; an error once it is finished.
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Sealing) -> Result<T, Stop> + Send,
    ) -> PyResult<T> {
        let worked = py.detach(|| {
            let mut sealing = self.sealing.lock().unwrap_or_else(PoisonError::into_inner);
            sealing.as_mut().map(work)
        });
        worked.ok_or_else(finished)?.map_err(|stop| self.stopped(py, &stop))
    }

    fn stopped(&self, py: Python<'_>, stop: &Stop) -> PyErr {
        told::stopped(py, stop, self.lang)
    }
}

#[pymethods]
impl NativeSealing {
    /// Says, before any row is added, which marks of cards come in several of them.
    fn expect(&self, py: Python<'_>, marks: Vec<String>) -> PyResult<()> {
        self.with(py, |sealing| marks.iter().try_for_each(|mark| sealing.expect(mark)))
    }

    /// Adds what became of the next accounts; gives those of them, by their place here, whose document is none of the
    /// run, so that its file is nobody's.
    fn add(&self, py: Python<'_>, rows: Vec<Told>) -> PyResult<Vec<usize>> {
        self.with(py, |sealing| {
            let mut nobodys = Vec::new();
            for (at, (line, made, again, marks)) in rows.iter().enumerate() {
                if !made {
                    sealing.refused(line, *again, marks.as_deref())?;
                } else if !sealing.made(line, *again, marks.as_deref())? {
                    nobodys.push(at);
                }
            }
            Ok(nobodys)
        })
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
