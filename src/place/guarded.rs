//! A place whose panics come back as errors: it may be another program's, and a run must end well for all that.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use super::{New, Place, Standing, Temporary};
use crate::error::Stop;

/// A place as a run uses it.
#[derive(Debug)]
pub(crate) struct Guarded(Arc<dyn Place>);

/// What is written to, or read from, such a place.
struct Stream<T> {
    within: T,
    /// How messages show it.
    shown: String,
}

impl Guarded {
    /// The same place, guarded.
    pub(crate) fn around(place: &Arc<dyn Place>) -> Arc<dyn Place> {
        Arc::new(Self(Arc::clone(place)))
    }

    fn call<T>(&self, name: &str, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        caught(work).unwrap_or_else(|| Err(broken(&self.shown(name))))
    }

    fn stream<T>(&self, name: &str, within: T) -> Stream<T> {
        Stream { within, shown: self.shown(name) }
    }
}

impl Place for Guarded {
    fn shown(&self, name: &str) -> String {
        caught(|| self.0.shown(name)).unwrap_or_else(|| name.to_string())
    }

    fn begin(&self, temporary: &Temporary) -> io::Result<Box<dyn Write + Send>> {
        let within = self.call(&temporary.name, || self.0.begin(temporary))?;
        Ok(Box::new(self.stream(&temporary.name, within)))
    }

    fn reopen(&self, temporary: &Temporary) -> io::Result<Box<dyn Read + Send>> {
        let within = self.call(&temporary.name, || self.0.reopen(temporary))?;
        Ok(Box::new(self.stream(&temporary.name, within)))
    }

    fn discard(&self, temporary: &Temporary) {
        // Also called while a panic unwinds, when another would end the whole program.
        let _ = caught(|| self.0.discard(temporary));
    }

    fn put(&self, temporaries: &[Temporary]) -> io::Result<()> {
        self.call("", || self.0.put(temporaries))
    }

    fn put_new(&self, temporaries: &[Temporary]) -> io::Result<Vec<New>> {
        self.call("", || self.0.put_new(temporaries))
    }

    fn append(&self, name: &str, whole: u64, bytes: &[u8]) -> io::Result<()> {
        self.call(name, || self.0.append(name, whole, bytes))
    }

    fn settle(&self, name: &str) -> io::Result<()> {
        self.call(name, || self.0.settle(name))
    }

    fn is_far(&self) -> bool {
        caught(|| self.0.is_far()).unwrap_or_default()
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
        let within = self.call(name, || self.0.read(name))?;
        Ok(within.map(|within| Box::new(self.stream(name, within)) as Box<dyn Read + Send>))
    }

    fn standing(&self, name: &str) -> io::Result<Standing> {
        self.call(name, || self.0.standing(name))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.call(name, || self.0.remove(name))
    }

    fn list(&self, below: &str) -> io::Result<Vec<String>> {
        self.call(below, || self.0.list(below))
    }

    fn on_disk(&self, name: &str) -> Option<PathBuf> {
        caught(|| self.0.on_disk(name)).flatten()
    }

    fn address(&self, name: &str) -> Option<String> {
        caught(|| self.0.address(name)).flatten()
    }

    fn adopt(&self, temporary: &Temporary, from: &dyn Place) -> io::Result<()> {
        self.call(&temporary.name, || self.0.adopt(temporary, from))
    }
}

impl<T: Write> Write for Stream<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        caught(|| self.within.write(bytes)).unwrap_or_else(|| Err(broken(&self.shown)))
    }

    fn flush(&mut self) -> io::Result<()> {
        caught(|| self.within.flush()).unwrap_or_else(|| Err(broken(&self.shown)))
    }
}

impl<T: Read> Read for Stream<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        caught(|| self.within.read(bytes)).unwrap_or_else(|| Err(broken(&self.shown)))
    }
}

fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

fn broken(shown: &str) -> io::Error {
    let stop = Stop::new(
        format!("`{shown}`: the place itself failed there, by a panic"),
        format!("`{shown}`：存放处程序在此崩溃（panic）"),
    );
    stop.hint("mend the implementation of `Place`", "请修正 `Place` 的实现").into()
}
