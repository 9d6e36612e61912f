//! Validates profiles.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Context;
use super::bundle::check_required;
use crate::bundle::now;
use crate::certs::Problem;
use crate::error::{Error, Location, Result};
use crate::profile::{Layers, Profile, RESERVED};
use crate::program;
use crate::stores::gather;
use crate::stores::inputs::BundleInputs;

/// What there is to say of a profile that is right all the same.
type Outcome = Result<Vec<Problem>>;

/// Says of each profile what launching it would say, short of whether its program is installed. 1 if one is wrong.
pub fn run(context: &Context, files: &[PathBuf]) -> Result<u8> {
    let outcomes: Vec<Outcome> = match files {
        [] => check_all(context),
        files => files.iter().map(|file| check_file(context, file)).collect(),
    };
    // What is wrong in `defaults` is wrong in every profile, and said once.
    let (mut said, mut warned) = (BTreeSet::new(), BTreeSet::new());
    for outcome in &outcomes {
        match outcome {
            Ok(problems) => problems
                .iter()
                .filter(|problem| warned.insert(*problem))
                .for_each(|problem| context.ui.warn(problem)),
            Err(error) if said.insert(error.render(None)) => context.ui.error(error),
            Err(_) => {}
        }
    }
    let (all, bad) = (
        outcomes.len(),
        outcomes.iter().filter(|outcome| outcome.is_err()).count(),
    );
    let checked = if all == 1 {
        "1 profile checked".to_owned()
    } else {
        format!("{all} profiles checked")
    };
    context.ui.print(match bad {
        0 => format!("{checked}, all are right\n"),
        1 => format!("{checked}, 1 is not right\n"),
        bad => format!("{checked}, {bad} are not right\n"),
    })?;
    Ok(u8::from(bad > 0))
}

fn check_all(context: &Context) -> Vec<Outcome> {
    let all = context.layers.list();
    let folders = all.unreadable.into_iter().map(|(folder, error)| {
        Err(Error::new(format!("the folder cannot be read: {error}")).at(Location::file(folder)))
    });
    let mut hidden_by = None;
    let files = all.files.iter().map(|(name, depth)| {
        // The highest of a name is what a launch takes. Those that it hides are looked at from where they are.
        let is_hidden = hidden_by.replace(name) == Some(name);
        let layers = if is_hidden {
            context.layers.from_depth(*depth)
        } else {
            context.layers.clone()
        };
        check(context, name, &layers)
    });
    folders.chain(files).collect()
}

fn check_file(context: &Context, file: &Path) -> Outcome {
    let wrong = |why: &str| Error::new(why.to_owned()).at(Location::file(file));
    if let Some(name) = file
        .to_str()
        .filter(|name| !file.exists() && context.layers.has(name))
    {
        return check(context, name, &context.layers);
    }
    if !file.is_file() {
        return Err(wrong("there is no such file"));
    }
    let name = match (
        file.file_stem().and_then(|stem| stem.to_str()),
        file.extension(),
    ) {
        (Some(name), Some(extension)) if extension == "yaml" => name,
        _ => return Err(wrong("a profile's file is called NAME.yaml")),
    };
    check(
        context,
        name,
        &context.layers.from_file(&context.cwd.join(file)),
    )
}

fn check(context: &Context, name: &str, layers: &Layers) -> Outcome {
    let profile = Profile::load(name, layers)?;
    if RESERVED.contains(&name) {
        return Err(Error::new(format!(
            "a profile cannot be called `{name}`: that is a command of sglaunch"
        ))
        .at(Location::file(profile.files[0].display_path()))
        .hint("give the file another name"));
    }
    if program::hides_built_in(&profile) {
        return Err(Error::new(format!(
            "profile `{name}` replaces the built-in one, but has no program"
        ))
        .at(Location::file(profile.files[0].display_path()))
        .hint(program::how_to_extend(name)));
    }
    // Its own files alone: what the machine and the environment have is no business of the profile.
    let inputs = BundleInputs {
        native: false,
        mozilla: false,
        inherited: Vec::new(),
        trust: Vec::new(),
        ..context.inputs(&profile)?
    };
    let problems = gather(&inputs, &context.dirs.root, now()).merged.problems;
    check_required(&problems, &profile)?;
    profile.check_templates(context.values(None))?;
    profile.check_files()?;
    Ok(problems)
}
