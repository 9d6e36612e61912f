//! What is generated: completions, tried in the shells that they are for, and the manual page, set by groff.

mod completions;
mod man_page;

use crate::sandbox::Outcome;

fn lines(outcome: &Outcome) -> Vec<String> {
    outcome
        .text()
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
