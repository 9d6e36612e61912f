//! Checks of extensions, for each certificate of a path (`check_extensions`).

use super::Verification;
use super::fields::{basic_constraints, bits};
use super::issued::is_self_signed;
use crate::certs::der::{Error, Tag};
use crate::certs::extensions::{
    EXTENDED_KEY_USAGE, KEY_USAGE, NETSCAPE_TYPE, SERVER_AUTH, SERVER_GATED_CRYPTO,
    extended_key_usage,
};
use crate::certs::name::are_equal;
use crate::certs::oid::known_name;
use crate::certs::public_key::EC;
use crate::certs::warnings::openssl::{undecodable_extension, unsupported_extension};
use crate::certs::x509::X509;
use crate::doctor::trust::chain::Member;
use crate::doctor::trust::verdict::{Kind, Purpose, StrictFault};

/// Bits of a key usage (RFC 5280, 4.2.1.3).
const DIGITAL_SIGNATURE: usize = 0;
const KEY_ENCIPHERMENT: usize = 2;
const KEY_AGREEMENT: usize = 4;
pub const KEY_CERT_SIGN: usize = 5;

/// Bits of Netscape's certificate type: a server, and the CAs of TLS, mail and programs.
const NETSCAPE_SERVER: usize = 1;
const NETSCAPE_TLS_CA: usize = 5;
const NETSCAPE_CAS: [usize; 3] = [NETSCAPE_TLS_CA, 6, 7];

/// By what a certificate may sign others (`check_ca` in OpenSSL's `v3_purp.c`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    No,
    /// By its basic constraints.
    Yes,
    /// As a root of version 1, or by its key usage alone.
    ByTolerance,
    /// By Netscape's certificate type alone.
    ByNetscapeType,
}

pub fn signs(member: &Member) -> Signs {
    let x509 = &member.x509;
    let usage = bits(x509, KEY_USAGE);
    if usage.is_some_and(|usage| !usage.bit(KEY_CERT_SIGN)) {
        return Signs::No;
    }
    let types = bits(x509, NETSCAPE_TYPE);
    match basic_constraints(x509) {
        Some(constraints) if constraints.is_ca => Signs::Yes,
        None if x509.version == 0 && is_self_signed(member) => Signs::ByTolerance,
        None if usage.is_some() => Signs::ByTolerance,
        None if types.is_some_and(|types| NETSCAPE_CAS.iter().any(|bit| types.bit(*bit))) => {
            Signs::ByNetscapeType
        }
        Some(_) | None => Signs::No,
    }
}

impl Verification<'_, '_> {
    pub fn check_extensions(&mut self) {
        let count = self.path.len();
        // The number of intermediates below, without self-issued ones.
        let mut below = 0;
        for depth in 0..count {
            let member = self.path[depth];
            let kinds = undecodable(&member.x509).or_else(|| {
                let critical = unsupported_extension(&member.x509);
                critical.map(Kind::Critical)
            });
            let kinds = kinds
                .into_iter()
                .chain(self.ca_objection(depth, &member))
                .chain(
                    (count > 1 && has_explicit_curve(&member.x509)).then_some(Kind::ExplicitCurve),
                )
                .chain(self.strict_faults(depth).into_iter().map(Kind::Strict))
                .chain(purpose_objection(&member, depth > 0).map(Kind::Purpose))
                .chain(path_length_objection(depth, &member, below));
            for kind in kinds.collect::<Vec<_>>() {
                self.object(depth, kind);
            }
            if depth > 0 && !are_equal(member.x509.subject, member.x509.issuer) {
                below += 1;
            }
        }
    }

    fn ca_objection(&self, depth: usize, member: &Member) -> Option<Kind> {
        let signs = signs(member);
        let is_last = depth + 1 == self.path.len();
        if depth == 0 {
            let is_odd = !matches!(signs, Signs::No | Signs::Yes);
            return (self.rules.strict && is_odd)
                .then_some(Kind::Strict(StrictFault::NotACaByExtension));
        }
        // Only a root may be a CA in an old way.
        let is_right = match signs {
            Signs::No => false,
            Signs::Yes => true,
            _ if is_last && self.rules.strict => {
                return Some(Kind::Strict(StrictFault::NotACaByExtension));
            }
            _ => is_last,
        };
        (!is_right).then_some(Kind::NotACa)
    }
}

/// Returns an extension because of which OpenSSL verifies no chain with the certificate.
fn undecodable(certificate: &X509) -> Option<Kind> {
    let by_usage = || match extended_key_usage(certificate) {
        // OpenSSL also decodes BER.
        Ok(_) | Err(Error::Ber) => None,
        Err(_) => Some(known_name(EXTENDED_KEY_USAGE)),
    };
    let name = undecodable_extension(certificate).or_else(by_usage);
    name.map(Kind::Undecodable)
}

/// Returns whether a key has the parameters of its curve instead of the curve's name.
fn has_explicit_curve(certificate: &X509) -> bool {
    let algorithm = &certificate.public_key.algorithm;
    let parameters = algorithm.parameters.map(|parameters| parameters.tag);
    algorithm.oid == EC && parameters == Some(Tag::SEQUENCE)
}

/// Returns why a certificate is not for TLS servers (`check_purpose_ssl_server`).
fn purpose_objection(member: &Member, is_issuer: bool) -> Option<Purpose> {
    let x509 = &member.x509;
    let is_for_servers = |oid: &&[u8]| *oid == SERVER_AUTH || SERVER_GATED_CRYPTO.contains(oid);
    if let Ok(Some(uses)) = extended_key_usage(x509)
        && !uses.iter().any(is_for_servers)
    {
        return Some(Purpose::ExtendedKeyUsage);
    }
    let netscape = bits(x509, NETSCAPE_TYPE);
    if is_issuer {
        let is_tls_ca = netscape.is_some_and(|types| types.bit(NETSCAPE_TLS_CA));
        let is_other = signs(member) == Signs::ByNetscapeType && !is_tls_ca;
        return is_other.then_some(Purpose::NetscapeType);
    }
    if netscape.is_some_and(|types| !types.bit(NETSCAPE_SERVER)) {
        return Some(Purpose::NetscapeType);
    }
    let for_tls = [DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_AGREEMENT];
    let usage = bits(x509, KEY_USAGE);
    let is_other = usage.is_some_and(|usage| !for_tls.iter().any(|bit| usage.bit(*bit)));
    is_other.then_some(Purpose::KeyUsage)
}

fn path_length_objection(depth: usize, member: &Member, below: u64) -> Option<Kind> {
    let length = basic_constraints(&member.x509)?.path_length?;
    (depth > 1 && below > length).then_some(Kind::PathLength(length))
}
