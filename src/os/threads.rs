//! Threads for steps that may hang, such as a look at a network drive, or panic. Such a thread is
//! left behind, and the others go on.
//!
//! A release build aborts on a panic, because the tables for unwinding are a sixth of the binary.
//! There a thread that panics never returns from the panic hook, which runs before the abort.

use std::any::Any;
use std::cell::Cell;
use std::marker::PhantomData;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Once};
use std::thread;
use std::time::{Duration, Instant};

/// Time without a result after which more threads are started.
const STALL: Duration = Duration::from_millis(50);

/// Maximum number of threads that may hang at once.
const MAX_THREADS: usize = 256;

/// A thread that has panicked, with the panic's message and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crashed(pub String);

/// Reports the message of a panic.
type OnPanic = Box<dyn FnOnce(String)>;

thread_local! {
    /// Reports a panic of this thread.
    static ON_PANIC: Cell<Option<OnPanic>> = const { Cell::new(None) };
}

/// A result without its type: a channel for each type would be 10 kB of machine code.
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

/// Runs a step for each item, and returns the results in the order of the items. The result is
/// `None` for a step that did not end while no other step ended for `limit`.
///
/// One thread is enough for steps that do not hang. While none ends, the number of threads doubles,
/// so that steps that hang do so at the same time.
pub fn map_within<I: Send + Sync + 'static, T: Send + 'static>(
    items: Vec<I>,
    limit: Duration,
    step: impl Fn(&I) -> T + Send + Sync + 'static,
) -> Vec<Option<T>> {
    let count = items.len();
    let step = move |index: usize| Box::new(step(&items[index])) as AnyResult;
    let results = map_any(count, limit, Arc::new(step)).into_iter();
    let result = |result: Option<AnyResult>| Some(*result?.downcast().ok()?);
    results.map(result).collect()
}

fn map_any(
    count: usize,
    limit: Duration,
    step: Arc<dyn Fn(usize) -> AnyResult + Send + Sync>,
) -> Vec<Option<AnyResult>> {
    let mut results: Vec<Option<AnyResult>> = (0..count).map(|_| None).collect();
    let (sender, receiver) = channel();
    let next = Arc::new(AtomicUsize::new(0));
    let claimed = Arc::clone(&next);
    let work = Arc::new(move || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let result: AnyResult = Box::new((index < count).then(|| (index, step(index)))?);
        sender.send(Ok(result)).ok()
    });
    let (mut missing, mut threads) = (count, 0);
    let mut progress = Instant::now();
    while missing > 0 && progress.elapsed() < limit {
        let wait = if threads == 0 { Duration::ZERO } else { STALL };
        let result: Result<Result<AnyResult, Crashed>, _> = receiver.recv_timeout(wait);
        if let Ok(Ok(result)) = result {
            if let Ok(result) = result.downcast::<(usize, AnyResult)>() {
                results[result.0] = Some(result.1);
            }
            missing -= 1;
            progress = Instant::now();
            continue;
        }
        let unclaimed = count.saturating_sub(claimed.load(Ordering::Relaxed));
        for _ in 0..threads.max(1).min(unclaimed).min(MAX_THREADS - threads) {
            let shared = Arc::clone(&work);
            let run = start(move || while shared().is_some() {});
            if run.wait(Duration::ZERO) != Err(RecvTimeoutError::Disconnected) {
                threads += 1;
            } else if threads == 0 {
                // The user has too many processes for a thread.
                work();
            }
        }
    }
    results
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

    #[test]
    fn steps_that_hang_do_not_keep_others_from_ending() {
        let step = |number: &u32| {
            if number % 10 == 3 {
                loop {
                    thread::park();
                }
            }
            number * 2
        };
        let begin = Instant::now();
        let results = map_within((0..100).collect(), Duration::from_millis(500), step);
        let expected = |number: u32| (number % 10 != 3).then_some(number * 2);
        assert_eq!(results, (0..100).map(expected).collect::<Vec<_>>());
        // The ten that hang are waited for at the same time.
        assert!(begin.elapsed() < Duration::from_secs(4));
        assert_eq!(map_within(Vec::<u32>::new(), STALL, step), []);
    }
}
