//! Files in p11-kit's format that a person has chosen: what they distrust is distrusted.

use std::fs;
use std::path::Path;

use super::{P11_KIT, assert_distrusted_by, listed, mozilla, pem};
use crate::sandbox::Sandbox;

/// A file with a section that distrusts "Bugs Test Root", and one that trusts "R sam".
const CASE: &str = include_str!("../../fixtures/p11-kit-x-distrusted.crt");

/// Returns the DER of the two certificates of the case.
fn case() -> [Vec<u8>; 2] {
    let blocks = pem::parse_many(CASE).expect("blocks");
    let ders: Vec<Vec<u8>> = blocks.into_iter().map(pem::Pem::into_contents).collect();
    ders.try_into().expect("two blocks")
}

/// Asserts that the first certificate, which Mozilla's list or a studio's file could contain, is
/// distrusted because of `file`, and that the second one is included.
fn assert_read(sandbox: &Sandbox, file: &Path) {
    let [distrusted, trusted] = case();
    sandbox.write(
        "home/.config/sglaunch/ca.d/plain.pem",
        pem("CERTIFICATE", distrusted.clone()),
    );
    assert_distrusted_by(sandbox, &distrusted, file);
    assert_eq!(listed(sandbox, &trusted)["included"], true);
}

#[test]
fn a_section_distrusts_wherever_its_file_is_named() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/x.crt]}\n");
    let file = sandbox.write("home/x.crt", CASE);
    assert_read(&sandbox, &file);

    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/files]}\n");
    let file = sandbox.write("home/files/x", CASE);
    assert_read(&sandbox, &file);

    let sandbox = Sandbox::new();
    let file = sandbox.write(
        "home/.config/sglaunch/ca.d/x.crt",
        CASE.replace('\n', "\r\n"),
    );
    assert_read(&sandbox, &file);

    let sandbox = Sandbox::new();
    let file = sandbox.write("home/x.crt", format!("\u{feff}{CASE}"));
    let sandbox = sandbox.env("REQUESTS_CA_BUNDLE", &file);
    assert_read(&sandbox, &file);
}

#[test]
fn keys_and_serial_numbers_are_distrusted_too() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/x.p11-kit]}\n");
    let key = {
        use x509_cert::der::{Decode as _, Encode as _};
        let certificate = x509_cert::Certificate::from_der(mozilla()).expect("a certificate");
        let key = certificate
            .tbs_certificate()
            .subject_public_key_info()
            .to_der();
        pem("PUBLIC KEY", key.expect("its key"))
    };
    let section = "[p11-kit-object-v1]\nclass: x-certificate-extension\nx-distrusted: true\n";
    let file = sandbox.write("home/x.p11-kit", format!("{section}{key}"));
    assert_distrusted_by(&sandbox, mozilla(), &file);
}

#[test]
fn an_invalid_section_is_not_trusted_and_costs_no_other_section() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/x.crt]}\n");
    sandbox.write(
        "home/x.crt",
        CASE.replace("x-distrusted: true", "x-distrusted: maybe"),
    );
    let list = sandbox.run(["bundle", "list", "--json"]).code(0);
    assert!(
        list.stderr
            .contains("section 1 skipped: `x-distrusted` is neither true nor false"),
        "{}",
        list.stderr
    );
    assert!(!list.text().contains("Bugs Test Root"), "{}", list.text());
    assert_eq!(listed(&sandbox, &case()[1])["included"], true);
}

#[test]
fn trust_add_refuses_a_file_that_distrusts_and_names_deny() {
    let [distrusted, trusted] = case();
    let sandbox = Sandbox::new();
    sandbox.write("home/x.crt", CASE);
    sandbox.write("home/directory/x.crt", CASE);
    for file in ["x.crt", "directory"] {
        for der in [&distrusted, &trusted] {
            let fingerprint = crate::tls_clients::sha1(der);
            let added = sandbox.run(["trust", "add", file, "--fingerprint", &fingerprint]);
            let printed = added.code(125).stderr;
            assert!(
                printed.contains("this file distrusts certificates"),
                "{printed}"
            );
            assert!(
                printed.contains("Bugs Test Root") && printed.contains("`ca.deny`"),
                "{printed}"
            );
        }
    }
    let installed = sandbox.path("home/.config/sglaunch/ca.d");
    assert!(fs::read_dir(installed).is_err(), "nothing is installed");
}

/// The same file in a directory of the system distrusts, and trusts nothing by itself.
#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn the_same_file_of_the_system_distrusts() {
    let sandbox = Sandbox::new();
    let file = sandbox.write(format!("root/{}/x.p11-kit", P11_KIT[0]), CASE);
    let [distrusted, _] = case();
    sandbox.write(
        "home/.config/sglaunch/ca.d/plain.pem",
        pem("CERTIFICATE", distrusted.clone()),
    );
    assert_distrusted_by(&sandbox, &distrusted, &file);
}
