//! Lists of distrust that cannot be read: what they distrusted stays excluded.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{assert_is_fresh, traced, wait_for_stamps};
use crate::sandbox::Sandbox;
use crate::strace::{OPEN, STAT};
use crate::system;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

const CERTIFICATE: &str = "usr/share/ca-certificates/mozilla/Some_Root.crt";
const LIST: &str = "etc/ca-certificates.conf";

/// Returns one of Mozilla's roots.
fn root() -> &'static [u8] {
    &webpki_root_certs::TLS_SERVER_ROOT_CERTS[3]
}

fn pem(der: &[u8]) -> String {
    pem::encode(&pem::Pem::new("CERTIFICATE", der))
}

/// Returns a system with a list that distrusts the root, run by a user without privileges.
fn debian() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(Path::new("root").join(CERTIFICATE), pem(root()));
    sandbox.write(Path::new("root").join(LIST), "!mozilla/Some_Root.crt\n");
    let sandbox = sandbox.unprivileged();
    wait_for_stamps();
    assert!(!sandbox.trusts(root()));
    sandbox
}

/// Makes a file or directory of the system unreadable, also for the launches before.
fn close(sandbox: &Sandbox, path: &str) -> PathBuf {
    let path = sandbox.path("root").join(path);
    system::set_mode(&path, 0o000);
    path
}

fn open(path: &Path) {
    system::set_mode(path, if path.is_dir() { 0o755 } else { 0o644 });
}

