//! Lists a directory of certificates.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use super::names::{is_certificate_by_name, is_leftover};
use crate::certs::ProblemKind;
use crate::os::special::NotAFile;
use crate::stores::Loaded;
use crate::stores::reading::Stamped;

/// The entries of a directory that count, without subdirectories and leftovers.
#[derive(Default)]
pub(super) struct DirListing {
    /// Files sorted by name, each once even if hash links lead to it.
    pub files: Vec<Stamped>,
    /// Pipes, devices, dangling links, and links to directories that are named like a certificate.
    pub others: Vec<(PathBuf, ProblemKind)>,
    /// Entries that cannot be examined.
    pub unreadable: Vec<(PathBuf, ProblemKind)>,
}

impl DirListing {
    /// Lists a directory, and takes the stamps of its files and of further links to these files,
    /// which may be changed to lead to other files. The paths are not resolved, so that a stamp of
    /// a link changes with its target.
    pub fn of(loaded: &mut Loaded, dir: &Stamped) -> Result<Self, ProblemKind> {
        let mut listing = Self::default();
        let mut seen = HashSet::new();
        for entry in files_before_links(loaded.list_stamped(dir)?) {
            if !is_leftover(&entry.file_name()) {
                let path = dir.path.join(entry.file_name());
                listing.add(loaded, path, &entry.path(), &mut seen);
            }
        }
        listing.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(listing)
    }

    /// Adds the `entry` of the directory that is opened.
    fn add(
        &mut self,
        loaded: &mut Loaded,
        path: PathBuf,
        entry: &Path,
        seen: &mut HashSet<PathBuf>,
    ) {
        let before = loaded.stamps.len();
        match loaded.stamp(&path) {
            Ok(found) if found.meta.is_dir() => {
                loaded.stamps.truncate(before);
                let why = NotAFile::new(entry, &found.meta);
                if why.is_link && is_certificate_by_name(&path) {
                    self.others.push((path, ProblemKind::NotAFile(why)));
                }
            }
            Ok(found) if found.meta.is_file() => {
                // Some Windows drives cannot return canonical paths.
                let real = fs::canonicalize(&found.real).unwrap_or_else(|_| path.clone());
                if seen.insert(real) {
                    self.files.push(found);
                } else if !leads_elsewhere(entry) {
                    loaded.stamps.truncate(before);
                }
            }
            Ok(found) => {
                let why = NotAFile::new(entry, &found.meta);
                self.others.push((path, ProblemKind::NotAFile(why)));
            }
            Err(ProblemKind::NotFound) => self.others.push((path, ProblemKind::DanglingLink)),
            Err(ProblemKind::LinkLoop) => self.others.push((path, ProblemKind::LinkLoop)),
            Err(kind) => self.unreadable.push((path, kind)),
        }
    }
}

/// Sorts the entries with links last, so that a file and not a link to it gets reported.
fn files_before_links(mut entries: Vec<DirEntry>) -> Vec<DirEntry> {
    entries.sort_by_key(|entry| {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        (is_link, entry.file_name())
    });
    entries
}

/// Returns whether a link may lead out of its directory. Links within it, such as hash links,
/// change with the directory.
fn leads_elsewhere(link: &Path) -> bool {
    match fs::read_link(link) {
        Ok(target) => target.components().count() > 1,
        Err(_) => link.is_symlink(),
    }
}
