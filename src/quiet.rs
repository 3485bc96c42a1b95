//! Work that may panic, such as a library's on a damaged file: the panic ends the work alone, and says nothing.
//!
//! A panic's words may hold a person's data, so that only its place is kept.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether panics of this thread are kept quiet.
    static QUIET: Cell<bool> = const { Cell::new(false) };
    /// Where the last of them happened.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps every panic of this thread quiet from here on.
pub fn stay_quiet() {
    keep_quiet_ones_quiet();
    QUIET.set(true);
}

/// What some work comes to; `None` where it panics.
pub fn quietly<T>(work: impl FnOnce() -> T) -> Option<T> {
    keep_quiet_ones_quiet();
    let before = QUIET.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    QUIET.set(before);
    done
}

/// Where the last quiet panic on this thread happened, as `file.rs:12`; empty where there was none.
pub fn last_panic() -> String {
    LAST_PANIC.with_borrow(|place| place.rsplit(['/', '\\']).next().unwrap_or_default().to_string())
}

/// Keeps the panic of such a thread to itself and remembers its place only. What other threads do is left to whoever
/// set a hook before.
fn keep_quiet_ones_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                return others(panic);
            }
            let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
            LAST_PANIC.set(place.unwrap_or_default());
        }));
    });
}
