//! Certificates that some clients cannot read, or none.

use std::fs;

use super::{files, list, own};
use crate::sandbox::Sandbox;

const TWICE: &str = include_str!("../../fixtures/extension-twice.pem");

/// The warning about [`TWICE`].
const NOT_FOR: &str =
    "not in the bundle for GnuTLS (git and wget of Debian) and Java: it has an extension twice";

fn fingerprint(pem: &str) -> String {
    super::sha256(pem::parse(pem).expect("good PEM").contents())
}

#[test]
fn the_clients_that_cannot_read_a_certificate_are_named_once() {
    let sandbox = Sandbox::new();
    sandbox.write("home/twice.pem", TWICE);
    let asked = sandbox.run(["trust", "add", "twice.pem"]).code(125);
    let line = format!("  warning  {NOT_FOR}\n");
    assert!(asked.text().contains(&line), "{}", asked.text());
    assert!(
        !asked.stderr.contains("not in the bundle"),
        "{}",
        asked.stderr
    );

    let add = [
        "trust",
        "add",
        "twice.pem",
        "--fingerprint",
        &fingerprint(TWICE),
    ];
    let added = sandbox.run(add).code(0);
    let expected = format!(
        "warning: file:{}: `Studio Root, basicConstraints twice`: {NOT_FOR}\n",
        sandbox.home().join("twice.pem").display()
    );
    assert_eq!(added.text(), "");
    assert!(added.stderr.contains(&expected), "{}", added.stderr);
    assert_eq!(
        added.stderr.matches("not in the bundle").count(),
        1,
        "{}",
        added.stderr
    );
    let quiet = sandbox.run([&["-q"], &add[..]].concat()).success();
    assert_eq!(quiet.text(), "");

    let listed = sandbox.run(["trust", "list"]).code(0);
    let expected = format!("warning: trust:twice: {NOT_FOR}\n");
    assert!(listed.stderr.contains(&expected), "{}", listed.stderr);
    assert_eq!(
        listed.stderr.matches("not in the bundle").count(),
        1,
        "{}",
        listed.stderr
    );
    let warnings = list(&sandbox)[0]["warnings"].clone();
    let mut warnings = warnings.as_array().expect("a list").iter();
    assert!(warnings.any(|warning| warning == NOT_FOR));
}

#[test]
fn what_no_client_can_use_is_refused_with_the_reason() {
    let unreadable = [
        (
            include_str!("../../fixtures/bmpstring-surrogate.pem"),
            "OpenSSL cannot read",
        ),
        (
            include_str!("../../fixtures/san-unreadable.pem"),
            "no client accepts it",
        ),
    ];
    for (text, why) in unreadable {
        let sandbox = Sandbox::new();
        sandbox.write("home/x.pem", text);
        let fingerprint = fingerprint(text);
        for add in [
            &["trust", "add", "x.pem"][..],
            &["trust", "add", "x.pem", "--fingerprint", &fingerprint],
        ] {
            let refused = sandbox.run(add).code(125);
            assert_eq!(refused.text(), "");
            assert_eq!(refused.stderr.matches(why).count(), 1, "{}", refused.stderr);
        }
        assert_eq!(files(own(&sandbox)), [""; 0]);
        // Beside a good one it is named, and the good one can be installed.
        sandbox.write("home/both.pem", format!("{text}{TWICE}"));
        let both = sandbox.run(["trust", "add", "both.pem"]).code(125);
        let printed = format!("{}{}", both.text(), both.stderr);
        assert_eq!(printed.matches(why).count(), 1, "{printed}");
        assert!(printed.contains(NOT_FOR), "{printed}");
        let good = super::sha256(pem::parse(TWICE).expect("good PEM").contents());
        let add = ["-q", "trust", "add", "both.pem", "--fingerprint", &good];
        sandbox.run(add).success();
        assert_eq!(fs::read_dir(own(&sandbox)).expect("a directory").count(), 1);
    }
}

#[test]
fn names_in_every_encoding_are_text() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/x.pem",
        include_str!("../../fixtures/names-bmpstring-t61.pem"),
    );
    let card = sandbox.run(["trust", "add", "x.pem"]).code(125).text();
    let expected = "\n  subject  CN=Wave & Light スタジオ Root,O=Société\n";
    assert!(
        card.starts_with("Wave & Light スタジオ Root\n") && card.contains(expected),
        "{card}"
    );
}
