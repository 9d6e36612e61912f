//! Windows' certificate stores. The tests change the stores of the current user, so they run only
//! if `SGLAUNCH_TEST_STORES` is set, as `scripts/test-windows` does for a user of its own.

use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use rcgen::ExtendedKeyUsagePurpose;
use schannel::cert_context::{CertContext, HashAlgorithm};
use serde_json::Value;
use winsafe::{HKEY, co};

use crate::clients::cannot_run;
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

/// Locks the registry, which all tests share.
static STORES: Mutex<()> = Mutex::new(());

/// Locks the stores for one test, or returns `None` if they must not be changed.
fn stores(test: &str) -> Option<MutexGuard<'static, ()>> {
    if std::env::var_os("SGLAUNCH_TEST_STORES").is_none() {
        cannot_run(
            test,
            "it would change your certificate stores: run scripts/test-windows",
        );
        return None;
    }
    Some(
        STORES
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner),
    )
}

/// The registry key of the user's stores.
const KEY: &str = r"Software\Microsoft\SystemCertificates";

/// A place in the registry: a root and a key below it.
type Place = (&'static HKEY, &'static str);

/// A certificate in a store, until it is dropped. It is written to the registry directly, so that
/// it can have any property. Before each property are its number, the number 1 and its length; the
/// certificate itself is property 32.
struct Stored(&'static HKEY, String);

/// Properties, each with its number.
type Properties<'a> = &'a [(u32, &'a [u8])];

impl Stored {
    fn new(store: &str, der: &[u8]) -> Self {
        Self::with_properties(store, der, &[])
    }

    fn with_properties(store: &str, der: &[u8], properties: Properties) -> Self {
        Self::at((&HKEY::CURRENT_USER, KEY), store, der, properties)
    }

    fn at((root, key): Place, store: &str, der: &[u8], properties: Properties) -> Self {
        let context = CertContext::new(der).expect("a certificate");
        let thumbprint = context
            .fingerprint(HashAlgorithm::sha1())
            .expect("a thumbprint");
        let name: Vec<String> = thumbprint
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        let key = format!(r"{key}\{store}\Certificates\{}", name.concat());
        let stored = Self(root, key);
        let mut blob = Vec::new();
        for (number, value) in properties
            .iter()
            .chain(&[(3, thumbprint.as_slice()), (32, der)])
        {
            let length = u32::try_from(value.len()).expect("it is short");
            let words = [*number, 1, length];
            blob.extend(words.into_iter().flat_map(u32::to_le_bytes));
            blob.extend(*value);
        }
        stored.write(blob);
        stored
    }

    fn write(&self, blob: Vec<u8>) {
        set_value(self.0, &self.1, "Blob", blob);
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        self.0.RegDeleteKey(&self.1).expect("the key exists");
    }
}

/// Creates a key, and sets a value of it.
fn set_value(root: &HKEY, key: &str, name: &str, value: Vec<u8>) {
    let options = co::REG_OPTION::NON_VOLATILE;
    let created = root.RegCreateKeyEx(key, None, options, co::KEY::ALL_ACCESS, None);
    let (key, _) = created.expect("a key that can be written");
    key.RegSetValueEx(Some(name), winsafe::RegistryValue::Binary(value))
        .expect("a key that can be written");
}

/// The extended key usage `emailProtection`: a SEQUENCE of one OID.
const FOR_MAIL: &[u8] = b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04";

/// Returns a sandbox with the real system's stores.
fn sandbox() -> Sandbox {
    Sandbox::new().env("SGLAUNCH_ROOT", "")
}

/// Returns the entry of `bundle list` for a certificate, by its common name.
fn listed(sandbox: &Sandbox, name: &str) -> Option<Value> {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let all = list["certificates"].as_array().expect("a list");
    let has_name = |entry: &&Value| {
        entry["subject"]
            .as_str()
            .is_some_and(|subject| subject.contains(name))
    };
    all.iter().find(has_name).cloned()
}

#[test]
fn a_root_of_the_user_is_trusted() {
    let Some(_stores) = stores("windows::store::a_root_of_the_user_is_trusted") else {
        return;
    };
    let root = Authority::new("Windows Studio CA");
    let _stored = Stored::new("ROOT", &root.der());
    let entry = listed(&sandbox(), "Windows Studio CA").expect("an entry");
    assert_eq!(entry["sources"], serde_json::json!(["native:user"]));
    assert_eq!(entry["included"], true);
    assert!(sandbox().trusts(&root.der()));
}

/// The registry keys of the other locations.
const MACHINE: Place = (&HKEY::LOCAL_MACHINE, KEY);
const USERS_POLICY: Place = (
    &HKEY::CURRENT_USER,
    r"Software\Policies\Microsoft\SystemCertificates",
);
const MACHINES_POLICY: Place = (
    &HKEY::LOCAL_MACHINE,
    r"Software\Policies\Microsoft\SystemCertificates",
);
const ENTERPRISE: Place = (
    &HKEY::LOCAL_MACHINE,
    r"Software\Microsoft\EnterpriseCertificates",
);

/// A root's name, where it is besides the user's store, and its sources.
type Located = (
    &'static str,
    &'static [(Place, &'static str)],
    &'static [&'static str],
);

