//! Files that `trust add` refuses to install.

use std::fs;

use super::{KEY, files, on_a_terminal, own};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox};
use crate::system;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

#[test]
fn an_excluded_certificate_is_not_installed() {
    for (authority, why) in [
        (Authority::builder("Old").expired(), "expired"),
        (
            Authority::builder("Mail").uses(vec![rcgen::ExtendedKeyUsagePurpose::EmailProtection]),
            "not for TLS servers",
        ),
    ] {
        let authority = authority.build();
        let sandbox = Sandbox::new().pem("x.pem", &authority);
        let fingerprint = sha1(&authority.der());
        let add = ["trust", "add", "x.pem", "--fingerprint", &fingerprint];
        let printed = sandbox.run(add).code(125).stderr;
        assert!(printed.contains(why), "{printed}");
        assert_eq!(files(own(&sandbox)), [""; 0]);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn no_question_is_asked_about_excluded_certificates() {
    let expired = Authority::builder("Old").expired().build();
    let (mail, distrusted) = (
        Authority::builder("Mail")
            .uses(vec![rcgen::ExtendedKeyUsagePurpose::EmailProtection])
            .build(),
        Authority::new("Bad"),
    );
    for (pem, der, why) in [
        (expired.pem(), expired.der(), "expired"),
        (mail.pem(), mail.der(), "not for TLS servers"),
        (distrusted.pem(), distrusted.der(), "blocklist/bad.pem"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("root/etc/pki/trust/blocklist/bad.pem", distrusted.pem());
        sandbox.write("home/x.pem", pem);
        for outcome in [
            on_a_terminal(&sandbox, "y", &["trust", "add", "x.pem"]),
            sandbox.run(["trust", "add", "x.pem", "--fingerprint", &sha1(&der)]),
        ] {
            let printed = format!("{}{}", outcome.text(), outcome.stderr);
            assert_eq!(outcome.code, Some(125), "{printed}");
            assert!(printed.contains(why), "{printed}");
            assert!(
                printed.contains("this certificate would be excluded from every bundle"),
                "{printed}"
            );
            assert!(!printed.contains("[y/N]"), "{printed}");
        }
        assert_eq!(files(own(&sandbox)), [""; 0]);
    }
}

#[test]
fn a_file_without_a_usable_certificate_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("home/key.pem", KEY);
    sandbox.write("home/empty.pem", "");
    for (file, why) in [
        ("key.pem", ": contains a private key, but no certificate"),
        ("empty.pem", ""),
    ] {
        let failed = sandbox.run(["trust", "add", file]).code(125);
        let message = format!("error: no certificate to trust{why}\n  --> {file}\nhint: ");
        assert!(failed.stderr.starts_with(&message), "{}", failed.stderr);
    }
    // The text about another format says what to do, and needs no hint.
    sandbox.write("home/page.pem", "<html></html>");
    let failed = sandbox.run(["trust", "add", "page.pem"]).code(125).stderr;
    let start = "error: no certificate to trust: a web page (HTML)";
    assert!(failed.starts_with(start), "{failed}");
    assert!(failed.ends_with("\n  --> page.pem\n"), "{failed}");
    let failed = sandbox.run(["trust", "add", "none.pem"]).code(125);
    let why = if cfg!(windows) {
        "the system cannot find the file specified"
    } else {
        "no such file or directory"
    };
    let message =
        format!("error: cannot read the file: {why}\n  --> none.pem\nhint: give the path");
    assert!(failed.stderr.starts_with(&message), "{}", failed.stderr);
    assert!(!own(&sandbox).exists());
}

#[test]
#[cfg_attr(windows, ignore = "devices of Windows are in no directory")]
fn a_device_is_refused() {
    let failed = Sandbox::new().run(["trust", "add", "/dev/zero"]).code(125);
    let message = "error: no certificate to trust: a device, not a file or a directory\n  --> /dev/zero\nhint: ";
    assert!(failed.stderr.starts_with(message), "{}", failed.stderr);
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_read_only_directory_is_an_error() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("proxy.pem", &authority).unprivileged();
    let root = sandbox.path("root/etc");
    system::set_mode(&root, 0o555);
    let add = [
        "trust",
        "add",
        "--site",
        "proxy.pem",
        "--fingerprint",
        &sha1(&authority.der()),
    ];
    let failed = sandbox.run(add).code(125);
    system::set_mode(&root, 0o755);
    assert!(
        failed
            .stderr
            .contains("cannot install the certificate: permission denied"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("hint: run it as an administrator"),
        "{}",
        failed.stderr
    );

    let homeless = Sandbox::new().pem("proxy.pem", &authority).env("HOME", "");
    let failed = homeless.run(["trust", "add", "proxy.pem"]).code(125);
    assert!(
        failed.stderr.contains("hint: set HOME"),
        "{}",
        failed.stderr
    );
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "strace is for Linux")]
fn nothing_is_installed_if_one_certificate_cannot_be_written() {
    let test = "trust_dir::refused::nothing_is_installed_if_one_certificate_cannot_be_written";
    let Some(strace) = tool_or_skip(test, "strace") else {
        return;
    };
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    let sandbox = Sandbox::new().pem("a.pem", &a).pem("b.pem", &b);
    let fingerprints = [sha1(&a.der()), sha1(&b.der())];
    let add = ["trust", "add", "a.pem", "b.pem"];
    let wanted = fingerprints.iter().flat_map(|one| ["--fingerprint", one]);
    let call = sandbox.command(add.into_iter().chain(wanted));
    let mut command = sandbox.command_of(strace);
    command
        .args(["-f", "-qq", "-o"])
        .arg(sandbox.path("calls"))
        .args(["-e", "inject=renameat2:error=EIO:when=2"])
        .arg(call.get_program())
        .args(call.get_args());
    let failed = Outcome::from(command.output().expect("strace starts"));
    failed
        .code(125)
        .stderr_contains("error: cannot install the certificate: ");
    let calls = fs::read_to_string(sandbox.path("calls")).expect("a trace");
    let renamed = calls.lines().filter(|line| line.contains("renameat2("));
    assert_eq!(renamed.count(), 2, "{calls}");
    assert_eq!(files(own(&sandbox)), [""; 0]);
}
