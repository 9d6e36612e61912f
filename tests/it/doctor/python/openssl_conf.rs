//! `python-openssl-conf`, by real files of settings.

use std::path::Path;

use super::{CONF, IGNORES, checked, with_each_python, with_python};
use crate::clients::{interpreter_or_skip, not_run};
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Site};

/// Returns the settings of OpenSSL for all programs.
fn settings(lines: &str) -> String {
    format!(
        "openssl_conf = all\n[all]\nssl_conf = modules\n[modules]\nsystem_default = system\n\
         [system]\n{lines}\n"
    )
}

fn with_conf(sandbox: Sandbox, lines: &str) -> Sandbox {
    let file = sandbox.write("home/openssl.cnf", settings(lines));
    sandbox.env("OPENSSL_CONF", file)
}

/// Python 3.10 and later, if built with its own defaults, set both themselves.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_raised_lowest_version_is_a_warning() {
    for version in ["3.7", "3.9"] {
        let Some(python) = interpreter_or_skip("a_raised_lowest_version", version) else {
            continue;
        };
        let sandbox = with_python(Sandbox::new(), python);
        let sandbox = with_conf(sandbox, "MinProtocol = TLSv1.3");
        let found = checked(&sandbox);
        assert_eq!(
            (found.status(CONF), found.code),
            ("warning", 0),
            "{version}"
        );
        let text = found.text(CONF);
        assert!(text.contains("lowest version TLS 1.3"), "{text}");
        assert!(text.contains("openssl.cnf"), "{text}");
        assert!(text.contains("`env: {OPENSSL_CONF: null}`"), "{text}");
        assert!(text.ends_with("\nsglaunch check defaults"), "{text}");
    }
}

/// Debian builds Python with the settings of OpenSSL. Before Python 3.10, the level cannot be seen.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about Debian's Python")]
fn a_raised_level_is_a_warning() {
    let python = Path::new("/usr/bin/python3");
    if !Path::new("/etc/debian_version").exists() || !python.exists() {
        not_run(
            "a_raised_level_is_a_warning",
            "there is no Python of Debian",
        );
        return;
    }
    let sandbox = with_python(Sandbox::new(), python);
    let sandbox = with_conf(sandbox, "CipherString = DEFAULT:@SECLEVEL=4");
    let found = checked(&sandbox);
    assert_eq!(found.status(CONF), "warning", "{}", found.document);
    let text = found.text(CONF);
    assert!(
        text.contains("security level 4, without the file 2"),
        "{text}"
    );
}

/// The key of the server has 128 bits of security, and level 4 requires 192.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_level_that_refuses_a_site_fails() {
    for version in ["2.7", "3.7", "3.9"] {
        let Some(python) = interpreter_or_skip("a_level_that_refuses_a_site", version) else {
            continue;
        };
        let authority = Authority::new("Studio");
        let site = Site::start(&authority);
        let sandbox = (Sandbox::new().pem("studio.pem", &authority))
            .profile("defaults", "ca: {files: [~/studio.pem]}\n");
        let sandbox = with_python(sandbox, python);
        let args = ["defaults", "--site", &site.url(), CONF, IGNORES];
        let found = doctor(&sandbox, &args);
        assert_eq!(found.with_status("passed"), [CONF, IGNORES], "{version}");
        let sandbox = with_conf(sandbox, "CipherString = DEFAULT:@SECLEVEL=4");
        let found = doctor(&sandbox, &args);
        assert_eq!(
            (found.status(CONF), found.code),
            ("failed", 1),
            "{version}: {}",
            found.document
        );
        assert_eq!(found.status(IGNORES), "passed");
        let text = found.text(CONF);
        assert!(text.contains("only because of openssl.cnf"), "{text}");
        assert!(text.contains(&site.url()["https://".len()..]), "{text}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn usual_settings_pass() {
    with_each_python("usual_settings_pass", |version, python| {
        for lines in [
            "",
            // Debian's.
            "MinProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=2",
            "MinProtocol = TLSv1\nCipherString = DEFAULT:@SECLEVEL=0",
        ] {
            let sandbox = with_conf(with_python(Sandbox::new(), python), lines);
            let found = checked(&sandbox);
            assert_eq!(
                found.status(CONF),
                "passed",
                "{version}: {lines}: {}",
                found.document
            );
        }
    });
}
