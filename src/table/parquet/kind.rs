//! What the values of a Parquet column are, by what the file says of it.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

use super::super::ColumnType;
use super::super::kind::{Kind, MICROS, MILLIS, MOST_PLACES, NANOS};

impl Kind {
    /// The kind of a column in a file that `writer` wrote.
    pub(super) fn of(column: &ColumnDescriptor, writer: &str) -> Self {
        let physical = column.physical_type();
        let kind = match column.logical_type_ref() {
            Some(logical) => Self::logical(logical, physical),
            None => Self::converted(column, physical, writer),
        };
        match kind {
            Self::Decimal(_) if !(0..=MOST_PLACES).contains(&column.type_scale()) => Self::Unfit,
            kind => kind,
        }
    }

    /// What a file's column of this kind is called, and what it holds.
    pub(super) fn told(self, column: &ColumnDescriptor) -> ColumnType {
        let name = match (self, column.converted_type()) {
            (Self::Moment { .. } | Self::OldMoment { .. }, _) => "TIMESTAMP".into(),
            (Self::Half, _) => "FLOAT16".into(),
            (_, ConvertedType::NONE) => column.physical_type().to_string(),
            (_, converted) => converted.to_string(),
        };
        ColumnType { name, holds: self.holds() }
    }

    fn logical(logical: &LogicalType, physical: Type) -> Self {
        match (logical, physical) {
            (LogicalType::String | LogicalType::Enum | LogicalType::Json, _) => Self::Words,
            (LogicalType::Decimal(decimal), _) => Self::decimal(decimal.scale),
            (LogicalType::Date, Type::INT32) => Self::Day,
            (LogicalType::Timestamp(stamp), Type::INT64) => {
                let per_day = match stamp.unit {
                    TimeUnit::MILLIS => MILLIS,
                    TimeUnit::MICROS => MICROS,
                    TimeUnit::NANOS => NANOS,
                };
                Self::Moment { per_day, universal: stamp.is_adjusted_to_u_t_c }
            }
            (LogicalType::Integer(whole), _) if whole.is_signed => Self::Whole,
            (LogicalType::Integer(_), _) => Self::Unsigned,
            (LogicalType::Uuid, Type::FIXED_LEN_BYTE_ARRAY) => Self::Uuid,
            (LogicalType::Float16, Type::FIXED_LEN_BYTE_ARRAY) => Self::Half,
            // A column of nothing but nulls.
            (LogicalType::Unknown, _) => Self::Words,
            _ => Self::Unfit,
        }
    }

    /// The kind where the file only has the marks of before 2018, or none.
    fn converted(column: &ColumnDescriptor, physical: Type, writer: &str) -> Self {
        match (column.converted_type(), physical) {
            (ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON, _) => Self::Words,
            (ConvertedType::DECIMAL, _) => Self::decimal(column.type_scale()),
            (ConvertedType::DATE, _) => Self::Day,
            (ConvertedType::TIMESTAMP_MILLIS, _) => Self::Moment { per_day: MILLIS, universal: true },
            (ConvertedType::TIMESTAMP_MICROS, _) => Self::Moment { per_day: MICROS, universal: true },
            (
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64,
                _,
            ) => Self::Unsigned,
            (
                ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32 | ConvertedType::INT_64,
                _,
            ) => Self::Whole,
            (ConvertedType::NONE, Type::BOOLEAN) => Self::Flag,
            (ConvertedType::NONE, Type::INT32 | Type::INT64) => Self::Whole,
            // Spark and Hive write by this library, and in universal time; others write the time of the place.
            (ConvertedType::NONE, Type::INT96) => {
                Self::OldMoment { universal: writer.starts_with("parquet-mr") }
            }
            (ConvertedType::NONE, Type::FLOAT | Type::DOUBLE) => Self::Float,
            // Old writers of Hive and Impala leave the mark of a text out.
            (ConvertedType::NONE, Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY) => Self::Words,
            _ => Self::Unfit,
        }
    }
}
