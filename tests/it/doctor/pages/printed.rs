//! The pages on paper, also what is folded on the screen.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::farm::farm_of_60;

use super::staged::{self, Staged};
use super::{keep, look, survey};
use crate::browser::{Tab, browser_or_skip};
use crate::clients::tool_or_skip;

/// Width of the paper without its margins, in CSS pixels.
const A4: u32 = 718;

/// Returns the text that a page prints, without spaces and hyphens: a word may be wrapped, and
/// pdftotext removes hyphens at the end of a line.
fn printed(tab: &Tab, staged: &Staged) -> String {
    let pdf = tab.print();
    keep(&format!("{}.pdf", staged.name), &pdf);
    let file = staged.sandbox.path("page.pdf");
    fs::write(&file, pdf).expect("a file");
    let output = Command::new("pdftotext").arg(file).arg("-").output();
    let text = output.expect("pdftotext runs").stdout;
    let text = String::from_utf8(text).expect("UTF-8");
    squeezed(&text)
}

fn squeezed(text: &str) -> String {
    text.replace(|c: char| c.is_whitespace() || c == '-', "")
}

/// Checks that paper has each word of a page.
fn has_every_word(test: &str, stage: fn() -> Staged) {
    let test = &format!("doctor::pages::printed::{test}");
    let (Some(browser), Some(_)) = (browser_or_skip(test), tool_or_skip(test, "pdftotext")) else {
        return;
    };
    let staged = stage();
    let tab = browser.tab();
    tab.media("print", "dark");
    tab.open(&staged.page());
    look(&tab, A4, &format!("{}-print", staged.name));
    assert_eq!(survey(&tab), [""; 0]);
    let words = tab.evaluate(include_str!("../../../browser/words.js"));
    let printed = printed(&tab, &staged);
    let words = words.as_array().expect("a list");
    let missing: Vec<&str> = (words.iter().filter_map(Value::as_str))
        .filter(|word| !printed.contains(&squeezed(word)))
        .collect();
    assert!(words.len() > 100, "{words:?}");
    assert_eq!(missing, [""; 0], "{printed}");
}

#[test]
fn a_diagnosis() {
    has_every_word("a_diagnosis", staged::unknown_root);
}

#[test]
fn a_farm() {
    has_every_word("a_farm", farm_of_60);
}
