//! Mozilla's list of root CAs: the compiled-in copy, or a file that replaces it.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::Loaded;
use super::inputs::NamedFile;
use super::stamp::Stamp;
use crate::certs::clock::old_age;
use crate::certs::content::Content;
use crate::certs::mozilla::{DATE, roots};
use crate::certs::{Certificate, ProblemKind, Source, date};
use crate::os;

/// Minimum number of CAs in a file that replaces the list. Mozilla's has had more since 2006, and a
/// file with the studio's CA alone would leave programs without all others.
const MIN_CAS: usize = 100;

/// The copy of Mozilla's list that a bundle includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The file, unless it is the compiled-in copy.
    pub file: Option<PathBuf>,
    /// Seconds since 1970. A file is no older than its newest root.
    pub date: i64,
    /// The date is that of the list. If the times of files are fixed, as in the Nix store, it is
    /// that of the newest root.
    is_exact: bool,
}

impl List {
    const COMPILED_IN: Self = Self {
        file: None,
        date: DATE,
        is_exact: true,
    };

    /// Returns the copy that a bundle includes, for messages.
    pub fn in_use(root: &Path, file: &NamedFile) -> Self {
        load_file(root, file).1.unwrap_or(Self::COMPILED_IN)
    }

    /// Returns the age in days at `now` (seconds since 1970), if the list is old.
    pub fn old_age(&self, now: i64) -> Option<i64> {
        old_age(self.date, now).filter(|_| self.is_exact)
    }

    /// Returns a sentence about the age of the list at `now` (seconds since 1970), if it is old.
    pub fn age(&self, now: i64) -> Option<String> {
        let days = self.old_age(now)?;
        let date = date(self.date);
        Some(match &self.file {
            None => format!(
                "Mozilla's list in sglaunch is {days} days old ({date}): update sglaunch, or name a \
                 newer list in `ca.mozilla`"
            ),
            Some(file) => format!(
                "Mozilla's list in {} is {days} days old ({date}): replace it with a newer one",
                file.display()
            ),
        })
    }
}

/// Returns all roots that Mozilla trusts for servers, and the list that they are from: `file` if it
/// can be used, else the compiled-in copy. Those among `decoded` are copied.
pub fn load(root: &Path, file: &NamedFile, decoded: &[(Source, Certificate)]) -> (Loaded, List) {
    let (mut loaded, list) = load_file(root, file);
    let list = list.unwrap_or_else(|| {
        loaded.append(compiled_in(decoded));
        List::COMPILED_IN
    });
    (loaded, list)
}

/// Returns the public keys of the roots in `file`, if it can be used, else of the compiled-in copy.
pub fn public_keys(root: &Path, file: Option<&NamedFile>) -> HashSet<Box<[u8]>> {
    let loaded = match file {
        Some(file) => load(root, file, &[]).0,
        None => compiled_in(&[]),
    };
    let roots = loaded.certificates.iter();
    roots.map(|(_, root)| root.comparable_key()).collect()
}

fn compiled_in(decoded: &[(Source, Certificate)]) -> Loaded {
    let decoded: HashMap<&[u8], &Certificate> = (decoded.iter())
        // Trust settings may have changed the facts of others.
        .filter(|(_, certificate)| certificate.facts.is_for_servers)
        .map(|(_, certificate)| (&*certificate.der, certificate))
        .collect();
    let mut loaded = Loaded::default();
    for der in roots() {
        let copy = decoded.get(der).map(|certificate| (*certificate).clone());
        match copy.map_or_else(|| Certificate::new(der), Ok) {
            Ok(certificate) => loaded.certificates.push((Source::Mozilla, certificate)),
            Err(why) => loaded.add_problem(&Source::Mozilla, why),
        }
    }
    loaded
}

/// Reads a file that replaces the compiled-in copy; without a list if it cannot be used.
pub fn load_file(root: &Path, file: &NamedFile) -> (Loaded, Option<List>) {
    let mut loaded = Loaded::below(root);
    match loaded.read_list(root, &file.path) {
        Ok(list) => (loaded, Some(list)),
        Err(ProblemKind::NotFound) if file.optional => (loaded, None),
        Err(kind) => {
            let kind = ProblemKind::InList(file.path.clone(), Box::new(kind));
            loaded.add_problem(&Source::Mozilla, kind);
            (loaded, None)
        }
    }
}

