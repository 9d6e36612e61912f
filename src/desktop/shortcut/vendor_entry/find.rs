//! Searches the menus and the program's directory for the vendor's entry.

use std::fs;
use std::path::{Path, PathBuf};

use super::VendorEntry;
use crate::desktop::shortcut::menu_dir;
use crate::dirs::Dirs;
use crate::env::Env;
use crate::order;
use crate::os;

/// Depth of the search below a menu directory.
const DEPTH: usize = 3;

/// Limit of files. A directory with more is not a directory of desktop entries.
const MAX_FILES: usize = 4096;

/// Finds the vendor's entry that starts `program` with one of the lists of options, in their order.
pub fn find(
    program: &Path,
    flags: &[Vec<String>],
    dirs: &Dirs,
    env: &Env,
    cwd: &Path,
) -> Option<VendorEntry> {
    let is_shim = |path: &Path| {
        let dir = path.parent().zip(dirs.shims.as_deref());
        dir.is_some_and(|(dir, shims)| os::same_file(dir, shims))
    };
    let resolve = |name: &str| {
        let mut all = which::which_in_all(name, env.search_path(), cwd).ok()?;
        all.find(|path| !is_shim(path))
    };
    let is_program = |name: &str| resolve(name).is_some_and(|path| os::same_file(&path, program));
    let menus = menus(dirs, env);
    flags.iter().find_map(|flags| {
        let mut menus = menus.iter();
        menus
            .find_map(|dir| find_in(dir, DEPTH, flags, &is_program))
            .or_else(|| find_beside(program, flags))
    })
}

/// Returns the directories of desktop entries, the user's first.
fn menus(dirs: &Dirs, env: &Env) -> Vec<PathBuf> {
    let system: Vec<PathBuf> = match env.non_empty("XDG_DATA_DIRS") {
        Some(list) => std::env::split_paths(list)
            .filter(|dir| dir.is_absolute())
            .collect(),
        None => ["usr/local/share", "usr/share"]
            .map(|dir| dirs.root.join(dir))
            .to_vec(),
    };
    let system = system.into_iter().map(|dir| dir.join("applications"));
    menu_dir(dirs).into_iter().chain(system).collect()
}

/// Finds an entry that the vendor put beside the program, with the icon.
fn find_beside(program: &Path, flags: &[String]) -> Option<VendorEntry> {
    let real = fs::canonicalize(program).ok()?;
    let is_program = |name: &str| Path::new(name).file_name() == real.file_name();
    let dir = real.parent()?;
    let dirs = [
        Some(dir.to_owned()),
        dir.parent().map(|parent| parent.join("desktop")),
    ];
    dirs.into_iter().flatten().find_map(|dir| {
        let entry = find_in(&dir, 1, flags, &is_program)?;
        Some(VendorEntry {
            program_dir: Some(dir),
            ..entry
        })
    })
}

fn find_in(
    dir: &Path,
    depth: usize,
    flags: &[String],
    is_program: &dyn Fn(&str) -> bool,
) -> Option<VendorEntry> {
    let mut files = Vec::new();
    collect(dir, depth, &mut files);
    let mut entries = files.iter().filter_map(|file| VendorEntry::read(file));
    entries.find(|entry| entry.starts(flags, is_program))
}

/// Collects the desktop entries in a directory and below it, sorted by name.
fn collect(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).take(MAX_FILES).collect();
    order::sort(&mut paths);
    for path in paths {
        if path
            .extension()
            .is_some_and(|extension| extension == "desktop")
        {
            if path.is_file() && files.len() < MAX_FILES {
                files.push(path);
            }
        } else if depth > 1 && path.is_dir() {
            collect(&path, depth - 1, files);
        }
    }
}
