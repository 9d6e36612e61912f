//! The trust anchors of OpenSSL's and Python's default on Unix: files of OpenSSL alone.

use std::path::{Path, PathBuf};

/// A client loads the system's store beside the files.
pub const LOADS_SYSTEM: bool = false;

/// OpenSSL's own file and directory are the system's store. On macOS they are not: the keychain is
/// read by neither OpenSSL nor Python.
pub const OWN_IS_SYSTEM: bool = !cfg!(target_os = "macos");

/// OpenSSL's own files on the systems that have one, and its directory.
const OWN_FILES: [&str; 2] = ["etc/pki/tls/cert.pem", "etc/ssl/cert.pem"];
const OWN_DIR: &str = "etc/ssl/certs";

/// Returns OpenSSL's own file and directory.
pub fn own(root: &Path) -> [Option<PathBuf>; 2] {
    let mut files = OWN_FILES.iter().map(|file| root.join(file));
    [files.find(|file| file.exists()), Some(root.join(OWN_DIR))]
}
