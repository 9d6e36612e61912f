//! The Python that Toolkit's `tank` chooses: the file `interpreter_Linux.cfg` and the like of the
//! pipeline configuration, or of the shared core that it names in `core_Linux.cfg`.

use std::path::{Path, PathBuf};

use super::Interpreter;
use crate::doctor::Subject;
use crate::doctor::python::NoPython;
use crate::env::Env;
use crate::os::read::read_text;

/// The system's name in the names of the files.
const SYSTEM: &str = if cfg!(windows) {
    "Windows"
} else if cfg!(target_os = "macos") {
    "Darwin"
} else {
    "Linux"
};

/// Maximum size of a file that names a path, in bytes.
const MAX_SIZE: u64 = 64 * 1024;

/// Maximum number of configurations that name each other.
const DEEPEST: usize = 5;

/// Finds the Python of a `tank`; `None` if the file is not in a pipeline configuration, as that of
/// the package `sgtk`.
pub fn find(tank: &Path, subject: &Subject) -> Option<Result<Interpreter, NoPython>> {
    let mut configuration = tank.parent()?.to_owned();
    for _ in 0..DEEPEST {
        if is_localized(&configuration) {
            return Some(interpreter(configuration, subject));
        }
        let file = configuration.join(format!("install/core/core_{SYSTEM}.cfg"));
        let Ok(text) = read_text(&file, MAX_SIZE) else {
            // A core may be broken, but its interpreter is known.
            let known = interpreter_file(&configuration).is_file();
            return known.then(|| interpreter(configuration, subject));
        };
        match path_in(&text, subject).filter(|parent| parent.is_dir()) {
            Some(parent) => configuration = parent,
            None => return Some(Err(NoPython::BadFile(file))),
        }
    }
    None
}

/// Returns whether a configuration has a core of its own, by the test that `tank` makes.
fn is_localized(configuration: &Path) -> bool {
    let scripts = configuration.join("install/core/scripts");
    ["tank_cmd.sh", "tank_cmd.bat"]
        .iter()
        .any(|name| scripts.join(name).is_file())
}

fn interpreter_file(configuration: &Path) -> PathBuf {
    configuration.join(format!("config/core/interpreter_{SYSTEM}.cfg"))
}

fn interpreter(configuration: PathBuf, subject: &Subject) -> Result<Interpreter, NoPython> {
    let file = interpreter_file(&configuration);
    let python = read_text(&file, MAX_SIZE)
        .ok()
        .and_then(|text| path_in(&text, subject))
        .filter(|path| path.is_file());
    let path = python.ok_or(NoPython::BadFile(file))?;
    Ok(Interpreter {
        configuration: Some(configuration),
        ..Interpreter::new(path)
    })
}

/// Returns the path in a file, with variables expanded as a shell does. A relative path starts from
/// the current directory, as for `tank`. Commands in it are not run.
fn path_in(text: &str, subject: &Subject) -> Option<PathBuf> {
    let text = text.trim();
    if text.is_empty() || text.contains(['`', '\n']) || text.contains("$(") {
        return None;
    }
    let unquoted: String = text.chars().filter(|char| *char != '"').collect();
    let home = subject
        .home()
        .map(|home| home.to_string_lossy().into_owned());
    let path = expanded(&unquoted, subject.env_of_program(), home.as_deref());
    Some(subject.cwd.join(path))
}

/// Expands `~`, `$NAME`, `${NAME}`, and on Windows `%NAME%`.
fn expanded(text: &str, env: &Env, home: Option<&str>) -> String {
    let (mut out, mut rest) = (String::new(), text);
    if let (Some(after), Some(home)) = (text.strip_prefix('~'), home)
        && (after.is_empty() || after.starts_with('/'))
    {
        out.push_str(home);
        rest = after;
    }
    let signs: &[char] = if cfg!(windows) { &['$', '%'] } else { &['$'] };
    while let Some((before, after)) = rest.split_once(signs) {
        out.push_str(before);
        let is_percent = rest
            .get(before.len()..)
            .is_some_and(|sign| sign.starts_with('%'));
        let (name, after) = name_in(after, is_percent);
        let value = env
            .get(name)
            .map(|value| value.to_string_lossy().into_owned());
        out.push_str(&value.unwrap_or_default());
        rest = after;
    }
    out + rest
}

/// Splits the name of a variable from the text behind it.
fn name_in(text: &str, is_percent: bool) -> (&str, &str) {
    if is_percent {
        return text.split_once('%').unwrap_or((text, ""));
    }
    if let Some(braced) = text.strip_prefix('{') {
        return braced.split_once('}').unwrap_or((braced, ""));
    }
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let end = text.find(|char| !is_name(char)).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_expanded_as_by_a_shell() {
        let env = Env::from_iter([("STUDIO", "/studio"), ("V", "3.11")]);
        for (text, expected) in [
            ("/usr/bin/python3", "/usr/bin/python3"),
            ("$STUDIO/bin/python", "/studio/bin/python"),
            ("${STUDIO}/python$V", "/studio/python3.11"),
            ("~/venv/bin/python", "/home/artist/venv/bin/python"),
            ("/a~b/$UNKNOWN/python", "/a~b//python"),
        ] {
            assert_eq!(expanded(text, &env, Some("/home/artist")), expected);
        }
    }
}
