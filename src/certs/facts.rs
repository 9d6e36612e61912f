//! The facts about a certificate from which the policy decides.

use super::der::Error;
use super::extensions::{
    SERVER_GATED_CRYPTO, SERVERS, basic_constraints, extended_key_usage, is_netscape_ca,
    signs_certificates,
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
    /// The time, in seconds since 1970, after which the system's store distrusts what the CA
    /// issues. A PEM file cannot contain this limit.
    pub distrust_after: Option<i64>,
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
            distrust_after: None,
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
        Ok(None) => {
            let is_old_root = certificate.version == 0 && is_self_issued;
            is_old_root || matches!(signs, Ok(Some(_))) || is_netscape_ca(certificate)
        }
        Err(_) => true,
    }
}

/// Returns whether a certificate is a CA only because of Netscape's certificate type.
pub(super) fn is_ca_by_netscape_type(certificate: &X509) -> bool {
    let is_self_issued = are_equal(certificate.issuer, certificate.subject);
    basic_constraints(certificate) == Ok(None)
        && signs_certificates(certificate) == Ok(None)
        && !(certificate.version == 0 && is_self_issued)
        && is_netscape_ca(certificate)
}

/// Returns whether the extended key usage includes servers. OpenSSL checks it for each certificate
/// of a chain, the root included, and rejects the chain if it cannot decode it.
fn is_for_servers(certificate: &X509) -> bool {
    let includes_servers = |oid: &&[u8]| SERVERS.contains(oid) || SERVER_GATED_CRYPTO.contains(oid);
    match extended_key_usage(certificate) {
        Ok(Some(uses)) => uses.iter().any(includes_servers),
        // OpenSSL also decodes BER.
        Ok(None) | Err(Error::Ber) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::Certificate;
    use crate::certs::policy::Reason;
    use crate::certs::tests::{facts_with, reason_against};

    const NETSCAPE: [u64; 7] = [2, 16, 840, 1, 113_730, 1, 1];
    const USAGE: [u64; 4] = [2, 5, 29, 15];
    const CONSTRAINTS: [u64; 4] = [2, 5, 29, 19];
    const EXTENDED: [u64; 4] = [2, 5, 29, 37];

    #[test]
    fn a_ca_is_what_openssl_takes_for_one() {
        for (extensions, is_ca) in [
            (&[][..], false),
            (&[(&USAGE[..], &b"\x03\x02\x01\x06"[..])], true),
            (&[(&USAGE, b"\x03\x02\x07\x80")], false),
            (&[(&CONSTRAINTS, b"\x30\x03\x01\x01\xff")], true),
            (&[(&CONSTRAINTS, b"\x30\x03\x01\x01\x01")], true),
            (&[(&CONSTRAINTS, b"\x30\x03\x01\x01\x00")], false),
            (&[(&CONSTRAINTS, b"\x30\x00")], false),
            (&[(&CONSTRAINTS, b"\x30\x03\x01\x01\xff\x00")], true),
            (
                &[(&CONSTRAINTS, b"\x30\x07\x01\x01\xff\x02\x02\x01\x2c")],
                true,
            ),
            (&[(&NETSCAPE, b"\x03\x02\x02\x04")], true),
            (&[(&NETSCAPE, b"\x03\x02\x00\x07")], true),
            (&[(&NETSCAPE, b"\x03\x02\x01\x02")], false),
            (&[(&NETSCAPE, b"\x03\x02\x06\x40")], false),
            (&[(&NETSCAPE, b"\x05\x00")], false),
            (
                &[
                    (&NETSCAPE, b"\x03\x02\x02\x04"),
                    (&CONSTRAINTS, b"\x30\x00"),
                ],
                false,
            ),
            (
                &[
                    (&NETSCAPE, b"\x03\x02\x02\x04"),
                    (&USAGE, b"\x03\x02\x07\x80"),
                ],
                false,
            ),
        ] {
            assert_eq!(facts_with(extensions).is_ca, is_ca, "{extensions:x?}");
        }
    }

    #[test]
    fn only_netscapes_type_is_a_note() {
        let of = |extensions: &[(&[u64], &[u8])]| {
            let der = crate::certs::tests::with_extensions(extensions);
            is_ca_by_netscape_type(&X509::decode(&der).unwrap())
        };
        let netscape = (&NETSCAPE[..], &b"\x03\x02\x02\x04"[..]);
        assert!(of(&[netscape]));
        assert!(!of(&[netscape, (&USAGE, b"\x03\x02\x01\x06")]));
        assert!(!of(&[netscape, (&CONSTRAINTS, b"\x30\x03\x01\x01\xff")]));
        assert!(!of(&[]));
    }

    #[test]
    fn an_extended_key_usage_that_cannot_be_decoded_is_not_for_servers() {
        const SERVERS: &[u8] = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
        let ca = (&CONSTRAINTS[..], &b"\x30\x03\x01\x01\xff"[..]);
        let behind = [SERVERS, b"\x00"].concat();
        for (usage, reason) in [
            (SERVERS, None),
            (&behind, None),
            (
                b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04",
                Some(Reason::NotForServers),
            ),
            (b"\x30\x00", Some(Reason::NotForServers)),
            (b"\x05\x00", Some(Reason::UndecodableUsage)),
            (&SERVERS[..8], Some(Reason::UndecodableUsage)),
            (b"", Some(Reason::UndecodableUsage)),
            (b"\x30\x03\x02\x01\x05", Some(Reason::UndecodableUsage)),
            // A length in BER, which OpenSSL decodes.
            (b"\x30\x80\x00\x00", None),
        ] {
            let der = crate::certs::tests::with_extensions(&[ca, (&EXTENDED, usage)]);
            let certificate = Certificate::new(&der).unwrap();
            assert_eq!(reason_against(&certificate), reason, "{usage:x?}");
        }
    }
}
