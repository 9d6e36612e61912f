//! The pages of doctor in a real browser.

mod farm;
mod hostile;
mod printed;
mod shown;
mod staged;
mod text;
mod trap;

use std::env;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::browser::Tab;

/// Widths of the window, in CSS pixels: a desktop, and the narrowest that WCAG 1.4.10 requires.
const WIDTHS: [u32; 2] = [1200, 320];

/// Height of the tallest drawing, in pixels: the limit of the browser.
const TALLEST: u64 = 16_384;

/// Draws the whole page at this width, and checks that the drawing is plausible.
#[track_caller]
fn look(tab: &Tab, width: u32, name: &str) {
    tab.resize(width, 800);
    let height = tab.evaluate("document.documentElement.scrollHeight");
    let height = height.as_u64().expect("a number");
    assert!(height > 150, "{height} px high");
    tab.resize(
        width,
        u32::try_from(height.min(TALLEST)).expect("it is small"),
    );
    let png = tab.screenshot();
    keep(&format!("{name}-{width}.png"), &png);
    let ink = tab.ink(&png);
    assert!(
        (0.002..0.6).contains(&ink),
        "{ink} of the page is not blank"
    );
}

/// Returns the faults of a page that axe-core does not look for.
fn survey(tab: &Tab) -> Vec<String> {
    let faults = tab.evaluate(include_str!("../../../browser/survey.js"));
    let lines = faults.as_array().cloned().unwrap_or_default();
    lines
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Keeps a screenshot or a PDF in the directory that `SGLAUNCH_SCREENSHOTS` names.
fn keep(name: &str, content: &[u8]) {
    if let Some(dir) = env::var_os("SGLAUNCH_SCREENSHOTS") {
        fs::create_dir_all(&dir).expect("a directory for screenshots");
        fs::write(Path::new(&dir).join(name), content).expect("a screenshot");
    }
}
