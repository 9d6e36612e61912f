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

/// Each search finds a line of the studio's, in a directory that replaces `/studio`, the home or
/// `/`.
#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn the_searches_find_the_old_places() {
    let sandbox = Sandbox::new();
    let big = "x".repeat(200_000);
    for (path, text) in [
        ("studio/certs/cacert.pem", big.as_str()),
        (
            "studio/pipeline/a.py",
            "verify = '/studio/certs/ca-bundle.pem'\n",
        ),
        ("studio/pipeline/b.py", "Shotgun(url, ca_certs='/x.pem')\n"),
        ("studio/pipeline/c.py", "certifi.where = lambda: '/x.pem'\n"),
        ("studio/pipeline/d.py", "requests.get(url, verify=False)\n"),
        ("home/.profile", "export ShotGrid_API_CACERTS=/x.pem\n"),
        ("home/houdini20.5/houdini.env", "SSL_CERT_FILE = /x.pem\n"),
        ("lib/certifi/cacert.pem", ""),
        ("lib/certifi/core.py", "def where():\n    return '/x.pem'\n"),
    ] {
        sandbox.write(path, text);
    }
    let start_up = "SHOTGUN_API_CACERTS in start-up files";
    let off = "Verification that is switched off";
    for (section, beginning, found) in [
        ("A hand-made cacert.pem", "find ", "studio/certs/cacert.pem"),
        ("A hand-made cacert.pem", "grep ", "a.py:1:"),
        (start_up, "grep -rniE '(", ".profile:1:"),
        (start_up, "grep -rniE 'ca", "houdini.env:1:"),
        (start_up, "grep -rnE", "b.py:1:"),
        (
            "An edited certifi",
            "find / -xdev -path '*certifi/cacert",
            "lib/certifi/cacert.pem",
        ),
        (
            "An edited certifi",
            "find / -xdev -path '*certifi/core",
            "core.py:2:",
        ),
        ("An edited certifi", "grep ", "c.py:1:"),
        (off, "grep ", "d.py:1:"),
    ] {
        let command = MIGRATION_PAGE.command(section, beginning);
        let root = sandbox.path("").display().to_string();
        let command = command.replace("find / ", &format!("find {root} "));
        let command = command.replace("/studio", &sandbox.path("studio").display().to_string());
        // Parts of a machine that it lacks are an error of grep.
        let mut shell = sandbox.command_of("/bin/sh");
        let output = shell.args(["-c", &command]).output().expect("sh starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(found), "{command}\n{text}");
    }
}

/// Under the certifi hook, a copy whose code was patched answers with the bundle too.
#[test]
fn the_bundle_wins_over_a_patched_certifi() {
    let test = "settings::migration_page::the_bundle_wins_over_a_patched_certifi";
    let Some(python) = environment(test, "any") else {
        return;
    };
    let sandbox = Sandbox::new();
    let patched = "def where():\n    return '/x.pem'\n";
    sandbox.write("lib/certifi/__init__.py", "from .core import where\n");
    sandbox.write("lib/certifi/core.py", patched);
    let lib = sandbox.path("lib");
    let sandbox = sandbox.env("PYTHONPATH", lib);
    let code = "import certifi; print(certifi.where())";
    let words = [python.as_os_str(), "-c".as_ref(), code.as_ref()];
    assert_eq!(
        sandbox.run_without(&words).success().text().trim(),
        "/x.pem"
    );
    let under = sandbox.run_under("python", &words).success().text();
    assert!(under.contains("/bundles/"), "{under}");
}
