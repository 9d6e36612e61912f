//! `bundle list`: its filters, states and notes.

use std::fs;

use serde_json::Value;

use crate::clients::python_or_skip;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_clients::{self};
use crate::tls_server::Authority;

/// Returns the subjects that `bundle list` prints with these options.
fn subjects(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let list = sandbox
        .run([&["-q", "bundle", "list", "--json"], options].concat())
        .code(0)
        .json();
    let rows = list["certificates"].as_array().expect("a list");
    rows.iter()
        .map(|row| row["subject"].as_str().expect("text").to_owned())
        .collect()
}

fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .pem("studio.pem", &Authority::new("Studio"))
        .pem("old.pem", &Authority::builder("Old").expired().build())
        .pem(
            "soon.pem",
            &Authority::builder("Soon").expires_in(20).build(),
        )
        .pem("named.pem", &Authority::new("Named"));
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let named = sandbox.home().join("named.pem");
    sandbox.env("CURL_CA_BUNDLE", named).profile(
        "defaults",
        "ca: {files: [~/studio.pem, ~/old.pem, ~/soon.pem]}\n",
    )
}

#[test]
fn list_can_be_filtered() {
    let sandbox = studio();
    let full = format!("file:{}", sandbox.home().join("studio.pem").display());
    for (options, expected) in [
        (
            &["--source", "native"][..],
            &["CN=System Root"][..system::ROOTS],
        ),
        // The system's store has no parts on Linux.
        (&["--source", "native:user"], &[]),
        (&["--source", "file"], &["CN=Old", "CN=Soon", "CN=Studio"]),
        (&["--source", "inherited"], &["CN=Named"]),
        (&["--source", "trust"], &["CN=Proxy"]),
        (&["--source", "trust:proxy"], &["CN=Proxy"]),
        (&["--source", &full], &["CN=Studio"]),
        (&["--source", "file:/no/such.pem"], &[]),
        (&["--excluded"], &["CN=Old"]),
        (&["--excluded", "--source", "native"], &[]),
        (
            &["--source", "file", "--expiring", "30"],
            &["CN=Soon", "CN=Old"],
        ),
        (&["--source", "file", "--expiring", "10"], &["CN=Old"]),
        (&["--source", "trust", "--expiring", "10"], &[]),
    ] {
        assert_eq!(subjects(&sandbox, options), expected, "{options:?}");
    }
    let all = subjects(&sandbox, &[]).len();
    let of_mozilla = subjects(&sandbox, &["--source", "mozilla"]).len();
    assert_eq!(all, of_mozilla + system::ROOTS + 5);
    let failed = sandbox
        .run(["bundle", "list", "--source", "mozila"])
        .code(125);
    assert!(
        failed
            .stderr
            .contains("there is no source `mozila`\nhint: use `native`, `mozilla`"),
        "{}",
        failed.stderr
    );
    for source in ["native:users", "native:", "mozilla:/list.pem"] {
        let failed = sandbox.run(["bundle", "list", "--source", source]);
        let message = format!("there is no source `{source}`\n");
        assert!(failed.code(125).stderr.contains(&message), "{source}");
    }
    let failed = (sandbox.run(["bundle", "list", "--expiring", "soon"])).code(125);
    let message = "error: invalid value 'soon' for '--expiring <DAYS>': \
        write a number of days, such as 30\n";
    assert!(failed.stderr.starts_with(message), "{}", failed.stderr);
    // The table is filtered too, and has a header.
    let table = sandbox
        .run(["-q", "bundle", "list", "--source", "trust"])
        .code(0)
        .text();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "SUBJECT\tEXPIRES\tSTATE\tSOURCES\tSHA-256");
    assert!(
        lines.len() == 2 && lines[1].starts_with("Proxy\t4096-01-01\tincluded\ttrust:proxy\t"),
        "{table}"
    );
}

#[test]
fn a_certificate_that_is_not_yet_valid_is_included_with_a_note() {
    let future = Authority::builder("Future").begins_in(30).build();
    let sandbox = Sandbox::new()
        .pem("future.pem", &future)
        .profile("defaults", "ca: {files: [~/future.pem]}\n");
    let list = sandbox
        .run(["bundle", "list", "--json", "--source", "file"])
        .success()
        .json();
    assert_eq!(list["certificates"][0]["note"], "not-yet-valid");
    assert_eq!(list["certificates"][0]["included"], true);
    let table = sandbox
        .run(["bundle", "list", "--source", "file"])
        .success()
        .text();
    assert!(table.contains("\tincluded, not yet valid\t"), "{table}");
}

