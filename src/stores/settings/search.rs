//! The search for CA files in settings files.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::variables::Variables;
use crate::certs::{ProblemKind, Setting, Source};
use crate::os;
use crate::stores::Loaded;

/// A file of settings.
#[derive(Clone, Debug)]
pub(super) struct SettingsFile {
    pub path: PathBuf,
    /// The file is for all users of the machine, not the user's own.
    pub is_site: bool,
}

/// A value that names a CA file, and its place.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub text: Vec<u8>,
    pub file: SettingsFile,
    /// `None` for a variable of the environment.
    pub line: Option<usize>,
}

/// A CA file that a setting names.
#[derive(Debug)]
pub(super) struct Found {
    pub setting: Setting,
    /// The path to read. A relative one stays relative, so that its stamp is another in another
    /// directory.
    pub path: PathBuf,
    /// The file need not exist.
    pub is_optional: bool,
}

/// The search through the settings of all clients.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub variables: &'a Variables,
    loaded: Loaded,
    found: Vec<Found>,
}

impl SettingsFile {
    /// Returns a file that the user has chosen.
    pub fn of_user(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            path,
            is_site: false,
        }
    }
}

impl<'a> Search<'a> {
    pub fn new(variables: &'a Variables) -> Self {
        Self {
            variables,
            loaded: Loaded::below(&variables.root),
            found: Vec::new(),
        }
    }

    /// Returns the stamps and problems of the settings files, and the CA files.
    pub fn finish(self) -> (Loaded, Vec<Found>) {
        (self.loaded, self.found)
    }

    /// Returns a file of settings for all users of the system below the root.
    pub fn site_file(&self, path: impl AsRef<Path>) -> SettingsFile {
        SettingsFile {
            path: self.below_root(path.as_ref()),
            is_site: true,
        }
    }

    /// Reads a settings file. Returns `None` if it does not exist, and no text if it cannot be
    /// read. One for all users counts only if no other user could have written it.
    pub fn read(&mut self, file: &SettingsFile) -> Option<Vec<u8>> {
        let path = &file.path;
        if path.as_os_str().is_empty() || path == Path::new(os::NULL_DEVICE) {
            return None;
        }
        let source = Source::Inherited(path.clone());
        let stamped = match self.loaded.stamp(path) {
            Ok(stamped) => stamped,
            Err(ProblemKind::NotFound) => return None,
            Err(kind) => {
                self.loaded.add_problem(&source, kind);
                return Some(Vec::new());
            }
        };
        let paths = [Some(&**path), path.parent()].into_iter().flatten();
        let root = &self.variables.root;
        let found = file.is_site.then(|| os::unsafe_for_site(root, paths));
        if let Some((path, why)) = found.flatten() {
            let kind = ProblemKind::UnsafeForAll(format!("{}: {why}", path.display()));
            self.loaded.add_unsafe(&path, &source, kind);
            return Some(Vec::new());
        }
        let read = self.loaded.read_stamped(&stamped);
        Some(read.unwrap_or_else(|kind| {
            self.loaded.add_problem(&source, kind);
            Vec::new()
        }))
    }

    /// Adds the problem of a line that the client rejects.
    pub fn add_bad_line(&mut self, file: &SettingsFile, line: usize, client: &str) {
        let source = Source::Setting(Setting {
            file: file.path.clone(),
            line: Some(line),
            path: file.path.clone(),
        });
        let message =
            format!("{client} rejects this line, so the rest of the file is not used: correct it");
        self.loaded.add_problem(&source, message);
    }

    /// Adds the CA file that a line of a settings file names. Clients read a relative path in the
    /// current directory.
    pub fn add(
        &mut self,
        file: &SettingsFile,
        line: Option<usize>,
        path: PathBuf,
        is_optional: bool,
    ) {
        if !file.is_site {
            self.warn_if_shared(file);
        }
        let path = if file.is_site {
            self.below_root(&path)
        } else {
            path
        };
        let setting = Setting {
            file: file.path.clone(),
            line,
            path: self.variables.cwd.join(&path),
        };
        self.found.push(Found {
            setting,
            path,
            is_optional,
        });
    }

    /// Warns that other users can name CA files in the user's settings.
    fn warn_if_shared(&mut self, file: &SettingsFile) {
        let source = Source::Inherited(file.path.clone());
        let shared = |path: &Path| os::shared_with(path, &fs::metadata(path).ok()?);
        let is_new = !(self.loaded.problems.iter()).any(|problem| problem.source == source);
        if let Some(who) = is_new.then(|| shared(&file.path)).flatten() {
            self.loaded
                .add_problem(&source, ProblemKind::SharedTrust(who));
        }
    }

    /// Returns the path of a value that may begin with `~` or `~user`.
    pub fn expand_home(&mut self, text: &[u8]) -> PathBuf {
        let path = os::path_from_bytes(text);
        let mut parts = path.components();
        let first = match parts.next() {
            Some(Component::Normal(name)) => name.as_encoded_bytes().strip_prefix(b"~"),
            _ => None,
        };
        let home = match first {
            Some(b"") => self.variables.home.clone(),
            Some(user) => self.home_of(user),
            None => None,
        };
        home.map_or_else(|| path.clone(), |home| home.join(parts.as_path()))
    }

    /// Returns the home directory of another user, from `/etc/passwd`.
    fn home_of(&mut self, user: &[u8]) -> Option<PathBuf> {
        let passwd = self.below_root(Path::new("/etc/passwd"));
        let stamped = self.loaded.stamp(&passwd).ok()?;
        let text = self.loaded.read_stamped(&stamped).ok()?;
        text.split(|byte| *byte == b'\n').find_map(|line| {
            let mut fields = line.split(|byte| *byte == b':');
            (fields.next()? == user).then_some(())?;
            Some(os::path_from_bytes(fields.nth(4)?))
        })
    }

    /// Returns whether a directory exists.
    pub fn is_dir(&mut self, path: &Path) -> bool {
        let stamped = self.loaded.stamp(path);
        stamped.is_ok_and(|stamped| stamped.meta.is_dir())
    }

    /// Returns an absolute path below the root; a relative one stays as it is.
    fn below_root(&self, path: &Path) -> PathBuf {
        let below = path.strip_prefix("/").ok();
        below.map_or_else(|| path.to_owned(), |below| self.variables.root.join(below))
    }
}
