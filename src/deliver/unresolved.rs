//! Find, in the lists of earlier runs, the refused accounts that were not given again.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::met::Met;
use super::refused::{Refused, listed};
use super::sheets::{Row, Sheets};
use crate::error::Stop;
use crate::place::Place;

/// The refused accounts of runs before `run` that were not met, each with its row where it has one.
///
/// A clerk may have corrected the sheets where they stand, so that rows are known by their ids, not by their order.
pub(super) fn unresolved(
    place: &Arc<dyn Place>,
    run: u64,
    met: &Met,
) -> Result<Vec<(Refused, Option<Row>)>, Stop> {
    let (mut kept, mut ids) = (Vec::new(), BTreeMap::<String, HashMap<String, bool>>::new());
    for refused in listed(&**place)? {
        let refused = refused?;
        let keeps = refused.run < run && !met.has(refused.id.as_deref());
        if let (Some(sheet), Some(id)) = (&refused.sheet, &refused.id) {
            let known = ids.entry(sheet.clone()).or_default();
            *known.entry(id.clone()).or_default() |= keeps;
        }
        if keeps {
            kept.push(refused);
        }
    }
    let sheets: BTreeSet<_> = kept.iter().filter_map(|refused| refused.sheet.clone()).collect();
    let mut rows = BTreeMap::new();
    for sheet in sheets {
        let known = ids.remove(&sheet).unwrap_or_default();
        rows.insert(sheet.clone(), Rows::of(place, &sheet, &known)?);
    }
    let with_row = |refused: Refused| {
        let rows = refused.sheet.as_ref().and_then(|sheet| rows.get_mut(sheet));
        let row = rows.and_then(|rows| rows.take(refused.id.as_deref()));
        (refused, row)
    };
    Ok(kept.into_iter().map(with_row).collect())
}

/// Rows of a sheet that are kept.
#[derive(Default)]
struct Rows {
    by_id: HashMap<String, Row>,
    without_id: VecDeque<Row>,
}

impl Rows {
    /// Reads a sheet; `known` tells for each id whether its row is kept.
    fn of(place: &Arc<dyn Place>, sheet: &str, known: &HashMap<String, bool>) -> Result<Self, Stop> {
        let (mut rows, mut sheets) = (Self::default(), Sheets::of(place));
        while let Some(row) = sheets.row_of(sheet)? {
            match row.cells().iter().find_map(|cell| known.get_key_value(cell.trim())) {
                Some((id, true)) => drop(rows.by_id.insert(id.clone(), row)),
                Some((_, false)) => {}
                None => rows.without_id.push_back(row),
            }
        }
        Ok(rows)
    }

    fn take(&mut self, id: Option<&str>) -> Option<Row> {
        match id {
            Some(id) => self.by_id.remove(id),
            None => self.without_id.pop_front(),
        }
    }
}
