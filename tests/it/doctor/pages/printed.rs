//! The pages on paper, also what is folded on the screen.

use std::fs;
use std::process::Command;

use serde_json::Value;

use super::keep;
use super::staged::{self, Staged};
use crate::browser::{Tab, browser_or_skip};
use crate::clients::tool_or_skip;

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

#[test]
fn paper_has_every_word() {
    let test = "doctor::pages::printed::paper_has_every_word";
    let (Some(browser), Some(_)) = (browser_or_skip(test), tool_or_skip(test, "pdftotext")) else {
        return;
    };
    let staged = staged::unknown_root();
    let tab = browser.tab();
    tab.color_scheme("dark");
    tab.open(&staged.page());
    let words = tab.evaluate(include_str!("../../../browser/words.js"));
    let printed = printed(&tab, &staged);
    let words = words.as_array().expect("a list");
    let missing: Vec<&str> = (words.iter().filter_map(Value::as_str))
        .filter(|word| !printed.contains(&squeezed(word)))
        .collect();
    assert!(words.len() > 5, "{words:?}");
    assert_eq!(missing, [""; 0], "{printed}");
}
