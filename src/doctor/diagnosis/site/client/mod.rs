//! The trust anchors of the three clients.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::certs::Certificate;
use crate::certs::name::comparable;
use crate::doctor::Subject;
use crate::doctor::python::Report;
use crate::doctor::trust::{LoadFault, load_dir, load_file, of_system};
use crate::env::Env;
use crate::env::names::SSL_CERT_DIR;

#[cfg(unix)]
use unix as platform;
#[cfg(windows)]
use windows as platform;

const SSL_CERT_FILE: &str = "SSL_CERT_FILE";

/// A client's trust anchors, each with the index of its place.
#[derive(Debug, Default)]
pub struct Client<'a> {
    pub anchors: Vec<(usize, Cow<'a, Certificate>)>,
    /// Certificates of directories in which OpenSSL does not look for their names, because an
    /// anchor has the name.
    pub hidden: Vec<(usize, Cow<'a, Certificate>)>,
    pub places: Vec<Place>,
}

/// A place from which a client loads trust anchors.
#[derive(Debug)]
pub enum Place {
    Bundle(PathBuf),
    System,
    File {
        /// The variable that names the file; `None` for a compiled-in one.
        variable: Option<String>,
        path: PathBuf,
        fault: Option<LoadFault>,
        count: usize,
    },
    Dir {
        variable: Option<String>,
        path: PathBuf,
        count: usize,
    },
    /// A variable that is set and empty: OpenSSL does not take its own path instead.
    Empty {
        variable: String,
    },
}

/// The names of the variables, and what a client loads without them.
struct Defaults {
    variables: [String; 2],
    file: Option<PathBuf>,
    dir: Option<PathBuf>,
}

impl<'a> Client<'a> {
    /// Returns sglaunch's bundle; `None` if there is none.
    pub fn of_bundle(subject: &'a Subject) -> Option<Self> {
        let bundle = subject.certificates.as_ref()?.bundle.as_ref().ok()?;
        let mut client = Self::default();
        client.add_bundle(subject, &bundle.path);
        Some(client)
    }

    /// Returns the anchors of OpenSSL in the caller's environment, without sglaunch.
    pub fn of_environment(subject: &'a Subject) -> Self {
        let env = &subject.env;
        let mut names = [SSL_CERT_FILE, SSL_CERT_DIR].iter();
        let has_variables = names.any(|name| env.get(name).is_some());
        let is_system = platform::OWN_IS_SYSTEM && !has_variables;
        let mut client = Self::default();
        if platform::LOADS_SYSTEM || is_system {
            client.add_system(subject);
        }
        if !is_system {
            let [file, dir] = platform::own(&subject.dirs.root);
            let defaults = Defaults::new([SSL_CERT_FILE, SSL_CERT_DIR], file, dir);
            client.add_variables(subject, env, &defaults);
        }
        client
    }

    /// Returns the anchors of the program's Python in its environment.
    pub fn of_python(subject: &'a Subject, report: &Report) -> Self {
        let mut client = Self::default();
        if platform::LOADS_SYSTEM {
            client.add_system(subject);
        }
        let paths = report.ssl.as_ref().and_then(|ssl| ssl.paths.as_ref());
        let defaults = match paths {
            Some(paths) => Defaults::new(
                [&paths.file_variable, &paths.dir_variable],
                Some(PathBuf::from(&paths.file)),
                Some(PathBuf::from(&paths.dir)),
            ),
            None => Defaults::new([SSL_CERT_FILE, SSL_CERT_DIR], None, None),
        };
        client.add_variables(subject, subject.env_of_program(), &defaults);
        client
    }

    /// Returns whether the client loads the bundle.
    pub fn has_bundle(&self) -> bool {
        (self.places.iter()).any(|place| matches!(place, Place::Bundle(_)))
    }

    /// Returns whether the client loads the system's store.
    pub fn has_system(&self) -> bool {
        (self.places.iter()).any(|place| matches!(place, Place::System))
    }

    fn add_variables(&mut self, subject: &'a Subject, env: &Env, defaults: &Defaults) {
        let [file, dir] = &defaults.variables;
        match env.get(file) {
            Some(value) if value.is_empty() => self.add_empty(file),
            Some(value) => self.add_file(subject, Some(file), &subject.cwd.join(value)),
            None => {
                if let Some(path) = &defaults.file {
                    self.add_file(subject, None, path);
                }
            }
        }
        match env.get(dir) {
            Some(value) if value.is_empty() => self.add_empty(dir),
            Some(value) => {
                for path in std::env::split_paths(value).filter(|path| *path != OsStr::new("")) {
                    self.add_dir(Some(dir), &subject.cwd.join(path));
                }
            }
            None => {
                if let Some(path) = &defaults.dir {
                    self.add_dir(None, path);
                }
            }
        }
    }

    fn add(&mut self, place: Place, anchors: impl IntoIterator<Item = Cow<'a, Certificate>>) {
        let index = self.places.len();
        let anchors = anchors.into_iter().map(|one| (index, one));
        self.anchors.extend(anchors);
        self.places.push(place);
    }

    fn add_empty(&mut self, variable: &str) {
        self.places.push(Place::Empty {
            variable: variable.to_owned(),
        });
    }

    fn add_bundle(&mut self, subject: &'a Subject, path: &Path) {
        let merged = (subject.certificates.iter())
            .flat_map(|certificates| certificates.gathered.merged.included());
        let anchors = merged.map(|entry| Cow::Borrowed(&entry.certificate));
        self.add(Place::Bundle(path.to_owned()), anchors);
    }

    fn add_system(&mut self, subject: &'a Subject) {
        self.add(Place::System, of_system(subject));
    }

    fn add_file(&mut self, subject: &'a Subject, variable: Option<&String>, path: &Path) {
        let bundle = subject.certificates.as_ref();
        let bundle = bundle.and_then(|certificates| certificates.bundle.as_ref().ok());
        if bundle.is_some_and(|bundle| bundle.path == path) {
            self.add_bundle(subject, path);
            return;
        }
        let loaded = load_file(path);
        let place = Place::File {
            variable: variable.cloned(),
            path: path.to_owned(),
            fault: loaded.fault,
            count: loaded.certificates.len(),
        };
        self.add(place, loaded.certificates.into_iter().map(Cow::Owned));
    }

    /// Adds a directory, in which OpenSSL looks only for the names that no file has.
    fn add_dir(&mut self, variable: Option<&String>, path: &Path) {
        let found = load_dir(path);
        let place = Place::Dir {
            variable: variable.cloned(),
            path: path.to_owned(),
            count: found.len(),
        };
        let anchors = self.anchors.iter();
        let names: HashSet<String> = anchors.map(|(_, one)| comparable(one.subject())).collect();
        let is_hidden = |one: &Certificate| names.contains(&comparable(one.subject()));
        let (hidden, found): (Vec<_>, Vec<_>) = found.into_iter().partition(is_hidden);
        let index = self.places.len();
        let hidden = hidden.into_iter().map(|one| (index, Cow::Owned(one)));
        self.hidden.extend(hidden);
        self.add(place, found.into_iter().map(Cow::Owned));
    }
}

impl Defaults {
    fn new<S: ToString>(variables: [S; 2], file: Option<PathBuf>, dir: Option<PathBuf>) -> Self {
        Self {
            variables: variables.map(|name| name.to_string()),
            file,
            dir,
        }
    }
}
