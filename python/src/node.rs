//! Turn what Python has into records: dicts, lists, texts, amounts and days.

use hanpress::Record;
use hanpress::parts::Node;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType};

/// How deep a record may be nested, as everywhere.
const DEEPEST: usize = 32;

static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// The record of an account as Python gave it: the text of a JSON object, or a mapping. `at` is its ordinal, from 1.
///
/// What no record can hold is an error of Python with the path of the value; what is wrong with the values themselves
/// is left to those who read the record.
pub(crate) fn record(account: &Bound<'_, PyAny>, at: u64) -> PyResult<Record> {
    if let Ok(text) = account.cast::<PyString>() {
        return Ok(Record::from_json(at, characters(text, "the JSON text")?));
    }
    if let Ok(bytes) = account.cast::<PyBytes>() {
        let text = std::str::from_utf8(bytes.as_bytes());
        return Ok(Record::from_json(
            at,
            text.map_err(|_| PyValueError::new_err("the JSON text is not UTF-8"))?,
        ));
    }
    let node = node(account, "", 0)?;
    if !matches!(node, Node::Map(_)) {
        return Err(PyTypeError::new_err(format!(
            "an account is a dict or the text of a JSON object, not {}",
            named(account)
        )));
    }
    Ok(Record {
        line: at,
        row: None,
        id: None,
        node: Some(node),
        findings: Vec::new(),
        cut: None,
        open: false,
    })
}

fn node(value: &Bound<'_, PyAny>, path: &str, depth: usize) -> PyResult<Node> {
    if depth > DEEPEST {
        return Err(PyValueError::new_err(format!("{path}: nested more than {DEEPEST} deep")));
    }
    if value.is_none() {
        return Ok(Node::Null);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(Node::Text(characters(text, path)?.to_owned()));
    }
    // Python's flags are numbers, too.
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Node::Bool(flag.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(Node::Number(value.str()?.to_str()?.to_owned()));
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        return float(number.extract()?, path);
    }
    if let Ok(map) = value.cast::<PyDict>() {
        return fields(map, path, depth);
    }
    if value.is_instance_of::<PyList>() || value.is_exact_instance_of::<PyTuple>() {
        return items(value, path, depth);
    }
    other(value, path, depth)
}

/// A text's characters; Python's may hold halves of some, which are none. Its own error would show the whole text.
fn characters<'a>(text: &'a Bound<'_, PyString>, path: &str) -> PyResult<&'a str> {
    text.to_str().map_err(|_| PyValueError::new_err(format!("{path}: holds half a surrogate pair")))
}

/// A number of a data frame where a value is missing is `nan`, which is nothing.
fn float(number: f64, path: &str) -> PyResult<Node> {
    if number.is_nan() {
        return Ok(Node::Null);
    }
    if number.is_infinite() {
        return Err(PyValueError::new_err(format!("{path}: is infinite")));
    }
    Ok(Node::Number(number.to_string()))
}

fn fields(map: &Bound<'_, PyDict>, path: &str, depth: usize) -> PyResult<Node> {
    let mut fields = Vec::with_capacity(map.len());
    for (name, value) in map {
        let name = name.cast::<PyString>().map_err(|_| {
            PyTypeError::new_err(format!(
                "{}: a field's name is a text",
                if path.is_empty() { "record" } else { path }
            ))
        })?;
        let name = name.to_str()?.to_owned();
        let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        fields.push((name, node(&value, &below, depth + 1)?));
    }
    Ok(Node::Map(fields))
}

fn items(list: &Bound<'_, PyAny>, path: &str, depth: usize) -> PyResult<Node> {
    let mut items = Vec::new();
    for (at, item) in list.try_iter()?.enumerate() {
        items.push(node(&item?, &format!("{path}[{at}]"), depth + 1)?);
    }
    Ok(Node::List(items))
}

/// What is met less often: decimals, days, rows of engines, arrays, scalars of other libraries.
fn other(value: &Bound<'_, PyAny>, path: &str, depth: usize) -> PyResult<Node> {
    let py = value.py();
    if value.is_instance(DECIMAL.import(py, "decimal", "Decimal")?)? {
        return decimal(value, path);
    }
    if value.is_instance(DATETIME.import(py, "datetime", "datetime")?)? {
        return moment(value, path);
    }
    if value.is_instance(DATE.import(py, "datetime", "date")?)? {
        return Ok(Node::Text(value.call_method0("isoformat")?.extract()?));
    }
    let array = value.getattr_opt("ndim")?.is_some_and(|number| number.gt(0).unwrap_or(false));
    // What a data frame has in place of a missing value: it is not even equal to itself.
    if !array && !value.eq(value).unwrap_or(true) || named(value) == "NAType" {
        return Ok(Node::Null);
    }
    // Rows of Spark and tuples with names are records, though they are tuples; scalars of Arrow say what they are.
    for call in ["asDict", "_asdict", "as_py"] {
        if value.hasattr(call)? {
            return node(&value.call_method0(call)?, path, depth + 1);
        }
    }
    if value.is_instance_of::<PyTuple>() {
        return items(value, path, depth);
    }
    // Before arrays: a row of a data frame is both.
    if value.hasattr("items")? && value.hasattr("keys")? {
        let map = PyDict::new(py);
        map.call_method1("update", (value,))?;
        return fields(&map, path, depth);
    }
    match named(value).as_str() {
        "datetime64" => {
            let plain = value.call_method0("tolist")?;
            // Where it counts nanoseconds, its own way into Python's terms is a bare number.
            let bare = plain.is_instance_of::<PyInt>();
            let counted =
                if bare { value.call_method1("astype", ("datetime64[us]",))? } else { value.clone() };
            node(&counted.call_method0("tolist")?, path, depth + 1)
        }
        "timedelta64" => Err(unheld(value, path)),
        _ if value.hasattr("tolist")? => node(&value.call_method0("tolist")?, path, depth + 1),
        _ => Err(unheld(value, path)),
    }
}

fn unheld(value: &Bound<'_, PyAny>, path: &str) -> PyErr {
    let (place, named) = (placed(path), named(value));
    let held = "give text, Decimal, int, bool, date, dict or list";
    PyTypeError::new_err(format!("{place}a record cannot hold {named}; {held}"))
}

/// A path before what is said of it.
fn placed(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}: ") }
}

fn decimal(value: &Bound<'_, PyAny>, path: &str) -> PyResult<Node> {
    if value.call_method0("is_nan")?.is_truthy()? {
        return Ok(Node::Null);
    }
    if !value.call_method0("is_finite")?.is_truthy()? {
        return Err(PyValueError::new_err(format!("{path}: is infinite")));
    }
    // Without an exponent, whatever it was made of.
    Ok(Node::Number(value.call_method1("__format__", ("f",))?.extract()?))
}

/// A moment is no day: which day it is depends on the place, and letters go by China's.
fn moment(value: &Bound<'_, PyAny>, path: &str) -> PyResult<Node> {
    if !value.eq(value).unwrap_or(true) {
        return Ok(Node::Null);
    }
    let zoned = !value.getattr("tzinfo")?.is_none();
    let hint = if zoned {
        "give the day it is in China, `value.astimezone(timezone(timedelta(hours=8))).date()`"
    } else {
        "give `value.date()`, the day as it is in China"
    };
    Err(PyTypeError::new_err(format!("{}is a datetime, where a record has days: {hint}", placed(path))))
}

fn named(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "this".to_owned(), |name| name.to_string())
}
