//! What is said when a profile's text does not have the shape of one.

use super::layers::ProfileFile;
use super::yaml_span::{DUPLICATE, place, second_of_two, spot};
use crate::error::{Error, alternatives, nearest};

/// Turns the parser's error into one for the person who wrote the file.
pub(super) fn explain(source: &ProfileFile, error: &serde_yaml::Error) -> Error {
    let whole = error.to_string();
    // The position is shown apart, below the sentence.
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let profile = &source.name;
    let spot = |width| {
        error
            .location()
            .and_then(|at| spot(source.text.yaml(), at.line(), at.column(), width))
    };

    if message.contains(DUPLICATE) {
        let spot = second_of_two(source.text.yaml()).or_else(|| spot(1));
        let key = quoted.first().copied().unwrap_or_default();
        return Error::new(format!("duplicate key `{key}` in profile `{profile}`"))
            .at(place(source, spot))
            .hint("keep one of the two");
    }
    if let (true, Some((key, known))) = (message.contains("unknown field"), quoted.split_first()) {
        let error = Error::new(format!("unknown key `{key}` in profile `{profile}`"))
            .at(place(source, spot(key.chars().count())));
        let near = nearest(key, known.iter().copied());
        return error.hint(if near.is_empty() {
            format!(
                "the keys here are {}",
                alternatives(known).replace(" or ", " and ")
            )
        } else {
            format!("a key with a similar name exists: {}", alternatives(&near))
        });
    }
    let sentence = (message.replace("invalid type: ", "found "))
        .replace("unit value", "nothing")
        .replace("a sequence", "a list")
        .replace("sequence", "a list");
    let error = Error::new(format!("profile `{profile}` cannot be read: {sentence}"))
        .at(place(source, spot(1)));
    match hint_for(message) {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn hint_for(message: &str) -> Option<&'static str> {
    if message.contains("escape character") || message.contains("hexadecimal number") {
        Some("in double quotes a backslash is an escape: use single quotes, or forward slashes")
    } else if message.contains("expected a boolean") {
        Some("write true or false")
    } else if message.contains("expected a string, null") && !message.contains("sequence") {
        Some("write the value in quotes")
    } else if message.contains("character that cannot start any token") {
        Some("indent with spaces, and put quotes around a value that begins with @, %, ` or a tab")
    } else if message.contains("did not find expected key") || message.contains("block mapping") {
        Some("keys that belong together begin at the same column")
    } else if message.contains("mapping values are not allowed") {
        Some("put quotes around a value with `: ` in it, and check the indentation")
    } else if message.contains("unexpected end of stream") || message.contains("expected ',' or") {
        Some("a quote or a bracket is not closed")
    } else if message.starts_with("program: invalid type") {
        Some("write it per system: {linux: [a, b], windows: [c]}")
    } else if message.contains("expected a sequence") {
        Some("write a list: [a, b]")
    } else {
        None
    }
}
