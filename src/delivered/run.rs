//! Know the documents of a finished run: what a table of results may speak of.

use std::collections::HashMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::account::Channel;
use crate::deliver::manifest::{self, Line};
use crate::deliver::reading::{Reading, changed, no_manifest, not_finished};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// What is not done for a run that is not whole.
const NOT_RECORDED: (&str, &str) = (", so that nothing is recorded beside it", "，因此不作登记");

/// What is known of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The date on it.
    pub(super) issued: NaiveDate,
    /// How it is delivered, where its line says so.
    pub(super) channel: Option<Channel>,
}

/// The documents of a folder's finished runs, of each number half of its SHA-256.
#[derive(Debug)]
pub(super) struct Documents {
    known: HashMap<[u8; 16], Known>,
    /// The hash of the last closing line, in hex, and of every one.
    pub(super) head: String,
    pub(super) closing: Vec<String>,
}

impl Documents {
    /// Reads the manifest of a folder. Fails where there is none, where its chain is broken, and where its last run is not
    /// finished.
    pub(super) fn of(place: &dyn Place) -> Result<Self, Stop> {
        let Some(mut reading) = Reading::open(place)? else {
            return Err(no_manifest(place).coded(StopCode::Folder));
        };
        let (mut known, mut closing, mut issued, mut ended) = (HashMap::new(), Vec::new(), None, false);
        while let Some(good) = reading.next_line()? {
            ended = false;
            match good.line {
                Line::Header(header) => issued = Some(header.issue_date),
                Line::Document(document) => {
                    let word = document.channel.as_deref();
                    let channel = Channel::ALL.iter().copied().find(|one| Some(one.word()) == word);
                    let issued = issued.unwrap_or(document.as_of);
                    known.insert(key(&document.number), Known { issued, channel });
                }
                Line::Message(message) => {
                    let channel = Channel::ALL.iter().copied().find(|one| one.word() == message.channel);
                    let issued = issued.unwrap_or(message.as_of);
                    // What goes out in several ways under one number may come back by each of them.
                    let both = known.entry(key(&message.number)).or_insert(Known { issued, channel });
                    if both.channel != channel {
                        both.channel = None;
                    }
                }
                Line::End(_) => {
                    closing.push(good.hash);
                    ended = true;
                }
            }
        }
        if reading.broken().is_some() {
            return Err(changed(&place.shown(manifest::NAME), NOT_RECORDED));
        }
        match closing.last().filter(|_| ended) {
            Some(head) => Ok(Self { known, head: head.clone(), closing }),
            None => Err(not_finished(place, NOT_RECORDED)),
        }
    }

    /// What is known of the document with this number.
    pub(super) fn get(&self, number: &str) -> Option<Known> {
        self.known.get(&key(number)).copied()
    }
}

fn key(number: &str) -> [u8; 16] {
    digest::half(&Sha256::digest(number.to_uppercase()).into())
}
