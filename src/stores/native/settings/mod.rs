//! macOS' trust settings as each of the three domains exports them, and their result. They are
//! apart from the system's functions, so that tests run on every system.
//!
//! `TrustSettingsSchema.h` in Apple's Security defines the format, and `TrustSettings.cpp` its
//! meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use plist::{Dictionary, Value};
use serde::Serialize;

use super::trust_result::{TRUST_ROOT, TrustResult, TrustSetting, trust_result};
use crate::certs::blocklist::{MatchKey, Origin};
use crate::certs::{Certificate, Part, ProblemKind, Source, hex, sha1, sha256};
use crate::stores::Loaded;

/// The owners of the domains' settings, for messages.
pub const USER: &str = "user's";
pub const ADMINISTRATORS: &str = "administrators'";
pub const SYSTEM: &str = "system's";

/// Returns the name of a domain's settings, for messages.
pub fn store_name(owner: &str) -> String {
    format!("the {owner} trust settings")
}

/// The settings of one domain by the certificate's SHA-1.
#[derive(Debug, Default, Serialize)]
pub struct DomainSettings(BTreeMap<String, Vec<TrustSetting>>);

/// The settings of all domains.
#[derive(Debug, Default)]
pub struct AllSettings {
    pub user: DomainSettings,
    /// The settings by administrators, for all users.
    pub administrators: DomainSettings,
    /// Apple's settings.
    pub system: DomainSettings,
}

/// Returns a digest of the settings of domains and of the certificates that they are for. It covers
/// what decides, not the bytes of the property lists, which have the times of changes.
pub fn content_digest<'a>(
    domains: impl IntoIterator<Item = (&'a DomainSettings, &'a BTreeSet<Vec<u8>>)>,
) -> String {
    let mut text = String::new();
    for (settings, certificates) in domains {
        text += &serde_json::to_string(settings).unwrap_or_default();
        text.extend(certificates.iter().map(|der| hex(&sha256(der))));
        text.push('\n');
    }
    hex(&sha256(text.as_bytes()))
}

/// The keys of an entry. macOS ignores an entry that has none of them.
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

/// The keys that limit an entry to a program, a host, or its policy's options.
const LIMITS: [&str; 3] = [APPLICATION, POLICY_STRING, "kSecTrustSettingsPolicyOptions"];

/// `kSecPolicyAppleSSL` as text and as DER.
const TLS: &str = "1.2.840.113635.100.1.3";
const TLS_IN_DER: &[u8] = b"\x2a\x86\x48\x86\xf7\x63\x64\x01\x03";

impl DomainSettings {
    /// Reads a domain's property list. Like macOS, rejects the whole list if any part is malformed.
    pub fn read(list: &[u8]) -> Result<Self, String> {
        let list = Value::from_reader(Cursor::new(list)).map_err(|error| error.to_string())?;
        let certificates = (list.as_dictionary())
            .and_then(|list| list.get("trustList")?.as_dictionary())
            .ok_or("the property list has no trustList")?;
        let read = |(digest, certificate): (&String, &Value)| {
            Some((digest.clone(), settings(certificate.as_dictionary()?)?))
        };
        let read: Option<_> = certificates.iter().map(read).collect();
        read.map(Self)
            .ok_or_else(|| "the property list is malformed".to_owned())
    }

    /// Returns the settings of a certificate, if it has any. An empty list is not the same as none.
    fn of(&self, der: &[u8]) -> Option<&[TrustSetting]> {
        let digest = hex(&sha1(der)).to_ascii_uppercase();
        self.0.get(&digest).map(Vec::as_slice)
    }
}

fn settings(certificate: &Dictionary) -> Option<Vec<TrustSetting>> {
    let Some(entries) = certificate.get("trustSettings") else {
        return Some(Vec::new());
    };
    let entries: Option<Vec<&Dictionary>> = entries
        .as_array()?
        .iter()
        .map(Value::as_dictionary)
        .collect();
    let has_a_key = |entry: &&Dictionary| KEYS.iter().any(|key| entry.contains_key(key));
    let entries = entries?.into_iter().filter(has_a_key);
    Some(entries.map(setting).collect())
}

/// Returns an entry (`SecTrustSettings.h`, and `SecTrustSettingsPriv.h` for the policy's name and
/// options).
fn setting(entry: &Dictionary) -> TrustSetting {
    let number = |key| entry.get(key)?.as_signed_integer();
    TrustSetting {
        is_for_servers: is_for_servers(entry),
        is_limited: LIMITS.iter().any(|key| entry.contains_key(key)),
        key_usage: number(KEY_USAGE),
        result: number(RESULT).unwrap_or(TRUST_ROOT),
    }
}

/// Returns whether an entry applies to servers, or to every use. The policy of servers has the same
/// identifier as that of clients, and a name, except in settings older than macOS 10.12.
fn is_for_servers(entry: &Dictionary) -> bool {
    let is_named = |name: &Value| name.as_string() == Some("sslServer");
    let is_tls = |policy: &Value| match policy {
        Value::Data(bytes) => bytes == TLS_IN_DER,
        policy => policy.as_string() == Some(TLS),
    };
    let name = entry.get("kSecTrustSettingsPolicyName");
    name.is_none_or(is_named) && entry.get(POLICY).is_none_or(is_tls)
}

impl AllSettings {
    /// Returns the result for a certificate, and the owner of the settings.
    ///
    /// Administrators' settings replace the user's (`SecCertificateSource.c` in Apple's Security,
    /// since macOS 12; the comment in `SecTrustSettings.h` is older). If these have no result for
    /// servers, only the system's settings count.
    fn result(&self, der: &[u8], is_root: bool) -> Option<(TrustResult, &'static str)> {
        let result_of = |domain: &DomainSettings, owner| {
            let settings = domain.of(der)?;
            Some(trust_result(settings, is_root).map(|result| (result, owner)))
        };
        let chosen = result_of(&self.administrators, ADMINISTRATORS);
        let chosen = chosen.or_else(|| result_of(&self.user, USER));
        (chosen.flatten()).or_else(|| result_of(&self.system, SYSTEM).flatten())
    }
}

impl Loaded {
    /// Adds the certificates that the settings trust for servers, if the store is included, and
    /// those that they distrust.
    ///
    /// A certificate that cannot be decoded counts as a root, and is a problem if it is trusted.
    pub(super) fn apply_trust_settings(
        &mut self,
        certificates: BTreeSet<Vec<u8>>,
        settings: &AllSettings,
        includes_store: bool,
    ) {
        for der in certificates {
            let read = Certificate::new(&der);
            let is_root = (read.as_ref()).map_or(true, |read| read.facts.is_self_issued);
            match (settings.result(&der, is_root), read) {
                (Some((TrustResult::Deny, owner)), _) => self.distrusted.push((
                    MatchKey::certificate(&der),
                    Origin::Store(store_name(owner)),
                )),
                (Some((TrustResult::Trust, _)), Ok(certificate)) if includes_store => {
                    self.certificates.push((Source::NATIVE, certificate));
                }
                (Some((TrustResult::Trust, _)), Err(why)) if includes_store => self.add_problem(
                    &Source::NATIVE,
                    ProblemKind::Skipped {
                        part: Part::Sha1(hex(&sha1(&der))),
                        why,
                    },
                ),
                // Settings for other uses, hosts or programs do not trust a CA for all servers.
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
