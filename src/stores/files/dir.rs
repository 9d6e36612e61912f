//! Lists a directory of certificates.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::names::is_leftover;

/// The entries of a directory, without subdirectories and leftovers.
#[derive(Default)]
pub struct DirListing {
    /// Files sorted by name, each once even if hash links lead to it.
    pub files: Vec<PathBuf>,
    /// Further links to these files, which may be changed to lead to other files.
    pub links: Vec<PathBuf>,
    /// Pipes, devices, and dangling links.
    pub others: Vec<PathBuf>,
}

impl DirListing {
    /// Lists a directory. The paths are not resolved, so that a stamp of a link changes with its
    /// target.
    pub fn of(dir: &Path) -> io::Result<Self> {
        let mut listing = Self::default();
        let mut seen = HashSet::new();
        for entry in files_before_links(dir)? {
            let path = entry.path();
            if !is_leftover(&entry.file_name()) && !path.is_dir() {
                listing.add(path, &mut seen);
            }
        }
        listing.files.sort();
        Ok(listing)
    }

    fn add(&mut self, path: PathBuf, seen: &mut HashSet<PathBuf>) {
        // Some Windows drives cannot return canonical paths.
        match fs::canonicalize(&path).or_else(|_| fs::metadata(&path).map(|_| path.clone())) {
            Ok(real) if real.is_file() => {
                if seen.insert(real) {
                    self.files.push(path);
                } else if leads_elsewhere(&path) {
                    self.links.push(path);
                }
            }
            _ => self.others.push(path),
        }
    }
}

/// Returns the entries with links last, so that a file and not a link to it gets reported.
fn files_before_links(dir: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(dir)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(|entry| {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        (is_link, entry.file_name())
    });
    Ok(entries)
}

/// Returns whether a link leads out of its directory. Links within it, such as hash links, change
/// with the directory.
fn leads_elsewhere(link: &Path) -> bool {
    fs::read_link(link).is_ok_and(|target| target.components().count() > 1)
}
