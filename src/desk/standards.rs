//! Turn the names of PDF standards into what the exporter keeps to.

use typst_pdf::{PdfStandard, PdfStandards};

use crate::error::Stop;

/// The standards of these names, and the names in order, each once; PDF/A-2b where none is named.
pub(super) fn standards(names: &[String]) -> Result<(PdfStandards, Vec<String>), Stop> {
    let mut names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    if names.is_empty() {
        names.push("a-2b".to_string());
    }
    names.sort();
    names.dedup();
    let mut standards = Vec::new();
    for name in &names {
        let standard: PdfStandard = serde_json::from_value(name.as_str().into()).map_err(|_| {
            Stop::new(format!("there is no PDF standard `{name}`"), format!("没有 PDF 标准 `{name}`")).hint(
                "known are 1.7, 2.0, a-1b, a-2b, a-2u, a-2a, a-3b, a-3a, a-4, ua-1",
                "可用：1.7、2.0、a-1b、a-2b、a-2u、a-2a、a-3b、a-3a、a-4、ua-1",
            )
        })?;
        standards.push(standard);
    }
    let standards = PdfStandards::new(&standards).map_err(|error| {
        Stop::new(
            format!("these PDF standards do not go together: {}", error.message()),
            "所选 PDF 标准互不兼容",
        )
    })?;
    Ok((standards, names))
}
