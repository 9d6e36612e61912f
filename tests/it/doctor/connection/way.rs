//! Names, addresses, and servers that do not speak TLS or end the handshake.

use std::net::TcpListener;
#[cfg(target_os = "linux")]
use std::process::Command;
use std::thread;

#[cfg(target_os = "linux")]
use super::{CHECKS, Findings};
use super::{connection, free_port, has, no_failure, only_failure};
#[cfg(target_os = "linux")]
use crate::clients::{namespaces_or_skip, not_run};
use crate::sandbox::Sandbox;
#[cfg(target_os = "linux")]
use crate::sandbox::sglaunch;
use crate::system;
use crate::tls_server::{Authority, RawServer, ServerSettings, WebServer};

#[test]
fn a_site_that_works_passes_all_checks() {
    let root = Authority::new("Root");
    let sandbox = Sandbox::new();
    let web = WebServer::start(root.issue());
    no_failure(&sandbox, &web.url());
    no_failure(&sandbox, &format!("127.0.0.1:{}", web.port()));
    // The second request is that of the second run: one `HEAD` for each.
    assert_eq!(web.requests(), 2);
    for settings in [
        ServerSettings::new(root.issue()).tls12_only(),
        ServerSettings::new(root.issue()).tls13_only(),
    ] {
        no_failure(&sandbox, &WebServer::start_with(settings).url());
    }
}

#[test]
fn a_site_on_ipv6_passes_all_checks() {
    if TcpListener::bind("[::1]:0").is_err() {
        eprintln!("skipped: doctor::connection::way: this machine has no ::1");
        return;
    }
    let settings = ServerSettings::new(Authority::new("Root").issue()).on_ipv6();
    let web = WebServer::start_with(settings);
    assert!(web.url().contains("[::1]"));
    no_failure(&Sandbox::new(), &web.url());
}

#[test]
fn a_name_that_does_not_exist() {
    // A name server that does not answer would take long.
    let sandbox = Sandbox::new().env("RES_OPTIONS", "timeout:1 attempts:1");
    let text = only_failure(&sandbox, "https://no-such-host.invalid", "site-name");
    has(&text, &["`no-such-host.invalid`", "HTTPS_PROXY"]);
    let findings = connection(&sandbox, "https://no-such-host.invalid");
    assert_eq!(findings.status("site-connect"), "skipped");
    assert_eq!(findings.status("site-proxy"), "passed");
    assert_eq!(findings.status("site-renegotiation"), "skipped");
}

/// Names below `localhost` are known to `nss-myhostname` and `nss-resolve` of systemd, which stand
/// here for mDNS, LDAP and WINS: neither libc's own resolver knows them.
#[test]
#[cfg(target_os = "linux")]
fn a_name_that_only_a_module_of_the_system_knows() {
    const TEST: &str = "doctor::connection::way::a_name_that_only_a_module_of_the_system_knows";
    let getent = || {
        let mut command = Command::new("getent");
        command.args(["ahosts", "studio.localhost"]).output()
    };
    if !getent().is_ok_and(|output| output.status.success()) {
        let why = "neither nss-myhostname nor nss-resolve is in nsswitch.conf";
        return not_run(TEST, why);
    }
    let web = WebServer::start(Authority::new("Root").issue());
    let url = format!("https://studio.localhost:{}", web.port());
    let sandbox = Sandbox::new().env("RES_OPTIONS", "timeout:1 attempts:1");
    no_failure(&sandbox, &url);
    if !namespaces_or_skip(TEST) {
        return;
    }
    let script = "mount --bind /dev/null /usr/bin/getent && PATH= exec \"$@\"";
    let mut command = sandbox.command_of("unshare");
    command.args(["--mount", "sh", "-c", script, "sh", sglaunch()]);
    command.args([
        "doctor",
        "defaults",
        "--timeout",
        "5",
        "--site",
        &url,
        "--json",
    ]);
    let outcome = command.args(CHECKS).output().expect("unshare starts");
    let findings = Findings::of_outcome(&outcome.into());
    assert_eq!(findings.with_status("failed"), ["site-name"]);
    has(
        &findings.text("site-name"),
        &["getent", "cannot be started"],
    );
}

