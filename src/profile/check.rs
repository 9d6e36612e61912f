//! Checks beyond those of a launch, for `check`.

use super::ca_variables::RawCaVariables;
use super::key::System;
use super::yaml::{Step, locate};
use super::{ExpandError, Profile, ProfileFile, Template, Values, check_env, merge, yaml};
use crate::certs::{Problem, Source};
use crate::env::names::CA_FILE_VARIABLES;
use crate::error::{Result, cut, nearest};

impl Profile {
    /// Returns whether a file has a program for some system.
    pub fn has_program(&self) -> bool {
        let has_one = |file| yaml::parse(file).is_ok_and(|raw| raw.program.is_some());
        self.settings.program.is_some() || self.files.iter().any(has_one)
    }

    /// Checks that the templates of a launch can be expanded. The version is left out, because it
    /// is not known before a program is found.
    pub fn check_templates(&self, values: Values) -> Result<()> {
        let expand = |template: &Template| match template.expand(values) {
            Err(error) if error != ExpandError::Version => Err(error),
            _ => Ok(()),
        };
        for arg in &self.settings.args {
            expand(&arg.value).map_err(|error| self.expand_error(&error, arg))?;
        }
        for change in self.settings.env.values() {
            let mut templates = change.value.templates();
            (templates.try_for_each(expand)).map_err(|error| self.expand_error(&error, change))?;
        }
        Ok(())
    }

    /// Checks all values of each file: those that another file replaces, and those of other
    /// systems. A launch checks none of them.
    pub fn check_files(&self) -> Result<()> {
        for (index, file) in self.files.iter().enumerate() {
            for system in System::ALL {
                let raw = [(index, yaml::parse(file)?)];
                let all = self.files.len();
                let settings = merge(raw.into_iter(), &self.files, all, system)?;
                check_env(&settings, &self.settings.ca.variables, &self.files)?;
            }
        }
        Ok(())
    }

    /// Returns warnings about `ca.variables`: a list, and names that no file sets.
    pub fn check_ca_variables(&self) -> Result<Vec<Problem>> {
        let mut set = Vec::from(CA_FILE_VARIABLES.map(str::to_owned));
        let mut problems = Vec::new();
        for file in &self.files {
            match yaml::parse(file)?.ca.and_then(|ca| ca.variables) {
                Some(RawCaVariables::List(names)) => {
                    problems.extend(list_problem(file, &names));
                    set.extend(names);
                }
                Some(RawCaVariables::Map(map)) => {
                    let names = map.0.into_iter().filter(|(_, is_set)| *is_set);
                    set.extend(names.map(|(name, _)| name));
                }
                None => {}
            }
        }
        let unknown = self.settings.ca.variables.left_out();
        let unknown = unknown.filter(|name| !set.iter().any(|known| known == &name.value));
        problems.extend(unknown.filter_map(|name| {
            let path = self.file_of(name).path.clone()?;
            let message = unknown_variable(&name.value, &set);
            Some(Problem::new(Source::Profiles(path), message))
        }));
        Ok(problems)
    }
}

/// Suggests a map to replace the list `ca.variables` of a file.
fn list_problem(file: &ProfileFile, names: &[String]) -> Option<Problem> {
    let path = file.path.clone()?;
    let location = locate(file, &[Step::Key("ca"), Step::Key("variables")]);
    let line = location.span.map_or(1, |span| span.line);
    let mut map: Vec<String> = (names.iter().take(5))
        .map(|name| format!("{}: true", cut(name)))
        .collect();
    map.extend((names.len() > 5).then(|| "…".to_owned()));
    let map = map.join(", ");
    let message = format!(
        "line {line}: a list in `ca.variables` leaves out all other variables, and those of later versions \
         of sglaunch: write a map, which adds to them: `variables: {{{map}}}`"
    );
    Some(Problem::new(Source::Profiles(path), message))
}

fn unknown_variable(name: &str, set: &[String]) -> String {
    let why = format!(
        "`ca.variables` leaves out `{}`, which no profile sets",
        cut(name)
    );
    match nearest(name, set.iter().map(String::as_str)).first() {
        None => format!("{why}: remove the entry"),
        Some(near) => format!("{why}: did you mean `{near}`?"),
    }
}
