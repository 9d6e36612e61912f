//! Chains that do not end in a trusted certificate: exactly one check names the cause.

use rcgen::CustomExtension;

use super::{contains, examine, examine_url, only, trusting};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, WebServer};

/// Returns the SHA-256 of a certificate in hexadecimal digits.
fn sha256(der: &[u8]) -> String {
    sglaunch::certs::hex(&sglaunch::certs::sha256(der))
}

fn sha1(der: &[u8]) -> String {
    sglaunch::certs::hex(&sglaunch::certs::sha1(der))
}

/// Returns an authority information access with a URL of the issuer.
fn issuer_at(url: &str) -> CustomExtension {
    let tlv = |tag: u8, value: &[u8]| {
        let length = u8::try_from(value.len()).expect("a short value");
        [&[tag, length], value].concat()
    };
    let method = tlv(6, b"\x2b\x06\x01\x05\x05\x07\x30\x02");
    let description = tlv(0x30, &[method, tlv(0x86, url.as_bytes())].concat());
    let value = tlv(0x30, &description);
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], value)
}

/// Checks that no command has the digest of what the server sent: it would confirm itself.
#[track_caller]
fn does_not_confirm_itself(text: &str, digest: &str) {
    let mut commands = text.lines().filter(|line| line.contains("trust add"));
    assert!(commands.all(|command| !command.contains(digest)), "{text}");
}

#[test]
fn a_self_signed_certificate_is_named_with_its_fingerprint() {
    let other = Authority::new("Studio Root");
    let own = Identity::self_signed();
    let der = own.der();
    let sandbox = trusting(&other);
    let server = WebServer::start(own);
    let text = only(&examine_url(&sandbox, &server.url()), "site-self-signed");
    let digest = sha256(&der);
    contains(
        &text,
        &[
            "self-signed",
            &digest,
            &format!(
                "sglaunch doctor studio --site {} --save-chain chain.pem",
                server.url()
            ),
            "sglaunch trust add chain.pem --fingerprint HEX",
        ],
    );
    does_not_confirm_itself(&text, &digest);
    // The commands do what they promise.
    let url = server.url();
    let saved = [
        "doctor",
        "studio",
        "--site",
        &url,
        "--save-chain",
        "chain.pem",
        "site-self-signed",
    ];
    sandbox.run(saved).code(1);
    sandbox
        .run(["trust", "add", "chain.pem", "--fingerprint", &digest])
        .code(0);
    let findings = examine_url(&sandbox, &url);
    assert_eq!(findings.status("site-self-signed"), "passed");
    assert_eq!(findings.code, 0, "{:#}", findings.document);
}

/// As Debian's ssl-cert-snakeoil.pem, which has the name of many other servers' certificates.
#[test]
fn a_self_signed_certificate_is_told_from_one_of_the_same_name_in_the_systems_store() {
    let own = || Identity::builder().common_name("localhost").issue();
    let (installed, served) = (own(), own());
    let sandbox = trusting(&Authority::new("Studio Root"));
    let store = "root/etc/ssl/certs/ca-certificates.crt";
    let roots = crate::sandbox::system_root().pem() + &installed.pem();
    sandbox.write(store, roots);
    let digest = sha256(&served.der());
    let text = only(&examine(&sandbox, served), "site-self-signed");
    contains(&text, &[&format!("SHA-256: {digest}")]);
}

