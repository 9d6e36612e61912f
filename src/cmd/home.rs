//! Messages about a home directory that is missing or another user's.

use std::path::Path;

use super::Context;
use crate::certs::{Problem, ProblemKind};
use crate::dirs::HomeFault;

/// Returns a sentence for the fault of the home directory, and one for each directory in use.
pub fn sentences(context: &Context) -> Vec<String> {
    // The settings of Windows are not below the directory in USERPROFILE.
    let fault = if cfg!(windows) {
        None
    } else {
        HomeFault::find(&context.env)
    };
    fault.map_or_else(Vec::new, |fault| {
        let in_use = context.dirs.in_use(&context.env, &fault);
        [fault.to_string()].into_iter().chain(in_use).collect()
    })
}

/// Prints the fault and the directories in use at a level of verbosity.
pub fn report(context: &Context, level: i8) {
    if !context.ui.is_shown(level) {
        return;
    }
    let sentences = sentences(context);
    for sentence in &sentences {
        context.ui.info(level, || sentence.clone());
    }
    if !sentences.is_empty() {
        context.ui.hint(
            "add a studio's certificates for all users: `sudo sglaunch trust add --site FILE`",
        );
    }
}

/// Returns the problems to print: without `-v`, those with files in another user's home are left
/// out, because each launch on a farm would print them.
pub fn without_closed_files<'a>(
    context: &Context,
    mut problems: Vec<&'a Problem>,
) -> Vec<&'a Problem> {
    use ProblemKind::{Unreadable, UnreadableDir};
    let home = context.dirs.home.as_deref();
    let is_closed = |problem: &Problem| {
        let path = problem.source.path();
        matches!(problem.kind, Unreadable(_) | UnreadableDir(_))
            && path
                .zip(home)
                .is_some_and(|(path, home)| path.starts_with(home))
    };
    let has_closed = !context.ui.is_shown(1) && problems.iter().any(|one| is_closed(one));
    if has_closed && is_of_other(context) {
        problems.retain(|problem| !is_closed(problem));
    }
    problems
}

/// Returns whether a directory is in the home of another user.
pub fn is_in_home_of_other(context: &Context, dir: &Path) -> bool {
    let home = context.dirs.home.as_deref();
    home.is_some_and(|home| dir.starts_with(home)) && is_of_other(context)
}

fn is_of_other(context: &Context) -> bool {
    matches!(
        HomeFault::find(&context.env),
        Some(HomeFault::OfOther { .. })
    )
}
