//! Extensions because of which OpenSSL rejects a certificate.

use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::ext::pkix::constraints::PolicyConstraints;
use x509_cert::ext::pkix::{
    BasicConstraints, CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage,
    InhibitAnyPolicy, KeyUsage, NameConstraints, PolicyMappings, SubjectAltName,
};

use super::TbsCertificate;
use crate::certs::facts::SERVER_GATED_CRYPTO;
use crate::certs::public_key::known_name;

/// The extensions that OpenSSL supports, and that may therefore be critical
/// (`X509_supported_extension` in its `v3_purp.c`).
const SUPPORTED: [ObjectIdentifier; 14] = [
    KeyUsage::OID,
    SubjectAltName::OID,
    BasicConstraints::OID,
    CertificatePolicies::OID,
    CrlDistributionPoints::OID,
    ExtendedKeyUsage::OID,
    PolicyConstraints::OID,
    NameConstraints::OID,
    PolicyMappings::OID,
    InhibitAnyPolicy::OID,
    // Netscape's certificate type, addresses and autonomous systems (RFC 3779), proxies (RFC 3820).
    ObjectIdentifier::new_unwrap("2.16.840.1.113730.1.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.7"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.8"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.14"),
];

/// Returns whether the extended key usage allows any use, but does not name servers.
pub fn is_for_any_use(content: &TbsCertificate) -> bool {
    let Ok(Some((_, usage))) = content.get_extension::<ExtendedKeyUsage>() else {
        return false;
    };
    let is_server =
        |oid: &ObjectIdentifier| *oid == ID_KP_SERVER_AUTH || SERVER_GATED_CRYPTO.contains(oid);
    usage.0.contains(&ANY_EXTENDED_KEY_USAGE) && !usage.0.iter().any(is_server)
}

/// Returns the name of a critical extension that OpenSSL does not support.
pub fn unsupported_extension(content: &TbsCertificate) -> Option<String> {
    let mut extensions = content.extensions().into_iter().flatten();
    let unsupported = extensions
        .find(|extension| extension.critical && !SUPPORTED.contains(&extension.extn_id))?;
    Some(known_name(unsupported.extn_id))
}
