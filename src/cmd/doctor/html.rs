//! Renders the templates of the pages. The engine escapes every value.

use std::fmt;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result, printable_lines};

/// A style sheet, and its digest, by which the page's policy permits it (Content Security Policy
/// Level 3, 2.3.1).
pub struct Style {
    pub text: String,
    /// As in `sha256-…`.
    pub digest: String,
}

impl Style {
    /// Returns the style sheet of both pages with further rules.
    pub fn with(rules: &str) -> Self {
        let text = [include_str!("../../../templates/style.css"), rules].concat();
        let digest = STANDARD.encode(Sha256::digest(text.as_bytes()));
        Self {
            text,
            digest: format!("sha256-{digest}"),
        }
    }
}

/// Returns the page of a template. Characters that are hidden, or turn the direction of the text, are
/// shown as escapes, as in a terminal.
pub fn render(template: &impl Template) -> Result<String> {
    let mut page = Page(String::new());
    (template.render_into(&mut page))
        .map_err(|error| Error::new(format!("cannot make the page: {error}")))?;
    Ok(printable_lines(&page.0))
}

/// Returns the text of a remedy, which begins with a verb in lower case and has no full stop, as a
/// sentence.
pub fn sentence(remedy: &str) -> String {
    let mut chars = remedy.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).chain(['.']).collect()
}

/// A page that is written. Its method is not inlined at every literal of a template, which saves a
/// third of the code.
struct Page(String);

impl fmt::Write for Page {
    #[inline(never)]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        Ok(())
    }
}