#[test]
fn an_unknown_root_that_was_sent_is_named_with_its_fingerprints() {
    let root = Authority::new("Proxy Root");
    let issuing = root.subordinate("Proxy CA 2");
    let sandbox = trusting(&Authority::new("Studio Root"));
    let server = WebServer::start(issuing.issue().followed_by(&[&issuing, &root]));
    let findings = examine_url(&sandbox, &server.url());
    let text = only(&findings, "site-unknown-root");
    let remedy = &findings.one("site-unknown-root")["remedy"];
    assert_eq!(remedy["confirm_fingerprint"], true);
    let digest = sha256(&root.der());
    contains(
        &text,
        &[
            "ends in the root `Proxy Root`, which nothing trusts",
            &digest,
            &sha1(&root.der()),
            "sglaunch trust add chain.pem --fingerprint HEX",
            "ask IT",
        ],
    );
    does_not_confirm_itself(&text, &digest);
    let url = server.url();
    let saved = [
        "doctor",
        "studio",
        "--site",
        &url,
        "--save-chain",
        "chain.pem",
        "site-unknown-root",
    ];
    sandbox.run(saved).code(1);
    assert!(!sandbox.trusts(&root.der()), "doctor trusts nothing");
    sandbox
        .run(["trust", "add", "chain.pem", "--fingerprint", &digest])
        .code(0);
    let findings = examine_url(&sandbox, &url);
    assert_eq!(findings.code, 0, "{:#}", findings.document);
}

#[test]
fn an_unknown_root_that_was_not_sent_says_where_it_finds_it() {
    let root = Authority::new("Proxy Root");
    let issuing = root.subordinate("Proxy CA 2");
    let sandbox = trusting(&Authority::new("Studio Root"));
    let findings = examine(&sandbox, issuing.issue().followed_by(&[&issuing]));
    contains(
        &only(&findings, "site-unknown-root"),
        &[
            "`Proxy Root`",
            "did not send the root itself",
            "Group Policy",
            "sglaunch trust add FILE --fingerprint HEX",
        ],
    );
}

#[test]
fn a_missing_intermediate_is_the_servers_fault() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Studio Intermediate");
    let findings = examine(&trusting(&root), issuing.issue());
    contains(
        &only(&findings, "site-missing-intermediate"),
        &[
            "does not send the intermediate `Studio Intermediate`",
            if cfg!(windows) {
                "find it in Windows' store CA, which no bundle contains"
            } else {
                "remember it from other sites"
            },
            "the site's administrator must add",
            "sglaunch trust add FILE --fingerprint HEX",
        ],
    );
}

#[test]
fn an_organization_with_a_trusted_root_has_intermediates() {
    let authority = |name: &str| Authority::builder(name).organization("Studio AG");
    let root = authority("Primary 1").build();
    let issuing = root
        .subordinate_builder("Secondary")
        .organization("Studio AG")
        .build();
    let findings = examine(&trusting(&root), issuing.issue());
    let text = only(&findings, "site-missing-intermediate");
    contains(&text, &["`Secondary`"]);
    assert_eq!(findings.status("site-unknown-root"), "skipped");
    // Another organization's issuer may be anything, and a root is no intermediate.
    for name in ["Elsewhere", "Studio Root 2"] {
        let unknown = Authority::builder(name).build();
        let findings = examine(&trusting(&root), unknown.issue());
        only(&findings, "site-unknown-root");
    }
}

#[test]
fn a_missing_intermediate_is_bridged_from_where_its_ca_publishes_it() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Studio TLS 7");
    let url = "http://ca.example.com/tls-7.cer";
    let own = issuing.server().extension(issuer_at(url)).issue();
    let sandbox = trusting(&root);
    let server = WebServer::start(own);
    let text = only(
        &examine_url(&sandbox, &server.url()),
        "site-missing-intermediate",
    );
    contains(
        &text,
        &[
            url,
            &format!("{} -o intermediate.cer {url}", crate::system::CURL),
            "sglaunch trust add intermediate.cer",
        ],
    );
    // As if it had been downloaded.
    sandbox.write("home/intermediate.cer", issuing.der());
    let digest = sha256(&issuing.der());
    sandbox
        .run(["trust", "add", "intermediate.cer", "--fingerprint", &digest])
        .code(0);
    let findings = examine_url(&sandbox, &server.url());
    assert_eq!(findings.code, 0, "{:#}", findings.document);
    assert_eq!(findings.status("site-missing-intermediate"), "warning");
    contains(
        &findings.text("site-missing-intermediate"),
        &[
            "clients started by sglaunch have it from the bundle",
            "trust:intermediate",
        ],
    );
}

