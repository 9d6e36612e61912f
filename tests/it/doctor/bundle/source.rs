//! `bundle-source`.

use std::fs;

use super::trusting;
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

const ID: &str = "bundle-source";

#[test]
fn sources_that_were_read_pass() {
    let sandbox = trusting("studio.pem", &Authority::new("Studio CA").pem());
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("passed", 0));
}

#[test]
fn a_required_file_that_is_missing_fails_and_shows_the_line() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\nca:\n  files: [studio.pem]\n");
    let found = doctor(&sandbox, &["maya", ID]);
    assert_eq!((found.status(ID), found.code), ("failed", 1));
    let text = found.text(ID);
    for part in [
        "studio.pem: no such file",
        "maya.yaml:3:11",
        "optional: true",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.ends_with("\nsglaunch check maya"), "{text}");
    // The checks of the bundle's place have nothing to judge.
    assert_eq!(
        doctor(&sandbox, &["maya", "bundle-location"]).status("bundle-location"),
        "skipped"
    );
}

#[test]
fn an_earlier_bundle_in_place_of_a_missing_file_is_a_warning() {
    let sandbox = trusting("studio.pem", &Authority::new("Studio CA").pem());
    sandbox.run(["bundle", "path"]).code(0);
    fs::remove_file(sandbox.home().join("studio.pem")).expect("it was there");
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    assert!(text.contains("studio.pem: no such file"), "{text}");
    assert!(
        text.contains("sglaunch uses the bundle that was built before"),
        "{text}"
    );
}

#[test]
fn a_damaged_block_and_a_private_key_are_named_with_the_file() {
    let authority = Authority::new("Studio CA");
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (rest, message, effect) in [
        (
            damaged.to_owned(),
            "block 2 (CERTIFICATE) skipped",
            "is not in the bundle",
        ),
        (
            authority.key_pem(),
            "contains a private key, which is not copied",
            "who can read the key",
        ),
    ] {
        let sandbox = trusting("studio.pem", &[authority.pem(), rest].concat());
        let found = doctor(&sandbox, &["python", ID]);
        assert_eq!((found.status(ID), found.code), ("warning", 0));
        let text = found.text(ID);
        assert!(text.contains(&format!("studio.pem: {message}")), "{text}");
        assert!(text.contains(effect), "{text}");
        assert!(sandbox.trusts(&authority.der()));
    }
}

/// The remedy fits the system's store, in which the user cannot correct anything.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "tests the store of Linux")]
fn the_store_of_the_system_is_installed_or_built_again() {
    let sandbox = Sandbox::new();
    let store = "root/etc/ssl/certs/ca-certificates.crt";
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (content, message, remedy) in [
        (
            "",
            "this system has no certificates of its own",
            "install the package ca-certificates on this system",
        ),
        (damaged, "skipped", "build the system's store again"),
    ] {
        sandbox.write(store, content);
        if content.is_empty() {
            fs::remove_file(sandbox.path(store)).expect("a file");
        }
        let text = doctor(&sandbox, &["python", ID]).text(ID);
        assert!(text.contains(message), "{text}");
        assert!(text.contains(remedy), "{text}");
    }
}

#[test]
fn a_damaged_file_of_trust_add_is_replaced_by_the_commands() {
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/sglaunch/ca.d/studio.pem", "not a certificate");
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!(found.status(ID), "warning");
    let text = found.text(ID);
    assert!(
        text.contains("studio.pem: contains no certificate"),
        "{text}"
    );
    assert!(
        text.contains("\nsglaunch trust remove studio\nsglaunch trust add "),
        "{text}"
    );
    sandbox.run(["trust", "remove", "studio"]).code(0);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}

#[test]
fn a_file_of_another_format_is_called_by_its_name() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.html.pem",
        "<!DOCTYPE html><html>login</html>",
    );
    let text = doctor(&sandbox, &["python", ID]).text(ID);
    assert!(text.contains("a web page (HTML)"), "{text}");
}

#[test]
fn an_unreadable_source_names_the_reason() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/.config/sglaunch/ca.d/studio.pem", "x");
    let sandbox = sandbox.unprivileged();
    system::set_mode(&file, 0o000);
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    assert!(text.contains("studio.pem: cannot be read: "), "{text}");
    assert!(text.contains("\nls -ld "), "{text}");
}

#[test]
fn a_server_certificate_instead_of_its_ca_is_explained() {
    let server = Authority::new("Studio CA").issue();
    let sandbox = trusting("studio.pem", &server.pem());
    let text = doctor(&sandbox, &["python", ID]).text(ID);
    assert!(
        text.contains("`localhost` is excluded: a server certificate"),
        "{text}"
    );
}

#[test]
fn a_machines_profile_that_others_can_write_is_reported() {
    let sandbox = Sandbox::new();
    let file = sandbox.machine("profiles/defaults.yaml");
    fs::create_dir_all(file.parent().expect("a directory")).expect("it is created");
    fs::write(&file, "ca: {keep_expired: true}\n").expect("it is written");
    system::set_mode(&file, 0o666);
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    assert!(text.contains("so it is ignored"), "{text}");
    assert!(text.contains("ask an administrator"), "{text}");
}

#[test]
fn no_certificate_at_all_fails() {
    let yaml = "ca: {native: false, mozilla: false}\n";
    let found = doctor(&Sandbox::new().profile("defaults", yaml), &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("failed", 1));
    let text = found.text(ID);
    assert!(text.contains("the bundle would be empty"), "{text}");
    assert!(text.ends_with("\nsglaunch show python"), "{text}");
}
