//! Proxies of the environment.

use super::{connection, free_port, has, no_failure, only_failure, tls_peer};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Proxy, RawServer, ServerSettings, WebServer};

/// Returns a machine with this proxy.
fn behind(proxy: &str) -> Sandbox {
    Sandbox::new().env("HTTPS_PROXY", proxy)
}

fn web() -> WebServer {
    WebServer::start(Authority::new("Root").issue())
}

#[test]
fn a_site_behind_a_proxy_passes_all_checks() {
    let (web, proxy) = (web(), Proxy::start());
    no_failure(&behind(&proxy.url()), &web.url());
    assert_eq!(proxy.targets(), [format!("localhost:{}", web.port())]);
    // The proxy looks the name up: this machine does not know it.
    let elsewhere = Proxy::to_port(web.port());
    no_failure(&behind(&elsewhere.url()), "https://no-such-host.invalid");
    assert_eq!(elsewhere.targets(), ["no-such-host.invalid:443"]);
}

#[test]
fn variables_decide_as_for_curl_and_python() {
    let (web, proxy) = (web(), Proxy::start());
    for name in ["https_proxy", "ALL_PROXY", "all_proxy"] {
        let sandbox = Sandbox::new().env(name, proxy.url_as(""));
        no_failure(&sandbox, &web.url());
    }
    assert_eq!(proxy.targets().len(), 3);
    for exception in [
        "*",
        "localhost",
        ".localhost",
        &format!("localhost:{}", web.port()),
    ] {
        let sandbox = behind(&proxy.url()).env("NO_PROXY", exception);
        no_failure(&sandbox, &web.url());
    }
    let by_address = behind(&proxy.url()).env("no_proxy", "127.0.0.0/8");
    no_failure(&by_address, &format!("127.0.0.1:{}", web.port()));
    let plain = Sandbox::new().env("http_proxy", proxy.url());
    no_failure(&plain, &web.url());
    assert_eq!(proxy.targets().len(), 3);
    let other = behind(&proxy.url()).env("NO_PROXY", "example.com, 127.0.0.1");
    no_failure(&other, &web.url());
    assert_eq!(proxy.targets().len(), 4);
}

#[test]
fn the_profile_can_set_the_proxy() {
    let (web, proxy) = (web(), Proxy::start());
    let yaml = format!("env:\n  HTTPS_PROXY: '{}'\n", proxy.url());
    let sandbox = Sandbox::new().profile("defaults", &format!("extends: defaults\n{yaml}"));
    no_failure(&sandbox, &web.url());
    assert_eq!(proxy.targets().len(), 1);
}

#[test]
fn a_proxy_that_refuses() {
    let web = web();
    let forbidden = Proxy::refusing("403 Forbidden by policy");
    let text = only_failure(&behind(&forbidden.url()), &web.url(), "site-proxy");
    let sentence = format!("the proxy {} (from HTTPS_PROXY) refuses", forbidden.url());
    has(&text, &[&sentence, "403 Forbidden by policy", "NO_PROXY"]);
    let broken = Proxy::refusing("503 Service Unavailable");
    let text = only_failure(&behind(&broken.url()), &web.url(), "site-proxy");
    has(
        &text,
        &["does not reach `localhost`: 503 Service Unavailable"],
    );
    let redirecting = Proxy::redirecting();
    let text = only_failure(&behind(&redirecting.url()), &web.url(), "site-proxy");
    has(&text, &["302 Found"]);
    let findings = connection(&behind(&forbidden.url()), &web.url());
    assert_eq!(findings.status("site-name"), "skipped");
    assert_eq!(findings.status("site-closed"), "skipped");
}

#[test]
fn a_proxy_that_wants_a_login() {
    let (web, proxy) = (web(), Proxy::with_login("artist", "s@cret:1"));
    no_failure(
        &behind(&proxy.url_as("http://artist:s%40cret:1@")),
        &web.url(),
    );
    let text = only_failure(&behind(&proxy.url()), &web.url(), "site-proxy");
    let command = format!("HTTPS_PROXY={}", proxy.url_as("http://USER:PASSWORD@"));
    has(&text, &["requires a login: 407", &command]);
    let wrong = behind(&proxy.url_as("http://artist:wr0ng@"));
    let findings = connection(&wrong, &web.url());
    has(
        &findings.text("site-proxy"),
        &["refuses the user name or the password"],
    );
    let printed = findings.document.to_string();
    assert!(
        !printed.contains("wr0ng") && !printed.contains("artist"),
        "{printed}"
    );
    let ntlm = RawServer::answering(
        "HTTP/1.1 407 X\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n",
    );
    let sandbox = behind(&format!("127.0.0.1:{}", ntlm.port()));
    let text = only_failure(&sandbox, &web.url(), "site-proxy");
    has(
        &text,
        &["a login that Python does not have: NTLM, Negotiate"],
    );
}

#[test]
fn a_plain_proxy_whose_url_says_https() {
    let (web, proxy) = (web(), Proxy::start());
    let sandbox = behind(&proxy.url_as("https://artist:secret@"));
    let text = only_failure(&sandbox, &web.url(), "site-proxy");
    let command = format!("HTTPS_PROXY={}", proxy.url());
    has(
        &text,
        &[
            "speaks plain HTTP, not HTTPS",
            &command,
            "keep the user name",
        ],
    );
    // One that does not answer a ClientHello at all.
    let silent = RawServer::start(|stream| {
        use std::io::{Read as _, Write as _};
        let mut first = [0];
        stream.read_exact(&mut first)?;
        if first == [b'C'] {
            stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n")?;
        }
        Ok(())
    });
    let sandbox = behind(&format!("https://127.0.0.1:{}", silent.port()));
    let text = only_failure(&sandbox, &web.url(), "site-proxy");
    has(&text, &["speaks plain HTTP, not HTTPS"]);
}

