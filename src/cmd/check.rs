//! `sglaunch check`: validates profiles.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::bundle::check_required;
use super::shared_dirs::SharedDirs;
use super::{Context, counted};
use crate::bundle::now;
use crate::certs::Problem;
use crate::dirs::Scope;
use crate::error::{Error, Location, Result};
use crate::profile::{Layers, Profile, RESERVED};
use crate::program;
use crate::stores::files::load_drop_ins;
use crate::stores::inputs::{BundleInputs, NamedFile};
use crate::stores::mozilla;

/// The error of an invalid profile, or the warnings of a valid one.
type Outcome = Result<Vec<Problem>>;

/// Reports the errors and warnings that a launch of each profile would have, except that its
/// program may be missing. Returns 1 if there are errors.
pub fn run(context: &Context, files: &[PathBuf]) -> Result<u8> {
    let mut shared = SharedDirs::with_synthetic();
    let outcomes: Vec<Outcome> = match files {
        [] => check_all(context, &mut shared),
        files => (files.iter())
            .map(|file| check_file(context, file, &mut shared))
            .collect(),
    };
    report(context, shared.problems(), &outcomes);
    let invalid = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    context.ui.print(summary(outcomes.len(), invalid))?;
    Ok(u8::from(invalid > 0))
}

/// Prints each error and warning once. Those in `defaults` occur in all profiles.
fn report(context: &Context, warnings: &[Problem], outcomes: &[Outcome]) {
    let problems = outcomes.iter().flatten().flatten();
    let mut seen = BTreeSet::new();
    let problems = warnings.iter().chain(problems);
    (context.ui).warn_all(problems.filter(|problem| seen.insert(*problem)));
    let mut seen = BTreeSet::new();
    for error in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        if seen.insert(error.render(None)) {
            context.ui.error(error);
        }
    }
}

fn summary(all: usize, invalid: usize) -> String {
    let profiles = counted(all, "profile");
    match invalid {
        0 => format!("{profiles} checked, no errors\n"),
        _ => format!("{profiles} checked, {invalid} not valid\n"),
    }
}

fn check_all(context: &Context, shared: &mut SharedDirs) -> Vec<Outcome> {
    for dir in context.layers.named_dirs() {
        shared.add_profile_dir(dir);
    }
    if let Some(dir) = context.dirs.trust_of(Scope::User) {
        shared.add_trust_dir(&dir);
    }
    let listing = context.layers.list();
    let unreadable = listing.unreadable.into_iter().map(|(dir, error)| {
        Err(Error::new(format!("cannot read the directory: {error}")).at(Location::file(dir)))
    });
    if let Some(problem) = listing.ignored {
        shared.push(problem);
    }
    if let Some(dir) = context.dirs.trust_of(Scope::Site) {
        let problems = load_drop_ins(&context.dirs.root, &dir, Scope::Site)
            .problems
            .into_iter();
        problems.for_each(|problem| shared.push(problem));
    }
    let list = NamedFile {
        path: context.dirs.mozilla_list(),
        optional: true,
    };
    let problems = mozilla::load_file(&context.dirs.root, &list)
        .0
        .problems
        .into_iter();
    problems.for_each(|problem| shared.push(problem));
    let mut previous = None;
    let files = listing.files.iter().map(|(name, depth)| {
        // A launch takes the highest file of a name. A hidden one is checked as if it were that.
        let is_hidden = previous.replace(name) == Some(name);
        if is_hidden {
            check(context, name, &context.layers.from_depth(*depth), shared)
        } else {
            check(context, name, &context.layers, shared)
        }
    });
    unreadable.chain(files).collect()
}

/// Checks a file, or the profile of that name.
fn check_file(context: &Context, file: &Path, shared: &mut SharedDirs) -> Outcome {
    let error = |why: &str| Error::new(why).at(Location::file(file));
    if !file.exists()
        && let Some(name) = file.to_str()
        && context.layers.has(name)
    {
        return check(context, name, &context.layers, shared);
    }
    if !file.is_file() {
        return Err(
            error("there is no such file").hint("give the path of a file or the name of a profile")
        );
    }
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    match (stem, file.extension()) {
        (Some(name), Some(extension)) if extension == "yaml" => {
            let layers = context.layers.from_file(&context.cwd.join(file));
            check(context, name, &layers, shared)
        }
        _ => Err(error("the file of a profile must be named NAME.yaml").hint("rename the file")),
    }
}

fn check(context: &Context, name: &str, layers: &Layers, shared: &mut SharedDirs) -> Outcome {
    let profile = Profile::load(name, layers)?;
    shared.add_profile(context, &profile);
    check_name(&profile)?;
    let inputs = context.inputs(&profile)?;
    // Only the files of the profile: the stores and the environment are not part of it.
    let inputs = BundleInputs {
        native: false,
        mozilla: (inputs.mozilla).filter(|list| !list.optional),
        inherited: Vec::new(),
        settings: None,
        trust: Vec::new(),
        ..inputs
    };
    let problems = context.request(&inputs).gather(now()).merged.problems;
    check_required(&problems, &profile)?;
    profile.check_templates(context.values(None))?;
    profile.check_files()?;
    let variables = profile.check_ca_variables()?;
    let problems = problems.into_iter().chain(variables);
    Ok(profile.ignored.into_iter().chain(problems).collect())
}

/// Rejects the name of a command, and a profile that replaces a built-in one but has no program.
fn check_name(profile: &Profile) -> Result<()> {
    let name = profile.name.as_str();
    let error = |why: String| Error::new(why).at(Location::file(profile.files[0].display_path()));
    if RESERVED.contains(&name) {
        let why = format!("`{name}` is a command of sglaunch and cannot be the name of a profile");
        return Err(error(why).hint("rename the file"));
    }
    if program::hides_built_in(profile) {
        let why = format!("profile `{name}` replaces the built-in one, but has no program");
        return Err(error(why).hint(program::how_to_extend(name)));
    }
    Ok(())
}
