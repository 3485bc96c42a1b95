//! The steps a letter may take, and the key by which they are found while it is on the press.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, RwLock};

use typst::foundations::Bytes;
use typst::syntax::package::{PackageSpec, PackageVersion};
use typst::syntax::{FileId, PathError, RootedPath, VirtualPath, VirtualRoot};

/// How many steps a letter may take: four times what an agreement of sixty instalments in one currency would, and for each
/// byte of its filled source so many more. What an account brings, eight currencies with a schedule each, makes the
/// source long, and the letter is set up to three times; a template cannot make it long, whose filling is limited, too.
pub(super) const MOST_STEPS: u64 = 8_000_000;
const STEPS_A_BYTE: u64 = 400;

/// The tallies of the letters on the press, by key.
static TALLIES: LazyLock<RwLock<HashMap<u64, Arc<Tally>>>> = LazyLock::new(RwLock::default);

/// The key of the next letter.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// The number of the first probe: a face's number that no real face has; and how many each letter has of its own, more
/// than it has steps for.
const FIRST_PROBE: usize = 1 << 40;
const PROBES: u64 = 1 << 20;

/// The steps a letter may still take, and the number of its next probe.
#[derive(Debug)]
pub(super) struct Tally {
    left: AtomicU64,
    next_probe: AtomicUsize,
}

impl Tally {
    /// The tally of the letter with this key, as long as it is on the press.
    pub(super) fn of(key: u64) -> Option<Arc<Self>> {
        TALLIES.read().ok()?.get(&key).cloned()
    }

    /// Takes steps, all that are left where they are too few; whether they were enough.
    pub(super) fn take(&self, steps: u64) -> bool {
        let before = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(steps)));
        before.is_ok_and(|left| left > steps)
    }

    /// The number of the next probe.
    pub(super) fn next_probe(&self) -> usize {
        self.next_probe.load(Ordering::Relaxed)
    }

    /// Goes on to the probe after it.
    pub(super) fn was_asked(&self) {
        self.next_probe.fetch_add(1, Ordering::Relaxed);
    }
}

/// The count of one letter, as long as it is on the press.
#[derive(Debug)]
pub(super) struct Meter {
    key: u64,
    tally: Arc<Tally>,
}

impl Meter {
    /// A meter for a letter whose filled source has so many bytes.
    pub(super) fn new(source: usize) -> Self {
        let key = NEXT.fetch_add(1, Ordering::Relaxed);
        let probe = FIRST_PROBE + usize::try_from(key * PROBES).unwrap_or_default();
        let steps = MOST_STEPS + STEPS_A_BYTE * source as u64;
        let tally = Tally { left: AtomicU64::new(steps), next_probe: AtomicUsize::new(probe) };
        let tally = Arc::new(tally);
        if let Ok(mut all) = TALLIES.write() {
            all.insert(key, Arc::clone(&tally));
        }
        Self { key, tally }
    }

    /// Its key, which its letter's world holds as a file.
    pub(super) fn key(&self) -> Bytes {
        Bytes::new(self.key.to_be_bytes())
    }

    /// Whether a face's number is a probe, but not the next: it was read before, by this letter or by another, and from
    /// then on the world answers otherwise.
    pub(super) fn was_probed(&self, face: usize) -> bool {
        face >= FIRST_PROBE && face != self.tally.next_probe()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if let Ok(mut all) = TALLIES.write() {
            all.remove(&self.key);
        }
    }
}

/// The file that holds the key: in a package, where no template can read.
pub(super) fn key_file() -> Result<FileId, PathError> {
    let version = PackageVersion { major: 0, minor: 0, patch: 0 };
    let package = PackageSpec { namespace: "hanpress".into(), name: "meter".into(), version };
    Ok(RootedPath::new(VirtualRoot::Package(package), VirtualPath::new("/key")?).intern())
}
