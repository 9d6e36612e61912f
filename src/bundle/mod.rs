//! From bundle inputs to a file: the cached bundle if it is fresh, otherwise a new one.

mod build;
pub mod cache;
pub mod diff;
mod draft;
mod fallback;
pub mod files;
mod fresh;
mod previous;
pub mod prune;
pub mod record;

use std::io;
use std::path::{Path, PathBuf};

use crate::certs::entries::Merged;
use crate::certs::{Client, Problem};
use crate::dirs::CacheDirs;
use crate::stores::inputs::BundleInputs;

pub use crate::certs::clock::now;
pub use build::NotBuilt;
use cache::Cache;
pub use fresh::{TOUCH_INTERVAL, touch};
pub use previous::Replaced;

/// The files of certificates for a program's clients.
#[derive(Debug)]
pub struct Bundle {
    /// The main file, for the clients that use OpenSSL and for all that have no file of their own.
    pub path: PathBuf,
    /// The files of other clients.
    pub others: Vec<(Client, PathBuf)>,
    /// An empty directory, if OpenSSL must not read its default one.
    pub empty_dir: Option<PathBuf>,
    /// The merged sources; `None` if the bundle was fresh.
    pub built: Option<Merged>,
    /// Problems to report to the user.
    pub problems: Vec<Problem>,
}

impl Bundle {
    /// Returns the bundle of these files in `cache`. If OpenSSL must not read its default
    /// directory, creates the empty one.
    fn in_cache(
        cache: &Cache,
        path: PathBuf,
        others: Vec<(Client, PathBuf)>,
        hides_dir: bool,
    ) -> io::Result<Self> {
        Ok(Self {
            path,
            others,
            empty_dir: hides_dir.then(|| cache.empty_dir()).transpose()?,
            built: None,
            problems: Vec::new(),
        })
    }

    /// Returns the file of `client`.
    pub fn file(&self, client: Client) -> &Path {
        self.own_file(client).unwrap_or(&self.path)
    }

    /// Returns the file that only `client` reads, if it has one. Java's is a key store.
    pub fn own_file(&self, client: Client) -> Option<&Path> {
        let own = self.others.iter().find(|(other, _)| *other == client);
        own.map(|(_, path)| path.as_path())
    }
}

/// A request for the bundle of some inputs on this machine.
#[derive(Debug)]
pub struct BundleRequest<'a> {
    pub inputs: &'a BundleInputs,
    caches: &'a CacheDirs,
    /// The directory that the system's paths are relative to.
    root: &'a Path,
    host: String,
    /// Identifies the inputs on this machine; computed once per launch.
    cache_key: String,
    /// Builds even if the bundle is fresh.
    pub refresh: bool,
}

impl<'a> BundleRequest<'a> {
    /// Returns a request for a bundle on the machine named `host`, in one of `caches`.
    pub fn new(
        inputs: &'a BundleInputs,
        caches: &'a CacheDirs,
        root: &'a Path,
        host: String,
    ) -> Self {
        Self {
            inputs,
            caches,
            root,
            cache_key: inputs.cache_key(&host, root),
            host,
            refresh: false,
        }
    }
}
