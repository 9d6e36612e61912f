//! table.md: the paths of programs.

use std::borrow::Cow;

use serde_json::Value;

const TABLE: &str = include_str!("table.md");

const REGISTRY: &str = "Registry\n";

/// The rows of a system.
pub struct Section {
    /// The system, as in profiles.
    pub system: &'static str,
    /// Variables of the caller, with paths of the image.
    pub variables: Vec<(&'static str, &'static str)>,
    pub rows: Vec<Row<'static>>,
}

impl Section {
    pub fn of(system: &str) -> Self {
        let mut sections = sections().into_iter();
        sections
            .find(|section| section.system == system)
            .expect("a section")
    }

    pub fn variable(&self, name: &str) -> Option<&'static str> {
        let mut variables = self.variables.iter();
        variables
            .find(|(it, _)| *it == name)
            .map(|(_, value)| *value)
    }

    fn lay_bare_names_on_path(&mut self) {
        let dir = self.variable("PATH").expect("a directory");
        let end = if self.system == "windows" { ".exe" } else { "" };
        let bare = self.rows.iter_mut().filter(|row| !row.path.contains('/'));
        for row in bare {
            row.path = format!("{dir}/{}{end}", row.path).into();
        }
    }
}

/// A path of a program.
pub struct Row<'a> {
    pub profile: &'a str,
    /// The path, which may begin with `~` or with a variable. That of a bare name is on PATH.
    pub path: Cow<'a, str>,
    /// The version that is read from the path, if the path has one.
    pub version: Option<&'a str>,
}

impl Row<'_> {
    /// Returns the path of an application's executable in the application.
    pub fn executable(&self) -> Option<&str> {
        let (_, executable) = self.path.rsplit_once(".app/")?;
        Some(executable)
    }
}

/// Returns the sections of the systems.
pub fn sections() -> Vec<Section> {
    let sections = TABLE.split("\n## ").skip(1);
    let sections = sections.filter(|text| !text.starts_with(REGISTRY));
    let section = |text: &'static str| {
        let mut section = Section {
            system: match text.lines().next() {
                Some("Linux") => "linux",
                Some("macOS") => "macos",
                Some("Windows") => "windows",
                title => panic!("{title:?} is not a system"),
            },
            variables: (text.lines())
                .filter_map(|line| line.strip_prefix("- ")?.split_once('='))
                .collect(),
            rows: text.lines().filter_map(row).collect(),
        };
        section.lay_bare_names_on_path();
        section
    };
    sections.map(section).collect()
}

fn row(line: &'static str) -> Option<Row<'static>> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    match cells[..] {
        [_, profile, path, version, _] if profile != "profile" && !profile.starts_with("---") => {
            Some(Row {
                profile,
                path: path.into(),
                version: (version != "-").then_some(version),
            })
        }
        _ => None,
    }
}

/// A key of Windows' registry.
pub struct Key {
    pub profile: &'static str,
    /// The key, with a version.
    pub path: &'static str,
    /// The name of its value: empty for the default value.
    pub value: &'static str,
    /// The directory or the program that the value names.
    #[cfg_attr(
        not(windows),
        expect(dead_code, reason = "only Windows has a registry")
    )]
    pub text: &'static str,
    /// The path of the program in the directory: empty if the value names the program.
    pub program: &'static str,
    #[cfg_attr(
        not(windows),
        expect(dead_code, reason = "only Windows has a registry")
    )]
    pub version: Option<&'static str>,
}

impl Key {
    /// Returns whether a candidate of the registry finds the key.
    pub fn is_of(&self, candidate: &Value) -> bool {
        let text = |key: &str| candidate[key].as_str().unwrap_or_default();
        let is_key = match text("registry").split_once("{version}") {
            Some((start, end)) => self.path.starts_with(start) && self.path.ends_with(end),
            None => self.path == text("registry"),
        };
        let is_program = self.program.is_empty() || self.program == text("path");
        is_key && self.value == text("value") && is_program
    }
}

/// Returns the keys of the registry.
pub fn keys() -> Vec<Key> {
    let section = TABLE.split("\n## ").find(|text| text.starts_with(REGISTRY));
    let lines = section.expect("a section").lines();
    let key = |line: &'static str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        match cells[..] {
            [_, profile, path, value, text, program, version, _]
                if profile != "profile" && !profile.starts_with("---") =>
            {
                Some(Key {
                    profile,
                    path,
                    value,
                    text,
                    program,
                    version: (version != "-").then_some(version),
                })
            }
            _ => None,
        }
    };
    lines.filter_map(key).collect()
}
