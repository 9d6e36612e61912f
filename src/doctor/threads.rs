//! Threads of an examination: one that hangs or panics is left behind, and the others go on.
//!
//! A released sglaunch aborts on a panic, because tables for unwinding are a sixth of a program. So
//! there a thread that panics never returns from the hook, which runs before the abort.

use std::any::Any;
use std::cell::Cell;
use std::marker::PhantomData;
use std::panic;
use std::sync::Once;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// A thread that has panicked, with the panic's message and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crashed(pub String);

/// Reports a panic, whose message it gets.
type OnPanic = Box<dyn FnOnce(String)>;

thread_local! {
    /// Reports a panic of this thread.
    static ON_PANIC: Cell<Option<OnPanic>> = const { Cell::new(None) };
}

/// A result whose type the receiver knows: a channel for each type would be 10 kB of machine code.
type AnyResult = Box<dyn Any + Send>;

/// The result of a step that runs in a thread of its own.
#[derive(Debug)]
pub struct Pending<T> {
    receiver: Receiver<Result<AnyResult, Crashed>>,
    result: PhantomData<T>,
}

impl<T: 'static> Pending<T> {
    /// Waits for the result, at most for `limit`.
    pub fn wait(&self, limit: Duration) -> Result<Result<T, Crashed>, RecvTimeoutError> {
        match self.receiver.recv_timeout(limit)? {
            Ok(result) => match result.downcast() {
                Ok(result) => Ok(Ok(*result)),
                Err(_) => Err(RecvTimeoutError::Disconnected),
            },
            Err(crashed) => Ok(Err(crashed)),
        }
    }
}

/// Runs a step in a thread of its own. Without a thread, because the user has too many processes,
/// the result is disconnected.
pub fn start<T: Send + 'static>(step: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
    Pending {
        receiver: start_any(Box::new(|| Box::new(step()))),
        result: PhantomData,
    }
}

fn start_any(step: Box<dyn FnOnce() -> AnyResult + Send>) -> Receiver<Result<AnyResult, Crashed>> {
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
        const LONG: Duration = Duration::from_secs(30);
        let crashed = start(|| -> u8 { panic!("out of order") })
            .wait(LONG)
            .unwrap();
        let Err(Crashed(message)) = crashed else {
            panic!("{crashed:?}")
        };
        assert!(message.contains("out of order") && message.contains("threads.rs"));
        assert_eq!(start(|| 7).wait(LONG).unwrap(), Ok(7));
    }
}
