//! The relation between a certificate and its issuer (`ossl_x509_likely_issued`).

use super::fields::{AuthorityKeyId, authority_key_id};
use super::strength::{KeyType, key_type, signature_type};
use crate::certs::extensions::key_id;
use crate::certs::name::are_equal;
use crate::doctor::trust::chain::Member;

/// Returns whether the names and identifiers of two certificates fit, and whether the issuer's key
/// can have made the signature. The signature itself is not verified.
pub fn is_issued_by(subject: &Member, issuer: &Member) -> bool {
    are_equal(issuer.x509.subject, subject.x509.issuer)
        && fits(&authority_key_id(&subject.x509), issuer)
        && is_signature_of(subject, issuer)
}

/// Returns whether a certificate is self-signed, as OpenSSL sees it without verifying the
/// signature (`EXFLAG_SS`).
pub fn is_self_signed(member: &Member) -> bool {
    is_issued_by(member, member)
}

/// Returns whether an authority key identifier fits (`X509_check_akid`).
fn fits(id: &AuthorityKeyId, issuer: &Member) -> bool {
    let is_key = match (id.key_id, key_id(&issuer.x509)) {
        (Some(wanted), Some(own)) => wanted == own,
        _ => true,
    };
    is_key
        && id.serial.is_none_or(|serial| serial == issuer.x509.serial)
        && (id.issuer).is_none_or(|name| are_equal(name, issuer.x509.issuer))
}

/// Returns whether a key of the issuer's type makes signatures of this algorithm
/// (`check_sig_alg_match`).
fn is_signature_of(subject: &Member, issuer: &Member) -> bool {
    let key = key_type(&issuer.x509.public_key.algorithm);
    let signature = signature_type(&subject.x509.outer_algorithm);
    match (key, signature) {
        (KeyType::Other, _) | (_, KeyType::Other) => true,
        (KeyType::RsaPss, signature) => signature == KeyType::RsaPss,
        (KeyType::Rsa, signature) => matches!(signature, KeyType::Rsa | KeyType::RsaPss),
        (key, signature) => key == signature,
    }
}
