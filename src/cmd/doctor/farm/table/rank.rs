//! The order of the values of a column.

use std::ops::Range;

use crate::doctor::farm::natural;
use crate::order;

/// The place of each row's value among the values of a column. The most frequent value has the
/// place 0, so values before it have negative places.
#[derive(Default)]
pub struct Ranks {
    pub places: Vec<i64>,
    /// The places that there are.
    pub all: Range<i64>,
}

impl Ranks {
    /// Returns the ranks of values, with numbers in them by their size, and unknown values last.
    pub fn new(values: &[Option<&str>]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order::sort_by(&mut order, |a, b| match (values[*a], values[*b]) {
            (Some(a), Some(b)) => natural(a, b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        let is_same = |a: &usize, b: &usize| values[*a] == values[*b];
        let groups = || order.chunk_by(is_same);
        let largest = groups().map(<[usize]>::len).max().unwrap_or_default();
        let usual = groups().position(|group| group.len() == largest);
        let start = -i64::try_from(usual.unwrap_or_default()).unwrap_or_default();
        let mut places = vec![0; values.len()];
        let mut all = start..start;
        for group in groups() {
            for index in group {
                places[*index] = all.end;
            }
            all.end += 1;
        }
        Self { places, all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_value_is_the_zero() {
        let ranks = Ranks::new(&[Some("n10"), Some("n2"), None, Some("n10"), Some("n1")]);
        assert_eq!(ranks.places, [0, -1, 1, 0, -2]);
        assert_eq!(ranks.all, -2..2);
        let ranks = Ranks::new(&[Some("b"), Some("a"), Some("b")]);
        assert_eq!(ranks.places, [0, -1, 0]);
        assert_eq!(Ranks::new(&[]).all, 0..0);
    }
}
