//! A source and a place as another program has them, in memory.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};
use std::sync::{Arc, Mutex};

use hanpress::parts::{Standing, Temporary};
use hanpress::{Place, Record, Source, Stop};

/// Accounts that another program holds.
pub(crate) struct Held(pub(crate) Vec<serde_json::Value>, pub(crate) u64);

impl Source for Held {
    fn name(&self) -> Arc<str> {
        Arc::from("core system")
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        if self.0.is_empty() {
            return Ok(None);
        }
        self.1 += 1;
        match self.0.remove(0) {
            serde_json::Value::Null => Err(io::Error::other("the line is dead")),
            value => Ok(Some(Record::from_value(self.1, &value))),
        }
    }

    fn line(&self) -> u64 {
        self.1
    }

    fn at_most(&self) -> Option<u64> {
        Some(self.0.len() as u64)
    }
}

/// Temporary files by name and mark.
pub(crate) type Begun = Arc<Mutex<BTreeMap<(String, u64), Vec<u8>>>>;

/// A place in memory, in which files appear whole or not at all.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) files: Mutex<BTreeMap<String, Vec<u8>>>,
    pub(crate) begun: Begun,
    /// How many files it still takes.
    pub(crate) room: Mutex<Option<usize>>,
}

struct Growing(Begun, (String, u64));

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().get_mut(&self.1).unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn key(Temporary { name, mark, .. }: &Temporary) -> (String, u64) {
    (name.clone(), *mark)
}

impl Place for Shelf {
    fn shown(&self, name: &str) -> String {
        format!("shelf:{name}")
    }

    fn begin(&self, temporary: &Temporary) -> io::Result<Box<dyn Write + Send>> {
        self.begun.lock().unwrap().insert(key(temporary), Vec::new());
        Ok(Box::new(Growing(Arc::clone(&self.begun), key(temporary))))
    }

    fn reopen(&self, temporary: &Temporary) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Cursor::new(self.begun.lock().unwrap()[&key(temporary)].clone())))
    }

    fn discard(&self, temporary: &Temporary) {
        self.begun.lock().unwrap().remove(&key(temporary));
    }

    fn put(&self, temporaries: &[Temporary]) -> io::Result<()> {
        let mut room = self.room.lock().unwrap();
        for temporary in temporaries {
            match room.as_mut() {
                Some(0) => {
                    return Err(Stop::new("the shelf is full", "架上已满").hint("clear it", "请清理").into());
                }
                Some(room) => *room -= 1,
                None => {}
            }
            let bytes = self.begun.lock().unwrap().remove(&key(temporary)).unwrap();
            self.files.lock().unwrap().insert(temporary.name.clone(), bytes);
        }
        Ok(())
    }

    fn append(&self, name: &str, whole: u64, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        let file = files.entry(name.to_string()).or_default();
        file.truncate(whole as usize);
        file.extend(bytes);
        Ok(())
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
        let file = self.files.lock().unwrap().get(name).cloned();
        Ok(file.map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn Read + Send>))
    }

    fn standing(&self, name: &str) -> io::Result<Standing> {
        let files = self.files.lock().unwrap();
        Ok(files.get(name).map_or(Standing::Nothing, |file| Standing::File(file.len() as u64)))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files.lock().unwrap().remove(name);
        Ok(())
    }

    fn list(&self, below: &str) -> io::Result<Vec<String>> {
        let under = if below.is_empty() { String::new() } else { format!("{below}/") };
        let files = self.files.lock().unwrap();
        let rest = files.keys().filter_map(|name| name.strip_prefix(&under));
        let mut names: Vec<_> =
            rest.map(|rest| rest.split_inclusive('/').next().unwrap().to_string()).collect();
        names.dedup();
        Ok(names)
    }
}
