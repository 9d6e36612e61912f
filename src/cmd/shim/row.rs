//! Rows of `shim list`: a shim, its program, or the reason why it does not start one.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::is_on_path;
use crate::cli::Target;
use crate::cmd::Context;
use crate::desktop::shim::ShimDir;
use crate::error::{Result, shorten};
use crate::os;
use crate::program::Program;
use crate::shell::{quote, shell_with_builtin};

/// A shim and the program that it starts.
pub struct ShimRow {
    pub name: String,
    path: PathBuf,
    pub program: Option<Program>,
    pub problem: Option<String>,
}

impl ShimRow {
    pub fn new(context: &Context, shims: ShimDir, name: String) -> Self {
        let target = Target::from(name.as_str());
        let program = (context.resolve(&target)).and_then(|called| context.program(&called));
        Self {
            problem: problem(context, shims, &name, &program),
            path: shims.shim(&name),
            name,
            program: program.ok(),
        }
    }

    pub fn starts(&self, context: &Context) -> String {
        match &self.program {
            Some(program) => shorten(&program.path, context.ui.home()),
            None => "nothing".to_owned(),
        }
    }

    pub fn cells(&self, context: &Context) -> Vec<String> {
        let state = self.problem.clone().unwrap_or_else(|| "ready".to_owned());
        vec![self.name.clone(), self.starts(context), state]
    }

    pub fn json(&self) -> Value {
        let program = self.program.as_ref();
        json!({
            "name": self.name,
            "path": self.path.to_string_lossy(),
            "program": program.map(|program| program.path.to_string_lossy()),
            "ready": self.problem.is_none(),
            "problem": self.problem,
        })
    }
}

/// Returns why a call of the shim's name does not start the program through this sglaunch.
fn problem(
    context: &Context,
    shims: ShimDir,
    name: &str,
    program: &Result<Program>,
) -> Option<String> {
    if let Some(target) = shims.missing_target(name).filter(|_| shims.is_shared) {
        return Some(format!("leads to {}, which is not here", target.display()));
    }
    let ignored = os::ignored_record(&shims.shim(name));
    if let Some(record) = ignored.filter(|_| shims.is_shared) {
        return Some(format!(
            "not updated with sglaunch: its record {} is damaged or has another owner; run `sglaunch \
             shim add --to {} {}` after an update",
            record.file_name().unwrap_or_default().display(),
            quote(shims.path.as_os_str()),
            quote(name.as_ref()),
        ));
    }
    if !shims.is_shared && !shims.is_current(name) {
        let leads = match shims.missing_target(name) {
            Some(target) => format!("leads to {}, which is not here", target.display()),
            None => "starts another sglaunch".to_owned(),
        };
        return Some(format!("{leads}; run `sglaunch shim add {name}`"));
    }
    if let Some(shell) = shell_with_builtin(&context.env, name) {
        return Some(format!(
            "{shell} runs its own `{name}` instead; run `sglaunch {name}`"
        ));
    }
    match program {
        Err(error) => Some(error.sentence().to_owned()),
        // Other machines have another PATH.
        Ok(_) if shims.is_shared && !is_on_path(context, shims.path) => None,
        Ok(_) => path_problem(context, shims.path, name, &shims.shim(name)),
    }
}

fn path_problem(context: &Context, dir: &Path, name: &str, shim: &Path) -> Option<String> {
    let first = context.search_context().first_on_path(name.as_ref());
    if let Some(first) = first.filter(|first| !os::same_file(first, shim)) {
        let first = shorten(&first, context.ui.home());
        return Some(format!("hidden on PATH by {first}"));
    }
    (!is_on_path(context, dir)).then(|| "the directory of shims is not on PATH".to_owned())
}
