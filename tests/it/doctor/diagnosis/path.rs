//! The path from the server's certificate to the root, and the sources that have it.

use super::{Diagnosed, examine, examine_url, machine};
use crate::sandbox::{Sandbox, system_root};
use crate::tls_server::{Authority, Identity, Key, ServerSettings, WebServer};

const TRUSTING: &str = "files: [~/studio.pem]";

#[test]
fn a_good_site_ends_in_a_root_that_the_server_need_not_send() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Issuing");
    let sandbox = machine(TRUSTING, &root);
    let stray = Authority::new("Stray");
    // In a wrong order, with a certificate that does not belong here, and one that is none.
    let server = issuing.issue().followed_by(&[&stray, &issuing]);
    let found = examine(&sandbox, server.sending([b"none".to_vec()]));
    assert_eq!(found.accepted(), [Some(true), None, Some(false)]);
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Issuing, intermediate, sent: accepted unknown accepted",
            "Studio Root, root, held: trusted unknown rejected",
        ]
    );
    let unused = found.site["unused"].as_array().expect("a list");
    assert_eq!(unused.len(), 2, "{unused:#?}");
    assert_eq!(unused[0]["subject"], "CN=Stray");
    assert_eq!(found.site["chain"].as_array().map(Vec::len), Some(4));
    let source = found.site["path"][2]["sources"][0].as_str();
    assert!(source.is_some_and(|one| one.ends_with("studio.pem")));
    assert_eq!(found.source("file:~/studio.pem"), "has `Studio Root`");
    let none = "has no certificate of the chain";
    assert_eq!(found.source("the system's store"), none);
    assert_eq!(found.source("Mozilla's list"), none);
    let message = found.message(1);
    assert!(message.contains("no Python is known for"), "{message}");
}

#[test]
fn an_unknown_root_has_both_fingerprints_if_it_was_sent() {
    let root = Authority::new("Proxy Root");
    let sandbox = machine("", &root);
    let found = examine(&sandbox, root.issue().followed_by(&[&root]));
    assert_eq!(found.accepted(), [Some(false), None, Some(false)]);
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Proxy Root, root, sent: rejected unknown rejected",
        ]
    );
    let link = &found.site["path"][1];
    assert_eq!(link["unknown_root"], true);
    let hex = |digest: &[u8]| sglaunch::certs::hex(digest);
    let certificate = &link["certificate"];
    assert_eq!(
        certificate["sha1"],
        hex(&sglaunch::certs::sha1(&root.der()))
    );
    assert_eq!(
        certificate["sha256"],
        hex(&sglaunch::certs::sha256(&root.der()))
    );
    assert_eq!(found.reason(1, 0), "is not trusted");
    assert_eq!(link["judgements"][0]["code"], 19);

    let found = examine(&sandbox, root.issue());
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Proxy Root, root, missing: rejected unknown rejected",
        ]
    );
    assert_eq!(found.site["path"][1]["unknown_root"], true);
    assert_eq!(
        found.reason(1, 0),
        "was not sent, and is not among the trust anchors"
    );
    let own = Identity::self_signed();
    let found = examine(&sandbox, own);
    assert_eq!(
        found.path(),
        ["localhost, server, sent: rejected unknown rejected"]
    );
    assert_eq!(found.site["path"][0]["unknown_root"], true);
}

#[test]
fn a_missing_intermediate_is_the_last_link_unless_a_source_has_it() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Studio Intermediate");
    let sandbox = machine(TRUSTING, &root);
    let found = examine(&sandbox, issuing.issue());
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Studio Intermediate, intermediate, missing: rejected unknown rejected",
        ]
    );
    assert_eq!(found.site["path"][1]["unknown_root"], false);
    sandbox.write("home/studio.pem", root.pem() + &issuing.pem());
    let found = examine(&sandbox, issuing.issue());
    assert_eq!(found.accepted(), [Some(true), None, Some(false)]);
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Studio Intermediate, intermediate, held: accepted unknown rejected",
            "Studio Root, root, held: trusted unknown not-reached",
        ]
    );
}

#[test]
fn what_is_wrong_with_the_servers_certificate_is_said_of_it_alone() {
    let root = Authority::new("Studio Root");
    let sandbox = machine(TRUSTING, &root);
    let found = examine(&sandbox, root.server().expired().issue());
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: rejected unknown rejected",
            "Studio Root, root, held: trusted unknown rejected",
        ]
    );
    let reason = found.reason(0, 0);
    assert!(reason.starts_with("expired on 20"), "{reason}");
    assert!(found.message(0).contains("certificate has expired, 10"));
    let names = ["a.example.com", "b.example.com"];
    let found = examine(&sandbox, root.server().names(names).issue());
    assert_eq!(
        found.reason(0, 0),
        "is for other names: a.example.com, b.example.com"
    );
    assert_eq!(found.accepted()[0], Some(false));
    // Hosts can be hidden.
    let server = WebServer::start(root.server().names(names).issue());
    let url = server.url();
    let args = ["--redact-hosts", "--site", &url, "site-unknown-root"];
    let text = sandbox
        .run([&["doctor", "studio", "--json"][..], &args].concat())
        .text();
    assert!(!text.contains("example.com"), "{text}");
}

