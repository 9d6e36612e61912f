//! Certificates: decoding, the policy that includes or excludes them, and merging into one list.

pub mod additions;
mod ber;
pub mod blocklist;
pub mod certifi;
mod certificate;
pub mod chain;
mod client;
mod clients;
pub mod clock;
pub mod comment;
pub mod content;
pub(crate) mod der;
pub mod entries;
pub(crate) mod extensions;
mod facts;
mod fields;
mod fingerprint;
pub mod key_store;
pub mod merge;
pub mod mozilla;
pub(crate) mod name;
pub(crate) mod name_constraints;
pub(crate) mod oid;
pub mod p11kit;
mod part;
pub mod pem;
mod pkcs7;
pub mod policy;
mod problem;
pub(crate) mod public_key;
mod source;
pub mod strict;
pub mod summary;
mod time;
mod trust_settings;
pub mod warnings;
pub(crate) mod x509;

pub use certificate::Certificate;
pub use client::{Client, Refusal, Refusals, listed};
pub use facts::Facts;
pub use fingerprint::{Fingerprint, hex, sha1, sha256};
pub use part::Part;
pub use problem::{Problem, ProblemKind};
pub use source::{Setting, Source, StoreLocation, trust_name};
pub use time::{date, parse_rfc3339, rfc3339};

#[cfg(test)]
pub(crate) mod tests;
