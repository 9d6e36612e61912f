//! The order of the failures of a text.

use super::causes::Rank;
use super::scan::Evidence;
use crate::order;

/// Maximum size of an error with its traceback, in bytes. Reports at this distance are of one.
const EPISODE: u64 = 8 << 10;

/// Sorts the failures: first the most specific one of the last error, then the others, the last of
/// the text first.
///
/// A chain of exceptions reports one failure several times, from the cause to what a library makes
/// of it. A log may have several failures, of which the last is the one to look into.
pub fn ranked(mut evidence: Vec<Evidence>) -> Vec<Evidence> {
    order::sort_by_key(&mut evidence, |one| std::cmp::Reverse(one.offset));
    let names_a_cause = |one: &&Evidence| one.cause.rank > Rank::Hidden;
    let last = evidence.iter().find(names_a_cause).or(evidence.first());
    let Some(last) = last.map(|one| one.offset) else {
        return evidence;
    };
    let is_of_last = |one: &Evidence| one.offset.abs_diff(last) <= EPISODE;
    let of_last = (evidence.iter().enumerate()).filter(|(_, one)| is_of_last(one));
    let first = of_last.max_by_key(|(_, one)| (one.cause.rank, one.offset));
    let Some((index, _)) = first else {
        return evidence;
    };
    let mut ranked = vec![evidence.remove(index)];
    order::sort_by_key(&mut evidence, |one| std::cmp::Reverse(one.cause.rank));
    for one in evidence {
        if !ranked.iter().any(|known| is_part_of(&one, known)) {
            ranked.push(one);
        }
    }
    if let Some(others) = ranked.get_mut(1..) {
        order::sort_by_key(others, |one| std::cmp::Reverse(one.offset));
    }
    ranked
}

/// Returns whether a report only repeats a more specific one.
fn is_part_of(one: &Evidence, known: &Evidence) -> bool {
    let is_vague = one.cause.rank <= Rank::Refused;
    // A connection that fails after the report is another one, as in a chained traceback.
    let is_later = one.cause.rank == Rank::Network && one.offset > known.offset;
    let is_near = one.offset.abs_diff(known.offset) <= EPISODE;
    one.line == known.line || is_vague && is_near && !is_later && one.cause.rank <= known.cause.rank
}
