//! Checks of `%NAME%`, which is a variable in cmd and in Windows' settings, and text here.

use super::{Findings, all_templates};
use crate::env::Env;
use crate::error::cut;
use crate::profile::{ProfileFile, Settings, Template, error_in};

/// Warns of a variable of the caller that is written as in cmd.
pub(super) fn check(
    settings: &Settings,
    files: &[ProfileFile],
    env: &Env,
    findings: &mut Findings,
) {
    for (template, origin) in all_templates(settings) {
        if let Some(name) = cmd_variable(template.as_str(), env) {
            let name = cut(name);
            let why = format!("`%{name}%` is text, and not a variable");
            let warning =
                error_in(files, &why, origin).hint(format!("did you mean `${{{name}}}`?"));
            findings.warnings.push(warning);
        }
    }
}

/// Returns the first variable between percent signs that is a whole component of a path and that is
/// set: sequences of images have `%V` and `%04d`.
fn cmd_variable<'a>(text: &'a str, env: &Env) -> Option<&'a str> {
    let components = text.split(['/', '\\', ';', '=']);
    let names = components.filter_map(|part| part.strip_prefix('%')?.strip_suffix('%'));
    names
        .filter(|name| Template::parse(&format!("${{{name}}}")).is_ok())
        .find(|name| env.get(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_of_cmd_is_a_whole_component_and_set() {
        let env = Env::from_iter([("USERPROFILE", "x"), ("ProgramFiles(x86)", "x"), ("V", "x")]);
        for (text, name) in [
            (r"%USERPROFILE%\x", Some("USERPROFILE")),
            ("%ProgramFiles(x86)%/x", Some("ProgramFiles(x86)")),
            (r"D:\x;%USERPROFILE%\bin", Some("USERPROFILE")),
            ("--home=%USERPROFILE%", Some("USERPROFILE")),
            (r"%NONE%\%USERPROFILE%", Some("USERPROFILE")),
            ("%NONE%/x", None),
            ("x%USERPROFILE%/x", None),
            ("/shots/%V/img.%04d.exr", None),
            ("%V.%04d%", None),
            ("%%/%/100%", None),
            ("%Y%m%d", None),
        ] {
            assert_eq!(cmd_variable(text, &env), name, "{text}");
        }
    }
}
