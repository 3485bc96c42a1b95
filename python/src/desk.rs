//! The desk, as Python opens it, and single letters made at it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use hanpress::parts::{
    Entry, FieldNames, SignOptions, Ways, check_entry, make_entry, messages_of_entry, prove, run_of,
};
use hanpress::{
    Desk, DeskOptions, DeskParts, Entries, Folder, KindChoice, Lang, Password, Place, Refused, Sealing, Stop,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::many::{AsParts, Many};
use crate::sealing::NativeSealing;
use crate::{node, process, taken, told};

/// A desk: what is fixed for all letters. `hanpress.Desk` is what people see of it.
#[pyclass(frozen, module = "hanpress._hanpress")]
pub(crate) struct NativeDesk {
    desk: Desk,
    names: FieldNames,
    lang: Lang,
}

/// What signs: what the issuer file says, nothing, or what a file says.
#[derive(FromPyObject)]
pub(crate) enum Signs {
    Whether(bool),
    File(PathBuf),
}

#[pymethods]
impl NativeDesk {
    /// Opens a desk from the issuer file.
    #[staticmethod]
    #[pyo3(signature = (issuer, *, issue_date, templates, fonts, kind, standards, sign, key_password, time_limit, lang))]
    #[allow(clippy::too_many_arguments, reason = "the package names every one of them")]
    fn from_file(
        py: Python<'_>,
        issuer: PathBuf,
        issue_date: &str,
        templates: Option<PathBuf>,
        fonts: Option<PathBuf>,
        kind: Option<&str>,
        standards: Vec<String>,
        sign: Signs,
        key_password: Option<String>,
        time_limit: f64,
        lang: &str,
    ) -> PyResult<Self> {
        let lang = told::language(lang)?;
        let mut options = DeskOptions::new(issuer, day(issue_date)?);
        options.templates = templates;
        options.fonts = fonts;
        options.kind = choice(kind);
        options.standards = standards;
        options.time_limit = limit(time_limit)?;
        let password = key_password.map_or_else(Password::none, Password::given);
        options.sign = match sign {
            Signs::Whether(false) => None,
            Signs::Whether(true) => Some(SignOptions { config: None, password }),
            Signs::File(file) => Some(SignOptions { config: Some(file), password }),
        };
        Self::opened(py, lang, || Desk::open(options))
    }

    /// Opens a desk from what is in memory: the issuer file's text, and the files and templates it goes with.
    #[staticmethod]
    #[pyo3(signature = (issuer, *, issue_date, files, templates, kind, standards, sign, key_password, time_limit, lang))]
    #[allow(clippy::too_many_arguments, reason = "the package names every one of them")]
    fn from_text(
        py: Python<'_>,
        issuer: String,
        issue_date: &str,
        files: HashMap<String, Vec<u8>>,
        templates: HashMap<String, String>,
        kind: Option<&str>,
        standards: Vec<String>,
        sign: bool,
        key_password: Option<String>,
        time_limit: f64,
        lang: &str,
    ) -> PyResult<Self> {
        let (lang, day, limit) = (told::language(lang)?, day(issue_date)?, limit(time_limit)?);
        let open = || {
            let mut parts = DeskParts::new(issuer, day)?;
            parts.templates = templates.into_iter().collect();
            parts.kind = choice(kind);
            parts.standards = standards;
            parts.time_limit = limit;
            let mut parts = files.into_iter().fold(parts, |parts, (name, bytes)| parts.file(name, bytes));
            if let Some(password) = key_password {
                parts = parts.key_password(password);
            }
            if !sign {
                parts.signing = None;
            }
            Desk::new(parts)
        };
        Self::opened(py, lang, open)
    }

    /// The findings that do not refuse an account; those that do are raised.
    fn check<'py>(&self, account: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = account.py();
        let entry = self.entry(account)?;
        let found = py.detach(|| check_entry(&self.desk, &entry));
        let found = found.map_err(|refused| self.refused(py, &refused, &entry))?;
        Ok(told::findings(py, &found, self.lang)?.into_any())
    }

    /// The letter of an account.
    fn make<'py>(&self, account: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = account.py();
        let entry = self.entry(account)?;
        let letter = py.detach(|| make_entry(&self.desk, &entry));
        let letter = letter.map_err(|refused| self.refused(py, &refused, &entry))?;
        told::letter(py, &letter, self.lang)
    }

    /// The messages of an account by these channels; of the course, by the one that is due, where none is named.
    fn messages<'py>(
        &self,
        account: &Bound<'py, PyAny>,
        channels: Option<Vec<String>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = account.py();
        let ways = channels.map(|channels| Ways::parse(&channels.join(","))).transpose();
        let ways = ways.map_err(|stop| PyValueError::new_err(stop.get(self.lang).to_owned()))?;
        let entry = self.entry(account)?;
        let messages = py.detach(|| messages_of_entry(&self.desk, &entry, ways));
        let messages = messages.map_err(|refused| self.refused(py, &refused, &entry))?;
        told::messages(py, &messages, self.lang)
    }

    /// The letters of many accounts, one after the other in their order.
    fn many(&self, accounts: Bound<'_, PyAny>, workers: usize) -> PyResult<Many> {
        process::started_here()?;
        Many::begin(self.desk.clone(), self.names.clone(), self.lang, &accounts, workers, None)
    }

    /// The parts of a run that many accounts are, one after the other in their order; `ordinals` tells where each
    /// stands in the whole input, where that is known; cards are marked by the `salt`, where there is one.
    #[pyo3(signature = (accounts, workers, ordinals, salt=None))]
    fn parts(
        &self,
        accounts: Bound<'_, PyAny>,
        workers: usize,
        ordinals: Vec<Option<u64>>,
        salt: Option<Vec<u8>>,
    ) -> PyResult<Many> {
        process::started_here()?;
        let (desk, names, parts) = (self.desk.clone(), self.names.clone(), AsParts { ordinals, salt });
        Many::begin(desk, names, self.lang, &accounts, workers, Some(parts))
    }

    /// How many accounts there are, all of them read and none looked at further.
    fn count(&self, accounts: Bound<'_, PyAny>) -> PyResult<u64> {
        process::started_here()?;
        taken::count(&self.desk, self.names.clone(), &accounts)
    }

    /// Tries templates that are not built in with samples, as a run does before its first letter.
    fn prove(&self, py: Python<'_>) -> PyResult<()> {
        process::started_here()?;
        py.detach(|| prove(&self.desk)).map_err(|stop| told::stopped(py, &stop, self.lang))
    }

    /// What all parts of a run have in common, in hex.
    #[getter]
    fn run(&self) -> String {
        run_of(&self.desk)
    }

    /// Begins the manifest of a run in a folder.
    fn seal(&self, py: Python<'_>, folder: PathBuf, source: &str) -> PyResult<NativeSealing> {
        process::started_here()?;
        let begin = || {
            let place: Arc<dyn Place> = Arc::new(Folder::open_gathered(&folder)?);
            Sealing::begin(&self.desk, &place, self.lang, source)
        };
        let sealing = py.detach(begin).map_err(|stop| told::stopped(py, &stop, self.lang))?;
        Ok(NativeSealing::of(sealing, self.lang))
    }

    /// What whoever opens the desk should know, such as a key file that others can read.
    #[getter]
    fn warnings(&self) -> Vec<&str> {
        self.desk.warnings().iter().map(|words| words.get(self.lang)).collect()
    }
}

