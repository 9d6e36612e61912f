//! The view of the program's Python: its real handshake decides, and the verifier explains it.

use std::path::Path;

use super::{Diagnosed, examine_url, machine};
use crate::clients::interpreter_or_skip;
use crate::doctor::with_python;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, Lack, WebServer};

const TRUSTING: &str = "files: [~/studio.pem]";

fn with(python: &Path, ca: &str, root: &Authority) -> Sandbox {
    with_python(machine(ca, root), python)
}

fn examine(sandbox: &Sandbox, identity: Identity) -> Diagnosed {
    let server = WebServer::start(identity);
    examine_url(sandbox, "defaults", &server.url())
}

/// Runs a test with an old Python, a usual one and a strict one.
fn with_pythons(test: &str, run: impl Fn(&str, &Path)) {
    for version in ["2.7", "3.11", "3.13"] {
        if let Some(python) = interpreter_or_skip(test, version) {
            run(version, python);
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn pythons_accept_the_bundles_root_and_reject_an_unknown_one() {
    let (root, other) = (Authority::new("Studio Root"), Authority::new("Other Root"));
    with_pythons("pythons_accept_the_bundle", |version, python| {
        let sandbox = with(python, TRUSTING, &root);
        let found = examine(&sandbox, root.issue());
        let expected = [Some(true), Some(true), Some(false)];
        assert_eq!(found.accepted(), expected, "{version}: {:#}", found.site);
        assert_eq!(
            found.path()[1],
            "Studio Root, root, held: trusted trusted rejected",
            "{version}"
        );
        let found = examine(&sandbox, other.issue());
        assert_eq!(found.accepted(), [Some(false); 3], "{version}");
        assert_eq!(
            found.path(),
            [
                "localhost, server, sent: accepted accepted accepted",
                "Other Root, root, missing: rejected rejected rejected",
            ],
            "{version}: {:#}",
            found.site
        );
        let text = match version {
            "2.7" => "Python reports: ",
            _ => "(OpenSSL: unable to get local issuer certificate, 20)",
        };
        assert!(found.message(1).contains(text), "{version}");
        // A server that does not answer.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let found = examine_url(&sandbox, "defaults", &address);
        assert_eq!(found.accepted(), [None, Some(false), None], "{version}");
    });
}

/// A root without key usage, as many companies have.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_strict_python_rejects_a_root_that_others_accept() {
    let root = Authority::builder("Old Studio")
        .lacking(Lack::KeyUsage)
        .build();
    with_pythons("a_strict_python_rejects", |version, python| {
        let found = examine(&with(python, TRUSTING, &root), root.issue());
        let is_strict = version == "3.13";
        assert_eq!(
            found.accepted(),
            [Some(true), Some(!is_strict), Some(false)],
            "{version}"
        );
        let expected = if is_strict {
            "Old Studio, root, held: trusted rejected rejected"
        } else {
            "Old Studio, root, held: trusted trusted rejected"
        };
        assert_eq!(found.path()[1], expected, "{version}");
        if is_strict {
            let reason = "breaks a rule of strict clients: it has no key usage";
            assert_eq!(found.reason(1, 1), reason);
            assert_eq!(found.site["path"][1]["judgements"][1]["code"], 92);
        }
    });
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_wrong_name_is_found_by_every_python() {
    let root = Authority::new("Studio Root");
    with_pythons("a_wrong_name_is_found", |version, python| {
        let own = root.server().names(["a.example.com"]).issue();
        let found = examine(&with(python, TRUSTING, &root), own);
        assert_eq!(found.accepted(), [Some(false); 3], "{version}");
        assert_eq!(
            found.path()[0],
            "localhost, server, sent: rejected rejected rejected"
                .replace("localhost", "a.example.com"),
            "{version}"
        );
    });
}

/// A sitecustomize takes the bundle away: the verifier cannot see that.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn no_certificate_is_judged_if_the_handshake_ends_otherwise_than_explained() {
    let root = Authority::new("Studio Root");
    with_pythons("no_certificate_is_judged", |version, python| {
        let sandbox = with(python, TRUSTING, &root);
        let code = "import os\nos.environ.pop('SSL_CERT_FILE', None)\n";
        sandbox.write("site/sitecustomize.py", code);
        let site = sandbox.path("site");
        let found = examine(&sandbox.env("PYTHONPATH", site), root.issue());
        assert_eq!(found.accepted(), [Some(true), Some(false), Some(false)]);
        assert_eq!(
            found.path()[1],
            "Studio Root, root, held: trusted unknown rejected",
            "{version}"
        );
        let message = found.message(1);
        assert!(
            message.contains("cannot tell which certificate"),
            "{message}"
        );
    });
}

/// Without the variable, Python trusts its own file and directory.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_without_the_variable_has_its_own_anchors() {
    let Some(python) = interpreter_or_skip("a_python_without_the_variable", "3.11") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let ca = format!("{TRUSTING}, variables: {{SSL_CERT_FILE: false}}");
    let found: Diagnosed = examine(&with(python, &ca, &root), root.issue());
    assert_eq!(found.accepted(), [Some(true), Some(false), Some(false)]);
    assert_eq!(
        found.path()[1],
        "Studio Root, root, held: trusted rejected rejected",
        "{:#}",
        found.site
    );
    let own = Identity::self_signed();
    let found = examine(&with(python, &ca, &root), own);
    assert_eq!(found.accepted(), [Some(false); 3]);
}
