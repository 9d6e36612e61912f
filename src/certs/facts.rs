//! The facts about a certificate that the policy judges.

use std::time::Duration;

use x509_cert::certificate::Version;
use x509_cert::der::DateTime;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::x509::X509;
use super::{Refusals, clients};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Seconds since 1970.
    pub not_before: i64,
    /// Seconds since 1970.
    pub not_after: i64,
    /// The certificate may sign other certificates.
    pub is_ca: bool,
    /// Issuer and subject are the same.
    pub is_self_issued: bool,
    /// Neither the extended key usage nor trust settings exclude TLS servers.
    pub is_for_servers: bool,
    /// The clients that cannot read the certificate.
    pub refusals: Refusals,
}

impl Facts {
    pub(super) fn of(certificate: &X509) -> Self {
        let content = certificate.tbs_certificate();
        let validity = content.validity();
        Self {
            not_before: seconds(validity.not_before),
            not_after: seconds(validity.not_after),
            is_ca: is_ca(certificate),
            is_self_issued: content.issuer() == content.subject(),
            is_for_servers: is_for_servers(certificate),
            refusals: clients::refusals(certificate),
        }
    }
}

/// Returns the date of a time in seconds since 1970, in the form of RFC 3339.
pub fn date(seconds: i64) -> String {
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    let time = DateTime::from_unix_duration(since).unwrap_or(DateTime::INFINITY);
    time.to_string().chars().take(10).collect()
}

fn seconds(time: x509_cert::time::Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// Returns whether OpenSSL would let a certificate sign others (`check_ca` in its `v3_purp.c`).
///
/// An extension in an encoding that `x509-cert` rejects counts as if it allowed signing, because
/// OpenSSL may be able to read it.
fn is_ca(certificate: &X509) -> bool {
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

/// The extended key usages that include TLS servers.
pub(super) const SERVERS: [ObjectIdentifier; 2] = [ID_KP_SERVER_AUTH, ANY_EXTENDED_KEY_USAGE];

/// Netscape's and Microsoft's key usages of servers with strong encryption, which OpenSSL accepts
/// for servers too (`XKU_SGC` in its `v3_purp.c`).
pub(super) const SERVER_GATED_CRYPTO: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.113730.4.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.3"),
];

/// Returns whether the extended key usage includes servers. Clients check it for each certificate
/// of a chain, the root included.
fn is_for_servers(certificate: &X509) -> bool {
    let includes_servers =
        |oid: &ObjectIdentifier| SERVERS.contains(oid) || SERVER_GATED_CRYPTO.contains(oid);
    match (certificate.tbs_certificate()).get_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) => usage.0.iter().any(includes_servers),
        Ok(None) | Err(_) => true,
    }
}
