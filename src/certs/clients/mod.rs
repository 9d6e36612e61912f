//! Checks that the clients' certificate parsers make, a file per client.
//!
//! OpenSSL, GnuTLS and Java lose a whole file to one certificate that they cannot read, BoringSSL
//! loses all certificates behind it. A check may be stricter than its client, never more lenient:
//! `fuzz/fuzz_targets/clients.rs` compares them.

mod boringssl;
mod general_names;
mod gnutls;
mod java;
mod openssl;
mod values;

use super::der::{Element, Reader, Tag};
use super::extensions::{BASIC_CONSTRAINTS, SUBJECT_ALT_NAME};
use super::name::{Attribute, walk};
use super::x509::{Algorithm, X509};
use super::{Client, Refusal, Refusals};
use general_names::Names;

/// Returns the clients that cannot read a certificate, and why. What several clients check is
/// computed once, because a build checks each certificate.
pub fn refusals(certificate: &X509) -> Refusals {
    let version = version_refusal(certificate);
    let ambiguity = ambiguity(certificate);
    let by_openssl = openssl::refusal(certificate);
    let in_names = refused_attributes(certificate);
    let mut refusals = Refusals::of(|client| {
        let refusal = match client {
            Client::OpenSsl => by_openssl,
            // Nearly all of its code is OpenSSL's.
            Client::BoringSsl => version
                .or_else(|| boringssl::refusal(certificate))
                .or(by_openssl),
            Client::GnuTls => version
                .or(ambiguity)
                .or_else(|| gnutls::refusal(certificate)),
            Client::Java => version.or(ambiguity).or_else(|| java::refusal(certificate)),
        };
        refusal.or(in_names[client as usize])
    });
    refusals.by_all = refusal_by_all(certificate);
    refusals
}

/// Returns why no client accepts a chain that ends in a certificate, although OpenSSL reads it:
/// OpenSSL and BoringSSL decode these extensions when they verify a chain, GnuTLS when it reads the
/// certificate.
fn refusal_by_all(certificate: &X509) -> Option<Refusal> {
    let has = |oid: &[u8], is_unreadable: fn(&[u8]) -> bool| {
        let mut extensions = certificate.extensions();
        extensions.any(|extension| extension.oid == oid && is_unreadable(extension.value))
    };
    if has(SUBJECT_ALT_NAME, |value| {
        Names::decode(value) == Names::Unreadable
    }) {
        Some(Refusal::AlternativeName)
    } else if has(BASIC_CONSTRAINTS, |value| {
        !values::is_basic_constraints(value)
    }) {
        Some(Refusal::BasicConstraints)
    } else {
        None
    }
}

/// Returns why fields of a certificate contradict each other, which GnuTLS and Java do not accept.
fn ambiguity(certificate: &X509) -> Option<Refusal> {
    if has_duplicate_extension(certificate) {
        Some(Refusal::DuplicateExtension)
    } else {
        algorithms_differ(certificate).then_some(Refusal::AlgorithmsDiffer)
    }
}

/// Returns whether an extension is in the certificate twice (RFC 5280, 4.2).
fn has_duplicate_extension(certificate: &X509) -> bool {
    let oids = certificate.extensions().map(|extension| extension.oid);
    let mut oids: Vec<&[u8]> = oids.collect();
    // A hostile certificate may have a million extensions.
    oids.sort_unstable();
    oids.windows(2).any(|pair| pair[0] == pair[1])
}

/// Returns why a client rejects a certificate with a field that its version does not allow
/// (RFC 5280, 4.1.2.8 and 4.1.2.9).
fn version_refusal(certificate: &X509) -> Option<Refusal> {
    let has_unique_id =
        certificate.issuer_unique_id.is_some() || certificate.subject_unique_id.is_some();
    if certificate.version < 2 && certificate.has_extensions() {
        Some(Refusal::ExtensionsInOldVersion)
    } else if certificate.version < 1 && has_unique_id {
        Some(Refusal::UniqueIdInVersion1)
    } else {
        None
    }
}

/// The highest version that a standard defines, version 3.
const LAST_VERSION: u8 = 2;

/// Returns whether the signature algorithms inside and outside of the signed part differ (RFC 5280,
/// 4.1.1.2). Parameters that are NULL equal absent ones.
fn algorithms_differ(certificate: &X509) -> bool {
    let comparable = |algorithm: &Algorithm| {
        let parameters = algorithm
            .parameters
            .map(|parameters| parameters.der.to_vec());
        (
            algorithm.oid.to_vec(),
            parameters.filter(|der| der != b"\x05\x00"),
        )
    };
    let (inner, outer) = (&certificate.inner_algorithm, &certificate.outer_algorithm);
    // The DER is equal in nearly all certificates.
    inner.der != outer.der && comparable(inner) != comparable(outer)
}

/// Returns the algorithms in a certificate: of the signature, twice, and of the key.
fn algorithms<'a>(certificate: &X509<'a>) -> [Algorithm<'a>; 3] {
    [
        certificate.inner_algorithm,
        certificate.outer_algorithm,
        certificate.public_key.algorithm,
    ]
}

/// Returns for each client the first refusal of an attribute in the issuer or the subject.
fn refused_attributes(certificate: &X509) -> [Option<Refusal>; 4] {
    let (issuer, subject) = (certificate.issuer, certificate.subject);
    let mut refusals = [None; 4];
    let mut visit = |attribute: Attribute| {
        for (client, refusal) in Client::ALL.into_iter().zip(&mut refusals) {
            *refusal = refusal.or_else(|| match client {
                Client::OpenSsl => openssl::attribute_refusal(&attribute),
                Client::GnuTls => gnutls::attribute_refusal(&attribute),
                Client::BoringSsl => boringssl::attribute_refusal(&attribute),
                Client::Java => java::attribute_refusal(&attribute),
            });
        }
    };
    let mut read = |name: &[u8]| {
        let name = Reader::new(name).read();
        name.and_then(|name| walk(name, &mut visit)).is_ok()
    };
    // The names of a root are equal.
    if read(issuer) && (issuer == subject || read(subject)) {
        refusals
    } else {
        // `X509::decode` has checked the names, so an error is not expected.
        [Some(Refusal::Text); 4]
    }
}

/// Returns the first refusal of an attribute in the DER of a Name.
fn refused_attribute_of(
    name: &[u8],
    refusal: impl Fn(&Attribute) -> Option<Refusal>,
) -> Option<Refusal> {
    let mut found = None;
    let visit = |attribute: Attribute| {
        found = found.or_else(|| refusal(&attribute));
    };
    let walked = Reader::new(name).read().and_then(|name| walk(name, visit));
    // `X509::decode` has checked the names, so an error is not expected.
    walked.err().map(|_| Refusal::Text).or(found)
}

/// Returns the sets of attributes of a name.
fn sets(name: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let content = Reader::new(name).enter(Tag::SEQUENCE);
    let mut sets = content.unwrap_or(Reader::new(&[]));
    std::iter::from_fn(move || sets.read().ok())
}

#[cfg(test)]
mod tests;