/// Returns the row and the problems of `bundle list`.
#[track_caller]
fn listed(sandbox: &Sandbox, der: &[u8]) -> (Value, String) {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let mut rows = list["certificates"].as_array().expect("a list").iter();
    let row = rows
        .find(|row| row["sha1"] == sha1(der))
        .expect("it is listed");
    (row.clone(), list["problems"].to_string())
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of distrust")]
fn distrust_that_cannot_be_read_stays() {
    let sandbox = debian();
    let list = close(&sandbox, LIST);
    wait_for_stamps();
    let warning = format!(
        "blocklist {}: cannot be read: permission denied",
        list.display()
    );
    // It is recorded again at each build, which says so.
    for _ in 0..3 {
        let built = sandbox.run(["--refresh", "bundle", "path"]).code(0);
        assert!(built.stderr.contains(&warning), "{}", built.stderr);
        assert!(!sandbox.trusts(root()));
    }
    assert_is_fresh(&sandbox);
    let (row, problems) = listed(&sandbox, root());
    assert_eq!(row["reason"], "distrusted");
    assert_eq!(row["distrusted_by"], *list.to_string_lossy());
    assert_eq!(row["note"], "kept-distrust");
    assert!(problems.contains(&warning), "{problems}");
    let table = sandbox.run(["bundle", "list", "--excluded"]).code(0);
    let state = format!(
        "distrusted by {} (cannot be read now; kept from the last build)",
        list.display()
    );
    assert!(table.text().contains(&state), "{}", table.text());
    assert!(table.stderr.contains(&warning), "{}", table.stderr);
    let verified = sandbox.run(["bundle", "verify"]).code(1);
    assert!(verified.stderr.contains(&warning), "{}", verified.stderr);
    assert!(
        !verified.stderr.contains("out of date"),
        "{}",
        verified.stderr
    );
    let diff = sandbox.run(["-q", "bundle", "diff"]).code(0).text();
    assert!(diff.starts_with("0 to add, 0 to remove"), "{diff}");
    // As soon as it can be read, it decides.
    open(&list);
    let (row, problems) = listed(&sandbox, root());
    assert_eq!((&row["note"], problems.as_str()), (&Value::Null, "[]"));
    sandbox.run(["bundle", "path"]).success();
    sandbox.run(["bundle", "verify"]).success();
    fs::write(&list, "").expect("our own file");
    assert!(sandbox.trusts(root()));
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of distrust")]
fn allow_overrides_distrust_that_was_kept_and_deny_overrides_allow() {
    let sandbox = debian();
    close(&sandbox, LIST);
    let fingerprint = sha1(root());
    // Other settings have no bundle yet: that of the machine counts.
    let sandbox = sandbox.profile("defaults", "ca: {keep_expired: true}\n");
    assert!(!sandbox.trusts(root()));
    let allow = format!("allow: ['{fingerprint}']");
    let sandbox = sandbox.profile("defaults", &format!("ca: {{{allow}}}\n"));
    assert!(sandbox.trusts(root()));
    let both = format!("ca: {{{allow}, deny: ['{fingerprint}']}}\n");
    let sandbox = sandbox.profile("defaults", &both);
    assert!(!sandbox.trusts(root()));
    assert_eq!(listed(&sandbox, root()).0["reason"], "denied");
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of distrust")]
fn distrust_stays_if_any_of_its_files_or_directories_cannot_be_read() {
    let sandbox = Sandbox::new();
    sandbox.write(Path::new("root").join(CERTIFICATE), pem(root()));
    sandbox.write(Path::new("root").join(LIST), "!mozilla/Some_Root.crt\n");
    let other: &[u8] = &webpki_root_certs::TLS_SERVER_ROOT_CERTS[5];
    sandbox.write("root/etc/pki/trust/blocklist/other.pem", pem(other));
    // An intermediate whose root no source contains.
    let (private, user) = (Authority::new("Private"), Authority::new("Of the user"));
    let intermediate = private.subordinate("Intermediate");
    sandbox.write("root/etc/pki/trust/blocklist/private.pem", private.pem());
    let settings = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem::Pem::new("TRUSTED CERTIFICATE", [&user.der()[..], settings].concat());
    sandbox.write("home/.config/sglaunch/ca.d/no.pem", pem::encode(&rejected));
    let sandbox = sandbox
        .pem("user.pem", &user)
        .pem("intermediate.pem", &intermediate)
        .profile(
            "defaults",
            "ca: {files: [~/user.pem, ~/intermediate.pem]}\n",
        )
        .unprivileged();
    let distrusted = [root(), other, &intermediate.der(), &user.der()].map(<[u8]>::to_vec);
    wait_for_stamps();
    let assert_distrusted = |what: &str| {
        for der in &distrusted {
            assert!(!sandbox.trusts(der), "{what}");
        }
    };
    assert_distrusted("readable");
    for path in [
        LIST,
        CERTIFICATE,
        "usr/share/ca-certificates/mozilla",
        "usr/share",
        "etc/pki/trust/blocklist/other.pem",
        "etc/pki/trust/blocklist/private.pem",
        "etc/pki/trust/blocklist",
        "etc/pki/trust",
        "etc/pki",
        "../home/.config/sglaunch/ca.d/no.pem",
        "../home/.config/sglaunch/ca.d",
    ] {
        let closed = close(&sandbox, path);
        assert_distrusted(path);
        let verified = sandbox.run(["bundle", "verify"]).code(1).stderr;
        assert!(verified.contains("cannot be read"), "{path}: {verified}");
        open(&closed);
        sandbox.run(["-q", "bundle", "path"]).success();
        sandbox.run(["-q", "bundle", "verify"]).success();
    }
    // A file that is gone distrusts nothing.
    fs::remove_file(sandbox.path("root/etc/pki/trust/blocklist/other.pem")).expect("our own file");
    assert!(sandbox.trusts(other));
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of distrust")]
fn a_pipe_or_a_dangling_link_in_place_of_a_list_lifts_nothing() {
    let sandbox = debian();
    let list = sandbox.path("root").join(LIST);
    fs::remove_file(&list).expect("our own file");
    sandbox.pipe(Path::new("root").join(LIST));
    assert!(!sandbox.trusts(root()));
    let blocked = Sandbox::new();
    let file = blocked.write("root/etc/pki/trust/blocklist/a.pem", pem(root()));
    assert!(!blocked.trusts(root()));
    fs::remove_file(&file).expect("our own file");
    system::symlink("/net/not/mounted.pem", &file).expect("a link");
    assert!(!blocked.trusts(root()));
    let stderr = blocked.run(["--refresh", "bundle", "path"]).code(0).stderr;
    assert!(
        stderr.contains("a.pem: symbolic link to a file that does not exist"),
        "{stderr}"
    );
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn distrust_stays_after_errors_of_a_moment() {
    let test = "reads::distrust::distrust_stays_after_errors_of_a_moment";
    let sandbox = debian();
    for (call, error) in [(OPEN, "EMFILE"), ("read", "EIO"), (STAT, "ESTALE")] {
        for path in [LIST, CERTIFICATE] {
            let path = sandbox.path("root").join(path);
            let inject = format!("inject={call}:error={error}");
            let options = ["-e", &format!("trace={call}"), "-e", &inject];
            // So that the bundle is built.
            sandbox.write("root/etc/ssl/certs/new.pem", format!("{call} {path:?}"));
            let Some(run) = traced(test, &sandbox, &path, &options) else {
                return;
            };
            let outcome = run.outcome.code(0).stderr_contains("blocklist ");
            let bundle = fs::read_to_string(outcome.text().trim_end()).expect("a bundle");
            assert!(
                !bundle.contains(&pem(root()).replace("\r\n", "\n")),
                "{call}"
            );
            let next = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
            assert!(
                next.contains("built now") && !next.contains("blocklist"),
                "{next}"
            );
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of distrust")]
fn an_earlier_bundle_does_not_bring_back_distrust_that_was_kept() {
    let sandbox = debian()
        .pem("studio.pem", &Authority::new("Studio"))
        .profile("defaults", "ca: {files: [~/studio.pem]}\n");
    close(&sandbox, LIST);
    assert!(!sandbox.trusts(root()));
    fs::remove_file(sandbox.home().join("studio.pem")).expect("our own file");
    for _ in 0..2 {
        let stderr = sandbox.run(["bundle", "path"]).code(0).stderr;
        for part in [
            "bundle that was built before",
            "ca-certificates.conf: cannot be read",
        ] {
            assert!(stderr.contains(part), "{stderr}");
        }
        assert!(!sandbox.trusts(root()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of distrust")]
fn distrust_that_was_never_read_is_reported() {
    let sandbox = Sandbox::new();
    sandbox.write(Path::new("root").join(LIST), "!mozilla/Some_Root.crt\n");
    let sandbox = sandbox.unprivileged();
    close(&sandbox, LIST);
    let stderr = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(
        stderr.contains("ca-certificates.conf: cannot be read"),
        "{stderr}"
    );
    assert!(
        stderr.contains("so they exclude no certificate"),
        "{stderr}"
    );
    let verified = sandbox.run(["bundle", "verify"]).code(1).stderr;
    assert!(
        verified.contains("ca-certificates.conf: cannot be read"),
        "{verified}"
    );
    assert!(verified.contains("hint: "), "{verified}");
}
