//! Verifying for Python.

use hanpress::Terms;
use hanpress::parts::RequiredSigner;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::told;

/// What a file's signatures are worth, as the text of a JSON object.
#[pyfunction]
pub(crate) fn verify(
    py: Python<'_>,
    pdf: &[u8],
    trust: Vec<Vec<u8>>,
    signers: Vec<String>,
    password: Option<String>,
    moment: Option<i64>,
    lang: &str,
) -> PyResult<String> {
    let lang = told::language(lang)?;
    let mut terms = moment.map_or_else(Terms::now, Terms::at);
    for root in trust {
        terms.trust(&root).map_err(|words| PyValueError::new_err(words.get(lang).to_owned()))?;
    }
    for signer in signers {
        let signer = RequiredSigner::parse(&signer);
        terms.require(signer.map_err(|words| PyValueError::new_err(words.get(lang).to_owned()))?);
    }
    if let Some(password) = password {
        terms.open_with(password);
    }
    let report = py.detach(|| hanpress::verify(pdf, &terms));
    Ok(report.as_json("", lang).to_string())
}
