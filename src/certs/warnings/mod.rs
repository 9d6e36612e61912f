//! Warnings about certificates that are trusted, but that some clients reject.

pub(crate) mod constraints;
pub(crate) mod openssl;
mod strict;

use std::fmt;

use super::extensions::Oid;
use super::facts::is_ca_by_netscape_type;
use super::public_key::PublicKey;
use super::x509::X509;
use super::{Certificate, Client, Facts, Refusal, listed};

/// A reason why clients reject, or will reject, a certificate or the certificates that it signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    NotYetValid,
    /// The certificate expires in this many days.
    Expires(i64),
    /// Python 3.13 and later reject the certificate, for these reasons.
    Strict(Vec<&'static str>),
    /// The certificate is an intermediate whose issuer, this one, is not trusted.
    UntrustedIssuer(String),
    /// The extended key usage allows any use, but does not name servers.
    AnyUse,
    /// Only Netscape's certificate type marks the certificate as a CA.
    NetscapeCa,
    /// OpenSSL does not support this critical extension.
    Critical(String),
    /// OpenSSL cannot decode this extension, or it is there twice.
    Undecodable(String),
    /// The signature uses a hash that can be forged. Clients need not check that of a root.
    WeakSignature {
        is_root: bool,
    },
    /// The RSA key has this many bits.
    WeakKey(usize),
    /// Name constraints limit the certificate to these names.
    OnlyFor(Vec<String>),
    /// Name constraints exclude these names.
    NotFor(Vec<String>),
    /// These clients cannot read the certificate. The files for them do not contain it.
    UnreadableBy(Vec<Client>, Refusal),
}

/// A warning is due when this many days are left, which is time enough to ask for a new
/// certificate.
const SOON: i64 = 90;

const DAY: i64 = 24 * 60 * 60;

/// The minimum of OpenSSL's security level 2, the default of Debian and of OpenSSL 3.2.
const RSA_BITS: usize = 2048;

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotYetValid => f.write_str("not yet valid: clients reject it until then"),
            Self::Expires(0 | 1) => f.write_str("expires within a day: ask for its successor"),
            Self::Expires(days) => write!(f, "expires in {days} days: ask for its successor"),
            Self::Strict(reasons) => {
                write!(f, "Python 3.13 and later reject it: {}", reasons.join(", "))
            }
            Self::UntrustedIssuer(issuer) => write!(
                f,
                "its issuer is not trusted, so most clients reject the certificates that it signed: trust {issuer} too"
            ),
            Self::AnyUse => f.write_str(
                "OpenSSL rejects it: its extended key usage is for any use, but does not name TLS servers",
            ),
            Self::NetscapeCa => f.write_str(
                "only its nsCertType marks it as a CA, which OpenSSL and GnuTLS accept and Java does not",
            ),
            Self::Critical(name) => {
                write!(f, "OpenSSL rejects it: unsupported critical extension {name}")
            }
            Self::Undecodable(name) => write!(
                f,
                "OpenSSL rejects it: its {name} cannot be decoded, or is there twice"
            ),
            Self::WeakSignature { is_root: false } => {
                f.write_str("signed with SHA-1 or MD5, which clients reject")
            }
            Self::WeakSignature { is_root: true } => {
                f.write_str("signed with SHA-1 or MD5, which some clients reject even in a root")
            }
            Self::WeakKey(bits) => write!(
                f,
                "its RSA key of {bits} bits is too short for newer clients: they require {RSA_BITS}"
            ),
            Self::OnlyFor(names) => write!(f, "valid only for {}", names.join(", ")),
            Self::NotFor(names) => write!(f, "not valid for {}", names.join(", ")),
            Self::UnreadableBy(clients, refusal) => {
                write!(f, "not in the bundle for {}: {refusal}", listed(clients))
            }
        }
    }
}

/// Signature algorithms with SHA-1 or MD5: of RSA, DSA, elliptic curves (RFC 3279, 2.2), and RSA
/// with MD5.
const WEAK_SIGNATURES: [Oid; 4] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05",
    b"\x2a\x86\x48\xce\x38\x04\x03",
    b"\x2a\x86\x48\xce\x3d\x04\x01",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04",
];

/// Returns the warnings about a certificate at `now` (seconds since 1970), which decodes it again.
pub fn warnings(certificate: &Certificate, now: i64) -> Vec<Warning> {
    let facts = certificate.facts;
    let Ok(x509) = X509::decode(&certificate.der) else {
        return Vec::new();
    };
    let weak_signature = Warning::WeakSignature {
        is_root: facts.is_ca && facts.is_self_issued,
    };
    let is_weak = WEAK_SIGNATURES.contains(&x509.outer_algorithm.oid);
    let strict = strict::reasons(&x509, facts.is_ca);
    let mut warnings = validity(facts, now);
    warnings.extend((!strict.is_empty()).then_some(Warning::Strict(strict)));
    warnings.extend(is_ca_by_netscape_type(&x509).then_some(Warning::NetscapeCa));
    warnings.extend(openssl::is_for_any_use(&x509).then_some(Warning::AnyUse));
    warnings.extend(openssl::unsupported_extension(&x509).map(Warning::Critical));
    warnings.extend(openssl::undecodable_extension(&x509).map(Warning::Undecodable));
    warnings.extend(is_weak.then_some(weak_signature));
    warnings.extend(weak_key(&PublicKey::of(&x509)));
    warnings.extend(constraints::warnings(&x509));
    let reasons = facts.refusals.reasons().into_iter();
    warnings.extend(reasons.map(|(refusal, clients)| Warning::UnreadableBy(clients, refusal)));
    warnings
}

fn validity(facts: Facts, now: i64) -> Vec<Warning> {
    let left = facts.not_after - now;
    let expires = Warning::Expires((left + DAY - 1) / DAY);
    let expires = (0..=SOON * DAY).contains(&left).then_some(expires);
    let not_yet_valid = (facts.not_before > now).then_some(Warning::NotYetValid);
    not_yet_valid.into_iter().chain(expires).collect()
}

fn weak_key(key: &PublicKey) -> Option<Warning> {
    match key {
        PublicKey::Rsa(bits) if *bits < RSA_BITS => Some(Warning::WeakKey(*bits)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::content::Content;

    #[test]
    fn clients_with_the_same_reason_share_a_warning() {
        let twice = include_bytes!("../../../tests/fixtures/extension-twice.pem");
        let found = Content::parse(twice).certificates;
        let warnings = warnings(&found[0], found[0].facts.not_before).into_iter();
        let texts: Vec<String> = (warnings.map(|one| one.to_string()))
            .filter(|text| text.starts_with("not in the bundle"))
            .collect();
        let expected = "not in the bundle for GnuTLS (git and wget of Debian) and Java: it has an extension twice";
        assert_eq!(texts, [expected]);
    }
}
