//! The text of a new profile. Its examples are comments, so that it changes nothing.

use std::env::consts::OS;

use serde_json::Value;

use crate::error::Result;
use crate::profile::{BASE, Profile};
use crate::shell::quote;

const SCHEMA_LINE: &str = "# yaml-language-server: $schema=../profile.schema.json\n";

const BASE_TEXT: &str = "\
# The base of all profiles: these values apply to every program.
# All keys are in docs/profiles.md. Check this file with `sglaunch check defaults`.

# The CA of a proxy that inspects TLS, beside those of the system and of Mozilla:
# ca:
#   files: [/studio/certificates/proxy.pem]

# Variables for all programs; null removes one:
# env:
#   STUDIO: /mnt/studio
#   PYTHONPATH: {prepend: [\"${STUDIO}/python\"]}

# Sites that `sglaunch doctor` tests:
# sites: [https://studio.shotgrid.autodesk.com]
";

const EXAMPLES: &str = "
# The version to start if neither the command line nor the environment has one:
# version: \"20.5\"

# Variables of the program; null removes one:
# env:
#   TOOLS: /mnt/studio/tools
#   PYTHONPATH: {prepend: [\"${TOOLS}/python\"]}

# Arguments before those of the command line:
# args: [--verbose]

# Certificates beside those of the system and of Mozilla:
# ca:
#   files: [/studio/certificates/proxy.pem]
";

/// Comment above the candidates of a profile without a program for this system.
const NO_CANDIDATES: &str = "
# No path of the program is known on this system. Name a program on PATH, or a path, in which
# {version} stands for each version:
";

/// Comment above the candidates of the profile below.
const CANDIDATES: &str = "
# The places of the program on this system, the first of which is started. A list here replaces the
# one of the profile below, so add your own to it:
";

/// Returns the text of a new profile. It extends `lower`, which a lower layer has under the name;
/// an `Err` is a lower profile that is invalid.
pub(super) fn profile(name: &str, lower: Option<Result<Profile>>) -> String {
    if name == BASE {
        return format!("{SCHEMA_LINE}{BASE_TEXT}");
    }
    let shown = quote(name.as_ref());
    let start = format!(
        "{SCHEMA_LINE}# All keys are in docs/profiles.md. Check this file with `sglaunch check {shown}`.\n"
    );
    if let Some(lower) = lower {
        let extends = quoted(name);
        let program = lower.map_or_else(|_| String::new(), |lower| candidates(&lower));
        return format!(
            "{start}\n# Adds to the profile below, which `sglaunch show {shown}` prints:\n\
             extends: {extends}\n{program}{EXAMPLES}"
        );
    }
    // In a template, a dollar is the start of a variable.
    let plain = name.replace('$', "$$");
    let [linux, macos, windows] = [
        format!("/opt/{plain}-{{version}}/bin/{plain}"),
        format!("/Applications/{plain}.app"),
        format!("C:/Program Files/{plain} {{version}}/{plain}.exe"),
    ]
    .map(|path| quoted(&path));
    let (description, program) = (quoted(name), quoted(&plain));
    format!(
        "{start}
description: {description}

# The first of these that exists is started: a name on PATH, or the newest version of a path.
program:
  linux: [{program}, {linux}]
  macos: [{program}, {macos}]
  windows: [{program}, {windows}]
{EXAMPLES}"
    )
}

/// Returns the candidates of a profile's program as comments.
fn candidates(profile: &Profile) -> String {
    if !profile.has_program() {
        return String::new();
    }
    let system = match OS {
        "macos" | "windows" => OS,
        _ => "linux",
    };
    let key = format!("program.{system}");
    let values = profile.list().into_iter();
    let mut items: Vec<Value> = values
        .filter(|it| it.key == key)
        .map(|it| it.value)
        .collect();
    let why = if items.is_empty() {
        let name = profile.name.replace('$', "$$");
        items = vec![format!("/opt/{name}-{{version}}/bin/{name}").into()];
        NO_CANDIDATES
    } else {
        CANDIDATES
    };
    let items = items.iter().map(|item| {
        // JSON is YAML.
        let item = item.as_str().map_or_else(|| item.to_string(), quoted);
        format!("#     - {item}\n")
    });
    format!(
        "{why}# program:\n#   {system}:\n{}",
        items.collect::<String>()
    )
}

/// Returns a YAML string: plain if it is a word, else in single quotes.
fn quoted(text: &str) -> String {
    let is_value = |known: &&str| text.eq_ignore_ascii_case(known);
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !(["true", "false", "null", "yes", "no", "on", "off", "y", "n"].iter()).any(is_value);
    if is_word {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
