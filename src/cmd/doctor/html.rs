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

/// Returns the page of a template. Characters that are hidden, or change the direction of the text,
/// are shown as escapes, as in a terminal.
pub fn render(template: &impl Template) -> Result<String> {
    let mut page = Page(String::new());
    (template.render_into(&mut page))
        .map_err(|error| Error::new(format!("cannot make the page: {error}")))?;
    Ok(printable_lines(&page.0))
}

/// Returns a command as one line: a line break would end it where it is pasted.
pub fn command(command: &str) -> String {
    command.replace('\n', "\\n")
}

/// Returns the parts of a text: prose, and what is between backticks, which is code. A text with an
/// odd number of backticks is prose.
pub fn spans(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let is_paired = text.matches('`').count().is_multiple_of(2);
    let separator: &[char] = if is_paired { &['`'] } else { &[] };
    let parts = text.split(separator).enumerate();
    let parts = parts.map(|(index, part)| (index % 2 == 1, part));
    parts.filter(|(_, part)| !part.is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The background colours, and the colours of text on them.
    const COLOURS: [&[&str]; 2] = [
        &["page", "block"],
        &["text", "soft", "link", "bad", "warn", "good"],
    ];

    /// Returns the relative luminance of a colour (WCAG 2.2).
    fn luminance(rgb: u32) -> f64 {
        let channel = |shift: u32| {
            let value = f64::from((rgb >> shift) & 0xff) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    fn colour(rules: &str, name: &str) -> u32 {
        let (_, rest) = rules.split_once(&format!("--{name}: #")).expect("a colour");
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        let value = u32::from_str_radix(&digits, 16).expect("digits");
        match digits.len() {
            3 => (value >> 8) * 0x11_0000 + (value >> 4 & 15) * 0x1100 + (value & 15) * 0x11,
            _ => value,
        }
    }

    #[test]
    fn what_is_between_backticks_is_code() {
        for (text, expected) in [
            ("no code", vec![(false, "no code")]),
            (
                "run `a b` now",
                vec![(false, "run "), (true, "a b"), (false, " now")],
            ),
            ("`a``b`", vec![(true, "a"), (true, "b")]),
            // A name of an attacker may have one.
            ("odd ` one", vec![(false, "odd ` one")]),
            ("", vec![]),
        ] {
            assert_eq!(spans(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn texts_have_enough_contrast_in_the_light_and_in_the_dark() {
        let Style { text, .. } = Style::with("");
        let [backgrounds, texts] = COLOURS;
        let palettes: Vec<&str> = text.split("prefers-color-scheme: dark").collect();
        assert_eq!(palettes.len(), 2);
        for palette in palettes {
            for (background, text) in backgrounds
                .iter()
                .flat_map(|one| texts.iter().map(move |text| (one, text)))
            {
                let both = [background, text].map(|name| luminance(colour(palette, name)));
                let (dark, light) = (both[0].min(both[1]), both[0].max(both[1]));
                let contrast = (light + 0.05) / (dark + 0.05);
                assert!(contrast >= 4.5, "{text} on {background}: {contrast:.2}");
            }
        }
    }
}
