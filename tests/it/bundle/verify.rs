//! `bundle verify`: what clients cannot read, of a bundle or of any file.

use std::fs;

use super::with_studio;
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::Authority;

fn verify(sandbox: &Sandbox, file: &str) -> Outcome {
    sandbox.run(["bundle", "verify", "--file", file])
}

#[test]
fn a_file_that_every_client_reads_is_ok() {
    let sandbox = Sandbox::new();
    let two = ["A", "B"].map(|name| Authority::new(name).pem()).concat();
    sandbox.write("home/old.pem", format!("# Certificates\n{two}"));
    let expected = "file OK: 2 certificates, for OpenSSL, GnuTLS (git and wget of Debian), \
                    BoringSSL (gRPC) and Java\n";
    assert_eq!(verify(&sandbox, "old.pem").success().text(), expected);
}

#[test]
fn a_fault_names_its_line_and_the_clients() {
    let sandbox = Sandbox::new();
    let [a, b] = ["A", "B"].map(|name| Authority::new(name).pem());
    let twice = include_str!("../../fixtures/extension-twice.pem");
    sandbox.write("home/old.pem", format!("{a}{twice}{}{b}", a.trim_end()));
    let stderr = verify(&sandbox, "old.pem").code(1).stderr;
    let lines = a.lines().count();
    let first = format!(
        "error: block 2: it has an extension twice\n  --> old.pem:{}:1\n",
        lines + 1
    );
    let at = stderr.find(" | -----BEGIN").expect("the line is shown");
    let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        spaces(&stderr[..at]).starts_with(&spaces(&first)),
        "{stderr}"
    );
    for part in [
        "certificates are lost for GnuTLS (git and wget of Debian) and Java\n",
        "error: block 4: text in front of BEGIN on the same line\n",
        "certificates are lost for OpenSSL, BoringSSL (gRPC) and Java\n",
        "hint: name the file in `ca.files` of a profile",
    ] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
    assert_eq!(stderr.matches("hint:").count(), 1, "{stderr}");
}

#[test]
fn a_certificate_that_no_client_accepts_is_one_fault() {
    let sandbox = Sandbox::new();
    let useless = include_str!("../../fixtures/san-unreadable.pem");
    sandbox.write("home/old.pem", useless);
    let stderr = verify(&sandbox, "old.pem").code(1).stderr;
    let lost = "certificates are lost for OpenSSL, GnuTLS (git and wget of Debian), \
                BoringSSL (gRPC) and Java\n";
    assert!(stderr.contains(lost), "{stderr}");
    assert_eq!(stderr.matches("error: ").count(), 1, "{stderr}");
}

#[test]
fn what_a_file_contains_instead_of_certificates_in_pem_is_named() {
    let sandbox = Sandbox::new();
    let der = include_bytes!("../../fixtures/pkcs7-ber.p7b");
    let key = "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----\n";
    let [der, key] = [&der[..], key.as_bytes()];
    for (file, part) in [(der, "PKCS#7"), (key, "no certificate")] {
        sandbox.write("home/old.pem", file);
        let stderr = verify(&sandbox, "old.pem").code(1).stderr;
        let first = stderr.lines().next().unwrap_or_default();
        assert!(first.contains(part), "{stderr}");
        assert!(!stderr.contains("`ca.files`"), "{stderr}");
        assert_eq!(
            stderr.contains("openssl pkcs7"),
            part == "PKCS#7",
            "{stderr}"
        );
    }
}

#[test]
fn a_certificate_that_the_file_distrusts_is_named() {
    let sandbox = Sandbox::new();
    let file = include_str!("../../fixtures/p11-kit-x-distrusted.crt");
    sandbox.write("home/old.crt", file);
    let stderr = verify(&sandbox, "old.crt").code(1).stderr;
    let sentence = "the file distrusts `Bugs Test Root`";
    assert!(
        stderr.contains(sentence) && stderr.contains("`ca.deny`"),
        "{stderr}"
    );
}

#[test]
fn a_file_without_certificates_is_called_what_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write("home/a.cer", Authority::new("A").der());
    let stderr = verify(&sandbox, "a.cer").code(1).stderr;
    assert!(
        stderr.starts_with("error: the file is in DER, not in PEM\n"),
        "{stderr}"
    );
    sandbox.write("home/empty.pem", "");
    let stderr = verify(&sandbox, "empty.pem").code(1).stderr;
    assert!(
        stderr.starts_with("error: the file contains no certificate\n"),
        "{stderr}"
    );
    let stderr = verify(&sandbox, "none.pem").code(125).stderr;
    assert!(
        stderr.starts_with("error: cannot check the file: no such file\n"),
        "{stderr}"
    );
}

#[test]
fn a_bundle_that_a_client_cannot_read_is_a_fault() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).success().text();
    sandbox.run(["bundle", "verify"]).success();
    let bundle = fs::read_to_string(path.trim_end()).expect("a bundle");
    let broken = bundle.replacen("\n-----END", "\n\n-----END", 1);
    fs::write(path.trim_end(), broken).expect("the cache is ours");
    let stderr = sandbox.run(["bundle", "verify"]).code(1).stderr;
    for part in [
        " is damaged: its SHA-256 has changed",
        " is unreadable for OpenSSL: block 1: empty line inside a certificate\n",
    ] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
}
