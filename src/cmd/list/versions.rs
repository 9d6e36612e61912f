//! `sglaunch list PROFILE`: every installed version, which one would be started, and why.

use std::sync::Arc;
use std::time::Duration;

use super::search::{LIMIT, NO_ANSWER, search_all};
use crate::cli::Target;
use crate::cmd::{Context, launch};
use crate::error::{Error, Exit, Result};
use crate::launch::aliases::CalledProfile;
use crate::os;
use crate::program::sandbox::{Sandboxed, sandboxed};
use crate::program::{self, Program, SearchContext};

/// Time after which a search is repeated candidate by candidate, to find those that hang.
const SLOW: Duration = Duration::from_secs(1);

/// The programs of a profile.
pub struct Versions {
    pub called: Arc<CalledProfile>,
    pub programs: Vec<Program>,
    /// The index of the program that a launch starts; `None` if the search for it hangs.
    pub starts: Option<Result<usize>>,
    /// Programs that the search skips because of their sandbox.
    pub sandboxed: Vec<Sandboxed>,
    /// For each candidate, whether its search hangs; empty if none hangs.
    pub hanging: Vec<bool>,
}

/// Prints a row per version.
pub fn run(context: &Context, target: &Target, json: bool) -> Result<u8> {
    let versions = Versions::new(context, target)?;
    if json {
        context.print_json(&versions.json())?;
        return Ok(0);
    }
    let header = ["", "VERSION", "PROGRAM", "WHY"];
    let rows = versions.cells(context);
    if !rows.is_empty() {
        (context.ui).print(context.ui.table(&header, &rows))?;
    }
    for program in &versions.programs {
        launch::report(context, &versions.called.profile, program);
    }
    if let Some(Err(error)) = &versions.starts {
        (context.ui).info(0, || {
            format!("nothing would be started: {}", error.sentence())
        });
        for note in error.notes() {
            context.ui.info(0, || note);
        }
        if let Some(action) = error.action() {
            context.ui.hint(&action);
        }
    }
    Ok(0)
}

/// Prints the path that a launch starts, for scripts.
pub fn print_path(context: &Context, target: &Target) -> Result<u8> {
    let called = context.resolve(target)?;
    let mut found = search_all(context, vec![called], LIMIT, find);
    let Some(program) = found.pop().flatten() else {
        let name = &target.name;
        let why = format!("the search for the program of profile `{name}` {NO_ANSWER}");
        let hint = format!("run `sglaunch list {name}` to see which path hangs");
        return Err(Error::new(why).exit(Exit::NotFound).hint(hint));
    };
    let mut line = program?.path.into_os_string();
    line.push("\n");
    context.ui.print_data(line.as_encoded_bytes())?;
    Ok(0)
}

fn find(called: &CalledProfile, context: &SearchContext) -> Result<Program> {
    program::find(&called.profile, called.request().with_version(), context)
}

/// A search in a thread: for all programs of a profile, and for the one that a launch starts.
struct SearchTask {
    called: Arc<CalledProfile>,
    /// False if the profile has only one of its candidates, to find those that hang.
    is_whole: bool,
}

impl SearchTask {
    fn whole(called: &Arc<CalledProfile>) -> Self {
        let called = Arc::clone(called);
        Self {
            called,
            is_whole: true,
        }
    }

    fn run(&self, context: &SearchContext) -> Found {
        let profile = &self.called.profile;
        Found {
            programs: program::all(profile, context),
            sandboxed: sandboxed(profile, context),
            starts: self.is_whole.then(|| find(&self.called, context)),
        }
    }
}

/// The result of a search in a thread.
struct Found {
    programs: Vec<Program>,
    sandboxed: Vec<Sandboxed>,
    starts: Option<Result<Program>>,
}

impl Versions {
    fn new(context: &Context, target: &Target) -> Result<Self> {
        let called = Arc::new(context.resolve(target)?);
        let mut found = search_all(
            context,
            vec![SearchTask::whole(&called)],
            SLOW,
            SearchTask::run,
        );
        if matches!(*found, [None]) {
            let mut all = candidates(context, &called)?;
            all.insert(0, SearchTask::whole(&called));
            found = search_all(context, all, LIMIT, SearchTask::run);
        }
        let parts = found.split_off(1);
        let mut all = Self {
            called,
            programs: Vec::new(),
            starts: None,
            sandboxed: Vec::new(),
            hanging: Vec::new(),
        };
        if let Some(found) = found.pop().flatten() {
            all.programs = found.programs;
            all.sandboxed = found.sandboxed;
            let started = |program| insert(&mut all.programs, program);
            all.starts = found.starts.map(|starts| starts.map(started));
        } else {
            all.hanging = parts.iter().map(Option::is_none).collect();
            for part in parts.into_iter().flatten() {
                all.programs.extend(part.programs);
                all.sandboxed.extend(part.sandboxed);
            }
        }
        Ok(all)
    }
}

/// Replaces the program with the same path, or inserts the program first. Returns its index.
fn insert(programs: &mut Vec<Program>, program: Program) -> usize {
    let same = (programs.iter()).position(|known| os::is_same_path(&known.path, &program.path));
    match same.and_then(|index| programs.get_mut(index)) {
        Some(known) => *known = program,
        None => programs.insert(0, program),
    }
    same.unwrap_or(0)
}

/// Returns a search for each candidate of a profile.
fn candidates(context: &Context, called: &CalledProfile) -> Result<Vec<SearchTask>> {
    let count = called.profile.settings.program.iter().flatten().count();
    let alone = |index: usize| {
        let mut profile = context.profile(&called.profile.name)?;
        let all = profile.settings.program.into_iter().flatten();
        profile.settings.program = Some(all.skip(index).take(1).collect());
        Ok(SearchTask {
            called: Arc::new(CalledProfile::by_name(profile)),
            is_whole: false,
        })
    };
    (0..count).map(alone).collect()
}
