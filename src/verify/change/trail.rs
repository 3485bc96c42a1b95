//! Note the way from the trailer of a file to where a walk through its objects is.

use std::rc::Rc;

/// How many keys of a trail are noted.
const KEYS: usize = 12;
/// How many bytes, and characters, of a key.
const LONGEST: (usize, usize) = (160, 40);

/// Where the walk is.
#[derive(Debug, Clone, Default)]
pub(super) struct Trail {
    pub(super) key: Option<Rc<Key>>,
    pub(super) page: Option<usize>,
    /// The signature field it is in.
    pub(super) field: Option<Rc<str>>,
}

/// A key of a trail, with those before it.
#[derive(Debug)]
pub(super) struct Key {
    name: Vec<u8>,
    before: Option<Rc<Key>>,
    place: usize,
}

impl Trail {
    /// The trail one key on.
    pub(super) fn with(&self, key: &[u8]) -> Self {
        let place = self.key.as_ref().map_or(0, |key| key.place + 1);
        if place >= KEYS {
            return self.clone();
        }
        let key =
            Key { name: key.iter().take(LONGEST.0).copied().collect(), before: self.key.clone(), place };
        Self { key: Some(Rc::new(key)), ..self.clone() }
    }

    /// Whether the last key is this one.
    pub(super) fn ends_with(&self, name: &str) -> bool {
        self.key.as_ref().is_some_and(|key| key.name == name.as_bytes())
    }

    /// The keys from the trailer on.
    pub(super) fn keys(&self) -> Vec<String> {
        let all = std::iter::successors(self.key.as_ref(), |key| key.before.as_ref());
        let mut keys: Vec<_> =
            all.map(|key| String::from_utf8_lossy(&key.name).chars().take(LONGEST.1).collect()).collect();
        keys.reverse();
        keys
    }
}