/// Wine's logical store has the roots of the user and of the machine only, so each root is the
/// user's too.
#[test]
fn a_root_has_each_location_of_the_store_as_a_source() {
    let Some(_stores) = stores("windows::store::a_root_has_each_location_of_the_store_as_a_source")
    else {
        return;
    };
    let cases: [Located; 4] = [
        ("User", &[], &["native:user"]),
        (
            "Machine",
            &[(MACHINE, "AuthRoot")],
            &["native:user", "native:machine"],
        ),
        (
            "Policies",
            &[(USERS_POLICY, "Root"), (MACHINES_POLICY, "Root")],
            &["native:user", "native:policy"],
        ),
        (
            "Enterprise",
            &[(ENTERPRISE, "Root"), (MACHINE, "AuthRoot")],
            &["native:user", "native:machine", "native:enterprise"],
        ),
    ];
    let mut stored = Vec::new();
    for (name, others, _) in cases {
        let root = Authority::new(&format!("Located {name} CA")).der();
        stored.push(Stored::new("ROOT", &root));
        let others = others.iter();
        stored.extend(others.map(|(place, store)| Stored::at(*place, store, &root, &[])));
    }
    let list = |source: &str| {
        let args = ["-q", "bundle", "list", "--json", "--source", source];
        let list = sandbox().run(args).code(0).json();
        let all = list["certificates"].as_array().expect("a list").clone();
        let located = |entry: &Value| entry["subject"].as_str().unwrap_or("").contains("Located");
        all.into_iter().filter(located).collect::<Vec<Value>>()
    };
    let all = list("native");
    for (name, _, sources) in cases {
        let subject = format!("CN=Located {name} CA");
        let entry = all.iter().find(|entry| entry["subject"] == *subject);
        let entry = entry.expect("an entry");
        assert_eq!(entry["sources"], serde_json::json!(sources), "{name}");
        assert_eq!(entry["included"], true, "{name}");
    }
    let of_domain = list("native:enterprise");
    assert_eq!(of_domain.len(), 1, "{of_domain:?}");
    let counts = sandbox().run(["-q", "bundle", "build"]).code(0).text();
    let policies = counts
        .lines()
        .find(|line| line.starts_with("native:policy"));
    let cells: Vec<&str> = policies.expect("a row").split_whitespace().collect();
    assert_eq!(cells, ["native:policy", "1", "-"]);
}

#[test]
fn a_disallowed_root_is_excluded() {
    let Some(_stores) = stores("windows::store::a_disallowed_root_is_excluded") else {
        return;
    };
    let root = Authority::new("Windows Disallowed CA");
    let sandbox = sandbox();
    let _stored = Stored::new("ROOT", &root.der());
    assert!(sandbox.trusts(&root.der()));
    let disallowed = Stored::new("Disallowed", &root.der());
    let entry = listed(&sandbox, "Windows Disallowed CA").expect("an entry");
    assert_eq!(
        (entry["included"].as_bool(), entry["reason"].as_str()),
        (Some(false), Some("distrusted"))
    );
    assert_eq!(entry["distrusted_by"], "the store Disallowed");
    assert!(!sandbox.trusts(&root.der()));
    // A file of the profile does not override the store.
    let file = sandbox.write("home/studio.pem", root.pem());
    sandbox.write_profile(
        "defaults",
        &format!("extends: defaults\nca: {{files: ['{}']}}\n", file.display()),
    );
    assert!(!sandbox.trusts(&root.der()));
    drop(disallowed);
    assert!(sandbox.trusts(&root.der()));
}

#[test]
fn a_disallowed_root_of_mozilla_is_excluded() {
    let Some(_stores) = stores("windows::store::a_disallowed_root_of_mozilla_is_excluded") else {
        return;
    };
    let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    assert!(sandbox().trusts(mozilla));
    let _disallowed = Stored::new("Disallowed", mozilla);
    assert!(!sandbox().trusts(mozilla));
}

