//! Certificates that the administrator of a Linux system distrusts: those that Debian's
//! configuration deselects, and p11-kit's blocklists.
//!
//! The tools that build the system's store exclude them, but Mozilla's list and the profile's files
//! may contain them.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use super::below;
use crate::certs::blocklist::MatchKey;
use crate::certs::content::Content;
use crate::certs::p11kit;
use crate::certs::{ProblemKind, Source};
use crate::stores::Loaded;
use crate::stores::files::read_file;
use crate::stores::stamp::Stamp;

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
    let mut loaded = Loaded::default();
    loaded.load_debian(root);
    for dir in P11_KIT_DIRS.map(|path| below(root, path)) {
        loaded.load_p11_kit(&dir, false);
        // A missing directory needs no stamps for its subdirectories.
        if may_exist(&dir) {
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
        let selection = below(root, DEBIAN_SELECTION);
        self.stamps.push(Stamp::of(&selection));
        if !may_exist(&selection) {
            return;
        }
        let text = match read_file(&selection) {
            Ok(text) => text,
            Err(why) => return self.add_blocklist_problem(&selection, why),
        };
        let lines = text.split(|byte| *byte == b'\n');
        for name in lines.filter_map(|line| line.trim_ascii().strip_prefix(b"!")) {
            let name = OsStr::from_bytes(name.trim_ascii());
            let path = below(root, DEBIAN_CERTIFICATES).join(name);
            self.stamps.push(Stamp::of(&path));
            // The list keeps the names of certificates that the package no longer contains.
            if may_exist(&path) {
                self.distrust_file(&path, &selection, true);
            }
        }
    }

    fn load_p11_kit(&mut self, dir: &Path, is_blocklist: bool) {
        self.stamps.push(Stamp::of(dir));
        if !may_exist(dir) {
            return;
        }
        let entries: io::Result<Vec<PathBuf>> =
            fs::read_dir(dir).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut files = match entries {
            Ok(files) => files,
            Err(error) => {
                return self.add_blocklist_problem(dir, ProblemKind::Unreadable(error.to_string()));
            }
        };
        files.sort();
        for file in files.into_iter().filter(|path| !path.is_dir()) {
            self.stamps.push(Stamp::of(&file));
            self.distrust_file(&file, &file, is_blocklist);
        }
    }

    /// Adds a problem with a file that may distrust certificates.
    fn add_blocklist_problem(&mut self, path: &Path, why: ProblemKind) {
        let kind = ProblemKind::InBlocklist(path.to_owned(), Box::new(why));
        self.add_problem(&Source::Native, kind);
    }

    /// Adds the distrusted certificates of a file: all, or those that its trust settings distrust.
    /// Messages name `origin` as the file that distrusts them.
    fn distrust_file(&mut self, path: &Path, origin: &Path, all: bool) {
        let (distrusted, problems) = match read_file(path) {
            Ok(bytes) if p11kit::has_header(&bytes) => p11kit::match_keys(&bytes, all),
            Ok(bytes) => distrusted_by_settings(Content::parse(&bytes), all),
            Err(kind) => (Vec::new(), vec![kind]),
        };
        let origin = origin.display().to_string();
        self.distrusted
            .extend(distrusted.into_iter().map(|one| (one, origin.clone())));
        for problem in problems {
            self.add_blocklist_problem(path, problem);
        }
    }
}

/// Returns the distrusted certificates of a file that is not in p11-kit's format. The tool that
/// builds the store reports the problems of trusted files.
fn distrusted_by_settings(content: Content, all: bool) -> (Vec<MatchKey>, Vec<ProblemKind>) {
    let (mut distrusted, mut problems) = (content.distrusted, Vec::new());
    if all {
        distrusted.extend(content.certificates);
        problems = content.problems;
        if distrusted.is_empty() && problems.is_empty() {
            problems.push(ProblemKind::NoCertificates);
        }
    }
    let match_keys = distrusted.into_iter().map(MatchKey::Certificate);
    (match_keys.collect(), problems)
}

/// Returns whether a path exists or its existence cannot be determined.
fn may_exist(path: &Path) -> bool {
    let is_not_found = |error: io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        )
    };
    !fs::metadata(path).is_err_and(is_not_found)
}
