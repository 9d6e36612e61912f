//! The certificates that OpenSSL loads from a file and from a directory.

use std::fs;
use std::path::Path;

use crate::certs::content::Content;
use crate::certs::strict::{Fault, FaultKind, fault_for};
use crate::certs::{Certificate, Client, ProblemKind};
use crate::order;
use crate::stores::files::read_file;

/// The certificates of a file.
#[derive(Debug)]
pub struct LoadedFile {
    pub certificates: Vec<Certificate>,
    /// Why there are none, or not all.
    pub fault: Option<LoadFault>,
}

/// A reason why OpenSSL does not load all of a file.
#[derive(Debug)]
pub enum LoadFault {
    Unreadable(ProblemKind),
    Content(Fault),
}

/// Returns the certificates that OpenSSL loads from a file in PEM: mostly all or nothing.
pub fn load_file(path: &Path) -> LoadedFile {
    let bytes = match read_file(path) {
        Ok(bytes) => bytes,
        Err(kind) => {
            return LoadedFile {
                certificates: Vec::new(),
                fault: Some(LoadFault::Unreadable(kind)),
            };
        }
    };
    let fault = fault_for(Client::OpenSsl, &bytes);
    let is_empty = fault
        .as_ref()
        .is_some_and(|fault| rejects_file(fault, &bytes));
    LoadedFile {
        certificates: if is_empty {
            Vec::new()
        } else {
            Content::parse(&bytes).certificates
        },
        fault: fault.map(LoadFault::Content),
    }
}

/// Returns the certificates of the files that are named by a hash: OpenSSL opens no others in a
/// directory. That the hash is the one of the subject is not checked.
pub fn load_dir(dir: &Path) -> Vec<Certificate> {
    let entries = fs::read_dir(dir).into_iter().flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_hash(name)).collect();
    order::sort(&mut names);
    let files = names.iter().map(|name| load_file(&dir.join(name)));
    files.flat_map(|file| file.certificates).collect()
}

/// Returns whether OpenSSL loads no certificate of a file with this fault. Of the others it loads
/// those in front of the fault, or behind it.
pub fn rejects_file(fault: &Fault, bytes: &[u8]) -> bool {
    match fault.kind {
        // An END line that is followed by BEGIN does not end its block.
        FaultKind::BeginInLine => {
            let mut lines = bytes.split(|byte| *byte == b'\n');
            let line = fault
                .line
                .and_then(|line| lines.nth(line.saturating_sub(1)));
            line.is_some_and(|line| line.starts_with(b"-----"))
        }
        FaultKind::EndMissing | FaultKind::NullByte | FaultKind::Unusable(_) => false,
        _ => true,
    }
}

/// Returns whether OpenSSL opens a file of this name. OpenSSL 3 compares the hash regardless of
/// case, and takes any number (`file_name_check`); before, the numbers had to begin with 0.
pub fn is_hash(name: &str) -> bool {
    let is_hex = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.split_once('.')
        .is_some_and(|(hash, number)| is_hex(hash) && is_number(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::pem::encode;
    use crate::certs::tests::authority;

    #[test]
    fn a_file_is_loaded_as_a_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ca.pem");
        let pem = encode(&authority("A")) + &encode(&authority("B"));
        fs::write(&file, &pem).unwrap();
        let loaded = load_file(&file);
        assert_eq!(
            (loaded.certificates.len(), loaded.fault.is_none()),
            (2, true)
        );
        fs::write(&file, pem.replacen("-----END", "!\n-----END", 1)).unwrap();
        let loaded = load_file(&file);
        assert_eq!(loaded.certificates.len(), 0);
        assert!(matches!(loaded.fault, Some(LoadFault::Content(_))));
        let loaded = load_file(&dir.path().join("none"));
        assert!(matches!(loaded.fault, Some(LoadFault::Unreadable(_))));
        // A directory is not a file, and an empty name is none.
        assert!(load_file(dir.path()).fault.is_some());
    }

    #[test]
    fn a_directory_is_loaded_by_the_names_of_its_files() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "9d66eef0.0",
            "9d66eef0.1",
            "9D66EEF1.2",
            "9d66eef0.pem",
            "a.pem",
            "9d66eef.0",
        ] {
            fs::write(dir.path().join(name), encode(&authority(name))).unwrap();
        }
        let names: Vec<String> = load_dir(dir.path()).iter().map(Certificate::name).collect();
        assert_eq!(names, ["9D66EEF1.2", "9d66eef0.0", "9d66eef0.1"]);
        assert!(load_dir(&dir.path().join("none")).is_empty());
    }
}
