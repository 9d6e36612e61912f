//! Names that the user may have meant.

use super::cut;
use crate::order;

/// Returns up to three of `known` that resemble `typed`, the most similar first.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    nearest_of(typed, &mut known.into_iter())
}

fn nearest_of<'a>(typed: &str, known: &mut dyn Iterator<Item = &'a str>) -> Vec<&'a str> {
    // Comparing takes time by the product of the lengths.
    let typed = cut(typed).to_lowercase();
    let mut near: Vec<(f64, &str)> = known
        .map(|name| (strsim::jaro_winkler(&typed, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity > 0.8)
        .collect();
    order::sort_by(&mut near, |a, b| b.0.total_cmp(&a.0));
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

/// Joins names in backticks by commas, the last by "or".
pub fn alternatives(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|name| format!("`{name}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_similar_names_are_suggested_the_nearest_first() {
        let known = ["houdini", "hython", "houdinifx", "maya"];
        assert_eq!(nearest("houdinii", known), ["houdini", "houdinifx"]);
        assert!(nearest("xyz", known).is_empty());
    }
}
