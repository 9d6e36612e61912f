//! Errors of a launch whose argument is neither a program nor a profile: what it is, and what to
//! type instead.
//!
//! Profiles and files are read for that only after a launch has failed.

mod unknown_name;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::Context;
use crate::error::{Error, Exit, Location, Result, cut};
use crate::launch::exec;
use crate::order;
use crate::profile::Profile;
use crate::program::{self, is_path};
use crate::shell::quote;

/// Extensions of scripts, whose line endings are checked before the start.
const SCRIPTS: [&str; 8] = ["py", "sh", "bash", "csh", "tcsh", "zsh", "pl", "rb"];

/// Extensions of certificates.
const CERTIFICATES: [&str; 6] = ["cer", "crt", "der", "p7b", "p7c", "pem"];

/// Extensions of texts that no system starts.
const TEXTS: [&str; 10] = [
    "cfg", "conf", "csv", "ini", "json", "log", "md", "txt", "yaml", "yml",
];

/// The argument of a launch that names a program, a path or a profile.
#[derive(Clone, Copy)]
pub struct LaunchArgument<'a> {
    pub context: &'a Context,
    /// The profile that `--profile` names.
    profile: Option<&'a str>,
    pub text: &'a OsStr,
}

/// Fails if the program is a script with Windows line endings that the kernel would start.
pub fn check_line_endings(program: &Path) -> Result<()> {
    let is_script = extension(program).is_some_and(is_script);
    let error = is_script.then(|| exec::crlf_in(program)).flatten();
    error.map_or(Ok(()), Err)
}

impl<'a> LaunchArgument<'a> {
    pub fn new(context: &'a Context, profile: Option<&'a str>, text: &'a OsStr) -> Self {
        Self {
            context,
            profile,
            text,
        }
    }

    /// Adds what the argument is to the error of a program that was not found.
    pub fn no_program(self, error: Error) -> Error {
        let path = Path::new(self.text);
        if !is_path(self.text) {
            // The argument is a shell function.
            return match error.exit_code() {
                Exit::CannotRun => error,
                _ => (self.document_here())
                    .or_else(|| self.file_here())
                    .unwrap_or_else(|| self.hint_at_profile(error)),
            };
        }
        if !path.is_dir() {
            return self.document(path).unwrap_or(error);
        }
        // A system has a /bin.
        let program = path.file_name().and(self.program_in(path));
        match program {
            Some(program) => {
                let command = self.command(program.as_os_str());
                error.hint(format!("start the program in it: {command}"))
            }
            None => error,
        }
    }

    /// Adds the profile of the argument's name, which `--profile` does not look for.
    fn hint_at_profile(self, error: Error) -> Error {
        let name = self.text.to_str();
        match name.filter(|name| self.context.layers.has(name)) {
            Some(name) => error.hint(format!("start the profile of that name: `sglaunch {name}`")),
            None => error,
        }
    }

    /// Returns the error of a file that a profile's program opens.
    pub fn document(self, path: &Path) -> Option<Error> {
        let extension = extension(path).filter(|_| path.is_file())?;
        let Some(opener) = self.opener(extension) else {
            return not_a_program(path, extension);
        };
        let (kind, hint) = if is_script(extension) {
            ("script", "start it with its interpreter")
        } else {
            ("file", "open it with its program")
        };
        let sentence = format!("this is a {kind} for `{opener}`, not a program");
        let command = format!(
            "sglaunch {} {}",
            quote(opener.as_ref()),
            quote(path.as_os_str())
        );
        Some(
            Error::new(sentence)
                .at(Location::file(path))
                .exit(Exit::CannotRun)
                .hint(format!("{hint}: `{command}`")),
        )
    }

    /// Returns the error of a bare name of a document or a script in the current directory.
    fn document_here(self) -> Option<Error> {
        let path = Path::new(self.text);
        let document = self.document(path)?;
        if !extension(path).is_some_and(is_script) {
            return Some(document);
        }
        Some(not_in_current_dir(self.text).hint(document.action()?))
    }

