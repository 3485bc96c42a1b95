//! What the values of a column of Arrow are, by what its schema says.

use arrow_schema::{DataType, Field, TimeUnit};

use super::super::kind::{Kind, MICROS, MILLIS, MOST_PLACES, NANOS, SECONDS};

/// Under this name a schema says what a column is beside what its values are.
const EXTENSION: &str = "ARROW:extension:name";

/// The kind of a column's values.
pub(super) fn of(field: &Field) -> Kind {
    let is_uuid = field.metadata().get(EXTENSION).is_some_and(|name| name == "arrow.uuid");
    if is_uuid && *field.data_type() == DataType::FixedSizeBinary(16) {
        return Kind::Uuid;
    }
    of_type(field.data_type())
}

/// The kind of values of a type.
pub(super) fn of_type(of: &DataType) -> Kind {
    match of {
        DataType::Boolean => Kind::Flag,
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Kind::Whole,
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => Kind::Unsigned,
        DataType::Decimal32(_, places)
        | DataType::Decimal64(_, places)
        | DataType::Decimal128(_, places)
        | DataType::Decimal256(_, places) => match i32::from(*places) {
            places if places > MOST_PLACES => Kind::Unfit,
            places => Kind::decimal(places),
        },
        DataType::Float16 => Kind::Half,
        DataType::Float32 | DataType::Float64 => Kind::Float,
        DataType::Date32 => Kind::Day,
        DataType::Date64 => Kind::Moment { per_day: MILLIS, universal: false },
        DataType::Timestamp(unit, zone) => {
            let per_day = match unit {
                TimeUnit::Second => SECONDS,
                TimeUnit::Millisecond => MILLIS,
                TimeUnit::Microsecond => MICROS,
                TimeUnit::Nanosecond => NANOS,
            };
            Kind::Moment { per_day, universal: zone.is_some() }
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Kind::Words,
        // Old writers of Hive and Impala leave the mark of a text out, and engines hand on what they wrote.
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            Kind::Words
        }
        // A column of nothing but nulls.
        DataType::Null => Kind::Words,
        DataType::Dictionary(_, values) => of_type(values),
        _ => Kind::Unfit,
    }
}
