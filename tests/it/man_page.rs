//! The manual page, formatted by groff.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox};

/// Returns the manual page as text in 80 columns.
fn formatted_page(test: &str) -> Option<String> {
    let groff = tool_or_skip(&format!("man_page::{test}"), "groff")?;
    let page = Sandbox::new().run(["man"]).success().stdout;
    let mut groff = Command::new(groff)
        .args(["-man", "-ww", "-Tascii", "-P-cbou", "-rLL=80n"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("groff starts");
    groff
        .stdin
        .take()
        .expect("a pipe")
        .write_all(&page)
        .expect("groff reads");
    let outcome = Outcome::from(groff.wait_with_output().expect("groff ends")).success();
    Some(outcome.text())
}

#[test]
#[cfg_attr(windows, ignore = "it needs groff")]
fn the_man_page_has_all_sections() {
    let Some(page) = formatted_page("the_man_page_has_all_sections") else {
        return;
    };
    let headings: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()) && !line.contains('('))
        .collect();
    assert_eq!(
        headings,
        [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "COMMANDS",
            "ENVIRONMENT",
            "FILES",
            "EXIT STATUS",
            "EXAMPLES",
            "SEE ALSO"
        ]
    );
    for line in [
        "       sglaunch [OPTIONS] PROFILE[@VERSION] [ARGS]...",
        "       env [PROFILE[@VERSION]] [--format FORMAT] [--unset]",
        "       bundle export FILE [PROFILE] [--client NAME] [--comments] [--mozilla]",
        "       check [PROFILE]... [--strict]",
        "       SGLAUNCH_CACHE_DIR",
        "       ~/.config/sglaunch/profiles/*.yaml",
        "       127    the program, or the requested version of it, was not found",
        "       eval \"$(sglaunch env python)\"",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
    assert!(
        page.lines().all(|line| line.chars().count() <= 80),
        "{page}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "it needs groff")]
fn the_man_page_does_not_repeat_itself() {
    let Some(page) = formatted_page("the_man_page_does_not_repeat_itself") else {
        return;
    };
    let mut lines: Vec<&str> = page
        .lines()
        .map(str::trim)
        .filter(|line| line.len() > 24)
        .collect();
    lines.sort_unstable();
    let twice: Vec<&[&str]> = lines.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
