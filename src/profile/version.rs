//! Versions as programs spell them: `20.5.370`, `15.1v3`, `2025`, `4.2.1-linux-x64`.

use std::cmp::Ordering;

/// A version found on disk or asked for. Versions compare number by number, so 20.10 is after 20.9.
#[derive(Clone, Debug)]
pub struct Version(String);

/// A piece of a version. Words come after the end and before numbers in the order below turned around:
/// 5.0.1 > 5.0 > 5.0-rc1, and a folder `20.5.370.bak` never wins over `20.5.370`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'a> {
    Word(&'a str),
    End,
    /// Without leading zeros and with its length first, so that numbers of any length compare.
    Number(usize, &'a str),
}

impl Version {
    /// A version, if `text` begins with a digit as every version does.
    pub fn new(text: &str) -> Option<Self> {
        let digit = text.starts_with(|c: char| c.is_ascii_digit());
        digit.then(|| Self(text.to_owned()))
    }

    /// The text as it stands on disk or on the command line.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first two numbers with the dot between: `15.1` of `15.1v3`, `2025` of `2025`.
    pub fn major_minor(&self) -> String {
        let numbers: Vec<&str> = (self.0.split(|c: char| !c.is_ascii_digit()))
            .filter(|number| !number.is_empty())
            .take(2)
            .collect();
        numbers.join(".")
    }

    /// Whether this is `asked` or a closer description of it, as 20.5.370 is of 20.5.
    pub fn is_a(&self, asked: &Version) -> bool {
        let mut own = self.pieces();
        (asked.pieces().take_while(|piece| *piece != Piece::End))
            .all(|piece| own.next() == Some(piece))
    }

    /// The pieces between dots and their like, then the end for ever.
    fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(['.', '-', '_', 'v', '+']);
            let digits = rest.starts_with(|c: char| c.is_ascii_digit());
            let end = rest
                .find(|c: char| c.is_ascii_digit() != digits || matches!(c, '.' | '-' | '_' | '+'))
                .unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            rest = after;
            Some(match piece {
                "" => Piece::End,
                number if digits => {
                    let number = number.trim_start_matches('0');
                    Piece::Number(number.len(), number)
                }
                word => Piece::Word(word),
            })
        })
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        for (own, others) in self.pieces().zip(other.pieces()) {
            match own.cmp(&others) {
                Ordering::Equal if own == Piece::End => break,
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
        // Two spellings of one version, 20.05 and 20.5: any order will do, if it is always the same.
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
    fn a_version_is_described_by_its_first_numbers() {
        assert!(version("20.5.370").is_a(&version("20.5")));
        assert!(version("20.5.370").is_a(&version("20.5.370")));
        assert!(version("15.1v3").is_a(&version("15.1")));
        assert!(version("4.2.1-linux-x64").is_a(&version("4.2")));
        assert!(version("020.5").is_a(&version("20")));
        assert!(!version("20.50.1").is_a(&version("20.5")));
        assert!(!version("20").is_a(&version("20.5")));
    }

    #[test]
    fn only_what_begins_with_a_digit_is_a_version() {
        assert!(Version::new("").is_none());
        assert!(Version::new("latest").is_none());
        assert_eq!(version("15.1v3").major_minor(), "15.1");
        assert_eq!(version("2025").major_minor(), "2025");
        let long = "1".repeat(400);
        assert!(version(&long) > version("2"));
    }
}
