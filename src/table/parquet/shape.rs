//! What the columns of a Parquet file make of a row: maps and lists, put together from levels.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::schema::types::Type;

use super::super::Tree;
use super::column::Column;

/// How deep columns may hold columns: the field of an account that is nested deepest needs a quarter of it.
const DEEPEST: usize = 32;

/// What stands in one place of a row. Levels count what is there, from the row on: see the format's description of
/// definition and repetition levels.
#[derive(Debug)]
pub(super) enum Shape {
    /// A value of the column with this number.
    Leaf(usize),
    /// Named places.
    Map {
        /// The level from which on it is there.
        there: i16,
        fields: Vec<(Arc<str>, Shape)>,
    },
    /// A list of one place, any number of times.
    List {
        there: i16,
        /// The level at which its items begin.
        begins: i16,
        item: Box<Shape>,
    },
    /// Names that the row itself gives, and their values.
    Pairs { there: i16, begins: i16, name: Box<Shape>, value: Box<Shape> },
}

/// The levels and the column at which a place stands.
#[derive(Clone, Copy, Default)]
struct At {
    there: i16,
    begins: i16,
    depth: usize,
}

impl Shape {
    /// The shape of a file's rows; `None` where columns are nested too deep, or hold nothing.
    pub(super) fn of(root: &Type) -> Option<Self> {
        let mut columns = 0;
        map(root, At::default(), &mut columns)
    }

    /// Takes the next value of a place. `None` where the columns do not fit together.
    pub(super) fn take(&self, columns: &mut [Column]) -> Option<Tree> {
        match self {
            Self::Leaf(column) => {
                let cell = columns.get_mut(*column)?.take()?;
                Some(cell.map_or(Tree::Nothing, Tree::Cell))
            }
            Self::Map { there, fields } => {
                if self.next_there(columns)? < *there {
                    return self.pass(columns);
                }
                let mut entries = Vec::with_capacity(fields.len());
                for (name, shape) in fields {
                    match shape.take(columns)? {
                        Tree::Nothing => {}
                        value => entries.push((Arc::clone(name), value)),
                    }
                }
                Some(Tree::Map(entries))
            }
            Self::List { there, begins, item } => {
                let mut items = Vec::new();
                self.each(columns, *there, *begins, |columns| {
                    items.push(item.take(columns)?);
                    Some(())
                })
                .map(|given| if given { Tree::List(items) } else { Tree::Nothing })
            }
            Self::Pairs { there, begins, name, value } => {
                let mut entries = Vec::new();
                self.each(columns, *there, *begins, |columns| {
                    let (name, value) = (name.take(columns)?, value.take(columns)?);
                    if let (Tree::Cell(name), false) = (name, value == Tree::Nothing) {
                        entries.push((Arc::from(name.text), value));
                    }
                    Some(())
                })
                .map(|given| if given { Tree::Map(entries) } else { Tree::Nothing })
            }
        }
    }

    /// Takes the items of a list; tells whether it is there at all.
    fn each(
        &self,
        columns: &mut [Column],
        there: i16,
        begins: i16,
        mut item: impl FnMut(&mut [Column]) -> Option<()>,
    ) -> Option<bool> {
        let next = self.next_there(columns)?;
        if next <= there {
            self.pass(columns)?;
            return Some(next == there);
        }
        let first = self.first();
        loop {
            item(columns)?;
            if columns.get(first)?.begins() != Some(begins) {
                return Some(true);
            }
        }
    }

    /// At which level the next value of the first column here is there.
    fn next_there(&self, columns: &[Column]) -> Option<i16> {
        columns.get(self.first())?.there()
    }

    /// The number of the first column here.
    fn first(&self) -> usize {
        match self {
            Self::Leaf(column) => *column,
            Self::Map { fields, .. } => fields.first().map_or(0, |(_, shape)| shape.first()),
            Self::List { item, .. } => item.first(),
            Self::Pairs { name, .. } => name.first(),
        }
    }

