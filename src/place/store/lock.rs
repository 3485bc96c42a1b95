//! Keep two runs out of one prefix: an object that only one of them can make says who is at work, and since when.
//!
//! Who holds it renews it every quarter of a minute, each time only in place of the version it wrote last. One that
//! was not renewed for two minutes is taken over: its run is gone, or has stopped by itself, since it writes nothing
//! more once it could not renew for a minute. A run of this machine that ended without giving it up is known by its
//! process and taken over at once. Whatever happens, documents and the parts of the manifest are put only where
//! nothing stands.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_lc_rs::rand;
use bytes::Bytes;
use object_store::UpdateVersion;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use super::client::{Client, Put, Update};
use super::hands;
use super::owner::Process;
use crate::clock::{self, Watch};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::LOCK;

/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(15);

/// After how long without renewal its owner writes nothing more.
const LEASE: Duration = Duration::from_secs(60);

/// After how long without renewal another takes it over, in seconds: clocks of two machines may differ by the minute
/// between this and the lease.
const LAPSED: i64 = 120;

/// What the object says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// Who is at work, for people: machine and process.
    owner: String,
    /// Since when, as RFC 3339.
    since: String,
    /// When it was renewed, in seconds since 1970.
    renewed: i64,
    /// What tells this run from every other.
    token: String,
    /// The process, where the system tells what it is known by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    process: Option<Process>,
}

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    client: Client,
    token: String,
    held: Arc<AtomicBool>,
    renewing: JoinHandle<()>,
}

impl Lock {
    /// Takes the lock of a prefix. Fails where another run holds it, and where the store would let two hold it.
    pub(super) fn take(client: &Client) -> Result<Self, Stop> {
        let asked = client.clone();
        let taken = hands::wait(async move { take(&asked).await });
        let (note, version) = taken.map_err(|error| Stop::at(&client.shown(LOCK), &error))??;
        let held = Arc::new(AtomicBool::new(true));
        let (asked, flag, token) = (client.clone(), Arc::clone(&held), note.token.clone());
        let renewing = hands::go(async move {
            renew(&asked, note, version).await;
            flag.store(false, Ordering::Relaxed);
        });
        let renewing = renewing.map_err(|error| Stop::at(&client.shown(LOCK), &error))?;
        Ok(Self { client: client.clone(), token, held, renewing })
    }

    /// Fails where the lock could not be renewed, or was taken over: then nothing may be written any more.
    pub(super) fn check(&self) -> Result<(), Stop> {
        if self.held.load(Ordering::Relaxed) {
            return Ok(());
        }
        let shown = self.client.shown("");
        Err(Stop::new(
            format!("the lock of `{shown}` could not be renewed in time, or another run took it over"),
            format!("未能按时续期 `{shown}` 的锁，或已被另一次运行接管"),
        )
        .coded(StopCode::Busy)
        .unfinished())
    }
}

/// Gives the lock up, if it is still ours.
impl Drop for Lock {
    fn drop(&mut self) {
        self.renewing.abort();
        let (client, token) = (self.client.clone(), std::mem::take(&mut self.token));
        // What cannot be removed lapses by itself.
        let _ = hands::wait(async move {
            let ended = async {
                let ours = read(&client).await.ok().flatten().is_some_and(|(note, _)| note.token == token);
                if ours {
                    let _ = client.remove(LOCK).await;
                }
            };
            let _ = tokio::time::timeout(RENEWAL, ended).await;
        });
    }
}

async fn take(client: &Client) -> Result<(Note, UpdateVersion), Stop> {
    let note = Note::new()?;
    let version = match client.put_new(LOCK, note.bytes()).await? {
        Put::Ours(version) => version.unwrap_or(NO_VERSION),
        Put::Other(there) => take_over(client, &note, &there).await?,
    };
    // A store that knows no conditions takes any put: two runs would hold this lock, and write over each other.
    let second = Note { token: String::new(), ..note.clone() };
    match client.put_new(LOCK, second.bytes()).await? {
        Put::Other(there) if there == note.bytes() => Ok((note, version)),
        Put::Other(there) => Err(busy(client, Note::of(&there).as_ref())),
        Put::Ours(_) => {
            client.remove(LOCK).await?;
            Err(unconditional(client))
        }
    }
}

/// No version is known.
const NO_VERSION: UpdateVersion = UpdateVersion { e_tag: None, version: None };

