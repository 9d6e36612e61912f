//! Linux and the BSDs: a bundle file, and OpenSSL's directory beside it.

mod blocklist;

use std::collections::HashSet;
use std::fs::DirEntry;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustls_native_certs::load_certs_from_paths;

use crate::certs::content::Content;
use crate::certs::pem::encoded_size;
use crate::certs::{Certificate, ProblemKind, Source};
use crate::os::{self, Image};
use crate::stores::Loaded;
use crate::stores::inputs::BundleInputs;
use crate::stores::reading::Stamped;
use crate::stores::store_digest::StoreDigest;

/// The bundle files of distributions; the first that exists is the system's.
const BUNDLES: [&str; 8] = [
    "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL, Rocky
    "/etc/pki/tls/certs/ca-bundle.crt",   // older RHEL
    "/etc/ssl/ca-bundle.pem",             // SUSE
    "/etc/pki/tls/cacert.pem",            // OpenELEC
    "/etc/ssl/cert.pem",                  // Alpine, the BSDs
    "/usr/local/etc/ssl/cert.pem",        // FreeBSD's ports
    "/opt/etc/ssl/certs/ca-certificates.crt", // Entware
];

/// Directories in which OpenSSL looks for a certificate by the hash of its subject.
const DIRS: [&str; 3] = [
    "/etc/ssl/certs",
    "/etc/pki/tls/certs",
    ENTWARE, // beside the firmware's own
];

/// Entware installs programs on routers and network storage, below `/opt`.
const ENTWARE: &str = "/opt/etc/ssl/certs";

/// Reads the blocklists of the system below `root` and, if the inputs include it, its store.
pub fn load(inputs: &BundleInputs, root: &Path) -> Loaded {
    let mut loaded = blocklist::load(root);
    if inputs.native {
        loaded.append(load_store(root));
    }
    loaded
}

fn load_store(root: &Path) -> Loaded {
    let mut loaded = Loaded::below(root);
    let mut seen = HashSet::new();
    let mut has_bundle = false;
    for path in BUNDLES.map(|path| below(root, path)) {
        match loaded.stamp(&path) {
            Ok(file) if file.meta.is_file() => {
                seen.insert(file_id(&file));
                loaded.load_bundle(&file);
                has_bundle = true;
                break;
            }
            Ok(_) | Err(ProblemKind::NotFound) => {}
            Err(kind) => loaded.add_problem_in(&path, kind),
        }
    }
    let certificates = loaded.certificates.iter();
    let in_bundle: HashSet<Box<[u8]>> = certificates.map(|(_, one)| one.der.clone()).collect();
    for dir in DIRS {
        let is_entware = dir == ENTWARE;
        let dir = below(root, dir);
        // Most systems lack it: its stamp would be another system call of each launch.
        if is_entware && has_bundle && loaded.metadata(&dir).is_err() {
            continue;
        }
        match loaded.list(&dir) {
            Ok(entries) => {
                for path in entries.iter().map(|entry| dir.join(entry.file_name())) {
                    loaded.load_entry(&path, &in_bundle, &mut seen);
                }
            }
            Err(ProblemKind::NotFound) => {}
            Err(kind) => loaded.add_problem_in(&dir, kind),
        }
    }
    if loaded.certificates.is_empty() {
        loaded.add_problem(
            &Source::NATIVE,
            "this system has no certificates of its own (is ca-certificates installed?)",
        );
    }
    loaded
}

/// Returns no digest: the stamps of the files tell whether the store has changed.
pub fn digest(_: &BundleInputs) -> Option<StoreDigest> {
    None
}

/// Returns whether `path` is a part of the store below `root`.
pub fn is_system_store(path: &Path, root: &Path) -> bool {
    let image = Image::at(root);
    (BUNDLES.iter().chain(&DIRS)).any(|own| {
        let own = below(root, own);
        let real = image.as_ref().and_then(|image| image.resolve(&own).ok());
        own == path || os::same_file(real.as_ref().unwrap_or(&own), path)
    })
}

fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// Returns the numbers that a file shares with its hash links.
fn file_id(file: &Stamped) -> (u64, u64) {
    (file.meta.dev(), file.meta.ino())
}

impl Loaded {
    /// Reads a file after its stamp is taken.
    fn read(&mut self, path: &Path) -> Result<Vec<u8>, ProblemKind> {
        let stamped = self.stamp(path)?;
        self.read_stamped(&stamped)
    }

    /// Lists a directory after its stamp is taken.
    fn list(&mut self, dir: &Path) -> Result<Vec<DirEntry>, ProblemKind> {
        let stamped = self.stamp(dir)?;
        self.list_stamped(&stamped)
    }

