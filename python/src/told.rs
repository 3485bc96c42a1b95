//! Tell Python what hanpress told: findings, refusals, stops and letters, as the package's own classes.

use hanpress::{Finding, Lang, Letter, Message, Messages, Refused, Severity, Stop, StopCode, Words};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyList, PyTuple, PyType};

static FINDING: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static LETTER: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static MESSAGE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static MESSAGES: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static REFUSED: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static STOPPED: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// Where the package's classes stand.
const TYPES: &str = "hanpress._types";

/// The language of that name.
pub(crate) fn language(lang: &str) -> PyResult<Lang> {
    match lang {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        _ => Err(PyValueError::new_err("lang is \"en\" or \"zh\"")),
    }
}

/// A list of `hanpress.Finding`.
pub(crate) fn findings<'py>(py: Python<'py>, found: &[Finding], lang: Lang) -> PyResult<Bound<'py, PyList>> {
    let class = FINDING.import(py, TYPES, "Finding")?;
    let made = found.iter().map(|finding| {
        let hints = words(&finding.hints, lang);
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message = finding.message.get(lang);
        let basis = finding.basis.as_ref().map(|basis| basis.get(lang));
        let by = finding.overridden_by.as_ref().map(|by| by.id.as_str());
        class.call1((finding.code, severity, &finding.path, message, basis, hints, by))
    });
    PyList::new(py, made.collect::<PyResult<Vec<_>>>()?)
}

/// `hanpress.Refused`, or `hanpress.Stopped` where it is not the account's fault.
pub(crate) fn refused(py: Python<'_>, refused: &Refused, id: Option<&str>, lang: Lang) -> PyErr {
    let made = || match &refused.stop {
        Some(stop) => stop_value(py, stop, lang),
        None => {
            let class = REFUSED.import(py, TYPES, "Refused")?;
            class.call1((findings(py, &refused.findings, lang)?, id))
        }
    };
    made().map_or_else(|error| error, PyErr::from_value)
}

/// `hanpress.Stopped`.
pub(crate) fn stopped(py: Python<'_>, stop: &Stop, lang: Lang) -> PyErr {
    stop_value(py, stop, lang).map_or_else(|error| error, PyErr::from_value)
}

fn stop_value<'py>(py: Python<'py>, stop: &Stop, lang: Lang) -> PyResult<Bound<'py, PyAny>> {
    let class = STOPPED.import(py, TYPES, "Stopped")?;
    class.call1((stop.message.get(lang), stop.code.map(StopCode::word), words(&stop.hints, lang)))
}

/// `hanpress.Letter`.
pub(crate) fn letter<'py>(py: Python<'py>, letter: &Letter, lang: Lang) -> PyResult<Bound<'py, PyAny>> {
    let warnings = findings(py, &letter.warnings, lang)?;
    let copy = letter.copy.as_deref().map(|copy| PyBytes::new(py, copy));
    let signed = letter.signed.as_ref().map(|reached| reached.level.word());
    let class = LETTER.import(py, TYPES, "Letter")?;
    class.call1((
        &letter.number,
        &letter.kind,
        letter.pages,
        &letter.sha256,
        PyBytes::new(py, &letter.pdf),
        warnings,
        signed,
        copy,
    ))
}

/// `hanpress.Messages`.
pub(crate) fn messages<'py>(py: Python<'py>, made: &Messages, lang: Lang) -> PyResult<Bound<'py, PyAny>> {
    let class = MESSAGE.import(py, TYPES, "Message")?;
    let one = |message: &Message| {
        let Message { channel, to, text, bytes, parts, locked, not_before, .. } = message;
        class.call1((*channel, to, text, PyBytes::new(py, bytes), *parts, *locked, not_before.as_deref()))
    };
    let all = PyTuple::new(py, made.messages.iter().map(one).collect::<PyResult<Vec<_>>>()?)?;
    let warnings = findings(py, &made.warnings, lang)?;
    MESSAGES.import(py, TYPES, "Messages")?.call1((&made.number, &made.kind, all, warnings))
}

fn words(all: &[Words], lang: Lang) -> Vec<&str> {
    all.iter().map(|words| words.get(lang)).collect()
}
