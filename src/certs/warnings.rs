//! What will hurt somebody who trusts a certificate, although it is a good one.

use std::fmt;

use x509_cert::certificate::{Raw, TbsCertificateInner, Version};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::der::oid::db::rfc5912::{
    DSA_WITH_SHA_1, MD_5_WITH_RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION,
};
use x509_cert::ext::pkix::constraints::PolicyConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    BasicConstraints, CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage,
    InhibitAnyPolicy, KeyUsage, NameConstraints, PolicyMappings, SubjectAltName,
    SubjectKeyIdentifier,
};

use super::Certificate;
use super::facts::SERVER_GATED_CRYPTO;
use super::public_key::{PublicKey, known_name};
use super::x509::decode;

/// One thing that will hurt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Its time begins only later.
    NotYetValid,
    /// Its time ends soon: within so many days.
    Expires(i64),
    /// Python 3.13 and later refuse it, for these reasons.
    Strict(Vec<&'static str>),
    /// It is an intermediate, and this issuer of it is not trusted.
    Rootless(String),
    /// It says that it is for any use, and does not name servers.
    AnyUse,
    /// It has an extension that must be understood, and that OpenSSL does not know.
    Critical(String),
    /// It is signed with a hash that others can forge; nobody needs to check that of a root.
    WeakSignature {
        /// It is a root.
        is_root: bool,
    },
    /// Its RSA key has only so many bits.
    WeakKey(usize),
    /// It may vouch for these names alone.
    OnlyFor(Vec<String>),
    /// It may not vouch for these names.
    NotFor(Vec<String>),
}

/// Warned of when no more days are left: time enough to ask for a new one.
const SOON: i64 = 90;

const DAY: i64 = 24 * 60 * 60;

/// What OpenSSL's security level 2, which Debian and OpenSSL 3.2 start with, asks of an RSA key.
const RSA_BITS: usize = 2048;

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Warning::NotYetValid => {
                f.write_str("its time has not begun yet: no program accepts it before")
            }
            Warning::Expires(0 | 1) => {
                f.write_str("it expires within a day: ask for its successor")
            }
            Warning::Expires(days) => {
                write!(f, "it expires in {days} days: ask for its successor")
            }
            Warning::Strict(reasons) => {
                write!(f, "Python 3.13 will refuse it: {}", reasons.join(", "))
            }
            Warning::Rootless(issuer) => write!(
                f,
                "its issuer is not trusted, and so most programs will refuse what it signed: trust {issuer} too"
            ),
            Warning::AnyUse => f.write_str(
                "OpenSSL will refuse it: its extended key usage is for anything, and does not name servers",
            ),
            Warning::Critical(name) => write!(
                f,
                "OpenSSL will refuse it: its extension {name} is critical, and OpenSSL does not know it as such"
            ),
            Warning::WeakSignature { is_root: false } => {
                f.write_str("it is signed with SHA-1 or MD5, which programs refuse")
            }
            Warning::WeakSignature { is_root: true } => f.write_str(
                "it is signed with SHA-1 or MD5, which some programs refuse even in a root",
            ),
            Warning::WeakKey(bits) => write!(
                f,
                "its key of {bits} bits is too short for newer programs: they want {RSA_BITS}"
            ),
            Warning::OnlyFor(names) => write!(f, "it may only vouch for {}", names.join(", ")),
            Warning::NotFor(names) => write!(f, "it may not vouch for {}", names.join(", ")),
        }
    }
}

