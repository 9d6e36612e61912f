//! Makes, lists and removes shims.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Context, refuse_reserved, version};
use crate::cli::{ShimCommand, Target};
use crate::desktop::shim::{Made, Shims};
use crate::error::{Error, Exit, Location, Result, alternatives, nearest, shorten};
use crate::os;
use crate::profile::LayerKind;
use crate::program::Program;
use crate::shell::Shell;

/// Runs one of the commands.
pub fn run(context: &Context, command: ShimCommand) -> Result<u8> {
    let folder =
        context.dirs.shims.clone().ok_or_else(|| {
            Error::new("without a home there is no folder of shims").hint("set HOME")
        })?;
    let shims = Shims {
        folder: &folder,
        own: &context.lasting_path(),
    };
    match command {
        ShimCommand::Add { profiles } => add(context, shims, &profiles),
        ShimCommand::List { json } => list(context, shims, json),
        ShimCommand::Remove { names } => remove(context, shims, &names),
    }
}

/// Makes shims, all of them or none, and prints the line for PATH unless their folder is there already.
fn add(context: &Context, shims: Shims, targets: &[Target]) -> Result<u8> {
    let shell = Shell::of(&context.env);
    let line = shell.in_front_of_path(shims.folder)?;
    for target in targets {
        check(context, shims, target)?;
    }
    let is_on_path = is_on_path(context, shims);
    for name in targets.iter().map(name_of) {
        let made = shims.add(&name).map_err(|error| {
            Error::new(format!("the shim `{name}` cannot be made: {error}"))
                .at(Location::file(shims.path(&name)))
        })?;
        let row = Row::new(context, shims, name);
        // What is wrong with PATH now is mended by the line.
        let is_news = is_on_path || row.program.is_none();
        let state = (row.state.as_ref().filter(|_| is_news)).map(|state| format!(" ({state})"));
        let (state, starts) = (state.unwrap_or_default(), row.starts(context));
        let when = if made == Made::New {
            ""
        } else {
            ", as before,"
        };
        (context.ui).say(0, || format!("{} starts{when} {starts}{state}", row.name));
    }
    if is_on_path {
        return Ok(0);
    }
    let file = shorten(&shell.start_file(context.ui.home()), context.ui.home());
    context.ui.print(
        [
            format!("# the shims come first, from {file} on:\n").into(),
            line,
        ]
        .concat(),
    )?;
    Ok(0)
}

/// Whether a shim of this profile can be made, and would start something, here or where the program is installed.
fn check(context: &Context, shims: Shims, target: &Target) -> Result<()> {
    if let Some(text) = &target.version {
        version(text)?;
        if text.contains(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c)) {
            return Err(Error::new(format!(
                "`{}` cannot be in a name of a file",
                text.escape_debug()
            )));
        }
    }
    let profile = context.profile(&target.name)?;
    refuse_reserved(&profile)?;
    if let Some(file) = (profile.files.iter()).find(|file| file.layer == LayerKind::ProfileDir) {
        return Err(Error::new("a shim has no --profile-dir to find its profile by")
            .at(Location::file(file.file()))
            .hint("put the file among your own profiles, or its folder into SGLAUNCH_PROFILE_PATH"));
    }
    let name = name_of(target);
    if shims.is_taken(&name) {
        return Err(Error::new("something that is no shim has this name")
            .at(Location::file(shims.path(&name)))
            .hint("move it to another folder: this one is for shims alone"));
    }
    match context.program(&profile, target) {
        Err(error) if !profile.names_a_program() => Err(error.exit(Exit::Failed)),
        _ => Ok(()),
    }
}

fn name_of(target: &Target) -> String {
    match &target.version {
        Some(version) => format!("{}@{version}", target.name),
        None => target.name.clone(),
    }
}

fn list(context: &Context, shims: Shims, json: bool) -> Result<u8> {
    let rows: Vec<Row> = (shims.names().into_iter())
        .map(|name| Row::new(context, shims, name))
        .collect();
    if json {
        let rows: Vec<Value> = rows.iter().map(Row::json).collect();
        let document = json!({"schema": 1, "folder": shims.folder.to_string_lossy(), "on_path": is_on_path(context, shims), "shims": rows});
        return context.print_json(&document).map(|()| 0);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(context)).collect();
    context
        .ui
        .print(context.ui.table(&["SHIM", "STARTS", "STATE"], &cells))?;
    Ok(0)
}

fn remove(context: &Context, shims: Shims, names: &[String]) -> Result<u8> {
    let known = shims.names();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        let error = Error::new(format!("there is no shim `{}`", unknown.escape_debug()));
        let near = nearest(unknown, known.iter().map(String::as_str));
        return Err(error.hint(if near.is_empty() {
            "`sglaunch shim list` shows the shims".to_owned()
        } else {
            format!("there is {}", alternatives(&near))
        }));
    }
    for name in names {
        shims.remove(name).map_err(|error| {
            Error::new(format!("the shim `{name}` cannot be removed: {error}"))
                .at(Location::file(shims.path(name)))
        })?;
        let path = shorten(&shims.path(name), context.ui.home());
        context.ui.print(format!("removed: {path}\n"))?;
    }
    Ok(0)
}

fn is_on_path(context: &Context, shims: Shims) -> bool {
    let list = context.env.get("PATH").unwrap_or_default();
    std::env::split_paths(list).any(|folder| os::same_file(&context.cwd.join(folder), shims.folder))
}

/// A shim and what becomes of a call of it.
struct Row {
    name: String,
    path: PathBuf,
    program: Option<Program>,
    state: Option<String>,
}

impl Row {
    fn new(context: &Context, shims: Shims, name: String) -> Self {
        let target = Target::from(name.as_str());
        let program =
            (context.profile(&target.name)).and_then(|profile| context.program(&profile, &target));
        let path = shims.path(&name);
        let home = context.ui.home();
        let state = match &program {
            _ if !shims.is_current(&name) => Some(format!(
                "calls another sglaunch: `sglaunch shim add {name}`"
            )),
            Err(error) => Some(error.sentence().to_owned()),
            Ok(_) => context
                .machine()
                .first_on_path(name.as_ref())
                .filter(|first| !os::same_file(first, &path))
                .map(|first| format!("hidden on PATH by {}", shorten(&first, home)))
                .or_else(|| {
                    (!is_on_path(context, shims)).then(|| "its folder is not on PATH".to_owned())
                }),
        };
        Self {
            name,
            path,
            program: program.ok(),
            state,
        }
    }

    fn starts(&self, context: &Context) -> String {
        match &self.program {
            Some(program) => shorten(&program.path, context.ui.home()),
            None => "nothing".to_owned(),
        }
    }

    fn cells(&self, context: &Context) -> Vec<String> {
        let state = self.state.clone().unwrap_or_else(|| "ready".to_owned());
        vec![self.name.clone(), self.starts(context), state]
    }

    fn json(&self) -> Value {
        let program = self.program.as_ref();
        json!({
            "name": self.name,
            "path": self.path.to_string_lossy(),
            "program": program.map(|program| program.path.to_string_lossy()),
            "ready": self.state.is_none(),
            "problem": self.state,
        })
    }
}
