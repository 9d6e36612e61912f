//! The stores of Windows itself. They are the user's who runs the tests: `scripts/test-windows` has one of its own, and
//! says so in `SGLAUNCH_TEST_STORES`.

use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use rcgen::ExtendedKeyUsagePurpose;
use schannel::RawPointer as _;
use schannel::cert_context::CertContext;
use schannel::cert_store::{CertAdd, CertStore};
use serde_json::Value;
use windows_sys::Win32::Security::Cryptography::{
    CERT_CONTEXT, CRYPT_INTEGER_BLOB, CertSetCertificateContextProperty,
};
use winsafe::{HKEY, co};

use crate::clients::cannot_run;
use crate::sandbox::Sandbox;
use crate::site::Authority;

/// There is one registry for all tests.
static STORES: Mutex<()> = Mutex::new(());

/// The stores, for one test at a time.
fn stores(test: &str) -> Option<MutexGuard<'static, ()>> {
    if std::env::var_os("SGLAUNCH_TEST_STORES").is_none() {
        cannot_run(
            test,
            "the stores are the user's own: scripts/test-windows has others",
        );
        return None;
    }
    Some(
        STORES
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner),
    )
}

/// A certificate in a store, until it is dropped.
struct Stored(Option<CertContext>);

impl Stored {
    fn new(store: &str, der: &[u8]) -> Self {
        let mut store = CertStore::open_current_user(store).expect("every user has one");
        let certificate = CertContext::new(der).expect("it is right");
        let added = store.add_cert(&certificate, CertAdd::Always);
        Self(Some(added.expect("it is the user's")))
    }

    #[expect(unsafe_code, reason = "schannel sets no properties by number")]
    fn set(&self, property: u32, bytes: &mut [u8]) {
        let context = self.0.as_ref().expect("it is there until the end");
        let blob = CRYPT_INTEGER_BLOB {
            cbData: u32::try_from(bytes.len()).expect("few"),
            pbData: bytes.as_mut_ptr(),
        };
        // SAFETY: the context is there as long as this value; the bytes are read during the call alone.
        let is_set = unsafe {
            let context: *const CERT_CONTEXT = context.as_ptr().cast();
            CertSetCertificateContextProperty(context, property, 0, (&raw const blob).cast())
        };
        assert_ne!(is_set, 0, "{}", std::io::Error::last_os_error());
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        let removed = self.0.take().map(CertContext::delete);
        removed.expect("it is there").expect("it can be removed");
    }
}

/// A user of the stores.
fn user() -> Sandbox {
    Sandbox::new().env("SGLAUNCH_ROOT", "")
}

/// What `bundle list` says of a certificate, by its common name.
fn listed(sandbox: &Sandbox, name: &str) -> Option<Value> {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let all = list["certificates"].as_array().expect("a list");
    let is_it = |entry: &&Value| {
        entry["subject"]
            .as_str()
            .is_some_and(|subject| subject.contains(name))
    };
    all.iter().find(is_it).cloned()
}

#[test]
fn a_root_of_the_user_is_trusted() {
    let Some(_stores) = stores("windows::store::a_root_of_the_user_is_trusted") else {
        return;
    };
    let root = Authority::new("Windows Studio CA");
    let _stored = Stored::new("ROOT", &root.der());
    let entry = listed(&user(), "Windows Studio CA").expect("it is listed");
    assert_eq!(entry["sources"], serde_json::json!(["native"]));
    assert_eq!(entry["included"], true);
    assert!(user().trusts(&root.der()));
}

