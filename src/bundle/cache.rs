//! The cache folder: who may write to it, and how a file gets into it.
//!
//! A bundle decides whom programs trust, so a folder that others can write to is refused and never used.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::{Error, Location, Result};
use crate::launch::hook;
use crate::os;
use crate::os::atomic::{remove_dir, remove_file, temporary_in, write_atomically};
use crate::os::ownership::{Unsafe, check_dir, remove_if_unsafe};

/// A cache folder that only its owner can write to, or that is not there yet.
#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
}

/// What [`Cache::prune`] removed.
#[derive(Debug, Default)]
pub struct Pruned {
    /// How many bundles.
    pub bundles: usize,
    /// How many bytes.
    pub bytes: u64,
}

const BUNDLES: &str = "bundles";
const RECIPES: &str = "recipes";
const EMPTY: &str = "empty";
const HOOKS: &str = "hooks";

/// How long a bundle stays that no launch uses.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How old a temporary file must be to be one that a launch left behind.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

impl Cache {
    /// The cache at `root`, if nobody else can write to it.
    pub fn open(root: &Path) -> Result<Self> {
        for folder in [root.to_owned(), root.join(BUNDLES), root.join(RECIPES)] {
            // What cannot even be looked at cannot be written either: then there is another folder.
            let Ok(meta) = fs::symlink_metadata(&folder) else {
                continue;
            };
            if let Err(Unsafe { reason, hint }) = check_dir(&folder, &meta) {
                return Err(
                    Error::new(format!("the cache directory is not safe: {reason}"))
                        .at(Location::file(folder))
                        .hint(hint),
                );
            }
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// The cache at `root`, only to be asked what is in it.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Whether `path` is something that this cache hands to programs.
    pub fn has(&self, path: &Path) -> bool {
        path.parent()
            .is_some_and(|folder| folder == self.root.join(BUNDLES))
            || path == self.root.join(EMPTY)
    }

    /// The bundle whose SHA-256 is `digest`.
    pub fn bundle(&self, digest: &str) -> PathBuf {
        self.root
            .join(BUNDLES)
            .join(format!("{}.pem", &digest[..16]))
    }

    /// What is remembered of a recipe. Its name is no digest, which takes longer to start than to compute: two recipes
    /// may share a name, and the text in the file says whose it is.
    pub fn record(&self, recipe: &str) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        hasher.write(recipe.as_bytes());
        self.records()
            .join(format!("{:016x}.json", hasher.finish()))
    }

    /// Where what is remembered of recipes is.
    pub fn records(&self) -> PathBuf {
        self.root.join(RECIPES)
    }

    /// A folder with nothing in it, for `SSL_CERT_DIR`.
    pub fn empty_folder(&self) -> io::Result<PathBuf> {
        let folder = self.root.join(EMPTY);
        if folder.to_string_lossy().contains(os::LIST_SEPARATOR) {
            return Err(io::Error::other(
                "its path has a separator of lists in it, which SSL_CERT_DIR is",
            ));
        }
        os::create_own_folder(&folder)?;
        if check_dir(&folder, &fs::symlink_metadata(&folder)?).is_err()
            || fs::read_dir(&folder)?.next().is_some()
        {
            return Err(io::Error::other(format!(
                "{} is not a safe, empty folder: remove it",
                folder.display()
            )));
        }
        Ok(folder)
    }

    /// The folder of the certifi hook, with its files. They are never changed while they are right.
    pub fn hook(&self) -> io::Result<PathBuf> {
        let folder = self.root.join(HOOKS).join(hook::NAME);
        if folder.to_string_lossy().contains(os::LIST_SEPARATOR) {
            return Err(io::Error::other(
                "the path of the cache has a separator of lists in it, which PYTHONPATH is",
            ));
        }
        os::create_own_folder(&folder)?;
        for folder in [&self.root, &self.root.join(HOOKS), &folder] {
            let meta = fs::symlink_metadata(folder)?;
            check_dir(folder, &meta).map_err(|risk| {
                io::Error::other(format!("{} is not safe: {}", folder.display(), risk.reason))
            })?;
        }
        // What Python compiles decides what runs as much as what it is compiled from. Made here, the folder for that is
        // open to nobody else, whatever the program gives to its own; without one Python compiles at each start.
        let compiled = folder.join("__pycache__");
        for folder in [&folder, &compiled] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                remove_if_unsafe(&entry.path())?;
            }
        }
        let _ = os::create_own_folder(&compiled);
        for (name, content) in hook::FILES {
            let path = folder.join(name);
            if !fs::read(&path).is_ok_and(|bytes| bytes == content.as_bytes()) {
                write_atomically(&path, content.as_bytes())?;
            }
        }
        touch_dir(&folder);
        Ok(folder)
    }

    /// Makes the folders, and tries whether a file can be made in them.
    pub fn prepare(&self) -> io::Result<()> {
        os::create_own_folder(&self.root.join(BUNDLES))?;
        os::create_own_folder(&self.root.join(RECIPES))?;
        temporary_in(&self.root.join(BUNDLES)).map(drop)
    }

    /// Removes bundles that no launch has used for 30 days, what was remembered of them, and what was left behind.
    pub fn prune(&self, now: SystemTime) -> io::Result<Pruned> {
        let mut pruned = Pruned::default();
        for (path, meta) in files_in(&self.root.join(BUNDLES))?
            .into_iter()
            .filter(|(_, meta)| meta.is_file())
        {
            let is_bundle = path.extension().is_some_and(|extension| extension == "pem");
            if age(&meta, now) > if is_bundle { KEPT } else { ABANDONED } {
                remove_file(&path)?;
                pruned.bundles += usize::from(is_bundle);
                pruned.bytes += meta.len();
            }
        }
        for (path, meta) in files_in(&self.root.join(HOOKS))? {
            // That of another version of sglaunch.
            let is_other = hook::is_folder(&path) && !path.ends_with(hook::NAME);
            if is_other && meta.is_dir() && age(&meta, now) > KEPT {
                remove_dir(&path)?;
            }
        }
        for (path, _) in files_in(&self.root.join(RECIPES))? {
            let bundle = super::record::bundle_of(&path);
            if !bundle.is_some_and(|digest| self.bundle(&digest).exists()) {
                remove_file(&path)?;
            }
        }
        Ok(pruned)
    }
}

/// How long ago a file was written, or a folder's entries changed.
fn age(meta: &fs::Metadata, now: SystemTime) -> Duration {
    let modified = meta.modified().ok();
    let age = modified.and_then(|time| now.duration_since(time).ok());
    age.unwrap_or_default()
}

/// Sets the time by which `prune` goes, where the system lets that be done to a folder.
fn touch_dir(folder: &Path) {
    let now = SystemTime::now();
    let is_noted = fs::metadata(folder).is_ok_and(|meta| age(&meta, now) < super::TOUCH_INTERVAL);
    if !is_noted {
        let _ = os::open_folder(folder).and_then(|folder| folder.set_modified(now));
    }
}

fn files_in(folder: &Path) -> io::Result<Vec<(PathBuf, fs::Metadata)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    entries
        .map(|entry| entry.and_then(|entry| Ok((entry.path(), entry.metadata()?))))
        .collect()
}
