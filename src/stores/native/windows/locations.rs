//! The places of the registry that have the certificates of Windows' logical stores ("System Store
//! Locations" in Windows' documentation).

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::{DISTRUSTED, ROOT};
use crate::certs::StoreLocation;
use crate::os;

/// The locations, each with its registry key. A store below it has a key for each certificate,
/// which is named by the certificate's SHA-1.
const LOCATIONS: [(StoreLocation, &str); 5] = [
    (
        StoreLocation::User,
        r"HKEY_CURRENT_USER\Software\Microsoft\SystemCertificates",
    ),
    (
        StoreLocation::Machine,
        r"HKEY_LOCAL_MACHINE\Software\Microsoft\SystemCertificates",
    ),
    (
        StoreLocation::Policy,
        r"HKEY_CURRENT_USER\Software\Policies\Microsoft\SystemCertificates",
    ),
    (
        StoreLocation::Policy,
        r"HKEY_LOCAL_MACHINE\Software\Policies\Microsoft\SystemCertificates",
    ),
    (
        StoreLocation::Enterprise,
        r"HKEY_LOCAL_MACHINE\Software\Microsoft\EnterpriseCertificates",
    ),
];

/// The store of the roots of Microsoft's program, which Windows shows as a part of ROOT.
const AUTH_ROOT: &str = "AuthRoot";

/// Keys beside those of certificates that decide what ROOT shows: the roots of the user that
/// Windows has protected against changes by programs (it shows no others), and the stores that ROOT
/// consists of; by group policy, whether the roots of the user or only those of the domain count
/// (`CERT_PROT_ROOT_FLAGS_REGPATH` in `wincrypt.h`), and whether Windows downloads roots.
const DECIDING: [&str; 5] = [
    r"HKEY_CURRENT_USER\Software\Microsoft\SystemCertificates\Root\ProtectedRoots",
    r"HKEY_CURRENT_USER\Software\Microsoft\SystemCertificates\Root\PhysicalStores",
    r"HKEY_LOCAL_MACHINE\Software\Microsoft\SystemCertificates\Root\PhysicalStores",
    r"HKEY_LOCAL_MACHINE\Software\Policies\Microsoft\SystemCertificates\Root\ProtectedRoots",
    r"HKEY_LOCAL_MACHINE\Software\Policies\Microsoft\SystemCertificates\AuthRoot",
];

/// Returns the registry keys that change with the stores.
pub fn keys() -> impl Iterator<Item = PathBuf> {
    let stores = LOCATIONS.iter().flat_map(|(_, location)| {
        [ROOT, AUTH_ROOT, DISTRUSTED]
            .map(|store| Path::new(location).join(store).join("Certificates"))
    });
    stores.chain(DECIDING.map(PathBuf::from))
}

/// Returns the locations of the roots, by their SHA-1 in lower case. A location that cannot be read
/// has none.
pub fn of_roots() -> HashMap<String, BTreeSet<StoreLocation>> {
    let mut found: HashMap<String, BTreeSet<StoreLocation>> = HashMap::new();
    for (location, key) in LOCATIONS {
        let certificates = |store| format!(r"{key}\{store}\Certificates");
        let roots = [ROOT, AUTH_ROOT].map(|store| os::registry_keys(&certificates(store)));
        for thumbprint in roots.into_iter().flatten() {
            let of_root = found.entry(thumbprint.to_ascii_lowercase()).or_default();
            of_root.insert(location);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stores::stamp::Stamp;
    use winsafe::{HKEY, RegistryValue, co};

    const NAME: &str = "stores::native::windows::locations::tests::a_stamp_shows_a_change_of_a_key";

    #[test]
    fn a_stamp_shows_a_change_of_a_key() {
        if os::identity(Path::new(r"HKEY_CURRENT_USER\Software\Wine")).is_err() {
            println!("not run: {NAME}: it would change your registry: run scripts/test-windows");
            return;
        }
        // The stamp of an absent key is current at any age.
        let deciding = DECIDING.map(PathBuf::from).into_iter();
        let absent = deciding.filter(|key| os::identity(key).is_err());
        let absent = absent.map(|key| (Stamp::of(&key), key));
        let absent: Vec<(Stamp, PathBuf)> = absent.collect();
        assert!(absent.len() > 3, "{absent:?}");
        for (stamp, key) in absent {
            assert!(stamp.is_current(), "{key:?}");
            let roots = [
                ("HKEY_CURRENT_USER", HKEY::CURRENT_USER),
                ("HKEY_LOCAL_MACHINE", HKEY::LOCAL_MACHINE),
            ];
            let (name, root) = roots
                .into_iter()
                .find(|(name, _)| key.starts_with(name))
                .unwrap();
            let below = key.strip_prefix(name).unwrap().to_str().unwrap();
            let options = co::REG_OPTION::NON_VOLATILE;
            let created = root.RegCreateKeyEx(below, None, options, co::KEY::ALL_ACCESS, None);
            let value = RegistryValue::Dword(1);
            created
                .unwrap()
                .0
                .RegSetValueEx(Some("Flags"), value)
                .unwrap();
            assert!(!stamp.is_current(), "{key:?}");
            root.RegDeleteKey(below).unwrap();
            assert!(stamp.is_current(), "{key:?}");
        }
    }
}
