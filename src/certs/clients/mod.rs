//! Checks that the clients' certificate parsers make, a file per client.
//!
//! OpenSSL, GnuTLS and Java lose a whole file to one certificate that they cannot read, BoringSSL
//! loses all certificates behind it.

mod gnutls;
mod java;

use super::x509::X509;
use super::{Client, Refusals};

/// Returns the clients that cannot read a certificate, and why.
pub fn refusals(certificate: &X509) -> Refusals {
    Refusals::of(|client| match client {
        Client::GnuTls => gnutls::refusal(certificate),
        Client::Java => java::refusal(certificate),
        Client::OpenSsl | Client::BoringSsl => None,
    })
}

/// Returns whether an extension is in the certificate twice (RFC 5280, 4.2).
fn has_duplicate_extension(certificate: &X509) -> bool {
    let mut extensions = certificate.extensions().enumerate();
    extensions.any(|(index, extension)| {
        let mut before = certificate.extensions().take(index);
        before.any(|other| other.oid == extension.oid)
    })
}