    /// Takes the nulls that stand in all columns here for a place that is not there.
    fn pass(&self, columns: &mut [Column]) -> Option<Tree> {
        match self {
            Self::Leaf(column) => columns.get_mut(*column)?.take()?.is_none().then_some(())?,
            Self::Map { fields, .. } => {
                for (_, shape) in fields {
                    shape.pass(columns)?;
                }
            }
            Self::List { item, .. } => {
                item.pass(columns)?;
            }
            Self::Pairs { name, value, .. } => {
                name.pass(columns)?;
                value.pass(columns)?;
            }
        }
        Some(Tree::Nothing)
    }
}

/// The shape of a field.
fn field(of: &Type, at: At, columns: &mut usize) -> Option<Shape> {
    let at = At { depth: at.depth + 1, ..at };
    if at.depth > DEEPEST {
        return None;
    }
    match of.get_basic_info().repetition() {
        Repetition::REQUIRED => value(of, at, columns),
        Repetition::OPTIONAL => value(of, At { there: at.there + 1, ..at }, columns),
        // Without the mark of a list, as the writers of Protocol Buffers leave it.
        Repetition::REPEATED => list(at, |at, columns| value(of, at, columns), columns)
            .map(|(there, begins, item)| Shape::List { there, begins, item: Box::new(item) }),
    }
}

/// The shape of a field once it is there.
fn value(of: &Type, at: At, columns: &mut usize) -> Option<Shape> {
    if of.is_primitive() {
        *columns += 1;
        return Some(Shape::Leaf(*columns - 1));
    }
    match (mark(of), of.get_fields()) {
        (Mark::List, [repeated]) if is_repeated(repeated) => {
            let of_item =
                |at: At, columns: &mut usize| match repeated.is_group().then(|| repeated.get_fields()) {
                    Some([item]) if !is_item_itself(repeated, of) => field(item, at, columns),
                    _ => value(repeated, at, columns),
                };
            let (there, begins, item) = list(at, of_item, columns)?;
            Some(Shape::List { there, begins, item: Box::new(item) })
        }
        (Mark::Pairs, [repeated]) if is_repeated(repeated) && repeated.is_group() => {
            let [name, value] = repeated.get_fields() else { return None };
            let both =
                |at: At, columns: &mut usize| Some((field(name, at, columns)?, field(value, at, columns)?));
            let (there, begins, (name, value)) = list(at, both, columns)?;
            matches!(name, Shape::Leaf(_)).then_some(())?;
            Some(Shape::Pairs { there, begins, name: Box::new(name), value: Box::new(value) })
        }
        _ => map(of, at, columns),
    }
}

/// The shape of a group of named fields; without any it would have no level to tell whether it is there.
fn map(of: &Type, at: At, columns: &mut usize) -> Option<Shape> {
    let mut fields = Vec::new();
    for each in of.get_fields() {
        fields.push((Arc::from(each.name()), field(each, at, columns)?));
    }
    (!fields.is_empty()).then_some(Shape::Map { there: at.there, fields })
}

/// The levels of a list at this place, and the shape of its items.
fn list<T>(
    at: At,
    item: impl FnOnce(At, &mut usize) -> Option<T>,
    columns: &mut usize,
) -> Option<(i16, i16, T)> {
    let within = At { there: at.there + 1, begins: at.begins + 1, ..at };
    Some((at.there, within.begins, item(within, columns)?))
}

/// What a group is said to be.
enum Mark {
    None,
    List,
    Pairs,
}

fn mark(of: &Type) -> Mark {
    let info = of.get_basic_info();
    match (info.logical_type_ref(), info.converted_type()) {
        (Some(LogicalType::List), _) | (_, ConvertedType::LIST) => Mark::List,
        (Some(LogicalType::Map), _) | (_, ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE) => Mark::Pairs,
        _ => Mark::None,
    }
}

fn is_repeated(of: &Type) -> bool {
    of.get_basic_info().repetition() == Repetition::REPEATED
}

/// Whether the repeated group of a list is its item, and no mere layer around it: the rules of the format for what old
/// writers left.
fn is_item_itself(repeated: &Type, list: &Type) -> bool {
    let name = repeated.name();
    let within = repeated.get_fields();
    name == "array"
        || name.strip_suffix("_tuple") == Some(list.name())
        || within.first().is_some_and(|only| is_repeated(only))
}
