//! Certificates that the administrator of a Linux system distrusts: those that Debian's
//! configuration deselects, and p11-kit's blocklists.
//!
//! The tools that build the system's store exclude them, but Mozilla's list and the profile's files
//! may contain them.

use std::ffi::OsStr;
use std::fs::DirEntry;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use super::below;
use crate::certs::blocklist::{MatchKey, Origin};
use crate::certs::content::Content;
use crate::certs::p11kit;
use crate::certs::{ProblemKind, Source};
use crate::order;
use crate::stores::Loaded;

/// The names of the selected certificates in [`DEBIAN_CERTIFICATES`], and after a `!` those of
/// deselected ones (`update-ca-certificates(8)`).
const DEBIAN_SELECTION: &str = "/etc/ca-certificates.conf";

const DEBIAN_CERTIFICATES: &str = "/usr/share/ca-certificates";

/// Directories in which p11-kit looks for certificates (`update-ca-trust(8)`): of Fedora and RHEL,
/// of Arch, and of SUSE. Files in them and in their `anchors` are trusted unless they contain trust
/// settings that distrust.
const P11_KIT_DIRS: [&str; 6] = [
    "/etc/pki/ca-trust/source",
    "/usr/share/pki/ca-trust-source",
    "/etc/ca-certificates/trust-source",
    "/usr/share/ca-certificates/trust-source",
    "/etc/pki/trust",
    "/usr/share/pki/trust",
];

/// Subdirectories whose certificates are distrusted; the second is the old name.
const BLOCKLISTS: [&str; 2] = ["blocklist", "blacklist"];

/// Reads the certificates that the system below `root` distrusts.
pub fn load(root: &Path) -> Loaded {
    let mut loaded = Loaded::below(root);
    loaded.load_debian(root);
    for dir in P11_KIT_DIRS.map(|path| below(root, path)) {
        // A missing directory needs no stamps for its subdirectories.
        if loaded.load_p11_kit(&dir, false) {
            loaded.load_p11_kit(&dir.join("anchors"), false);
            for name in BLOCKLISTS {
                loaded.load_p11_kit(&dir.join(name), true);
            }
        }
    }
    loaded
}

impl Loaded {
    fn load_debian(&mut self, root: &Path) {
        let list = below(root, DEBIAN_SELECTION);
        let text = match self.read(&list) {
            Ok(text) => text,
            Err(ProblemKind::NotFound) => return,
            Err(why) => return self.add_blocklist_problem(&list, why),
        };
        let lines = text.split(|byte| *byte == b'\n');
        for name in lines.filter_map(|line| line.trim_ascii().strip_prefix(b"!")) {
            let name = OsStr::from_bytes(name.trim_ascii());
            let file = below(root, DEBIAN_CERTIFICATES).join(name);
            let list = list.clone();
            self.distrust_file(&Origin::List { list, file }, true);
        }
    }

    /// Reads the files of a directory. Returns whether it may exist.
    fn load_p11_kit(&mut self, dir: &Path, is_blocklist: bool) -> bool {
        let mut entries = match self.list(dir) {
            Ok(entries) => entries,
            Err(ProblemKind::NotFound) => return false,
            Err(why) => {
                self.add_blocklist_problem(dir, why);
                return true;
            }
        };
        order::sort_by_key(&mut entries, DirEntry::file_name);
        for file in entries.iter().map(|entry| dir.join(entry.file_name())) {
            if !self.metadata(&file).is_ok_and(|meta| meta.is_dir()) {
                self.distrust_file(&Origin::File(file), is_blocklist);
            }
        }
        true
    }

    /// Adds a problem with a file that may distrust certificates.
    fn add_blocklist_problem(&mut self, path: &Path, why: ProblemKind) {
        let kind = ProblemKind::InBlocklist(path.to_owned(), Box::new(why));
        self.add_problem(&Source::NATIVE, kind);
    }

    /// Adds the distrusted certificates of a file: all, or those that its trust settings distrust.
    fn distrust_file(&mut self, origin: &Origin, all: bool) {
        let Some(path) = origin.file() else {
            return;
        };
        let (distrusted, problems) = match self.read(path) {
            Ok(bytes) if p11kit::has_header(&bytes) => p11kit::match_keys(&bytes, all),
            Ok(bytes) => distrusted_by_settings(Content::parse(&bytes), all),
            Err(kind @ (ProblemKind::NotFound | ProblemKind::LinkLoop)) if self.is_link(path) => {
                self.unreadable.push(origin.clone());
                let is_loop = kind == ProblemKind::LinkLoop;
                let kind = if is_loop {
                    kind
                } else {
                    ProblemKind::DanglingLink
                };
                (Vec::new(), vec![kind])
            }
            // A list keeps the names of certificates that the package no longer contains.
            Err(ProblemKind::NotFound) => return,
            Err(kind) => (Vec::new(), vec![kind]),
        };
        for problem in problems {
            self.add_blocklist_problem(path, problem);
        }
        let distrusted = distrusted.into_iter();
        (self.distrusted).extend(distrusted.map(|one| (one, origin.clone())));
    }
}

/// Returns the distrusted certificates of a file that is not in p11-kit's format. The tool that
/// builds the store reports the problems of trusted files.
fn distrusted_by_settings(content: Content, all: bool) -> (Vec<MatchKey>, Vec<ProblemKind>) {
    let absence = content.absence();
    let (mut distrusted, mut problems) = (content.distrusted, Vec::new());
    if all {
        let certificates = content.certificates.into_iter();
        distrusted.extend(certificates.map(MatchKey::Certificate));
        problems = content.problems;
        if distrusted.is_empty() && problems.is_empty() {
            problems.push(absence);
        }
    }
    (distrusted, problems)
}
