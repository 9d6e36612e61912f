//! Handshakes of real Pythons with a site under a private CA.

use std::path::Path;

use super::{CHECKS, IGNORES, STRICT, with_each_python, with_python};
use crate::clients::interpreter_or_skip;
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Lack, Site};

/// A sandbox that trusts a CA, and the site's URL.
fn studio(authority: &Authority) -> Sandbox {
    (Sandbox::new().pem("studio.pem", authority))
        .profile("defaults", "ca: {files: [~/studio.pem]}\n")
}

#[track_caller]
fn checked_with(sandbox: &Sandbox, url: &str) -> Findings {
    doctor(
        sandbox,
        &[&["defaults", "--site", url][..], &CHECKS].concat(),
    )
}

/// Runs Python with a sitecustomize.
fn with_start(sandbox: Sandbox, python: &Path, code: &str) -> Sandbox {
    sandbox.write("site/sitecustomize.py", code);
    let site = sandbox.path("site");
    with_python(sandbox, python).env("PYTHONPATH", site)
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn every_python_trusts_the_bundle() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    with_each_python("every_python_trusts_the_bundle", |version, python| {
        let sandbox = with_python(studio(&authority), python);
        let found = checked_with(&sandbox, &site.url());
        assert_eq!(
            found.with_status("failed"),
            [""; 0],
            "{version}: {}",
            found.document
        );
        assert_eq!(found.status(IGNORES), "passed", "{version}");
        assert_eq!(found.status(STRICT), "passed", "{version}");
    });
}

/// An unknown root is no fault of Python.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn an_unknown_root_is_left_to_the_checks_of_the_site() {
    let site = Site::start(&Authority::new("Studio"));
    with_each_python("an_unknown_root", |version, python| {
        let sandbox = with_python(Sandbox::new(), python);
        let found = checked_with(&sandbox, &site.url());
        assert_eq!(
            found.with_status("failed"),
            [""; 0],
            "{version}: {}",
            found.document
        );
    });
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_that_drops_the_variable_fails() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    with_each_python("a_python_that_drops_the_variable", |version, python| {
        let code = "import os\nos.environ.pop('SSL_CERT_FILE', None)\n";
        let sandbox = with_start(studio(&authority), python, code);
        let found = checked_with(&sandbox, &site.url());
        assert_eq!(
            (found.status(IGNORES), found.code),
            ("failed", 1),
            "{version}: {}",
            found.document
        );
        let text = found.text(IGNORES);
        assert!(text.contains("the bundle accepts the chain"), "{text}");
        assert!(
            text.to_lowercase().contains("certificate verify failed"),
            "{text}"
        );
        assert!(text.contains("a sitecustomize"), "{text}");
        let site = &site.url()["https://".len()..];
        assert_eq!(found.one(IGNORES)["site"], *site);
    });
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_profile_without_the_variable_fails_with_the_key_to_set() {
    let Some(python) = interpreter_or_skip("a_profile_without_the_variable", "3.11") else {
        return;
    };
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let profile = "ca:\n  files: [~/studio.pem]\n  variables:\n    SSL_CERT_FILE: false\n";
    let sandbox = with_python(studio(&authority).profile("defaults", profile), python);
    let cure = "change `SSL_CERT_FILE: false` to `SSL_CERT_FILE: true` in ";
    let is_cured = |sandbox: &Sandbox| {
        let found = checked_with(sandbox, &site.url());
        assert_eq!(found.status(IGNORES), "failed", "{}", found.document);
        let text = found.text(IGNORES);
        assert!(text.contains(cure), "{text}");
        assert!(text.contains("defaults.yaml:4"), "{text}");
        assert!(!text.contains("sitecustomize"), "{text}");
    };
    is_cured(&sandbox);
    // A value of the caller, wrong from the start.
    is_cured(&sandbox.env("SSL_CERT_FILE", "/nope"));
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn without_a_bundle_python_is_not_judged() {
    let Some(python) = interpreter_or_skip("without_a_bundle", "3.11") else {
        return;
    };
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let sandbox = studio(&authority).profile("defaults", "ca: {files: [/nope.cer]}\n");
    let found = checked_with(&with_python(sandbox, python), &site.url());
    assert_eq!(found.status(IGNORES), "skipped", "{}", found.document);
    let text = found.text(IGNORES);
    assert!(text.contains("there is no bundle"), "{text}");
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn an_empty_context_fails_without_a_site() {
    let Some(python) = interpreter_or_skip("an_empty_context", "3.11") else {
        return;
    };
    let code = "import os\nos.environ['SSL_CERT_FILE'] = os.environ['SSL_CERT_DIR'] = '/nowhere'\n";
    let sandbox = with_start(Sandbox::new(), python, code);
    let found = doctor(&sandbox, &["defaults", IGNORES]);
    assert_eq!(found.status(IGNORES), "failed", "{}", found.document);
    assert!(found.text(IGNORES).contains("its context has 0 CAs"));
}

/// A root without key usage, as many companies have.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_strict_python_names_what_the_certificate_lacks() {
    let authority = Authority::builder("Old Studio")
        .lacking(Lack::KeyUsage)
        .build();
    let site = Site::start(&authority);
    with_each_python("a_strict_python", |version, python| {
        let sandbox = with_python(studio(&authority), python);
        let found = checked_with(&sandbox, &site.url());
        assert_eq!(
            found.status(IGNORES),
            "passed",
            "{version}: {}",
            found.document
        );
        if ["3.13", "3.14"].contains(&version) {
            assert_eq!(
                (found.status(STRICT), found.code),
                ("failed", 1),
                "{version}"
            );
            let text = found.text(STRICT);
            assert!(text.contains("Old Studio"), "{text}");
            assert!(text.contains("it has no key usage"), "{text}");
        } else {
            assert_eq!(
                (found.status(STRICT), found.code),
                ("passed", 0),
                "{version}"
            );
        }
    });
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_site_that_does_not_answer_ends_at_the_limit() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    with_each_python("a_site_that_does_not_answer", |version, python| {
        let sandbox = with_python(Sandbox::new(), python);
        let start = std::time::Instant::now();
        let args = ["defaults", "--timeout", "1", "--site", &address, IGNORES];
        let found = doctor(&sandbox, &args);
        assert_eq!(found.status(IGNORES), "passed", "{version}");
        assert!(
            start.elapsed().as_secs() < 4,
            "{version}: {:?}",
            start.elapsed()
        );
    });
}
