//! The content of a shortcut: command-line options override the user's and the studio's profiles,
//! which override the vendor's metadata, which overrides the built-in profiles.

mod command;
mod icon;
mod precedence;

use std::path::{Path, PathBuf};

use super::{Action, Shortcut};
use crate::error::{Error, Result};
use crate::profile::{Profile, Values, Version};
use crate::program::Program;
use command::command;
use precedence::Precedence;

/// The options of `shortcut add`.
pub struct ShortcutRequest<'a> {
    pub name: Option<String>,
    pub icon: Option<PathBuf>,
    pub version: Option<String>,
    /// The alias by which the command line calls the profile.
    pub alias: Option<&'a str>,
    /// Arguments for the program.
    pub args: Vec<String>,
    /// The path of sglaunch.
    pub exe: &'a Path,
    /// Values of `--profile-dir`.
    pub profile_dirs: Vec<String>,
}

/// The vendor's metadata of a program.
#[derive(Debug, Default)]
pub struct VendorMetadata {
    pub name: Option<String>,
    /// Description, unless `extra_keys` contains it.
    pub comment: Option<String>,
    pub icon: Option<String>,
    pub categories: Vec<String>,
    pub mime_types: Vec<String>,
    pub wm_class: Option<String>,
    /// Keys and escaped values of a desktop entry: translations of the name.
    pub translated_names: Vec<(String, String)>,
    /// Further keys and escaped values of a desktop entry.
    pub extra_keys: Vec<(String, String)>,
}

/// Returns the content of the shortcut to a program with these installed versions.
pub fn build(
    profile: &Profile,
    program: &Program,
    mut vendor: VendorMetadata,
    versions: &[String],
    request: ShortcutRequest,
    values: Values,
) -> Result<Shortcut> {
    let precedence = Precedence { profile };
    let settings = &profile.settings.shortcut;
    let installed = program.version.as_ref().map(Version::as_str);
    let icon = match &request.icon {
        Some(file) => Some(icon::check(file)?),
        None => icon::find(precedence, program, vendor.icon.take(), values),
    };
    let name = match &request.name {
        Some(name) => checked_name(name)?,
        None => precedence.name(&vendor, installed, request.version.as_deref()),
    };
    let extra_keys = precedence.extra_keys(&name, &vendor, installed);
    let comment = precedence.comment(&name, &extra_keys, vendor.comment.take());
    let actions = versions.iter().map(|version| {
        let command = command(profile, &request, Some(version))?;
        let version = version.clone();
        Ok(Action { version, command })
    });
    Ok(Shortcut {
        name,
        is_named: request.name.is_some(),
        comment,
        profile: profile.name.clone(),
        command: command(profile, &request, request.version.as_deref())?,
        icon,
        terminal: runs_in_terminal(profile),
        categories: precedence.list(&settings.categories, vendor.categories),
        mime_types: precedence.list(&settings.mime_types, vendor.mime_types),
        wm_class: precedence.value(settings.wm_class.as_ref(), vendor.wm_class),
        extra_keys,
        actions: actions.collect::<Result<_>>()?,
        version: request.version,
    })
}

fn checked_name(name: &str) -> Result<String> {
    if name.trim().is_empty() || name.contains(char::is_control) {
        return Err(
            Error::new(format!("`{name}` is not a valid name of a shortcut"))
                .hint("choose a name in one line, without control characters"),
        );
    }
    Ok(name.trim().to_owned())
}

fn runs_in_terminal(profile: &Profile) -> bool {
    let terminal = profile.settings.shortcut.terminal.as_ref();
    terminal.is_some_and(|written| written.value)
}
