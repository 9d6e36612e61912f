//! The content of a new shortcut.

use std::ffi::OsString;

use crate::cli::{AddShortcut, Options};
use crate::cmd::Context;
use crate::desktop::shortcut::metadata::{self, ShortcutRequest};
use crate::desktop::shortcut::{Shortcut, vendor_metadata};
use crate::error::{Error, Result};
use crate::launch::aliases::CalledProfile;
use crate::profile::{Profile, Version};
use crate::program::{self, Program};

/// Builds the content of a shortcut from the profile, the program and the command line.
pub fn build(
    context: &Context,
    options: &Options,
    called: &CalledProfile,
    program: &Program,
    request: AddShortcut,
) -> Result<Shortcut> {
    let (profile, requested) = (&called.profile, called.version.as_ref());
    let exe = context.lasting_path();
    context.check_lasting_path(&exe, "shortcut")?;
    let values = context.values(program.version.as_ref());
    let flags = profile.settings.args.iter().map(|arg| {
        let flag = arg.value.expand(values).ok()?;
        flag.into_string().ok()
    });
    let mut flags: Vec<Vec<String>> = vec![flags.collect::<Option<_>>().unwrap_or_default()];
    if profile.has_own_program() {
        flags.push(Vec::new());
    }
    let vendor = vendor_metadata(
        &program.path,
        &flags,
        &context.dirs,
        &context.env,
        &context.cwd,
    );
    let dirs = options.profile_dir.iter();
    let dirs = dirs.map(|dir| utf8(context.cwd.join(dir).into_os_string()));
    let request = ShortcutRequest {
        name: request.name,
        icon: request.icon.map(|file| context.cwd.join(file)),
        alias: called.alias.as_deref(),
        version: requested.map(|version| version.as_str().to_owned()),
        args: request.args.into_iter().map(utf8).collect::<Result<_>>()?,
        exe: &exe,
        profile_dirs: dirs.collect::<Result<_>>()?,
    };
    let versions = installed_versions(context, profile, requested);
    metadata::build(profile, program, vendor, &versions, request, values)
}

/// Returns the installed versions that match the requested version.
fn installed_versions(
    context: &Context,
    profile: &Profile,
    requested: Option<&Version>,
) -> Vec<String> {
    let versions = program::installed(profile, &context.search_context()).into_iter();
    let matching =
        versions.filter(|version| requested.is_none_or(|requested| version.matches(requested)));
    matching
        .map(|version| version.as_str().to_owned())
        .collect()
}

/// Converts an argument to text that a shortcut can hold.
fn utf8(arg: OsString) -> Result<String> {
    let error = |arg: &str, why: &str| {
        Error::new(format!("`{arg}` {why}"))
            .hint("remove the argument, or rename the file that it names")
    };
    let arg = arg.into_string().map_err(|arg| {
        let why = "is not UTF-8, and a shortcut holds only UTF-8";
        error(&arg.to_string_lossy(), why)
    })?;
    if arg.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
        let why = "contains a control character, which a shortcut cannot hold";
        return Err(error(&arg, why));
    }
    Ok(arg)
}