/// What will hurt those who trust the certificate `der`, as of `now` (seconds since 1970).
pub fn warnings(certificate: &Certificate, now: i64) -> Vec<Warning> {
    let facts = certificate.facts;
    let Ok((certificate, _)) = decode(&certificate.der) else {
        return Vec::new();
    };
    let content = certificate.tbs_certificate();
    let mut warnings = Vec::new();
    if facts.not_before > now {
        warnings.push(Warning::NotYetValid);
    }
    let left = facts.not_after - now;
    if (0..=SOON * DAY).contains(&left) {
        warnings.push(Warning::Expires((left + DAY - 1) / DAY));
    }
    let reasons = strict_refusals(content, facts.is_ca);
    if !reasons.is_empty() {
        warnings.push(Warning::Strict(reasons));
    }
    if let Ok(Some((_, usage))) = content.get_extension::<ExtendedKeyUsage>()
        && usage.0.contains(&ANY_EXTENDED_KEY_USAGE)
        && !(usage.0.iter())
            .any(|oid| *oid == ID_KP_SERVER_AUTH || SERVER_GATED_CRYPTO.contains(oid))
    {
        warnings.push(Warning::AnyUse);
    }
    let mut extensions = content.extensions().into_iter().flatten();
    if let Some(unknown) =
        extensions.find(|extension| extension.critical && !KNOWN.contains(&extension.extn_id))
    {
        warnings.push(Warning::Critical(known_name(unknown.extn_id)));
    }
    if WEAK_SIGNATURES.contains(&certificate.signature_algorithm().oid) {
        warnings.push(Warning::WeakSignature {
            is_root: facts.is_ca && facts.is_self_issued,
        });
    }
    if let PublicKey::Rsa(bits) = PublicKey::of(&certificate)
        && bits < RSA_BITS
    {
        warnings.push(Warning::WeakKey(bits));
    }
    if let Ok(Some((_, constraints))) = content.get_extension::<NameConstraints>() {
        let NameConstraints {
            permitted_subtrees: permitted,
            excluded_subtrees: excluded,
        } = constraints;
        warnings.extend(permitted.map(|names| Warning::OnlyFor(shown(&names))));
        warnings.extend(excluded.map(|names| Warning::NotFor(shown(&names))));
    }
    warnings
}

/// The extensions that OpenSSL takes care of, and so may be critical (`X509_supported_extension` in its `v3_purp.c`).
const KNOWN: [ObjectIdentifier; 14] = [
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
    // Netscape's certificate type, addresses and autonomous systems (RFC 3779), proxies (RFC 3820)
    ObjectIdentifier::new_unwrap("2.16.840.1.113730.1.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.7"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.8"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.14"),
];

const WEAK_SIGNATURES: [ObjectIdentifier; 4] = [
    SHA_1_WITH_RSA_ENCRYPTION,
    DSA_WITH_SHA_1,
    // ecdsa-with-SHA1 (RFC 3279, 2.2.3)
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"),
    MD_5_WITH_RSA_ENCRYPTION,
];

/// Why `VERIFY_X509_STRICT`, which Python sets since 3.13, refuses an authority that it is pointed to (`check_extensions`
/// in OpenSSL's `x509_vfy.c`). Of a server's own certificate it asks nothing that its authority's does not have.
fn strict_refusals(content: &TbsCertificateInner<Raw>, is_ca: bool) -> Vec<&'static str> {
    if !is_ca {
        return Vec::new();
    }
    if content.version() == Version::V1 {
        return vec!["it is of version 1 and does not say that it is an authority"];
    }
    let mut reasons = Vec::new();
    match content.get_extension::<BasicConstraints>() {
        Ok(Some((true, _))) | Err(_) => {}
        Ok(Some((false, _))) => reasons.push("its basicConstraints are not critical"),
        Ok(None) => reasons.push("it has no basicConstraints"),
    }
    if matches!(content.get_extension::<KeyUsage>(), Ok(None)) {
        reasons.push("it has no key usage");
    }
    if matches!(content.get_extension::<SubjectKeyIdentifier>(), Ok(None)) {
        reasons.push("it has no subject key identifier");
    }
    if content.subject().is_empty() {
        reasons.push("it has no subject");
    }
    reasons
}

/// The names of a constraint, each once.
fn shown(subtrees: &[GeneralSubtree]) -> Vec<String> {
    let mut names: Vec<String> = subtrees.iter().map(|tree| name(&tree.base)).collect();
    names.dedup();
    names
}

fn name(base: &GeneralName) -> String {
    match base {
        GeneralName::DnsName(name) => match name.as_str() {
            "" => "every name".to_owned(),
            name => name.to_owned(),
        },
        GeneralName::IpAddress(address) => network(address.as_bytes()),
        GeneralName::DirectoryName(name) => format!("subjects with {name}"),
        _ => "names of other kinds".to_owned(),
    }
}

/// An address and its mask (RFC 5280, 4.2.1.10).
fn network(bytes: &[u8]) -> String {
    let (address, mask) = bytes.split_at(bytes.len() / 2);
    let bits: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let address = match (<[u8; 4]>::try_from(address), <[u8; 16]>::try_from(address)) {
        (Ok(v4), _) => std::net::Ipv4Addr::from(v4).to_string(),
        (_, Ok(v6)) => std::net::Ipv6Addr::from(v6).to_string(),
        _ => return "an address".to_owned(),
    };
    format!("{address}/{bits}")
}