/// Takes over what a run left that is gone.
async fn take_over(client: &Client, note: &Note, there: &Bytes) -> Result<UpdateVersion, Stop> {
    let theirs = Note::of(there);
    if !theirs.as_ref().is_some_and(Note::is_left) {
        return Err(busy(client, theirs.as_ref()));
    }
    let Some((now, version)) = client.get_version(LOCK).await?.filter(|(now, _)| now == there) else {
        return Err(busy(client, theirs.as_ref()));
    };
    drop(now);
    match client.update(LOCK, note.bytes(), version).await? {
        Update::Done(version) => Ok(version),
        Update::Other => Err(busy(client, theirs.as_ref())),
        // Two who do this at once may both remove it, and the second that puts its own is refused.
        Update::Unable => {
            client.remove(LOCK).await?;
            match client.put_new(LOCK, note.bytes()).await? {
                Put::Ours(version) => Ok(version.unwrap_or(NO_VERSION)),
                Put::Other(there) => Err(busy(client, Note::of(&there).as_ref())),
            }
        }
    }
}

/// Renews the lock as long as that can be done.
async fn renew(client: &Client, mut note: Note, mut version: UpdateVersion) {
    let mut renewed = Watch::start();
    while renewed.elapsed() < LEASE {
        tokio::time::sleep(RENEWAL).await;
        note.renewed = clock::now().timestamp();
        let updated = client.update(LOCK, note.bytes(), version.clone());
        match tokio::time::timeout(LEASE.saturating_sub(renewed.elapsed()), updated).await {
            Ok(Ok(Update::Done(next))) => (renewed, version) = (Watch::start(), next),
            Ok(Ok(Update::Unable)) => match read(client).await {
                Ok(Some((there, _))) if there.token == note.token => {
                    if client.put_over(LOCK, note.bytes()).await.is_ok() {
                        renewed = Watch::start();
                    }
                }
                Ok(_) => return,
                Err(_) => {}
            },
            // An earlier renewal whose answer was lost, or another's.
            Ok(Ok(Update::Other)) => match read(client).await {
                Ok(Some((there, now))) if there.token == note.token => version = now,
                Ok(_) => return,
                Err(_) => {}
            },
            Ok(Err(_)) | Err(_) => {}
        }
    }
}

/// What the object says; `None` where there is none, or it says nothing that can be read.
async fn read(client: &Client) -> Result<Option<(Note, UpdateVersion)>, Stop> {
    let there = client.get_version(LOCK).await?;
    Ok(there.and_then(|(bytes, version)| Some((Note::of(&bytes)?, version))))
}

impl Note {
    fn new() -> Result<Self, Stop> {
        let mut token = [0; 16];
        rand::fill(&mut token).map_err(|_| {
            Stop::new("the system gives no random numbers", "系统无法提供随机数").coded(StopCode::Program)
        })?;
        Ok(Self {
            owner: super::owner::shown(),
            since: clock::now().to_rfc3339(),
            renewed: clock::now().timestamp(),
            token: digest::hex(&token),
            process: Process::this(),
        })
    }

    fn of(bytes: &Bytes) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    fn bytes(&self) -> Bytes {
        serde_json::to_vec(self).unwrap_or_default().into()
    }

    /// Whether nobody is at work behind it.
    fn is_left(&self) -> bool {
        self.process.as_ref().is_some_and(Process::is_gone)
            || clock::now().timestamp().saturating_sub(self.renewed) >= LAPSED
    }
}

fn busy(client: &Client, note: Option<&Note>) -> Stop {
    let shown = client.shown("");
    let (en, zh) = match note {
        Some(Note { owner, since, .. }) => {
            (format!(": {owner}, since {since}"), format!("：{owner}，始于 {since}"))
        }
        None => (format!(": see `{}`", client.shown(LOCK)), format!("：见 `{}`", client.shown(LOCK))),
    };
    Stop::new(format!("another run is at work in `{shown}`{en}"), format!("`{shown}` 正被另一次运行使用{zh}"))
        .coded(StopCode::Busy)
        .hint(
            "wait until it ends, or choose another prefix; one that broke off lets go after two minutes",
            "请等其结束，或另选前缀；异常中断的运行在两分钟后自动释放",
        )
}

fn unconditional(client: &Client) -> Stop {
    let shown = client.shown("");
    Stop::new(
        format!("the store of `{shown}` overwrites an object although it is asked to put it only where there is none"),
        format!("`{shown}` 所在存储不支持“仅在不存在时写入”：条件被忽略，对象被覆盖"),
    )
    .coded(StopCode::Folder)
    .hint(
        "use a store that keeps `If-None-Match`, or write to a folder and copy that",
        "请使用支持 `If-None-Match` 的存储，或先写入文件夹再复制",
    )
}
