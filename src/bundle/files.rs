//! The files of a bundle: the main one for OpenSSL's clients, and one for each other client that
//! cannot read all of its certificates.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use crate::certs::entries::{Entry, Merged};
use crate::certs::{Client, hex, pem, sha256};
use crate::stores::stamp::Stamp;

/// A file that is built and not yet written.
#[derive(Debug)]
pub struct NewFile {
    pub client: Client,
    pub bytes: Vec<u8>,
    /// The SHA-256, from which the file's name is made.
    pub digest: String,
}

/// A file that was written for a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordedFile {
    pub client: Client,
    /// The SHA-256, from which the file's name is made.
    pub digest: String,
    /// The stamp of the file when it was last read.
    pub stamp: Stamp,
}

impl NewFile {
    /// Returns the file with the included certificates that `client` can read.
    pub fn for_client(client: Client, merged: &Merged) -> Self {
        let is_readable = |entry: &&Entry| entry.certificate.facts.refusals.by(client).is_none();
        let ders = || (merged.included().filter(is_readable)).map(|entry| &*entry.certificate.der);
        let mut text = String::with_capacity(ders().map(|der| pem::encoded_size(der.len())).sum());
        for der in ders() {
            text.push_str(&pem::encode(der));
        }
        Self {
            client,
            digest: hex(&sha256(text.as_bytes())),
            bytes: text.into(),
        }
    }

    /// Returns the path of the file in `cache`.
    pub fn path(&self, cache: &Cache) -> PathBuf {
        cache.file(self.client, &self.digest)
    }

    /// Returns the entry of a record for the file, which has been written.
    pub fn recorded(&self, cache: &Cache) -> RecordedFile {
        RecordedFile {
            client: self.client,
            digest: self.digest.clone(),
            stamp: Stamp::of(&self.path(cache)),
        }
    }
}

impl RecordedFile {
    /// Returns the path of the file in `cache`.
    pub fn path(&self, cache: &Cache) -> PathBuf {
        cache.file(self.client, &self.digest)
    }
}

/// Returns the files of the clients that cannot read all included certificates, and the stamps of
/// what shows whether these clients exist. `root` is the root directory of the system.
pub fn other_files(merged: &Merged, root: &Path) -> (Vec<NewFile>, Vec<Stamp>) {
    let is_unreadable_for = |client: Client| {
        let mut included = merged.included();
        included.any(|entry| entry.certificate.facts.refusals.by(client).is_some())
    };
    let mut files = Vec::new();
    let mut stamps = Vec::new();
    if is_unreadable_for(Client::GnuTls) && uses_gnutls(root, &mut stamps) {
        files.push(NewFile::for_client(Client::GnuTls, merged));
    }
    if is_unreadable_for(Client::BoringSsl) {
        files.push(NewFile::for_client(Client::BoringSsl, merged));
    }
    (files, stamps)
}

/// Returns whether git uses GnuTLS, as Debian's and Ubuntu's does: through this build of libcurl.
fn uses_gnutls(root: &Path, stamps: &mut Vec<Stamp>) -> bool {
    if !cfg!(target_os = "linux") {
        return false;
    }
    let multiarch = format!("usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let dirs = [&multiarch, "usr/lib64", "usr/lib"];
    let mut libraries = dirs
        .map(|dir| root.join(dir).join("libcurl-gnutls.so.4"))
        .into_iter();
    libraries.any(|library| {
        let stamp = Stamp::of(&library);
        let exists = stamp.absent_path().is_none();
        stamps.push(stamp);
        exists
    })
}

/// Returns the name of a file of the cache for `client`.
pub fn name(_client: Client, digest: &str) -> PathBuf {
    format!("{}.pem", &digest[..16]).into()
}
