//! macOS: certificates with trust settings in three domains: the user's, the administrators' and
//! the system's.

use std::collections::BTreeSet;
use std::path::Path;
use std::ptr;

use core_foundation::base::{OSStatus, TCFType as _};
use core_foundation::data::{CFData, CFDataRef};
use security_framework::base::Error;
use security_framework::trust_settings::{Domain, TrustSettings};
use security_framework_sys::base::{errSecNoTrustSettings, errSecSuccess};
use security_framework_sys::trust_settings::SecTrustSettingsDomain;

use super::settings::{ADMINISTRATORS, AllSettings, DomainSettings, SYSTEM, USER, store_name};
use crate::certs::Source;
use crate::os;
use crate::stores::Loaded;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

/// Files that change with the store. Since macOS 12 programs cannot read the files of the settings,
/// but trusting a certificate also adds it to a keychain. A change of a setting alone changes no
/// file, so a bundle is valid for a day at most.
const STAMPED: [&str; 3] = [
    "/Library/Keychains/System.keychain",
    "/System/Library/Keychains/SystemRootCertificates.keychain",
    "/System/Library/Security/Certificates.bundle",
];

/// The user's keychain, below the home directory.
const LOGIN_KEYCHAIN: &str = "Library/Keychains/login.keychain-db";

/// The files of `LibreSSL`, which is a part of macOS.
const FILES: [&str; 2] = ["etc/ssl/cert.pem", "etc/ssl/certs"];

#[expect(unsafe_code, reason = "security-framework-sys does not declare it")]
#[link(name = "Security", kind = "framework")]
unsafe extern "C" {
    /// Returns all settings of a domain as a property list (`SecTrustSettings.h`).
    fn SecTrustSettingsCreateExternalRepresentation(
        domain: SecTrustSettingsDomain,
        settings: *mut CFDataRef,
    ) -> OSStatus;
}

/// Reads the distrusted certificates and, if the inputs include it, the store of this machine. That
/// of a mounted image below `root` cannot be read.
pub fn load(inputs: &BundleInputs, root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    if root != Path::new("/") {
        if inputs.native {
            loaded.add_problem(
                &Source::NATIVE,
                "macOS' certificate store cannot be read below another root: unset SGLAUNCH_ROOT",
            );
        }
        return loaded;
    }
    loaded
        .stamps
        .extend(STAMPED.map(|path| Stamp::of(Path::new(path))));
    loaded
        .stamps
        .extend((inputs.home.iter()).map(|home| Stamp::of(&home.join(LOGIN_KEYCHAIN))));
    let mut certificates = BTreeSet::new();
    let settings = AllSettings {
        user: loaded.load_settings(Domain::User, USER, &mut certificates),
        administrators: loaded.load_settings(Domain::Admin, ADMINISTRATORS, &mut certificates),
        system: loaded.load_settings(Domain::System, SYSTEM, &mut certificates),
    };
    loaded.apply_trust_settings(certificates, &settings, inputs.native);
    loaded
}

/// Returns whether `path` is a part of the store below `root`.
pub fn is_system_store(path: &Path, root: &Path) -> bool {
    FILES
        .iter()
        .map(|own| root.join(own))
        .any(|own| own == path || os::same_file(&own, path))
}

fn settings(domain: Domain) -> Result<DomainSettings, String> {
    match exported(domain) {
        Ok(Some(list)) => DomainSettings::read(&list),
        Ok(None) => Ok(DomainSettings::default()),
        Err(error) => Err(error.to_string()),
    }
}

/// Returns the settings of a domain, if it has any.
///
/// The system's function for one certificate costs as much as this one for all, and
/// `security_framework` applies settings for one host or program to all.
#[expect(
    unsafe_code,
    reason = "no crate returns the settings with their hosts and programs"
)]
fn exported(domain: Domain) -> Result<Option<Vec<u8>>, Error> {
    let mut list: CFDataRef = ptr::null();
    // SAFETY: the call writes only to `list`.
    let status =
        unsafe { SecTrustSettingsCreateExternalRepresentation(domain.into(), &raw mut list) };
    if status == errSecNoTrustSettings || status == errSecSuccess && list.is_null() {
        return Ok(None);
    }
    if status != errSecSuccess {
        return Err(Error::from_code(status));
    }
    // SAFETY: the call has succeeded, so `list` is a CFData with one reference ("Create").
    Ok(Some(
        unsafe { CFData::wrap_under_create_rule(list) }.to_vec(),
    ))
}

impl Loaded {
    /// Returns the settings of a domain, and adds the certificates that they are for to
    /// `certificates`.
    fn load_settings(
        &mut self,
        domain: Domain,
        owner: &str,
        certificates: &mut BTreeSet<Vec<u8>>,
    ) -> DomainSettings {
        let settings = match settings(domain) {
            Ok(settings) => settings,
            Err(why) => {
                self.add_unreadable_store(&store_name(owner), &why);
                return DomainSettings::default();
            }
        };
        match TrustSettings::new(domain).iter() {
            Ok(found) => certificates.extend(found.map(|certificate| certificate.to_der())),
            Err(error) => {
                let why = format!("its certificates: {error}");
                self.add_unreadable_store(&store_name(owner), &why);
            }
        }
        settings
    }
}
