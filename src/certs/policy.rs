//! The policy: which certificates are included, and why the others are not.

use std::collections::BTreeSet;
use std::fmt;

use super::blocklist::{Blocklist, DistrustedBy};
use super::{Certificate, Client, Fingerprint, Refusal, Refusals};

/// A reason to exclude a certificate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The profile denies the certificate.
    Denied,
    /// The system, or a file with trust settings, distrusts the certificate.
    Distrusted(DistrustedBy),
    /// Every issuer of the certificate is excluded for this reason.
    Issuer(Box<Reason>),
    Expired,
    /// The certificate may not sign others, and no person chose it.
    NotACa,
    /// The certificate is for other purposes than servers, such as mail or programs.
    NotForServers,
    /// OpenSSL cannot decode the extended key usage, and rejects the chains that end in the
    /// certificate.
    UndecodableUsage,
    /// The client cannot read the certificate, and would lose the file to it. Without a client: no
    /// client accepts a chain that ends in it.
    Unreadable(Option<Client>, Refusal),
}

impl Reason {
    /// Returns the reason's name in tables and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Distrusted(_) => "distrusted",
            Self::Issuer(reason) => reason.name(),
            Self::Expired => "expired",
            Self::NotACa => "not-a-ca",
            Self::NotForServers => "not-for-servers",
            Self::UndecodableUsage | Self::Unreadable(..) => "unreadable",
        }
    }

    /// Returns the distrust of the certificate or of its issuer.
    pub fn distrusted_by(&self) -> Option<&DistrustedBy> {
        match self {
            Self::Distrusted(by) => Some(by),
            Self::Issuer(reason) => reason.distrusted_by(),
            _ => None,
        }
    }
}

/// The end of a sentence about the certificate.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Denied => f.write_str("denied by the profile"),
            Self::Distrusted(by) => write!(f, "distrusted by {by}"),
            Self::Issuer(reason) => write!(f, "its issuer is {reason}"),
            Self::Expired => f.write_str("expired"),
            Self::NotACa => f.write_str("a server certificate, not that of the CA that signed it"),
            Self::NotForServers => f.write_str("not for TLS servers"),
            Self::UndecodableUsage => {
                f.write_str("OpenSSL rejects it: its extended key usage cannot be decoded")
            }
            Self::Unreadable(Some(client), why) => write!(f, "{client} cannot read it: {why}"),
            Self::Unreadable(None, why) => write!(f, "no client accepts it: {why}"),
        }
    }
}

/// The settings of a profile that decide which certificates are included, at a point in time.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// Fingerprints of certificates that are never trusted.
    pub deny: &'a BTreeSet<Fingerprint>,
    /// Fingerprints of certificates that are trusted even if the blocklist matches them.
    pub allow: &'a BTreeSet<Fingerprint>,
    /// The distrust of the system and of the files.
    pub blocklist: &'a Blocklist,
    pub keep_expired: bool,
    /// Seconds since 1970.
    pub now: i64,
}

impl Policy<'_> {
    /// Returns why a certificate is excluded; `None` if it is included.
    ///
    /// `is_chosen` tells that a person, not a store, supplied the certificate. `denied` matches the
    /// keys of denied roots.
    pub fn reason_against(
        &self,
        certificate: &Certificate,
        is_chosen: bool,
        denied: &Blocklist,
    ) -> Option<Reason> {
        let facts = certificate.facts;
        if self.denies(certificate) || denied.blocked_by(certificate).is_some() {
            Some(Reason::Denied)
        } else if let Some(by) = self.blocklist.blocked_by(certificate)
            && !self.allows(certificate)
        {
            Some(Reason::Distrusted(by))
        } else if let Some(reason) = unreadable(facts.refusals) {
            Some(reason)
        } else if facts.not_after < self.now && !self.keep_expired {
            Some(Reason::Expired)
        } else if !(facts.is_ca || facts.is_self_issued && is_chosen) {
            // A self-signed server certificate is its own anchor, but only if a person chose it: SG
            // Desktop's browser integration puts one for `localhost` into the user's store.
            Some(Reason::NotACa)
        } else if !facts.is_for_servers {
            Some(if certificate.has_undecodable_usage() {
                Reason::UndecodableUsage
            } else {
                Reason::NotForServers
            })
        } else {
            None
        }
    }

    /// Returns whether `deny` contains the certificate.
    pub(super) fn denies(&self, certificate: &Certificate) -> bool {
        contains(self.deny, certificate)
    }

    /// Returns whether `allow` contains the certificate.
    pub(super) fn allows(&self, certificate: &Certificate) -> bool {
        contains(self.allow, certificate)
    }
}

/// Returns why the bundle must not contain a certificate for the sake of its clients. Most of them
/// use OpenSSL, so the others cannot exclude a certificate.
fn unreadable(refusals: Refusals) -> Option<Reason> {
    let by_openssl = refusals.by(Client::OpenSsl);
    let by_openssl = by_openssl.map(|why| Reason::Unreadable(Some(Client::OpenSsl), why));
    by_openssl.or_else(|| Some(Reason::Unreadable(None, refusals.by_all?)))
}

fn contains(fingerprints: &BTreeSet<Fingerprint>, certificate: &Certificate) -> bool {
    // Without fingerprints to look for, no digest is computed.
    !fingerprints.is_empty()
        && (certificate.fingerprints().iter()).any(|own| fingerprints.contains(own))
}
