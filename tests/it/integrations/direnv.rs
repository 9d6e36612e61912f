//! A directory whose `.envrc` evaluates `sglaunch env`.

use super::{assert_published, command, shown, studio, typed};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_clients::sha1;
use crate::tls_server::{Authority, Site};

/// Simulates a prompt: direnv's hook runs before each. direnv compares whole seconds.
const FUNCTIONS: &str = r#"
eval "$(direnv hook bash)"
direnv allow project/.envrc
prompt() { sleep 1.1; eval "$PROMPT_COMMAND"; }
publish() { python3 ~/publish.py "$SITE" 2>/dev/null || echo failed; }
variables() { env | grep -v '^\(_\|PWD\|OLDPWD\|SHLVL\)=' | sort; }
"#;

#[test]
#[cfg_attr(windows, ignore = "direnv is for shells of Unix")]
fn a_directory_has_the_environment_of_a_profile() {
    let test = "integrations::direnv::a_directory_has_the_environment_of_a_profile";
    if tool_or_skip(test, "direnv").is_none() {
        return;
    }
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let sandbox = studio(&authority, &site);
    let exec = command("direnv", "direnv exec");
    sandbox.write("home/.envrc", "");
    typed(&sandbox, &command("direnv", "direnv allow")).code(0);
    typed(&sandbox, &exec).untrusted();
    sandbox.write("home/.envrc", shown("direnv", "`.envrc`"));
    let blocked = typed(&sandbox, &exec).code(1);
    assert!(blocked.stderr.contains("is blocked"), "{}", blocked.stderr);
    typed(&sandbox, &command("direnv", "direnv allow")).code(0);
    assert_published(&typed(&sandbox, &exec));
}

#[test]
#[cfg_attr(windows, ignore = "direnv is for shells of Unix")]
fn leaving_the_directory_restores_the_environment() {
    let test = "integrations::direnv::leaving_the_directory_restores_the_environment";
    if tool_or_skip(test, "direnv").is_none() {
        return;
    }
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let sandbox = studio(&authority, &site).pem("old.pem", &Authority::new("Old"));
    let old = sandbox.home().join("old.pem");
    let sandbox = sandbox.env("SSL_CERT_FILE", old);
    let told = session(
        &sandbox,
        "prompt; publish; before=$(variables)
        cd project; prompt; publish; variables | grep -c '^SGLAUNCH_[PI]'
        cd ..; prompt; publish; [ \"$before\" = \"$(variables)\" ] && echo as before",
    );
    assert_eq!(told, "failed\nhello\n2\nfailed\nas before\n");
}

/// The user stays in the directory: direnv watches the files that a user may change.
#[test]
#[cfg_attr(windows, ignore = "direnv is for shells of Unix")]
fn an_added_certificate_counts_at_the_next_prompt() {
    let test = "integrations::direnv::an_added_certificate_counts_at_the_next_prompt";
    if tool_or_skip(test, "direnv").is_none() {
        return;
    }
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let sandbox = studio(&authority, &site).profile("defaults", "ca: {files: []}\n");
    let sandbox = sandbox.env("FINGERPRINT", sha1(&authority.der()));
    let told = session(
        &sandbox,
        "cd project; prompt; publish
        sglaunch trust add ~/studio.pem --fingerprint $FINGERPRINT >/dev/null; prompt; publish
        sglaunch trust remove studio >/dev/null; prompt; publish",
    );
    assert_eq!(told, "failed\nhello\nfailed\n");
}

/// Runs bash with direnv's hook, and with the directory `project` allowed.
#[track_caller]
fn session(sandbox: &Sandbox, lines: &str) -> String {
    sandbox.write("home/project/.envrc", shown("direnv", "`.envrc`"));
    let script = sandbox.write("session", format!("{FUNCTIONS}{lines}\n"));
    let mut bash = sandbox.command_of("bash");
    let outcome = Outcome::from(bash.arg(script).output().expect("bash starts"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome.text()
}
