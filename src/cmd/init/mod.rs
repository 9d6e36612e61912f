//! `sglaunch init`: writes a profile to start from.

mod group;
mod text;

use std::fs;
use std::io;
use std::path::Path;

use super::Context;
use super::settings_dir::cannot_change;
use crate::dirs::Scope;
use crate::error::{Error, Location, Result, cut};
use crate::launch::aliases::Reindex;
use crate::os::atomic::{write_atomically, write_new};
use crate::profile::{BASE, LayerKind, Profile, SCHEMA, check_name};
use crate::shell::quote;

/// The file that the first line of a profile names, in the directory above it.
const SCHEMA_FILE: &str = "profile.schema.json";

/// Writes the profile `name` into the user's or the machine's directory of profiles, and prints its
/// path. It never replaces a file, and changes nothing in a launch before it is edited.
///
/// With a group, the profile may exist already: the group gets the right to write it.
pub fn run(context: &Context, name: &str, site: bool, group: Option<&str>) -> Result<u8> {
    let (scope, layer) = if site {
        (Scope::Site, LayerKind::Machine)
    } else {
        (Scope::User, LayerKind::User)
    };
    check_typed(name)?;
    let name = &*context.layers.canonical_name(name);
    let config = context.dirs.config_of(scope).ok_or_else(|| {
        Error::new("no directory of profiles without a home directory")
            .hint("set HOME, or use --site to write it for all users of this machine")
    })?;
    let dir = config.join("profiles");
    let file = dir.join(format!("{name}.yaml"));
    let group = group.map(group::find).transpose()?;
    let is_there = group.is_some() && file.is_file();
    if !is_there {
        check_new(name, &dir)?;
        check_case(context, name)?;
        check_alias(context, name)?;
    }

    (context.dirs.create(scope, &dir))
        .map_err(|error| cannot_change("cannot create the directory", &dir, scope, &error))?;
    if let Some(group) = &group {
        group::allow(context, &dir, group)?;
    }
    write_schema(&config.join(SCHEMA_FILE), scope)?;
    if is_there {
        context.ui.print(format!("{}\n", file.display()))?;
        return Ok(0);
    }
    let similar = context.layers.similar_to_new(name);
    let lower = context.layers.lower_than(layer);
    let lower = (lower.has(name)).then(|| Profile::load(name, &lower));
    let is_new = write_new(&file, text::profile(name, lower).as_bytes())
        .map_err(|error| cannot_change("cannot write the profile", &file, scope, &error))?;
    if !is_new {
        return Err(exists(name, &file));
    }
    context.ui.print(format!("{}\n", file.display()))?;
    let check = format!("sglaunch check {}", quote(name.as_ref()));
    let edit = format!("edit this file, then run `{check}`");
    context.ui.hint(&match similar {
        Some(similar) => format!(
            "this profile is new: did you mean {}? if so, remove this file and run \
             `sglaunch init` with that name; if not, {edit}",
            similar.names
        ),
        None => edit,
    });
    Ok(0)
}

/// Writes the schema, unless the file has it already: an editor must not offer keys of another
/// version of sglaunch.
fn write_schema(file: &Path, scope: Scope) -> Result<()> {
    if fs::read(file).ok().as_deref() == Some(SCHEMA.as_bytes()) {
        return Ok(());
    }
    match write_atomically(file, SCHEMA.as_bytes()) {
        // A group that may write profiles may not write beside them.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && file.exists() => Ok(()),
        written => {
            written.map_err(|error| cannot_change("cannot write the schema", file, scope, &error))
        }
    }
}

/// Rejects an argument that is not the name of a profile.
fn check_typed(argument: &str) -> Result<()> {
    let stem = Path::new(argument)
        .file_stem()
        .and_then(|stem| stem.to_str());
    let is_file = Path::new(argument)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("yaml"));
    if is_file || argument.contains(['/', '\\']) {
        let error = Error::new(format!(
            "`{}` is a path, not the name of a profile",
            cut(argument)
        ));
        return Err(error.hint(match stem {
            Some(stem) if check_name(stem).is_ok() => instead(stem),
            _ => "give a name: `sglaunch init houdini`".to_owned(),
        }));
    }
    check_name(argument).map_err(|why| {
        let before = argument.split_once('@').map(|(name, _)| name);
        Error::new(why).hint(match before.filter(|name| check_name(name).is_ok()) {
            Some(name) => instead(name),
            None => "choose another name".to_owned(),
        })
    })
}

/// Rejects a name that a file in the directory has already, also one that is not read.
fn check_new(name: &str, dir: &Path) -> Result<()> {
    let files = ["yaml", "yml"].map(|extension| dir.join(format!("{name}.{extension}")));
    let existing = files.iter().find(|file| fs::symlink_metadata(file).is_ok());
    existing.map_or(Ok(()), |file| Err(exists(name, file)))
}

fn exists(name: &str, file: &Path) -> Error {
    let error = Error::new(format!("profile `{}` exists already", cut(name)));
    error
        .at(Location::file(file))
        .hint("edit this file, or remove it first")
}

/// Rejects the name of a profile in another case. It would be another profile, on Windows and macOS
/// the same.
fn check_case(context: &Context, name: &str) -> Result<()> {
    if context.layers.has(name) {
        return Ok(());
    }
    let key = name.to_lowercase();
    let mut known = context.layers.names().into_iter();
    match known.find(|known| known.to_lowercase() == key) {
        Some(known) => {
            let why = format!("the profile is called `{known}`, not `{}`", cut(name));
            Err(Error::new(why).hint(instead(&known)))
        }
        None => Ok(()),
    }
}

/// Rejects an alias, which a profile of that name would replace.
fn check_alias(context: &Context, name: &str) -> Result<()> {
    // A profile that cannot be read is not an alias.
    let called = context
        .aliases()
        .resolve(name, Reindex::OnMiss)
        .ok()
        .flatten();
    match called.map(|called| called.profile.name) {
        Some(profile) if profile != name && name != BASE => {
            let why = format!("`{}` is an alias of profile `{profile}`", cut(name));
            Err(Error::new(why).hint(instead(&profile)))
        }
        _ => Ok(()),
    }
}

fn instead(name: &str) -> String {
    format!("run `sglaunch init {}`", quote(name.as_ref()))
}