    /// Returns the error of a bare name of another file or program in the current directory.
    fn file_here(self) -> Option<Error> {
        let search = self.context.search_context();
        let is_here = program::is_in_current_dir(self.text, &search);
        let here = is_here.then(|| Path::new(".").join(self.text))?;
        let hint = format!("give its path: {}", self.command(here.as_os_str()));
        Some(not_in_current_dir(self.text).hint(hint))
    }

    /// Returns the command that starts another program instead of the argument.
    fn command(self, program: &OsStr) -> String {
        match self.profile {
            Some(name) => format!("`sglaunch -p {} {}`", quote(name.as_ref()), quote(program)),
            None => format!("`sglaunch {}`", quote(program)),
        }
    }

    /// Returns the profile whose program opens files with this extension. The profile of
    /// `--profile` comes first, then those of higher layers.
    fn opener(self, extension: &str) -> Option<String> {
        let opens = |profile: &Profile| {
            let known = profile.settings.extensions.iter();
            known
                .map(|known| known.value.as_str())
                .any(|known| known.eq_ignore_ascii_case(extension))
        };
        self.profiles()
            .into_iter()
            .find(opens)
            .map(|profile| profile.name)
    }

    /// Returns all valid profiles in the order in which hints name them.
    fn profiles(self) -> Vec<Profile> {
        let Self {
            context,
            profile: named,
            ..
        } = self;
        let layers = &context.layers;
        let files = layers.list().files;
        let mut found: Vec<(usize, Profile)> = Vec::new();
        for (name, depth) in &files {
            // A broken file must not hide that of the layer below.
            if found.last().is_none_or(|(_, last)| last.name != *name)
                && let Ok(profile) = Profile::load(name, &layers.from_depth(*depth))
            {
                found.push((*depth, profile));
            }
        }
        order::sort_by_key(&mut found, |(depth, profile)| {
            (Some(profile.name.as_str()) != named, *depth)
        });
        found.into_iter().map(|(_, profile)| profile).collect()
    }

    /// Returns the program of a profile in a directory.
    fn program_in(self, dir: &Path) -> Option<PathBuf> {
        let mut profiles = self.profiles();
        // In a family, the program that opens files comes first.
        order::sort_by_key(&mut profiles, |profile| {
            let is_named = self.profile == Some(profile.name.as_str());
            !is_named && profile.settings.extensions.is_empty()
        });
        program::in_directory(&profiles, dir, &self.context.search_context())
    }
}

/// Returns the error of a bare name whose file is in the current directory.
fn not_in_current_dir(name: &OsStr) -> Error {
    let name = name.to_string_lossy();
    Error::new(format!("`{}` is not on PATH", cut(&name)))
        .note("programs are not looked up in the current directory")
        .exit(Exit::NotFound)
}

/// Returns the error of a certificate or of a text that cannot be run. A file without a known
/// extension may be a program.
fn not_a_program(path: &Path, extension: &str) -> Option<Error> {
    let is_in = |known: &[&str]| known.iter().any(|one| one.eq_ignore_ascii_case(extension));
    let file = quote(path.as_os_str());
    let (sentence, hint) = if is_in(&CERTIFICATES) {
        let hint = format!("to trust it, run `sglaunch trust add {file}`");
        ("this is a certificate, not a program", hint)
    } else if is_in(&TEXTS) {
        let hint = format!("open it with a program: `sglaunch PROGRAM {file}`");
        ("this is a text file, not a program", hint)
    } else {
        return None;
    };
    let error = Error::new(sentence).at(Location::file(path));
    Some(error.exit(Exit::CannotRun).hint(hint))
}

fn extension(path: &Path) -> Option<&str> {
    path.extension().and_then(OsStr::to_str)
}

fn is_script(extension: &str) -> bool {
    SCRIPTS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(extension))
}
