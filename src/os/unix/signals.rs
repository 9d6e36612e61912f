//! Signals that end a process when it writes: SIGPIPE if nothing reads the pipe, SIGXFSZ if the
//! file would exceed the limit of `ulimit -f`.

use std::sync::{Mutex, PoisonError};

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

const SIGNALS: [Signal; 2] = [Signal::SIGPIPE, Signal::SIGXFSZ];

/// The caller's dispositions, while the signals are ignored.
static CALLERS: Mutex<Option<[Option<SigAction>; 2]>> = Mutex::new(None);

/// Ignores the signals, so that a write returns an error instead. To be called before the first
/// write of any kind: a launch that writes nothing pays nothing.
pub fn ignore_write_signals() {
    let mut callers = CALLERS.lock().unwrap_or_else(PoisonError::into_inner);
    if callers.is_none() {
        let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
        *callers = Some(SIGNALS.map(|signal| replace(signal, &ignore)));
    }
}

/// Restores the caller's dispositions, which a program inherits.
pub fn restore_write_signals() {
    let callers = (CALLERS.lock().unwrap_or_else(PoisonError::into_inner)).take();
    for (signal, caller) in SIGNALS.into_iter().zip(callers.into_iter().flatten()) {
        caller.map(|caller| replace(signal, &caller));
    }
}

/// Sets the disposition of a signal and returns the one before.
fn replace(signal: Signal, action: &SigAction) -> Option<SigAction> {
    #[expect(unsafe_code, reason = "no safe function ignores a signal")]
    // SAFETY: the action is to ignore the signal, or the caller's, which after exec is to ignore it
    // or the default: no code of this process runs in a signal.
    unsafe { sigaction(signal, action) }.ok()
}
