//! What a certificate is, and whether it counts.

use std::collections::BTreeSet;

use super::blocklist::Blocklist;
use super::{Facts, Fingerprint, sha1, sha256};

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
