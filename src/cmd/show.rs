//! Shows a profile as resolved.

use std::path::Path;

use serde_json::{Value, json};

use super::Context;
use crate::cli::Target;
use crate::error::{Result, shorten};
use crate::os;
use crate::profile::{Profile, ProfileFile, Shortcut, Sourced, Template, VariableChange, Version};
use crate::program;

/// Every value of a profile, and the layer that it came from.
pub fn run(context: &Context, target: &Target, json: bool) -> Result<u8> {
    let profile = context.profile(&target.name)?;
    let found = match &target.version {
        Some(_) => Some(context.program(&profile, target)?),
        None => program::find(&profile, None, &context.search_context()).ok(),
    };
    let values = values(&profile);
    if json {
        let files: Vec<_> = (profile.files.iter())
            .map(|source| {
                json!({
                    "profile": source.name,
                    "layer": source.layer.name(),
                    "file": source.path.as_ref().map(|path| path.to_string_lossy()),
                })
            })
            .collect();
        let values: Vec<_> = (values.into_iter())
            .map(|(key, value, file)| json!({"key": key, "value": value, "file": file}))
            .collect();
        context.print_json(&json!({
            "schema": 1,
            "name": profile.name,
            "program": found.as_ref().map(|found| found.path.to_string_lossy()),
            "version": found.as_ref().and_then(|found| found.version.as_ref()).map(Version::as_str),
            "files": files,
            "values": values,
        }))?;
        return Ok(0);
    }
    let home = context.ui.home();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (key, value, file) in values {
        let from = from(&profile.files[file], home);
        match rows.last_mut() {
            // They are many, and mostly the same: they stay out of the way of what the studio has written.
            Some(row) if key == "ca.variables" && row[0] == key && row[2] == from => {
                row[1] = format!("{} {}", row[1], text(&value));
            }
            _ => rows.push(vec![key, text(&value), from]),
        }
    }
    let starts = match &found {
        Some(found) => shorten(&found.path, home),
        None => "not installed".to_owned(),
    };
    if profile.settings.program.is_some() {
        rows.push(vec!["→ starts".to_owned(), starts, String::new()]);
    }
    context
        .ui
        .print(context.ui.table(&["KEY", "VALUE", "FROM"], &rows))?;
    Ok(0)
}

fn from(source: &ProfileFile, home: Option<&Path>) -> String {
    match &source.path {
        Some(path) => format!("{} {}", source.layer.name(), shorten(path, home)),
        None => format!("built-in {}.yaml", source.name),
    }
}

/// Each value with its key and the index of its file.
fn values(profile: &Profile) -> Vec<(String, Value, usize)> {
    let mut rows = Vec::new();
    let mut row = |key: &str, value: Value, file: usize| rows.push((key.to_owned(), value, file));
    if let Some(written) = &profile.settings.description {
        row("description", json!(written.value), written.file());
    }
    for written in profile.settings.program.iter().flatten() {
        row(
            &format!("program.{}", os::NAME),
            json!(written.value.as_str()),
            written.file(),
        );
    }
    if let Some(written) = &profile.settings.version {
        row("version", json!(written.value.as_str()), written.file());
    }
    for written in &profile.settings.args {
        row("args", json!(written.value.as_str()), written.file());
    }
    for (name, written) in &profile.settings.env {
        row(
            &format!("env.{name}"),
            setting(&written.value),
            written.file(),
        );
    }
    let ca = &profile.settings.ca;
    for (key, written) in [
        ("ca.native", &ca.native),
        ("ca.mozilla", &ca.mozilla),
        ("ca.inherited", &ca.inherited),
        ("ca.keep_expired", &ca.keep_expired),
        ("ca.certifi", &ca.certifi),
    ] {
        row(key, json!(written.value), written.file());
    }
    for written in &ca.files {
        let path = written.value.path.as_str();
        let value = if written.value.optional {
            json!({"path": path, "optional": true})
        } else {
            json!(path)
        };
        row("ca.files", value, written.file());
    }
    for (key, list) in [("ca.deny", &ca.deny), ("ca.allow", &ca.allow)] {
        for written in list {
            row(key, json!(written.value.to_string()), written.file());
        }
    }
    for written in &ca.variables {
        row("ca.variables", json!(written.value), written.file());
    }
    rows.extend(of_shortcut(&profile.settings.shortcut));
    for written in &profile.settings.sites {
        rows.push(("sites".to_owned(), json!(written.value), written.file()));
    }
    rows
}

fn of_shortcut(shortcut: &Shortcut) -> Vec<(String, Value, usize)> {
    let one = |key: &str, written: &Option<Sourced<String>>| {
        (written.as_ref()).map(|written| {
            (
                format!("shortcut.{key}"),
                json!(written.value),
                written.file(),
            )
        })
    };
    let many = |key: &str, list: &[Sourced<String>]| -> Vec<_> {
        let row = |written: &Sourced<String>| {
            (
                format!("shortcut.{key}"),
                json!(written.value),
                written.file(),
            )
        };
        list.iter().map(row).collect()
    };
    let icon = format!("shortcut.icon.{}", os::NAME);
    let icon = shortcut
        .icon
        .iter()
        .map(|written| (icon.clone(), json!(written.value.as_str()), written.file()));
    let terminal = shortcut.terminal.as_ref().map(|written| {
        (
            "shortcut.terminal".to_owned(),
            json!(written.value),
            written.file(),
        )
    });
    one("name", &shortcut.name)
        .into_iter()
        .chain(icon)
        .chain(many("categories", &shortcut.categories))
        .chain(many("mime_types", &shortcut.mime_types))
        .chain(one("wm_class", &shortcut.wm_class))
        .chain(terminal)
        .collect()
}

fn setting(setting: &VariableChange) -> Value {
    match setting {
        VariableChange::Set(template) => json!(template.as_str()),
        VariableChange::Remove => Value::Null,
        VariableChange::Default(template) => json!({"default": template.as_str()}),
        VariableChange::Join { prepend, append } => match (prepend.is_empty(), append.is_empty()) {
            (false, true) => json!({"prepend": texts(prepend)}),
            (true, false) => json!({"append": texts(append)}),
            _ => json!({"prepend": texts(prepend), "append": texts(append)}),
        },
    }
}

fn texts(list: &[Template]) -> Vec<&str> {
    list.iter().map(Template::as_str).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
