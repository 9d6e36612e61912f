//! Problems with sources: data until they are printed.

use std::fmt;
use std::path::{Path, PathBuf};

use super::blocklist::Origin;
use super::content::Foreign;
use super::policy::Reason;
use super::source::Source;
use super::{Client, Part, Refusal, listed};
use super::{date, mozilla};
use crate::error::{shown_name, shown_reason};
use crate::os::special::NotAFile;

/// A source that is unavailable, incomplete or unsafe, although the launch goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub source: Source,
    pub kind: ProblemKind,
    /// Index of the profile's file without which there must not be a bundle.
    pub needed: Option<usize>,
}

impl Problem {
    /// Creates a problem that does not prevent a bundle.
    pub fn new(source: Source, kind: impl Into<ProblemKind>) -> Self {
        Self {
            source,
            kind: kind.into(),
            needed: None,
        }
    }

    /// Returns the path and what is wrong with it, for the note of an error.
    pub fn note(&self) -> String {
        let path = self.source.path().unwrap_or(Path::new("")).display();
        format!("{path}: {}", self.kind)
    }
}

/// The kind of a problem, with the facts of its message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The file or directory does not exist.
    NotFound,
    /// Reading the file failed, for the reason that the operating system gives.
    Unreadable(String),
    /// Listing the directory failed, for the reason that the operating system gives.
    UnreadableDir(String),
    /// A pipe, a device, or something else that has no content to read.
    NotAFile(NotAFile),
    /// A symbolic link to a file that does not exist.
    DanglingLink,
    /// A symbolic link that leads to itself, maybe through others.
    LinkLoop,
    /// The file is larger than this many MiB.
    TooLarge(u64),
    /// The file or directory contains no certificate.
    NoCertificates,
    /// The file contains no certificate because it has another format.
    Foreign(Foreign),
    /// The file contains a private key, alone or beside certificates.
    PrivateKey {
        /// The file contains no certificate.
        is_alone: bool,
    },
    /// A part of a file is not usable.
    Skipped {
        part: Part,
        /// Why the decoder rejected it.
        why: String,
    },
    /// The decoder rejected the whole file.
    Undecodable(String),
    /// A problem with one file of a store.
    InFile(PathBuf, Box<ProblemKind>),
    /// A problem with a file that distrusts certificates, which may stay trusted because of it.
    InBlocklist(PathBuf, Box<ProblemKind>),
    /// A store that distrusts certificates cannot be read, for the reason that the system gives.
    UnreadableStore { store: String, why: String },
    /// Other users, named by the clause, can write to a file or directory of certificates.
    SharedTrust(String),
    /// Other users, named by the clause, can write to a profile or a directory of profiles.
    SharedProfiles(String),
    /// The file system, by name, makes up permissions.
    SyntheticModes(&'static str),
    /// Users who are not administrators could have written a file for all users.
    UnsafeForAll(String),
    /// A file that would replace the compiled-in copy of Mozilla's list is not used.
    InList(PathBuf, Box<ProblemKind>),
    /// A file that would replace Mozilla's list has only so many CAs.
    FewCas(usize),
    /// No certificate of a file that a person chose is included.
    Excluded {
        /// The certificate's name.
        name: String,
        reason: Reason,
    },
    /// The clock shows a time (seconds since 1970) before the date of the compiled-in list.
    EarlyClock { now: i64 },
    /// Mozilla's list is older than ten years. Its date is in seconds since 1970.
    ExpiredList { date: i64 },
    /// The files of these clients do not contain a certificate of the source.
    UnreadableBy {
        /// The certificate's name.
        name: String,
        clients: Vec<Client>,
        why: Refusal,
    },
    /// No list of distrust has been read, now or at the last build.
    UnknownDistrust,
    /// A problem that no code distinguishes from others.
    Other(String),
}

impl ProblemKind {
    /// Returns whether the problem is about one certificate, whose state and warnings a list of
    /// certificates shows too.
    pub fn is_about_certificate(&self) -> bool {
        matches!(self, Self::Excluded { .. } | Self::UnreadableBy { .. })
    }

    /// Returns whether the message says what to do. `sglaunch doctor` does that for the others.
    pub fn has_action(&self) -> bool {
        match self {
            Self::Foreign(_)
            | Self::PrivateKey { is_alone: false }
            | Self::SharedTrust(_)
            | Self::SharedProfiles(_)
            | Self::SyntheticModes(_)
            | Self::FewCas(_)
            | Self::EarlyClock { .. }
            | Self::ExpiredList { .. }
            | Self::Other(_) => true,
            Self::InFile(_, kind) | Self::InBlocklist(_, kind) | Self::InList(_, kind) => {
                kind.has_action()
            }
            Self::NotFound
            | Self::Unreadable(_)
            | Self::UnreadableDir(_)
            | Self::NotAFile(_)
            | Self::DanglingLink
            | Self::LinkLoop
            | Self::TooLarge(_)
            | Self::NoCertificates
            | Self::PrivateKey { is_alone: true }
            | Self::Skipped { .. }
            | Self::Undecodable(_)
            | Self::UnreadableStore { .. }
            | Self::UnsafeForAll(_)
            | Self::Excluded { .. }
            | Self::UnreadableBy { .. }
            | Self::UnknownDistrust => false,
        }
    }

