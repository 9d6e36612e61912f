//! What a certificate is, and whether it counts.

use std::collections::BTreeSet;

use x509_cert::certificate::{CertificateInner, Raw, Version};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::der::{Decode, Reader, SliceReader};
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::blocklist::Blocklist;
use super::openssl_compat::refusal;
use super::{Fingerprint, sha1, sha256};

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
    /// It may vouch for servers, or be one.
    pub is_for_servers: bool,
}

/// Why a certificate is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The profile denies it.
    Denied,
    /// The system distrusts it, or a file that was read does: this one.
    Distrusted(String),
    /// Only an authority vouches for it that is left out for this reason.
    Issuer(Box<Reason>),
    /// Its time is over.
    Expired,
    /// It may not sign others, and no person chose it.
    NotACa,
    /// It is for other things than servers: mail, or programs.
    NotForServers,
}

impl Reason {
    /// The reason's name in tables and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Reason::Denied => "denied",
            Reason::Distrusted(_) => "distrusted",
            Reason::Issuer(reason) => reason.name(),
            Reason::Expired => "expired",
            Reason::NotACa => "not-a-ca",
            Reason::NotForServers => "not-for-servers",
        }
    }

    /// The file that distrusts the certificate or its issuer.
    pub fn distrusted_by(&self) -> Option<&str> {
        match self {
            Reason::Distrusted(file) => Some(file),
            Reason::Issuer(reason) => reason.distrusted_by(),
            _ => None,
        }
    }

    /// The reason as the end of a sentence about the certificate.
    pub fn clause(&self) -> String {
        match self {
            Reason::Denied => "the profile denies it".to_owned(),
            Reason::Distrusted(file) => format!("{file} distrusts it"),
            Reason::Issuer(reason) => format!("its issuer is left out: {}", reason.clause()),
            Reason::Expired => "it has expired".to_owned(),
            Reason::NotACa => {
                "it is a server's certificate, and not the authority that signed it".to_owned()
            }
            Reason::NotForServers => "it is for other things than servers".to_owned(),
        }
    }
}

/// The rules of a profile, at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// Never trusted.
    pub deny: &'a BTreeSet<Fingerprint>,
    /// Trusted although somebody distrusts it.
    pub allow: &'a BTreeSet<Fingerprint>,
    /// What the system and the files distrust.
    pub distrust: &'a Blocklist,
    /// Expired certificates stay.
    pub keep_expired: bool,
    /// Seconds since 1970.
    pub now: i64,
}

impl Policy<'_> {
    /// Why a certificate is left out; `None` if it counts. `is_chosen` says that a person chose it, and `denied` are the
    /// keys of denied roots.
    pub fn reason_against(
        &self,
        der: &[u8],
        facts: Facts,
        is_chosen: bool,
        denied: &Blocklist,
    ) -> Option<Reason> {
        if has(self.deny, der) || denied.blocked_by(der).is_some() {
            Some(Reason::Denied)
        } else if let Some(file) = self.distrust.blocked_by(der)
            && !has(self.allow, der)
        {
            Some(Reason::Distrusted(file.to_owned()))
        } else if facts.not_after < self.now && !self.keep_expired {
            Some(Reason::Expired)
        } else if !(facts.is_ca || facts.is_self_issued && is_chosen) {
            // A server's self-signed certificate is its own anchor, but only if somebody wants it: SG Desktop's browser
            // integration puts one for `localhost` into the user's store.
            Some(Reason::NotACa)
        } else if !facts.is_for_servers {
            Some(Reason::NotForServers)
        } else {
            None
        }
    }
}

/// Whether one of the fingerprints is that of the certificate `der`.
pub(super) fn has(fingerprints: &BTreeSet<Fingerprint>, der: &[u8]) -> bool {
    !fingerprints.is_empty()
        && [
            Fingerprint::Sha256(sha256(der)),
            Fingerprint::Sha1(sha1(der)),
        ]
        .iter()
        .any(|fingerprint| fingerprints.contains(fingerprint))
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
        is_for_servers: is_for_servers(&certificate),
    };
    Ok((facts, length))
}

/// The certificate at the start of `bytes`, and how many bytes it takes.
pub(super) fn decode(bytes: &[u8]) -> Result<(X509, usize), String> {
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
///
/// What is there in an encoding that this parser is too strict for, OpenSSL may read, and counts as said.
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

/// The uses of a key that are about servers, or about anything.
pub(super) const SERVERS: [ObjectIdentifier; 2] = [ID_KP_SERVER_AUTH, ANY_EXTENDED_KEY_USAGE];

/// What Netscape and Microsoft called servers when they had strong encryption; OpenSSL takes it for the same
/// (`XKU_SGC` in its `v3_purp.c`).
pub(super) const SERVER_GATED_CRYPTO: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.113730.4.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.3"),
];

/// Whether the extended key usage leaves servers in, as a client asks it of each certificate of a chain, the root's
/// included.
fn is_for_servers(certificate: &X509) -> bool {
    let is_one =
        |oid: &ObjectIdentifier| SERVERS.contains(oid) || SERVER_GATED_CRYPTO.contains(oid);
    match (certificate.tbs_certificate()).get_extension::<ExtendedKeyUsage>() {
        Ok(Some((_, usage))) => usage.0.iter().any(is_one),
        Ok(None) | Err(_) => true,
    }
}
