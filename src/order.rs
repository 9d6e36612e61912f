//! Sorting with one copy of the algorithm.
//!
//! std compiles its sort anew for each type and comparison, at 4 to 9 kB of machine code; thirty
//! sorts were 4 % of the program. Here each costs some hundred bytes. The comparison is called
//! through a pointer, so loops over all certificates keep std's sort.

use std::cmp::Ordering;

/// Sorts `items`; equal ones keep their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts `items` by a key, which is computed once for each.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl FnMut(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let order = sorted(keys.len(), &mut |a, b| keys[a].cmp(&keys[b]));
    arrange(order, &mut |a, b| items.swap(a, b));
}

/// Sorts `items` by a comparison; equal ones keep their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = sorted(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    arrange(order, &mut |a, b| items.swap(a, b));
}

/// Returns the indices of `count` items in the order of the items.
fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Moves each item `order[i]` to index `i`, in at most as many swaps as there are items.
fn arrange(order: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    let mut target = vec![0; order.len()];
    for (to, from) in order.into_iter().enumerate() {
        target[from] = to;
    }
    for index in 0..target.len() {
        while target[index] != index {
            let to = target[index];
            swap(index, to);
            target.swap(index, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_agrees_with_std() {
        // A linear congruential generator: the same lists in each run.
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 24
        };
        for count in 0..200 {
            let items: Vec<(u32, usize)> = (0..count).map(|index| (next() % 16, index)).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            let mut by_key = items.clone();
            sort_by_key(&mut by_key, |(key, _)| *key);
            assert_eq!(by_key, expected);
            let (mut own, mut reversed) = (items.clone(), items);
            sort(&mut own);
            assert!(own.is_sorted());
            sort_by(&mut reversed, |a, b| b.0.cmp(&a.0));
            assert!(reversed.is_sorted_by_key(|(key, index)| (std::cmp::Reverse(*key), *index)));
        }
    }
}
