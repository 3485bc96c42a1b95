//! Begin the manifest of a run whose documents stand in their places already.

use std::collections::VecDeque;
use std::sync::Arc;

use super::join::is_free;
use super::{Header, Register, begin};
use crate::error::Stop;
use crate::place::Place;

/// A register for documents that were made and put elsewhere ([`Register::settled`]). What a gathering that was cut off
/// left of the manifest is begun anew.
///
/// Fails where the place holds another run, or a finished one.
pub fn gather(place: &Arc<dyn Place>, header: &Header) -> Result<Register, Stop> {
    is_free(&**place, header)?;
    let past = begin(place, header)?;
    Register::open(place, past, None, VecDeque::new())
}
