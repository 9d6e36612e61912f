//! A program in a sandbox that hides the home directory, started through sglaunch outside.

use super::{studio, typed};
use crate::clients::{not_run, tool_or_skip};
use crate::doc_pages::FARM_PAGE;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Site};

/// Prints how many CAs Python's default context has.
const COUNT: &str = "import ssl; print(len(ssl.create_default_context().get_ca_certs()))";

/// Creates a machine with bubblewrap.
fn machine(test: &str, authority: &Authority, site: &Site) -> Option<Sandbox> {
    let bwrap = tool_or_skip(test, "bwrap")?;
    let sandbox = studio(authority, site);
    let all = ["--ro-bind", "/", "/", "--dev", "/dev", "true"];
    let tried = sandbox.command_of(bwrap).args(all).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some(sandbox);
    }
    not_run(test, "bubblewrap cannot make a namespace here");
    None
}

/// Returns the documented command, with and without the option that shows the cache.
fn commands() -> (String, String) {
    let shown = FARM_PAGE.command("Sandboxes", "sglaunch -p python bwrap");
    let option = " --ro-bind ~/.cache/sglaunch ~/.cache/sglaunch";
    assert!(shown.contains(option), "{shown}");
    let hidden = shown.replace(option, "");
    (shown, hidden)
}

/// Checks that the client in the sandbox has no CA.
#[track_caller]
fn assert_blind(sandbox: &Sandbox, command: &str) {
    typed(sandbox, command).untrusted();
    // OpenSSL's own directory is the machine's.
    let count = command.replace(
        "python3 ~/publish.py \"$SITE\"",
        &format!("python3 -c '{COUNT}'"),
    );
    let count = count.replace("--tmpfs ~", "--tmpfs ~ --tmpfs /etc/ssl/certs");
    assert_eq!(typed(sandbox, &count).code(0).text(), "0\n");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "bubblewrap is Linux'")]
fn a_client_in_bubblewrap_reads_the_cache_that_is_shown() {
    let test = "integrations::sandboxes::a_client_in_bubblewrap_reads_the_cache_that_is_shown";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = machine(test, &authority, &site) else {
        return;
    };
    let (shown, hidden) = commands();
    assert_blind(&sandbox, &hidden);
    let outcome = typed(&sandbox, &shown).success();
    assert_eq!(outcome.text(), "hello\n");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "bubblewrap is Linux'")]
fn a_client_in_bubblewrap_reads_a_cache_that_both_see() {
    let test = "integrations::sandboxes::a_client_in_bubblewrap_reads_a_cache_that_both_see";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = machine(test, &authority, &site) else {
        return;
    };
    let (_, hidden) = commands();
    assert_blind(&sandbox, &hidden);
    let export = FARM_PAGE.command("Sandboxes", "export SGLAUNCH_CACHE_DIR=");
    let export = export.replace("/var/tmp", "$TMPDIR");
    let outcome = typed(&sandbox, &format!("{export}\n{hidden}")).success();
    assert_eq!(outcome.text(), "hello\n");
}
