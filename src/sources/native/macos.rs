//! macOS: the certificates that have trust settings, in three domains: the user's, the administrators' and the system's.

use std::collections::BTreeMap;
use std::path::Path;
use std::ptr;

use core_foundation::array::{CFArray, CFArrayRef};
use core_foundation::base::{CFType, TCFType as _};
use core_foundation::dictionary::{CFDictionary, CFDictionaryRef};
use core_foundation::number::CFNumber;
use core_foundation::string::CFString;
use directories::BaseDirs;
use security_framework::base::{Error, Result};
use security_framework::certificate::SecCertificate;
use security_framework::policy::SecPolicy;
use security_framework::trust_settings::{Domain, TrustSettings};
use security_framework_sys::base::{SecPolicyRef, errSecSuccess};
use security_framework_sys::trust_settings::SecTrustSettingsCopyTrustSettings;

use super::opinion::{Opinion, Setting, TRUST_ROOT, opinion};
use crate::certs::Source;
use crate::certs::distrust::Distrusted;
use crate::certs::read::Certificate;
use crate::platform;
use crate::sources::Loaded;
use crate::sources::stamps::Stamp;

/// What the user says counts more than what an administrator says, and that more than what Apple says.
const DOMAINS: [(Domain, &str); 3] = [
    (Domain::User, "user's"),
    (Domain::Admin, "administrators'"),
    (Domain::System, "system's"),
];

/// What changes together with the store. Newer systems keep the settings where nobody may look, but a certificate that
/// is trusted is put into a keychain too. Where only a setting changes, nothing shows it: what was read can be believed
/// for a while, a day at most.
const STAMPED: [&str; 5] = [
    "/Library/Security/Trust Settings",
    "/Library/Security/Trust Settings/Admin.plist",
    "/Library/Keychains/System.keychain",
    "/System/Library/Keychains/SystemRootCertificates.keychain",
    "/System/Library/Security/Certificates.bundle",
];

/// The same for the user, below the home folder.
const STAMPED_AT_HOME: &str = "Library/Keychains/login.keychain-db";

/// Where `LibreSSL`, which is a part of macOS, looks for certificates.
const FILES: [&str; 2] = ["etc/ssl/cert.pem", "etc/ssl/certs"];

/// What limits an entry to a program, a host, or to what a policy of its own demands.
const LIMITS: [&str; 3] = [
    "kSecTrustSettingsApplication",
    "kSecTrustSettingsPolicyString",
    "kSecTrustSettingsPolicyOptions",
];

/// `kSecPolicyAppleSSL`.
const TLS: &str = "1.2.840.113635.100.1.3";

#[expect(unsafe_code, reason = "security-framework-sys has not got it")]
#[link(name = "Security", kind = "framework")]
unsafe extern "C" {
    /// `SecPolicy.h`: what a policy consists of.
    fn SecPolicyCopyProperties(policy: SecPolicyRef) -> CFDictionaryRef;
}

/// What the domains say of each certificate, and the first of them to have an opinion.
type Opinions = BTreeMap<Vec<u8>, Option<(Opinion, &'static str)>>;

/// Reads what is distrusted and, if it `is_wanted`, the store, which is the same below every `root`: that of another
/// machine's image cannot be read.
pub fn load(root: &Path, is_wanted: bool) -> Loaded {
    let mut loaded = Loaded::default();
    if root != Path::new("/") {
        if is_wanted {
            loaded.problem(
                &Source::Native,
                "macOS has but one store, and none below another root (unset SGLAUNCH_ROOT)",
            );
        }
        return loaded;
    }
    loaded
        .stamps
        .extend(STAMPED.map(|path| Stamp::of(Path::new(path))));
    loaded
        .stamps
        .extend(BaseDirs::new().map(|dirs| Stamp::of(&dirs.home_dir().join(STAMPED_AT_HOME))));
    let mut opinions = Opinions::new();
    for (domain, whose) in DOMAINS {
        loaded.ask(domain, whose, &mut opinions);
    }
    for (der, opinion) in opinions {
        match opinion {
            Some((Opinion::Trust, _)) if is_wanted => loaded.add(&der),
            Some((Opinion::Deny, whose)) => loaded.distrusted.push((
                Distrusted::Certificate(der.into()),
                format!("the {whose} trust settings"),
            )),
            // One that has settings for other uses, hosts or programs alone is not trusted by them.
            Some((Opinion::Trust, _)) | None => {}
        }
    }
    loaded
}

/// Whether `path` is a part of the store below `root`.
pub fn is_own(path: &Path, root: &Path) -> bool {
    FILES
        .iter()
        .map(|own| root.join(own))
        .any(|own| own == path || platform::same_file(&own, path))
}

/// The settings of a certificate in a domain.
///
/// `TrustSettings::tls_trust_settings_for_certificate` passes over hosts and programs, and makes what is said of one the
/// rule for all.
#[expect(
    unsafe_code,
    reason = "no crate gives the settings with their hosts and programs"
)]
fn settings(certificate: &SecCertificate, domain: Domain) -> Result<Vec<Setting>> {
    let mut array: CFArrayRef = ptr::null();
    // SAFETY: the certificate lives as long as the call, which writes nothing but the one pointer.
    let status = unsafe {
        SecTrustSettingsCopyTrustSettings(
            certificate.as_concrete_TypeRef(),
            domain.into(),
            &raw mut array,
        )
    };
    if status != errSecSuccess {
        return Err(Error::from_code(status));
    }
    if array.is_null() {
        return Ok(Vec::new());
    }
    // SAFETY: the call has succeeded, so this is an array of dictionaries with strings as keys, and it is ours ("Copy").
    let array = unsafe { CFArray::<CFDictionary<CFString, CFType>>::wrap_under_create_rule(array) };
    Ok(array.iter().map(|entry| setting(&entry)).collect())
}

