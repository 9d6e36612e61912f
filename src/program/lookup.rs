//! The system that the crate `which` searches: that of the caller's environment, not the process's.
//! PATHEXT and the home directory are values: only `process` reads the environment.

use std::env::split_paths;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use which::WhichConfig;
use which::sys::{RealSys, Sys};

use super::SearchContext;
use crate::env::Env;
use crate::env::names::{DEFAULT_EXTENSIONS, PATHEXT};

/// Returns the programs with this name in the directories of `path`, or that a path leads to.
pub(super) fn programs<'a>(
    name: &OsStr,
    path: &OsStr,
    context: &'a SearchContext,
) -> impl Iterator<Item = PathBuf> + use<'a> {
    let all = WhichConfig::new_with_sys(CallersSystem(context))
        .binary_name(name.to_owned())
        .custom_path_list(path.to_owned())
        .custom_cwd(context.cwd.to_owned())
        .all_results();
    all.into_iter().flatten()
}

/// Returns the extensions that Windows adds to the names of programs.
fn extensions(env: &Env) -> &OsStr {
    let of_caller = env.get(PATHEXT).filter(|list| {
        let mut extensions = split_list(list);
        extensions.any(|it| it.starts_with('.'))
    });
    of_caller.unwrap_or(DEFAULT_EXTENSIONS.as_ref())
}

fn split_list(list: &OsStr) -> impl Iterator<Item = &str> {
    list.to_str().into_iter().flat_map(|list| list.split(';'))
}

struct CallersSystem<'a>(&'a SearchContext<'a>);

impl Sys for CallersSystem<'_> {
    type ReadDirEntry = <RealSys as Sys>::ReadDirEntry;
    type Metadata = <RealSys as Sys>::Metadata;

    fn is_windows(&self) -> bool {
        cfg!(windows)
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        Ok(self.0.cwd.to_owned())
    }

    fn home_dir(&self) -> Option<PathBuf> {
        self.0.home.map(Path::to_owned)
    }

    fn env_split_paths(&self, paths: &OsStr) -> Vec<PathBuf> {
        split_paths(paths).collect()
    }

    fn env_path(&self) -> Option<OsString> {
        self.0.env.search_path().map(OsStr::to_owned)
    }

    fn env_path_ext(&self) -> Option<OsString> {
        Some(extensions(self.0.env).to_owned())
    }

    fn metadata(&self, path: &Path) -> io::Result<Self::Metadata> {
        RealSys.metadata(path)
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<Self::Metadata> {
        RealSys.symlink_metadata(path)
    }

    fn read_dir(
        &self,
        path: &Path,
    ) -> io::Result<Box<dyn Iterator<Item = io::Result<Self::ReadDirEntry>>>> {
        RealSys.read_dir(path)
    }

    fn is_valid_executable(&self, path: &Path) -> io::Result<bool> {
        RealSys.is_valid_executable(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extensions_of_programs_have_a_default() {
        for (value, expected) in [
            (None, DEFAULT_EXTENSIONS),
            (Some(""), DEFAULT_EXTENSIONS),
            (Some(";"), DEFAULT_EXTENSIONS),
            (Some("EXE"), DEFAULT_EXTENSIONS),
            (Some(".EXE"), ".EXE"),
            (Some("x;.CMD;.PY"), "x;.CMD;.PY"),
        ] {
            let env: Env = (value.iter()).map(|value| ("PATHEXT", *value)).collect();
            assert_eq!(extensions(&env), expected, "{value:?}");
        }
    }
}
