//! Turn signals into a halt.

use std::process::exit;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Ending;
use crate::error::Stop;
use crate::run::Halt;

/// Listens for SIGINT, SIGTERM and SIGHUP. The first lets documents in hand be finished; the second waits for
/// nothing; the third ends the program as it stands, and what is half-written is cleared by `--resume`.
pub(crate) fn listen() -> Result<Halt, Stop> {
    let halt = Halt::default();
    listen_for(&halt)?;
    Ok(halt)
}

/// The same for what is halted by `halt`. Until then a signal ends the program as it does any other.
pub(crate) fn listen_for(halt: &Halt) -> Result<(), Stop> {
    let (heard, count) = (halt.clone(), AtomicUsize::new(0));
    let handler = move || match count.fetch_add(1, Ordering::Relaxed) {
        0 => heard.halt(),
        1 => heard.leave(),
        _ => exit(i32::from(Ending::Signal.code())),
    };
    ctrlc::set_handler(handler).map_err(|error| {
        Stop::new(format!("cannot watch for signals: {error}"), format!("无法监听信号；系统原文：“{error}”"))
    })
}
