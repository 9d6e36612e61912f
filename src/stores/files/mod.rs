//! Files and directories of certificates.

mod dir;
mod drop_ins;
mod names;

use std::path::{Path, PathBuf};

use super::Loaded;
use super::reading::Stamped;
use crate::certs::blocklist::Origin;
use crate::certs::content::{Content, Foreign};
use crate::certs::{Problem, ProblemKind, Source};
use crate::os;
use crate::stores::inputs::NamedFile;
use dir::DirListing;

pub use super::reading::read_file;
pub use drop_ins::load_drop_ins;
pub use names::{EXTENSIONS, is_certificate_by_name, is_leftover};

/// Reads the file that the profile names at this index. Its problems prevent a bundle unless it is
/// optional.
pub fn load_named(root: &Path, index: usize, file: &NamedFile) -> Loaded {
    let mut loaded = load(root, &file.path, &Source::File);
    if !(loaded.certificates.is_empty() && loaded.distrusted.is_empty()) {
        return loaded;
    }
    let source = Source::File(file.path.clone());
    if file.optional && loaded.is_missing(&source) {
        loaded.problems.clear();
    } else if loaded.problems.is_empty() {
        loaded.add_problem(&source, ProblemKind::NoCertificates);
    }
    for problem in &mut loaded.problems {
        problem.needed = (!file.optional).then_some(index);
    }
    loaded
}

/// Reads a file, or every file of a directory. `source` returns the source for a path. Links below
/// `root` are resolved as in an image.
pub fn load(root: &Path, path: &Path, source: &dyn Fn(PathBuf) -> Source) -> Loaded {
    load_safe(root, path, source, &|_| None)
}

/// Reads a file, or every file of a directory for which `why_unsafe` returns nothing.
fn load_safe(
    root: &Path,
    path: &Path,
    source: &dyn Fn(PathBuf) -> Source,
    why_unsafe: &dyn Fn(&Path) -> Option<String>,
) -> Loaded {
    let mut loaded = Loaded::below(root);
    let own = source(path.to_owned());
    match loaded.stamp(path) {
        Ok(dir) if dir.meta.is_dir() => match DirListing::of(&mut loaded, &dir) {
            Ok(listing) => loaded.add_listing(listing, source, why_unsafe),
            Err(kind) => loaded.add_problem(&own, kind),
        },
        Ok(file) => loaded.add_file(&file, &own, false),
        Err(kind) => loaded.add_problem(&own, kind),
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
        // OpenSSL's own directories are full of dangling links. They are a problem only if a person
        // put them there.
        let others = listing
            .others
            .into_iter()
            .map(|(path, kind)| (source(path), kind));
        let chosen = others.filter(|(source, _)| is_chosen(source));
        let unreadable = listing.unreadable.into_iter();
        let unreadable = unreadable.map(|(path, kind)| (source(path), kind));
        for (source, kind) in chosen.chain(unreadable) {
            self.add_problem(&source, kind);
        }
        for file in listing.files {
            let source = source(file.path.clone());
            match why_unsafe(&file.path) {
                Some(why) => self.add_unsafe(&file.path, &source, ProblemKind::UnsafeForAll(why)),
                None => self.add_file(&file, &source, true),
            }
        }
    }

    /// Adds a problem of the permissions of a path, which has a stamp.
    pub(super) fn add_unsafe(
        &mut self,
        path: &Path,
        source: &Source,
        kind: impl Into<ProblemKind>,
    ) {
        // The stamp of a link is that of its target.
        if os::STAMPS_SHOW_RIGHTS && !self.is_link(path) {
            self.add_problem(source, kind);
        } else {
            self.add_unstamped_problem(source, kind);
        }
    }

    /// Returns whether the only problem is that the source does not exist.
    pub(super) fn is_missing(&self, source: &Source) -> bool {
        let mut problems = self.problems.iter();
        problems.all(|problem| problem.source == *source && problem.kind == ProblemKind::NotFound)
            && !self.problems.is_empty()
    }

    /// Reads one file. In a directory, a file without certificates is a problem only if a person
    /// chose the directory and the file's name is that of a certificate.
    fn add_file(&mut self, file: &Stamped, source: &Source, in_dir: bool) {
        let path = &file.path;
        let content = match self.read_stamped(file) {
            Ok(bytes) => Content::parse(&bytes),
            Err(kind) => return self.add_problem(source, kind),
        };
        let is_empty =
            !content.has_certificates() && content.problems.is_empty() && !content.has_private_key;
        let is_meant = || {
            is_chosen(source)
                && (is_certificate_by_name(path)
                    || content.foreign.is_some_and(Foreign::has_certificates))
        };
        if is_empty && (!in_dir || is_meant()) {
            self.add_problem(source, content.absence());
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
        let origin = || Origin::File(file.to_owned());
        let distrusted = content.distrusted.into_iter();
        (self.distrusted).extend(distrusted.map(|one| (one, origin())));
    }
}
