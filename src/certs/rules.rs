//! What a certificate is, and whether it counts.

use std::collections::BTreeSet;

use x509_cert::certificate::{CertificateInner, Raw, Version};
use x509_cert::der::asn1::{Any, PrintableStringRef, Utf8StringRef};
use x509_cert::der::oid::db;
use x509_cert::der::{Decode, Reader, SliceReader};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::name::Name;

use super::Fingerprint;
use super::strict::refusal;

/// A certificate that may break RFC 5280's rules where real ones do, as with serial numbers.
pub(super) type X509 = CertificateInner<Raw>;

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
}

/// What `bundle list` shows of a certificate beside the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
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
}

/// Why a certificate is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its time is over.
    Expired,
    /// The profile denies it.
    Denied,
    /// It may not sign others, and no person chose it.
    NotACa,
}

impl Reason {
    /// The reason's name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Expired => "expired",
            Reason::Denied => "denied",
            Reason::NotACa => "not-a-ca",
        }
    }
}

/// The rules of a profile, at a moment.
#[derive(Debug)]
pub struct Rules<'a> {
    /// Never trusted.
    pub deny: &'a BTreeSet<Fingerprint>,
    /// Expired certificates stay.
    pub keep_expired: bool,
    /// Seconds since 1970.
    pub now: i64,
}

impl Rules<'_> {
    /// Why a certificate is left out; `None` if it counts. `is_chosen` says that a person chose it.
    pub fn reason_against(&self, der: &[u8], facts: Facts, is_chosen: bool) -> Option<Reason> {
        if self.deny.iter().any(|denied| denied.matches(der)) {
            Some(Reason::Denied)
        } else if facts.not_after < self.now && !self.keep_expired {
            Some(Reason::Expired)
        } else if !(facts.is_ca || facts.is_self_issued && is_chosen) {
            // A server's self-signed certificate is its own anchor, but only if somebody wants it: SG Desktop's browser
            // integration puts one for `localhost` into the user's store.
            Some(Reason::NotACa)
        } else {
            None
        }
    }
}

/// Looks into the certificate at the start of `bytes`, and says how many bytes it takes.
pub fn examine(bytes: &[u8]) -> Result<(Facts, usize), String> {
    let (certificate, length) = decode(bytes)?;
    if let Some(why) = refusal(&certificate) {
        return Err(format!("no certificate that OpenSSL can read ({why})"));
    }
    let content = certificate.tbs_certificate();
    let validity = content.validity();
    let facts = Facts {
        not_before: seconds(validity.not_before),
        not_after: seconds(validity.not_after),
        is_ca: is_ca(&certificate),
        is_self_issued: content.issuer() == content.subject(),
    };
    Ok((facts, length))
}

/// Describes a certificate that was examined before.
pub fn describe(der: &[u8]) -> Result<Description, String> {
    let (certificate, _) = decode(der)?;
    let content = certificate.tbs_certificate();
    let validity = content.validity();
    Ok(Description {
        name: name(content.subject()),
        subject: content.subject().to_string(),
        issuer: content.issuer().to_string(),
        serial: super::hex(content.serial_number().as_bytes()),
        not_before: validity.not_before.to_date_time().to_string(),
        not_after: validity.not_after.to_date_time().to_string(),
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

/// The text of an attribute in the two encodings that certificates of this century use.
fn text(value: &Any) -> Option<String> {
    let utf8 = value
        .decode_as::<Utf8StringRef>()
        .map(|text| text.as_str().to_owned());
    utf8.or_else(|_| {
        value
            .decode_as::<PrintableStringRef>()
            .map(|text| text.as_str().to_owned())
    })
    .ok()
}

fn decode(bytes: &[u8]) -> Result<(X509, usize), String> {
    let decoded = SliceReader::new(bytes).and_then(|mut reader| {
        let certificate = X509::decode(&mut reader)?;
        Ok((certificate, usize::try_from(reader.position())?))
    });
    decoded.map_err(|error| format!("no certificate ({error})"))
}

fn seconds(time: x509_cert::time::Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// Whether OpenSSL would let a certificate sign others (`check_ca` in its `v3_purp.c`).
fn is_ca(certificate: &X509) -> bool {
    let content = certificate.tbs_certificate();
    if content.version() == Version::V1 {
        return content.issuer() == content.subject();
    }
    match content.get_extension::<BasicConstraints>() {
        Ok(Some((_, constraints))) => constraints.ca,
        Ok(None) => {
            matches!(content.get_extension::<KeyUsage>(), Ok(Some((_, usage))) if usage.key_cert_sign())
        }
        // It is there in an encoding that OpenSSL may read although this parser is too strict for it.
        Err(_) => true,
    }
}