#[test]
fn only_an_intermediate_is_trusted() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Studio Intermediate");
    let findings = examine(
        &trusting(&issuing),
        issuing.issue().followed_by(&[&issuing, &root]),
    );
    contains(
        &only(&findings, "site-unknown-root"),
        &["only the intermediate `Studio Intermediate` is trusted, not its root `Studio Root`"],
    );
}

#[test]
fn a_renewed_root_with_another_key_is_told_from_the_trusted_one() {
    let old = Authority::new("Studio Root");
    let new = Authority::new("Studio Root");
    for identity in [new.issue().followed_by(&[&new]), new.issue()] {
        let findings = examine(&trusting(&old), identity);
        let text = only(&findings, "site-unknown-root");
        contains(
            &text,
            &[
                "the bundle has another certificate of this name",
                &sha256(&old.der()),
                "or another CA uses its name",
            ],
        );
        let first = findings.one("site-unknown-root")["details"][0].as_str();
        assert!(first.is_some_and(|one| one.starts_with("the bundle has another")));
    }
}

/// To trust the root would not make the connection work.
#[test]
fn what_else_is_wrong_comes_before_an_unknown_root_is_trusted() {
    let root = Authority::new("Unknown Root");
    let sandbox = trusting(&Authority::new("Studio Root"));
    for (identity, first) in [
        (
            root.server().names(["a.example.com"]).issue(),
            "first find out why the server's certificate is for other names: a.example.com: ",
        ),
        (
            root.server().expired().issue(),
            "first have the server's certificate renewed, because it expired on ",
        ),
        (root.server().issue(), "send IT `chain.pem`, "),
    ] {
        let findings = examine(&sandbox, identity);
        let remedy = &findings.one("site-unknown-root")["remedy"]["text"];
        let remedy = remedy.as_str().expect("a remedy");
        assert!(remedy.starts_with(first), "{remedy}");
    }
}

#[test]
fn a_source_that_the_profile_leaves_out_is_named() {
    let sandbox =
        Sandbox::new().profile("studio", "ca: {native: false}\nprogram: {linux: [true]}\n");
    let findings = examine(&sandbox, crate::sandbox::system_root().issue());
    contains(
        &only(&findings, "site-unknown-root"),
        &[
            "the system's store accepts the chain",
            "`ca.native` is false",
        ],
    );
    let remedy = &findings.one("site-unknown-root")["remedy"];
    assert_eq!(remedy["confirm_fingerprint"], false);
}

#[test]
fn a_denied_root_is_named_with_the_file_that_denies_it() {
    let root = Authority::new("Studio Root");
    let deny = format!(
        "ca: {{files: [~/studio.pem], deny: [{}]}}\nprogram: {{linux: [true]}}\n",
        sha256(&root.der())
    );
    let sandbox = Sandbox::new()
        .pem("studio.pem", &root)
        .profile("studio", &deny);
    for identity in [root.issue(), root.issue().followed_by(&[&root])] {
        let findings = examine(&sandbox, identity);
        contains(
            &only(&findings, "site-distrusted"),
            &["`Studio Root` is denied by the profile", "studio.yaml:1"],
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_root_that_the_administrator_distrusts_is_named_with_its_file() {
    let root = Authority::new("Studio Root");
    let sandbox = trusting(&root);
    let file = "root/etc/pki/ca-trust/source/blocklist/studio.pem";
    sandbox.write(file, root.pem());
    // The server may send the root or not.
    for identity in [root.issue(), root.issue().followed_by(&[&root])] {
        let findings = examine(&sandbox, identity);
        contains(
            &only(&findings, "site-distrusted"),
            &["is distrusted by", "blocklist/studio.pem", "allow: ["],
        );
    }
}
