//! `env-client-certificate`.

use super::*;
use crate::tls_server::{Authority, Identity};

const ID: &str = "env-client-certificate";

#[test]
fn a_ca_in_a_variable_for_client_certificates_is_named() {
    for (name, right, status) in [
        ("AYON_CERT_FILE", "AYON_CA_FILE", "failed"),
        ("PIP_CLIENT_CERT", "PIP_CERT", "failed"),
        ("GIT_SSL_CERT", "GIT_SSL_CAINFO", "failed"),
        ("SSL_CLIENT_CERT", "SSL_CERT_FILE", "warning"),
    ] {
        let sandbox = Sandbox::new();
        let file = sandbox.write("ca.pem", Authority::new("Studio").pem());
        let findings = checked(sandbox, &[(name, &file)], ID);
        let text = findings.text(ID);
        assert_eq!(findings.status(ID), status, "{text}");
        let start = format!("{name} is for a client's own certificate");
        assert!(text.starts_with(&start), "{text}");
        for words in [
            "the CA is Studio",
            right,
            "sglaunch trust add ",
            &unset(name),
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}

#[test]
fn a_ca_of_the_bundle_need_not_be_trusted_again() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new()
        .pem("ca.pem", &studio)
        .profile("defaults", "ca: {files: [~/ca.pem]}\n");
    let file = sandbox.home().join("ca.pem");
    let findings = checked(sandbox, &[("AYON_CERT_FILE", &file)], ID);
    let text = findings.text(ID);
    assert!(text.contains("the bundle has this CA"), "{text}");
    assert!(!text.contains("trust add"), "{text}");
}

#[test]
fn a_certificate_and_its_key_are_a_clients_own() {
    let identity = Authority::new("Studio").issue();
    let sandbox = Sandbox::new();
    let both = format!("{}{}", identity.pem(), identity.key_pem());
    let both = sandbox.write("client.pem", both);
    let alone = sandbox.write("alone.pem", identity.pem());
    let variables = [("AYON_CERT_FILE", &*both), ("GIT_SSL_CERT", &*alone)];
    let findings = checked(sandbox, &variables, ID);
    assert_eq!(findings.status(ID), "passed", "{}", findings.text(ID));
}

#[test]
fn a_ca_variable_needs_a_ca() {
    let studio = Authority::new("Studio");
    let of_server = studio.issue();
    let self_signed = Identity::self_signed();
    for (content, words) in [
        (of_server.pem(), Some("which has no certificate of a CA")),
        (
            of_server.key_pem(),
            Some("which has a private key and no certificate"),
        ),
        (self_signed.pem(), None),
        (studio.pem(), None),
        (studio.pem() + &of_server.key_pem(), None),
    ] {
        let sandbox = Sandbox::new();
        let file = sandbox.write("file.pem", content);
        let findings = checked(sandbox, &[("REQUESTS_CA_BUNDLE", &file)], ID);
        let text = findings.text(ID);
        match words {
            Some(words) => assert!(text.contains(words), "{text}"),
            None => assert_eq!(findings.status(ID), "passed", "{text}"),
        }
        assert_eq!(findings.code, 0, "{text}");
    }
}

#[test]
fn a_server_certificate_that_reaches_the_program_fails() {
    let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
    let sandbox = sandbox.profile("dcc", &leaving_out(&["REQUESTS_CA_BUNDLE"]));
    let file = sandbox.write("file.pem", Authority::new("Studio").issue().pem());
    let findings = checked_in(sandbox, &[("REQUESTS_CA_BUNDLE", &file)], &["dcc", ID]);
    let text = findings.text(ID);
    assert_eq!(findings.status(ID), "failed", "{text}");
    assert!(
        text.contains("the CA that issued it is CN=Studio"),
        "{text}"
    );
}
