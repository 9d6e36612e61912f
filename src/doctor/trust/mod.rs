//! Which clients would trust a chain that a server sent, and why the others would not.
//!
//! [`verify()`] follows `X509_verify_cert` of OpenSSL 3 step by step: it finds the same path, and
//! its first objection is the error that OpenSSL reports. Unlike OpenSSL it goes on, so that every
//! cause is known. It never decides whether a connection is made.

mod access;
mod anchors;
mod chain;
mod issuer;
mod loaded;
mod mozilla;
mod predicate;
mod rules;
mod saved;
mod verdict;
mod verify;

pub use access::issuer_urls;
pub use anchors::{Anchors, of_system};
pub use chain::{Chain, Member, Origin};
pub use issuer::lacks_intermediate;
pub use loaded::{LoadFault, is_hash, load_dir, load_file, rejects_file};
pub use mozilla::{MozillaVerdict, by_mozilla, is_of_mozilla};
pub use rules::{rules_of_openssl, rules_of_python};
pub use saved::to_pem;
pub use verdict::{Kind, NotJudged, Objection, Verdict, openssl_text};
pub use verify::{
    Host, Rules, counts_by_common_name, is_issued_by, is_self_signed, is_signed_by, names_of,
    verify,
};

#[cfg(test)]
pub(in crate::doctor) use verify::tests;
