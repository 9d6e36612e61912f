//! The lookup of profiles by their aliases.
//!
//! The aliases in files are in an index in the cache: a launch by an alias must not read the
//! profiles of a whole studio. The index has the stamps of the directories of profiles. A file that
//! is edited in place does not change these, so the profile that is found must have the alias, and
//! the index is built anew for a name that is not found.

use std::cell::OnceCell;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::bundle::cache::Cache;
use crate::bundle::record::read_own;
use crate::dirs::{self, CacheDirs};
use crate::env::Env;
use crate::error::Result;
use crate::os::atomic::write_unsynced;
use crate::profile::{AliasMatch, Layers, Profile, Version, alias_matches, built_in_alias_matches};
use crate::program::Request;
use crate::stores::stamp::Stamp;

/// Version of the file format. Files of other versions are not read.
const SCHEMA: u32 = 1;

/// A profile, and how it was called.
#[derive(Debug)]
pub struct CalledProfile {
    pub profile: Profile,
    /// The version after `@`, or in an alias.
    pub version: Option<Version>,
    /// The alias, unless it contains a version.
    pub alias: Option<String>,
}

/// When the index is built anew, beside the first lookup and a change of the directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reindex {
    /// If neither the index nor the built-in table has the name.
    OnMiss,
    /// Only if a profile does not have the alias any more. The name is mostly not an alias, as in a
    /// launch of a program by its path.
    IfOutdated,
}

/// The aliases of all profiles in these layers, with their index in one of these caches.
pub struct Aliases<'a> {
    layers: &'a Layers,
    caches: &'a CacheDirs,
    env: &'a Env,
    key: OnceCell<String>,
}

/// The aliases in files.
#[derive(Debug, Serialize, Deserialize)]
struct Index {
    key: String,
    stamps: Vec<Stamp>,
    /// Each with the name of its profile, in the order in which a launch looks.
    aliases: Vec<(String, String)>,
}

/// The result of a lookup in an index.
#[derive(Default)]
struct Lookup {
    found: Option<CalledProfile>,
    /// A profile in the index does not have the alias any more.
    is_outdated: bool,
}

impl Index {
    /// Returns whether no directory has changed since the index was written.
    fn is_current(&self) -> bool {
        Stamp::are_current(&self.stamps)
    }
}

impl CalledProfile {
    /// Returns a profile that was called by its own name.
    pub fn by_name(profile: Profile) -> Self {
        Self {
            profile,
            version: None,
            alias: None,
        }
    }

    /// Returns the request to the program search.
    pub fn request(&self) -> Request<'_> {
        Request {
            version: self.version.as_ref(),
            called_as: self.alias.as_deref(),
            ..Request::default()
        }
    }
}

impl<'a> Aliases<'a> {
    pub fn new(layers: &'a Layers, caches: &'a CacheDirs, env: &'a Env) -> Self {
        Self {
            layers,
            caches,
            env,
            key: OnceCell::new(),
        }
    }

    /// Finds the profile with this name, else the one with this alias.
    pub fn resolve(&self, name: &str, reindex: Reindex) -> Result<Option<CalledProfile>> {
        match Profile::find(name, self.layers)? {
            Some(profile) => Ok(Some(CalledProfile::by_name(profile))),
            None => self.find(name, reindex),
        }
    }

    /// Returns the aliases in the index, each with the name of its profile, and whether no
    /// directory has changed since. The directory of temporary files, which can be large, is not
    /// searched for a cache.
    pub fn indexed(&self) -> Option<(Vec<(String, String)>, bool)> {
        let index = self.caches.first().and_then(|dir| self.recorded_in(dir))?;
        let is_current = index.is_current();
        Some((index.aliases, is_current))
    }

    /// Returns the key of the index. It contains the host, because machines share home directories.
    fn key(&self) -> &str {
        (self.key).get_or_init(|| {
            let host = dirs::host(self.env);
            format!("aliases {SCHEMA} {host} {}", self.layers.key())
        })
    }

