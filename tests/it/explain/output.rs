//! What `explain` prints.

use super::{explain, explain_in, run};
use crate::sandbox::Sandbox;

const UNTRUSTED: &str = "HTTPSConnectionPool(host='studio.example.com', port=8443): Max retries exceeded \
    (Caused by SSLError('certificate verify failed: unable to get local issuer certificate'))";

#[test]
fn the_text_has_the_line_the_cause_and_the_command() {
    let sandbox = Sandbox::new().env("SGLAUNCH_PROFILE", "houdini");
    let outcome = run(
        &sandbox,
        &[],
        format!("requests.exceptions.SSLError: {UNTRUSTED}\n").as_bytes(),
    );
    assert_eq!(
        outcome.code(0).text(),
        "\
line 1: requests.exceptions.SSLError: HTTPSConnectionPool(host='studio.example.com', port=8443): Max retries exceeded (Caused by SSLError('certificate verify failed: unable to get local \
issuer certificate'))

The client does not trust the CA behind the server's certificate, or the server does not send an intermediate \
certificate.

The checks for it, the most likely cause first:
  site-unknown-root          nothing trusts the root of the server's chain
  site-missing-intermediate  the server does not send an intermediate certificate
  site-intercepted           a private CA signs the connection, such as a proxy's

To find out, run:
  sglaunch doctor houdini --site https://studio.example.com:8443
"
    );
}

#[test]
fn an_unknown_text_is_not_guessed() {
    let outcome = run(&Sandbox::new(), &[], b"SSL: certificate accepted\n").code(1);
    assert!(
        outcome
            .text()
            .starts_with("No known failure of a connection is in this text.")
    );
    assert!(
        outcome
            .text()
            .contains("sglaunch doctor PROFILE --site URL")
    );
    let explained = explain("SSL: certificate accepted");
    assert_eq!(explained.code, 1);
    assert_eq!(explained.document["causes"], serde_json::json!([]));
}

#[test]
fn the_command_names_the_program_of_the_text() {
    let error = "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1131)";
    for (text, profile) in [
        (
            "File \"/opt/hfs20.5.445/houdini/python3.11libs/x.py\"",
            "houdini",
        ),
        (
            "File \"C:\\Program Files\\Autodesk\\Maya2025\\Python\\Lib\\ssl.py\"",
            "maya",
        ),
        (
            "File \"/usr/local/Nuke15.1v1/lib/python3.10/ssl.py\"",
            "nuke",
        ),
        ("File \"/opt/blender-4.2/python/lib/ssl.py\"", "blender"),
        ("SGLAUNCH_PROFILE=hython", "hython"),
        ("File \"/usr/lib/python3.11/ssl.py\"", "PROFILE"),
    ] {
        let explained = explain(format!("{text}\n{error}\n"));
        let command = format!("sglaunch doctor {profile} ");
        assert!(
            explained.command().starts_with(&command),
            "{text}: {}",
            explained.command()
        );
    }
    let sandbox = Sandbox::new().env("SGLAUNCH_PROFILE", "tank");
    assert!(
        explain_in(&sandbox, error)
            .command()
            .starts_with("sglaunch doctor tank ")
    );
}

/// A check alone could pass while another one finds the cause.
#[test]
fn all_checks_run_for_a_connection() {
    for (text, command) in [
        (
            "verify failed: self-signed certificate",
            "sglaunch doctor PROFILE --site URL",
        ),
        (
            "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] https://a.example.com:8443/",
            "sglaunch doctor PROFILE --site https://a.example.com:8443",
        ),
        (
            "ImportError: No module named _ssl",
            "sglaunch doctor PROFILE python-no-ssl",
        ),
    ] {
        assert!(
            explain(text).command().starts_with(command),
            "{text}: {}",
            explain(text).command()
        );
    }
}

