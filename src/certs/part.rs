//! Parts of certificate files, for messages.

use std::fmt;

/// A part of a file that is not usable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A PEM block: its number from 1 and its label.
    Block(usize, String),
    /// A certificate of a PKCS#7, by its number from 1.
    Certificate(usize),
    /// A certificate of a store, by its SHA-1.
    Sha1(String),
    /// A section of a p11-kit file, by its number from 1.
    Section(usize),
    /// The rest of a DER file from this byte on.
    Rest(usize),
    /// The only certificate of a file.
    All,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Block(number, label) => write!(f, "block {number} ({label})"),
            Self::Certificate(number) => write!(f, "certificate {number}"),
            Self::Sha1(digest) => write!(f, "certificate {digest}"),
            Self::Section(number) => write!(f, "section {number}"),
            Self::Rest(offset) => write!(f, "data from byte {offset} on"),
            Self::All => f.write_str("certificate"),
        }
    }
}
