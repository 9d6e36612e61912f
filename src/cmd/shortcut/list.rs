//! `sglaunch shortcut list`

use serde_json::{Value, json};

use super::profile_and_version;
use crate::cli::Target;
use crate::cmd::Context;
use crate::desktop::shortcut::InstalledShortcut;
use crate::desktop::shortcut::location::{ShortcutLocation, find_all};
use crate::error::{Result, shorten};
use crate::profile::{LayerKind, Layers, Version};

/// Lists the shortcuts and whether they still work.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let all = find_all(&context.dirs)?.into_iter();
    let rows: Vec<ShortcutRow> = all
        .map(|(location, shortcut)| ShortcutRow::new(context, location, shortcut))
        .collect();
    if json {
        let shortcuts: Vec<Value> = rows.iter().map(ShortcutRow::json).collect();
        context.print_json(&json!({"schema": 1, "shortcuts": shortcuts}))?;
    } else {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(context)).collect();
        let header = ["NAME", "PROFILE", "VERSION", "STATE", "FILE"];
        context.ui.print(context.ui.table(&header, &cells))?;
    }
    Ok(0)
}

struct ShortcutRow {
    location: ShortcutLocation,
    shortcut: InstalledShortcut,
    /// The profile and the version that the user requested.
    target: String,
    /// The version that the shortcut would start, or why it cannot start the program.
    version: Result<Option<Version>, String>,
}

impl ShortcutRow {
    fn new(context: &Context, location: ShortcutLocation, shortcut: InstalledShortcut) -> Self {
        let version = version_to_start(context, &shortcut);
        Self {
            location,
            target: profile_and_version(context, &shortcut),
            shortcut,
            version,
        }
    }

    fn version(&self) -> Option<&str> {
        self.version.as_ref().ok()?.as_ref().map(Version::as_str)
    }

    fn problem(&self) -> Option<&str> {
        self.version.as_ref().err().map(String::as_str)
    }

    fn cells(&self, context: &Context) -> Vec<String> {
        vec![
            self.shortcut.name.clone(),
            self.target.clone(),
            self.version().unwrap_or("-").to_owned(),
            self.problem().unwrap_or("works").to_owned(),
            shorten(&self.shortcut.path, context.ui.home()),
        ]
    }

    fn json(&self) -> Value {
        let target = Target::from(self.target.as_str());
        json!({
            "name": self.shortcut.name,
            "profile": target.name,
            "asked_version": target.version,
            "version": self.version(),
            "place": self.location.name(),
            "path": self.shortcut.path.to_string_lossy(),
            "command": self.shortcut.command,
            "works": self.version.is_ok(),
            "problem": self.problem(),
        })
    }
}

/// Returns the version that a shortcut would start, or why it cannot start the program.
fn version_to_start(
    context: &Context,
    shortcut: &InstalledShortcut,
) -> Result<Option<Version>, String> {
    let own = shortcut.program();
    if !own.is_file() {
        let own = shorten(own, context.ui.home());
        return Err(format!("sglaunch does not exist any more at {own}"));
    }
    let dirs = shortcut.profile_dirs().into_iter();
    let layers = Layers::new(dirs.map(|dir| (LayerKind::ProfileDir, dir))).above(&context.layers);
    let target = Target::from(shortcut.target());
    let program = context.resolve_in(&layers, &target);
    let program = program.and_then(|called| context.program_with_version(&called));
    match program {
        Ok(program) => Ok(program.version),
        Err(error) => Err(error.sentence().to_owned()),
    }
}
