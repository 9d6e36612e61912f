//! `trust remove`.

use std::fs;

use super::{KEY, files, own};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

#[test]
fn removing_takes_one_file_and_never_a_private_key() {
    let sandbox = Sandbox::new();
    let dir = "home/.config/sglaunch/ca.d";
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    sandbox.write(format!("{dir}/proxy.pem"), a.pem());
    sandbox.write(format!("{dir}/proxy.crt"), b.pem());
    sandbox.write(format!("{dir}/README"), "no certificate");
    sandbox.write(format!("{dir}/keyed.pem"), format!("{}{KEY}", a.pem()));
    for (name, why) in [
        ("proxy", "hint: give the extension too: "),
        ("README", "no trusted certificate has the name `README`"),
        ("../../target.pem", "no trusted certificate has the name"),
        ("keyed", "the file also holds a private key"),
    ] {
        let failed = sandbox.run(["trust", "remove", name]).code(125);
        assert!(failed.stderr.contains(why), "{name}: {}", failed.stderr);
    }
    // Another file has the same certificate, which causes a warning.
    sandbox.write(format!("{dir}/twin.pem"), b.pem());
    let outcome = sandbox.run(["trust", "remove", "proxy.crt"]).code(0);
    assert_eq!(
        outcome.text(),
        "removed: ~/.config/sglaunch/ca.d/proxy.crt\n"
    );
    assert_eq!(
        outcome.stderr,
        "warning: trust:proxy: `B` is still trusted, because it is also in trust:twin\n"
    );
    sandbox.run(["trust", "remove", "twin"]).success();
    sandbox.run(["-q", "trust", "remove", "proxy"]).success();
    assert_eq!(files(own(&sandbox)), ["README", "keyed.pem"]);
}

#[test]
fn a_name_is_found_as_a_pipe_of_windows_gets_it() {
    let sandbox = Sandbox::new();
    let pem = Authority::new("A").pem();
    sandbox.write("home/.config/sglaunch/ca.d/\u{d55c}.pem", pem);
    sandbox.run(["trust", "remove", r"\u{d55c}"]).success();
    assert_eq!(files(own(&sandbox)), [""; 0]);
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn removing_a_link_keeps_its_target() {
    let b = Authority::new("B");
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/sglaunch/ca.d/proxy.crt", b.pem());
    let target = sandbox.write("home/target.pem", format!("{}{KEY}", b.pem()));
    system::symlink(&target, own(&sandbox).join("link.pem")).expect("a link");
    let outcome = sandbox.run(["trust", "remove", "proxy"]).code(0);
    assert_eq!(
        outcome.stderr,
        "warning: trust:proxy: `B` is still trusted, because it is also in trust:link\n"
    );
    sandbox.run(["trust", "remove", "link"]).success();
    assert_eq!(files(own(&sandbox)), [""; 0]);
    assert!(target.exists());
}

#[test]
fn a_removed_certificate_is_not_in_the_fallback_bundle() {
    let sandbox = Sandbox::new().profile(
        "defaults",
        "ca: {native: false, mozilla: false, inherited: false}\n",
    );
    let file = sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    sandbox.run(["bundle", "path"]).success();
    fs::remove_file(file).expect("ours");
    let failed = sandbox.run(["bundle", "path"]).code(125);
    assert!(
        failed
            .stderr
            .contains("no source has a certificate to trust"),
        "{}",
        failed.stderr
    );
}

#[test]
fn backup_files_of_package_managers_do_not_count() {
    let sandbox = Sandbox::new();
    let dir = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{dir}/proxy.pem"), Authority::new("A").pem());
    sandbox.write(format!("{dir}/proxy.bak"), Authority::new("B").pem());
    sandbox.write(format!("{dir}/broken.pem"), "-----BEGIN CERTIFICATE-----\n");
    assert_eq!(
        sandbox.run(["trust", "remove", "proxy"]).success().text(),
        "removed: ~/.config/sglaunch/ca.d/proxy.pem\n"
    );
    sandbox.run(["trust", "remove", "proxy"]).code(125);
    // A file that the list warns of can be removed.
    assert!(
        sandbox
            .run(["trust", "list"])
            .code(0)
            .stderr
            .contains("trust:broken: block 1")
    );
    sandbox.run(["trust", "remove", "broken"]).success();
    assert_eq!(files(own(&sandbox)), ["proxy.bak"]);
}

#[test]
fn removing_works_although_a_profile_is_broken() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let sandbox = sandbox.profile("defaults", "ca: {file: []}\n");
    let printed = sandbox.run(["trust", "remove", "proxy"]).success().text();
    assert_eq!(printed, "removed: ~/.config/sglaunch/ca.d/proxy.pem\n");
}

#[test]
fn a_name_without_a_letter_matches_no_file() {
    let sandbox = Sandbox::new();
    let path = "home/.config/sglaunch/ca.d/certificate.pem";
    sandbox.write(path, Authority::new("A").pem());
    for name in ["", "***", ".", ".pem"] {
        let failed = sandbox.run(["trust", "remove", name]).code(125);
        let expected = format!("no trusted certificate has the name `{name}`");
        assert!(failed.stderr.contains(&expected), "{}", failed.stderr);
    }
    assert_eq!(files(own(&sandbox)), ["certificate.pem"]);
}

#[test]
fn a_file_of_a_profile_is_removed_from_the_profile() {
    let sandbox = Sandbox::new()
        .pem("studio.pem", &Authority::new("Studio"))
        .profile("defaults", "ca:\n  files:\n    - ~/studio.pem\n");
    let yaml = sandbox.path("home/.config/sglaunch/profiles/defaults.yaml");
    let hint = format!(
        "hint: remove the file from `ca.files` at {}:3\n",
        yaml.display()
    );
    for name in ["studio", "studio.pem"] {
        let failed = sandbox.run(["trust", "remove", name]).code(125);
        assert!(failed.stderr.ends_with(&hint), "{}", failed.stderr);
    }
}
