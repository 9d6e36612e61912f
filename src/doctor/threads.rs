//! Threads of an examination: one that hangs or panics is left behind, and the others go on.
//!
//! A released sglaunch aborts on a panic, because tables for unwinding are a sixth of a program. So
//! there a thread that panics never returns from the hook, which runs before the abort.

use std::cell::Cell;
use std::panic;
use std::sync::Once;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A thread that has panicked, with the panic's message and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crashed(pub String);

/// Reports a panic, whose message it gets.
type OnPanic = Box<dyn FnOnce(String)>;

thread_local! {
    /// Reports a panic of this thread.
    static ON_PANIC: Cell<Option<OnPanic>> = const { Cell::new(None) };
}

/// Runs a step in a thread of its own. Without a thread, because the user has too many processes,
/// the receiver is disconnected.
pub fn start<T: Send + 'static>(
    step: impl FnOnce() -> T + Send + 'static,
) -> Receiver<Result<T, Crashed>> {
    static HOOK: Once = Once::new();
    HOOK.call_once(leave_behind_on_panic);
    let (sender, receiver) = channel();
    let on_panic = sender.clone();
    let run = move || {
        ON_PANIC.set(Some(Box::new(move |message| {
            let _ = on_panic.send(Err(Crashed(message)));
        })));
        // The receiver is gone if a time limit was over.
        let _ = sender.send(Ok(step()));
    };
    let _ = thread::Builder::new().spawn(run);
    receiver
}

/// Runs a step in a thread of its own, which sends its result itself.
pub fn detach(step: impl FnOnce() + Send + 'static) {
    drop(start(step));
}

fn leave_behind_on_panic() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| match ON_PANIC.take() {
        Some(report) => {
            report(info.to_string());
            while cfg!(panic = "abort") {
                thread::park();
            }
        }
        None => before(info),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_panics_is_left_behind() {
        let crashed = start(|| -> u8 { panic!("out of order") }).recv().unwrap();
        let Err(Crashed(message)) = crashed else {
            panic!("{crashed:?}")
        };
        assert!(message.contains("out of order") && message.contains("threads.rs"));
        assert_eq!(start(|| 7).recv().unwrap(), Ok(7));
    }
}
