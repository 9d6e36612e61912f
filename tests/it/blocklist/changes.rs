//! Blocklists that change, and blocklists that cannot be read.

use std::fs;

use super::{P11_KIT, assert_distrusted_by, debian, listed, mozilla, pem};
use crate::sandbox::{Sandbox, system_root};
use crate::system;
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "ca-certificates is not on Windows")]
fn a_changed_blocklist_applies_to_the_next_launch() {
    let sandbox = debian();
    let is_built = || {
        let stderr = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
        assert_ne!(
            stderr.contains("built now"),
            stderr.contains("is fresh"),
            "{stderr}"
        );
        stderr.contains("built now")
    };
    let settle = || {
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        is_built();
        assert!(!is_built());
    };
    settle();
    let selection = sandbox.path("root/etc/ca-certificates.conf");
    let text = fs::read_to_string(&selection).expect("a file");
    fs::write(&selection, text.replace("!mozilla/S", "mozilla/S"))
        .expect("the directory is writable");
    assert!(is_built());
    assert_eq!(listed(&sandbox, mozilla())["included"], true);
    settle();
    // A new directory, a new file in it, and new content of that file.
    let dir = sandbox.path(format!("root/{}", P11_KIT[5]));
    fs::create_dir_all(&dir).expect("the directory is writable");
    assert!(is_built());
    settle();
    let blocklist = sandbox.write(format!("root/{}/blocklist/x.pem", P11_KIT[5]), "");
    assert!(is_built());
    settle();
    fs::write(&blocklist, mozilla()).expect("the directory is writable");
    assert!(is_built());
    assert_distrusted_by(&sandbox, mozilla(), &blocklist);
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn unusable_files_of_a_blocklist_cause_warnings() {
    let sandbox = Sandbox::new();
    sandbox.write(
        format!("root/{}/blocklist/x.pem", P11_KIT[0]),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    sandbox.pipe(format!("root/{}/blocklist/pipe", P11_KIT[0]));
    let stderr = sandbox.run(["bundle", "path"]).code(0).stderr;
    for part in [
        "blocklist/x.pem: block 1 (CERTIFICATE) skipped: not a certificate",
        "blocklist/pipe: a pipe, not a file or a directory",
    ] {
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "ca-certificates is not on Windows")]
fn an_earlier_bundle_is_used_without_distrusted_certificates() {
    let (bad, gone) = (Authority::new("Bad"), Authority::new("Gone"));
    let sandbox = Sandbox::new()
        .pem("bad.pem", &bad)
        .pem("gone.pem", &gone)
        .profile("defaults", "ca: {files: [~/gone.pem, ~/bad.pem]}\n");
    let path = sandbox.run(["bundle", "path"]).success().text();
    let before = fs::read_to_string(path.trim_end()).expect("a bundle");
    assert!(before.contains(&bad.pem().replace("\r\n", "\n")));
    fs::remove_file(sandbox.home().join("gone.pem")).expect("the directory is writable");
    sandbox.write(format!("root/{}/blocklist/bad.pem", P11_KIT[0]), bad.pem());
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        outcome
            .stderr
            .contains("using the bundle that was built before"),
        "{}",
        outcome.stderr
    );
    let after = fs::read_to_string(outcome.text().trim_end()).expect("a bundle");
    assert_eq!(after, before.replace(&bad.pem().replace("\r\n", "\n"), ""));
    let env = sandbox
        .run(["-q", "env", "--format", "json"])
        .code(0)
        .json();
    assert!(env["SSL_CERT_DIR"].is_string());
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn an_unreadable_blocklist_causes_a_warning() {
    for path in [
        "etc/pki/trust/blocklist",
        "etc/ca-certificates.conf",
        "usr/share/ca-certificates/mozilla",
    ] {
        let sandbox = debian();
        sandbox.write("root/etc/pki/trust/blocklist/x.pem", mozilla());
        let sandbox = sandbox.unprivileged();
        let closed = sandbox.path("root").join(path);
        system::set_mode(&closed, 0o000);
        let stderr = sandbox.run(["bundle", "path"]).code(0).stderr;
        system::set_mode(&closed, 0o755);
        assert!(
            stderr.contains(&format!("blocklist {}", closed.display())),
            "{path}: {stderr}"
        );
        assert!(
            stderr.contains("cannot be read: permission denied"),
            "{path}: {stderr}"
        );
    }
    // A pipe is not opened, because opening it would block.
    let sandbox = Sandbox::new();
    sandbox.pipe("root/etc/ca-certificates.conf");
    let stderr = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(
        stderr.contains("ca-certificates.conf: a pipe, not a file or a directory"),
        "{stderr}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of certificates")]
fn an_overwritten_rejection_in_the_store_is_noticed() {
    let sandbox = Sandbox::new();
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem("TRUSTED CERTIFICATE", [mozilla(), rejects].concat());
    let known = system_root().pem();
    let mixed = sandbox.write("root/etc/ssl/certs/mixed.pem", format!("{known}{rejected}"));
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_distrusted_by(&sandbox, mozilla(), &mixed);
    assert!(!sandbox.trusts(mozilla()));
    fs::write(&mixed, &known).expect("the directory is writable");
    assert!(sandbox.trusts(mozilla()));
}
