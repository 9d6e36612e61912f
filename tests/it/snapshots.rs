//! Snapshots of the whole output of the program, one file for each call in `tests/snapshots/calls`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test` writes them again. What changes from run to run stands there as
//! `[SANDBOX]`, `[DIGEST]` and the like.

use std::fs;
use std::path::Path;

use regex_lite::Regex;
use snapbox::assert::Action;
use snapbox::{Assert, Data, IntoData};

use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;
use crate::tls_server::Authority;
use crate::trust_dir::on_a_terminal_of;

/// Profiles of a studio that start quickly: Mozilla's roots are left out.
const DEFAULTS: &str = "ca: {mozilla: false, files: [~/studio.pem]}\n";
const MAYA: &str = "description: Maya as the studio starts it
program: {linux: [maya]}
args: [-proj, /shows]
env:
  STUDIO: it's here
  LIST: {prepend: [/a]}
  REMOVED: null
";

/// Runs the program and compares everything it prints with the snapshot of this name.
#[track_caller]
fn snapshot(sandbox: &Sandbox, name: &str, args: &[&str]) {
    compare(sandbox, name, args, &sandbox.run(args));
}

/// Does the same on terminals of 80 and 60 columns, which get both streams.
#[track_caller]
fn snapshot_on_a_terminal(sandbox: &Sandbox, name: &str, args: &[&str]) {
    // With -q, because on a busy machine a progress line would appear.
    let args = [&["-q"], args].concat();
    for columns in [80, 60] {
        let outcome = on_a_terminal_of(columns, sandbox, "", &args);
        // A path or digest is never broken.
        let is_wide =
            |line: &&str| line.chars().count() > columns.into() && line.trim().contains(' ');
        assert_eq!(outcome.text().lines().find(is_wide), None);
        compare(
            sandbox,
            &format!("terminal-{columns}-{name}"),
            &args,
            &outcome,
        );
    }
}

#[track_caller]
fn compare(sandbox: &Sandbox, name: &str, args: &[&str], outcome: &Outcome) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots/calls")
        .join(format!("{name}.txt"));
    let action = match std::env::var_os("UPDATE_SNAPSHOTS") {
        Some(_) => Action::Overwrite,
        None => Action::Verify,
    };
    let text = redacted(sandbox, &transcript(args, outcome));
    let expected = Data::read_from(&file, None).raw();
    let compared =
        Assert::new()
            .action(action)
            .try_eq(Some(&"the output"), text.into_data(), expected);
    if let Err(difference) = compared {
        panic!("{difference}\nset UPDATE_SNAPSHOTS=1 if this is right");
    }
}

/// The call as a terminal would show it, with its exit code at the end.
fn transcript(args: &[&str], outcome: &Outcome) -> String {
    let words = args.iter().map(|word| {
        let quote = if word.contains(' ') { "'" } else { "" };
        format!(" {quote}{word}{quote}")
    });
    let call = format!("$ sglaunch{}", words.collect::<String>());
    let code = outcome.code.expect("an exit code");
    let stdout = section("stdout", &outcome.text());
    let stderr = section("stderr", &outcome.stderr);
    format!("{call}\n{stdout}{stderr}[exit code {code}]\n")
}

fn section(title: &str, text: &str) -> String {
    match text {
        "" => String::new(),
        _ if text.ends_with('\n') => format!("[{title}]\n{text}"),
        _ => format!("[{title}]\n{text}\n[no newline at the end]\n"),
    }
}

