//! Completions by Tab in interactive shells.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use super::cases::{INSERTED, OFFERED, QUOTING_TAB};
use super::kinds::{BASH, ELVISH, FISH, FISH_WITH_FILE, UNUSUAL_BASH, ZSH, ZSH_WITH_FILE};
use super::session::{Kind, Session};
use super::studio::studio;
use crate::doc_pages::COMPLETIONS_PAGE;
use crate::sandbox::{Sandbox, written_below};

/// Words of messages that a completion must not print.
const MESSAGES: [&str; 6] = [
    "warning",
    "hint:",
    "panicked",
    "not found",
    "No such",
    "Unknown command",
];

/// Types each case in one session of a shell. All failures are reported at once.
fn completes(test: &str, kind: &'static Kind) {
    let sandbox = studio();
    let Some(mut session) = Session::start(test, &sandbox, kind) else {
        return;
    };
    let before = own_files(&sandbox);
    let mut failures = insert(&sandbox, &mut session, kind);
    for (line, expected) in OFFERED {
        match session.offers(&format!("sglaunch {line}")) {
            Ok(found) if found == *expected => {}
            Ok(found) => failures.push(format!("{line:?}: {found:?}, not {expected:?}")),
            Err(why) => {
                failures.push(format!("{line:?}: {why}"));
                break;
            }
        }
    }
    let versions = session.run(&format!("sglaunch houdini@2{}", kind.insert_all));
    match versions {
        Ok((found, _)) if found == kind.versions => {}
        other => failures.push(format!("{other:?}, not {:?}", kind.versions)),
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(own_files(&sandbox) == before, "a completion has written");
    made_later(&sandbox, &mut session);
    without_sglaunch(&sandbox, &mut session);
    let (keys, texts) = kind.list;
    let listed = session.shows(&format!("sglaunch hou{keys}"), texts);
    assert_eq!(listed, Ok(()));
}

/// Inserts words by Tab, with another way to load the script.
fn inserts(test: &str, kind: &'static Kind) {
    let sandbox = studio();
    if let Some(mut session) = Session::start(test, &sandbox, kind) {
        let failures = insert(&sandbox, &mut session, kind);
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

fn insert(sandbox: &Sandbox, session: &mut Session, kind: &Kind) -> Vec<String> {
    let home = sandbox.home().display().to_string();
    let mut failures = Vec::new();
    let common = INSERTED
        .iter()
        .map(|(keys, words)| (format!("sglaunch {keys}"), *words));
    let own = kind
        .own
        .iter()
        .map(|(keys, words)| ((*keys).to_owned(), *words));
    for (keys, words) in common.chain(own) {
        let keys = keys.replace(QUOTING_TAB, &format!("\t{}", kind.accept_quoted));
        let words: Vec<String> = words
            .iter()
            .map(|word| word.replace("{home}", &home))
            .collect();
        match session.run(&keys) {
            Ok((found, shown)) if found == words => {
                let message = MESSAGES.iter().find(|message| shown.contains(**message));
                failures.extend(message.map(|_| format!("{keys:?}: {shown}")));
            }
            Ok((found, shown)) => {
                failures.push(format!("{keys:?}: {found:?}, not {words:?}: {shown}"));
            }
            Err(why) => {
                failures.push(format!("{keys:?}: {why}"));
                break;
            }
        }
    }
    let was_executed = sandbox.path("home/project/broken").exists();
    failures.extend(was_executed.then(|| "the shell executed a name or a description".to_owned()));
    failures
}

/// A profile that is made after the script was loaded is offered.
fn made_later(sandbox: &Sandbox, session: &mut Session) {
    sandbox.write_profile("home/.config/sglaunch/profiles/late-comer.yaml", "{}");
    let (found, _) = session.run("sglaunch late\tx").expect("a call");
    assert_eq!(found, ["late-comer", "x"]);
}

/// A script stays in the startup file when sglaunch is removed.
fn without_sglaunch(sandbox: &Sandbox, session: &mut Session) {
    let (script, away) = (sandbox.path("bin/sglaunch"), sandbox.path("away"));
    fs::rename(&script, &away).expect("the script");
    let shown = session.type_in_vain("sglaunch houdinif\t").expect("an end");
    fs::rename(&away, &script).expect("the script");
    let message = MESSAGES.iter().find(|message| shown.contains(**message));
    assert_eq!(message, None, "{shown}");
}

/// Returns the files of sglaunch, and when each was written.
fn own_files(sandbox: &Sandbox) -> Vec<(PathBuf, SystemTime)> {
    let dirs = [
        "home/.cache",
        "home/.config/sglaunch",
        "home/.local/share/sglaunch",
        "root",
        "tmp",
    ];
    let files = dirs
        .iter()
        .flat_map(|dir| written_below(&sandbox.path(dir)));
    // elvish has a log of its own.
    let files = files.filter(|(path, _)| !path.to_string_lossy().contains("elvish"));
    files.collect()
}

#[test]
fn bash_completes_by_tab() {
    completes("completions::interactive::bash_completes_by_tab", &BASH);
}

#[test]
fn zsh_completes_by_tab() {
    completes("completions::interactive::zsh_completes_by_tab", &ZSH);
}

#[test]
fn fish_completes_by_tab() {
    completes("completions::interactive::fish_completes_by_tab", &FISH);
}

#[test]
fn elvish_completes_by_tab() {
    completes("completions::interactive::elvish_completes_by_tab", &ELVISH);
}

#[test]
fn unusual_settings_of_bash_change_nothing() {
    inserts(
        "completions::interactive::unusual_settings_of_bash_change_nothing",
        &UNUSUAL_BASH,
    );
}

#[test]
fn the_script_can_be_a_file_that_the_shell_finds() {
    let test = "completions::interactive::the_script_can_be_a_file_that_the_shell_finds";
    inserts(test, &ZSH_WITH_FILE);
    inserts(test, &FISH_WITH_FILE);
}

#[test]
fn the_sessions_load_the_scripts_as_the_page_shows() {
    for (kind, words) in [
        (&BASH, "In `~/.bashrc`"),
        (&ZSH, "In `~/.zshrc`, behind `compinit`"),
        (&FISH, "In `~/.config/fish/config.fish`"),
        (&ELVISH, "In `~/.config/elvish/rc.elv`"),
    ] {
        let shown = COMPLETIONS_PAGE.shown("Set up", words);
        assert!(
            words.contains(kind.rc.0) && kind.rc.1.contains(&shown),
            "{shown}"
        );
    }
}
