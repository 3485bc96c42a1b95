//! Open the part files of a folder twice: all of them before the first record, so that what is wrong with one is told
//! before anything is made, and each again when its turn comes. A folder may hold more files than may be open at once.

use std::io;
use std::sync::Arc;

use super::door::{Doors, Part, Records};
use super::{ReadFault, Record, Source};
use crate::error::Stop;

/// A file that is opened again when its first record is asked for.
pub(super) struct Later {
    name: Arc<str>,
    at_most: Option<u64>,
    state: State,
}

enum State {
    Waiting(Arc<Doors>, Part),
    Open(Box<dyn Source>),
    Empty,
}

impl Later {
    /// The records of a file that can be opened now.
    pub(super) fn of(doors: &Arc<Doors>, part: Part) -> Result<Records, ReadFault> {
        // What is to be told of it is told when it is read.
        let (source, further) = doors.untold().source(&part)?;
        let source = source.map(|source| {
            let (name, at_most) = (source.name(), source.at_most());
            let state = State::Waiting(Arc::clone(doors), part);
            Box::new(Self { name, at_most, state }) as Box<dyn Source>
        });
        Ok((source, further))
    }
}

impl Source for Later {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        if let State::Waiting(doors, part) = &self.state {
            let (source, _) = doors.source(part).map_err(Stop::from)?;
            self.state = source.map_or(State::Empty, State::Open);
        }
        match &mut self.state {
            State::Open(source) => source.next_record(),
            State::Waiting(..) | State::Empty => Ok(None),
        }
    }

    fn line(&self) -> u64 {
        match &self.state {
            State::Open(source) => source.line(),
            State::Waiting(..) | State::Empty => 0,
        }
    }

    fn at_most(&self) -> Option<u64> {
        self.at_most
    }
}
