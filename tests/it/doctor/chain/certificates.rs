//! Chains of trusted CAs with certificates that clients reject.

use rcgen::ExtendedKeyUsagePurpose;

use super::{contains, examine, examine_url, only, trusting};
use crate::tls_server::{
    Authority, Digest, Identity, Key, OpenSslServer, WebServer, unknown_critical_extension,
};

#[test]
fn an_expired_certificate_is_named_with_its_date() {
    let root = Authority::new("Studio Root");
    let findings = examine(&trusting(&root), root.server().expired().issue());
    contains(
        &only(&findings, "site-expired"),
        &[
            "the server's certificate expired on 20",
            "1 day ago",
            "clock",
        ],
    );
}

#[test]
fn an_expired_intermediate_is_named() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate_builder("Old CA").expired().build();
    let findings = examine(&trusting(&root), issuing.issue().followed_by(&[&issuing]));
    contains(
        &only(&findings, "site-expired"),
        &["the CA `Old CA` expired on 2001-01-01"],
    );
}

#[test]
fn an_expired_root_that_the_bundle_leaves_out_is_named() {
    let root = Authority::builder("Old Root").expired().build();
    let sandbox = trusting(&root);
    let studio = Authority::new("Studio Root");
    sandbox.write("home/studio.pem", root.pem() + &studio.pem());
    let findings = examine(&sandbox, root.issue());
    contains(
        &only(&findings, "site-expired"),
        &[
            "the root `Old Root` from file:",
            "expired on 2001-01-01",
            "the bundle does not contain it",
        ],
    );
    let findings = examine(&sandbox, root.issue().followed_by(&[&root]));
    contains(
        &only(&findings, "site-expired"),
        &["the root `Old Root` expired on 2001-01-01"],
    );
}

#[test]
fn a_certificate_of_the_future_points_to_the_clock() {
    let root = Authority::new("Studio Root");
    let findings = examine(&trusting(&root), root.server().not_yet_valid().issue());
    contains(
        &only(&findings, "site-not-yet-valid"),
        &["the server's certificate is valid from 20", "clock"],
    );
}

#[test]
fn a_wrong_name_lists_the_right_ones() {
    let root = Authority::new("Studio Root");
    let names = [
        "a.example.com",
        "b.example.com",
        "*.c.example.com",
        "d.example.com",
    ];
    let findings = examine(&trusting(&root), root.server().names(names).issue());
    contains(
        &only(&findings, "site-wrong-name"),
        &[
            "not for localhost, but for a.example.com, b.example.com, *.c.example.com and 1 more",
            "d.example.com",
        ],
    );
}

#[test]
fn an_address_must_be_among_the_names_as_an_address() {
    let root = Authority::new("Studio Root");
    let own = root.server().names(["localhost"]).issue();
    let server = WebServer::start(own);
    let url = format!("https://127.0.0.1:{}", server.port());
    let findings = examine_url(&trusting(&root), &url);
    contains(
        &only(&findings, "site-wrong-name"),
        &["not for 127.0.0.1, but for localhost"],
    );
}

#[test]
fn only_the_common_name_is_a_warning() {
    let root = Authority::new("Studio Root");
    let own = root
        .server()
        .without_names()
        .common_name("localhost")
        .issue();
    let findings = examine(&trusting(&root), own);
    assert_eq!(findings.with_status("warning"), ["site-wrong-name"]);
    contains(&findings.text("site-wrong-name"), &["only the common name"]);
}

#[test]
fn a_short_key_and_an_old_digest_are_weak() {
    let root = Authority::new("Studio Root");
    let sandbox = trusting(&root);
    // rustls refuses to serve with such a key.
    let server = OpenSslServer::start(&root.server().key(Key::Rsa1024).issue(), &[]);
    let findings = examine_url(&sandbox, &server.url());
    assert_eq!(
        findings.with_status("warning"),
        ["site-weak"],
        "{:#}",
        findings.document
    );
    contains(
        &findings.text("site-weak"),
        &["RSA, 1024 bits", "security level 2"],
    );

    let findings = examine(&sandbox, root.server().digest(Digest::Sha1).issue());
    contains(
        &only(&findings, "site-weak"),
        &["signed with a weak digest", "below security level 1"],
    );
}

#[test]
fn a_key_below_the_level_of_the_programs_python_fails() {
    let Some((_, python)) = crate::clients::pythons().iter().next_back() else {
        return;
    };
    let root = Authority::new("Studio Root");
    let program = format!(
        "extends: python\nca: {{files: [~/studio.pem]}}\nprogram: {{linux: ['{}']}}\n",
        python.display()
    );
    let sandbox = trusting(&root).profile("studio", &program);
    let server = OpenSslServer::start(&root.server().key(Key::Rsa1024).issue(), &[]);
    let findings = examine_url(&sandbox, &server.url());
    // The level is that with which the system's OpenSSL was compiled.
    let text = findings.text("site-weak");
    if findings.status("site-weak") == "failed" {
        contains(
            &text,
            &[
                "below security level 2 of this client",
                "Python reports:",
                "too small",
            ],
        );
    } else {
        contains(&text, &["security level 2", "RSA, 1024 bits"]);
    }
}

