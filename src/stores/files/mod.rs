//! Files and directories of certificates.

mod dir;
mod drop_ins;
mod names;
mod regular_file;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Loaded;
use super::stamp::Stamp;
use crate::certs::blocklist::MatchKey;
use crate::certs::content::Content;
use crate::certs::{Problem, ProblemKind, Source};
use crate::os;
use crate::stores::inputs::NamedFile;
use dir::DirListing;
use regular_file::unreadable;

pub use drop_ins::load_drop_ins;
pub use names::{EXTENSIONS, is_certificate_by_name, is_leftover};
pub use regular_file::{check_regular_file, read_file};

/// Reads the file that the profile names at this index. Its problems prevent a bundle unless it is
/// optional.
pub fn load_named(index: usize, file: &NamedFile) -> Loaded {
    let mut loaded = load(&file.path, &Source::File);
    if !(loaded.certificates.is_empty() && loaded.distrusted.is_empty()) {
        return loaded;
    }
    let source = Source::File(file.path.clone());
    if file.optional && is_missing(&file.path) {
        loaded.problems.clear();
    } else if loaded.problems.is_empty() {
        loaded.add_problem(&source, ProblemKind::NoCertificates);
    }
    for problem in &mut loaded.problems {
        problem.needed = (!file.optional).then_some(index);
    }
    loaded
}

fn is_missing(path: &Path) -> bool {
    let is_not_found = |error: io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        )
    };
    fs::metadata(path).is_err_and(is_not_found)
}

/// Reads a file, or every file of a directory. `source` returns the source for a path.
pub fn load(path: &Path, source: &dyn Fn(PathBuf) -> Source) -> Loaded {
    load_safe(path, source, &|_| None)
}

/// Reads a file, or every file of a directory for which `why_unsafe` returns nothing.
fn load_safe(
    path: &Path,
    source: &dyn Fn(PathBuf) -> Source,
    why_unsafe: &dyn Fn(&Path) -> Option<String>,
) -> Loaded {
    let mut loaded = Loaded {
        stamps: vec![Stamp::of(path)],
        ..Loaded::default()
    };
    let own = source(path.to_owned());
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => match DirListing::of(path) {
            Ok(listing) => loaded.add_listing(listing, source, why_unsafe),
            Err(error) => loaded.add_problem(&own, ProblemKind::UnreadableDir(error.to_string())),
        },
        Ok(_) => loaded.add_file(path, &own, false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            loaded.add_problem(&own, ProblemKind::NotFound);
        }
        Err(error) => loaded.add_problem(&own, unreadable(&error)),
    }
    loaded
}

/// Returns whether a person chose this file or directory to be read.
fn is_chosen(source: &Source) -> bool {
    matches!(source, Source::File(_) | Source::Trust(_))
}

impl Loaded {
    fn add_listing(
        &mut self,
        listing: DirListing,
        source: &dyn Fn(PathBuf) -> Source,
        why_unsafe: &dyn Fn(&Path) -> Option<String>,
    ) {
        for path in listing.others {
            self.add_other(&path, &source(path.clone()));
        }
        (self.stamps).extend(listing.links.iter().map(|link| Stamp::of(link)));
        for file in listing.files {
            self.stamps.push(Stamp::of(&file));
            let source = source(file.clone());
            match why_unsafe(&file) {
                Some(why) => self.add_unsafe(&file, &source, ProblemKind::UnsafeForAll(why)),
                None => self.add_file(&file, &source, true),
            }
        }
    }

    /// Adds a problem of the permissions of a path, which has a stamp.
    fn add_unsafe(&mut self, path: &Path, source: &Source, kind: impl Into<ProblemKind>) {
        // The stamp of a link is that of its target.
        if os::STAMPS_SHOW_RIGHTS && !path.is_symlink() {
            self.add_problem(source, kind);
        } else {
            self.add_unstamped_problem(source, kind);
        }
    }

    /// Adds a pipe, a device or a dangling link, which is a problem only if a person put it there:
    /// OpenSSL's own directories are full of dangling links.
    fn add_other(&mut self, path: &Path, source: &Source) {
        self.stamps.push(Stamp::of(path));
        if is_chosen(source) {
            let kind = if path.is_symlink() {
                ProblemKind::DanglingLink
            } else {
                ProblemKind::NotAFile
            };
            self.add_problem(source, kind);
        }
    }

    /// Reads one file. In a directory, a file without certificates is a problem only if a person
    /// chose the directory and the file's name is that of a certificate.
    fn add_file(&mut self, path: &Path, source: &Source, in_dir: bool) {
        let content = match read_file(path) {
            Ok(bytes) => Content::parse(&bytes),
            Err(kind) => return self.add_problem(source, kind),
        };
        let is_empty =
            !content.has_certificates() && content.problems.is_empty() && !content.has_private_key;
        if is_empty && (!in_dir || is_chosen(source) && is_certificate_by_name(path)) {
            self.add_problem(source, ProblemKind::NoCertificates);
        }
        self.add_content(content, source, path);
    }

    /// Adds the certificates and the problems of a file.
    pub(super) fn add_content(&mut self, content: Content, source: &Source, file: &Path) {
        if content.has_private_key {
            let is_alone = content.certificates.is_empty();
            self.add_problem(source, ProblemKind::PrivateKey { is_alone });
        }
        let problems = content.problems.into_iter();
        (self.problems).extend(problems.map(|kind| Problem::new(source.clone(), kind)));
        let certificates = content.certificates.into_iter();
        (self.certificates).extend(certificates.map(|one| (source.clone(), one)));
        let file = file.display().to_string();
        let distrusted = content.distrusted.into_iter();
        (self.distrusted).extend(distrusted.map(|one| (MatchKey::Certificate(one), file.clone())));
    }
}