    /// Finds the profile with this alias.
    fn find(&self, name: &str, reindex: Reindex) -> Result<Option<CalledProfile>> {
        // Most users have no profiles in files.
        if self.layers.dirs().next().is_none() {
            return self.built_in(name);
        }
        let index = self.current();
        let mut is_old = index.is_none();
        if let Some(index) = index {
            let Lookup { found, is_outdated } = self.look_up(&index.aliases, name)?;
            if found.is_some() {
                return Ok(found);
            }
            is_old = is_outdated;
        }
        let mut found = is_old
            .then(|| self.look_up_anew(name))
            .transpose()?
            .flatten();
        if found.is_none() {
            found = self.built_in(name)?;
        }
        if found.is_none() && !is_old && reindex == Reindex::OnMiss {
            found = self.look_up_anew(name)?;
        }
        Ok(found)
    }

    fn built_in(&self, name: &str) -> Result<Option<CalledProfile>> {
        Ok(self.first(built_in_alias_matches(name))?.found)
    }

    fn look_up_anew(&self, name: &str) -> Result<Option<CalledProfile>> {
        Ok(self.look_up(&self.rebuild(), name)?.found)
    }

    /// Updates the index, if there is one, with files that were edited in place.
    pub fn refresh(&self) {
        if let Some(index) = self.recorded() {
            let (stamps, aliases) = self.read_files();
            if aliases != index.aliases {
                self.write(stamps, aliases);
            }
        }
    }

    fn look_up(&self, aliases: &[(String, String)], name: &str) -> Result<Lookup> {
        let table = aliases
            .iter()
            .map(|(alias, profile)| (&**alias, &**profile));
        self.first(alias_matches(table, name))
    }

    /// Returns the first profile that still has its alias.
    fn first<'m>(&self, matches: impl Iterator<Item = AliasMatch<'m>>) -> Result<Lookup> {
        let mut lookup = Lookup::default();
        for found in matches {
            if let Some(profile) = Profile::find(found.profile, self.layers)?
                && (profile.settings.aliases.iter()).any(|own| own.value.as_str() == found.alias)
            {
                let alias = found.version.is_none().then(|| found.alias.to_owned());
                lookup.found = Some(CalledProfile {
                    profile,
                    version: found.version,
                    alias,
                });
                break;
            }
            lookup.is_outdated = true;
        }
        Ok(lookup)
    }

    /// Returns the first index in a cache, whether or not a directory has changed since.
    fn recorded(&self) -> Option<Index> {
        self.caches.iter().find_map(|dir| self.recorded_in(&dir))
    }

    fn recorded_in(&self, dir: &Path) -> Option<Index> {
        let cache = Cache::open(dir).ok()?;
        let index = read_own::<Index>(&cache.record(self.key()))?;
        (index.key == self.key()).then_some(index)
    }

    /// Returns the index if no directory has changed since it was written.
    fn current(&self) -> Option<Index> {
        self.recorded().filter(Index::is_current)
    }

    /// Reads the files, and writes the index to the first cache that can be written. Without a
    /// cache, each launch by an alias reads the files again.
    fn rebuild(&self) -> Vec<(String, String)> {
        let (stamps, aliases) = self.read_files();
        self.write(stamps, aliases.clone());
        aliases
    }

    /// Returns the stamps of the directories, taken before the files are read, and the aliases.
    fn read_files(&self) -> (Vec<Stamp>, Vec<(String, String)>) {
        let dirs = self.layers.dirs();
        let stamps = dirs.map(|(dir, image)| Stamp::of_path_in(image.as_ref(), dir));
        let stamps = stamps.collect();
        let aliases = self.layers.file_aliases().into_iter();
        let aliases = aliases.map(|alias| (alias.alias, alias.file.name));
        (stamps, aliases.collect())
    }

    fn write(&self, stamps: Vec<Stamp>, aliases: Vec<(String, String)>) {
        let key = self.key().to_owned();
        let index = Index {
            key,
            stamps,
            aliases,
        };
        let Ok(json) = serde_json::to_vec(&index) else {
            return;
        };
        for dir in self.caches.to_write().flatten() {
            if let Ok(cache) = Cache::of_caches(self.caches, &dir)
                && write_unsynced(&cache.record(self.key()), &json).is_ok()
            {
                return;
            }
        }
    }
}
