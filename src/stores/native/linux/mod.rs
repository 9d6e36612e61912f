//! Linux and the BSDs: a bundle file, and OpenSSL's directory beside it.

mod blocklist;

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use memchr::memmem;
use rustls_native_certs::load_certs_from_paths;

use crate::certs::content::read;
use crate::certs::{Certificate, ProblemKind, Source};
use crate::os;
use crate::stores::Loaded;
use crate::stores::files::read_file;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;

/// The bundle files of distributions; the first that exists is the system's.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL, Rocky
    "/etc/pki/tls/certs/ca-bundle.crt",   // older RHEL
    "/etc/ssl/ca-bundle.pem",             // SUSE
    "/etc/ssl/cert.pem",                  // Alpine, the BSDs
    "/usr/local/etc/ssl/cert.pem",        // FreeBSD's ports
];

/// Directories in which OpenSSL looks for a certificate by the hash of its subject.
const DIRS: [&str; 2] = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

/// Reads the blocklists of the system below `root` and, if the inputs include it, its store.
pub fn load(inputs: &BundleInputs, root: &Path) -> Loaded {
    let mut loaded = blocklist::load(root);
    if inputs.native {
        loaded.append(load_store(root));
    }
    loaded
}

fn load_store(root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    let mut seen = HashSet::new();
    for path in BUNDLES.map(|path| below(root, path)) {
        loaded.stamps.push(Stamp::of(&path));
        if is_new_file(&path, &mut seen) {
            loaded.load_file(&path);
            break;
        }
    }
    let in_file: HashSet<Box<[u8]>> = loaded
        .certificates
        .iter()
        .map(|(_, certificate)| certificate.der.clone())
        .collect();
    for dir in DIRS.map(|path| below(root, path)) {
        loaded.stamps.push(Stamp::of(&dir));
        let entries = fs::read_dir(&dir).into_iter().flatten().flatten();
        for path in entries
            .map(|entry| entry.path())
            .filter(|path| is_new_file(path, &mut seen))
        {
            let stamp = Stamp::of(&path);
            let before = loaded.certificates.len();
            let distrusted = loaded.distrusted.len();
            loaded.load_file(&path);
            // Hundreds of stamps would make each launch slow. What is in the file too is written by the tool that also
            // writes the file; what somebody has put here by hand may be written over where it stands.
            let added = &loaded.certificates[before..];
            if added.is_empty()
                || loaded.distrusted.len() > distrusted
                || added
                    .iter()
                    .any(|(_, certificate)| !in_file.contains(&certificate.der))
            {
                loaded.stamps.push(stamp);
            }
        }
    }
    if loaded.certificates.is_empty() {
        loaded.add_problem(
            &Source::Native,
            "this system has no certificates of its own (is ca-certificates installed?)",
        );
    }
    loaded
}

/// Returns whether `path` is a part of the store below `root`.
pub fn is_system_store(path: &Path, root: &Path) -> bool {
    (BUNDLES.iter().chain(&DIRS)).any(|own| {
        let own = below(root, own);
        own == path || os::same_file(&own, path)
    })
}

fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// Returns whether a path is a file that was not read yet by another name, such as its hash link.
fn is_new_file(path: &Path, seen: &mut HashSet<(u64, u64)>) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_file() && seen.insert((meta.dev(), meta.ino())))
}

impl Loaded {
    /// Reads one file of the store.
    fn load_file(&mut self, path: &Path) {
        let bytes = match read_file(path) {
            Ok(bytes) => bytes,
            Err(why) => {
                let kind = ProblemKind::InFile(path.to_owned(), Box::new(why));
                return self.add_problem(&Source::Native, kind);
            }
        };
        // What a tool has written the crate reads whole. It passes over what somebody has put here by hand in another
        // shape: other labels, blocks that are glued together, UTF-16.
        let blocks = memmem::find_iter(&bytes, b"-----BEGIN ").count();
        let found = load_certs_from_paths(Some(path), None).certs;
        let certificates: Vec<Certificate> = (found.iter())
            .filter_map(|der| Certificate::new(der).ok())
            .collect();
        if !certificates.is_empty() && certificates.len() == blocks {
            let certificates = certificates.into_iter().map(|one| (Source::Native, one));
            return self.certificates.extend(certificates);
        }
        let mut content = read(&bytes);
        content.problems = (content.problems.into_iter())
            .map(|kind| ProblemKind::InFile(path.to_owned(), Box::new(kind)))
            .collect();
        // A server's key may lie here too: that is nobody's business.
        content.has_private_key = false;
        self.add_content(content, &Source::Native, path);
    }
}
