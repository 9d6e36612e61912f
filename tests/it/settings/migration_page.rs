//! The commands of docs/migration.md.

use super::printed;
use crate::clients::{environment, tool_or_skip};
use crate::doc_pages::MIGRATION_PAGE;
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

/// Returns what a command prints in a shell in which `python3` is the Python of the clients.
fn run(test: &str, sandbox: &Sandbox, section: &str, beginning: &str) -> Option<String> {
    let python = environment(test, "any")?;
    let command = MIGRATION_PAGE.command(section, beginning);
    let command = command.replace("python3", python.to_str().expect("UTF-8"));
    Some(printed(sandbox, "/bin/sh", &["-c", &command]))
}

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn the_commands_print_where_lists_are() {
    let test = "settings::migration_page::the_commands_print_where_lists_are";
    let sandbox = Sandbox::new();
    for (section, beginning, expected) in [
        ("An edited certifi", "python3", "certifi/cacert.pem\n"),
        ("OpenSSL's own cert.pem", "python3", "/cert.pem\n"),
    ] {
        let Some(printed) = run(test, &sandbox, section, beginning) else {
            return;
        };
        assert!(printed.ends_with(expected), "{printed}");
    }
    if tool_or_skip(test, "openssl").is_some() {
        let printed = run(test, &sandbox, "OpenSSL's own cert.pem", "openssl");
        let printed = printed.unwrap_or_default();
        assert!(printed.starts_with("OPENSSLDIR: \""), "{printed}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn the_commands_show_the_settings_of_git() {
    let test = "settings::migration_page::the_commands_show_the_settings_of_git";
    if tool_or_skip(test, "git").is_none() {
        return;
    }
    let sandbox = Sandbox::new().pem("studio.pem", &Authority::new("Studio"));
    let sandbox = sandbox.env("GIT_CONFIG_NOSYSTEM", "1");
    let settings = "[http]\nsslCAInfo = ~/studio.pem\nsslVerify = false\n";
    let file = sandbox.write("home/.gitconfig", settings);
    let file = format!("file:{}\t", file.display());
    for (section, beginning, expected) in [
        (
            "Settings of git, pip and AWS",
            "git",
            format!("{file}http.sslcainfo ~/studio.pem\n"),
        ),
        (
            "Verification that is switched off",
            "git",
            format!("{file}http.sslverify false\n"),
        ),
    ] {
        let printed = run(test, &sandbox, section, beginning);
        assert!(printed.is_none_or(|printed| printed == expected));
    }
    let command = MIGRATION_PAGE.command("Settings of git, pip and AWS", "sglaunch");
    let list = sandbox.run(command.split(' ').skip(1)).success().text();
    assert!(list.contains("\nStudio\t"), "{list}");
}
