//! `bundle-partial-chain`.

use super::{python_opens, trusting};
use crate::clients::{interpreter_or_skip, tool_or_skip};
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, WebServer};

const ID: &str = "bundle-partial-chain";

/// The address of the root in the intermediate, in the form of RFC 5280, 4.2.2.1.
fn names_its_issuer() -> rcgen::CustomExtension {
    let url = b"http://pki.studio.example/root.cer";
    let uri = [&[0x86, u8::try_from(url.len()).expect("short")], &url[..]].concat();
    let method = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x30\x02";
    let wrap = |content: &[u8]| {
        let length = u8::try_from(content.len()).expect("short");
        [&[0x30, length], content].concat()
    };
    let value = wrap(&wrap(&[&method[..], &uri].concat()));
    rcgen::CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], value)
}

#[test]
fn an_intermediate_without_its_root_is_named_and_so_is_the_root() {
    let root = Authority::new("Studio Root");
    let intermediate = (root.subordinate_builder("Studio Issuing"))
        .extension(names_its_issuer())
        .build();
    let sandbox = trusting("studio.pem", &intermediate.pem());
    let found = doctor(&sandbox, &["python", ID]);
    // The sites decide whether something fails.
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    for part in [
        "only an intermediate of the studio's chain is trusted: `Studio Issuing`, but not `Studio Root`",
        "Python before 3.13, Node",
        "curl works and Python fails",
        "missing: CN=Studio Root, with the subject key identifier ",
        "http://pki.studio.example/root.cer",
        "studio.pem",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.ends_with("\nsglaunch trust add ROOT.cer"), "{text}");

    // The remedy cures it.
    let file = sandbox.write("home/ROOT.cer", root.der());
    sandbox
        .run([
            "trust",
            "add",
            "ROOT.cer",
            "--fingerprint",
            &crate::trust_dir::sha256(&root.der()),
        ])
        .code(0);
    assert!(file.exists());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}

#[test]
fn python_fails_where_curl_works_until_the_root_is_trusted() {
    let test =
        "doctor::bundle::partial_chain::python_fails_where_curl_works_until_the_root_is_trusted";
    let (Some(old), Some(new)) = (
        interpreter_or_skip(test, "3.11"),
        interpreter_or_skip(test, "3.13"),
    ) else {
        return;
    };
    let Some(curl) = tool_or_skip(test, "curl") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let intermediate = root.subordinate("Studio Issuing");
    let server = WebServer::start(intermediate.issue().followed_by(&[&intermediate]));
    let sandbox = trusting("studio.pem", &intermediate.pem());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "warning");
    let failed = python_opens(&sandbox, old, &server.url());
    assert_eq!(failed.code, Some(1));
    assert!(
        failed.stderr.contains("unable to get issuer certificate"),
        "{failed:?}"
    );
    assert_eq!(python_opens(&sandbox, new, &server.url()).code, Some(0));
    let url = server.url();
    let words = [curl.as_os_str(), "-sS".as_ref(), url.as_ref()];
    assert_eq!(sandbox.run_under("defaults", &words).code, Some(0));

    let both = [intermediate.pem(), root.pem()].concat();
    let sandbox = trusting("studio.pem", &both);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
    assert_eq!(python_opens(&sandbox, old, &server.url()).code, Some(0));
}

#[test]
fn the_top_of_what_is_trusted_is_what_lacks_an_issuer() {
    let root = Authority::new("Studio Root");
    let upper = root.subordinate("Studio Policy");
    let lower = upper.subordinate("Studio Issuing");
    let other = root.subordinate("Studio Web");
    let pem = [upper.pem(), lower.pem(), other.pem()].concat();
    let found = doctor(&trusting("studio.pem", &pem), &["python", ID]);
    assert_eq!(found.status(ID), "warning");
    let message = found.one(ID)["message"].as_str().expect("a sentence");
    for name in ["`Studio Policy`", "`Studio Web`", "`Studio Root`"] {
        assert!(message.contains(name), "{message}");
    }
    assert!(!message.contains("Studio Issuing"), "{message}");
}

#[test]
fn a_root_that_is_excluded_is_named_with_the_reason() {
    let root = Authority::builder("Studio Root").expired().build();
    let intermediate = root.subordinate("Studio Issuing");
    let pem = [intermediate.pem(), root.pem()].concat();
    let found = doctor(&trusting("studio.pem", &pem), &["python", ID]);
    let text = found.text(ID);
    assert!(
        text.contains("a source has it, but it is excluded: expired"),
        "{text}"
    );
}

#[test]
fn chains_with_a_root_pass_whatever_source_has_it() {
    let root = Authority::new("Studio Root");
    let intermediate = root.subordinate("Studio Issuing");
    // The system has the root, and the user the intermediate.
    let sandbox = Sandbox::new().pem("studio.pem", &intermediate);
    let file = sandbox.home().join("studio.pem");
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", root.pem());
    let sandbox = sandbox.env("SSL_CERT_FILE", file);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
    // An administrator has added only the intermediate to the system's store.
    let sandbox = Sandbox::new();
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", intermediate.pem());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
    sandbox.write(
        "root/usr/local/share/ca-certificates/studio.crt",
        intermediate.pem(),
    );
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "warning");
}