#[test]
fn a_proxy_with_tls() {
    let web = web();
    let proxy = tls_peer::proxy(&Authority::new("Proxy").issue());
    let sandbox = behind(&format!("https://localhost:{}", proxy.port()));
    no_failure(&sandbox, &web.url());
    let sandbox = behind(&format!("http://localhost:{}", proxy.port()));
    let text = only_failure(&sandbox, &web.url(), "site-proxy");
    has(&text, &["speaks TLS", "write `https://`"]);
}

#[test]
fn a_proxy_that_is_not_there_or_is_none() {
    let web = web();
    let nothing = behind(&format!("http://127.0.0.1:{}", free_port()));
    let text = only_failure(&nothing, &web.url(), "site-proxy");
    has(
        &text,
        &[
            "does not accept connections",
            ": refused",
            "HTTPS_PROXY=http://proxy.",
        ],
    );
    let unknown = behind("http://no-such-proxy.invalid:3128");
    let unknown = unknown.env("RES_OPTIONS", "timeout:1 attempts:1");
    let text = only_failure(&unknown, &web.url(), "site-proxy");
    has(
        &text,
        &["cannot look up the proxy http://no-such-proxy.invalid:3128"],
    );
    let ssh = RawServer::ssh();
    let text = only_failure(
        &behind(&format!("127.0.0.1:{}", ssh.port())),
        &web.url(),
        "site-proxy",
    );
    has(&text, &["is not an HTTP proxy: an SSH server answers"]);
    let closing = RawServer::closing();
    let closing = behind(&format!("127.0.0.1:{}", closing.port()));
    let text = only_failure(&closing, &web.url(), "site-proxy");
    has(&text, &["without an answer"]);
    let text = only_failure(
        &behind("http://artist:secret@proxy:port"),
        &web.url(),
        "site-proxy",
    );
    has(&text, &["HTTPS_PROXY is not the URL of an HTTP proxy"]);
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn a_socks_proxy_is_not_followed() {
    let findings = connection(&behind("socks5h://127.0.0.1:1080"), &web().url());
    let skipped = findings.with_status("skipped").len();
    assert_eq!(skipped, super::CHECKS.len() - 1);
    assert_eq!(findings.status("site-proxy"), "warning");
    let text = findings.text("site-proxy");
    has(
        &text,
        &["HTTPS_PROXY names a SOCKS proxy", "was not tested"],
    );
    assert_eq!(findings.code, 0);
}

#[test]
fn a_proxy_of_the_profile_is_changed_there() {
    let proxy = format!("http://127.0.0.1:{}", free_port());
    let yaml = format!("extends: defaults\nenv:\n  HTTPS_PROXY: '{proxy}'\n");
    let sandbox = Sandbox::new().profile("defaults", &yaml);
    let text = only_failure(&sandbox, &web().url(), "site-proxy");
    has(&text, &["the profile sets HTTPS_PROXY", "defaults.yaml:3"]);
    assert!(!text.contains("export "), "{text}");
}

#[test]
fn a_web_server_is_told_from_a_proxy() {
    let web = web();
    for first in ["501 Unsupported method ('CONNECT')", "400 Bad Request"] {
        let head = format!("HTTP/1.0 {first}\r\nContent-Type: text/html;charset=utf-8\r\n");
        let server = RawServer::answering(format!("{head}\r\n<html></html>"));
        let sandbox = behind(&format!("127.0.0.1:{}", server.port()));
        let text = only_failure(&sandbox, &web.url(), "site-proxy");
        let sentence = format!("answers CONNECT with {}: it is a web server", &first[..3]);
        has(&text, &[&sentence, first, "export HTTPS_PROXY="]);
        assert!(!text.contains("NO_PROXY"), "{text}");
        let squid = format!("{head}X-Squid-Error: ERR_INVALID_REQ 0\r\n\r\n");
        let squid = RawServer::answering(squid);
        let sandbox = behind(&format!("127.0.0.1:{}", squid.port()));
        let text = only_failure(&sandbox, &web.url(), "site-proxy");
        assert!(!text.contains("web server"), "{text}");
    }
}

/// The fault of a site is the same behind a proxy, and its second handshake passes it too.
#[test]
fn faults_of_sites_behind_a_proxy() {
    let old = RawServer::choosing(0x0301, 0xc013);
    let proxy = Proxy::to_port(old.port());
    let text = only_failure(
        &behind(&proxy.url()),
        "https://old.example",
        "site-tls-version",
    );
    has(&text, &["`old.example` offers only TLS 1.0"]);
    assert_eq!(proxy.targets(), ["old.example:443", "old.example:443"]);
    let root = Authority::new("Root");
    let settings = ServerSettings::new(root.issue()).requiring_clients(&root);
    let web = WebServer::start_with(settings);
    let proxy = Proxy::to_port(web.port());
    only_failure(
        &behind(&proxy.url()),
        "https://a.example",
        "site-client-certificate",
    );
}
