//! Checks beyond those of a launch, for `check`.

use super::ca_variables::RawCaVariables;
use super::changes::in_order;
use super::key::System;
use super::variable_change::RawVariable;
use super::yaml::{Step, locate};
use super::{Profile, ProfileFile, Values, Version, change, check_env, merge, yaml};
use crate::certs::{Problem, Source};
use crate::env::names::CA_FILE_VARIABLES;
use crate::error::{Result, cut, nearest};

impl Profile {
    /// Returns whether a file has a program for some system.
    pub fn has_program(&self) -> bool {
        let has_one = |file| yaml::parse(file).is_ok_and(|raw| raw.program.is_some());
        self.settings.program.is_some() || self.files.iter().any(has_one)
    }

    /// Checks that the templates of a launch can be expanded.
    pub fn check_templates(&self, values: Values) -> Result<()> {
        // Not known before a program is found.
        let version = Version::new("1");
        let outer = Values {
            version: version.as_ref(),
            ..values
        };
        let mut env = outer.env.clone();
        for (name, written) in self.env_in_order()? {
            let values = Values { env: &env, ..outer };
            let mut templates = written.value.templates();
            templates
                .try_for_each(|template| template.expand(values).map(drop))
                .map_err(|error| self.expand_error(&error, written))?;
            // Also fails if the value is too long.
            change(&mut env, name, &written.value, outer)
                .map_err(|error| self.expand_error(&error, written))?;
        }
        for name in self.settings.ca.variables.iter() {
            env.set(&name.value, "bundle");
        }
        let values = Values { env: &env, ..outer };
        for arg in &self.settings.args {
            (arg.value.expand(values)).map_err(|error| self.expand_error(&error, arg))?;
        }
        Ok(())
    }

    /// Checks all values of each file: those that another file replaces, and those of other
    /// systems. A launch checks none of them.
    pub fn check_files(&self) -> Result<()> {
        let mut is_per_system = false;
        for (index, file) in self.files.iter().enumerate() {
            for system in System::ALL {
                let raw = yaml::parse(file)?;
                let mut env = raw.env.iter().flat_map(|env| env.0.values());
                is_per_system |= env.any(RawVariable::is_per_system);
                let raw = [(index, raw)];
                let all = self.files.len();
                let settings = merge(raw.into_iter(), &self.files, all, system)?;
                check_env(&settings, &self.settings.ca.variables, &self.files)?;
            }
        }
        if is_per_system {
            self.check_circles()?;
        }
        Ok(())
    }

    /// Checks that the variables of no system refer to each other in a circle.
    fn check_circles(&self) -> Result<()> {
        for system in System::ALL {
            let raw = self.files.iter().map(yaml::parse);
            let raw = raw.collect::<Result<Vec<_>>>()?.into_iter().enumerate();
            let settings = merge(raw, &self.files, self.files.len(), system)?;
            in_order(&settings.env).map_err(|circle| self.circle_error(&circle))?;
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
