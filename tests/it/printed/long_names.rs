//! Certificates whose names have 10 kB: no line of the output is long because of them, and JSON has
//! the whole name.

use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::Authority;

/// The longest line that a certificate may cause, in characters.
const LONGEST: usize = 600;

/// Names of 10 kB: plain, of letters that take several bytes, and of characters that are escaped.
fn names() -> [String; 3] {
    [
        "Studio Proxy ".repeat(800),
        "프록시".repeat(1200),
        "\u{202e}\u{1b}".repeat(2500),
    ]
}

#[track_caller]
fn assert_short(outcome: &Outcome) {
    let (printed, errors) = (outcome.text(), &outcome.stderr);
    for line in printed.lines().chain(errors.lines()) {
        let length = line.chars().count();
        assert!(length <= LONGEST, "{length} characters: {line}");
    }
}

#[test]
fn no_line_is_long_because_of_a_name() {
    for name in names() {
        let long = Authority::new(&name);
        let expired = Authority::builder(&name).expired().build();
        let child = long.subordinate(&name);
        let sandbox = (Sandbox::new()
            .pem("long.pem", &long)
            .pem("expired.pem", &expired))
        .pem("child.pem", &child)
        .profile("old", "ca: {files: [~/expired.pem]}\n");
        let none = "0".repeat(64);
        for args in [
            &["trust", "add", "long.pem"][..],
            &["trust", "add", "child.pem"],
            &["trust", "add", "expired.pem"],
            &["trust", "add", "long.pem", "--fingerprint", &none],
            &["bundle", "path", "old"],
            &["bundle", "diff", "old"],
            &["bundle", "list", "old"],
        ] {
            assert_short(&sandbox.run(args));
        }
        let fingerprint = crate::tls_clients::sha1(&child.der());
        let add = ["trust", "add", "child.pem", "--fingerprint", &fingerprint];
        assert_short(&sandbox.run(add).code(0));
        for args in [
            &["trust", "list"][..],
            &["bundle", "list"],
            &["bundle", "diff"],
            &["-v", "--refresh", "bundle", "path"],
            &["bundle", "export", "--comments", "-"],
            &["bundle", "verify"],
        ] {
            let outcome = sandbox.run(args);
            assert_short(&outcome);
        }
        // JSON has the whole name.
        let whole = sandbox.run(["bundle", "list", "--json"]).code(0).json();
        let rows = whole["certificates"].as_array().expect("rows");
        let is_whole = |row: &serde_json::Value| {
            row["subject"]
                .as_str()
                .is_some_and(|subject| subject.len() > 5_000)
        };
        assert!(rows.iter().any(is_whole));
        assert_short(&sandbox.run(["trust", "remove", "child"]));
        assert_short(&sandbox.run(["trust", "add", "child.pem"]));
    }
}

#[test]
fn nor_because_of_a_label_or_of_what_is_distrusted() {
    let label = "X".repeat(10_000);
    let distrusted = Authority::new(&names()[0]);
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/x.pem]}\n");
    for content in [
        format!("-----BEGIN {label} CERTIFICATE-----\nAAAA\n-----END {label} CERTIFICATE-----\n"),
        format!("-----BEGIN CERTIFICATE-----\n{label}=\n-----END CERTIFICATE-----\n"),
        format!(
            "[p11-kit-object-v1]\nx-distrusted: true\n{}",
            distrusted.pem()
        ),
        format!("[p11-kit-object-v1]\nx-distrusted: {label}\n{label}\n"),
    ] {
        sandbox.write("home/x.pem", content);
        for args in [
            &["bundle", "path"][..],
            &["bundle", "list"],
            &["trust", "add", "x.pem"],
            &["trust", "list"],
            &["bundle", "verify"],
            &["bundle", "verify", "--file", "x.pem"],
            &["check"],
        ] {
            assert_short(&sandbox.run(args));
        }
    }
}