    fn add_problem_in(&mut self, path: &Path, kind: ProblemKind) {
        let kind = ProblemKind::InFile(path.to_owned(), Box::new(kind));
        self.add_problem(&Source::NATIVE, kind);
    }

    fn load_bundle(&mut self, file: &Stamped) {
        match plain_bundle(&file.real, file.meta.len()) {
            Some(certificates) => {
                (self.certificates)
                    .extend(certificates.into_iter().map(|one| (Source::NATIVE, one)));
            }
            None => self.load_file(file),
        }
    }

    /// Reads an entry of OpenSSL's directory if it is a file that was not read yet by another name,
    /// such as its hash link. A dangling link has no stamp.
    fn load_entry(
        &mut self,
        path: &Path,
        in_bundle: &HashSet<Box<[u8]>>,
        seen: &mut HashSet<(u64, u64)>,
    ) {
        let before = self.stamps.len();
        match self.stamp(path) {
            Ok(file) if file.meta.is_file() && seen.insert(file_id(&file)) => {
                if !self.load_hashed_file(&file, in_bundle) {
                    self.stamps.truncate(before);
                }
            }
            Ok(_) | Err(ProblemKind::NotFound | ProblemKind::LinkLoop) => {
                self.stamps.truncate(before);
            }
            Err(kind) => self.add_problem_in(path, kind),
        }
    }

    /// Reads a file of OpenSSL's directory. Returns whether its stamp is needed: only if the file
    /// adds to the bundle, because hundreds of stamps would slow down each launch. The tool that
    /// writes the bundle also writes the other files, but an administrator may overwrite an own
    /// file in place.
    fn load_hashed_file(&mut self, file: &Stamped, in_bundle: &HashSet<Box<[u8]>>) -> bool {
        let bytes = self.read_stamped(file);
        if (bytes.as_ref()).is_ok_and(|bytes| Content::is_known(bytes, in_bundle)) {
            return false;
        }
        let (before, distrusted) = (self.certificates.len(), self.distrusted.len());
        self.load_content(file, bytes);
        let added = &self.certificates[before..];
        let is_in_bundle = |(_, one): &(Source, Certificate)| in_bundle.contains(&one.der);
        added.is_empty() || self.distrusted.len() > distrusted || !added.iter().all(is_in_bundle)
    }

    fn load_file(&mut self, file: &Stamped) {
        let bytes = self.read_stamped(file);
        self.load_content(file, bytes);
    }

    fn load_content(&mut self, file: &Stamped, bytes: Result<Vec<u8>, ProblemKind>) {
        let path = &file.path;
        let in_file = |kind| ProblemKind::InFile(path.clone(), Box::new(kind));
        let mut content = match bytes {
            Ok(bytes) => Content::parse(&bytes),
            Err(kind) => return self.add_problem_in(path, kind),
        };
        content.problems = content.problems.into_iter().map(in_file).collect();
        // A server's private key in these directories is not a problem.
        content.has_private_key = false;
        self.add_content(content, &Source::NATIVE, path);
    }
}

/// Returns the certificates of a file that contains nothing but certificates as `PEM_write_bio`
/// writes them.
///
/// `rustls-native-certs` silently skips everything else, such as blocks with other labels or
/// without a line break between them, and reads nothing if an error occurs. The file's `size` shows
/// whether it has skipped anything.
fn plain_bundle(path: &Path, size: u64) -> Option<Vec<Certificate>> {
    let ders = load_certs_from_paths(Some(path), None).certs;
    let pem_size: usize = ders.iter().map(|der| encoded_size(der.len())).sum();
    if size != pem_size as u64 {
        return None;
    }
    ders.iter().map(|der| Certificate::new(der).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::authority;

    #[test]
    fn only_a_bundle_of_plain_certificates_is_left_to_the_crate() {
        let pem =
            |name: &str| pem::encode_config(&pem::Pem::new("CERTIFICATE", authority(name)), LF);
        let (a, b) = (pem("A"), pem("B"));
        let other_label = b.replace("CERTIFICATE", "X509 CERTIFICATE");
        for (text, count) in [
            (format!("{a}{b}"), Some(2)),
            (String::new(), Some(0)),
            (format!("{a}{a}"), None),
            (format!("{}{b}", a.trim_end()), None),
            (format!("{a}{other_label}"), None),
            (format!("{a}# B\n{b}"), None),
            (a.replace('\n', "\r\n"), None),
        ] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &text).unwrap();
            let found = plain_bundle(file.path(), text.len() as u64).map(|found| found.len());
            assert_eq!(found, count, "{text}");
        }
    }

    const LF: pem::EncodeConfig = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
}
