//! The blocklists of the system, which exclude certificates of every source.

mod changes;
mod chosen_files;
mod effect;
mod formats;
#[cfg(target_os = "linux")]
mod synced;

use std::path::Path;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::tls_clients::sha1;

/// The directories in which p11-kit looks, on any distribution.
const P11_KIT: [&str; 6] = [
    "etc/pki/ca-trust/source",
    "usr/share/pki/ca-trust-source",
    "etc/ca-certificates/trust-source",
    "usr/share/ca-certificates/trust-source",
    "etc/pki/trust",
    "usr/share/pki/trust",
];

fn pem(label: &str, der: impl Into<Vec<u8>>) -> String {
    pem::encode(&pem::Pem::new(label, der))
}

/// Returns one of Mozilla's roots.
fn mozilla() -> &'static [u8] {
    &webpki_root_certs::TLS_SERVER_ROOT_CERTS[3]
}

/// Returns a system whose administrator has deselected one of Mozilla's roots, as
/// `dpkg-reconfigure ca-certificates` does.
fn debian() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "root/usr/share/ca-certificates/mozilla/Some_Root.crt",
        pem("CERTIFICATE", mozilla()),
    );
    sandbox.write(
        "root/etc/ca-certificates.conf",
        "# This file lists certificates\nmozilla/Other.crt\n!mozilla/Gone.crt\n!mozilla/Some_Root.crt\n",
    );
    sandbox
}

/// Returns the row of `bundle list` for a certificate.
#[track_caller]
fn listed(sandbox: &Sandbox, der: &[u8]) -> Value {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let rows = list["certificates"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["sha1"] == sha1(der));
    row.expect("it is listed").clone()
}

#[track_caller]
fn assert_distrusted_by(sandbox: &Sandbox, der: &[u8], file: &Path) {
    let row = listed(sandbox, der);
    assert_eq!(row["reason"], "distrusted", "{row}");
    assert_eq!(row["included"], false);
    assert_eq!(row["distrusted_by"], *file.to_string_lossy());
}
