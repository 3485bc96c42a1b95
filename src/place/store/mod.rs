//! An object store as a place: S3 and what speaks its language, Google's, Azure's; a web server to read from.
//!
//! Letters are put only where nothing stands, so that a put whose answer was lost, or that another made as well,
//! harms nothing. The manifest grows in parts beside its name, because nothing can be appended in a store, and becomes
//! one object when its run ends. Two runs keep out of each other's way by a lock object.
//!
//! The names are those of a folder: `documents/5T/HP-20261122-7KQ2M4XR5T.pdf`. The two characters before the name are
//! the last of the document's number, which is a hash, so that a run spreads its letters evenly over 1,024 prefixes.

mod address;
mod client;
mod fault;
mod hands;
mod large;
mod lock;
mod owner;
mod parts;
mod reading;
mod spool;
mod tree;
mod tries;

use std::io::{self, ErrorKind, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use object_store::ObjectStore;
use object_store::path::Path;

use super::{COPIES, DOCUMENTS, LOCK, MANIFEST, New, Place, Standing, Temporary};
use crate::error::{Stop, StopCode};

pub use address::{is_address, shown};

use address::Address;
use client::{AT_ONCE, Client, Opened, Put};
use lock::Lock;
use parts::Layout;
use spool::{Spool, Whole};
use tree::Tree;

/// How long a request that failed is tried again.
const PATIENCE: Duration = Duration::from_secs(120);

/// The same for the first request.
const GREETING: Duration = Duration::from_secs(5);

/// How many things that do not belong to a run are named.
const NAMED: usize = 3;

/// An object store that a run, and no other, writes to; or one that is only read.
#[derive(Debug)]
pub struct Store {
    client: Client,
    /// Which bucket it is.
    bucket: String,
    /// Held as long as it is written to.
    lock: Option<Lock>,
    spool: Spool,
    /// What stands under the folders of documents and copies, once that was asked often enough.
    tree: Tree,
    /// How long the manifest is, once something was appended to it.
    length: Mutex<Option<u64>>,
}

impl Store {
    /// Opens a store for writing, by an address such as `s3://bucket/prefix`, and locks the prefix.
    ///
    /// Credentials, region and endpoint come from the environment. A prefix under which other things than a run's output
    /// stand is refused and not touched.
    pub fn open(address: &str) -> Result<Self, Stop> {
        let address = Address::of(address)?;
        address.check_writable()?;
        Self::to_read_at(&address)?.to_write()
    }

    /// A store that is only read.
    pub fn to_read(address: &str) -> Result<Self, Stop> {
        Self::to_read_at(&Address::of(address)?)
    }

    /// A store that was opened elsewhere, to read from a prefix on; messages show that as `shown`, and `bucket` tells it
    /// from others. What fails is tried again for as long as `patience` says.
    pub fn over(
        store: Arc<dyn ObjectStore>,
        bucket: &str,
        prefix: Path,
        shown: &str,
        patience: Duration,
    ) -> Self {
        let client = Client::new(store, prefix, shown.to_string(), patience);
        Self {
            client,
            bucket: bucket.to_string(),
            lock: None,
            spool: Spool::default(),
            tree: Tree::default(),
            length: Mutex::default(),
        }
    }

    /// The same store, locked and to be written to.
    pub fn to_write(self) -> Result<Self, Stop> {
        self.refuse_foreign()?;
        let lock = Lock::take(&self.client)?;
        Ok(Self { lock: Some(lock), ..self })
    }

    fn to_read_at(address: &Address) -> Result<Self, Stop> {
        let open = |patience| {
            let (store, prefix) = (address.open()?, address.prefix.clone());
            Ok::<_, Stop>(Self::over(store, address.bucket(), prefix, &address.shown, patience))
        };
        // A wrong address or a wrong key is told soon.
        let greeted = open(GREETING)?.ask(|client| async move { client.all_below("", Some(1)).await });
        greeted.map_err(|error| Stop::at(&address.shown, &error))?;
        open(PATIENCE)
    }

    /// Carries out requests.
    fn ask<T, W>(&self, work: impl FnOnce(Client) -> W) -> io::Result<T>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, Stop>> + Send + 'static,
    {
        Ok(hands::wait(work(self.client.clone()))??)
    }

    /// Fails where this run may not write, or no longer.
    fn check(&self) -> io::Result<()> {
        match &self.lock {
            Some(lock) => Ok(lock.check()?),
            None => {
                let shown = self.client.shown("");
                Err(Stop::new(
                    format!("`{shown}` was opened to be read"),
                    format!("`{shown}` 以只读方式打开"),
                )
                .coded(StopCode::Program)
                .into())
            }
        }
    }

    /// Refuses a prefix under which something stands but no manifest.
    fn refuse_foreign(&self) -> Result<(), Stop> {
        let found = self.ask(|client| async move {
            if Layout::of(&client, MANIFEST).await?.stands() {
                return Ok(Vec::new());
            }
            client.all_below("", Some(NAMED + 2)).await
        });
        let found = found.map_err(|error| Stop::at(&self.client.shown(""), &error))?;
        let others: Vec<_> = found.into_iter().map(|(name, _)| name).filter(|name| name != LOCK).collect();
        if others.is_empty() {
            return Ok(());
        }
        let more = if others.len() > NAMED { ", …" } else { "" };
        let (shown, list) = (self.client.shown(""), others[..others.len().min(NAMED)].join("`, `"));
        Err(Stop::new(
            format!("under `{shown}` stand other things (`{list}`{more}) and no `{MANIFEST}`"),
            format!("`{shown}` 下有其他内容（`{list}`{more}），且没有 `{MANIFEST}`"),
        )
        .coded(StopCode::Folder)
        .hint("choose a prefix under which nothing stands", "请选用空的前缀"))
    }

    /// Takes temporary files out of the spool.
    fn take(&self, temporaries: &[Temporary]) -> io::Result<Vec<(String, Whole)>> {
        let taken =
            temporaries.iter().map(|Temporary { name, mark }| Ok((name.clone(), self.spool.take(*mark)?)));
        taken.collect()
    }

    fn length(&self) -> std::sync::MutexGuard<'_, Option<u64>> {
        self.length.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place for Store {
    fn shown(&self, name: &str) -> String {
        self.client.shown(name)
    }

    fn begin(&self, temporary: &Temporary) -> io::Result<Box<dyn Write + Send>> {
        self.check()?;
        Ok(self.spool.begin(temporary.mark))
    }

    fn reopen(&self, temporary: &Temporary) -> io::Result<Box<dyn Read + Send>> {
        self.spool.reopen(temporary.mark)
    }

    fn discard(&self, temporary: &Temporary) {
        self.spool.discard(temporary.mark);
    }

    fn put(&self, temporaries: &[Temporary]) -> io::Result<()> {
        self.check()?;
        let files = self.take(temporaries)?;
        let names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
        if names.iter().any(|name| name == MANIFEST) {
            self.ask(|client| async move { parts::clear(&client, MANIFEST).await })?;
            *self.length() = None;
        }
        self.ask(|client| async move {
            let put = futures_util::stream::iter(files).map(|(name, whole)| {
                let client = &client;
                async move { parts::put(client, &name, whole).await }
            });
            put.buffer_unordered(AT_ONCE).try_collect::<()>().await
        })?;
        self.tree.forget(&names);
        Ok(())
    }

    fn put_new(&self, temporaries: &[Temporary]) -> io::Result<Vec<New>> {
        self.check()?;
        let files = self.take(temporaries)?;
        let names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
        let put = self.ask(|client| async move {
            let put = futures_util::stream::iter(files).map(|(name, whole)| {
                let client = &client;
                async move { put_new(client, &name, whole).await }
            });
            put.buffered(AT_ONCE).try_collect::<Vec<_>>().await
        })?;
        self.tree.forget(&names);
        Ok(put)
    }

    fn append(&self, name: &str, whole: u64, bytes: &[u8]) -> io::Result<()> {
        self.check()?;
        let mut length = self.length();
        let (name, bytes) = (name.to_string(), bytes::Bytes::copy_from_slice(bytes));
        let (added, cut) = (bytes.len() as u64, *length != Some(whole));
        // Where this fails, it is not known what stands there.
        *length = None;
        self.ask(|client| async move {
            if cut {
                parts::cut(&client, &name, whole).await?;
            }
            if bytes.is_empty() { Ok(()) } else { parts::append(&client, &name, whole, bytes).await }
        })?;
        *length = Some(whole + added);
        Ok(())
    }

    fn settle(&self, name: &str) -> io::Result<()> {
        self.check()?;
        let name = name.to_string();
        self.ask(|client| async move { parts::settle(&client, &name).await })
    }

    fn is_far(&self) -> bool {
        true
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + Send>>> {
        let growing = if name == MANIFEST {
            let layout = self.ask(|client| async move { Layout::of(&client, MANIFEST).await })?;
            layout.is_growing().then(|| parts::Reading::of(&self.client, MANIFEST, layout))
        } else {
            None
        };
        let asked = name.to_string();
        let opened = self.ask(|client| async move { client.open(&asked).await })?;
        let file: Option<Box<dyn Read + Send>> = opened.map(|opened| match opened {
            Opened::Whole(bytes) => spool::reading(bytes),
            Opened::Long { size, tag } => Box::new(reading::Ranged::of(&self.client, name, size, tag)),
        });
        Ok(match (file, growing) {
            (Some(file), Some(growing)) => Some(Box::new(file.chain(growing))),
            (None, Some(growing)) => Some(Box::new(growing)),
            (file, None) => file,
        })
    }

    fn standing(&self, name: &str) -> io::Result<Standing> {
        if let Some(found) = self.tree.standing(name, || self.ask(tree::all))? {
            return Ok(found);
        }
        let (asked, grows) = (name.to_string(), name == MANIFEST);
        let size = self.ask(|client| async move {
            if grows {
                let layout = Layout::of(&client, &asked).await?;
                return Ok(layout.stands().then(|| layout.length()));
            }
            client.size(&asked).await
        })?;
        Ok(size.map_or(Standing::Nothing, Standing::File))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.check()?;
        let asked = name.to_string();
        self.ask(|client| async move { client.remove(&asked).await })?;
        self.tree.forget(&[name.to_string()]);
        Ok(())
    }

    fn list(&self, below: &str) -> io::Result<Vec<String>> {
        if below.split('/').next().is_some_and(|top| top == DOCUMENTS || top == COPIES) {
            return self.tree.list(below, || self.ask(tree::all));
        }
        let asked = below.to_string();
        let mut names = self.ask(|client| async move { client.directly_below(&asked).await })?;
        let parts = parts::folder(MANIFEST) + "/";
        names.retain(|name| !below.is_empty() || name != LOCK && *name != parts);
        names.sort();
        Ok(names)
    }

    fn address(&self, name: &str) -> Option<String> {
        Some(format!("{} {}", self.bucket, self.client.key(name).ok()?))
    }

    /// Copies within the store where both are in one bucket, without fetching anything.
    fn adopt(&self, temporary: &Temporary, from: &dyn Place) -> io::Result<()> {
        let theirs = from.address(&temporary.name);
        let key = theirs.as_deref().and_then(|theirs| theirs.split_once(' '));
        if let Some((_, key)) = key.filter(|(bucket, _)| *bucket == self.bucket) {
            self.check()?;
            self.spool.copied(temporary.mark, key.to_string());
            return Ok(());
        }
        let mut bytes = from.read(&temporary.name)?.ok_or(ErrorKind::NotFound)?;
        let mut to = self.begin(temporary)?;
        io::copy(&mut bytes, &mut to)?;
        to.flush()
    }
}

/// Puts a file under a name that should be free.
async fn put_new(client: &Client, name: &str, whole: Whole) -> Result<New, Stop> {
    let ours = match whole {
        Whole::Small(bytes) => bytes,
        // A letter so long, or one that is copied by a join, which looked beforehand at what stands there.
        other => return parts::put(client, name, other).await.map(|()| New::Stands),
    };
    Ok(match client.put_new(name, ours.clone()).await? {
        Put::Ours(_) => New::Stands,
        Put::Other(theirs) => New::Other { theirs: theirs.to_vec(), ours: ours.to_vec() },
    })
}
