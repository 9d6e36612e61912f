//! The environment of the program, a pure function of the caller's.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::{hook, java};
use crate::bundle::Bundle;
use crate::certs::Client;
use crate::env::Env;
use crate::env::names::{SGLAUNCH_INHERITED, SGLAUNCH_PROFILE, SGLAUNCH_RESTORE, SSL_CERT_DIR};
use crate::error::Result;
use crate::os;
use crate::profile::{Profile, Sourced, Values, apply_change};
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
    let mut env = java::without_key_store(&before).into_owned();
    profile.change_env(&mut env, values)?;
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
    env.remove(SGLAUNCH_RESTORE);
    pass_on(&mut env, inputs);
    Ok(env)
}

/// Returns the caller's environment with the profile's changes, if one of them is of a variable for
/// which `is_wanted` is true. A change with a template that cannot be expanded is skipped.
pub fn of_caller<'a>(
    profile: &Profile,
    values: Values<'a>,
    is_wanted: impl Fn(&str) -> bool,
) -> Cow<'a, Env> {
    if !(profile.settings.env.iter()).any(|(name, _)| is_wanted(name)) {
        return Cow::Borrowed(values.env);
    }
    let mut env = values.env.clone();
    // A wanted variable may refer to any other.
    for (name, written) in profile.env_in_order().unwrap_or_default() {
        let _ = apply_change(&mut env, name, &written.value, values);
    }
    Cow::Owned(env)
}

/// Returns the client that reads a CA variable.
fn client_of(variable: &str) -> Client {
    let is = |known: &str| os::same_variable(known.as_ref(), variable.as_ref());
    // A file for GnuTLS exists only if git uses it. Then Nix and cargo of the same distribution use
    // it too.
    let gnutls = ["GIT_SSL_CAINFO", "NIX_SSL_CERT_FILE", "CARGO_HTTP_CAINFO"];
    if is("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH") {
        Client::BoringSsl
    } else if gnutls.into_iter().any(is) {
        Client::GnuTls
    } else {
        Client::OpenSsl
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
