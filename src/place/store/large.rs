//! Put a long object in parts, and read it back.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use futures_util::TryStreamExt;
use futures_util::stream::FuturesUnordered;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt};
use sha2::{Digest, Sha256};

use super::client::{Client, WHOLE};
use crate::error::Stop;

/// How long the parts are, in bytes. There may be ten thousand of them.
const PART: usize = 16 << 20;

/// How many parts are on their way at once.
const PARTS_AT_ONCE: usize = 4;

impl Client {
    /// Puts a long object in parts, whatever stands there; it appears when all of them are there.
    pub(super) async fn put_large(&self, name: &str, mut file: File) -> Result<(), Stop> {
        let (key, mut tries) = (self.key(name)?, self.tries());
        loop {
            match self.in_parts(&key, &mut file).await {
                Ok(sha256) => return self.hold_large(name, &sha256).await,
                Err(Broken::Store(error)) => {
                    tries.after(&error).await.map_err(|()| self.stop(name, &error))?;
                }
                Err(Broken::Disk(error)) => return Err(Stop::at(&self.shown(name), &error)),
            }
        }
    }

    async fn in_parts(&self, key: &Path, file: &mut File) -> Result<Vec<u8>, Broken> {
        file.seek(SeekFrom::Start(0))?;
        let mut upload = self.store.put_multipart(key).await?;
        let (mut under_way, mut hash) = (FuturesUnordered::new(), Sha256::new());
        let done: Result<(), Broken> = async {
            loop {
                let mut part = Vec::with_capacity(PART);
                Read::by_ref(file).take(PART as u64).read_to_end(&mut part)?;
                if part.is_empty() {
                    break;
                }
                hash.update(&part);
                under_way.push(upload.put_part(part.into()));
                if under_way.len() >= PARTS_AT_ONCE {
                    under_way.try_next().await?;
                }
            }
            while under_way.try_next().await?.is_some() {}
            Ok(())
        }
        .await;
        let done = match done {
            Ok(()) => upload.complete().await.map(drop).map_err(Broken::Store),
            Err(broken) => Err(broken),
        };
        if done.is_err() {
            // What stays of it is cleared by the store's own rules.
            let _ = upload.abort().await;
        }
        done.map(|()| hash.finalize().to_vec())
    }

    /// Reads a long object back and holds it against the hash of what was given.
    async fn hold_large(&self, name: &str, sha256: &[u8]) -> Result<(), Stop> {
        let Some(size) = self.size(name).await? else { return Err(self.spoiled(name)) };
        let (mut at, mut hash) = (0, Sha256::new());
        while at < size {
            let end = size.min(at + WHOLE);
            hash.update(&self.range(name, at..end, None).await?);
            at = end;
        }
        if hash.finalize()[..] == *sha256 { Ok(()) } else { Err(self.spoiled(name)) }
    }
}

/// Why an object was not put in parts.
enum Broken {
    Store(Error),
    Disk(std::io::Error),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}
