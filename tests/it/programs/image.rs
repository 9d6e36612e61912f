//! A machine on which all programs of a section are installed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::Found;
use super::table::{Row, Section};
use crate::sandbox::Sandbox;
use crate::system;

pub struct Image {
    sandbox: Sandbox,
}

impl Image {
    pub fn new(section: &Section) -> Self {
        let mut sandbox = Sandbox::new();
        for (name, value) in &section.variables {
            let value = sandbox.path(in_root(value));
            sandbox = sandbox.env(name, value);
        }
        Self { sandbox }
    }

    /// Writes the program of a row. If it is that of an application, the application names it.
    pub fn lay(&mut self, row: &Row) {
        let path = self.program(row);
        if let (Some((app, _)), Some(executable)) = (path.rsplit_once(".app"), row.executable())
            && let Some(name) = executable.strip_prefix("Contents/MacOS/")
        {
            let info = format!(
                "<plist version=\"1.0\"><dict><key>CFBundleExecutable</key>\
                 <string>{name}</string></dict></plist>"
            );
            (self.sandbox).write(format!("{app}.app/Contents/Info.plist"), info);
        }
        let path = self.sandbox.write(path, "#!/bin/sh\n");
        system::set_mode(path, 0o755);
    }

    /// Returns the absolute path of the program of a row.
    pub fn program(&self, row: &Row) -> String {
        let path: PathBuf = if let Some(path) = row.path.strip_prefix("~/") {
            self.sandbox.home().join(path)
        } else if let Some((name, path)) =
            (row.path.strip_prefix("${")).and_then(|path| path.split_once("}/"))
        {
            let value = self.sandbox.var(name);
            PathBuf::from(value.expect("a variable of the table")).join(path)
        } else {
            in_root(&row.path)
        };
        let path = self.sandbox.path(path);
        path.into_os_string().into_string().expect("Unicode")
    }

    pub fn write_profile(&self, name: &str, profile: &Value) {
        let path = format!("home/.config/sglaunch/profiles/{name}.yaml");
        self.sandbox.write(path, profile.to_string());
    }

    /// Returns the program and the version of each profile.
    pub fn list(&self) -> BTreeMap<String, Option<Found>> {
        let list = self.sandbox.run(["list", "--json"]).code(0).json();
        let profiles = list["profiles"].as_array().expect("a list").iter();
        let profile = |profile: &Value| {
            let text = |key: &str| profile[key].as_str().map(str::to_owned);
            assert_ne!(profile["state"], "invalid", "{profile}");
            let found = text("program").map(|path| (path, text("version")));
            (text("name").expect("a name"), found)
        };
        profiles.map(profile).collect()
    }
}

/// Returns the path of the sandbox for an absolute path of the table.
fn in_root(path: &str) -> PathBuf {
    let path = path.strip_prefix("C:").unwrap_or(path);
    format!("root{path}").into()
}
