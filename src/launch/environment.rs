//! The environment of the program, a pure function of the caller's.

use std::env::split_paths;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::hook;
use crate::bundle::Bundle;
use crate::env::Env;
use crate::env::names::{SGLAUNCH_INHERITED, SGLAUNCH_PROFILE, SSL_CERT_DIR};
use crate::error::Result;
use crate::os;
use crate::profile::{ExpandError, Profile, Sourced, Template, Values, VariableChange};
use crate::stores::inherited::to_list;
use crate::stores::inputs::BundleInputs;

/// The environment of a program under `profile` with the certificates of `bundle`, and with the certifi hook if its
/// folder is given.
pub fn of_program(
    profile: &Profile,
    recipe: &BundleInputs,
    bundle: &Bundle,
    hook: Option<&Path>,
    values: Values,
) -> Result<Env> {
    // A launch around this one may have had the hook: this profile says whether there is one here.
    let before = hook::without_hook(values.env);
    let values = Values {
        env: &before,
        ..values
    };
    let mut env = values.env.clone();
    for (name, written) in &profile.settings.env {
        apply(&mut env, name, &written.value, values)
            .map_err(|missing| profile.expand_error(&missing, written))?;
    }
    for Sourced { value: name, .. } in &profile.settings.ca.variables {
        env.set(name, &bundle.path);
    }
    if let Some(dir) = &bundle.empty_dir {
        env.set(SSL_CERT_DIR, dir);
    }
    if let Some(folder) = hook {
        hook::add(&mut env, folder, &bundle.path);
    }
    env.set(SGLAUNCH_PROFILE, &profile.name);
    // What the profile itself names belongs to it: a launch inside must not trust less than the program around it.
    let named = recipe
        .files
        .iter()
        .map(|file| &file.path)
        .filter(|path| !recipe.inherited.contains(path));
    let carried: Vec<PathBuf> = recipe.inherited.iter().chain(named).cloned().collect();
    if carried.is_empty() {
        env.remove(SGLAUNCH_INHERITED);
    } else {
        env.set(SGLAUNCH_INHERITED, to_list(&carried));
    }
    Ok(env)
}

fn apply(
    env: &mut Env,
    name: &str,
    setting: &VariableChange,
    values: Values,
) -> Result<(), ExpandError> {
    match setting {
        VariableChange::Set(template) => env.set(name, template.expand(values)?),
        VariableChange::Remove => env.remove(name),
        VariableChange::Default(template) => {
            if env.non_empty(name).is_none() {
                env.set(name, template.expand(values)?);
            }
        }
        VariableChange::Join { prepend, append } => {
            let list = join(
                values.env.non_empty(name),
                &expand_all(prepend, values)?,
                &expand_all(append, values)?,
            );
            if !list.is_empty() {
                env.set(name, list);
            }
        }
    }
    Ok(())
}

fn expand_all(templates: &[Template], values: Values) -> Result<Vec<OsString>, ExpandError> {
    templates
        .iter()
        .map(|template| template.expand(values))
        .collect()
}

/// A path list with entries before and after. What is there already at that end is not added again, so that launches
/// inside each other do not make the list longer and longer.
fn join(list: Option<&OsStr>, before: &[OsString], after: &[OsString]) -> OsString {
    let there: Vec<PathBuf> = list.map(split_paths).into_iter().flatten().collect();
    let same = |paths: &[PathBuf], entries: &[OsString]| {
        paths
            .iter()
            .zip(entries)
            .all(|(path, entry)| path.as_os_str() == entry)
    };
    let has_before = there.len() >= before.len() && same(&there, before);
    let has_after = there.len() >= after.len() && same(&there[there.len() - after.len()..], after);
    let before = if has_before { &[] } else { before };
    let after = if has_after { &[] } else { after };
    let parts = before
        .iter()
        .map(OsString::as_os_str)
        .chain(list)
        .chain(after.iter().map(OsString::as_os_str));
    let mut joined = OsString::new();
    for part in parts {
        if !joined.is_empty() {
            joined.push(os::LIST_SEPARATOR.to_string());
        }
        joined.push(part);
    }
    joined
}
