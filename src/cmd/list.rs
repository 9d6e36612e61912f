//! Lists the profiles.

use serde_json::json;

use super::Context;
use crate::certs::{Problem, Source};
use crate::error::Result;
use crate::profile::{Profile, Version};
use crate::program;

/// Prints a row per profile with the program and version that it starts.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    for (folder, error) in context.layers.list().unreadable {
        let message = format!("its profiles cannot be read: {error}");
        context
            .ui
            .warn(&Problem::new(Source::Profiles(folder), message));
    }
    let rows: Vec<Row> = context
        .layers
        .names()
        .into_iter()
        .map(|name| Row::new(context, name))
        .collect();
    if json {
        let profiles: Vec<_> = rows.iter().map(Row::json).collect();
        context.print_json(&json!({"schema": 1, "profiles": profiles}))?;
    } else {
        let cells: Vec<_> = rows.iter().map(|row| row.cells(context)).collect();
        context.ui.print(
            context
                .ui
                .table(&["PROFILE", "VERSION", "PROGRAM", "FROM"], &cells),
        )?;
    }
    Ok(0)
}

struct Row {
    name: String,
    profile: Result<Profile>,
    program: Option<program::Program>,
}

impl Row {
    fn new(context: &Context, name: String) -> Self {
        let profile = context.profile(&name);
        let program = (profile.as_ref().ok())
            .and_then(|profile| program::find(profile, None, &context.search_context()).ok());
        Self {
            name,
            profile,
            program,
        }
    }

    fn cells(&self, context: &Context) -> Vec<String> {
        let home = context.ui.home();
        let (version, path) = match (&self.profile, &self.program) {
            (Err(error), _) => ("-".to_owned(), format!("invalid: {}", error.sentence())),
            (_, Some(program)) => (
                program
                    .version
                    .as_ref()
                    .map_or("-", |version| version.as_str())
                    .to_owned(),
                crate::error::shorten(&program.path, home),
            ),
            (Ok(profile), None) if profile.settings.program.is_none() => {
                ("-".to_owned(), "-".to_owned())
            }
            (Ok(_), None) => ("-".to_owned(), "not installed".to_owned()),
        };
        let from = self.profile.as_ref().map_or_else(
            |_| "-".to_owned(),
            |profile| profile.files[0].short_path(home),
        );
        vec![self.name.clone(), version, path, from]
    }

    fn json(&self) -> serde_json::Value {
        let profile = self.profile.as_ref().ok();
        let program = self.program.as_ref();
        json!({
            "name": self.name,
            "description": profile.and_then(|profile| profile.settings.description.as_ref()).map(|written| &written.value),
            "layer": profile.map(|profile| profile.files[0].layer.name()),
            "file": profile.and_then(|profile| profile.files[0].path.as_ref()).map(|path| path.to_string_lossy()),
            "version": program.and_then(|program| program.version.as_ref()).map(Version::as_str),
            "program": program.map(|program| program.path.to_string_lossy()),
            "error": self.profile.as_ref().err().map(crate::error::Error::sentence),
        })
    }
}