impl Loaded {
    /// Reads a file that replaces the compiled-in copy.
    fn read_list(&mut self, root: &Path, path: &Path) -> Result<List, ProblemKind> {
        let file = self.stamp(path)?;
        if let Some(why) = self.unsafe_list(root, path) {
            return Err(ProblemKind::UnsafeForAll(why));
        }
        let mut content = Content::parse(&self.read_stamped(&file)?);
        let facts = content.certificates.iter().map(|one| one.facts);
        let cas = facts.filter(|facts| facts.is_ca && facts.is_for_servers);
        let starts: Vec<i64> = cas.map(|facts| facts.not_before).collect();
        if starts.len() < MIN_CAS {
            let why = content.problems.into_iter().next();
            return Err(why.unwrap_or(ProblemKind::FewCas(starts.len())));
        }
        let newest = starts.into_iter().max().unwrap_or_default();
        let changed = changed_at(&file.meta);
        let in_file = |kind| ProblemKind::InFile(path.to_owned(), Box::new(kind));
        content.problems = content.problems.into_iter().map(in_file).collect();
        self.add_content(content, &Source::Mozilla, path);
        Ok(List {
            file: Some(path.to_owned()),
            date: changed.max(newest),
            is_exact: changed >= newest,
        })
    }

    /// Returns why users who are not administrators could have written a list, which has a stamp.
    fn unsafe_list(&mut self, root: &Path, path: &Path) -> Option<String> {
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let (changed, why) = os::unsafe_for_site(root, dir.into_iter().chain([path]))?;
        // The stamp of a link is that of its target.
        if os::STAMPS_SHOW_RIGHTS && !self.is_link(&changed) {
            self.add_stamp(&changed);
        } else {
            self.stamps.push(Stamp::always_stale());
        }
        Some(if changed == path {
            why
        } else {
            format!("{}: {why}", changed.display())
        })
    }
}

/// Returns when a file was changed last, in seconds since 1970.
fn changed_at(meta: &Metadata) -> i64 {
    let since = (meta.modified().ok()).and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    i64::try_from(since.unwrap_or_default().as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::mozilla::to_pem;

    const DAY: i64 = 24 * 60 * 60;

    #[test]
    fn every_root_can_be_read_and_is_a_ca() {
        let loaded = compiled_in(&[]);
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.certificates.len(), roots().len());
        assert!(
            loaded
                .certificates
                .iter()
                .all(|(_, certificate)| certificate.facts.is_ca)
        );
    }

    #[test]
    fn trust_settings_of_the_system_are_not_copied() {
        let mut certificate = Certificate::new(roots()[0]).unwrap();
        let copied = |certificate: &Certificate| {
            let loaded = compiled_in(&[(Source::NATIVE, certificate.clone())]);
            loaded.certificates == compiled_in(&[]).certificates
        };
        assert!(copied(&certificate));
        certificate.facts.is_for_servers = false;
        assert!(copied(&certificate));
    }

    #[test]
    fn an_exported_list_is_the_compiled_in_one() {
        let dir = tempfile::tempdir().unwrap();
        let file = NamedFile {
            path: dir.path().join("mozilla.pem"),
            optional: true,
        };
        assert_eq!(List::in_use(Path::new("/"), &file), List::COMPILED_IN);
        std::fs::write(&file.path, to_pem()).unwrap();
        let (loaded, list) = load(Path::new("/"), &file, &[]);
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.certificates, compiled_in(&[]).certificates);
        assert_eq!(list.file.as_ref(), Some(&file.path));
    }

    #[test]
    fn a_list_that_is_old_says_so_unless_the_times_of_files_are_fixed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mozilla.pem");
        std::fs::write(&path, to_pem()).unwrap();
        let file = NamedFile {
            path: path.clone(),
            optional: true,
        };
        let changed_on = |seconds: u64| {
            let time = UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(time).unwrap();
        };
        changed_on(DATE.unsigned_abs());
        let now = DATE + 500 * DAY;
        let list = List::in_use(Path::new("/"), &file);
        let age = list.age(now).unwrap();
        assert!(
            age.contains("mozilla.pem is 500 days old (2026-10-23)"),
            "{age}"
        );
        assert_eq!(list.age(DATE + 400 * DAY), None);
        // As in the Nix store.
        changed_on(1);
        let list = List::in_use(Path::new("/"), &file);
        assert!(list.date > 1_600_000_000 && list.date < DATE);
        assert_eq!(list.age(now), None);
        let age = List::COMPILED_IN.age(now).unwrap();
        assert!(age.contains("in sglaunch is 500 days old"), "{age}");
    }
}
