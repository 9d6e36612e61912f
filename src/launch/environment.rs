//! The environment of the program, a pure function of the caller's.

use std::borrow::Cow;
use std::env::{join_paths, split_paths};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::{hook, java};
use crate::bundle::Bundle;
use crate::certs::Client;
use crate::env::Env;
use crate::env::names::{SGLAUNCH_INHERITED, SGLAUNCH_PROFILE, SSL_CERT_DIR};
use crate::error::Result;
use crate::os;
use crate::profile::{ExpandError, Profile, Room, Sourced, Template, Values, VariableChange};
use crate::stores::inherited::to_list;
use crate::stores::inputs::BundleInputs;

/// Returns the environment of a program under `profile`: CA variables name `bundle`, and Python
/// finds the certifi hook in the directory `hook`.
pub fn of_program(
    profile: &Profile,
    inputs: &BundleInputs,
    bundle: &Bundle,
    hook: Option<&Path>,
    values: Values,
) -> Result<Env> {
    // An outer launch may have installed the hook or named a key store, which this profile may not
    // want.
    let before = hook::without_hook(values.env);
    let before = java::without_key_store(&before);
    let values = Values {
        env: &before,
        ..values
    };
    let mut env = values.env.clone();
    let mut room = Room::default();
    for (name, written) in &profile.settings.env {
        apply(&mut env, name, &written.value, values)
            .and_then(|()| room.take(env.get(name).unwrap_or_default()))
            .map_err(|missing| profile.expand_error(&missing, written))?;
    }
    for Sourced { value: name, .. } in profile.settings.ca.variables.iter() {
        env.set(name, bundle.file(client_of(name)));
    }
    if let Some(dir) = &bundle.empty_dir {
        env.set(SSL_CERT_DIR, dir);
    }
    if let Some(dir) = hook {
        hook::add(&mut env, dir, &bundle.path);
    }
    if let Some(path) = bundle.own_file(Client::Java) {
        java::add_key_store(&mut env, path);
    }
    env.set(SGLAUNCH_PROFILE, &profile.name);
    pass_on(&mut env, inputs);
    Ok(env)
}

/// Returns the caller's environment with the profile's changes of the variables for which
/// `is_wanted` is true. A change with a template that cannot be expanded is skipped.
pub fn of_caller<'a>(
    profile: &Profile,
    values: Values<'a>,
    is_wanted: impl Fn(&str) -> bool,
) -> Cow<'a, Env> {
    let mut env = Cow::Borrowed(values.env);
    for (name, written) in &profile.settings.env {
        if is_wanted(name) {
            let _ = apply(env.to_mut(), name, &written.value, values);
        }
    }
    env
}

/// Returns the client that reads a CA variable.
fn client_of(variable: &str) -> Client {
    match variable {
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH" => Client::BoringSsl,
        // A file for GnuTLS exists only if git uses it. Then Nix and cargo of the same distribution
        // use it too.
        "GIT_SSL_CAINFO" | "NIX_SSL_CERT_FILE" | "CARGO_HTTP_CAINFO" => Client::GnuTls,
        _ => Client::OpenSsl,
    }
}

/// Sets the CA files that nested launches inherit. The profile's own files are among them: a nested
/// launch must not trust less than the outer program. CA files that clients' settings name are not:
/// a nested launch reads the same settings.
fn pass_on(env: &mut Env, inputs: &BundleInputs) {
    let inherited = &inputs.inherited;
    let named = (inputs.files.iter())
        .map(|file| &file.path)
        .filter(|path| !inherited.contains(path));
    let files: Vec<PathBuf> = inherited.iter().chain(named).cloned().collect();
    if files.is_empty() {
        env.remove(SGLAUNCH_INHERITED);
    } else {
        env.set(SGLAUNCH_INHERITED, to_list(&files));
    }
}

/// Applies a variable's setting in the profile. `values` are those of the caller.
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
                &elements(prepend, values)?,
                &elements(append, values)?,
            );
            if !list.is_empty() {
                env.set(name, list);
            }
        }
    }
    Ok(())
}

/// Returns the elements of all entries. An entry may hold several paths, or none: a variable that
/// is empty must not add an empty element, which is the current directory in most lists.
fn elements(entries: &[Template], values: Values) -> Result<Vec<PathBuf>, ExpandError> {
    let (mut elements, mut room) = (Vec::new(), Room::default());
    for entry in entries {
        let value = entry.expand(values)?;
        room.take(&value)?;
        elements.extend(split_paths(&value).filter(|path| !path.as_os_str().is_empty()));
    }
    Ok(elements)
}

/// Adds elements at both ends of a path list, unless that end has them already: nested launches
/// must not make the list longer and longer.
fn join(list: Option<&OsStr>, before: &[PathBuf], after: &[PathBuf]) -> OsString {
    let present: Vec<PathBuf> = list.map(split_paths).into_iter().flatten().collect();
    let before = if present.starts_with(before) {
        &[]
    } else {
        before
    };
    let after = if present.ends_with(after) { &[] } else { after };
    let (before, after) = (joined(before), joined(after));
    // The caller's own elements stay as they are.
    let parts = [before.as_deref(), list, after.as_deref()];
    let parts: Vec<&OsStr> = parts.into_iter().flatten().collect();
    parts.join(OsStr::new(&os::LIST_SEPARATOR.to_string()))
}

/// Returns a path list of `elements`, `None` if there are none.
fn joined(elements: &[PathBuf]) -> Option<OsString> {
    // The elements come from a list, so that each can be part of one.
    join_paths(elements).ok().filter(|list| !list.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Joins lists written with `:`, whatever separates lists on this system.
    fn joined_at(list: Option<&str>, before: &str, after: &str) -> String {
        let separator = os::LIST_SEPARATOR.to_string();
        let native = |list: &str| OsString::from(list.replace(':', &separator));
        let paths = |list: &str| match list {
            "" => Vec::new(),
            list => split_paths(&native(list)).collect(),
        };
        let list = list.map(native);
        let joined = join(list.as_deref(), &paths(before), &paths(after));
        joined
            .into_string()
            .expect("UTF-8")
            .replace(&separator, ":")
    }

    #[test]
    fn elements_at_the_ends_of_a_list_are_not_repeated() {
        for (list, before, after, expected) in [
            (None, "", "", ""),
            (None, "/a:/b", "/z", "/a:/b:/z"),
            (Some("/m"), "/a:/b", "/z", "/a:/b:/m:/z"),
            (Some("/a:/b:/m:/z"), "/a:/b", "/z", "/a:/b:/m:/z"),
            (Some("/b:/m:/z:/z"), "/a:/b", "/z", "/a:/b:/b:/m:/z:/z"),
            (Some(":/m::"), "/a", "", "/a::/m::"),
        ] {
            let joined = joined_at(list, before, after);
            assert_eq!(joined, expected, "{list:?} {before} {after}");
        }
    }
}
