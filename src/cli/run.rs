//! What `make` and `check` share: the feed of accounts, the halt, the panics.

use std::fs::File;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine};
use hanpress::account::read::{Entry, Input, Reading, read};
use hanpress::clock::Watch;
use hanpress::desk::Desk;
use hanpress::error::Stop;
use hanpress::finding::{Finding, Words};
use hanpress::sign::Signer;

use super::settings::{Settings, Shard};

/// Where the last panic happened; its words are dropped, they may hold a person's data.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

/// The accounts of this run's shard. `read_so_far` is told how many the inputs held so far, those of other shards too.
pub(crate) fn feed(
    settings: &Settings,
    desk: &Desk,
    read_so_far: &Arc<AtomicU64>,
) -> Result<impl Iterator<Item = Entry> + use<>, Stop> {
    let reading = Reading { encoding: settings.encoding, columns: desk.issuer.columns.0.clone() };
    let entries = read(settings.inputs.clone(), reading)?;
    let shard = settings.shard;
    let counter = Arc::clone(read_so_far);
    let counted = entries.inspect(move |entry| counter.store(entry.seq, Ordering::Relaxed));
    Ok(counted.filter(move |entry| shard.is_none_or(|shard: Shard| shard.takes(entry.seq))))
}

/// Records, each with how long it took to be read.
pub(crate) struct Timed<I>(pub(crate) I);

impl<I: Iterator> Iterator for Timed<I> {
    type Item = (I::Item, Duration);

    fn next(&mut self) -> Option<Self::Item> {
        let watch = Watch::start();
        self.0.next().map(|item| (item, watch.elapsed()))
    }
}

/// How many records this run takes at the most, by the lines of the inputs; `None` where one is a stream.
pub(crate) fn estimate(settings: &Settings) -> Option<u64> {
    let mut total = 0;
    for input in &settings.inputs {
        let Input::File(path) = input else {
            return None;
        };
        // Opening a pipe would take from it, or wait.
        std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let mut file = File::open(path).ok()?;
        let mut chunk = vec![0; 1 << 18];
        loop {
            match file.read(&mut chunk).ok()? {
                0 => break,
                count => total += chunk[..count].iter().filter(|byte| **byte == b'\n').count() as u64,
            }
        }
    }
    Some(settings.shard.map_or(total, |shard| shard.share_of(total)))
}

/// The signature that a key sets on the line that closes a manifest.
pub(crate) fn seal(signer: &Signer, line: &[u8]) -> Result<String, Stop> {
    let signature = signer.over(line)?;
    Ok(BASE64_STANDARD.encode(signature))
}

/// Keeps a panic's words to itself and remembers its place.
pub(crate) fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
        if let Ok(mut last) = LAST_PANIC.lock() {
            *last = place.unwrap_or_default();
        }
    }));
}

/// The id as lists and messages may show it: none where it turned out to hold a person's number.
pub(crate) fn shown_id<'a>(entry: &'a Entry, findings: &[Finding]) -> Option<&'a str> {
    let personal = findings.iter().any(|finding| finding.code == "R03" && finding.path == "id");
    entry.id.as_deref().filter(|_| !personal)
}

/// The finding of an account the program broke on.
pub(crate) fn broken() -> Finding {
    let place = LAST_PANIC.lock().map(|last| last.clone()).unwrap_or_default();
    let file = place.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
    Finding::error(
        "T04",
        "",
        Words::new(
            format!("the program itself failed on this account ({file})"),
            format!("程序处理该账户时发生内部错误（{file}）"),
        ),
    )
    .hint(
        "the other accounts are not affected; please report it with the account's shape, not its data",
        "其他账户不受影响；请反馈问题，但不要附上客户数据",
    )
}
