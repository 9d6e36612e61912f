//! What a certificate is, and whether it counts.

use std::collections::BTreeSet;

use super::blocklist::Blocklist;
use super::{Certificate, Fingerprint};

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
    /// `is_chosen` tells that a person, not a store, supplied the certificate. `denied` matches the keys of
    /// denied roots.
    pub fn reason_against(
        &self,
        certificate: &Certificate,
        is_chosen: bool,
        denied: &Blocklist,
    ) -> Option<Reason> {
        let facts = certificate.facts;
        if self.denies(certificate) || denied.blocked_by(certificate).is_some() {
            Some(Reason::Denied)
        } else if let Some(file) = self.blocklist.blocked_by(certificate)
            && !self.allows(certificate)
        {
            Some(Reason::Distrusted(file.to_owned()))
        } else if facts.not_after < self.now && !self.keep_expired {
            Some(Reason::Expired)
        } else if !(facts.is_ca || facts.is_self_issued && is_chosen) {
            // A self-signed server certificate is its own anchor, but only if a person chose it: SG Desktop's
            // browser integration puts one for `localhost` into the user's store.
            Some(Reason::NotACa)
        } else if !facts.is_for_servers {
            Some(Reason::NotForServers)
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

fn contains(fingerprints: &BTreeSet<Fingerprint>, certificate: &Certificate) -> bool {
    // Without fingerprints to look for, no digest is computed.
    !fingerprints.is_empty()
        && (certificate.fingerprints().iter()).any(|own| fingerprints.contains(own))
}
