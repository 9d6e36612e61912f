//! A limit of warnings: a file with thousands of faults must not flood the terminal.

use std::collections::BTreeMap;

use crate::certs::Problem;
use crate::order;

/// Maximum number of warnings of one step.
pub(super) const MAX_WARNINGS: usize = 20;

/// Returns the problems to show, in their order. If there are too many, each source has its first
/// ones shown, so that one source does not hide the problems of others.
pub(super) fn shown<'a>(problems: &[&'a Problem]) -> Vec<&'a Problem> {
    if problems.len() <= MAX_WARNINGS {
        return problems.to_vec();
    }
    let mut of_source = BTreeMap::new();
    let mut ranked: Vec<(usize, usize)> = (problems.iter().enumerate())
        .map(|(index, problem)| {
            let rank = of_source.entry(&problem.source).or_insert(0);
            *rank += 1;
            (*rank, index)
        })
        .collect();
    order::sort(&mut ranked);
    ranked.truncate(MAX_WARNINGS);
    order::sort_by_key(&mut ranked, |(_, index)| *index);
    ranked
        .into_iter()
        .map(|(_, index)| problems[index])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::Source;

    #[test]
    fn a_source_with_many_problems_does_not_hide_others() {
        let problem = |source: &Source, number: usize| {
            Problem::new(source.clone(), format!("problem {number:02}"))
        };
        let (noisy, quiet) = (Source::Mozilla, Source::NATIVE);
        let mut problems: Vec<Problem> = (0..50).map(|n| problem(&noisy, n)).collect();
        problems.push(problem(&quiet, 0));
        let shown = shown(&problems.iter().collect::<Vec<_>>());
        assert_eq!(shown.len(), MAX_WARNINGS);
        assert_eq!(shown.last(), Some(&&problems[50]));
        assert_eq!(shown[..19], problems[..19].iter().collect::<Vec<_>>());
    }
}
