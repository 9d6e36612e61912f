//! `env-unusable-file`.

use std::process::Command;

use super::*;
use crate::clients::{script, system_python};
use crate::tls_clients::launched;
use crate::tls_server::{Authority, Site};

const ID: &str = "env-unusable-file";

/// Two certificates, the second of which is spoiled, and the words of the finding.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let (one, two) = (Authority::new("One").pem(), Authority::new("Two").pem());
    let lines: Vec<&str> = two.lines().collect();
    let without_end = lines[..lines.len() - 1].join("\n") + "\n";
    let with_gap = [lines[..3].join("\n"), lines[3..].join("\n")].join("\n\n") + "\n";
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let text = |text: String| text.into_bytes();
    let none = "loads none of the 2 certificates";
    let base64 = two.replacen("MII", "M!!", 1);
    vec![
        (
            "base64",
            text(base64 + &one),
            "from which OpenSSL does not load the certificate",
        ),
        ("glued", text(one.trim_end().to_owned() + &two), none),
        ("gap", text(with_gap + &one), "OpenSSL loads none of"),
        (
            "no-end",
            text(one.clone() + &without_end + &one),
            "does not load all",
        ),
        (
            "text",
            text("text ".to_owned() + &two + &one),
            "does not load all",
        ),
        ("utf16", utf16(&(one.clone() + &two)), none),
        (
            "carriage-returns",
            text((one.clone() + &two).replace('\n', "\r")),
            none,
        ),
        (
            "der",
            Authority::new("Der").der(),
            "does not load the certificate",
        ),
        ("empty", Vec::new(), "loads no certificate"),
        (
            "html",
            text("<!DOCTYPE html><html></html>".to_owned()),
            "a web page",
        ),
        ("words", text("ca".to_owned()), "contains no certificate"),
    ]
}

#[test]
fn each_fault_is_named_and_openssl_loads_what_the_finding_says() {
    let python = system_python();
    for (name, bytes, words) in files() {
        let sandbox = Sandbox::new();
        let file = sandbox.write(name, &bytes);
        let findings = checked(sandbox, &[("SSL_CERT_FILE", &file)], ID);
        let text = findings.text(ID);
        assert_eq!(findings.status(ID), "warning", "{name}: {text}");
        assert!(text.contains(words), "{name}: {text}");
        assert!(text.contains("sglaunch replaces it"), "{name}: {text}");
        let count = loaded(&python, &file);
        let is_part = words.contains("not load all");
        let most = usize::from(is_part);
        assert!(count <= most, "{name}: OpenSSL loads {count}: {text}");
    }
}

/// Returns the number of CAs that Python's ssl loads from the file in `SSL_CERT_FILE`.
fn loaded(python: &Path, file: &Path) -> usize {
    let code = "import ssl; print(len(ssl.create_default_context().get_ca_certs()))";
    let output = Command::new(python)
        .args(["-c", code])
        .env_clear()
        .env("SSL_CERT_FILE", file)
        .env("SSL_CERT_DIR", file.with_file_name("nothing"))
        .output()
        .expect("Python starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.trim().parse().expect("a number")
}

#[test]
fn under_sglaunch_a_file_works_that_fails_without_it() {
    let studio = Authority::new("Studio");
    let (site, python) = (Site::start(&studio), system_python());
    let bad = Authority::new("Bad").pem().replacen("MII", "M!!", 1);
    let sandbox = Sandbox::new();
    let file = sandbox.write("ca.pem", bad + &studio.pem());
    let sandbox = sandbox.env("SSL_CERT_FILE", &file);
    let words = [
        python.as_os_str().to_owned(),
        script("get_urllib.py").into(),
        site.url().into(),
    ];
    sandbox.run_without(&words).code(1).untrusted();
    let outcome = launched(&sandbox, &python, "get_urllib.py", &site.url());
    assert_eq!(outcome.code(0).text(), "hello\n");
    let findings = doctor(&sandbox, &["defaults", ID]);
    assert_eq!(findings.status(ID), "warning");
    let text = findings.text(ID);
    assert!(text.contains("line 1, block 1: invalid base64"), "{text}");
    assert!(text.contains("sglaunch reads its certificate"), "{text}");
    assert!(text.contains("sglaunch trust add "), "{text}");
}

#[test]
fn an_unusable_file_that_reaches_the_program_fails() {
    for (name, status) in [
        ("REQUESTS_CA_BUNDLE", "failed"),
        ("NODE_EXTRA_CA_CERTS", "warning"),
    ] {
        let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
        let sandbox = sandbox.profile("dcc", &leaving_out(&[name]));
        let file = sandbox.write("ca.cer", Authority::new("Studio").der());
        let findings = checked_in(sandbox, &[(name, &file)], &["dcc", ID]);
        let text = findings.text(ID);
        assert_eq!(findings.status(ID), status, "{text}");
        let convert = if cfg!(windows) {
            "certutil -encode "
        } else {
            "openssl x509 -inform der -in "
        };
        assert!(text.contains(convert), "{text}");
    }
}

#[test]
fn a_directory_needs_names_by_hash() {
    let studio = Authority::new("Studio");
    for (file, status) in [
        ("ca.pem", "warning"),
        ("9d66eef0.0", "passed"),
        ("README", "passed"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(Path::new("dir").join(file), studio.pem());
        let dir = sandbox.path("dir");
        let findings = checked(sandbox, &[("SSL_CERT_DIR", &dir)], ID);
        let text = findings.text(ID);
        assert_eq!(findings.status(ID), status, "{file}: {text}");
        assert_eq!(
            text.contains(if cfg!(windows) {
                "sglaunch trust add "
            } else {
                "openssl rehash "
            }),
            status == "warning",
            "{text}"
        );
    }
}

#[test]
fn a_file_without_public_cas_is_a_detail_and_a_warning_where_it_reaches_the_program() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new().pem("ca.pem", &studio);
    let file = sandbox.home().join("ca.pem");
    let findings = checked(sandbox, &[("SSL_CERT_FILE", &file)], ID);
    assert_eq!(findings.status(ID), "passed");
    assert!(
        findings.text(ID).contains("and no public CA"),
        "{}",
        findings.text(ID)
    );

    let sandbox = Sandbox::new()
        .dcc("bin/dcc")
        .on_path("bin")
        .pem("ca.pem", &studio);
    let sandbox = sandbox.profile("dcc", &leaving_out(&["AWS_CA_BUNDLE"]));
    let file = sandbox.home().join("ca.pem");
    let findings = checked_in(sandbox, &[("AWS_CA_BUNDLE", &file)], &["dcc", ID]);
    let text = findings.text(ID);
    assert_eq!(findings.status(ID), "warning", "{text}");
    assert!(text.contains("Amazon's S3"), "{text}");
    assert!(text.contains("it trusts only Studio"), "{text}");
}
