//! The text of a new profile. Its examples are comments, so that it changes nothing.

use crate::profile::BASE;
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

/// Returns the text of a profile; `extends` if a lower layer has a profile of the name.
pub(super) fn profile(name: &str, extends: bool) -> String {
    if name == BASE {
        return format!("{SCHEMA_LINE}{BASE_TEXT}");
    }
    let shown = quote(name.as_ref());
    let start = format!(
        "{SCHEMA_LINE}# All keys are in docs/profiles.md. Check this file with `sglaunch check {shown}`.\n"
    );
    if extends {
        let extends = quoted(name);
        return format!(
            "{start}\n# Adds to the profile below, which `sglaunch show {shown}` prints:\n\
             extends: {extends}\n{EXAMPLES}"
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
