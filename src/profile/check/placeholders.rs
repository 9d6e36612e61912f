//! Checks of the placeholders in templates: braces with another text are text.

use super::{Findings, all_templates};
use crate::error::cut;
use crate::profile::{ProfileFile, Settings, Template, error_in};

/// Warns of braces that resemble a placeholder.
pub(super) fn check(settings: &Settings, files: &[ProfileFile], findings: &mut Findings) {
    for (template, origin) in all_templates(settings) {
        let Some((written, meant)) = misspelled(template) else {
            continue;
        };
        let why = format!("`{{{}}}` is text, and not a placeholder", cut(written));
        let warning = error_in(files, &why, origin);
        (findings.warnings).push(warning.hint(format!("did you mean `{{{meant}}}`?")));
    }
}

/// Returns the first text in braces that resembles a placeholder, and that placeholder.
fn misspelled(template: &Template) -> Option<(&str, &'static str)> {
    let text = template.as_str();
    let mut inside = text.match_indices('{').filter_map(|(start, _)| {
        let (inside, _) = text[start + 1..].split_once('}')?;
        // A variable, or text behind an escaped dollar.
        (!text[..start].ends_with('$')).then_some(inside)
    });
    inside.find_map(|inside| Some((inside, placeholder_like(inside)?)))
}

/// Returns the placeholder that a text resembles: in two edits it is the same, or it is
/// a half of one.
fn placeholder_like(text: &str) -> Option<&'static str> {
    const MAX_EDITS: usize = 2;

    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ');
    let is_like = |known: &str| {
        text != known
            && text.len() <= known.len() + MAX_EDITS
            && (text.eq_ignore_ascii_case(known) || strsim::levenshtein(text, known) <= MAX_EDITS)
    };
    if ["major", "minor"]
        .iter()
        .any(|half| text.trim().eq_ignore_ascii_case(half))
    {
        return Some("major.minor");
    }
    let mut known = ["version", "major.minor"].into_iter();
    known.find(|known| text.chars().all(is_word) && is_like(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_braces_that_resemble_a_placeholder_are_reported() {
        for (text, meant) in [
            ("/opt/hfs{versoin}/bin", Some("version")),
            ("{Version}", Some("version")),
            ("{VERSION}", Some("version")),
            ("{ version }", Some("version")),
            ("{versions}", Some("version")),
            ("{major_minor}", Some("major.minor")),
            ("{majorminor}", Some("major.minor")),
            ("{major}.{minor}", Some("major.minor")),
            ("{Minor}", Some("major.minor")),
            ("{maj}", None),
            ("{version}/{vers}/{verson}", Some("version")),
            ("{version}{major.minor}", None),
            ("{ver}{name}{}{", None),
            ("{\"version\": 1}", None),
            ("{'version'}", None),
            ("${VERSION}$${versoin}/{", None),
            ("${version:-1}", None),
        ] {
            let template = Template::parse(text).unwrap();
            let found = misspelled(&template).map(|(_, meant)| meant);
            assert_eq!(found, meant, "{text}");
        }
    }
}
