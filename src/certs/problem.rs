//! Problems with sources: data until they are printed.

use std::fmt;
use std::path::PathBuf;

use super::policy::Reason;
use super::source::Source;

/// A source that is unavailable, incomplete or unsafe, although the launch goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// What the problem is about.
    pub source: Source,
    /// What is wrong.
    pub kind: ProblemKind,
    /// Index of the profile's file without which there must not be a bundle.
    pub needed: Option<usize>,
}

impl Problem {
    /// A problem that does not prevent a bundle.
    pub fn new(source: Source, kind: impl Into<ProblemKind>) -> Self {
        Self {
            source,
            kind: kind.into(),
            needed: None,
        }
    }
}

/// What is wrong with a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The file or directory does not exist.
    NotFound,
    /// Reading the file failed, for the reason that the operating system gives.
    Unreadable(String),
    /// Listing the directory failed, for the reason that the operating system gives.
    UnreadableDir(String),
    /// A pipe, a device, or something else that has no content to read.
    NotAFile,
    /// A symbolic link to a file that does not exist.
    DanglingLink,
    /// The file is larger than this many MiB.
    TooLarge(u64),
    /// The file or directory contains no certificate.
    NoCertificates,
    /// The file contains a private key, alone or beside certificates.
    PrivateKey {
        /// The file contains no certificate.
        is_alone: bool,
    },
    /// A part of a file is not usable.
    Skipped {
        /// Which part.
        part: Part,
        /// Why the decoder rejected it.
        why: String,
    },
    /// The decoder rejected the whole file.
    Undecodable(String),
    /// A problem in a file of a store, which has many files.
    InFile(PathBuf, Box<ProblemKind>),
    /// A problem in a file that distrusts certificates, which may therefore be trusted.
    InBlocklist(PathBuf, Box<ProblemKind>),
    /// Every user can write to the directory.
    WorldWritable,
    /// Users who are not administrators could have written a file for all users.
    UnsafeForAll(String),
    /// No certificate of a file that a person chose is included.
    LeftOut {
        /// The certificate's name.
        name: String,
        /// Why the policy excludes it.
        reason: Reason,
    },
    /// Most of Mozilla's roots are expired or not yet valid.
    WrongClock,
    /// A problem that no code distinguishes from others.
    Other(String),
}

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
    /// The whole file.
    All,
}

impl From<String> for ProblemKind {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

impl From<&str> for ProblemKind {
    fn from(message: &str) -> Self {
        Self::Other(message.to_owned())
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            Self::UnreadableDir(why) => write!(f, "the folder cannot be read: {why}"),
            Self::NotAFile => f.write_str("it is neither a file nor a folder"),
            Self::DanglingLink => f.write_str("it is a link that leads nowhere"),
            Self::TooLarge(limit) => write!(f, "it is larger than {limit} MiB"),
            Self::NoCertificates => f.write_str("there is no certificate in it"),
            Self::PrivateKey { is_alone: true } => {
                f.write_str("it holds a private key, and no certificate")
            }
            Self::PrivateKey { is_alone: false } => f.write_str(
                "it holds a private key, which is not copied: keep keys and certificates apart",
            ),
            Self::Skipped { part, why } => write!(f, "{part} is left out: {why}"),
            Self::Undecodable(why) => f.write_str(why),
            Self::InFile(path, kind) => write!(f, "{}: {kind}", path.display()),
            Self::InBlocklist(path, kind) => {
                write!(f, "in {}, which distrusts: {kind}", path.display())
            }
            Self::WorldWritable => f.write_str(
                "everybody can write to this folder, and so decide whom you trust: take that from them",
            ),
            Self::UnsafeForAll(why) => write!(f, "{why}, {}", crate::os::SITE_IGNORED),
            Self::LeftOut { name, reason } => {
                write!(f, "`{name}` is left out: {}", reason.clause())
            }
            Self::WrongClock => f.write_str(
                "most of Mozilla's roots are out of their time, so this machine's clock must be wrong: expired \
                 certificates are kept; set the clock",
            ),
            Self::Other(message) => f.write_str(message),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Block(number, label) => write!(f, "block {number} ({label})"),
            Self::Certificate(number) => write!(f, "certificate {number}"),
            Self::Sha1(digest) => write!(f, "certificate {digest}"),
            Self::Section(number) => write!(f, "section {number}"),
            Self::Rest(offset) => write!(f, "what stands at byte {offset}"),
            Self::All => f.write_str("it"),
        }
    }
}
