//! macOS' trust settings as each of the three domains exports them, and what they come to. It is apart from the system's
//! calls, so that it can be tested everywhere.
//!
//! The shape is that of `TrustSettingsSchema.h` in Apple's Security. What counts in it is what `TrustSettings.cpp` there makes
//! of it, which goes through all of it again for each certificate that it is asked about.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use plist::{Dictionary, Value};

use super::trust_result::{Opinion, Setting, TRUST_ROOT, opinion};
use crate::certs::blocklist::MatchKey;
use crate::certs::{Certificate, Part, ProblemKind, Source, hex, sha1};
use crate::stores::Loaded;

/// Whose settings those of the domains are.
pub const USER: &str = "user's";
pub const ADMINISTRATORS: &str = "administrators'";
pub const SYSTEM: &str = "system's";

/// The settings of one domain: those of each certificate, by its SHA-1.
#[derive(Debug, Default)]
pub struct Settings(BTreeMap<String, Vec<Setting>>);

/// The settings of all domains.
#[derive(Debug, Default)]
pub struct Domains {
    /// Those of this user.
    pub user: Settings,
    /// Those of the administrators, for all users.
    pub administrators: Settings,
    /// Apple's.
    pub system: Settings,
}

/// The keys of an entry. One that has none of them says nothing.
const POLICY: &str = "kSecTrustSettingsPolicy";
const APPLICATION: &str = "kSecTrustSettingsApplication";
const POLICY_STRING: &str = "kSecTrustSettingsPolicyString";
const ALLOWED_ERROR: &str = "kSecTrustSettingsAllowedError";
const RESULT: &str = "kSecTrustSettingsResult";
const KEY_USAGE: &str = "kSecTrustSettingsKeyUsage";
const KEYS: [&str; 6] = [
    POLICY,
    APPLICATION,
    POLICY_STRING,
    ALLOWED_ERROR,
    RESULT,
    KEY_USAGE,
];

/// What limits an entry to a program, a host, or to what a policy of its own demands.
const LIMITS: [&str; 3] = [APPLICATION, POLICY_STRING, "kSecTrustSettingsPolicyOptions"];

/// `kSecPolicyAppleSSL`, as text and as DER has it.
const TLS: &str = "1.2.840.113635.100.1.3";
const TLS_IN_DER: &[u8] = b"\x2a\x86\x48\x86\xf7\x63\x64\x01\x03";

impl Settings {
    /// Reads a domain's list of properties. One that is not as it should be is none at all, for the system too.
    pub fn read(list: &[u8]) -> Result<Self, String> {
        let list = Value::from_reader(Cursor::new(list)).map_err(|error| error.to_string())?;
        let certificates = (list.as_dictionary())
            .and_then(|list| list.get("trustList")?.as_dictionary())
            .ok_or("there is no list in them")?;
        let read = |(digest, certificate): (&String, &Value)| {
            Some((digest.clone(), settings(certificate.as_dictionary()?)?))
        };
        let read: Option<_> = certificates.iter().map(read).collect();
        read.map(Self)
            .ok_or_else(|| "they are not as they should be".to_owned())
    }

    /// The settings of a certificate, if it has any: a list that is there and empty says something too.
    fn of(&self, der: &[u8]) -> Option<&[Setting]> {
        let digest = hex(&sha1(der)).to_ascii_uppercase();
        self.0.get(&digest).map(Vec::as_slice)
    }
}

fn settings(certificate: &Dictionary) -> Option<Vec<Setting>> {
    let Some(entries) = certificate.get("trustSettings") else {
        return Some(Vec::new());
    };
    let entries: Option<Vec<&Dictionary>> = entries
        .as_array()?
        .iter()
        .map(Value::as_dictionary)
        .collect();
    let says_something = |entry: &&Dictionary| KEYS.iter().any(|key| entry.contains_key(key));
    let entries = entries?.into_iter().filter(says_something);
    Some(entries.map(setting).collect())
}

/// What is looked at of one entry (`SecTrustSettings.h`, and `SecTrustSettingsPriv.h` for the policy's name and options).
fn setting(entry: &Dictionary) -> Setting {
    let number = |key| entry.get(key)?.as_signed_integer();
    Setting {
        is_for_servers: is_for_servers(entry),
        is_limited: LIMITS.iter().any(|key| entry.contains_key(key)),
        key_usage: number(KEY_USAGE),
        result: number(RESULT).unwrap_or(TRUST_ROOT),
    }
}

/// Whether an entry is about servers, or about every use: its policy has an identifier, which it shares with that of clients,
/// and a name, except in settings that are older than macOS 10.12.
fn is_for_servers(entry: &Dictionary) -> bool {
    let is_named = |name: &Value| name.as_string() == Some("sslServer");
    let is_tls = |policy: &Value| match policy {
        Value::Data(bytes) => bytes == TLS_IN_DER,
        policy => policy.as_string() == Some(TLS),
    };
    let name = entry.get("kSecTrustSettingsPolicyName");
    name.is_none_or(is_named) && entry.get(POLICY).is_none_or(is_tls)
}

impl Domains {
    /// What the domains say of a certificate, and whose settings say so.
    ///
    /// Where an administrator has settings for it, those of the user are not looked at (`SecCertificateSource.c` in Apple's
    /// Security, since macOS 12; what `SecTrustSettings.h` says of it is older). Settings that do not come to an opinion
    /// on servers leave it to the system, and to nobody else.
    fn verdict(&self, der: &[u8], is_root: bool) -> Option<(Opinion, &'static str)> {
        let says = |domain: &Settings, whose| {
            let settings = domain.of(der)?;
            Some(opinion(settings, is_root).map(|opinion| (opinion, whose)))
        };
        let chosen = says(&self.administrators, ADMINISTRATORS).or_else(|| says(&self.user, USER));
        (chosen.flatten()).or_else(|| says(&self.system, SYSTEM).flatten())
    }
}

impl Loaded {
    /// Takes those certificates that the domains let vouch for servers, if they are wanted, and those that must not.
    ///
    /// One that cannot be read is taken for a root, and is named as unreadable where it is trusted.
    pub(super) fn judge(
        &mut self,
        certificates: BTreeSet<Vec<u8>>,
        domains: &Domains,
        is_wanted: bool,
    ) {
        for der in certificates {
            let read = Certificate::new(&der);
            let is_root = (read.as_ref()).map_or(true, |read| read.facts.is_self_issued);
            match (domains.verdict(&der, is_root), read) {
                (Some((Opinion::Deny, whose)), _) => self.distrusted.push((
                    MatchKey::certificate(&der),
                    format!("the {whose} trust settings"),
                )),
                (Some((Opinion::Trust, _)), Ok(certificate)) if is_wanted => {
                    self.certificates.push((Source::Native, certificate));
                }
                (Some((Opinion::Trust, _)), Err(why)) if is_wanted => self.problem(
                    &Source::Native,
                    ProblemKind::Skipped {
                        part: Part::Sha1(hex(&sha1(&der))),
                        why,
                    },
                ),
                // One that has settings for other uses, hosts or programs alone is not trusted by them.
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
