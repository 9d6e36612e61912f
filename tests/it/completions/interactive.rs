//! Completions by Tab in interactive shells.

use super::cases::{INSERTED, OFFERED, QUOTING_TAB};
use super::kinds::{BASH, ELVISH, FISH, ZSH};
use super::session::{Kind, Session};
use super::studio::studio;

/// Types each case in one session of a shell. All failures are reported at once.
fn completes(test: &str, kind: &'static Kind) {
    let sandbox = studio();
    let Some(mut session) = Session::start(test, &sandbox, kind) else {
        return;
    };
    let home = sandbox.home().display().to_string();
    let mut failures = Vec::new();
    let common = INSERTED
        .iter()
        .map(|(keys, expected)| (format!("sglaunch {keys}"), *expected));
    let own = kind
        .own
        .iter()
        .map(|(keys, expected)| ((*keys).to_owned(), *expected));
    for (keys, expected) in common.chain(own) {
        let keys = keys.replace(QUOTING_TAB, &format!("\t{}", kind.accept_quoted));
        let expected: Vec<String> = expected
            .iter()
            .map(|word| word.replace("{home}", &home))
            .collect();
        match session.run(&keys) {
            Ok((found, _)) if found == expected => {}
            Ok((found, shown)) => {
                failures.push(format!("{keys:?}: {found:?}, not {expected:?}: {shown}"))
            }
            Err(why) => {
                failures.push(format!("{keys:?}: {why}"));
                break;
            }
        }
    }
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
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    // A profile that was made after the script was loaded.
    sandbox.write_profile("home/.config/sglaunch/profiles/late-comer.yaml", "{}");
    let (found, _) = session.run("sglaunch late\tx").expect("a call");
    assert_eq!(found, ["late-comer", "x"]);
    assert!(
        !sandbox.path("home/project/broken").exists(),
        "the shell executed a profile's name or description"
    );
}

#[test]
fn bash_completes_by_tab() {
    completes("interactive::bash_completes_by_tab", &BASH);
}

#[test]
fn zsh_completes_by_tab() {
    completes("interactive::zsh_completes_by_tab", &ZSH);
}

#[test]
fn fish_completes_by_tab() {
    completes("interactive::fish_completes_by_tab", &FISH);
}

#[test]
fn elvish_completes_by_tab() {
    completes("interactive::elvish_completes_by_tab", &ELVISH);
}