#[test]
fn what_windows_disallows_disappears() {
    let Some(_stores) = stores("windows::store::what_windows_disallows_disappears") else {
        return;
    };
    let root = Authority::new("Windows Disallowed CA");
    let sandbox = user();
    let _stored = Stored::new("ROOT", &root.der());
    assert!(sandbox.trusts(&root.der()));
    let disallowed = Stored::new("Disallowed", &root.der());
    let entry = listed(&sandbox, "Windows Disallowed CA").expect("it is listed");
    assert_eq!(
        (entry["included"].as_bool(), entry["reason"].as_str()),
        (Some(false), Some("distrusted"))
    );
    assert_eq!(entry["distrusted_by"], "the store Disallowed");
    assert!(!sandbox.trusts(&root.der()));
    // A file of the studio's does not bring it back, and neither does Mozilla's list what Windows disallows of it.
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
fn a_root_of_mozillas_that_windows_disallows_disappears() {
    let Some(_stores) =
        stores("windows::store::a_root_of_mozillas_that_windows_disallows_disappears")
    else {
        return;
    };
    let mozillas = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    assert!(user().trusts(mozillas));
    let _disallowed = Stored::new("Disallowed", mozillas);
    assert!(!user().trusts(mozillas));
}

#[test]
fn only_what_is_for_servers_counts() {
    let Some(_stores) = stores("windows::store::only_what_is_for_servers_counts") else {
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
    let sandbox = user();
    let trusted = [&mail, &servers, &any, &old].map(|authority| sandbox.trusts(&authority.der()));
    assert_eq!(trusted, [false, true, true, false]);
    let entry = listed(&sandbox, "Windows Expired CA").expect("it is listed");
    assert_eq!(entry["reason"], "expired");
}

#[test]
fn a_use_that_an_administrator_has_taken_away_does_not_count() {
    let Some(_stores) =
        stores("windows::store::a_use_that_an_administrator_has_taken_away_does_not_count")
    else {
        return;
    };
    let root = Authority::new("Windows Limited CA");
    let stored = Stored::new("ROOT", &root.der());
    assert!(user().trusts(&root.der()));
    // CERT_ENHKEY_USAGE_PROP_ID: e-mail alone (SEQUENCE of one OID).
    stored.set(
        9,
        &mut b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04".to_owned(),
    );
    assert!(!user().trusts(&root.der()));
}

#[test]
fn a_root_that_windows_has_switched_off_is_distrusted() {
    let Some(_stores) =
        stores("windows::store::a_root_that_windows_has_switched_off_is_distrusted")
    else {
        return;
    };
    let root = Authority::new("Windows Retired CA");
    let stored = Stored::new("ROOT", &root.der());
    // CERT_DISALLOWED_FILETIME_PROP_ID: 2100, then 2020, in ticks since 1601.
    stored.set(104, &mut 157_469_184_000_000_000_u64.to_le_bytes());
    assert!(user().trusts(&root.der()));
    stored.set(104, &mut 132_223_104_000_000_000_u64.to_le_bytes());
    let entry = listed(&user(), "Windows Retired CA").expect("it is listed");
    assert_eq!(entry["reason"], "distrusted");
    // CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID: for e-mail alone.
    stored.set(
        122,
        &mut b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04".to_owned(),
    );
    assert!(user().trusts(&root.der()));
}

#[test]
fn the_registry_says_when_the_store_has_changed() {
    let Some(_stores) = stores("windows::store::the_registry_says_when_the_store_has_changed")
    else {
        return;
    };
    let (sandbox, root) = (user(), Authority::new("Windows New CA"));
    // What has only just been written is not believed.
    thread::sleep(Duration::from_millis(2500));
    sandbox.run(["-q", "bundle", "path"]).code(0);
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
        assert!(!is_fresh(), "{store}: something came");
        thread::sleep(Duration::from_millis(2500));
        sandbox.run(["-q", "bundle", "path"]).code(0);
        assert!(is_fresh(), "{store}: nothing has changed");
        stored.set(
            9,
            &mut b"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04".to_owned(),
        );
        assert!(!is_fresh(), "{store}: a use was taken away");
        thread::sleep(Duration::from_millis(2500));
        sandbox.run(["-q", "bundle", "path"]).code(0);
        drop(stored);
        assert!(!is_fresh(), "{store}: something went");
        thread::sleep(Duration::from_millis(2500));
        sandbox.run(["-q", "bundle", "path"]).code(0);
    }
}

#[test]
fn what_is_no_certificate_in_the_registry_is_passed_over() {
    let Some(_stores) =
        stores("windows::store::what_is_no_certificate_in_the_registry_is_passed_over")
    else {
        return;
    };
    let path = r"Software\Microsoft\SystemCertificates\Root\Certificates\00112233445566778899AABBCCDDEEFF00112233";
    let options = co::REG_OPTION::NON_VOLATILE;
    let (key, _) = HKEY::CURRENT_USER
        .RegCreateKeyEx(path, None, options, co::KEY::ALL_ACCESS, None)
        .expect("the user's own");
    // A property that says that it is a certificate (number 32, of 16 bytes), and nonsense.
    let mut blob = vec![32, 0, 0, 0, 1, 0, 0, 0, 16, 0, 0, 0];
    blob.extend([0x30; 16]);
    key.RegSetValueEx(Some("Blob"), winsafe::RegistryValue::Binary(blob))
        .expect("the user's own");
    let outcome = user().run(["bundle", "build"]);
    HKEY::CURRENT_USER.RegDeleteKey(path).expect("it is there");
    assert!(outcome.code(0).text().contains("native"));
}
