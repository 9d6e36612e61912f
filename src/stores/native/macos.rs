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

use super::settings::{
    ADMINISTRATORS, AllSettings, DomainSettings, SYSTEM, USER, content_digest, store_name,
};
use crate::certs::Source;
use crate::os;
use crate::stores::Loaded;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;
use crate::stores::store_digest::StoreDigest;

/// Files of the system's store, which change with macOS.
const STAMPED: [&str; 2] = [
    "/System/Library/Keychains/SystemRootCertificates.keychain",
    "/System/Library/Security/Certificates.bundle",
];

/// The keychain of the administrators, and that of the user below the home directory. Since macOS
/// 12 programs cannot read the files of the settings, but trusting a certificate also adds it to a
/// keychain. A change of a setting alone changes no file, so a bundle is valid for a day at most.
///
/// Both keychains also change with each saved password, of a site or a wireless network. If one has
/// changed, a digest of the settings decides.
const SYSTEM_KEYCHAIN: &str = "/Library/Keychains/System.keychain";
const LOGIN_KEYCHAIN: &str = "Library/Keychains/login.keychain-db";

/// The domains of settings that the keychains belong to.
const OF_KEYCHAINS: [(Domain, &str); 2] = [(Domain::User, USER), (Domain::Admin, ADMINISTRATORS)];

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
    (loaded.stamps).extend(STAMPED.map(|path| Stamp::of(Path::new(path))));
    let stamps = keychain_stamps(inputs);
    let [user, administrators] =
        OF_KEYCHAINS.map(|(domain, owner)| loaded.load_settings(domain, owner));
    loaded.store = digest_of([&user, &administrators], stamps);
    let system = loaded.load_settings(Domain::System, SYSTEM);
    let mut certificates = BTreeSet::new();
    let mut settings = |of: Exported| {
        certificates.extend(of.certificates.unwrap_or_default());
        of.settings.unwrap_or_default()
    };
    let settings = AllSettings {
        user: settings(user),
        administrators: settings(administrators),
        system: settings(system),
    };
    loaded.apply_trust_settings(certificates, &settings, inputs.native);
    loaded
}

/// Returns the digest of the settings whose keychains also change for other reasons. The stamps are
/// taken before the settings are read.
pub fn digest(inputs: &BundleInputs) -> Option<StoreDigest> {
    let stamps = keychain_stamps(inputs);
    let exported = OF_KEYCHAINS.map(|(domain, _)| Exported::of(domain));
    digest_of(exported.each_ref(), stamps)
}

/// Returns the digest of settings, if all of them were read.
fn digest_of(domains: [&Exported; 2], stamps: Vec<Stamp>) -> Option<StoreDigest> {
    let parts = domains.map(|domain| {
        Some((
            domain.settings.as_ref().ok()?,
            domain.certificates.as_ref().ok()?,
        ))
    });
    let parts: Option<Vec<_>> = parts.into_iter().collect();
    let digest = content_digest(parts?);
    Some(StoreDigest { stamps, digest })
}

fn keychain_stamps(inputs: &BundleInputs) -> Vec<Stamp> {
    let of_user = inputs.home.iter().map(|home| home.join(LOGIN_KEYCHAIN));
    let keychains = of_user.chain([SYSTEM_KEYCHAIN.into()]);
    keychains.map(|keychain| Stamp::of(&keychain)).collect()
}

/// Returns whether `path` is a part of the store below `root`.
pub fn is_system_store(path: &Path, root: &Path) -> bool {
    FILES
        .iter()
        .map(|own| root.join(own))
        .any(|own| own == path || os::same_file(&own, path))
}

/// What a domain has: its settings, and the DER of the certificates that they are for. Each part is
/// an error if it cannot be read.
struct Exported {
    settings: Result<DomainSettings, String>,
    certificates: Result<BTreeSet<Vec<u8>>, String>,
}

impl Exported {
    fn of(domain: Domain) -> Self {
        let settings = match exported(domain) {
            Ok(Some(list)) => DomainSettings::read(&list),
            Ok(None) => Ok(DomainSettings::default()),
            Err(error) => Err(error.to_string()),
        };
        let certificates = || {
            let found = TrustSettings::new(domain).iter();
            let found = found.map_err(|error| format!("its certificates: {error}"))?;
            Ok(found.map(|certificate| certificate.to_der()).collect())
        };
        Self {
            // Without its settings, a certificate has no result.
            certificates: if settings.is_ok() {
                certificates()
            } else {
                Ok(BTreeSet::new())
            },
            settings,
        }
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
    /// Returns what a domain has, and adds a problem for what cannot be read.
    fn load_settings(&mut self, domain: Domain, owner: &str) -> Exported {
        let exported = Exported::of(domain);
        let errors = [
            exported.settings.as_ref().err(),
            exported.certificates.as_ref().err(),
        ];
        for why in errors.into_iter().flatten() {
            self.add_unreadable_store(&store_name(owner), why);
        }
        exported
    }
}
