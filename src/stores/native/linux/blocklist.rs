//! What the administrator of a Linux system distrusts: Debian's deselected certificates, and p11-kit's blocklists.
//!
//! The tools that build the system's store leave these out of it. Mozilla's list and the studio's files do not know of
//! them, and would bring them back.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use super::below;
use crate::certs::blocklist::MatchKey;
use crate::certs::content::read;
use crate::certs::p11kit;
use crate::certs::{Certificate, ProblemKind, Source};
use crate::stores::Loaded;
use crate::stores::files::read_file;
use crate::stores::stamp::Stamp;

/// Which of the certificates in [`DEBIAN_CERTIFICATES`] count, and after a `!` which do not (`update-ca-certificates(8)`).
const DEBIAN_SELECTION: &str = "/etc/ca-certificates.conf";

const DEBIAN_CERTIFICATES: &str = "/usr/share/ca-certificates";

/// Where p11-kit and those who build the store with it look for certificates (`update-ca-trust(8)`): Fedora and its like,
/// Arch, and SUSE. What lies in the folder or its `anchors` is trusted unless it says otherwise itself.
const P11_KIT: [&str; 6] = [
    "/etc/pki/ca-trust/source",
    "/usr/share/pki/ca-trust-source",
    "/etc/ca-certificates/trust-source",
    "/usr/share/ca-certificates/trust-source",
    "/etc/pki/trust",
    "/usr/share/pki/trust",
];

/// What lies in these folders of p11-kit's is distrusted; the second name is the old one.
const BLOCKLISTS: [&str; 2] = ["blocklist", "blacklist"];

/// Reads what the system below `root` distrusts.
pub fn load(root: &Path) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.load_selection(root);
    for folder in P11_KIT.map(|path| below(root, path)) {
        loaded.load_p11_kit(&folder, false);
        // Where there is no folder there is none in it, and nothing to be looked at again at each launch.
        if is_there(&folder) {
            loaded.load_p11_kit(&folder.join("anchors"), false);
            for name in BLOCKLISTS {
                loaded.load_p11_kit(&folder.join(name), true);
            }
        }
    }
    loaded
}

impl Loaded {
    fn load_selection(&mut self, root: &Path) {
        let selection = below(root, DEBIAN_SELECTION);
        self.stamps.push(Stamp::of(&selection));
        if !is_there(&selection) {
            return;
        }
        let text = match read_file(&selection) {
            Ok(text) => text,
            Err(why) => return self.unread(&selection, why),
        };
        let lines = text.split(|byte| *byte == b'\n');
        for name in lines.filter_map(|line| line.trim_ascii().strip_prefix(b"!")) {
            let name = OsStr::from_bytes(name.trim_ascii());
            let path = below(root, DEBIAN_CERTIFICATES).join(name);
            self.stamps.push(Stamp::of(&path));
            // A certificate that the package no longer has leaves its line behind.
            if is_there(&path) {
                self.distrust_file(&path, &selection, true);
            }
        }
    }

    fn load_p11_kit(&mut self, folder: &Path, is_blocklist: bool) {
        self.stamps.push(Stamp::of(folder));
        if !is_there(folder) {
            return;
        }
        let entries: io::Result<Vec<PathBuf>> = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut files = match entries {
            Ok(files) => files,
            Err(error) => {
                return self.unread(folder, ProblemKind::Unreadable(error.to_string()));
            }
        };
        files.sort();
        for file in files.into_iter().filter(|path| !path.is_dir()) {
            self.stamps.push(Stamp::of(&file));
            self.distrust_file(&file, &file, is_blocklist);
        }
    }

    /// Says that something may be distrusted of which nothing is known.
    fn unread(&mut self, path: &Path, why: ProblemKind) {
        let kind = ProblemKind::InBlocklist(path.to_owned(), Box::new(why));
        self.problem(&Source::Native, kind);
    }

    /// Takes the certificates of a file that are distrusted, all of them or those that it distrusts itself, because of
    /// what `says_so`.
    fn distrust_file(&mut self, path: &Path, says_so: &Path, all: bool) {
        let (distrusted, problems) = match read_file(path) {
            Ok(bytes) if p11kit::is_one(&bytes) => p11kit::distrusted(&bytes, all),
            Ok(bytes) => {
                let content = read(&bytes);
                let mut distrusted = content.distrusted;
                // Of what is trusted the tool that builds the store says what is wrong with it.
                let mut problems = Vec::new();
                if all {
                    distrusted.extend(content.certificates);
                    problems = content.problems;
                    if distrusted.is_empty() && problems.is_empty() {
                        problems.push(ProblemKind::NoCertificates);
                    }
                }
                (distrusted.into_iter().map(whole).collect(), problems)
            }
            Err(why) => (Vec::new(), vec![why]),
        };
        let file = says_so.display().to_string();
        self.distrusted
            .extend(distrusted.into_iter().map(|one| (one, file.clone())));
        for problem in problems {
            self.unread(path, problem);
        }
    }
}

/// Whether there is something. What cannot even be looked at may be there.
fn is_there(path: &Path) -> bool {
    !matches!(fs::metadata(path), Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
}

fn whole(certificate: Certificate) -> MatchKey {
    MatchKey::Certificate(certificate)
}
