//! `sglaunch show`: a profile after merging, with the file of each value.

use std::path::Path;

use serde_json::{Value, json};

use super::Context;
use super::left_out::left_out;
use super::shared_dirs::SharedDirs;
use crate::cli::Target;
use crate::error::{Result, shorten};
use crate::profile::{Profile, ProfileFile, Setting, Version};
use crate::program::{self, Program};

pub fn run(context: &Context, target: &Target, json: bool) -> Result<u8> {
    let called = context.resolve(target)?;
    let request = called.request().with_version();
    let program = program::find(&called.profile, request, &context.search_context());
    let program = match called.version {
        Some(_) => Some(program?),
        None => program.ok(),
    };
    let profile = called.profile;
    let mut shared = SharedDirs::default();
    shared.add_profile(context, &profile);
    (context.ui).warn_all(profile.ignored.iter().chain(shared.problems()));
    if json {
        context.print_json(&document(&profile, program.as_ref()))?;
    } else {
        let rows = table_rows(&profile, program.as_ref(), context.ui.home());
        let table = (context.ui).table(&["KEY", "VALUE", "FROM"], &rows);
        context.ui.print(table)?;
    }
    Ok(0)
}

fn document(profile: &Profile, program: Option<&Program>) -> Value {
    let file = |file: &ProfileFile| {
        json!({
            "profile": file.name,
            "layer": file.layer.name(),
            "file": file.path.as_ref().map(|path| path.to_string_lossy()),
        })
    };
    let value = |Setting { key, value, file }| json!({"key": key, "value": value, "file": file});
    let version = program.and_then(|program| program.version.as_ref());
    json!({
        "schema": 1,
        "name": profile.name,
        "program": program.map(|program| program.path.to_string_lossy()),
        "version": version.map(Version::as_str),
        "files": profile.files.iter().map(file).collect::<Value>(),
        "values": profile.list().into_iter().map(value).collect::<Value>(),
        "ignored": left_out(&profile.ignored),
    })
}

fn table_rows(
    profile: &Profile,
    program: Option<&Program>,
    home: Option<&Path>,
) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for Setting { key, value, file } in profile.list() {
        let file = origin(&profile.files[file], home);
        // One row for all variables that a file sets: there are many, and most are built in.
        let set_variable = key.strip_prefix("ca.variables.");
        let set_variable = set_variable.filter(|_| value == Value::Bool(true));
        match (set_variable, rows.last_mut()) {
            (Some(name), Some(row)) if row[0] == "ca.variables" && row[2] == file => {
                row[1] = format!("{} {name}", row[1]);
            }
            (Some(name), _) => rows.push(vec!["ca.variables".to_owned(), name.to_owned(), file]),
            (None, _) => rows.push(vec![key, text(&value), file]),
        }
    }
    if profile.settings.program.is_some() {
        let path = match program {
            Some(program) => shorten(&program.path, home),
            None => "not installed".to_owned(),
        };
        rows.push(vec!["→ starts".to_owned(), path, String::new()]);
    }
    rows
}

fn origin(file: &ProfileFile, home: Option<&Path>) -> String {
    match &file.path {
        Some(path) => format!("{} {}", file.layer.name(), shorten(path, home)),
        None => format!("built-in {}.yaml", file.name),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
