//! Versions as programs spell them: `20.5.370`, `15.1v3`, `2025`, `4.2.1-linux-x64`.

use std::cmp::Ordering;

/// A version of a program. Versions compare number by number: 20.10 is newer than 20.9.
#[derive(Clone, Debug)]
pub struct Version(String);

/// A component of a version. A word is older than the end of the version, and a number is newer:
/// 5.0-rc1 < 5.0 < 5.0.1. A directory `20.5.370.bak` is thus older than `20.5.370`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Component<'a> {
    Word(&'a str),
    End,
    /// The number of digits and the digits, without leading zeros. They compare like the number,
    /// however long it is.
    Number(usize, &'a str),
}

impl Version {
    /// Creates a version; `None` if `text` does not begin with a digit.
    pub fn new(text: &str) -> Option<Self> {
        let digit = text.starts_with(|c: char| c.is_ascii_digit());
        digit.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first two numbers: `15.1` of `15.1v3`, `2025` of `2025`.
    pub fn major_minor(&self) -> String {
        let numbers: Vec<&str> = self.numbers().take(2).collect();
        numbers.join(".")
    }

    /// Returns the numbers in the version.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        (self.0.split(|c: char| !c.is_ascii_digit())).filter(|number| !number.is_empty())
    }

    /// Returns the count of numbers before the first word: 3 of `15.1v3` and of `4.2.1-linux-x64`.
    pub fn leading_numbers(&self) -> usize {
        let is_number = |component: &Component| matches!(component, Component::Number(..));
        self.components().take_while(is_number).count()
    }

    /// Returns whether `other` is this version without the first dot, or its first two numbers, as
    /// in the directories `Python311` and `Python311-32` of Python 3.11.
    pub fn is_compact(&self, other: &Version) -> bool {
        let numbers: Vec<&str> = self.numbers().take(2).collect();
        numbers.len() == 2
            && (numbers.concat() == other.0 || self.0.replacen('.', "", 1) == other.0)
    }

    /// Returns whether this version matches a requested one: 20.5.370 matches 20.5.
    pub fn matches(&self, requested: &Version) -> bool {
        let mut own = self.components();
        (requested
            .components()
            .take_while(|component| *component != Component::End))
        .all(|component| own.next() == Some(component))
    }

    /// Returns the components between separators, followed by endless ends.
    fn components(&self) -> impl Iterator<Item = Component<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(['.', '-', '_', 'v', '+']);
            let digits = rest.starts_with(|c: char| c.is_ascii_digit());
            let end = rest
                .find(|c: char| c.is_ascii_digit() != digits || matches!(c, '.' | '-' | '_' | '+'))
                .unwrap_or(rest.len());
            let (component, after) = rest.split_at(end);
            rest = after;
            Some(match component {
                "" => Component::End,
                number if digits => {
                    let number = number.trim_start_matches('0');
                    Component::Number(number.len(), number)
                }
                word => Component::Word(word),
            })
        })
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        for (own, others) in self.components().zip(other.components()) {
            match own.cmp(&others) {
                Ordering::Equal if own == Component::End => break,
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
        // Two spellings of one version, like 20.05 and 20.5, need some fixed order.
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Version {}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::new(text).unwrap()
    }

    #[test]
    fn versions_compare_number_by_number() {
        let ascending = [
            "9.0",
            "15.1",
            "15.1v3",
            "15.1v12",
            "15.2v1",
            "20.5.9",
            "20.5.370.bak",
            "20.5.370",
            "20.9",
            "20.10-rc1",
            "20.10",
            "2024",
            "2025_old",
            "2025",
        ];
        for pair in ascending.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_version_matches_its_first_numbers() {
        assert!(version("20.5.370").matches(&version("20.5")));
        assert!(version("20.5.370").matches(&version("20.5.370")));
        assert!(version("15.1v3").matches(&version("15.1")));
        assert!(version("4.2.1-linux-x64").matches(&version("4.2")));
        assert!(version("020.5").matches(&version("20")));
        assert!(!version("20.50.1").matches(&version("20.5")));
        assert!(!version("20").matches(&version("20.5")));
        for (full, compact, is_compact) in [
            ("3.11.4", "311", true),
            ("3.11-32", "311-32", true),
            ("3.11", "31", false),
            ("3.11", "3.11", false),
            ("2024", "2024", false),
        ] {
            assert_eq!(version(full).is_compact(&version(compact)), is_compact);
        }
    }

    #[test]
    fn a_version_begins_with_a_digit() {
        assert!(Version::new("").is_none());
        assert!(Version::new("latest").is_none());
        assert_eq!(version("15.1v3").major_minor(), "15.1");
        assert_eq!(version("2025").major_minor(), "2025");
        assert_eq!(version("15.1v3").leading_numbers(), 3);
        assert_eq!(version("4.2.1-linux-x64").leading_numbers(), 3);
        let long = "1".repeat(400);
        assert!(version(&long) > version("2"));
    }
}
