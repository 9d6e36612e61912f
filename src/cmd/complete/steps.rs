//! Searches in threads with a time limit, because a directory on a network may hang. The results of
//! searches that exceed it are left out.

use std::sync::Arc;
use std::time::Duration;

use crate::cmd::Context;
use crate::os::threads;

/// The time limit of a step.
const LIMIT: Duration = Duration::from_millis(300);

/// A search.
pub(super) type Step<T> = Box<dyn Fn(&Context) -> T + Send + Sync>;

/// Returns the results of the steps: `None` for one that does not end.
pub(super) fn run<T: Send + 'static>(
    context: &Arc<Context>,
    steps: Vec<Step<T>>,
) -> Vec<Option<T>> {
    let context = Arc::clone(context);
    threads::map_within(steps, LIMIT, move |step| step(&context))
}

/// Returns the result of one step, if it ends.
pub(super) fn run_one<T: Send + 'static>(
    context: &Arc<Context>,
    step: impl FnOnce(&Context) -> T + Send + 'static,
) -> Option<T> {
    let context = Arc::clone(context);
    threads::start(move || step(&context))
        .wait(LIMIT)
        .ok()?
        .ok()
}
