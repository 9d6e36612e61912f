//! The facts about a certificate that the policy judges.

use super::extensions::{
    SERVER_GATED_CRYPTO, SERVERS, basic_constraints, extended_key_usage, signs_certificates,
};
use super::name::are_equal;
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
        let is_self_issued = are_equal(certificate.issuer, certificate.subject);
        Self {
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            is_ca: is_ca(certificate, is_self_issued),
            is_self_issued,
            is_for_servers: is_for_servers(certificate),
            refusals: clients::refusals(certificate),
        }
    }
}

/// Returns whether OpenSSL would let a certificate sign others (`check_ca` in its `v3_purp.c`).
///
/// An extension that cannot be decoded, or is there twice, counts as if it allowed signing: such a
/// certificate has another reason to be excluded, if it has one.
fn is_ca(certificate: &X509, is_self_issued: bool) -> bool {
    let signs = signs_certificates(certificate);
    if signs == Ok(Some(false)) {
        return false;
    }
    match basic_constraints(certificate) {
        Ok(Some(is_ca)) => is_ca,
        Ok(None) if certificate.version == 0 => is_self_issued,
        Ok(None) => matches!(signs, Ok(Some(_))),
        Err(_) => true,
    }
}

/// Returns whether the extended key usage includes servers. Clients check it for each certificate
/// of a chain, the root included.
fn is_for_servers(certificate: &X509) -> bool {
    let includes_servers = |oid: &&[u8]| SERVERS.contains(oid) || SERVER_GATED_CRYPTO.contains(oid);
    match extended_key_usage(certificate) {
        Ok(Some(uses)) => uses.iter().any(includes_servers),
        Ok(None) | Err(_) => true,
    }
}
