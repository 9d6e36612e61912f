//! What people want to know of a certificate: whom it names, who signed it, and what kind of key it has.

use std::fmt;

use x509_cert::der::asn1::{Any, ObjectIdentifier, UintRef};
use x509_cert::der::oid::db;
use x509_cert::der::{Decode as _, Reader as _, SliceReader, Tag, Tagged as _};
use x509_cert::name::Name;
use x509_cert::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::x509::{X509, decode};
use super::{Facts, hex};

/// What a certificate says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateSummary {
    /// What people call it: its common name, or what comes nearest to one.
    pub name: String,
    /// Whom it names, as RFC 4514 writes it.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Its serial number in hexadecimal digits.
    pub serial: String,
    /// Valid from, as RFC 3339 writes it.
    pub not_before: String,
    /// Valid until, as RFC 3339 writes it.
    pub not_after: String,
    /// The kind of its key, and how long it is.
    pub key: Key,
}

/// A public key, as far as people talk about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Key {
    /// RSA, with the length of its modulus in bits.
    Rsa(usize),
    /// An elliptic curve, or another algorithm, by name.
    Other(String),
    /// It cannot be read.
    #[default]
    Unknown,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Key::Rsa(bits) => write!(f, "RSA, {bits} bits"),
            Key::Other(name) => f.write_str(name),
            Key::Unknown => f.write_str("unknown"),
        }
    }
}

/// What a certificate is to those who trust it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An authority that vouches for itself.
    Root,
    /// An authority that another one vouches for.
    Intermediate,
    /// A server's certificate, or a program's or a person's.
    Server,
}

impl Kind {
    /// The kind of a certificate.
    pub fn of(facts: Facts) -> Self {
        match (facts.is_ca, facts.is_self_issued) {
            (true, true) => Kind::Root,
            (true, false) => Kind::Intermediate,
            (false, _) => Kind::Server,
        }
    }

    /// Its name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Root => "root",
            Kind::Intermediate => "intermediate",
            Kind::Server => "server",
        }
    }
}

/// Describes a certificate that was examined before.
pub fn summarize(der: &[u8]) -> Result<CertificateSummary, String> {
    let (certificate, _) = decode(der)?;
    let content = certificate.tbs_certificate();
    let validity = content.validity();
    Ok(CertificateSummary {
        name: name(content.subject()),
        subject: content.subject().to_string(),
        issuer: content.issuer().to_string(),
        serial: hex(content.serial_number().as_bytes()),
        not_before: validity.not_before.to_date_time().to_string(),
        not_after: validity.not_after.to_date_time().to_string(),
        key: key(&certificate),
    })
}

/// The common name of a subject, else its unit, else its organisation, else all of it.
fn name(subject: &Name) -> String {
    let attribute = |oid| {
        let mut attributes = subject.iter().filter(|attribute| attribute.oid == oid);
        attributes
            .next()
            .and_then(|attribute| text(&attribute.value))
    };
    let names = [db::rfc4519::CN, db::rfc4519::OU, db::rfc4519::O];
    names
        .into_iter()
        .find_map(attribute)
        .unwrap_or_else(|| subject.to_string())
}

/// The text of an attribute. Teletex is taken for Latin-1, as everybody has always done who wrote it.
pub(super) fn text(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::TeletexString => Some(bytes.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units = bytes.as_chunks::<2>().0.iter().copied();
            char::decode_utf16(units.map(u16::from_be_bytes))
                .collect::<Result<_, _>>()
                .ok()
        }
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// The kind of a certificate's key.
pub(super) fn key(certificate: &X509) -> Key {
    let info = certificate.tbs_certificate().subject_public_key_info();
    match info.algorithm.oid {
        db::rfc5912::RSA_ENCRYPTION | db::rfc5912::ID_RSASSA_PSS => {
            modulus(info).map_or(Key::Unknown, Key::Rsa)
        }
        db::rfc5912::ID_EC_PUBLIC_KEY => curve(&info.algorithm).map_or(Key::Unknown, Key::Other),
        oid => Key::Other(known_name(oid)),
    }
}

/// How many bits the modulus of an RSA key has (RFC 8017, appendix A.1.1).
fn modulus(info: &SubjectPublicKeyInfo<Any, x509_cert::der::asn1::BitString>) -> Option<usize> {
    let key = info.subject_public_key.as_bytes()?;
    let mut reader = SliceReader::new(key).ok()?;
    let bytes = reader
        .sequence(|reader| {
            let modulus = UintRef::decode(reader)?;
            UintRef::decode(reader)?;
            Ok::<_, x509_cert::der::Error>(modulus)
        })
        .ok()?;
    let bytes = bytes.as_bytes();
    let first = bytes.first()?;
    Some(bytes.len() * 8 - first.leading_zeros() as usize)
}

/// What people call an elliptic curve.
fn curve(algorithm: &AlgorithmIdentifier<Any>) -> Option<String> {
    let oid: ObjectIdentifier = algorithm.parameters.as_ref()?.decode_as().ok()?;
    Some(match oid {
        db::rfc5912::SECP_256_R_1 => "EC P-256".to_owned(),
        db::rfc5912::SECP_384_R_1 => "EC P-384".to_owned(),
        db::rfc5912::SECP_521_R_1 => "EC P-521".to_owned(),
        oid => format!("EC {}", known_name(oid)),
    })
}

/// The name of an algorithm or an extension, without the `id-` and `id-ce-` that only standards say.
pub(super) fn known_name(oid: ObjectIdentifier) -> String {
    match db::DB.by_oid(&oid) {
        Some(name) => name
            .trim_start_matches("id-")
            .trim_start_matches("ce-")
            .to_owned(),
        None => oid.to_string(),
    }
}