/// What is looked at of one entry (`SecTrustSettings.h`, and `SecTrustSettingsPriv.h` for the policy's name and options).
fn setting(entry: &CFDictionary<CFString, CFType>) -> Setting {
    let key = |name: &'static str| entry.find(CFString::from_static_string(name));
    let number = |name| key(name)?.downcast::<CFNumber>()?.to_i64();
    Setting {
        is_for_servers: is_for_servers(entry),
        is_limited: LIMITS.into_iter().any(|name| key(name).is_some()),
        key_usage: number("kSecTrustSettingsKeyUsage"),
        result: number("kSecTrustSettingsResult").unwrap_or(TRUST_ROOT),
    }
}

/// Whether an entry is about servers, or about every use: its policy has a name, except in settings that are older than
/// macOS 10.12, and an identifier, which it shares with that of clients.
fn is_for_servers(entry: &CFDictionary<CFString, CFType>) -> bool {
    let key = |name: &'static str| entry.find(CFString::from_static_string(name));
    if let Some(name) = key("kSecTrustSettingsPolicyName") {
        return name
            .downcast::<CFString>()
            .is_some_and(|name| name == "sslServer");
    }
    key("kSecTrustSettingsPolicy").is_none_or(|policy| {
        let policy = policy.downcast::<SecPolicy>();
        policy.is_some_and(|policy| is_of_tls(&policy))
    })
}

#[expect(unsafe_code, reason = "no crate says which policy a policy is")]
fn is_of_tls(policy: &SecPolicy) -> bool {
    // SAFETY: the policy lives as long as the call. What it gives is ours ("Copy"), and a dictionary whose keys are
    // strings, unless it is null.
    let properties = unsafe {
        let properties = SecPolicyCopyProperties(policy.as_concrete_TypeRef());
        if properties.is_null() {
            return false;
        }
        CFDictionary::<CFString, CFType>::wrap_under_create_rule(properties)
    };
    let identifier = properties.find(CFString::from_static_string("SecPolicyOid"));
    identifier
        .and_then(|value| value.downcast::<CFString>())
        .is_some_and(|identifier| identifier == TLS)
}

/// Whether a certificate is one that nobody else vouches for. One that cannot be read is taken for such, and will be
/// named as unreadable where it is trusted.
fn is_root(der: &[u8]) -> bool {
    Certificate::new(der).map_or(true, |certificate| certificate.facts.is_self_issued)
}

impl Loaded {
    /// Adds what a domain says to what those before it have said, which stands.
    fn ask(&mut self, domain: Domain, whose: &'static str, opinions: &mut Opinions) {
        let certificates = match TrustSettings::new(domain).iter() {
            Ok(certificates) => certificates,
            Err(error) => {
                return self.no_answer(
                    &Source::Native,
                    format!("the {whose} trust settings cannot be read: {error}"),
                );
            }
        };
        for certificate in certificates {
            let own = match settings(&certificate, domain) {
                Ok(settings) => opinion(&settings, is_root(&certificate.to_der())),
                Err(error) => {
                    let name = certificate.subject_summary();
                    self.no_answer(
                        &Source::Native,
                        format!("the {whose} trust settings of `{name}` cannot be read: {error}"),
                    );
                    None
                }
            };
            let known = opinions.entry(certificate.to_der()).or_default();
            *known = known.or(own.map(|opinion| (opinion, whose)));
        }
    }

    fn add(&mut self, der: &[u8]) {
        match Certificate::new(der) {
            Ok(certificate) => self.certificates.push((Source::Native, certificate)),
            Err(why) => self.problem(&Source::Native, format!("a certificate is left out: {why}")),
        }
    }
}
