//! Turn signals into a halt, or into the end of the program where nothing is in hand.

use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::Ending;
use super::console::{Console, LastEvent};
use crate::error::Stop;
use crate::run::Halt;

/// How long the last event may take to be printed: its reader may have stopped reading.
const PATIENCE: Duration = Duration::from_secs(1);

/// What signals do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch {
    /// What they halt.
    pub(crate) halt: Halt,
    /// Whether documents are in hand.
    busy: Arc<AtomicBool>,
}

impl Watch {
    /// From now on the first signal lets documents in hand be finished.
    pub(crate) fn begin(&self) {
        self.busy.store(true, Ordering::Relaxed);
    }
}

/// Listens for SIGINT, SIGTERM and SIGHUP. Until something is in hand, one ends the program at once. Then the first lets
/// what is in hand be finished; the second waits for nothing; the third ends the program as it stands, and what is
/// half-written is cleared by `--resume`. Every way the last event is printed.
pub(crate) fn listen(console: &Console) -> Result<Watch, Stop> {
    let watch = Watch::default();
    let (heard, count, last) = (watch.clone(), AtomicUsize::new(0), console.last_event());
    let handler = move || {
        if !heard.busy.load(Ordering::Relaxed) {
            end(last.clone());
        }
        match count.fetch_add(1, Ordering::Relaxed) {
            0 => heard.halt.halt(),
            1 => heard.halt.leave(),
            _ => end(last.clone()),
        }
    };
    ctrlc::set_handler(handler).map_err(|error| {
        Stop::new(format!("cannot watch for signals: {error}"), format!("无法监听信号；系统原文：“{error}”"))
    })?;
    Ok(watch)
}

/// Prints the last event, where there is to be one, and ends the program, so that nothing is printed behind it.
fn end(event: Option<LastEvent>) -> ! {
    if let Some(event) = event {
        let (said, heard) = sync_channel(1);
        std::thread::spawn(move || {
            event.print_and(|| {
                let _ = said.send(());
                loop {
                    std::thread::park();
                }
            });
        });
        let _ = heard.recv_timeout(PATIENCE);
    }
    exit(i32::from(Ending::Signal.code()))
}
