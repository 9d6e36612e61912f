//! Parses templates.

use std::path::is_separator;

use super::{Template, TemplatePart};
use crate::error::cut;
use crate::profile::constraint;

impl Template {
    /// Parses a value. The error is the sentence for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        constraint::length(text)?;
        if text.contains('\0') {
            return Err("a value cannot contain a NUL character".to_owned());
        }
        let mut parts = Vec::new();
        let mut rest = text;
        if let Some(after) = text.strip_prefix('~')
            && (after.is_empty() || after.starts_with(is_separator))
        {
            parts.push(TemplatePart::Home);
            rest = after;
        }
        while let Some(start) = rest.find(['$', '{']) {
            push_text(&mut parts, &rest[..start]);
            let (part, length) = special(&rest[start..])?;
            match part {
                TemplatePart::Text(text) => push_text(&mut parts, &text),
                part => parts.push(part),
            }
            rest = &rest[start + length..];
        }
        push_text(&mut parts, rest);
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }
}

/// Parses the part that begins with the `$` or `{` at the start of `text`. Returns it with its
/// length in bytes.
fn special(text: &str) -> Result<(TemplatePart, usize), String> {
    if let Some(inside) = text.strip_prefix("${") {
        let (inside, _) = inside.split_once('}').ok_or("`${` without `}`")?;
        return Ok((variable(inside)?, inside.len() + 3));
    }
    if text.starts_with("$$") {
        return Ok((TemplatePart::Text("$".to_owned()), 2));
    }
    if let Some(after) = text.strip_prefix('$') {
        let name: String = after.chars().take_while(|c| is_word(*c)).collect();
        if is_variable_name(&name) {
            let name = cut(&name);
            return Err(format!(
                "`${name}`: write `${{{name}}}` for the variable or `$${name}` for a dollar"
            ));
        }
        return Ok((TemplatePart::Text("$".to_owned()), 1));
    }
    for (placeholder, part) in [
        ("{version}", TemplatePart::Version),
        ("{major.minor}", TemplatePart::MajorMinor),
    ] {
        if text.starts_with(placeholder) {
            return Ok((part, placeholder.len()));
        }
    }
    Ok((TemplatePart::Text("{".to_owned()), 1))
}

/// Parses the text between `${` and `}`.
fn variable(inside: &str) -> Result<TemplatePart, String> {
    let (name, default) = match inside.split_once(":-") {
        Some((name, default)) => (name, Some(default.to_owned())),
        None => (inside, None),
    };
    if !is_variable_name(name) {
        return Err(format!("`${{{}}}` is not a variable", cut(inside)));
    }
    let name = name.to_owned();
    Ok(TemplatePart::Variable { name, default })
}

/// Appends text. Adjacent texts become one part, so that the first part shows whether the template
/// is an absolute path.
fn push_text(parts: &mut Vec<TemplatePart>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(TemplatePart::Text(last)) => last.push_str(text),
        _ => parts.push(TemplatePart::Text(text.to_owned())),
    }
}

fn is_variable_name(name: &str) -> bool {
    // Windows has a variable `ProgramFiles(x86)`.
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| is_word(c) || c == '(' || c == ')')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
