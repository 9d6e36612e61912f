//! Certificates that break RFC 5280: what clients use is in the bundle, and what would cost them
//! the file is not.

mod builder;

use std::path::Path;
use std::process::Command;

use rcgen::KeyPair;
use serde_json::Value;

use crate::clients::{system_python, tool_or_skip};
use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_server::{Authority, Identity, Site};
use builder::{COMMON_NAME, Parts, attribute, ca, extension, name, seq, tlv};

/// The system's store in the sandbox.
const STORE: &str = "root/etc/ssl/certs/ca-certificates.crt";

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read(path.join(name)).expect("a fixture")
}

fn pem(der: &[u8]) -> String {
    pem::encode(&pem::Pem::new("CERTIFICATE", der))
}

/// Returns a root, and a server's certificate that it has signed.
fn root_and_server(root: &Parts) -> (Vec<u8>, Vec<u8>, KeyPair) {
    let key = || KeyPair::generate().expect("ring makes keys");
    let (root_key, server_key) = (key(), key());
    let names = seq(&[tlv(0x82, b"localhost"), tlv(0x87, &[127, 0, 0, 1])]);
    let server = Parts {
        extensions: vec![extension(b"\x55\x1d\x11", b"", &names)],
        ..Parts::new("localhost")
    };
    let signed = server.sign(&root.subject, &root_key, &server_key);
    (
        root.sign(&root.subject, &root_key, &root_key),
        signed,
        server_key,
    )
}

/// Returns the roots that clients use although they break a rule.
fn used() -> Vec<(&'static str, Parts)> {
    let new = || Parts::new("Odd Root");
    let named = |attribute| Parts {
        subject: name(&[attribute]),
        ..new()
    };
    let extended = |extensions| Parts {
        extensions,
        ..new()
    };
    let long = [&b"\x2a"[..], &b"\x86\x48".repeat(25)].concat();
    let universal: Vec<u8> = "Odd Root".bytes().flat_map(|c| [0, 0, 0, c]).collect();
    let bmp: Vec<u8> = "Odd Root".bytes().flat_map(|c| [0, c]).collect();
    vec![
        (
            "year 1",
            Parts {
                not_before: tlv(0x18, b"00010101000000Z"),
                ..new()
            },
        ),
        (
            "1969",
            Parts {
                not_before: tlv(0x17, b"690101000000Z"),
                ..new()
            },
        ),
        (
            "BIT STRING",
            named(attribute(b"\x55\x04\x2d", &tlv(3, b"\0Odd Root"))),
        ),
        (
            "UniversalString",
            named(attribute(COMMON_NAME, &tlv(0x1c, &universal))),
        ),
        ("BMPString", named(attribute(COMMON_NAME, &tlv(0x1e, &bmp)))),
        (
            "T61String",
            named(attribute(COMMON_NAME, &tlv(0x14, b"Odd Root \xe9"))),
        ),
        (
            "long type of an attribute",
            named(attribute(&long, &tlv(0x0c, b"Odd Root"))),
        ),
        (
            "long identifier of an extension",
            extended(vec![ca(0xff), extension(&long, b"", b"\x05\0")]),
        ),
        ("TRUE in BER", extended(vec![ca(0x01)])),
        (
            "nsCertType",
            extended(vec![extension(
                b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01",
                b"",
                &tlv(3, b"\x02\x04"),
            )]),
        ),
    ]
}

#[test]
#[cfg_attr(windows, ignore = "no Windows curl with OpenSSL here")]
fn clients_connect_with_roots_that_they_read() {
    let test = "odd_certificates::clients_connect_with_roots_that_they_read";
    let Some(curl) = tool_or_skip(test, "curl") else {
        return;
    };
    for (what, parts) in used() {
        let (root, server, key) = root_and_server(&parts);
        let site = Site::start_as(Identity::new(server, key.serialize_pem()));
        let url = site.url();
        let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
        let get = || {
            sandbox.run_under(
                "defaults",
                &[curl.as_os_str(), "-sS".as_ref(), url.as_ref()],
            )
        };
        sandbox.write(STORE, Authority::new("Other").pem());
        let without = get();
        assert_eq!(without.code, Some(60), "{what}: {}", without.stderr);
        sandbox.write(STORE, pem(&root));
        let outcome = get();
        assert_eq!(outcome.stdout, b"hello\n", "{what}: {}", outcome.stderr);
        assert_eq!(outcome.stderr, "", "{what}");
    }
}

/// Returns the only certificate of the system's store as `bundle list --json` shows it.
fn listed(store: &[u8]) -> Value {
    let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
    sandbox.write(
        STORE,
        [store, Authority::new("Other").pem().as_bytes()].concat(),
    );
    let list = sandbox.run(["bundle", "list", "--json"]).json();
    let mut rows = list["certificates"].as_array().expect("rows").clone();
    rows.retain(|row| row["subject"] != "CN=Other");
    let [row] = &rows[..] else { panic!("{list}") };
    row.clone()
}

