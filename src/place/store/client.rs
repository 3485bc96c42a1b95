//! Ask a store: each request is tried again within bounded time, and what was put is held against what was meant.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use md5::{Digest, Md5};
use object_store::path::Path;
use object_store::{
    Error, GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutResult, UpdateVersion,
};

use super::fault;
use super::tries::Tries;
use crate::error::{Stop, StopCode};

/// The longest object that is read, or put, by one request, in bytes.
pub(super) const WHOLE: u64 = 8 << 20;

/// How many requests are on their way at once, where there are many to be made.
pub(super) const AT_ONCE: usize = 64;

/// A store, from a prefix on.
#[derive(Debug, Clone)]
pub(super) struct Client {
    pub(super) store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// How messages show the prefix.
    shown: String,
    /// How long a request that failed is tried again.
    patience: Duration,
}

/// What became of an object that was put as a new one.
#[derive(Debug)]
pub(super) enum Put {
    /// It stands; a store may tell which version of the object that is.
    Ours(Option<UpdateVersion>),
    /// Another with these bytes was there.
    Other(Bytes),
}

/// What was put over a certain version of an object.
#[derive(Debug)]
pub(super) enum Update {
    /// It stands.
    Done(UpdateVersion),
    /// Another version was there.
    Other,
    /// The store cannot compare versions.
    Unable,
}

/// An object that is read.
#[derive(Debug)]
pub(super) enum Opened {
    /// All of it.
    Whole(Bytes),
    /// So many bytes, to be read in ranges while it keeps this tag.
    Long { size: u64, tag: Option<String> },
}

impl Client {
    pub(super) fn new(store: Arc<dyn ObjectStore>, prefix: Path, shown: String, patience: Duration) -> Self {
        Self { store, prefix, shown, patience }
    }

    /// How messages show a name below the prefix.
    pub(super) fn shown(&self, name: &str) -> String {
        if name.is_empty() { self.shown.clone() } else { format!("{}/{name}", self.shown) }
    }

    pub(super) fn stop(&self, name: &str, error: &Error) -> Stop {
        fault::stop(&self.shown(name), error)
    }

    /// The key of a name.
    pub(super) fn key(&self, name: &str) -> Result<Path, Stop> {
        let whole = if self.prefix.as_ref().is_empty() || name.is_empty() {
            format!("{}{name}", self.prefix)
        } else {
            format!("{}/{name}", self.prefix)
        };
        Path::parse(whole).map_err(|_| {
            let shown = self.shown(name);
            Stop::new(
                format!("`{shown}` cannot be the name of an object"),
                format!("`{shown}` 不能作为对象名称"),
            )
            .coded(StopCode::File)
        })
    }

    pub(super) fn tries(&self) -> Tries {
        Tries::within(self.patience)
    }

    /// All of an object; `None` where there is none.
    pub(super) async fn get(&self, name: &str) -> Result<Option<Bytes>, Stop> {
        Ok(self.get_version(name).await?.map(|(bytes, _)| bytes))
    }

