//! Shims in a directory that machines share, and the requirements of these machines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::is_on_path;
use super::row::ShimRow;
use crate::cli::Target;
use crate::cmd::Context;
use crate::desktop::shim::ShimDir;
use crate::env::names::{SGLAUNCH_CACHE_DIR, SGLAUNCH_PROFILE_PATH};
use crate::error::{Error, Location, Result, shorten};
use crate::os;
use crate::profile::LayerKind;
use crate::shell::UserShell;

/// A requirement of each machine that uses the shims.
pub struct Requirement {
    kind: &'static str,
    text: String,
}

impl Requirement {
    fn new(kind: &'static str, text: String) -> Self {
        Self { kind, text }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn json(&self) -> Value {
        json!({"need": self.kind, "message": self.text})
    }
}

/// Returns the absolute path of the directory in `--to`, which is never created: a share that is
/// not mounted looks like an empty directory.
pub fn dir(context: &Context, to: &Path) -> Result<PathBuf> {
    let dir = context.cwd.join(to);
    let (why, hint) = match fs::metadata(&dir) {
        Ok(meta) if meta.is_dir() => return Ok(dir),
        Ok(_) => ("this is not a directory", "give the directory of the shims"),
        Err(_) => (
            "there is no such directory",
            "mount the share, or create the directory",
        ),
    };
    Err(Error::new(why).at(Location::file(dir)).hint(hint))
}

/// Returns the target of shims in `dir`. If other machines may not find it, a copy has none, and a
/// link cannot be made.
pub fn target(context: &Context, exe: &Path, dir: &Path, force: bool) -> Result<Option<PathBuf>> {
    let mut candidates = [exe, &context.exe].into_iter();
    let found = candidates.find_map(|exe| os::shared_target(exe, dir));
    let found = found.or_else(|| force.then(|| exe.to_owned()));
    if found.is_some() || os::COPIES_SHIMS {
        return Ok(found);
    }
    let (exe, dir) = (exe.display(), dir.display());
    Err(Error::new(format!(
        "{exe} is not on the share of {dir}: on another machine, a link to it can lead to nothing"
    ))
    .hint(format!(
        "copy sglaunch to that share and run the copy, or add --force if {exe} is on each machine"
    )))
}

/// Returns the requirements of these shims.
pub fn needs(context: &Context, shims: ShimDir, rows: &[ShimRow]) -> Result<Vec<Requirement>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut needs = programs(shims, rows);
    needs.extend(profiles(context, rows));
    let cache = format!(
        "a cache that its user can write to: a home directory, or {SGLAUNCH_CACHE_DIR} (otherwise a \
         private directory in the temporary one)"
    );
    needs.push(Requirement::new("cache", cache));
    let dir = shims.path.display();
    let path = if is_on_path(context, shims.path) {
        format!("{dir} on PATH, before the directories of the programs, as here")
    } else {
        let line = UserShell::from_env(&context.env).prepend_to_path(shims.path, true)?;
        let line = String::from_utf8_lossy(&line);
        format!("{dir} first on PATH: {}", line.trim_end())
    };
    needs.push(Requirement::new("path", path));
    Ok(needs)
}

/// Returns the sglaunch executables that the shims lead to.
fn programs(shims: ShimDir, rows: &[ShimRow]) -> Vec<Requirement> {
    let targets = rows
        .iter()
        .map(|row| os::shim_target(&shims.shim(&row.name)));
    let targets: BTreeSet<PathBuf> = targets.flatten().collect();
    let need = |target: &PathBuf| {
        let place = if target.is_absolute() {
            "at this path, because the shims lead to it"
        } else {
            "relative to the directory of the shims, on the same share"
        };
        Requirement::new("sglaunch", format!("{}, {place}", target.display()))
    };
    targets.iter().map(need).collect()
}

/// Returns the directories of the profiles that are not compiled in.
fn profiles(context: &Context, rows: &[ShimRow]) -> Vec<Requirement> {
    let mut needs = Vec::new();
    let names: BTreeSet<String> = rows
        .iter()
        .map(|row| Target::from(row.name.as_str()).name)
        .collect();
    for name in names {
        let Ok(called) = context.resolve_name(&name) else {
            let machine = context.dirs.machine_config.join("profiles");
            needs.push(Requirement::new("profile", format!(
                "the profile `{name}`, which is not here: in {}, or in a directory of {SGLAUNCH_PROFILE_PATH}",
                machine.display()
            )));
            continue;
        };
        for file in &called.profile.files {
            let Some(path) = &file.path else { continue };
            let shown = shorten(path, context.ui.home());
            let how = match file.layer {
                LayerKind::ProfilePath => format!(
                    "readable, and {SGLAUNCH_PROFILE_PATH}={}",
                    path.parent().unwrap_or(path).display()
                ),
                LayerKind::User => of_user(context, path),
                _ => "at the same path".to_owned(),
            };
            let text = format!("{shown} (profile `{}`), {how}", file.name);
            if !needs.iter().any(|need: &Requirement| need.text == text) {
                needs.push(Requirement::new("profile", text));
            }
        }
    }
    needs
}

/// Returns how to give other users a profile of this user, without replacing a file.
fn of_user(context: &Context, file: &Path) -> String {
    let machine = context.dirs.machine_config.join("profiles");
    let copy = machine.join(file.file_name().unwrap_or_default());
    let (action, target) = if copy.exists() {
        ("add what they need to", copy)
    } else {
        ("copy it to", machine)
    };
    let target = target.display();
    format!(
        "which only your user reads: {action} {target}, or to a directory of {SGLAUNCH_PROFILE_PATH}"
    )
}
