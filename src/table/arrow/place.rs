//! What stands in one place of the rows of a batch.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, OffsetSizeTrait};
use arrow_schema::{DataType, Field, TimeUnit};

use super::super::kind::Kind;
use super::super::{Cell, Tree, value};
use super::kind;

/// How deep columns may hold columns, as in a Parquet file.
const DEEPEST: usize = 32;

/// What stands in one place, by the number of a row, or of a list's item.
pub(super) enum Place {
    /// Nothing, ever.
    Nothing,
    /// A value, or none.
    Cell(Box<dyn Fn(usize) -> Option<Cell> + Send>),
    /// Named places, where they are there.
    Map(Box<dyn Fn(usize) -> bool + Send>, Vec<(Arc<str>, Place)>),
    /// Which items a list has, where it is there; and those.
    List(Span, Box<Place>),
    /// The same of names that the row itself gives, and their values.
    Pairs(Span, Box<Place>, Box<Place>),
}

type Span = Box<dyn Fn(usize) -> Option<Range<usize>> + Send>;

impl Place {
    /// The place that a column is, so deep in others; `None` where it is nested too deep.
    pub(super) fn of(field: &Field, column: &ArrayRef, depth: usize) -> Option<Self> {
        if depth > DEEPEST {
            return None;
        }
        let list = |item: &Field, values: &ArrayRef, span: Span| {
            Some(Self::List(span, Box::new(Self::of(item, values, depth + 1)?)))
        };
        match field.data_type() {
            DataType::Null => Some(Self::Nothing),
            DataType::Struct(fields) => {
                let held = column.as_struct().clone();
                let places = fields.iter().zip(held.columns()).map(|(field, column)| {
                    Some((Arc::from(field.name().as_str()), Self::of(field, column, depth + 1)?))
                });
                let places = places.collect::<Option<_>>()?;
                Some(Self::Map(Box::new(move |at| held.is_valid(at)), places))
            }
            DataType::List(item) => list(item, column.as_list::<i32>().values(), spans::<i32>(column)),
            DataType::LargeList(item) => list(item, column.as_list::<i64>().values(), spans::<i64>(column)),
            DataType::ListView(item) => {
                list(item, column.as_list_view::<i32>().values(), views::<i32>(column))
            }
            DataType::LargeListView(item) => {
                list(item, column.as_list_view::<i64>().values(), views::<i64>(column))
            }
            DataType::FixedSizeList(item, length) => {
                let (held, length) = (column.as_fixed_size_list().clone(), usize::try_from(*length).ok()?);
                let values = held.values().clone();
                let span = move |at| held.is_valid(at).then(|| at * length..(at + 1) * length);
                list(item, &values, Box::new(span))
            }
            DataType::Map(pair, _) => {
                let held = column.as_map().clone();
                let DataType::Struct(fields) = pair.data_type() else { return None };
                let [name, value] = &**fields else { return None };
                let [names, values] = [held.keys(), held.values()].map(Clone::clone);
                let span = move |at| held.is_valid(at).then(|| between(held.value_offsets(), at));
                let names = Box::new(Self::of(name, &names, depth + 1)?);
                Some(Self::Pairs(Box::new(span), names, Box::new(Self::of(value, &values, depth + 1)?)))
            }
            DataType::Dictionary(_, values) => dictionary(values, column, depth),
            _ => Some(Self::Cell(cells(field.data_type(), column, kind::of(field)))),
        }
    }

    /// What stands there.
    pub(super) fn take(&self, at: usize) -> Tree {
        match self {
            Self::Nothing => Tree::Nothing,
            Self::Cell(cell) => cell(at).map_or(Tree::Nothing, Tree::Cell),
            Self::Map(there, fields) => {
                if there(at) {
                    map(fields, at)
                } else {
                    Tree::Nothing
                }
            }
            Self::List(span, item) => match span(at) {
                Some(items) => Tree::List(items.map(|at| item.take(at)).collect()),
                None => Tree::Nothing,
            },
            Self::Pairs(span, name, value) => match span(at) {
                Some(pairs) => {
                    let pair = |at| match (name.cell(at), value.take(at)) {
                        (Some(name), value) if value != Tree::Nothing => Some((Arc::from(name.text), value)),
                        _ => None,
                    };
                    Tree::Map(pairs.filter_map(pair).collect())
                }
                None => Tree::Nothing,
            },
        }
    }

    /// The value there, where it is one.
    pub(super) fn cell(&self, at: usize) -> Option<Cell> {
        match self {
            Self::Cell(cell) => cell(at),
            _ => None,
        }
    }
}

/// What named places hold in a row.
pub(super) fn map(fields: &[(Arc<str>, Place)], at: usize) -> Tree {
    let mut entries = Vec::with_capacity(fields.len());
    for (name, place) in fields {
        match place.take(at) {
            Tree::Nothing => {}
            value => entries.push((Arc::clone(name), value)),
        }
    }
    Tree::Map(entries)
}

fn spans<O: OffsetSizeTrait>(column: &ArrayRef) -> Span {
    let held = column.as_list::<O>().clone();
    Box::new(move |at| held.is_valid(at).then(|| between(held.value_offsets(), at)))
}

/// From one offset to the next.
fn between<O: OffsetSizeTrait>(offsets: &[O], at: usize) -> Range<usize> {
    offsets[at].as_usize()..offsets[at + 1].as_usize()
}

