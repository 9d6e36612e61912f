//! The view of the environment, beside real clients that are started in it without sglaunch.

use std::path::Path;

use super::{Diagnosed, examine_url, machine};
use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Key, WebServer};

/// Returns the diagnosis of a server, and checks that `openssl s_client` in the caller's
/// environment has the same result.
#[track_caller]
fn beside_openssl(sandbox: &Sandbox, openssl: &Path, server: &WebServer) -> Diagnosed {
    let found = examine_url(sandbox, "studio", &server.url());
    let port = server
        .url()
        .rsplit(':')
        .next()
        .map(|port| port.trim_end_matches('/').to_owned());
    let address = format!("127.0.0.1:{}", port.expect("a port"));
    let mut command = sandbox.command_of(openssl);
    command
        .args(["s_client", "-connect", &address, "-servername", "localhost"])
        .args(["-verify_hostname", "localhost", "-verify_return_error"]);
    let output = command.output().expect("openssl starts");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    let accepts = output.status.success();
    assert_eq!(
        found.accepted()[2],
        Some(accepts),
        "{printed}\n{:#}",
        found.site
    );
    if !accepts {
        // Such as `verify error:num=20:unable to get local issuer certificate`.
        let (_, code) = printed.split_once("verify error:num=").expect("a code");
        let (code, _) = code.split_once(':').expect("a number");
        let message = found.message(2);
        assert!(
            message.ends_with(&format!(", {code})")),
            "{code}: {message}"
        );
    }
    found
}

/// A machine whose bundle trusts the studio's root, without what the environment names.
fn trusting(root: &Authority) -> Sandbox {
    machine("files: [~/studio.pem], inherited: false", root)
}

#[test]
fn the_file_of_the_environment_is_trusted_although_the_bundle_has_it_not() {
    let test = "the_file_of_the_environment";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let server = WebServer::start(root.issue());
    let sandbox = machine("inherited: false", &root);
    let found = beside_openssl(&sandbox, &openssl, &server);
    assert_eq!(found.accepted(), [Some(false), None, Some(false)]);
    assert_eq!(found.site["views"][2]["trusts"][0], "the system's store");

    let file = sandbox.path("home/studio.pem");
    let sandbox = sandbox.env("SSL_CERT_FILE", &file);
    let found = beside_openssl(&sandbox, &openssl, &server);
    assert_eq!(found.accepted(), [Some(false), None, Some(true)]);
    assert_eq!(
        found.path()[1],
        "Studio Root, root, held: rejected unknown trusted"
    );
    // The checks advise to trust it, as if nothing had it.
    assert_eq!(found.site["path"][1]["unknown_root"], true);
    assert_eq!(found.source("~/studio.pem"), "has `Studio Root`");
    let trusts = &found.site["views"][2]["trusts"][0];
    assert_eq!(*trusts, "SSL_CERT_FILE ~/studio.pem (1 certificate)");
}

/// OpenSSL reads all of a file, or nothing.
#[test]
fn a_file_with_one_bad_block_is_empty() {
    let Some(openssl) = tool_or_skip("a_file_with_one_bad_block", "openssl") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let server = WebServer::start(root.issue());
    let sandbox = trusting(&root);
    let bad = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
    let file = sandbox.write("home/bad.pem", root.pem() + bad);
    let sandbox = sandbox.env("SSL_CERT_FILE", file);
    let found = beside_openssl(&sandbox, &openssl, &server);
    assert_eq!(found.accepted(), [Some(true), None, Some(false)]);
    let trusts = found.site["views"][2]["trusts"][0]
        .as_str()
        .expect("a file");
    assert!(
        trusts.contains("nothing is loaded from it: line "),
        "{trusts}"
    );
    // An empty value, and a file that does not exist.
    for file in ["", "/nowhere/ca.pem"] {
        let sandbox = trusting(&root).env("SSL_CERT_FILE", file);
        let found = beside_openssl(&sandbox, &openssl, &server);
        assert_eq!(found.accepted()[2], Some(false));
        let trusts = found.site["views"][2]["trusts"][0].as_str();
        if file.is_empty() {
            assert_eq!(trusts, Some("SSL_CERT_FILE is empty"));
        }
    }
}

/// In a directory, OpenSSL opens only the files that are named by a hash.
#[cfg(unix)]
#[test]
fn a_directory_counts_by_its_hashed_names() {
    let Some(openssl) = tool_or_skip("a_directory_counts", "openssl") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let server = WebServer::start(root.issue());
    let sandbox = trusting(&root);
    sandbox.write("home/certs/studio.pem", root.pem());
    let dir = sandbox.path("home/certs");
    let sandbox = sandbox.env("SSL_CERT_DIR", &dir);
    let found = beside_openssl(&sandbox, &openssl, &server);
    assert_eq!(found.accepted()[2], Some(false));
    let rehash = sandbox
        .command_of(&openssl)
        .arg("rehash")
        .arg(&dir)
        .status();
    assert!(rehash.expect("openssl starts").success());
    let found = beside_openssl(&sandbox, &openssl, &server);
    assert_eq!(found.accepted()[2], Some(true));
    assert_eq!(found.source("~/certs"), "has `Studio Root`");
    // The file has the name, so OpenSSL does not look into the directory.
    let file = sandbox.write("home/all.pem", root.pem());
    let found = beside_openssl(&sandbox.env("SSL_CERT_FILE", file), &openssl, &server);
    assert_eq!(found.source("~/all.pem"), "has `Studio Root`");
    assert_eq!(found.source("~/certs"), "has `Studio Root`");
}

/// An intermediate alone is no trust anchor for OpenSSL.
#[test]
fn a_source_trusts_a_chain_by_its_root() {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Issuing");
    let sandbox = machine("inherited: false", &root);
    let file = sandbox.write("home/issuing.pem", issuing.pem());
    let server = WebServer::start(issuing.issue().followed_by(&[&issuing, &root]));
    let sandbox = sandbox.env("SSL_CERT_FILE", file);
    let found = examine_url(&sandbox, "studio", &server.url());
    assert_eq!(found.accepted()[2], Some(false));
    assert_eq!(
        found.source("~/issuing.pem"),
        "has `Issuing`; lacks the root of the chain"
    );
    let sources = found.site["sources"].as_array().expect("a list");
    assert!(
        sources.iter().all(|one| one["trusts"] == false),
        "{sources:#?}"
    );
}

/// OpenSSL prefers what is in the store, also an expired intermediate.
#[test]
fn an_old_intermediate_in_the_store_hides_the_one_that_was_sent() {
    let Some(openssl) = tool_or_skip("an_old_intermediate", "openssl") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let intermediate = || root.subordinate_builder("Issuing").key(Key::Rsa2048);
    let (old, new) = (intermediate().expired().build(), intermediate().build());
    let server = WebServer::start(new.issue().followed_by(&[&new]));
    let sandbox = trusting(&root);
    let file = sandbox.write("home/old.pem", root.pem() + &old.pem());
    let sandbox = sandbox.env("SSL_CERT_FILE", file);
    let found = beside_openssl(&sandbox, &openssl, &server);
    assert_eq!(found.accepted(), [Some(true), None, Some(false)]);
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted unknown accepted",
            "Issuing, intermediate, sent: accepted unknown rejected",
            "Studio Root, root, held: trusted unknown trusted",
        ]
    );
    assert_eq!(
        found.reason(1, 2),
        "another certificate of this CA, from the client's store, is used, which expired on \
         2001-01-01"
    );
    assert_eq!(
        found.source("~/old.pem"),
        "has another certificate of `Issuing`, valid until 2001-01-01; has `Studio Root`"
    );
}
