//! The names of nodes.

use std::cmp::Ordering;

/// Compares two texts: numbers in them by their values, so that node2 stands before node10, and
/// letters without case.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    loop {
        let (first, second) = (take_part(&mut left), take_part(&mut right));
        if first.is_empty() && second.is_empty() {
            // Two spellings, such as node1 and node01, need some fixed order.
            return a.cmp(b);
        }
        match compare_parts(first, second) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
    }
}

/// Cuts a number or one other byte off the front.
fn take_part<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (part, after) = rest.split_at(digits.max(1).min(rest.len()));
    *rest = after;
    part
}

fn compare_parts(a: &[u8], b: &[u8]) -> Ordering {
    if let ([b'0'..=b'9', ..], [b'0'..=b'9', ..]) = (a, b) {
        let zeros = |part: &[u8]| part.iter().take_while(|byte| **byte == b'0').count();
        let (a, b) = (&a[zeros(a)..], &b[zeros(b)..]);
        return a.len().cmp(&b.len()).then(a.cmp(b));
    }
    let lower = |part: &[u8]| part.first().map(u8::to_ascii_lowercase);
    lower(a).cmp(&lower(b))
}

/// Returns the part of a host's name before the first dot.
pub fn short(name: &str) -> &str {
    name.split_once('.').map_or(name, |(short, _)| short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order;

    #[test]
    fn numbers_are_compared_by_value() {
        let sorted = [
            "", "07", "7", "10", "Node1", "node01", "node2", "NODE10", "node10", "node10.b",
            "nodeb", "ä",
        ];
        let mut names = sorted;
        names.reverse();
        order::sort_by(&mut names, |a, b| natural(a, b));
        assert_eq!(names, sorted);
        let long = "9".repeat(50);
        assert_eq!(natural(&long, &format!("1{long}")), Ordering::Less);
    }

    #[test]
    fn the_order_is_total() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut name = || -> String {
            (0..random.usize(0..5))
                .map(|_| {
                    *random
                        .choice(['0', '1', '2', 'a', 'A', '.'].iter())
                        .expect("one")
                })
                .collect()
        };
        for _ in 0..5000 {
            let (a, b, c) = (name(), name(), name());
            assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            assert_eq!(natural(&a, &b) == Ordering::Equal, a == b);
            if natural(&a, &b).is_le() && natural(&b, &c).is_le() {
                assert!(natural(&a, &c).is_le(), "{a} {b} {c}");
            }
        }
    }
}
