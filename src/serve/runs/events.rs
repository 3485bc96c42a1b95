//! Tell what becomes of a run as server-sent events, for as long as somebody listens.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use tokio::time::{sleep, timeout};

use super::job::{EVENTS, Job, Phase};
use crate::finding::Lang;
use crate::serve::app::App;
use crate::serve::queue::beside;

/// The shortest time between two words on how far it is.
const PACE: Duration = Duration::from_millis(250);

/// The longest that is waited before it is looked whether the server ends.
const BEAT: Duration = Duration::from_secs(1);

/// How many events are read from the disk at once.
const AT_ONCE: usize = 256;

impl Phase {
    /// Whether nothing more becomes of it.
    const fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Stopped | Self::Failed)
    }
}

impl Job {
    /// Whether the id is that of an event of its own; 0 is before the first.
    pub(in crate::serve) fn has_told(&self, id: u64) -> bool {
        let Some(last) = id.checked_sub(1) else { return true };
        let ends_a_line = || {
            let mut file = std::fs::File::open(self.folder.join(EVENTS))?;
            file.seek(SeekFrom::Start(last))?;
            let mut byte = [0];
            file.read_exact(&mut byte)?;
            Ok::<_, std::io::Error>(byte == *b"\n")
        };
        id <= self.progress.borrow().told && ends_a_line().unwrap_or(false)
    }
}

/// How far a run is, whenever that changes, until it is over.
pub(in crate::serve) fn progress_events(
    app: Arc<App>,
    job: Arc<Job>,
    lang: Lang,
    request: String,
) -> Response {
    let (changes, told) = (job.progress.subscribe(), None::<String>);
    let events = unfold((changes, told, false), move |(mut changes, told, over)| {
        let (app, job, request) = (Arc::clone(&app), Arc::clone(&job), request.clone());
        async move {
            if over {
                return None;
            }
            if told.is_some() {
                sleep(PACE).await;
            }
            loop {
                changes.borrow_and_update();
                let now = job.told(lang, &request).to_string();
                let over = job.phase().is_over();
                if told.as_ref() != Some(&now) || over {
                    let event = Event::default().event("progress").data(&now);
                    return Some((Ok::<_, Infallible>(event), (changes, Some(now), over)));
                }
                if app.is_ending() {
                    return None;
                }
                // Changed or not: it is looked again.
                let _ = timeout(BEAT, changes.changed()).await;
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// What a listener has heard, and what it is to hear next.
struct Listener {
    at: u64,
    lines: VecDeque<(u64, String)>,
    over: bool,
}

/// Every event of a run as `make --format json` tells it, from a place on, then `end`. A listener that comes again says
/// how far it heard: nothing is kept for it meanwhile.
pub(in crate::serve) fn all_events(
    app: Arc<App>,
    job: Arc<Job>,
    from: u64,
    lang: Lang,
    request: String,
) -> Response {
    let changes = job.progress.subscribe();
    let listener = Listener { at: from, lines: VecDeque::new(), over: false };
    let events = unfold((changes, listener), move |(mut changes, mut listener)| {
        let (app, job, request) = (Arc::clone(&app), Arc::clone(&job), request.clone());
        async move {
            loop {
                if listener.over {
                    return None;
                }
                if let Some((at, line)) = listener.lines.pop_front() {
                    listener.at = at;
                    let event = Event::default().event(name(&line)).id(at.to_string()).data(line);
                    return Some((Ok::<_, Infallible>(event), (changes, listener)));
                }
                let (told, over) = {
                    let progress = changes.borrow_and_update();
                    (progress.told, progress.phase.is_over())
                };
                if told > listener.at {
                    let (path, from) = (job.folder.join(EVENTS), listener.at);
                    listener.lines = beside(move || lines(&path, from, told)).await.ok()?.ok()?;
                    if !listener.lines.is_empty() {
                        continue;
                    }
                }
                if over {
                    listener.over = true;
                    let end = job.told(lang, &request).to_string();
                    return Some((Ok(Event::default().event("end").data(end)), (changes, listener)));
                }
                if app.is_ending() {
                    return None;
                }
                let _ = timeout(BEAT, changes.changed()).await;
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

/// Whole lines of a file between two places, with the place behind each.
fn lines(path: &std::path::Path, from: u64, to: u64) -> std::io::Result<VecDeque<(u64, String)>> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let (mut reader, mut at, mut found) = (BufReader::new(file), from, VecDeque::new());
    while at < to && found.len() < AT_ONCE {
        let mut line = String::new();
        let length = reader.read_line(&mut line)?;
        if !line.ends_with('\n') {
            break;
        }
        at += length as u64;
        found.push_back((at, line.trim_end().to_string()));
    }
    Ok(found)
}

/// The name of an event, as its line has it.
fn name(line: &str) -> String {
    let event: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    event["event"].as_str().unwrap_or("event").to_string()
}
