//! Lists the shortcuts that sglaunch has made.

use serde_json::{Value, json};

use crate::cli::Target;
use crate::cmd::Caller;
use crate::desktop::shortcut::Found;
use crate::desktop::shortcut::place::{self, Kind};
use crate::error::{Result, shorten};
use crate::profile::{Kind as Layer, Layers, Profile, Version};
use crate::program;

/// Every shortcut, and whether it still works.
pub fn run(caller: &Caller, json: bool) -> Result<u8> {
    let all = place::all(&caller.places)?;
    let rows: Vec<Row> = all
        .into_iter()
        .map(|(kind, found)| Row::new(caller, kind, found))
        .collect();
    if json {
        let shortcuts: Vec<Value> = rows.iter().map(Row::json).collect();
        caller.print_json(&json!({"schema": 1, "shortcuts": shortcuts}))?;
    } else {
        let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(caller)).collect();
        let header = ["NAME", "PROFILE", "VERSION", "STATE", "FILE"];
        caller.ui.print(caller.ui.table(&header, &cells))?;
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
    fn new(caller: &Caller, kind: Kind, found: Found) -> Self {
        let starts = starts(caller, &found);
        Self {
            kind,
            found,
            starts,
        }
    }

    fn version(&self) -> Option<&str> {
        self.starts.as_ref().ok()?.as_ref().map(Version::as_str)
    }

    fn cells(&self, caller: &Caller) -> Vec<String> {
        vec![
            self.found.name.clone(),
            self.found.target().to_owned(),
            self.version().unwrap_or("-").to_owned(),
            self.starts
                .as_ref()
                .err()
                .map_or("works", String::as_str)
                .to_owned(),
            shorten(&self.found.path, caller.ui.home()),
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
fn starts(caller: &Caller, found: &Found) -> Result<Option<Version>, String> {
    let own = found.program();
    if !own.is_file() {
        return Err(format!(
            "sglaunch is no longer at {}",
            shorten(own, caller.ui.home())
        ));
    }
    let dirs = found.profile_dirs();
    let layers =
        Layers::new(dirs.into_iter().map(|dir| (Layer::Option, dir))).above(&caller.layers);
    let target = Target::from(found.target());
    let program = Profile::load(&target.name, &layers)
        .and_then(|profile| {
            let asked = target
                .version
                .as_deref()
                .map(crate::cmd::version)
                .transpose()?;
            program::find(&profile, asked.as_ref(), &caller.machine())
        })
        .map_err(|error| error.sentence().trim_end_matches("; tried:").to_owned())?;
    Ok(program.version)
}
