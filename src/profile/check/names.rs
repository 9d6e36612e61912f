//! Checks of the names of variables.

use super::Findings;
use crate::error::cut;
use crate::profile::{ProfileFile, Settings, error_in};

/// Reports variables that no shell can set, although the system could.
pub(super) fn check(settings: &Settings, files: &[ProfileFile], findings: &mut Findings) {
    let env = settings.env.iter();
    let env = env.map(|(name, change)| (name, &change.origin));
    let variables = &settings.ca.variables;
    let variables = variables.iter().chain(variables.left_out());
    let variables = variables.map(|name| (name.value.as_str(), &name.origin));
    for (name, origin) in env.chain(variables).filter(|(name, _)| !is_variable(name)) {
        let why = format!("`{}` is not a variable name", cut(name));
        let error = error_in(files, &why, origin);
        let hint = "use letters, digits and `_` alone, and begin with a letter or `_`";
        findings.errors.push(error.hint(hint));
    }
}

/// Returns whether shells can set a variable. Windows has `ProgramFiles(x86)`.
fn is_variable(name: &str) -> bool {
    let name = name.strip_suffix("(x86)").unwrap_or(name);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_has_a_name_that_shells_can_set() {
        for (name, is_one) in [
            ("A", true),
            ("_a1", true),
            ("ProgramFiles(x86)", true),
            ("1A", false),
            ("A-B", false),
            ("A B", false),
            ("A.B", false),
            ("한", false),
            ("(x86)", false),
            ("", false),
        ] {
            assert_eq!(is_variable(name), is_one, "{name}");
        }
    }
}