#[test]
fn a_name_constraint_is_named_with_its_ca() {
    let root = Authority::new("Studio Root");
    let issuing = root
        .subordinate_builder("Farm CA")
        .permits(&["farm.example"])
        .build();
    let findings = examine(&trusting(&root), issuing.issue().followed_by(&[&issuing]));
    contains(
        &only(&findings, "site-constraint"),
        &[
            "the CA `Farm CA` may not sign for localhost",
            "valid only for farm.example",
        ],
    );
    let issuing = root
        .subordinate_builder("Farm CA")
        .excludes(&["localhost"])
        .build();
    let findings = examine(&trusting(&root), issuing.issue().followed_by(&[&issuing]));
    contains(
        &only(&findings, "site-constraint"),
        &["the CA `Farm CA` excludes localhost"],
    );
}

#[test]
fn a_path_length_an_extension_and_a_use_are_constraints() {
    let root = Authority::builder("Studio Root").path_length(0).build();
    let issuing = root.subordinate("Studio Intermediate");
    let findings = examine(&trusting(&root), issuing.issue().followed_by(&[&issuing]));
    contains(
        &only(&findings, "site-constraint"),
        &["the root `Studio Root` allows 0 intermediate CAs below it"],
    );

    let root = Authority::new("Studio Root");
    let sandbox = trusting(&root);
    let own = root
        .server()
        .extension(unknown_critical_extension())
        .issue();
    contains(
        &only(&examine(&sandbox, own), "site-constraint"),
        &["the server's certificate has the critical extension 1.3.6.1.4.1.99999.1"],
    );
    let own = root
        .server()
        .uses(vec![ExtendedKeyUsagePurpose::ClientAuth])
        .issue();
    contains(
        &only(&examine(&sandbox, own), "site-constraint"),
        &["the server's certificate is not for TLS servers by its extended key usage"],
    );
}

#[test]
fn a_key_that_ring_cannot_use_is_not_judged() {
    let root = Authority::builder("Studio Root").key(Key::P521).build();
    let sandbox = trusting(&root);
    let findings = examine(&sandbox, root.issue());
    assert_eq!(findings.code, 0, "{:#}", findings.document);
    contains(&findings.text("site-unknown-root"), &["was not verified"]);
    let other = Identity::self_signed();
    only(&examine(&sandbox, other), "site-self-signed");
}

#[test]
fn a_root_that_no_client_accepts_is_named_with_its_source() {
    let uses = vec![ExtendedKeyUsagePurpose::EmailProtection];
    let root = Authority::builder("Mail Root").uses(uses).build();
    let sandbox = trusting(&root);
    let studio = Authority::new("Studio Root");
    sandbox.write("home/studio.pem", root.pem() + &studio.pem());
    contains(
        &only(&examine(&sandbox, root.issue()), "site-constraint"),
        &[
            "the bundle leaves out `Mail Root` from file:",
            "not for TLS servers",
        ],
    );
}

#[test]
fn a_signature_that_another_intermediate_made_is_wrong() {
    let root = Authority::new("Studio Root");
    let (sent, other) = (root.subordinate("Twin CA"), root.subordinate("Twin CA"));
    // Without a key identifier, the two cannot be told apart.
    let own = other.server().without_authority_key_id().issue();
    contains(
        &only(
            &examine(&trusting(&root), own.followed_by(&[&sent])),
            "site-constraint",
        ),
        &["the signature of the server's certificate is wrong"],
    );
    let (trusted, other) = (Authority::new("Twin Root"), Authority::new("Twin Root"));
    let own = other.server().without_authority_key_id().issue();
    contains(
        &only(&examine(&trusting(&trusted), own), "site-unknown-root"),
        &["the trusted CA `Twin Root` did not sign this chain"],
    );
}

/// OpenSSL's first objection is in the finding that it belongs to, and in no other one.
#[test]
fn openssls_words_are_in_one_finding() {
    let unknown = Authority::new("Proxy Root");
    let identity = unknown.server().names(["other.example"]).issue();
    let findings = examine(&trusting(&Authority::new("Studio Root")), identity);
    contains(
        &findings.text("site-unknown-root"),
        &["OpenSSL reports: unable to get local issuer certificate (20)"],
    );
    assert_eq!(findings.status("site-wrong-name"), "failed");
    let text = findings.text("site-wrong-name");
    assert!(!text.contains("OpenSSL reports"), "{text}");
}
