//! Clients that reach a server through a CA file in their own settings: sglaunch's variables hide
//! these settings, and the server is still reached.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::client::Client;
use super::service::{Does, received};
use crate::clients::{are_ready_made, environment, not_run, tool_or_skip};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "no Windows git here yet")]
fn git() {
    let test = "client_matrix::settings::git";
    let Some(program) = tool_or_skip(test, "git") else {
        return;
    };
    for settings in [
        "[http]\nsslCAInfo = ~/studio.pem\n",
        "[http \"https://localhost\"]\nsslCAInfo = ~/studio.pem\n",
    ] {
        reached(&program, Does::Clone, |sandbox, url| {
            // The host with its port.
            let host = format!("\"{}\"", url.trim_end_matches('/'));
            let written = settings.replace("\"https://localhost\"", &host);
            sandbox.write("home/.gitconfig", written);
            let words = [program.as_os_str(), "clone".as_ref(), "-q".as_ref()];
            let words = words.into_iter().map(OsString::from);
            words
                .chain([url.into(), received(sandbox).into()])
                .collect()
        });
    }
}

/// git uses this directory beside `GIT_SSL_CAINFO`, so that sglaunch does not read it.
#[test]
#[cfg_attr(windows, ignore = "no Windows git here yet")]
fn git_with_a_directory() {
    let test = "client_matrix::settings::git_with_a_directory";
    let (Some(program), Some(openssl)) = (tool_or_skip(test, "git"), tool_or_skip(test, "openssl"))
    else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = user(&authority);
    sandbox.write("home/certs/studio.pem", authority.pem());
    let rehash = [
        openssl.into(),
        "rehash".into(),
        sandbox.home().join("certs").into(),
    ];
    sandbox.run_without::<OsString>(&rehash).code(0);
    sandbox.write("home/.gitconfig", "[http]\nsslCAPath = ~/certs\n");
    let service = Does::Clone.start(&authority, &program, &sandbox);
    let words = [
        "clone".into(),
        "-q".into(),
        service.url().into(),
        received(&sandbox).into(),
    ];
    let words: Vec<OsString> = [program.into()].into_iter().chain(words).collect();
    sandbox.run(&words).code(0);
    service.assert_served(None, 1);
}

#[test]
fn pip() {
    client("pip", |sandbox| {
        let path = sandbox.home().join("studio.pem");
        let text = format!("[global]\ncert = {}\n", path.display());
        sandbox.write("home/pip-settings", text);
    });
}

#[test]
fn boto3() {
    client("boto3", |sandbox| {
        let path = sandbox.home().join("studio.pem");
        let text = format!("[profile studio]\nca_bundle = {}\n", path.display());
        sandbox.write("home/.aws/config", text);
    });
}

/// Checks a client of Python whose settings `configure` writes.
fn client(name: &str, configure: impl Fn(&Sandbox)) {
    let (test, client) = (
        format!("client_matrix::settings::{name}"),
        Client::named(name),
    );
    let Some(python) = environment(&test, &client.environment("3.11")) else {
        return;
    };
    if let Some(why) = client.beyond_wine("3.11").filter(|_| are_ready_made()) {
        not_run(&test, why);
        return;
    }
    reached(&python, client.does, |sandbox, url| {
        configure(sandbox);
        client.words(&python, url, sandbox)
    });
}

/// Returns a user who has the studio's CA in a file that no variable and no profile names.
fn user(authority: &Authority) -> Sandbox {
    let sandbox = Sandbox::new().pem("studio.pem", authority);
    let settings: PathBuf = sandbox.home().join("pip-settings");
    sandbox
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("PIP_CONFIG_FILE", settings)
        .env("AWS_PROFILE", "studio")
}

/// Checks that a client reaches its server through its settings, without sglaunch and with it, and
/// that it fails under a profile that inherits nothing. `words` writes the settings and returns the
/// command.
fn reached(tool: &Path, does: Does, words: impl Fn(&Sandbox, &str) -> Vec<OsString>) {
    let authority = Authority::new("Studio");
    let sandbox = user(&authority);
    let service = does.start(&authority, tool, &sandbox);
    let words = words(&sandbox, &service.url());
    let mut count = 0;
    let mut assert_served = |outcome| {
        count += 1;
        service.assert_served(Some(&outcome), count);
    };
    assert_served(sandbox.run_without(&words).code(0));
    assert_served(sandbox.run_under("defaults", &words).code(0));
    let sandbox = sandbox.profile("closed", "ca: {inherited: false}\n");
    sandbox.run_under("closed", &words).untrusted();
}
