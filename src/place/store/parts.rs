//! Let a file grow in a store, where nothing can be appended: what is appended stands in parts beside it until it is
//! settled.
//!
//! A part is named by where it begins. The file is the object of its name and behind it the parts that follow each
//! other without a gap; a part that begins before the object's end is left over from a settling that was broken off,
//! and counts no more.

use std::io::{self, Read, Write};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};

use super::client::{Client, Put, WHOLE};
use super::hands;
use super::spool::{Spool, Whole};
use crate::error::{Stop, StopCode};

/// How many parts are fetched ahead while a file is read.
const AHEAD: usize = 16;

/// Under which name the parts of a file stand.
pub(super) fn folder(name: &str) -> String {
    format!("{name}.parts")
}

fn part(name: &str, begins: u64) -> String {
    format!("{}/{begins:016}", folder(name))
}

/// A file as it stands.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The length of the object; `None` where there is none.
    base: Option<u64>,
    /// Where each part begins that counts, and its length.
    parts: Vec<(u64, u64)>,
    /// Where the others begin.
    stale: Vec<u64>,
}

impl Layout {
    pub(super) async fn of(client: &Client, name: &str) -> Result<Self, Stop> {
        let below = folder(name) + "/";
        let named = client.all_below(&folder(name), None).await?.into_iter();
        let mut found: Vec<(u64, u64)> = named
            .filter_map(|(name, length)| Some((name.strip_prefix(&below)?.parse().ok()?, length)))
            .collect();
        found.sort_unstable();
        let base = client.size(name).await?;
        let (mut layout, mut end) = (Self { base, ..Self::default() }, base.unwrap_or(0));
        for (begins, length) in found {
            if begins == end && length > 0 {
                layout.parts.push((begins, length));
                end += length;
            } else {
                layout.stale.push(begins);
            }
        }
        Ok(layout)
    }

    /// Whether there is anything.
    pub(super) fn stands(&self) -> bool {
        self.base.is_some() || !self.parts.is_empty()
    }

    /// Whether there is more than the object.
    pub(super) fn is_growing(&self) -> bool {
        !self.parts.is_empty()
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.parts.last().map_or(self.base.unwrap_or(0), |(begins, length)| begins + length)
    }
}

/// Cuts a file to its first `whole` bytes. Broken off anywhere, it leaves a beginning of the file.
pub(super) async fn cut(client: &Client, name: &str, whole: u64) -> Result<(), Stop> {
    let layout = Layout::of(client, name).await?;
    remove(client, name, layout.stale.iter().copied()).await?;
    // The last first: what is left has no gap.
    for (begins, length) in layout.parts.into_iter().rev() {
        if begins >= whole {
            client.remove(&part(name, begins)).await?;
        } else if begins + length > whole {
            let name = part(name, begins);
            let bytes = client.range(&name, 0..whole - begins, None).await?;
            client.put_over(&name, bytes).await?;
        }
    }
    if layout.base.is_some_and(|base| base > whole) {
        let beginning = Layout { base: Some(whole), ..Layout::default() };
        put(client, name, gather(client, name, &beginning).await?).await?;
    }
    Ok(())
}

/// Removes all parts, because the object of that name is put anew.
pub(super) async fn clear(client: &Client, name: &str) -> Result<(), Stop> {
    let layout = Layout::of(client, name).await?;
    for (begins, _) in layout.parts.iter().rev() {
        client.remove(&part(name, *begins)).await?;
    }
    remove(client, name, layout.stale.into_iter()).await
}

/// Makes one object of a file. Broken off behind the put, it leaves parts that count no more.
pub(super) async fn settle(client: &Client, name: &str) -> Result<(), Stop> {
    let layout = Layout::of(client, name).await?;
    if layout.is_growing() {
        put(client, name, gather(client, name, &layout).await?).await?;
    }
    let all = layout.parts.iter().map(|(begins, _)| *begins).chain(layout.stale);
    remove(client, name, all.collect::<Vec<_>>().into_iter()).await
}

