//! Checks of Java's certificate parser.

use super::has_duplicate_extension;
use crate::certs::Refusal;
use crate::certs::x509::X509;

/// Returns why Java cannot read a certificate.
pub fn refusal(certificate: &X509) -> Option<Refusal> {
    has_duplicate_extension(certificate).then_some(Refusal::DuplicateExtension)
}
