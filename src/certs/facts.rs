//! What the policy needs to know of a certificate.

use x509_cert::certificate::Version;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::x509::X509;

/// What the rules need to know of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Valid from, in seconds since 1970.
    pub not_before: i64,
    /// Valid until, in seconds since 1970.
    pub not_after: i64,
    /// It may sign other certificates.
    pub is_ca: bool,
    /// Issuer and subject are the same.
    pub is_self_issued: bool,
    /// It may vouch for servers, or be one.
    pub is_for_servers: bool,
}

pub(super) fn seconds(time: x509_cert::time::Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// Whether OpenSSL would let a certificate sign others (`check_ca` in its `v3_purp.c`).
///
/// What is there in an encoding that this parser is too strict for, OpenSSL may read, and counts as said.
pub(super) fn is_ca(certificate: &X509) -> bool {
    let content = certificate.tbs_certificate();
    let usage = content.get_extension::<KeyUsage>();
    if matches!(&usage, Ok(Some((_, usage))) if !usage.key_cert_sign()) {
        return false;
    }
    match content.get_extension::<BasicConstraints>() {
        Ok(Some((_, constraints))) => constraints.ca,
        Ok(None) if content.version() == Version::V1 => content.issuer() == content.subject(),
        Ok(None) => matches!(usage, Ok(Some(_))),
        Err(_) => true,
    }
}

/// The uses of a key that are about servers, or about anything.
pub(super) const SERVERS: [ObjectIdentifier; 2] = [ID_KP_SERVER_AUTH, ANY_EXTENDED_KEY_USAGE];

/// What Netscape and Microsoft called servers when they had strong encryption; OpenSSL takes it for the same
/// (`XKU_SGC` in its `v3_purp.c`).
pub(super) const SERVER_GATED_CRYPTO: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.113730.4.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.3"),
];

/// Whether the extended key usage leaves servers in, as a client asks it of each certificate of a chain, the root's
/// included.
pub(super) fn is_for_servers(certificate: &X509) -> bool {
    let is_one =
        |oid: &ObjectIdentifier| SERVERS.contains(oid) || SERVER_GATED_CRYPTO.contains(oid);
    match (certificate.tbs_certificate()).get_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) => usage.0.iter().any(is_one),
        Ok(None) | Err(_) => true,
    }
}