#[test]
fn only_roots_for_servers_are_trusted() {
    let Some(_stores) = stores("windows::store::only_roots_for_servers_are_trusted") else {
        return;
    };
    let mail = Authority::builder("Windows Mail CA")
        .uses(vec![ExtendedKeyUsagePurpose::EmailProtection])
        .build();
    let servers = Authority::builder("Windows Server CA")
        .uses(vec![ExtendedKeyUsagePurpose::ServerAuth])
        .build();
    let any = Authority::builder("Windows Any CA")
        .uses(vec![ExtendedKeyUsagePurpose::Any])
        .build();
    let old = Authority::builder("Windows Expired CA").expired().build();
    let _stored =
        [&mail, &servers, &any, &old].map(|authority| Stored::new("ROOT", &authority.der()));
    let sandbox = sandbox();
    let trusted = [&mail, &servers, &any, &old].map(|authority| sandbox.trusts(&authority.der()));
    assert_eq!(trusted, [false, true, true, false]);
    let entry = listed(&sandbox, "Windows Expired CA").expect("an entry");
    assert_eq!(entry["reason"], "expired");
}

#[test]
fn a_root_without_the_server_use_is_not_trusted() {
    let Some(_stores) = stores("windows::store::a_root_without_the_server_use_is_not_trusted")
    else {
        return;
    };
    let root = Authority::new("Windows Limited CA");
    let unlimited = Stored::new("ROOT", &root.der());
    assert!(sandbox().trusts(&root.der()));
    drop(unlimited);
    // CERT_ENHKEY_USAGE_PROP_ID
    let _limited = Stored::with_properties("ROOT", &root.der(), &[(9, FOR_MAIL)]);
    assert!(!sandbox().trusts(&root.der()));
}

#[test]
#[ignore = "Wine does not read certificates that have these properties"]
fn a_root_that_windows_has_disabled_is_distrusted() {
    let Some(_stores) = stores("windows::store::a_root_that_windows_has_disabled_is_distrusted")
    else {
        return;
    };
    let root = Authority::new("Windows Retired CA");
    // Disable, NotBefore and name constraints (src/stores/native/root_properties.rs), with times in
    // ticks since 1601.
    let in_2100 = 157_469_184_000_000_000_u64.to_le_bytes();
    let in_2020 = 132_223_104_000_000_000_u64.to_le_bytes();
    let cases: [(Properties, bool); 8] = [
        (&[(104, &in_2100)], true),
        (&[(104, &in_2020)], false),
        (&[(104, &in_2020), (122, FOR_MAIL)], true),
        (&[(126, &in_2100)], true),
        (&[(126, &in_2020)], false),
        (&[(126, &in_2020), (127, FOR_MAIL)], true),
        (&[(84, b"\x30\x00")], false),
        (&[], true),
    ];
    for (properties, is_trusted) in cases {
        let _stored = Stored::with_properties("ROOT", &root.der(), properties);
        assert_eq!(sandbox().trusts(&root.der()), is_trusted, "{properties:?}");
    }
}

/// Builds a bundle after the stores are old enough for stamps.
fn build_with_old_stores(sandbox: &Sandbox) {
    thread::sleep(Duration::from_millis(2500));
    sandbox.run(["-q", "bundle", "path"]).code(0);
}

#[test]
fn a_change_of_the_store_makes_the_bundle_stale() {
    let Some(_stores) = stores("windows::store::a_change_of_the_store_makes_the_bundle_stale")
    else {
        return;
    };
    let (sandbox, root) = (sandbox(), Authority::new("Windows New CA"));
    // Wine writes Linux' roots to the registry when a program first opens the store.
    sandbox.run(["-q", "bundle", "path"]).code(0);
    build_with_old_stores(&sandbox);
    let is_fresh = || {
        sandbox
            .run(["-v", "bundle", "path"])
            .code(0)
            .stderr
            .contains("is fresh")
    };
    assert!(is_fresh());
    for store in ["ROOT", "Disallowed"] {
        let stored = Stored::new(store, &root.der());
        assert!(!is_fresh(), "{store}: a certificate was added");
        build_with_old_stores(&sandbox);
        assert!(is_fresh(), "{store}: nothing has changed");
        stored.write(vec![0]);
        assert!(!is_fresh(), "{store}: a certificate was changed");
        build_with_old_stores(&sandbox);
        drop(stored);
        assert!(!is_fresh(), "{store}: a certificate was removed");
        build_with_old_stores(&sandbox);
    }
}

#[test]
fn an_invalid_certificate_in_the_registry_is_skipped() {
    let Some(_stores) = stores("windows::store::an_invalid_certificate_in_the_registry_is_skipped")
    else {
        return;
    };
    let key = format!(r"{KEY}\Root\Certificates\{}", "00112233".repeat(5));
    let stored = Stored(&HKEY::CURRENT_USER, key);
    let mut blob = vec![32, 0, 0, 0, 1, 0, 0, 0, 16, 0, 0, 0];
    blob.extend([0x30; 16]);
    stored.write(blob);
    let outcome = sandbox().run(["bundle", "build"]);
    assert!(outcome.code(0).text().contains("native"));
}
