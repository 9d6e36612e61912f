//! Versions of Python packages.

/// The numbers of a version: `v0.22.3` is 0, 22, 3. What follows the first other character after
/// the numbers does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    pub fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('v');
        let end = text.find(|char: char| !char.is_ascii_digit() && char != '.');
        let numbers = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
        Self(
            numbers
                .split('.')
                .map_while(|part| part.parse().ok())
                .collect(),
        )
    }

    /// Returns whether the version is one of `first` to `last`, both included.
    pub fn is_within(&self, first: &[u32], last: &[u32]) -> bool {
        let numbers = self.0.as_slice();
        !numbers.is_empty() && numbers >= first && numbers <= last
    }

    /// Returns whether the version is `first` or later.
    pub fn is_since(&self, first: &[u32]) -> bool {
        self.0.as_slice() >= first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_number_by_number() {
        let within = |text| Version::parse(text).is_within(&[0, 22, 2], &[0, 22, 7]);
        for text in ["v0.22.2", "0.22.7", "0.22.5-beta"] {
            assert!(within(text), "{text}");
        }
        for text in ["0.22.1", "0.22.10", "0.23.3", "0.22", "HEAD", ""] {
            assert!(!within(text), "{text}");
        }
    }
}
