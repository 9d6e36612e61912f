//! OpenSSL, every installed Python and rustls read the same number of certificates from a bundle.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::clients::{PYTHONS, interpreter_or_skip, pythons, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox, count};
use crate::tls_server::{Authority, Identity};

/// Builds a bundle from every kind of source: this system's store, Mozilla's roots, a studio CA in
/// several formats, and a server certificate.
fn bundle() -> (Sandbox, PathBuf) {
    let sandbox = Sandbox::new()
        .env("SGLAUNCH_ROOT", "/")
        .profile("defaults", "ca: {files: [~/files]}\n");
    sandbox.write(
        "home/files/a.pem",
        Authority::new("A").pem().replace('\n', "\r\n"),
    );
    sandbox.write("home/files/b.der", Authority::new("B").der());
    sandbox.write(
        "home/files/c.pem",
        format!("\u{feff}# 스튜디오\n{}", Authority::new("스튜디오 C").pem()),
    );
    sandbox.write("home/files/server.pem", Identity::self_signed().pem());
    let path = sandbox.run(["-q", "bundle", "path"]).code(0).text();
    let path = PathBuf::from(path.trim_end());
    (sandbox, path)
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn openssl_counts_the_same() {
    let Some(openssl) = tool_or_skip("pem_readers::openssl_counts_the_same", "openssl") else {
        return;
    };
    let (_sandbox, path) = bundle();
    let output = Command::new(openssl)
        .args(["storeutl", "-noout", "-certs"])
        .arg(&path)
        .output();
    let outcome = Outcome::from(output.expect("openssl runs")).code(0);
    let total = format!("Total found: {}", count(&path));
    assert_eq!(outcome.text().lines().last(), Some(total.as_str()));
}

#[test]
fn every_python_counts_the_same() {
    let (_sandbox, path) = bundle();
    let code = "import ssl, sys\n\
                context = ssl.SSLContext(getattr(ssl, 'PROTOCOL_TLS_CLIENT', ssl.PROTOCOL_SSLv23))\n\
                context.load_verify_locations(sys.argv[1])\n\
                print(context.cert_store_stats()['x509'])\n";
    for version in PYTHONS {
        interpreter_or_skip("pem_readers::every_python_counts_the_same", version);
    }
    for (version, python) in pythons() {
        let output = Command::new(python)
            .args(["-c", code])
            .arg(&path)
            .env_clear()
            .output();
        let outcome = Outcome::from(output.expect("Python starts")).code(0);
        assert_eq!(
            outcome.text().trim(),
            count(&path).to_string(),
            "Python {version}"
        );
    }
}

#[test]
fn rustls_counts_the_same() {
    let (_sandbox, path) = bundle();
    let pem = fs::read(&path).expect("a bundle");
    let read: Vec<CertificateDer> = CertificateDer::pem_slice_iter(&pem)
        .map(|der| der.expect("a certificate"))
        .collect();
    assert_eq!(read.len(), count(&path));
    let (added, ignored) = RootCertStore::empty().add_parsable_certificates(read);
    assert_eq!((added, ignored), (count(&path), 0));
}

/// Each certificate that rustls-native-certs finds on this system is in the bundle, or left out
/// with a reason.
#[test]
#[cfg_attr(windows, ignore = "it is about the files of Linux' store")]
fn every_system_certificate_is_included_or_left_out_with_a_reason() {
    let found = rustls_native_certs::load_certs_from_paths(
        Some(Path::new("/etc/ssl/certs/ca-certificates.crt")).filter(|path| path.exists()),
        Some(Path::new("/etc/ssl/certs")).filter(|path| path.exists()),
    );
    let sandbox = Sandbox::new().env("SGLAUNCH_ROOT", "/");
    let list = sandbox
        .run(["-q", "bundle", "list", "--json", "--source", "native"])
        .code(0)
        .json();
    let listed: Vec<&str> = list["certificates"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["sha1"].as_str())
        .collect();
    for der in found.certs {
        let fingerprint = crate::tls_clients::sha1(&der);
        assert!(listed.contains(&fingerprint.as_str()), "{fingerprint}");
    }
}
