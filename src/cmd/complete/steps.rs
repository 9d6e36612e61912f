//! Steps that read directories, which may not answer. They are not waited for: what the others
//! find is offered.

use std::sync::Arc;
use std::time::Duration;

use crate::cmd::Context;
use crate::os::threads;
use crate::shell::Candidate;

/// Time without a result after which a step is left behind.
const LIMIT: Duration = Duration::from_millis(300);

/// A search for candidates.
pub(super) type Step = Box<dyn Fn(&Context) -> Vec<Candidate> + Send + Sync>;

/// The candidates of all steps that have ended.
pub(super) struct Found {
    pub candidates: Vec<Candidate>,
    /// A step has not ended.
    pub is_partial: bool,
}

/// Returns the candidates of all steps that end.
pub(super) fn run(context: &Arc<Context>, steps: Vec<Step>) -> Found {
    let context = Arc::clone(context);
    let found = threads::map_within(steps, LIMIT, move |step| step(&context));
    Found {
        is_partial: found.iter().any(Option::is_none),
        candidates: found.into_iter().flatten().flatten().collect(),
    }
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
