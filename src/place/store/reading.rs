//! Read a long object in ranges, each of which is asked for again where it breaks off.

use std::io::{self, Read};

use bytes::Bytes;

use super::client::{Client, WHOLE};
use super::hands;

/// An object as it is read.
pub(super) struct Ranged {
    client: Client,
    name: String,
    /// Where the next range begins.
    at: u64,
    size: u64,
    /// What the object is known by: one that changes meanwhile is not read on.
    tag: Option<String>,
    chunk: Bytes,
}

impl Ranged {
    pub(super) fn of(client: &Client, name: &str, size: u64, tag: Option<String>) -> Self {
        let (client, name) = (client.clone(), name.to_string());
        Self { client, name, at: 0, size, tag, chunk: Bytes::new() }
    }
}

impl Read for Ranged {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.chunk.is_empty() && self.at < self.size {
            let (client, name, tag) = (self.client.clone(), self.name.clone(), self.tag.clone());
            let range = self.at..self.size.min(self.at + WHOLE);
            self.at = range.end;
            self.chunk = hands::wait(async move { client.range(&name, range, tag).await })??;
        }
        let length = bytes.len().min(self.chunk.len());
        bytes[..length].copy_from_slice(&self.chunk.split_to(length));
        Ok(length)
    }
}
