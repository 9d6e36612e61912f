//! Lists the profiles.

use std::path::Path;

use serde_json::{Value, json};

use super::Context;
use crate::certs::{Problem, ProblemKind, Source};
use crate::error::{Error, Result, shorten};
use crate::profile::{Profile, Version};
use crate::program::{self, Program, Request};

/// Prints a row per profile with the program and version that it starts.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let listing = context.layers.list();
    let unreadable = listing.unreadable.iter().map(|(dir, error)| {
        let kind = ProblemKind::UnreadableDir(error.to_string());
        Problem::new(Source::Profiles(dir.clone()), kind)
    });
    let unreadable: Vec<Problem> = unreadable.collect();
    (context.ui).warn_all(unreadable.iter().chain(&listing.ignored));
    let names = listing.names().into_iter();
    let rows: Vec<ProfileRow> = names.map(|name| ProfileRow::new(context, name)).collect();
    if json {
        let profiles: Vec<_> = rows.iter().map(ProfileRow::json).collect();
        context.print_json(&json!({"schema": 1, "profiles": profiles}))?;
    } else {
        let header = ["PROFILE", "VERSION", "PROGRAM", "FROM"];
        let cells: Vec<_> = (rows.iter())
            .map(|row| row.cells(context.ui.home()))
            .collect();
        context.ui.print(context.ui.table(&header, &cells))?;
    }
    Ok(0)
}

struct ProfileRow {
    name: String,
    profile: Result<Profile>,
    program: Option<Program>,
}

impl ProfileRow {
    fn new(context: &Context, name: String) -> Self {
        let profile = context.profile(&name);
        let program = (profile.as_ref().ok()).and_then(|profile| {
            program::find(profile, Request::default(), &context.search_context()).ok()
        });
        Self {
            name,
            profile,
            program,
        }
    }

    fn cells(&self, home: Option<&Path>) -> Vec<String> {
        let from = (self.profile.as_ref()).map(|profile| profile.files[0].short_path(home));
        vec![
            self.name.clone(),
            self.version().map_or("-", Version::as_str).to_owned(),
            self.program_cell(home),
            from.unwrap_or_else(|_| "-".to_owned()),
        ]
    }

    fn program_cell(&self, home: Option<&Path>) -> String {
        match (&self.profile, &self.program) {
            (Err(error), _) => format!("invalid: {}", error.sentence()),
            (_, Some(program)) => shorten(&program.path, home),
            (Ok(profile), None) if profile.settings.program.is_none() => "-".to_owned(),
            (Ok(_), None) => "not installed".to_owned(),
        }
    }

    fn version(&self) -> Option<&Version> {
        (self.program.as_ref()).and_then(|program| program.version.as_ref())
    }

    fn json(&self) -> Value {
        let profile = self.profile.as_ref().ok();
        let file = profile.map(|profile| &profile.files[0]);
        let description = profile.and_then(|profile| profile.settings.description.as_ref());
        let path = file.and_then(|file| file.path.as_ref());
        json!({
            "name": self.name,
            "description": description.map(|description| &description.value),
            "layer": file.map(|file| file.layer.name()),
            "file": path.map(|path| path.to_string_lossy()),
            "version": self.version().map(Version::as_str),
            "program": self.program.as_ref().map(|program| program.path.to_string_lossy()),
            "error": self.profile.as_ref().err().map(Error::sentence),
        })
    }
}
