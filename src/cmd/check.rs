//! Validates profiles.

use std::path::{Path, PathBuf};

use super::Caller;
use crate::bundle::NotBuilt;
use crate::error::{Error, Place, Result};
use crate::profile::{Profile, RESERVED, program};
use crate::recipe::Recipe;

/// Says of each profile what launching it would say, short of whether its program is installed. 1 if one is wrong.
pub fn run(caller: &Caller, files: &[PathBuf]) -> Result<u8> {
    let outcomes: Vec<Result<()>> = match files {
        [] => {
            let all = caller.layers.all();
            let folders = all.unreadable.into_iter().map(|(folder, error)| {
                Err(Error::new(format!("the folder cannot be read: {error}"))
                    .at(Place::file(folder)))
            });
            folders
                .chain(
                    all.files
                        .iter()
                        .map(|(name, depth)| check(caller, name, &caller.layers.from(*depth))),
                )
                .collect()
        }
        files => files.iter().map(|file| check_file(caller, file)).collect(),
    };
    let wrong: Vec<&Error> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().err())
        .collect();
    for error in &wrong {
        caller.ui.error(error);
    }
    let count = |count: usize| {
        if count == 1 {
            "1 profile".to_owned()
        } else {
            format!("{count} profiles")
        }
    };
    let (all, bad) = (outcomes.len(), wrong.len());
    caller.ui.print(match bad {
        0 => format!("{} checked, all are right\n", count(all)),
        bad => format!(
            "{} checked, {bad} {} not right\n",
            count(all),
            if bad == 1 { "is" } else { "are" }
        ),
    })?;
    Ok(u8::from(bad > 0))
}

fn check_file(caller: &Caller, file: &Path) -> Result<()> {
    let wrong = |why: &str| Error::new(why.to_owned()).at(Place::file(file));
    if let Some(name) = file
        .to_str()
        .filter(|name| !file.exists() && caller.layers.has(name))
    {
        return check(caller, name, &caller.layers);
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
    check(caller, name, &caller.layers.below(&caller.cwd.join(file)))
}

fn check(caller: &Caller, name: &str, layers: &crate::profile::Layers) -> Result<()> {
    let profile = Profile::load(name, layers)?;
    if RESERVED.contains(&name) {
        return Err(Error::new(format!(
            "a profile cannot be called `{name}`: that is a command of sglaunch"
        ))
        .at(Place::file(profile.sources[0].file()))
        .hint("give the file another name"));
    }
    if program::hides_built_in(&profile) {
        return Err(Error::new(format!(
            "profile `{name}` replaces the built-in one, and names no program"
        ))
        .at(Place::file(profile.sources[0].file()))
        .hint(format!(
            "`extends: {name}` in its file keeps what the built-in profile says"
        )));
    }
    // Its own files alone: what the machine and the environment have is no business of the profile.
    let recipe = Recipe {
        native: false,
        mozilla: false,
        inherited: Vec::new(),
        ..caller.recipe(&profile)?
    };
    for problem in caller.bundles().gather(&recipe).problems {
        match problem.needed {
            Some(_) => {
                return Err(super::point_to_file(
                    NotBuilt::because_of(&problem),
                    &profile,
                ));
            }
            None => caller.ui.warn(&problem),
        }
    }
    profile.check_values(caller.values(None))?;
    profile.check_other_systems()
}