fn views<O: OffsetSizeTrait>(column: &ArrayRef) -> Span {
    let held = column.as_list_view::<O>().clone();
    Box::new(move |at| {
        let start = held.value_offsets()[at].as_usize();
        held.is_valid(at).then(|| start..start + held.value_sizes()[at].as_usize())
    })
}

/// A column of which each different value stands but once.
fn dictionary(values: &DataType, column: &ArrayRef, depth: usize) -> Option<Place> {
    let held = column.as_any_dictionary_opt()?;
    if held.values().is_empty() {
        return Some(Place::Nothing);
    }
    let (keys, is_there) = (held.normalized_keys(), held.logical_nulls());
    let within = Place::of(&Field::new("", values.clone(), true), held.values(), depth + 1)?;
    Some(Place::Cell(Box::new(move |at| {
        is_there.as_ref().is_none_or(|there| there.is_valid(at)).then(|| within.cell(keys[at])).flatten()
    })))
}

/// The cells of a column of values.
fn cells(of: &DataType, column: &ArrayRef, kind: Kind) -> Box<dyn Fn(usize) -> Option<Cell> + Send> {
    match of {
        DataType::Boolean => {
            each(column.as_boolean().clone(), move |held, at| value::flag(held.value(at), kind))
        }
        DataType::Int8 => numbers::<Int8Type>(column, move |one| value::of_i64(one.into(), kind)),
        DataType::Int16 => numbers::<Int16Type>(column, move |one| value::of_i64(one.into(), kind)),
        DataType::Int32 => numbers::<Int32Type>(column, move |one| value::of_i32(one, kind)),
        DataType::Int64 => numbers::<Int64Type>(column, move |one| value::of_i64(one, kind)),
        DataType::UInt8 => numbers::<UInt8Type>(column, move |one| value::of_i64(one.into(), kind)),
        DataType::UInt16 => numbers::<UInt16Type>(column, move |one| value::of_i64(one.into(), kind)),
        DataType::UInt32 => numbers::<UInt32Type>(column, move |one| value::of_i64(one.into(), kind)),
        DataType::UInt64 => numbers::<UInt64Type>(column, move |one| value::of_i64(one.cast_signed(), kind)),
        DataType::Float16 => {
            numbers::<Float16Type>(column, move |one| value::of_bytes(&one.to_le_bytes(), kind))
        }
        DataType::Float32 => numbers::<Float32Type>(column, move |one| value::of_f32(one, kind)),
        DataType::Float64 => numbers::<Float64Type>(column, move |one| value::of_f64(one, kind)),
        DataType::Date32 => numbers::<Date32Type>(column, move |one| value::of_i32(one, kind)),
        DataType::Date64 => numbers::<Date64Type>(column, move |one| value::of_i64(one, kind)),
        DataType::Decimal32(..) => numbers::<Decimal32Type>(column, move |one| value::of_i32(one, kind)),
        DataType::Decimal64(..) => numbers::<Decimal64Type>(column, move |one| value::of_i64(one, kind)),
        DataType::Decimal128(..) => {
            numbers::<Decimal128Type>(column, move |one| value::of_bytes(&one.to_be_bytes(), kind))
        }
        DataType::Decimal256(..) => {
            numbers::<Decimal256Type>(column, move |one| value::of_bytes(&one.to_be_bytes(), kind))
        }
        DataType::Timestamp(unit, _) => {
            let of = move |one| value::of_i64(one, kind);
            match unit {
                TimeUnit::Second => numbers::<TimestampSecondType>(column, of),
                TimeUnit::Millisecond => numbers::<TimestampMillisecondType>(column, of),
                TimeUnit::Microsecond => numbers::<TimestampMicrosecondType>(column, of),
                TimeUnit::Nanosecond => numbers::<TimestampNanosecondType>(column, of),
            }
        }
        DataType::Utf8 => each(column.as_string::<i32>().clone(), |held, at| Cell::words(held.value(at))),
        DataType::LargeUtf8 => {
            each(column.as_string::<i64>().clone(), |held, at| Cell::words(held.value(at)))
        }
        DataType::Utf8View => each(column.as_string_view().clone(), |held, at| Cell::words(held.value(at))),
        DataType::Binary => {
            each(column.as_binary::<i32>().clone(), move |held, at| value::of_bytes(held.value(at), kind))
        }
        DataType::LargeBinary => {
            each(column.as_binary::<i64>().clone(), move |held, at| value::of_bytes(held.value(at), kind))
        }
        DataType::BinaryView => {
            each(column.as_binary_view().clone(), move |held, at| value::of_bytes(held.value(at), kind))
        }
        DataType::FixedSizeBinary(_) => {
            each(column.as_fixed_size_binary().clone(), move |held, at| value::of_bytes(held.value(at), kind))
        }
        _ => each(Arc::clone(column), |_, _| value::unfit()),
    }
}

fn numbers<T: ArrowPrimitiveType>(
    column: &ArrayRef,
    of: impl Fn(T::Native) -> Cell + Send + 'static,
) -> Box<dyn Fn(usize) -> Option<Cell> + Send> {
    each(column.as_primitive::<T>().clone(), move |held, at| of(held.value(at)))
}

fn each<A: Array + 'static>(
    held: A,
    of: impl Fn(&A, usize) -> Cell + Send + 'static,
) -> Box<dyn Fn(usize) -> Option<Cell> + Send> {
    Box::new(move |at| held.is_valid(at).then(|| of(&held, at)))
}