    /// Returns the text for a message, in which names and reasons from a file are cut. JSON has the
    /// whole text.
    pub fn shown(&self) -> String {
        match self {
            Self::InFile(path, kind) => format!("{}: {}", path.display(), kind.shown()),
            Self::InBlocklist(path, kind) => {
                format!("blocklist {}: {}", path.display(), kind.shown())
            }
            Self::Excluded { name, reason } => {
                let (name, reason) = (shown_name(name), reason.clone());
                Self::Excluded { name, reason }.to_string()
            }
            Self::UnreadableBy { name, clients, why } => {
                let (name, clients, why) = (shown_name(name), clients.clone(), *why);
                Self::UnreadableBy { name, clients, why }.to_string()
            }
            Self::Skipped { part, why } => {
                let part = shown_name(&part.to_string());
                format!("{part} skipped: {}", shown_reason(why))
            }
            Self::Undecodable(why) => shown_reason(why),
            kind => kind.to_string(),
        }
    }

    /// Returns the list of distrust, or the directory or store of such lists, that cannot be read:
    /// certificates may stay trusted because of it.
    pub fn unreadable_distrust(&self) -> Option<Origin> {
        match self {
            Self::InBlocklist(path, kind) => {
                let is_unread = matches!(
                    **kind,
                    Self::Unreadable(_)
                        | Self::UnreadableDir(_)
                        | Self::NotAFile(_)
                        | Self::DanglingLink
                        | Self::LinkLoop
                        | Self::TooLarge(_)
                );
                is_unread.then(|| Origin::File(path.clone()))
            }
            Self::UnreadableStore { store, .. } => Some(Origin::Store(store.clone())),
            _ => None,
        }
    }
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
            Self::NotFound => f.write_str("no such file"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Self::UnreadableDir(why) => write!(f, "the directory cannot be read: {why}"),
            Self::NotAFile(why) => why.fmt(f),
            Self::DanglingLink => f.write_str("symbolic link to a file that does not exist"),
            Self::LinkLoop => f.write_str("symbolic link that leads to itself"),
            Self::TooLarge(limit) => write!(f, "larger than {limit} MiB"),
            Self::NoCertificates => f.write_str("contains no certificate"),
            Self::Foreign(format) => format.fmt(f),
            Self::PrivateKey { is_alone: true } => {
                f.write_str("contains a private key, but no certificate")
            }
            Self::PrivateKey { is_alone: false } => f.write_str(
                "contains a private key, which is not copied: keep keys and certificates in separate files",
            ),
            Self::Skipped { part, why } => write!(f, "{part} skipped: {why}"),
            Self::Undecodable(why) => f.write_str(why),
            Self::InFile(path, kind) => write!(f, "{}: {kind}", path.display()),
            Self::InBlocklist(path, kind) => write!(f, "blocklist {}: {kind}", path.display()),
            Self::UnreadableStore { store, why } => write!(f, "{store} cannot be read: {why}"),
            Self::SharedTrust(who) => write!(
                f,
                "{who}, and so add CAs that you trust: check that this is intended"
            ),
            Self::SharedProfiles(who) => write!(
                f,
                "{who}, and so change how your programs start: check that this is intended"
            ),
            Self::SyntheticModes(name) => write!(
                f,
                "its permissions cannot be checked on this file system ({name}): check them on its server"
            ),
            Self::UnsafeForAll(why) => write!(f, "{why}, {}", crate::os::SITE_IGNORED),
            Self::InList(path, kind) => write!(
                f,
                "{}: {kind}; the list in sglaunch is used instead",
                path.display()
            ),
            Self::FewCas(count) => write!(
                f,
                "contains {count} CAs for servers, and a list of Mozilla's at least 100: export one \
                 with `sglaunch bundle export --mozilla FILE`, or use certifi's cacert.pem"
            ),
            Self::Excluded { name, reason } => write!(f, "`{name}` is excluded: {reason}"),
            Self::EarlyClock { now } => write!(
                f,
                "the system clock is wrong: it shows {}, and Mozilla's list in sglaunch is from {}; \
                 certificates that seem expired are kept; set the clock",
                date(*now),
                date(mozilla::DATE)
            ),
            Self::ExpiredList { date: of_list } => write!(
                f,
                "the list of root CAs is from {}, more than ten years ago: update sglaunch or the \
                 file that replaces its list, or set the system clock if it is wrong",
                date(*of_list)
            ),
            Self::UnreadableBy { name, clients, why } => {
                write!(f, "`{name}` is not in the bundle for {}: {why}", listed(clients))
            }
            Self::UnknownDistrust => f.write_str(
                "no build has read what these blocklists distrust, so they exclude no certificate",
            ),
            Self::Other(message) => f.write_str(message),
        }
    }
}
