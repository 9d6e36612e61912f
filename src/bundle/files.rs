//! The files of a bundle: the main one for OpenSSL's clients, and one for each other client that
//! cannot read all of its certificates, and the key store for Java.

use std::borrow::Cow;
use std::iter::once;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use crate::certs::entries::Merged;
use crate::certs::{Client, Refusal, hex, key_store, pem, sha256, strict};
use crate::stores::stamp::Stamp;

/// The extension of files of PEM blocks.
pub const PEM: &str = "pem";

/// The extension of key stores: PKCS#12.
pub const KEY_STORE: &str = "p12";

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

/// The files of a bundle that is built and not yet written.
#[derive(Debug)]
pub struct NewFiles {
    /// The file for OpenSSL's clients, and for all that can read it.
    pub main: NewFile,
    /// The files of the clients that cannot read all included certificates, and the key store.
    pub others: Vec<NewFile>,
    /// Stamps of the libraries that show whether these clients are installed.
    pub stamps: Vec<Stamp>,
}

impl NewFiles {
    /// Creates the files of a bundle, with the key store for Java if `has_key_store`, and excludes
    /// from each what its client cannot read. `root` is the root directory of the system.
    pub fn of(merged: &mut Merged, has_key_store: bool, root: &Path) -> Self {
        let main = readable_file(Client::OpenSsl, merged);
        let (mut others, mut stamps) = (Vec::new(), Vec::new());
        let is_unreadable_for = |client: Client, merged: &Merged| {
            let mut included = merged.included();
            included.any(|entry| entry.certificate.facts.refusals.by(client).is_some())
        };
        if is_unreadable_for(Client::GnuTls, merged) && uses_gnutls(root, &mut stamps) {
            others.push(readable_file(Client::GnuTls, merged));
        }
        if is_unreadable_for(Client::BoringSsl, merged) {
            others.push(readable_file(Client::BoringSsl, merged));
        }
        if has_key_store {
            others.push(readable_file(Client::Java, merged));
        }
        Self {
            main,
            others,
            stamps,
        }
    }

    /// Iterates over the files, the main one first.
    pub fn iter(&self) -> impl Iterator<Item = &NewFile> {
        once(&self.main).chain(&self.others)
    }
}

/// Creates the file of a client and reads it back as strictly as the client does. The checks of
/// `certs::clients` have excluded all known cases; an unknown one would cost the client all
/// certificates.
fn readable_file(client: Client, merged: &mut Merged) -> NewFile {
    loop {
        let file = NewFile::for_client(client, merged);
        let unreadable = unreadable(client, &file.bytes);
        if !merged.mark_unreadable(client, &unreadable) {
            return file;
        }
    }
}

/// Returns the certificates of a file that `client` cannot read, by their index in it.
fn unreadable(client: Client, file: &[u8]) -> Vec<(usize, Refusal)> {
    let pem = as_pem(client, file).unwrap_or_default();
    let faults = strict::faults(&pem).into_iter();
    let faults = faults.filter(|fault| fault.kind.clients().contains(&client));
    let of_blocks = faults.filter_map(|fault| {
        let refusal = fault.kind.refusal().unwrap_or(Refusal::Encoding);
        Some((fault.block?.checked_sub(1)?, refusal))
    });
    of_blocks.collect()
}

impl NewFile {
    /// Returns the file with the included certificates that `client` can read.
    fn for_client(client: Client, merged: &Merged) -> Self {
        let ders = merged.readable(client);
        let ders = ders.map(|entry| &*entry.certificate.der);
        let bytes = match client {
            Client::Java => key_store::encode(ders),
            _ => to_pem(ders.collect()),
        };
        Self {
            client,
            digest: hex(&sha256(&bytes)),
            bytes,
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

/// Returns the certificates of a client's file in PEM; `None` if it should be a key store and is
/// not.
pub fn as_pem(client: Client, file: &[u8]) -> Option<Cow<'_, [u8]>> {
    match client {
        Client::Java => {
            let ders = key_store::certificates(file)?;
            Some(Cow::Owned(to_pem(ders)))
        }
        _ => Some(Cow::Borrowed(file)),
    }
}

/// Returns certificates in DER as PEM blocks, one behind the other.
fn to_pem(ders: Vec<&[u8]>) -> Vec<u8> {
    let size = ders.iter().map(|der| pem::encoded_size(der.len())).sum();
    let mut text = Vec::with_capacity(size);
    for der in ders {
        pem::append(&mut text, der);
    }
    text
}

/// Returns whether git uses GnuTLS, as on Debian and Ubuntu: through this build of libcurl.
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
pub fn name(client: Client, digest: &str) -> PathBuf {
    let extension = match client {
        Client::Java => KEY_STORE,
        _ => PEM,
    };
    format!("{}.{extension}", &digest[..16]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::entries::Entry;
    use crate::certs::policy::Reason;
    use crate::certs::tests::authority;
    use crate::certs::{Certificate, Problem, ProblemKind, Source};

    fn entry(name: &str) -> Entry {
        Entry {
            certificate: Certificate::new(&authority(name)).unwrap(),
            sources: vec![Source::NATIVE],
            reason: None,
        }
    }

    #[test]
    fn what_cannot_be_read_back_is_excluded_and_the_others_stay() {
        let mut entries = ["A", "B", "C", "D"].map(entry);
        // A fault that the checks of the certificate did not find.
        for index in [1, 3] {
            entries[index].certificate.der = [0x30, 0x03, 0x02, 0x01, 0x01].into();
        }
        let good = [&entries[0], &entries[2]];
        let expected: String = good
            .iter()
            .map(|one| pem::encode(&one.certificate.der))
            .collect();
        let mut merged = Merged {
            entries: entries.into(),
            problems: Vec::new(),
        };
        let files = NewFiles::of(&mut merged, false, Path::new("/none"));
        assert_eq!(files.main.bytes, expected.as_bytes());
        assert!(files.others.is_empty());
        let reason = Reason::Unreadable(Some(Client::OpenSsl), Refusal::Encoding);
        for index in [1, 3] {
            assert_eq!(merged.entries[index].reason, Some(reason.clone()));
        }
        let is_excluded = |one: &Problem| matches!(one.kind, ProblemKind::Excluded { .. });
        assert_eq!(
            merged
                .problems
                .iter()
                .filter(|one| is_excluded(one))
                .count(),
            2
        );
    }

    #[test]
    fn a_key_store_is_read_back_too() {
        let mut entries = ["A", "B", "C"].map(entry);
        entries[1].certificate.der = [0x30, 0x03, 0x02, 0x01, 0x01].into();
        let good = [&entries[0], &entries[2]].map(|one| one.certificate.der.clone());
        let mut merged = Merged {
            entries: entries.into(),
            problems: Vec::new(),
        };
        let file = readable_file(Client::Java, &mut merged);
        let read = key_store::certificates(&file.bytes).unwrap();
        assert_eq!(read, good.each_ref().map(|der| &**der));
        // OpenSSL may still read it.
        assert_eq!(merged.included().count(), 3);
    }
}