#[test]
fn a_root_that_the_profile_denies_is_known() {
    let root = Authority::new("Studio Root");
    let sha256 = sglaunch::certs::hex(&sglaunch::certs::sha256(&root.der()));
    let ca = format!("{TRUSTING}, deny: [{sha256}]");
    let found = examine(&machine(&ca, &root), root.issue());
    assert_eq!(found.accepted()[0], Some(false));
    assert_eq!(found.reason(1, 0), "is denied by the profile");
    assert_eq!(found.site["path"][1]["unknown_root"], false);
    assert_eq!(
        found.source("the profile's `ca.deny`"),
        "denies `Studio Root`"
    );
    let own = found.source("file:~/studio.pem");
    assert_eq!(own, "has `Studio Root`, which the profile denies");
}

#[cfg(target_os = "linux")]
#[test]
fn a_root_that_the_system_distrusts_is_known() {
    let root = Authority::new("Studio Root");
    let sandbox = machine(TRUSTING, &root);
    let list = "root/etc/pki/ca-trust/source/blocklist/studio.pem";
    let file = sandbox.write(list, root.pem());
    // The profile may have it or not.
    let other = machine("", &root);
    other.write(list, root.pem());
    let found = examine(&other, root.issue().followed_by(&[&root]));
    assert_eq!(found.site["path"][1]["unknown_root"], false);
    let found = examine(&sandbox, root.issue().followed_by(&[&root]));
    let reason = found.reason(1, 0);
    assert!(reason.starts_with("is distrusted by "), "{reason}");
    assert_eq!(
        found.source(&file.to_string_lossy()),
        "distrusts `Studio Root`"
    );
}

/// The profile leaves out what the environment trusts.
#[test]
fn a_source_that_the_profile_leaves_out_is_told() {
    let sandbox = machine("native: false", &Authority::new("Studio Root"));
    let found = examine(&sandbox, system_root().issue());
    assert_eq!(found.accepted(), [Some(false), None, Some(true)]);
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "System Root, root, held: rejected unknown trusted",
        ]
    );
    assert_eq!(
        found.source("the system's store"),
        "has `System Root`; the profile leaves this source out (`ca.native` is false)"
    );
}

#[test]
fn a_renewed_root_is_told_from_the_trusted_one() {
    let [old, new] = ["Studio Root"; 2].map(Authority::new);
    let sandbox = machine(TRUSTING, &old);
    for identity in [new.issue(), new.issue().followed_by(&[&new])] {
        let found = examine(&sandbox, identity);
        assert_eq!(found.accepted()[0], Some(false));
        assert_eq!(found.site["path"].as_array().map(Vec::len), Some(2));
        assert_eq!(found.site["path"][1]["unknown_root"], true);
        let own = found.source("file:~/studio.pem");
        assert_eq!(own, "has another `Studio Root`, with another key");
    }
}

/// Only names and key identifiers are compared if ring lacks the algorithm.
#[test]
fn a_signature_that_was_not_verified_has_a_remark() {
    let root = Authority::builder("Studio Root").key(Key::P521).build();
    let found = examine(&machine(TRUSTING, &root), root.issue());
    assert_eq!(found.accepted()[0], Some(true));
    assert!(found.reason(0, 0).contains("not verified"));
    assert!(
        found
            .message(0)
            .contains("not everything could be verified")
    );
}

#[test]
fn a_site_without_a_certificate_has_views_that_say_why() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let found = examine_url(&Sandbox::new(), "defaults", &address);
    let [bundle, _, environment] = found.accepted();
    assert_eq!([bundle, environment], [None; 2]);
    assert_eq!(found.path(), [""; 0]);
    for view in [0, 2] {
        let message = found.message(view);
        let expected = "no certificate was received: connection refused";
        assert!(message.starts_with(expected), "{message}");
    }
}

/// The server refuses the client after it has sent its certificates.
#[test]
fn a_chain_of_a_handshake_that_fails_later_is_judged() {
    let root = Authority::new("Studio Root");
    let settings = ServerSettings::new(root.issue()).requiring_clients(&root);
    let server = WebServer::start_with(settings.tls12_only());
    let sandbox = machine(TRUSTING, &root);
    let args = ["studio", "--site", &server.url()];
    let found = Diagnosed::of(&crate::doctor::doctor(&sandbox, &args));
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Studio Root, root, held: trusted unknown rejected",
        ]
    );
    // Of the certificates alone.
    assert_eq!(found.accepted(), [Some(true), None, Some(false)]);
    let fault = found.site["fault"].as_str().expect("a fault");
    assert!(fault.contains("client certificate"), "{fault}");
    let message = found.message(0);
    let expected = format!("; but the handshake fails: {fault}");
    assert!(message.ends_with(&expected), "{message}");
    // A fault of the chain is not the reason.
    let found = examine_url(&machine("", &root), "studio", &server.url());
    assert_eq!(found.accepted()[0], Some(false));
    let reason = "run the check `site-client-certificate` for the reason";
    assert_eq!(found.site["fault"], reason);
}
