//! macOS: the certificates that have trust settings, in three domains: the user's, the administrators' and the system's.

use std::collections::BTreeSet;
use std::path::Path;
use std::ptr;

use core_foundation::base::{OSStatus, TCFType as _};
use core_foundation::data::{CFData, CFDataRef};
use security_framework::base::Error;
use security_framework::trust_settings::{Domain, TrustSettings};
use security_framework_sys::base::{errSecNoTrustSettings, errSecSuccess};
use security_framework_sys::trust_settings::SecTrustSettingsDomain;

use super::settings::{ADMINISTRATORS, Domains, SYSTEM, Settings, USER};
use crate::certs::Source;
use crate::os;
use crate::stores::Loaded;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

/// What changes together with the store. Since macOS 12 the settings are where nobody may look, but a certificate that is
/// trusted is put into a keychain too. Where only a setting changes, nothing shows it: what was read can be believed for a
/// while, a day at most.
const STAMPED: [&str; 3] = [
    "/Library/Keychains/System.keychain",
    "/System/Library/Keychains/SystemRootCertificates.keychain",
    "/System/Library/Security/Certificates.bundle",
];

/// The same for the user, below the home folder.
const STAMPED_AT_HOME: &str = "Library/Keychains/login.keychain-db";

/// Where `LibreSSL`, which is a part of macOS, looks for certificates.
const FILES: [&str; 2] = ["etc/ssl/cert.pem", "etc/ssl/certs"];

#[expect(unsafe_code, reason = "security-framework-sys has not got it")]
#[link(name = "Security", kind = "framework")]
unsafe extern "C" {
    /// `SecTrustSettings.h`: all settings of a domain, as a list of properties.
    fn SecTrustSettingsCreateExternalRepresentation(
        domain: SecTrustSettingsDomain,
        settings: *mut CFDataRef,
    ) -> OSStatus;
}

/// Reads what is distrusted and, if it `is_wanted`, the store, which is the same below every `root`: that of another
/// machine's image cannot be read.
pub fn load(inputs: &BundleInputs, root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    if root != Path::new("/") {
        if inputs.native {
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
        .extend((inputs.home.iter()).map(|home| Stamp::of(&home.join(STAMPED_AT_HOME))));
    let mut certificates = BTreeSet::new();
    let domains = Domains {
        user: loaded.ask(Domain::User, USER, &mut certificates),
        administrators: loaded.ask(Domain::Admin, ADMINISTRATORS, &mut certificates),
        system: loaded.ask(Domain::System, SYSTEM, &mut certificates),
    };
    loaded.judge(certificates, &domains, inputs.native);
    loaded
}

/// Whether `path` is a part of the store below `root`.
pub fn is_own(path: &Path, root: &Path) -> bool {
    FILES
        .iter()
        .map(|own| root.join(own))
        .any(|own| own == path || os::same_file(&own, path))
}

fn settings(domain: Domain) -> Result<Settings, String> {
    match exported(domain) {
        Ok(Some(list)) => Settings::read(&list),
        Ok(None) => Ok(Settings::default()),
        Err(error) => Err(error.to_string()),
    }
}

/// The settings of a domain, if it has any.
///
/// What the system gives for one certificate at a time costs as much each time, and `security_framework` makes a rule for all
/// of what is said there of one host or program.
#[expect(
    unsafe_code,
    reason = "no crate gives the settings with their hosts and programs"
)]
fn exported(domain: Domain) -> Result<Option<Vec<u8>>, Error> {
    let mut list: CFDataRef = ptr::null();
    // SAFETY: the call writes nothing but the one pointer.
    let status =
        unsafe { SecTrustSettingsCreateExternalRepresentation(domain.into(), &raw mut list) };
    if status == errSecNoTrustSettings || status == errSecSuccess && list.is_null() {
        return Ok(None);
    }
    if status != errSecSuccess {
        return Err(Error::from_code(status));
    }
    // SAFETY: the call has succeeded, so these are bytes, and they are ours ("Create").
    Ok(Some(
        unsafe { CFData::wrap_under_create_rule(list) }.to_vec(),
    ))
}

impl Loaded {
    /// The settings of a domain. The certificates that it has settings for, as far as they are there, are added to
    /// `certificates`.
    fn ask(
        &mut self,
        domain: Domain,
        whose: &str,
        certificates: &mut BTreeSet<Vec<u8>>,
    ) -> Settings {
        let settings = match settings(domain) {
            Ok(settings) => settings,
            Err(why) => {
                self.no_answer(
                    &Source::Native,
                    format!("the {whose} trust settings cannot be read: {why}"),
                );
                return Settings::default();
            }
        };
        match TrustSettings::new(domain).iter() {
            Ok(known) => certificates.extend(known.map(|certificate| certificate.to_der())),
            Err(error) => self.no_answer(
                &Source::Native,
                format!("the certificates of the {whose} trust settings cannot be read: {error}"),
            ),
        }
        settings
    }
}
