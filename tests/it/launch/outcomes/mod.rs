//! The program search: table.md is the contract, and each of its rows is run here.

use std::fs;
use std::path::Path;

use crate::sandbox::{Outcome, Sandbox};
use crate::system;

const TABLE: &str = include_str!("table.md");

/// A row of the table.
struct Row<'a> {
    situation: &'a str,
    /// The profile's name and its keys, on one line.
    profile: &'a str,
    /// Variables of the caller. Their paths are those of the machine.
    caller: &'a str,
    typed: &'a str,
    starts: &'a str,
    version: &'a str,
    message: &'a str,
}

/// Declares a test that runs the rows of a section.
macro_rules! sections {
    ($($(#[$attribute:meta])* $test:ident: $section:literal,)*) => {
        $(
            $(#[$attribute])*
            #[test]
            #[cfg_attr(not(target_os = "linux"), ignore = "its paths are those of Linux")]
            fn $test() {
                run_section($section);
            }
        )*

        #[test]
        fn every_section_of_the_table_has_a_test() {
            let sections = TABLE.lines().filter_map(|line| line.strip_prefix("## "));
            let sections: Vec<&str> = sections.skip(1).collect();
            assert_eq!(sections, [$($section),*]);
        }
    };
}

sections! {
    without_a_choice_of_the_environment_the_newest_version_starts: "Installed versions",
    a_variable_selects_the_program: "HFS and MAYA_LOCATION",
    a_bare_name_on_path_selects_the_program: "PATH",
    python_is_the_first_on_path: "Python",
    an_alias_and_a_family_share_a_profile: "Aliases and families",
    a_path_is_the_program_itself: "A path",
}

/// Runs the rows of a section, and fails with all that differ.
fn run_section(title: &str) {
    let sandbox = machine();
    let rows: Vec<Row> = section(title).filter_map(Row::parse).collect();
    assert!(!rows.is_empty(), "the section {title} has no rows");
    let differences: Vec<String> = (rows.iter().enumerate())
        .flat_map(|(number, row)| {
            let differences = row.differences(&sandbox, number);
            differences.map(|text| format!("{}: {text}", row.situation))
        })
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

fn section(title: &str) -> impl Iterator<Item = &'static str> {
    let mut sections = TABLE.split("\n## ");
    let section = sections.find(|section| section.lines().next() == Some(title));
    section.expect("a section of the table").lines()
}

/// Returns a sandbox with the machine of the table, and a bundle.
fn machine() -> Sandbox {
    // Without Mozilla's certificates a bundle is built in no time.
    let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
    let mut sandbox = sandbox.env("PATH", "/nowhere");
    for item in section("The machine").filter_map(|line| line.strip_prefix("- /")) {
        let path = |path: &str| Path::new("root").join(path);
        if let Some((link, target)) = item.split_once(" → ") {
            let link = sandbox.path(path(link));
            fs::create_dir_all(link.parent().expect("a directory")).expect("a directory");
            system::symlink(target, link).expect("a link");
        } else if let Some((file, text)) = item.split_once(": ") {
            sandbox.write(path(file), format!("{text}\n"));
        } else {
            sandbox = sandbox.dcc(path(item));
        }
    }
    sandbox.run(["bundle", "path"]).success();
    sandbox
}

impl<'a> Row<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        match cells[..] {
            [
                _,
                situation,
                profile,
                caller,
                typed,
                starts,
                version,
                message,
                _,
            ] if situation != "situation" && !situation.starts_with("---") => Some(Self {
                situation,
                profile,
                caller,
                typed,
                starts,
                version,
                message,
            }),
            _ => None,
        }
    }

    /// Runs the row, and returns what differs from it.
    fn differences(&self, sandbox: &Sandbox, number: usize) -> impl Iterator<Item = String> {
        let profiles = sandbox.path(format!("profiles-{number}"));
        if let Some((name, keys)) = self.profile.split_once(" {") {
            let yaml = format!("{{extends: {name}, {keys}");
            sandbox.write(profiles.join(format!("{name}.yaml")), yaml);
        }
        let root = sandbox.path("root").display().to_string();
        let typed = on_machine(self.typed, &root);
        let run = |words: &[&str]| -> Outcome {
            let mut command = sandbox.command(words);
            if profiles.is_dir() {
                command.env("SGLAUNCH_PROFILE_PATH", &profiles);
            }
            for (name, value) in self
                .caller
                .split(' ')
                .filter_map(|word| word.split_once('='))
            {
                command.env(name, on_machine(value, &root));
            }
            command.output().expect("sglaunch starts").into()
        };
        let outcome = run(&["-v", &typed]);
        let stderr = outcome.stderr.replace(&root, "");
        let ends = outcome.code != Some(0);
        let compared = if ends {
            let code = outcome.code.unwrap_or_default().to_string();
            let found = stderr.lines().find(|line| line.contains(self.message));
            [
                ("exits with", self.starts, code),
                (
                    "message",
                    self.message,
                    found.map_or(stderr.clone(), |_| self.message.to_owned()),
                ),
                ("version", self.version, String::new()),
            ]
        } else {
            let json = outcome.json();
            let program = json["args"][0].as_str().unwrap_or_default();
            let version = if self.typed.starts_with('/') {
                outcome.dcc_env("V")
            } else {
                let shown = run(&["show", "--json", &typed]).json();
                assert_eq!(shown["program"], program, "show, {}", self.situation);
                shown["version"].as_str().map(str::to_owned)
            };
            // -v also prints the program and the bundle.
            let is_note = |line: &&str| !line.contains(" starts /") && !line.contains("/bundles/");
            let notes: Vec<&str> = stderr.lines().filter(is_note).collect();
            [
                ("starts", self.starts, program.replace(&root, "")),
                (
                    "version",
                    self.version,
                    version.unwrap_or_else(|| "-".to_owned()),
                ),
                ("message", self.message, notes.join(" ")),
            ]
        };
        let differing = compared
            .into_iter()
            .filter(|(_, expected, found)| expected != found);
        differing.map(|(what, expected, found)| format!("{what} {found:?}, not {expected:?}"))
    }
}

/// Returns a value with its absolute paths below the root of the sandbox.
fn on_machine(value: &str, root: &str) -> String {
    let quote = value.chars().find(|c| *c == '"').map(String::from);
    let quote = quote.unwrap_or_default();
    let place = |path: &str| match path.strip_prefix('/') {
        Some(path) => format!("{root}/{path}"),
        None => path.to_owned(),
    };
    let paths: Vec<String> = value.trim_matches('"').split(':').map(place).collect();
    format!("{quote}{}{quote}", paths.join(":"))
}