#[test]
fn a_port_on_which_nothing_listens() {
    let port = free_port();
    let text = only_failure(
        &Sandbox::new(),
        &format!("127.0.0.1:{port}"),
        "site-connect",
    );
    has(
        &text,
        &[
            "connection refused",
            &format!("127.0.0.1:{port}: refused"),
            &format!("{} --head", system::CURL),
        ],
    );
}

#[test]
fn servers_of_other_protocols() {
    let sandbox = Sandbox::new();
    let http = RawServer::plain_http();
    let text = only_failure(&sandbox, &http.url(), "site-not-tls");
    let command = format!("{} --head http://localhost:{}/", system::CURL, http.port());
    has(&text, &["an HTTP server without TLS answers", &command]);
    let text = only_failure(&sandbox, &RawServer::ssh().url(), "site-not-tls");
    has(&text, &["an SSH server answers"]);
    let mail = RawServer::answering("220 mail.example.com ESMTP\r\n");
    let text = only_failure(&sandbox, &mail.url(), "site-not-tls");
    has(&text, &["a mail or FTP server answers"]);
    let other = RawServer::answering("\x01hello\x1b[31m\n");
    let text = only_failure(&sandbox, &other.url(), "site-not-tls");
    has(&text, &[r"it begins with `\x01hello\x1b[31m\n`"]);
}

#[test]
fn connections_that_are_closed_in_the_handshake() {
    let sandbox = Sandbox::new();
    let text = only_failure(&sandbox, &RawServer::closing().url(), "site-closed");
    has(
        &text,
        &[
            "closed the connection",
            "before any answer",
            system::SHOW_HANDSHAKE,
        ],
    );
    let text = only_failure(&sandbox, &resetting(), "site-closed");
    has(&text, &["reset the connection"]);
    let text = only_failure(&sandbox, &RawServer::alerting(112).url(), "site-closed");
    has(&text, &["the server rejects the name `localhost`"]);
    let text = only_failure(&sandbox, &RawServer::alerting(80).url(), "site-closed");
    has(&text, &["the alert internal error (80)"]);
}

#[test]
fn an_answer_that_breaks_the_rules_of_tls() {
    // A ServerHello of a few bytes.
    let broken = RawServer::answering([22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3]);
    let text = only_failure(&Sandbox::new(), &broken.url(), "site-closed");
    has(&text, &["breaks the rules of TLS"]);
}

#[test]
fn the_argument_of_site_may_be_wrong() {
    let sandbox = Sandbox::new();
    for (text, expected) in [
        (
            "http://studio",
            "only TLS is tested: write `https://studio`",
        ),
        ("bücher.example", "Punycode"),
        (
            "https://artist:secret/@studio/",
            "as in `https://studio.example.com`",
        ),
    ] {
        let outcome = sandbox.run(["doctor", "defaults", "--site", text]);
        assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
        outcome.code(125).stderr_contains(expected);
    }
}

#[test]
fn a_login_in_the_url_of_a_site_is_never_printed() {
    let http = RawServer::plain_http();
    let url = http.url().replace("https://", "https://artist:secret@");
    let findings = connection(&Sandbox::new(), &url);
    let printed = findings.document.to_string();
    assert!(
        !printed.contains("secret") && !printed.contains("artist"),
        "{printed}"
    );
}

/// Starts a server that closes each connection with data unread, so that the kernel resets it, and
/// returns its URL.
fn resetting() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        // The test makes two connections.
        for stream in listener.incoming().take(2).flatten() {
            stream.peek(&mut [0]).ok();
        }
    });
    format!("https://localhost:{port}")
}