async fn remove(client: &Client, name: &str, begins: impl Iterator<Item = u64>) -> Result<(), Stop> {
    client.remove_all(begins.map(|begins| part(name, begins)).collect()).await
}

/// Fetches a file, to be put again.
async fn gather(client: &Client, name: &str, layout: &Layout) -> Result<Whole, Stop> {
    let spool = Spool::default();
    let mut to = spool.begin(0);
    let fault = |error: io::Error| Stop::at(&client.shown(name), &error);
    let base = layout.base.unwrap_or(0);
    for begins in (0..base).step_by(WHOLE as usize) {
        let bytes = client.range(name, begins..base.min(begins + WHOLE), None).await?;
        to.write_all(&bytes).map_err(fault)?;
    }
    let fetched = futures_util::stream::iter(layout.parts.clone()).map(|(begins, length)| {
        let name = part(name, begins);
        async move { client.range(&name, 0..length, None).await }
    });
    let mut fetched = fetched.buffered(AHEAD);
    while let Some(bytes) = fetched.try_next().await? {
        to.write_all(&bytes).map_err(fault)?;
    }
    spool.take(0).map_err(fault)
}

/// Puts a file in the place of whatever stands under its name.
pub(super) async fn put(client: &Client, name: &str, whole: Whole) -> Result<(), Stop> {
    match whole {
        Whole::Small(bytes) => client.put_over(name, bytes).await,
        Whole::Large(file) => client.put_large(name, file).await,
        Whole::Copied(from) => client.copy(&from, name).await,
    }
}

/// Appends behind the first `length` bytes, which are all there are.
pub(super) async fn append(client: &Client, name: &str, length: u64, bytes: Bytes) -> Result<(), Stop> {
    let name = part(name, length);
    match client.put_new(&name, bytes).await? {
        Put::Ours(_) => Ok(()),
        Put::Other(_) => {
            let shown = client.shown(&name);
            Err(Stop::new(
                format!("`{shown}` was written by another run meanwhile"),
                format!("`{shown}` 已被另一次运行写入"),
            )
            .coded(StopCode::Busy)
            .hint(
                "see who else writes under this prefix, then go on with `--resume`",
                "请检查还有谁在写入该前缀，再用 `--resume` 继续",
            ))
        }
    }
}

/// The parts of a file, in their order, as they are read.
pub(super) struct Reading {
    client: Client,
    name: String,
    /// Those not fetched yet, the last first.
    left: Vec<(u64, u64)>,
    /// Those that are fetched, the last first.
    fetched: Vec<Bytes>,
}

impl Reading {
    pub(super) fn of(client: &Client, name: &str, layout: Layout) -> Self {
        let left = layout.parts.into_iter().rev().collect();
        Self { client: client.clone(), name: name.to_string(), left, fetched: Vec::new() }
    }

    fn fetch(&mut self) -> io::Result<()> {
        let next = self.left.split_off(self.left.len().saturating_sub(AHEAD));
        let (client, name) = (self.client.clone(), self.name.clone());
        let fetched = hands::wait(async move {
            let parts = futures_util::stream::iter(next.into_iter().rev()).map(|(begins, length)| {
                let (client, name) = (&client, part(&name, begins));
                async move { client.range(&name, 0..length, None).await }
            });
            parts.buffered(AHEAD).try_collect::<Vec<_>>().await
        })?;
        self.fetched = fetched?;
        self.fetched.reverse();
        Ok(())
    }
}

impl Read for Reading {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(part) = self.fetched.last_mut() {
                let length = bytes.len().min(part.len());
                bytes[..length].copy_from_slice(&part.split_to(length));
                if part.is_empty() {
                    self.fetched.pop();
                }
                return Ok(length);
            }
            if self.left.is_empty() {
                return Ok(0);
            }
            self.fetch()?;
        }
    }
}
