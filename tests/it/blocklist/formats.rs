//! The places and formats in which systems keep their blocklists.

use std::fs;

use super::{P11_KIT, assert_distrusted_by, debian, listed, mozilla, pem};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "ca-certificates is not on Windows")]
fn debians_deselected_certificates_are_excluded() {
    let sandbox = debian();
    let selection = sandbox.path("root/etc/ca-certificates.conf");
    assert_distrusted_by(&sandbox, mozilla(), &selection);
    let table = sandbox.run(["bundle", "list"]).success().text();
    let state = format!("\tdistrusted by {}\t", selection.display());
    assert!(table.contains(&state), "{table}");
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn each_directory_of_p11_kit_is_read() {
    for dir in P11_KIT {
        for name in ["blocklist", "blacklist"] {
            let sandbox = Sandbox::new();
            let file = format!("root/{dir}/{name}/bad.cer");
            let file = sandbox.write(file, mozilla());
            assert_distrusted_by(&sandbox, mozilla(), &file);
        }
        // A certificate to trust is not distrusted.
        for name in ["anchors/good.pem", "good.pem"] {
            let sandbox = Sandbox::new();
            sandbox.write(format!("root/{dir}/{name}"), pem("CERTIFICATE", mozilla()));
            assert_eq!(listed(&sandbox, mozilla())["included"], true);
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn a_trusted_certificate_that_rejects_servers_is_distrusted() {
    // The trust settings that `openssl x509 -trustout -addreject serverAuth` writes.
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem("TRUSTED CERTIFICATE", [mozilla(), rejects].concat());
    for file in [
        "root/etc/pki/ca-trust/source/anchors/x.pem",
        "root/etc/pki/trust/x.pem",
    ] {
        let sandbox = Sandbox::new();
        let file = sandbox.write(file, &rejected);
        assert_distrusted_by(&sandbox, mozilla(), &file);
    }
    // In the store's directory, in a file of the profile, and in a file of the environment.
    let sandbox = Sandbox::new();
    let file = sandbox.write("root/etc/ssl/certs/x.pem", &rejected);
    assert_distrusted_by(&sandbox, mozilla(), &file);
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/x.pem]}\n");
    let file = sandbox.write("home/x.pem", &rejected);
    assert_distrusted_by(&sandbox, mozilla(), &file);
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/x.pem", &rejected);
    let sandbox = sandbox.env("SSL_CERT_FILE", &file);
    assert_distrusted_by(&sandbox, mozilla(), &file);
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn files_in_p11_kits_format_distrust() {
    let sandbox = Sandbox::new();
    let section = format!(
        "# written by trust\n[p11-kit-object-v1]\nx-distrusted: true\n{}",
        pem("CERTIFICATE", mozilla())
    );
    // p11-kit detects its format by the content, not by the file's name.
    for name in ["bad.p11-kit", "bad"] {
        let file = sandbox.write(format!("root/{}/{name}", P11_KIT[1]), &section);
        assert_distrusted_by(&sandbox, mozilla(), &file);
        fs::remove_file(file).expect("the directory is writable");
    }
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn a_blocklist_hides_openssls_default_directory() {
    let sandbox = Sandbox::new();
    sandbox.write(
        format!("root/{}/blocklist/x.pem", P11_KIT[0]),
        Authority::new("Elsewhere").pem(),
    );
    let env = sandbox.run(["env", "--format", "json"]).success().json();
    assert!(env["SSL_CERT_DIR"].is_string());
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files of certificates")]
fn the_native_store_is_read_in_every_format() {
    let all = ["A", "B", "C", "D"].map(Authority::new);
    let [a, b, c, d] = &all;
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem("TRUSTED CERTIFICATE", [mozilla(), rejects].concat());
    let sandbox = Sandbox::new();
    let glued = format!("{}{}", a.pem().trim_end(), b.pem());
    let file = sandbox.write(
        "root/etc/ssl/certs/ca-certificates.crt",
        format!("{glued}{}{rejected}", pem("X509 CERTIFICATE", c.der())),
    );
    sandbox.write("root/etc/ssl/certs/d.pem", d.der());
    sandbox.write(
        "root/etc/ssl/certs/key.pem",
        "-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n",
    );
    for authority in &all {
        assert_eq!(listed(&sandbox, &authority.der())["sources"][0], "native");
    }
    assert_distrusted_by(&sandbox, mozilla(), &file);
    sandbox.run(["bundle", "path"]).success();
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn p11_kit_distrusts_by_issuer_and_serial_number() {
    use x509_cert::der::{Decode as _, Encode as _};
    let certificate = x509_cert::Certificate::from_der(mozilla()).expect("one of Mozilla's roots");
    let content = certificate.tbs_certificate();
    let quoted = |der: Vec<u8>| {
        let bytes: Vec<String> = der.iter().map(|byte| format!("%{byte:02x}")).collect();
        bytes.concat()
    };
    let sandbox = Sandbox::new();
    let file = sandbox.write(
        format!("root/{}/bad.p11-kit", P11_KIT[0]),
        format!(
            "[p11-kit-object-v1]\nclass: certificate\nx-distrusted: true\nissuer: \"{}\"\nserial-number: \"{}\"\n",
            quoted(content.issuer().to_der().expect("a name")),
            quoted(content.serial_number().to_der().expect("a number")),
        ),
    );
    assert_distrusted_by(&sandbox, mozilla(), &file);
}