#[test]
fn hosts_are_found_in_all_spellings() {
    let failed = "certificate verify failed: unable to get local issuer certificate";
    for (text, site) in [
        (
            format!("fatal: unable to access 'https://git.example.com/a.git/': {failed}"),
            "git.example.com",
        ),
        (
            format!("Cannot connect to host a.example.com:8443 ssl:True [{failed}]"),
            "a.example.com:8443",
        ),
        (
            format!("Get \"https://user:pw@a.example.com:444/\": {failed}"),
            "a.example.com:444",
        ),
        (
            format!("https://[2001:db8::1]:8443/ {failed}"),
            "[2001:db8::1]:8443",
        ),
        (
            format!(
                "connecting to https://old.example.com/\nSSLError: {failed}\nhttps://new.example.com"
            ),
            "old.example.com",
        ),
        (
            "curl: (7) Failed to connect to a.example.com port 443: Connection refused".to_owned(),
            "a.example.com",
        ),
        (
            "curl: (6) Could not resolve host: a.example.com".to_owned(),
            "a.example.com",
        ),
        (
            "Error: getaddrinfo ENOTFOUND a.example.com".to_owned(),
            "a.example.com",
        ),
        (
            "hostname 'a.example.com' doesn't match 'b.example.com' certificateerror: hostname"
                .to_owned(),
            "a.example.com",
        ),
        (
            "dial tcp: lookup a.example.com on 8.8.8.8:53: no such host".to_owned(),
            "a.example.com",
        ),
        (
            "Unable to find the server at a.example.com".to_owned(),
            "a.example.com",
        ),
        (
            "java.net.UnknownHostException: a.example.com".to_owned(),
            "a.example.com",
        ),
        (
            "x509: certificate is valid for b.example.com, not a.example.com".to_owned(),
            "a.example.com",
        ),
        (
            "--2026-11-29 10:00:00--  https://localhost:29443/\nConnecting to localhost (localhost)|127.0.0.1|:29443... \
             connected.\nERROR: cannot verify localhost's certificate, issued by 'CN=x':\n  Self-signed certificate \
             encountered.\n"
                .to_owned(),
            "localhost:29443",
        ),
        (
            format!("Connecting to localhost (localhost)|127.0.0.1|:29443... connected.\n{failed}"),
            "localhost:29443",
        ),
        (
            format!("{failed}\n  host: 'localhost',\n  port: '29448',\n"),
            "localhost:29448",
        ),
    ] {
        let explained = explain(&text);
        assert_eq!(explained.document["site"], site, "{text}");
    }
    let curl = "curl: (60) SSL certificate problem: certificate has expired\nMore details here: https://curl.se/docs/sslcerts.html";
    let explained = explain(curl);
    assert!(explained.document["site"].is_null());
    assert!(explained.command().ends_with(" --site URL"));
}

#[test]
fn the_unusable_file_is_named() {
    for (text, file) in [
        (
            "OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /studio/old ca.pem",
            "/studio/old ca.pem",
        ),
        (
            "error setting certificate verify locations:\n  CAfile: /etc/ssl/old.pem\n  CApath: none",
            "/etc/ssl/old.pem",
        ),
        (
            "error setting certificate verify locations:  CAfile: C:/Git/ca.crt CApath: none",
            "C:/Git/ca.crt",
        ),
        (
            "Warning: Ignoring extra certs from `/studio/bad.pem`, load failed: error:0480006C:PEM routines::no start line",
            "/studio/bad.pem",
        ),
    ] {
        assert_eq!(explain(text).document["file"], file, "{text}");
    }
    let bad = explain(
        "Warning: Ignoring extra certs from `/a b/bad.pem`, load failed: error:0480006C:PEM routines::no start line",
    );
    assert_eq!(
        bad.document["commands"][1],
        "sglaunch bundle verify --file '/a b/bad.pem'"
    );
}

#[test]
fn quoted_lines_name_no_user_and_no_secret() {
    let sandbox = Sandbox::new().env("USER", "ana");
    let text = "File /home/ben/x.py, proxy http://ana:geheim@proxy:3128 token=abcdef url https://h.example.com/p?sig=zyx \
                certificate has expired";
    let shown = run(&sandbox, &[], text.as_bytes()).code(0).text();
    for secret in ["ben", "geheim", "abcdef", "zyx"] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

#[test]
fn a_terminal_cannot_be_controlled() {
    let text = "\u{1b}]0;owned\u{7}\u{1b}[2Jcertificate has expired \u{202e} \u{9b}31m";
    let shown = run(&Sandbox::new(), &[], text.as_bytes()).code(0).text();
    assert!(
        !shown.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']),
        "{shown:?}"
    );
}

#[test]
fn the_command_can_be_run() {
    let sandbox = Sandbox::new().env("SGLAUNCH_PROFILE", "defaults");
    let text = "context.load_verify_locations(ca_certs)\nFileNotFoundError: [Errno 2] No such file or directory";
    let explained = explain_in(&sandbox, text);
    let words: Vec<&str> = explained.command().split(' ').collect();
    assert_eq!(
        words,
        [
            "sglaunch",
            "doctor",
            "defaults",
            "env-missing-file",
            "env-empty"
        ]
    );
    let sandbox = sandbox.env("SSL_CERT_FILE", "/studio/missing.pem");
    let outcome = sandbox.run(&words[1..]);
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:?}");
    assert!(outcome.text().contains("env-missing-file"), "{outcome:?}");
}