/// Replaces what differs between two runs or two machines.
fn redacted(sandbox: &Sandbox, text: &str) -> String {
    let dir = sandbox.path("");
    let dir = dir.to_str().expect("UTF-8").trim_end_matches('/');
    let text = text
        .replace(sglaunch(), "[SGLAUNCH]")
        .replace(dir, "[SANDBOX]");
    let patterns = [
        (r#""serial": "[0-9a-f]+""#, r#""serial": "[SERIAL]""#),
        (r"\b[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){7,}\b", "[DIGEST]"),
        (r"\b[0-9a-f]{16,}\b", "[DIGEST]"),
        (r"\b\d+ profiles checked", "[COUNT] profiles checked"),
        (r"\bsglaunch \d+\.\d+\.\d+\b", "sglaunch [VERSION]"),
    ];
    patterns.iter().fold(text, |text, (pattern, name)| {
        let pattern = Regex::new(pattern).expect("a valid pattern");
        pattern.replace_all(&text, *name).into_owned()
    })
}

/// A machine with one program, one certificate of the studio, and nothing else on PATH.
fn studio() -> Sandbox {
    let sandbox = bare()
        .pem("studio.pem", &Authority::new("Studio"))
        .profile("defaults", DEFAULTS)
        .profile("maya", MAYA)
        .dcc("bin/maya");
    sandbox.env("LIST", "/m").env("REMOVED", "x")
}

fn bare() -> Sandbox {
    let sandbox = Sandbox::new();
    let bin = sandbox.path("bin");
    sandbox.env("PATH", bin)
}

/// Runs a profile that has an error in its text.
#[track_caller]
fn profile_error(name: &str, yaml: &str) {
    let sandbox = bare().profile("tool", yaml).dcc("bin/tool");
    snapshot(&sandbox, name, &["-n", "tool"]);
}

#[test]
fn errors_in_a_profiles_text() {
    profile_error("error-unknown-key", "ca:\n  file: [a.pem]\n");
    profile_error("error-duplicate-key", "args: []\nenv: {}\nargs: []\n");
    profile_error("error-bad-yaml", "env:\n  A: \"C:\\studio\"\n");
    profile_error("error-wrong-type", "ca: {native: yes}\n");
    profile_error("error-not-a-map", "program: tool\n");
    profile_error("error-bad-template", "args: [-x, $A]\n");
    profile_error("error-reserved-variable", "env:\n  SSL_CERT_FILE: /x\n");
    profile_error("error-bad-deny", "ca:\n  deny: ['92']\n");
    profile_error("error-missing-parent", "extends: huodini\n");
    profile_error("error-no-program", "env: {A: x}\n");
    profile_error(
        "error-missing-variable",
        "program: {linux: [tool]}\nenv: {A: '${STUDIO}/x'}\n",
    );
    profile_error(
        "error-empty-bundle",
        "program: {linux: [tool]}\nca: {native: false, mozilla: false, inherited: false}\n",
    );
    profile_error(
        "error-missing-ca-file",
        "program: {linux: [tool]}\nca: {mozilla: false, files: [~/absent.pem]}\n",
    );
}

#[test]
fn errors_between_profiles() {
    let sandbox = bare()
        .profile("a", "extends: b\n")
        .profile("b", "extends: a\n");
    snapshot(&sandbox, "error-extends-circle", &["a"]);
    let sandbox = bare().profile("list", "program: {linux: [ls]}\n");
    snapshot(&sandbox, "error-reserved-name", &["check"]);
    snapshot(&bare(), "error-unknown-profile", &["huodini"]);
    snapshot(
        &bare(),
        "error-unknown-profile-dir",
        &["-P", "absent", "list"],
    );
}

#[test]
fn errors_about_the_program() {
    let sandbox = bare()
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .profile("pinned", "extends: houdini\nversion: '21'\n")
        .profile("tool", "program: {linux: [/opt/tool/bin/tool, tool]}\n");
    snapshot(&sandbox, "error-version-not-installed", &["houdini@19.5"]);
    snapshot(&sandbox, "error-version-is-missing", &["houdini@"]);
    snapshot(&sandbox, "error-version-is-a-word", &["houdini@latest"]);
    snapshot(&sandbox, "error-pin-not-installed", &["pinned"]);
    snapshot(&sandbox, "error-program-not-found", &["tool"]);
    snapshot(
        &sandbox,
        "error-program-not-on-path",
        &["-p", "tool", "absent"],
    );
    snapshot(&sandbox, "error-program-is-a-directory", &["./.config"]);
    snapshot(&sandbox, "error-program-path", &["./absent"]);
    let text = sandbox.write("home/notes.txt", "text\n");
    system::set_mode(&text, 0o644);
    snapshot(&sandbox, "error-program-not-executable", &["./notes.txt"]);
    let sandbox = studio().env("SGLAUNCH_DEPTH", "1000");
    snapshot(&sandbox, "error-launch-loop", &["maya"]);
}

#[test]
fn errors_in_the_command_line() {
    let sandbox = bare();
    snapshot(&sandbox, "usage-unknown-option", &["--refesh", "maya"]);
    snapshot(&sandbox, "usage-missing-argument", &["show"]);
    snapshot(&sandbox, "usage-missing-program", &["-n"]);
    snapshot(&sandbox, "usage-dry-run-of-a-command", &["-n", "list"]);
    snapshot(
        &sandbox,
        "usage-bad-fingerprint",
        &["trust", "add", "a.pem", "--fingerprint", "92"],
    );
    snapshot(&sandbox, "usage-bad-format", &["env", "--format", "zsh"]);
    snapshot(&sandbox, "version", &["--version"]);
}

#[test]
fn dry_runs() {
    let sandbox = studio();
    snapshot(&sandbox, "dry-run", &["-n", "maya", "--flag", "two words"]);
    snapshot(
        &sandbox,
        "dry-run-under-a-profile",
        &["-n", "-p", "maya", "/bin/sh", "-c", "env"],
    );
    snapshot(
        &sandbox,
        "dry-run-verbose",
        &["--refresh", "-v", "-n", "maya"],
    );
}

#[test]
fn profiles() {
    let sandbox = studio().dcc("root/opt/hfs20.5.332/bin/houdini");
    snapshot(&sandbox, "show", &["show", "maya"]);
    snapshot(&sandbox, "show-json", &["show", "maya", "--json"]);
    snapshot(&sandbox, "show-version", &["show", "houdini@20.5"]);
    snapshot(&sandbox, "list", &["list"]);
    snapshot(&sandbox, "list-json", &["list", "--json"]);
    snapshot(&sandbox, "list-houdini", &["list", "houdini"]);
    let args = ["list", "houdini@20", "--json"];
    snapshot(&sandbox, "list-houdini-json", &args);
    snapshot(&sandbox, "check", &["check"]);
    let sandbox = sandbox.profile("broken", "nonsense: 1\n");
    snapshot(&sandbox, "check-broken", &["check"]);
    snapshot(&sandbox, "list-broken", &["list"]);
}

#[test]
fn env_in_every_format() {
    let sandbox = studio();
    for format in ["sh", "fish", "powershell", "cmd", "json", "dotenv"] {
        snapshot(
            &sandbox,
            &format!("env-{format}"),
            &["env", "maya", "--format", format],
        );
    }
}

#[test]
fn trust() {
    let proxy = Authority::new("Proxy");
    let sandbox = studio().pem("proxy.pem", &proxy);
    snapshot(&Sandbox::new(), "trust-list-nothing", &["trust", "list"]);
    snapshot(
        &sandbox,
        "trust-add-unasked",
        &["trust", "add", "proxy.pem"],
    );
    let fingerprint = crate::tls_clients::sha1(&proxy.der());
    let add = ["trust", "add", "proxy.pem", "--fingerprint", &fingerprint];
    snapshot(&sandbox, "trust-add", &add);
    snapshot(&sandbox, "trust-add-again", &add);
    let other = "00".repeat(20);
    let add = ["trust", "add", "proxy.pem", "--fingerprint", &other];
    snapshot(&sandbox, "trust-add-other-fingerprint", &add);
    snapshot(&sandbox, "trust-list", &["trust", "list"]);
    snapshot(&sandbox, "trust-list-json", &["trust", "list", "--json"]);
    snapshot(
        &sandbox,
        "trust-remove-unknown",
        &["trust", "remove", "absent"],
    );
    snapshot(&sandbox, "trust-remove", &["trust", "remove", "proxy.pem"]);
}

#[test]
fn bundles() {
    let sandbox = studio();
    snapshot(&sandbox, "bundle-diff-new", &["bundle", "diff"]);
    snapshot(&sandbox, "bundle-build", &["bundle", "build"]);
    snapshot(&sandbox, "bundle-path", &["bundle", "path"]);
    snapshot(&sandbox, "bundle-list", &["bundle", "list"]);
    snapshot(&sandbox, "bundle-list-json", &["bundle", "list", "--json"]);
    snapshot(
        &sandbox,
        "bundle-list-bad-source",
        &["bundle", "list", "--source", "x"],
    );
    snapshot(&sandbox, "bundle-verify", &["bundle", "verify"]);
    snapshot(&sandbox, "bundle-export", &["bundle", "export", "copy.pem"]);
    snapshot(&sandbox, "bundle-prune", &["bundle", "prune"]);
    let sandbox = sandbox.profile("defaults", "ca: {mozilla: false}\n");
    snapshot(&sandbox, "bundle-diff", &["bundle", "diff"]);
    let path = sandbox.run(["bundle", "path"]).success().text();
    fs::write(path.trim_end(), "changed\n").expect("it can be written");
    snapshot(&sandbox, "bundle-verify-changed", &["bundle", "verify"]);
}

#[test]
fn shims() {
    let sandbox = studio();
    snapshot(&sandbox, "shim-list-nothing", &["shim", "list"]);
    snapshot(&sandbox, "shim-add", &["shim", "add", "maya"]);
    snapshot(&sandbox, "shim-add-unknown", &["shim", "add", "absent"]);
    snapshot(&sandbox, "shim-list-hidden", &["shim", "list"]);
    let sandbox = sandbox.on_path("home/.local/share/sglaunch/shims");
    snapshot(&sandbox, "shim-list", &["shim", "list"]);
    snapshot(&sandbox, "shim-list-json", &["shim", "list", "--json"]);
    snapshot(&sandbox, "shim-remove-unknown", &["shim", "remove", "mya"]);
    snapshot(&sandbox, "shim-remove", &["shim", "remove", "maya"]);
}

#[test]
fn shortcuts() {
    let sandbox = studio();
    snapshot(&sandbox, "shortcut-list-nothing", &["shortcut", "list"]);
    snapshot(&sandbox, "shortcut-add", &["shortcut", "add", "maya"]);
    snapshot(&sandbox, "shortcut-add-again", &["shortcut", "add", "maya"]);
    snapshot(&sandbox, "shortcut-list", &["shortcut", "list"]);
    snapshot(
        &sandbox,
        "shortcut-list-json",
        &["shortcut", "list", "--json"],
    );
    snapshot(
        &sandbox,
        "shortcut-remove-unknown",
        &["shortcut", "remove", "mya"],
    );
    snapshot(&sandbox, "shortcut-remove", &["shortcut", "remove", "maya"]);
}

/// The paths in the tables are those in the home directory, because they have one length on every
/// machine.
#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix")]
fn tables_on_a_terminal() {
    let long = "Studio Pictures Animation TLS Inspection Root Certification Authority - G2";
    let maya = "extends: maya
program: {linux: [maya, '/studio/software/autodesk/maya{version}/bin/maya']}
env:
  STUDIO_CONFIG: /studio/pipeline/configuration/of/every/show/and/every/shot/config.yaml
";
    let sandbox = bare()
        .profile("defaults", "ca: {mozilla: false, native: false}\n")
        .profile("maya", maya)
        .dcc("home/software/autodesk/maya2026/bin/maya");
    let ca_d = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{ca_d}/long.pem"), Authority::new(long).pem());
    sandbox.write(format!("{ca_d}/proxy.pem"), Authority::new("Proxy").pem());
    let bin = sandbox.home().join("software/autodesk/maya2026/bin");
    let sandbox = sandbox.env("PATH", bin);
    snapshot_on_a_terminal(&sandbox, "list", &["list"]);
    snapshot_on_a_terminal(&sandbox, "list-maya", &["list", "maya"]);
    snapshot_on_a_terminal(&sandbox, "list-checks", &["doctor", "--list-checks"]);
    snapshot_on_a_terminal(&sandbox, "show", &["show", "maya"]);
    snapshot_on_a_terminal(&sandbox, "bundle-diff", &["bundle", "diff"]);
    snapshot_on_a_terminal(&sandbox, "bundle-list", &["bundle", "list"]);
    snapshot_on_a_terminal(&sandbox, "trust-list", &["trust", "list"]);
    sandbox.run(["shim", "add", "maya"]).code(0);
    snapshot_on_a_terminal(&sandbox, "shim-list", &["shim", "list"]);
    sandbox.run(["shortcut", "add", "maya"]).code(0);
    snapshot_on_a_terminal(&sandbox, "shortcut-list", &["shortcut", "list"]);
}
