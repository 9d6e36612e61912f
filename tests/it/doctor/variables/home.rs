//! `env-home`.

use super::*;
#[cfg(unix)]
use crate::system;

const ID: &str = "env-home";
/// A user that no test runs as.
#[cfg(unix)]
const ARTIST: u32 = 4_711;

const NAME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

#[test]
fn a_home_that_is_not_there_is_named() {
    for (value, words) in [
        ("no-such-home", "does not exist"),
        ("file", "is not a directory"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("file", "");
        let home = sandbox.path(value);
        let findings = checked(sandbox, &[(NAME, &home)], ID);
        let text = findings.text(ID);
        assert_eq!(findings.status(ID), "warning", "{text}");
        assert!(text.contains(words), "{text}");
        assert!(text.contains("not read: "), "{text}");
        assert!(text.contains("settings for all users are in "), "{text}");
    }
    let findings = checked(Sandbox::new(), &[(NAME, &path("home"))], ID);
    assert!(
        findings.text(ID).contains("a relative path"),
        "{}",
        findings.text(ID)
    );
}

#[test]
fn a_missing_variable_is_named() {
    let sandbox = Sandbox::new().without(NAME);
    let findings = doctor(&sandbox, &["defaults", ID]);
    let text = findings.text(ID);
    assert!(text.starts_with(&format!("{NAME} is not set: ")), "{text}");
    assert!(text.contains("trust add --site"), "{text}");
    let findings = checked(sandbox, &[("SGLAUNCH_CONFIG_DIR", &path("/studio"))], ID);
    let text = findings.text(ID);
    assert!(text.contains("which SGLAUNCH_CONFIG_DIR names"), "{text}");
}

#[cfg(unix)]
#[test]
fn the_home_of_another_user_is_named() {
    if !system::is_root() {
        let test = "doctor::variables::home::the_home_of_another_user_is_named";
        crate::clients::cannot_run(test, "it takes root to be two users");
        return;
    }
    let sandbox = Sandbox::new();
    let other = sandbox.path("artist");
    std::fs::create_dir(&other).expect("a home");
    system::chown(&other, ARTIST);
    let findings = checked(
        sandbox,
        &[(NAME, &other), ("SUDO_USER", &path("artist"))],
        ID,
    );
    let text = findings.text(ID);
    assert!(text.contains("belongs to another user"), "{text}");
    assert!(text.contains("sudo -H sglaunch"), "{text}");

    // A farm runs the frame as a user of its own, with the home of the submitter.
    let sandbox = Sandbox::new().unprivileged();
    let other = sandbox.path("artist");
    std::fs::create_dir(&other).expect("a home");
    system::chown(&other, ARTIST);
    let sandbox = with(sandbox, &[(NAME, &other)]);
    let findings = doctor(&sandbox, &["defaults", ID]);
    let text = findings.text(ID);
    assert!(text.contains("belongs to another user"), "{text}");
    assert!(text.contains("farm"), "{text}");
    system::set_mode(&other, 0o000);
    let findings = doctor(&sandbox, &["defaults", ID]);
    assert_eq!(findings.status(ID), "warning");

    // Of a home that a file server maps to nobody, the owner is not known.
    let sandbox = Sandbox::new();
    let mapped = sandbox.path("mapped");
    std::fs::create_dir(&mapped).expect("a home");
    system::chown(&mapped, system::NOBODY);
    let findings = checked(sandbox, &[(NAME, &mapped)], ID);
    assert_eq!(findings.status(ID), "passed", "{}", findings.text(ID));
}
