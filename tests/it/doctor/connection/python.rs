//! The program's Python beside our own view.

use super::{has, only_failure, with_python};
use crate::clients::{python_or_skip, tool_or_skip};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Key, OpenSslServer, Proxy, ServerSettings, WebServer};

const TEST: &str = "the tests of doctor::connection::python";

/// Returns a machine with this Python first on PATH, which trusts a CA by the bundle.
fn machine(root: &Authority) -> Option<Sandbox> {
    let python = python_or_skip(TEST)?;
    let dir = python.parent()?.to_owned();
    let sandbox = Sandbox::new().env("PATH", dir);
    let file = sandbox.write("studio.pem", root.pem());
    Some(sandbox.env("SSL_CERT_FILE", file))
}

#[test]
fn a_python_that_reaches_the_site_as_we_do() {
    let root = Authority::new("Root");
    let Some(sandbox) = machine(&root) else {
        return;
    };
    for settings in [
        ServerSettings::new(root.issue()),
        ServerSettings::new(root.issue()).asking_clients(&root),
    ] {
        let findings = with_python(&sandbox, &WebServer::start_with(settings).url());
        let passed = findings.with_status("passed");
        assert_eq!(passed.len(), super::CHECKS.len(), "{:#}", findings.document);
    }
}

/// Python since 3.10 has no ciphers without forward secrecy, and OpenSSL has.
#[test]
fn a_cipher_that_this_python_refuses() {
    let root = Authority::builder("Root").key(Key::Rsa2048).build();
    let (Some(sandbox), Some(_)) = (machine(&root), tool_or_skip(TEST, "openssl")) else {
        return;
    };
    let identity = root.server().key(Key::Rsa2048).issue();
    let server = OpenSslServer::start(&identity, &["-tls1_2", "-cipher", "AES256-SHA"]);
    let findings = with_python(&sandbox, &server.url());
    assert_eq!(
        findings.with_status("failed"),
        ["site-tls-version"],
        "{:#}",
        findings.document
    );
    let text = findings.text("site-tls-version");
    has(
        &text,
        &[
            "offers only TLS 1.2 with AES256-SHA",
            "the program's Python refuses it",
        ],
    );
    // rustls lacks this cipher too, and Python has it.
    let server = OpenSslServer::start(&identity, &["-tls1_2", "-cipher", "DHE-RSA-AES256-SHA256"]);
    let findings = with_python(&sandbox, &server.url());
    assert_eq!(
        findings.status("site-tls-version"),
        "passed",
        "{:#}",
        findings.document
    );
}

#[test]
fn a_client_certificate_that_this_python_lacks() {
    let root = Authority::new("Root");
    let Some(sandbox) = machine(&root) else {
        return;
    };
    let settings = ServerSettings::new(root.issue()).requiring_clients(&root);
    let web = WebServer::start_with(settings.tls12_only());
    let findings = with_python(&sandbox, &web.url());
    assert_eq!(findings.with_status("failed"), ["site-client-certificate"]);
}

/// openssl.cnf forbids what this server speaks, and a check of its own says so.
#[test]
fn a_version_that_openssl_conf_forbids() {
    let root = Authority::new("Root");
    let Some(sandbox) = machine(&root) else {
        return;
    };
    let conf = "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = system\n\
                [system]\nMinProtocol = TLSv1.3\n";
    let conf = sandbox.write("openssl.cnf", conf);
    let sandbox = sandbox.env("OPENSSL_CONF", conf);
    let settings = ServerSettings::new(root.issue()).tls12_only();
    let findings = with_python(&sandbox, &WebServer::start_with(settings).url());
    assert!(
        findings.with_status("failed").is_empty(),
        "{:#}",
        findings.document
    );
}

/// urllib speaks plain HTTP to every proxy; requests and curl do what the URL says, and fail.
#[test]
fn a_proxy_that_only_urllib_can_use() {
    let root = Authority::new("Root");
    let Some(sandbox) = machine(&root) else {
        return;
    };
    let (web, proxy) = (WebServer::start(root.issue()), Proxy::start());
    let sandbox = sandbox.env("HTTPS_PROXY", proxy.url_as("https://"));
    let findings = with_python(&sandbox, &web.url());
    assert_eq!(
        findings.with_status("failed"),
        ["site-proxy"],
        "{:#}",
        findings.document
    );
    let text = only_failure(&sandbox, &web.url(), "site-proxy");
    has(&text, &["Your proxy appears to only use HTTP"]);
}

#[test]
fn a_socks_proxy_with_which_python_fails() {
    let root = Authority::new("Root");
    let Some(sandbox) = machine(&root) else {
        return;
    };
    let socks = format!("socks5://127.0.0.1:{}", super::free_port());
    let sandbox = sandbox.env("https_proxy", socks);
    let web = WebServer::start(root.issue());
    let findings = with_python(&sandbox, &web.url());
    assert_eq!(findings.with_status("failed"), ["site-proxy"]);
    assert_eq!(findings.code, 1);
    has(
        &findings.text("site-proxy"),
        &["SOCKS", "the program's Python fails: ", "refused"],
    );
}