impl NativeDesk {
    fn opened(
        py: Python<'_>,
        lang: Lang,
        open: impl FnOnce() -> Result<Desk, Stop> + Send,
    ) -> PyResult<Self> {
        process::started_here()?;
        let desk = py.detach(open).map_err(|stop| told::stopped(py, &stop, lang))?;
        let names = FieldNames::of(&desk.reading());
        Ok(Self { desk, names, lang })
    }

    fn entry(&self, account: &Bound<'_, PyAny>) -> PyResult<Arc<Entry>> {
        process::started_here()?;
        Ok(Arc::new(Entries::single(self.names.told(node::record(account, 1)?))))
    }

    fn refused(&self, py: Python<'_>, refused: &Refused, entry: &Entry) -> PyErr {
        told::refused(py, refused, entry.id.as_deref(), self.lang)
    }
}

/// A day as `2026-11-22`.
pub(crate) fn day(text: &str) -> PyResult<NaiveDate> {
    text.parse().map_err(|_| PyValueError::new_err(format!("{text} is no day such as 2026-11-22")))
}

fn choice(kind: Option<&str>) -> KindChoice {
    match kind {
        None => KindChoice::Own,
        Some("auto") => KindChoice::Auto,
        Some("course") => KindChoice::Course,
        Some(name) => KindChoice::Named(name.to_owned()),
    }
}

/// Seconds; nothing is no limit.
fn limit(seconds: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| PyValueError::new_err("time_limit is a number of seconds; 0 is no limit"))
}