#[test]
fn dates_before_1970_count_as_1970() {
    for name in ["notbefore-year-1.pem", "notbefore-1969.pem"] {
        let row = listed(&fixture(name));
        assert_eq!(row["not_before"], "1970-01-01T00:00:00Z", "{name}");
        assert_eq!(
            (&row["included"], &row["note"]),
            (&true.into(), &Value::Null)
        );
    }
}

#[test]
fn a_ca_by_nscerttype_is_kept_with_a_note() {
    let row = listed(&fixture("nscerttype-sslca.pem"));
    assert_eq!(row["included"], true);
    assert_eq!(row["note"], "netscape-ca");
    let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
    sandbox.write(STORE, fixture("nscerttype-sslca.pem"));
    let table = sandbox.run(["bundle", "list"]).success().text();
    assert!(
        table.contains("included, a CA by nsCertType only"),
        "{table}"
    );
    let file = sandbox.write("ca.pem", fixture("nscerttype-sslca.pem"));
    let added = Sandbox::new().run(["trust", "add", &file.display().to_string()]);
    let shown = format!("{}{}", added.text(), added.stderr);
    assert!(
        shown.contains("only its nsCertType marks it as a CA"),
        "{shown}"
    );
}

#[test]
fn names_are_text() {
    for (name, subject) in [
        (
            "names-bmpstring-t61.pem",
            "CN=Wave & Light スタジオ Root,O=Société",
        ),
        ("name-universalstring.pem", "CN=Root in UniversalString"),
        (
            "name-bitstring.pem",
            "X500UNIQUEIDENTIFIER=SEC-830101-9V9,CN=Root with x500UniqueIdentifier",
        ),
    ] {
        let row = listed(&fixture(name));
        assert_eq!(
            (&row["subject"], &row["issuer"]),
            (&subject.into(), &subject.into())
        );
        let sandbox = Sandbox::new();
        let file = sandbox.write("ca.pem", fixture(name));
        let added = sandbox.run(["trust", "add", &file.display().to_string()]);
        let shown = format!("{}{}", added.text(), added.stderr);
        assert!(shown.contains(subject), "{shown}");
    }
}

/// The whole file would be lost: every Python would have no CA at all.
#[test]
fn a_name_that_openssl_cannot_read_costs_its_certificate_alone() {
    let python = system_python();
    let attribute = |tag, text: &[u8]| name(&[attribute(COMMON_NAME, &tlv(tag, text))]);
    let made = |subject| {
        let root = Parts {
            subject,
            ..Parts::new("")
        };
        pem(&root_and_server(&root).0).into_bytes()
    };
    for (odd, why) in [
        (
            fixture("bmpstring-surrogate.pem"),
            "its name has a character beyond U+FFFF in a BMPString",
        ),
        (
            made(attribute(0x1e, b"\xde\0")),
            "its name has a character beyond U+FFFF in a BMPString",
        ),
        (made(attribute(0x1e, b"\0A\0")), "its name has text"),
        (made(attribute(0x1c, b"\0\x11\0\0")), "its name has text"),
        (made(attribute(0x1c, b"\0\0\xd8\0")), "its name has text"),
        (made(attribute(0x1c, b"\0\0A")), "its name has text"),
        (made(attribute(0x0c, b"\xed\xa0\x80")), "its name has text"),
        (made(attribute(0x0c, b"A\xc0\xaf")), "its name has text"),
        (made(attribute(0x0c, b"A\xe9")), "its name has text"),
        (made(attribute(0x03, b"\x09A")), "its name has text"),
        (made(attribute(0x1a, b"A")), "its name has text"),
    ] {
        let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
        let others = ["A", "B"].map(|name| Authority::new(name).pem());
        let store = [others[0].as_bytes(), &odd, others[1].as_bytes()].concat();
        sandbox.write(STORE, store);
        let outcome = sandbox.run(["bundle", "path"]);
        let expected = format!("is excluded: OpenSSL cannot read it: {why}");
        assert!(
            outcome.stderr.contains(&expected),
            "{why}: {}",
            outcome.stderr
        );
        let path = outcome.text();
        assert_eq!(count(path.trim_end()), 2);
        assert_eq!(loaded(&python, Path::new(path.trim_end())), "2\n");
        // With it, Python reads nothing.
        let all = sandbox.write("all.pem", std::fs::read(sandbox.path(STORE)).expect("it"));
        assert_eq!(loaded(&python, &all), "0\n", "{why}");
    }
}

/// Returns how many CAs Python has from a file that `SSL_CERT_FILE` names.
fn loaded(python: &Path, file: &Path) -> String {
    let dir = std::env::temp_dir();
    let count = "import ssl; print(ssl.create_default_context().cert_store_stats()['x509'])";
    let output = Command::new(python)
        .args(["-c", count])
        .env_clear()
        .envs(system::variables(&dir, &dir))
        .env("SSL_CERT_FILE", file)
        .env("SSL_CERT_DIR", dir.join("none"))
        .output();
    let output = output.expect("Python starts");
    String::from_utf8(output.stdout).expect("a number")
}