    /// All of an object, and which version it is.
    pub(super) async fn get_version(&self, name: &str) -> Result<Option<(Bytes, UpdateVersion)>, Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            let got = match self.store.get(&key).await {
                Ok(got) => {
                    let version =
                        UpdateVersion { e_tag: got.meta.e_tag.clone(), version: got.meta.version.clone() };
                    got.bytes().await.map(|bytes| (bytes, version))
                }
                Err(error) => Err(error),
            };
            match got {
                Ok(got) => return Ok(Some(got)),
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// Opens an object to be read.
    pub(super) async fn open(&self, name: &str) -> Result<Option<Opened>, Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            let got = match self.store.get(&key).await {
                Ok(got) if got.meta.size > WHOLE => {
                    return Ok(Some(Opened::Long { size: got.meta.size, tag: got.meta.e_tag }));
                }
                Ok(got) => got.bytes().await,
                Err(error) => Err(error),
            };
            match got {
                Ok(bytes) => return Ok(Some(Opened::Whole(bytes))),
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// A part of an object that was opened.
    pub(super) async fn range(
        &self,
        name: &str,
        range: Range<u64>,
        tag: Option<String>,
    ) -> Result<Bytes, Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())),
            if_match: tag,
            ..GetOptions::default()
        };
        loop {
            let got = match self.store.get_opts(&key, options.clone()).await {
                Ok(got) => got.bytes().await,
                Err(error) => Err(error),
            };
            match got {
                Ok(bytes) if bytes.len() as u64 == range.end - range.start => return Ok(bytes),
                Ok(_) => return Err(self.changed(name)),
                Err(Error::Precondition { .. } | Error::NotFound { .. }) => return Err(self.changed(name)),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// How many bytes an object has; `None` where there is none.
    pub(super) async fn size(&self, name: &str) -> Result<Option<u64>, Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            match self.store.head(&key).await {
                Ok(meta) => return Ok(Some(meta.size)),
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// Puts an object where there is none. An object of the same bytes counts as ours: the answer to the put that made
    /// it may have been lost.
    pub(super) async fn put_new(&self, name: &str, bytes: Bytes) -> Result<Put, Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            let options = PutOptions::from(PutMode::Create);
            let error = match self.store.put_opts(&key, bytes.clone().into(), options).await {
                Ok(put) => {
                    self.hold(name, &bytes, &put).await?;
                    return Ok(Put::Ours(Some(put.into())));
                }
                Err(error @ Error::AlreadyExists { .. }) => match self.get_version(name).await? {
                    Some((there, version)) if there == bytes => return Ok(Put::Ours(Some(version))),
                    Some((there, _)) => return Ok(Put::Other(there)),
                    // Two that asked at once were both refused, or it was taken away meanwhile.
                    None => error,
                },
                Err(error) => error,
            };
            tries.after(&error).await.map_err(|()| self.stop(name, &error))?;
        }
    }

    /// Puts an object in place of one version of it.
    pub(super) async fn update(
        &self,
        name: &str,
        bytes: Bytes,
        version: UpdateVersion,
    ) -> Result<Update, Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            let options = PutOptions::from(PutMode::Update(version.clone()));
            match self.store.put_opts(&key, bytes.clone().into(), options).await {
                Ok(put) => return Ok(Update::Done(put.into())),
                Err(Error::NotImplemented { .. } | Error::NotSupported { .. }) => return Ok(Update::Unable),
                Err(Error::Precondition { .. } | Error::NotFound { .. } | Error::AlreadyExists { .. }) => {
                    // That of a put whose answer was lost, it may be.
                    return Ok(match self.get_version(name).await? {
                        Some((there, version)) if there == bytes => Update::Done(version),
                        _ => Update::Other,
                    });
                }
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// Puts an object, whatever stands there.
    pub(super) async fn put_over(&self, name: &str, bytes: Bytes) -> Result<(), Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            match self.store.put(&key, bytes.clone().into()).await {
                Ok(put) => return self.hold(name, &bytes, &put).await,
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// Holds what a store took against what it was given. The tag of an object is the MD5 of its bytes with most stores;
    /// where it is not, the object is read back.
    async fn hold(&self, name: &str, bytes: &Bytes, put: &PutResult) -> Result<(), Stop> {
        let tag = put.e_tag.as_deref().map(|tag| tag.trim_matches('"'));
        if tag.is_some_and(|tag| tag.len() == 32 && tag.eq_ignore_ascii_case(&md5(bytes))) {
            return Ok(());
        }
        match self.get(name).await? {
            Some(there) if there == bytes => Ok(()),
            _ => Err(self.spoiled(name)),
        }
    }

    /// Copies an object within the store, whatever stands there.
    pub(super) async fn copy(&self, from: &str, name: &str) -> Result<(), Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        let from = Path::parse(from).map_err(|_| self.changed(name))?;
        loop {
            match self.store.copy(&from, &key).await {
                Ok(()) => return Ok(()),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// Removes an object, if it is there.
    pub(super) async fn remove(&self, name: &str) -> Result<(), Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            match self.store.delete(&key).await {
                Ok(()) | Err(Error::NotFound { .. }) => return Ok(()),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(name, &error))?,
            }
        }
    }

    /// Removes many objects.
    pub(super) async fn remove_all(&self, names: Vec<String>) -> Result<(), Stop> {
        let removed = futures_util::stream::iter(names).map(|name| async move { self.remove(&name).await });
        removed.buffer_unordered(AT_ONCE).try_collect().await
    }

    /// All objects below a name, however deep, with their lengths; `most` of them where that is said.
    pub(super) async fn all_below(
        &self,
        below: &str,
        most: Option<usize>,
    ) -> Result<Vec<(String, u64)>, Stop> {
        let (key, mut tries) = (self.key(below)?, self.tries());
        let start = if self.prefix.as_ref().is_empty() { 0 } else { self.prefix.as_ref().len() + 1 };
        loop {
            let listed = self.store.list(Some(&key)).take(most.unwrap_or(usize::MAX));
            let named = listed.map_ok(|meta| {
                (meta.location.as_ref().get(start..).unwrap_or_default().to_string(), meta.size)
            });
            match named.try_collect().await {
                Ok(all) => return Ok(all),
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(below, &error))?,
            }
        }
    }

    /// What stands directly below a name: objects, and what others stand under with a `/` behind it.
    pub(super) async fn directly_below(&self, below: &str) -> Result<Vec<String>, Stop> {
        let (key, mut tries) = (self.key(below)?, self.tries());
        loop {
            let last = |path: &Path| path.filename().unwrap_or_default().to_string();
            match self.store.list_with_delimiter(Some(&key)).await {
                Ok(listed) => {
                    let folders = listed.common_prefixes.iter().map(|path| last(path) + "/");
                    return Ok(listed
                        .objects
                        .iter()
                        .map(|meta| last(&meta.location))
                        .chain(folders)
                        .collect());
                }
                Err(error) => tries.after(&error).await.map_err(|()| self.stop(below, &error))?,
            }
        }
    }

    /// That an object changed while it was read.
    fn changed(&self, name: &str) -> Stop {
        let shown = self.shown(name);
        Stop::new(
            format!("`{shown}` was changed or removed while it was read"),
            format!("`{shown}` 在读取过程中被修改或删除"),
        )
        .coded(StopCode::File)
    }

    /// That a store holds other bytes than it was given.
    pub(super) fn spoiled(&self, name: &str) -> Stop {
        let shown = self.shown(name);
        Stop::new(
            format!("`{shown}` was put, and the store gives back other bytes"),
            format!("`{shown}` 已上传，但存储返回的内容不同"),
        )
        .coded(StopCode::File)
        .hint(
            "see whether somebody else writes under this prefix, and whether the store keeps what it is given",
            "请检查是否有其他程序写入该前缀，以及存储是否可靠",
        )
    }
}

/// The MD5 of some bytes, in hex.
fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