#[test]
fn a_ca_that_is_not_for_servers_is_excluded() {
    use rcgen::ExtendedKeyUsagePurpose as Use;
    for (uses, reason) in [
        (
            vec![Use::EmailProtection, Use::CodeSigning],
            Some("not-for-servers"),
        ),
        (vec![Use::EmailProtection, Use::ServerAuth], None),
        (vec![Use::Any], None),
        (vec![Use::Other(vec![2, 16, 840, 1, 113_730, 4, 1])], None),
        (vec![], None),
    ] {
        let authority = Authority::builder("Studio").uses(uses.clone()).build();
        let sandbox = tls_clients::studio(&authority);
        let list = sandbox
            .run(["bundle", "list", "--json", "--source", "file"])
            .code(0)
            .json();
        assert_eq!(
            list["certificates"][0]["reason"].as_str(),
            reason,
            "{uses:?}"
        );
    }
}

/// The first reports were about storage of Amazon: <https://www.amazontrust.com/repository/>.
#[test]
fn the_default_bundle_contains_amazons_cas() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(["bundle", "list", "--json"]).success().json();
    for fingerprint in [
        "925a8f8d2c6d04e0665f596aff22d863e8256f3f", // Starfield Services Root Certificate Authority - G2
        "8da7f965ec5efc37910f1c6e59fdc1cc6a6ede16", // Amazon Root CA 1
        "5a8cef45d7a69859767a8c8b4496b578cf474b1a", // Amazon Root CA 2
        "0d44dd8c3c8c1a1a58756481e90f2e2affb3d26e", // Amazon Root CA 3
        "f6108407d6f8bb67980cc2e244c2ebae1cef63be", // Amazon Root CA 4
    ] {
        let rows = list["certificates"].as_array().expect("a list");
        let row = rows.iter().find(|row| row["sha1"] == fingerprint);
        assert_eq!(
            row.map(|row| &row["included"]),
            Some(&Value::Bool(true)),
            "{fingerprint}"
        );
    }
}

#[test]
fn a_bundle_edited_by_hand_gives_the_same_bundle() {
    let test = "bundle_report::list::a_bundle_edited_by_hand_gives_the_same_bundle";
    let Some(python) = python_or_skip(test) else {
        return;
    };
    let certifi = std::process::Command::new(python)
        .args(["-c", "import certifi; print(certifi.contents())"])
        .output();
    let certifi =
        String::from_utf8(certifi.expect("Python starts").stdout).expect("certifi is text");
    assert!(
        certifi.contains("# Issuer"),
        "certifi's file with its comments"
    );
    let corporate = Authority::new("Corporate");
    let bundle = |profile: &str, variable: &str| {
        let sandbox = Sandbox::new()
            .pem("corporate.pem", &corporate)
            .profile("defaults", profile);
        sandbox.write(
            "home/by-hand.pem",
            format!("{certifi}\n{}", corporate.pem()),
        );
        let by_hand = sandbox.home().join("by-hand.pem");
        let sandbox = sandbox.env(variable, by_hand);
        let path = sandbox.run(["bundle", "path"]).success().text();
        fs::read_to_string(path.trim_end()).expect("a bundle")
    };
    let ours = bundle("ca: {files: [~/corporate.pem]}\n", "UNREAD");
    assert_eq!(bundle("ca: {files: [~/by-hand.pem]}\n", "UNREAD"), ours);
    assert_eq!(bundle("{}\n", "SSL_CERT_FILE"), ours);
    assert_eq!(bundle("{}\n", "REQUESTS_CA_BUNDLE"), ours);
    // Without other sources the certificates are those of the file: certifi may differ from the
    // compiled-in roots.
    let alone = bundle(
        "ca: {native: false, mozilla: false, files: [~/by-hand.pem]}\n",
        "UNREAD",
    );
    let expected = format!("{certifi}\n{}", corporate.pem())
        .matches("BEGIN CERTIFICATE")
        .count();
    assert_eq!(alone.matches("BEGIN CERTIFICATE").count(), expected);
    assert!(ours.contains(&corporate.pem().replace("\r\n", "\n")));
}
