//! `sglaunch shim add`

use super::is_on_path;
use super::row::ShimRow;
use crate::cli::Target;
use crate::cmd::{Context, refuse_reserved, version};
use crate::desktop::shim::{AddOutcome, ShimDir};
use crate::error::{Error, Exit, Location, Result, shorten, system_reason};
use crate::os::{self, replace::Refused};
use crate::profile::LayerKind;
use crate::shell::{UserShell, shell_with_builtin};

/// Adds all of the shims or none, and prints a line for the shell's startup file if PATH lacks
/// their directory.
pub fn run(context: &Context, shims: ShimDir, targets: &[Target]) -> Result<u8> {
    let shell = UserShell::from_env(&context.env);
    let line = shell.prepend_to_path(shims.path, shims.is_shared)?;
    for target in targets {
        check(context, shims, target)?;
    }
    let is_on_path = is_on_path(context, shims.path);
    for name in targets.iter().map(shim_name) {
        let outcome = shims.add(&name).map_err(|error| {
            let refused = Error::new(format!(
                "cannot create the shim `{name}`: {}",
                system_reason(&error)
            ))
            .at(Location::file(shims.shim(&name)));
            match Refused::of(&error) {
                Some(Refused::NoHome(_)) => refused.hint(super::NO_HOME_HINT),
                _ => refused,
            }
        })?;
        let row = ShimRow::new(context, shims, name);
        context
            .ui
            .info(0, || describe(context, &row, outcome, is_on_path));
    }
    if !is_on_path {
        let comment = if shims.is_shared {
            format!(
                "# put the directory first on PATH {}:\n",
                os::ON_EACH_MACHINE
            )
        } else {
            format!("# {}:\n", instruction(context, shell))
        };
        context
            .ui
            .print_data([comment.into_bytes(), line].concat())?;
    }
    Ok(0)
}

/// Describes a shim that was added. A problem with PATH is left out if the printed line fixes it.
fn describe(context: &Context, row: &ShimRow, outcome: AddOutcome, is_on_path: bool) -> String {
    let unchanged = (outcome == AddOutcome::Unchanged).then_some("unchanged");
    let is_unfixed = is_on_path || row.program.is_none();
    let problem = row.problem.as_deref().filter(|_| is_unfixed);
    let remarks: Vec<&str> = unchanged.into_iter().chain(problem).collect();
    let (name, starts) = (&row.name, row.starts(context));
    if remarks.is_empty() {
        format!("{name} starts {starts}")
    } else {
        format!("{name} starts {starts} ({})", remarks.join("; "))
    }
}

fn instruction(context: &Context, shell: UserShell) -> String {
    let home = context.ui.home();
    match shell.startup_file(&context.env, home) {
        Some(file) => format!(
            "add this line to {} to put the shims first on PATH",
            shorten(&file, home)
        ),
        None => {
            "run this line once to put the shims first on PATH from the next sign-in on".to_owned()
        }
    }
}

/// Checks that a shim can be added and starts something, here or where the program is installed.
fn check(context: &Context, shims: ShimDir, target: &Target) -> Result<()> {
    if let Some(text) = &target.version {
        version(text)?;
        if text.contains(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c)) {
            let error = Error::new(format!("`{text}` cannot be a part of a file name"));
            return Err(error.hint("use a version of letters, digits, `.`, `_` and `-`"));
        }
    }
    let called = context.resolve(target)?;
    let profile = &called.profile;
    refuse_reserved(profile)?;
    if let Some(file) = (profile.files.iter()).find(|file| file.layer == LayerKind::ProfileDir) {
        return Err(
            Error::new("a shim does not find a profile that --profile-dir names")
                .at(Location::file(file.display_path()))
                .hint(
                    "move the file to your own profiles, or add its directory to SGLAUNCH_PROFILE_PATH",
                ),
        );
    }
    let name = shim_name(target);
    if let Some(shell) = shell_with_builtin(&context.env, &name) {
        return Err(builtin(&name, shell));
    }
    if shims.is_taken(&name) {
        return Err(Error::new("a file that is not a shim has this name")
            .at(Location::file(shims.shim(&name)))
            .hint("move the file, or add the shims to another directory"));
    }
    match context.program(&called) {
        Err(error) if !profile.has_program() => Err(error.exit(Exit::Failed)),
        _ => Ok(()),
    }
}

/// Returns the error of a name that a shell never looks up on PATH.
fn builtin(name: &str, shell: &str) -> Error {
    let why = format!("{shell} has a command `{name}` of its own, which it runs instead of a shim");
    Error::new(why).hint(format!(
        "start it as `sglaunch {name}`, or add a shim of a profile with another name that has \
         `extends: {name}`"
    ))
}

fn shim_name(target: &Target) -> String {
    match &target.version {
        Some(version) => format!("{}@{version}", target.name),
        None => target.name.clone(),
    }
}
