//! Lists the shortcuts that sglaunch has made.

use serde_json::{Value, json};

use crate::cli::Target;
use crate::cmd::Context;
use crate::desktop::shortcut::Found;
use crate::desktop::shortcut::place::{self, Kind};
use crate::error::{Result, shorten};
use crate::profile::{LayerKind, Layers, Profile, Version};
use crate::program;

/// Every shortcut, and whether it still works.
pub fn run(context: &Context, json: bool) -> Result<u8> {
    let all = place::all(&context.dirs)?;
    let rows: Vec<Row> = all
        .into_iter()
        .map(|(kind, found)| Row::new(context, kind, found))
        .collect();
    if json {
        let shortcuts: Vec<Value> = rows.iter().map(Row::json).collect();
        context.print_json(&json!({"schema": 1, "shortcuts": shortcuts}))?;
    } else {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(context)).collect();
        let header = ["NAME", "PROFILE", "VERSION", "STATE", "FILE"];
        context.ui.print(context.ui.table(&header, &cells))?;
    }
    Ok(0)
}

struct Row {
    kind: Kind,
    found: Found,
    /// What it would start now, if it can be started.
    starts: Result<Option<Version>, String>,
}

impl Row {
    fn new(context: &Context, kind: Kind, found: Found) -> Self {
        let starts = starts(context, &found);
        Self {
            kind,
            found,
            starts,
        }
    }

    fn version(&self) -> Option<&str> {
        self.starts.as_ref().ok()?.as_ref().map(Version::as_str)
    }

    fn cells(&self, context: &Context) -> Vec<String> {
        vec![
            self.found.name.clone(),
            self.found.target().to_owned(),
            self.version().unwrap_or("-").to_owned(),
            self.starts
                .as_ref()
                .err()
                .map_or("works", String::as_str)
                .to_owned(),
            shorten(&self.found.path, context.ui.home()),
        ]
    }

    fn json(&self) -> Value {
        let target = Target::from(self.found.target());
        json!({
            "name": self.found.name,
            "profile": target.name,
            "asked_version": target.version,
            "version": self.version(),
            "place": self.kind.name(),
            "path": self.found.path.to_string_lossy(),
            "command": self.found.command,
            "works": self.starts.is_ok(),
            "problem": self.starts.as_ref().err(),
        })
    }
}

/// The version that a shortcut would start, or why it starts nothing.
fn starts(context: &Context, found: &Found) -> Result<Option<Version>, String> {
    let own = found.program();
    if !own.is_file() {
        return Err(format!(
            "sglaunch is no longer at {}",
            shorten(own, context.ui.home())
        ));
    }
    let dirs = found.profile_dirs();
    let layers = Layers::new(dirs.into_iter().map(|dir| (LayerKind::ProfileDir, dir)))
        .above(&context.layers);
    let target = Target::from(found.target());
    let program = Profile::load(&target.name, &layers)
        .and_then(|profile| {
            let asked = target
                .version
                .as_deref()
                .map(crate::cmd::version)
                .transpose()?;
            program::find(&profile, asked.as_ref(), &context.machine())
        })
        .map_err(|error| error.sentence().to_owned())?;
    Ok(program.version)
}