/// Returns whether OpenSSL accepts a server below a root with these extensions, and the root.
fn verified(openssl: &Path, extensions: Vec<Vec<u8>>) -> (bool, String) {
    let parts = Parts {
        extensions,
        ..Parts::new("Odd Root")
    };
    let (root, server, _) = root_and_server(&parts);
    let sandbox = Sandbox::new();
    let root = pem(&root);
    let file = sandbox.write("ca.pem", &root);
    let verify = Command::new(openssl)
        .args([
            "verify",
            "-purpose",
            "sslserver",
            "-no-CApath",
            "-no-CAstore",
            "-CAfile",
        ])
        .args([file, sandbox.write("server.pem", pem(&server))])
        .output();
    (verify.expect("openssl runs").status.success(), root)
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn an_extended_key_usage_that_openssl_cannot_decode() {
    let test = "odd_certificates::an_extended_key_usage_that_openssl_cannot_decode";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let servers = seq(&[tlv(6, b"\x2b\x06\x01\x05\x05\x07\x03\x01")]);
    for (usage, works) in [
        (servers.clone(), true),
        ([&servers[..], b"\0"].concat(), true),
        (b"\x05\0".to_vec(), false),
        (servers[..5].to_vec(), false),
        (Vec::new(), false),
        (seq(&[tlv(2, b"\x05")]), false),
    ] {
        let extensions = vec![ca(0xff), extension(b"\x55\x1d\x25", b"", &usage)];
        let (is_verified, root) = verified(&openssl, extensions);
        assert_eq!(is_verified, works, "{usage:x?}");
        let row = listed(root.as_bytes());
        assert_eq!(row["included"], works, "{usage:x?}: {row}");
        let reason = if works {
            Value::Null
        } else {
            "unreadable".into()
        };
        assert_eq!(row["reason"], reason, "{usage:x?}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn trust_add_warns_of_extensions() {
    let test = "odd_certificates::trust_add_warns_of_extensions";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let usage = |value: &[u8]| extension(b"\x55\x1d\x0f", b"", &tlv(3, value));
    let other = |number, value: &[u8]| extension(&[0x55, 0x1d, number], b"", value);
    for (extensions, name) in [
        (vec![usage(b"\x01\x06")], None),
        (vec![usage(b"\x01\x06"); 2], Some("keyUsage")),
        (vec![usage(b"\0")], Some("keyUsage")),
        (vec![ca(0xff)], Some("basicConstraints")),
        (vec![other(0x0e, b"\x05\0")], Some("subjectKeyIdentifier")),
        (vec![other(0x23, b"\x05\0")], Some("authorityKeyIdentifier")),
        (vec![other(0x1e, b"\x05\0")], Some("nameConstraints")),
        (vec![other(0x1f, b"\x05\0")], Some("cRLDistributionPoints")),
        // OpenSSL does not decode the policies without being asked to check them.
        (vec![other(0x20, b"\x05\0")], None),
    ] {
        let (is_verified, root) = verified(&openssl, [vec![ca(0xff)], extensions].concat());
        assert_eq!(is_verified, name.is_none(), "{name:?}");
        let sandbox = Sandbox::new();
        let file = sandbox.write("ca.pem", root);
        let added = sandbox.run(["trust", "add", &file.display().to_string()]);
        let shown = format!("{}{}", added.text(), added.stderr);
        let warning = |name| format!("OpenSSL rejects it: its {name} cannot be decoded");
        assert_eq!(
            shown.contains(&warning(name.unwrap_or(""))),
            name.is_some(),
            "{shown}"
        );
        assert_eq!(
            shown.contains("OpenSSL rejects it"),
            name.is_some(),
            "{shown}"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn a_pkcs7_that_openssl_streams() {
    let Some(openssl) = tool_or_skip("odd_certificates::a_pkcs7_that_openssl_streams", "openssl")
    else {
        return;
    };
    let sandbox = Sandbox::new().profile(
        "defaults",
        "ca: {native: false, mozilla: false, files: [~/given.p7b]}\n",
    );
    let studio = Authority::new("Studio");
    let signer = sandbox.write(
        "signer.pem",
        format!("{}{}", studio.pem(), studio.key_pem()),
    );
    let text = sandbox.write("text", "x");
    for form in ["DER", "PEM"] {
        let streamed = Command::new(&openssl)
            .args([
                "cms",
                "-sign",
                "-stream",
                "-nodetach",
                "-outform",
                form,
                "-signer",
            ])
            .arg(&signer)
            .arg("-in")
            .arg(&text)
            .arg("-out")
            .arg(sandbox.path("home/given.p7b"))
            .output()
            .expect("openssl runs");
        assert!(streamed.status.success(), "{streamed:?}");
        assert!(sandbox.trusts(&studio.der()), "{form}");
    }
}
