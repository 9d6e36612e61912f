//! Launches without a home directory of one's own, as farms and services make them.

use std::fs;
use std::path::Path;

use crate::clients::not_run;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;
use crate::trust_dir::sha256;

/// A user that no test runs as.
const ARTIST: u32 = 4_711;

/// A home directory of the launch, and the message about it.
struct Case {
    /// The path in the sandbox; without one, HOME is not set.
    home: Option<&'static str>,
    message: &'static str,
    /// The settings in it are read by root, and by other users.
    is_read: [bool; 2],
}

const CASES: [Case; 4] = [
    Case {
        home: None,
        message: "HOME is not set: the settings of the user are not read",
        is_read: [false, false],
    },
    Case {
        home: Some("nowhere"),
        message: "nowhere) does not exist: the settings of the user are not read",
        is_read: [false, false],
    },
    Case {
        home: Some("open"),
        message: "open) belongs to another user, whose settings are read",
        is_read: [true, true],
    },
    Case {
        home: Some("closed"),
        message: "closed) belongs to another user",
        is_read: [true, false],
    },
];

#[test]
fn root_is_told_which_settings_are_read() {
    check_all("home::root_is_told_which_settings_are_read", true);
}

#[test]
fn a_user_is_told_which_settings_are_read() {
    check_all("home::a_user_is_told_which_settings_are_read", false);
}

fn check_all(test: &str, is_root: bool) {
    for case in &CASES {
        let is_other = case.message.contains("another user");
        if !system::is_root() && (is_root || is_other) {
            not_run(test, "it takes root to be several users");
            continue;
        }
        check(case, is_root);
    }
}

/// Launches as root or another user, and lists the trusted certificates.
fn check(case: &Case, is_root: bool) {
    let studio = Authority::new("Studio");
    let sandbox = machine(case, is_root, &studio);
    // The CA for all users is trusted, and nothing is printed.
    assert!(sandbox.trusts(&studio.der()));
    let shown = sandbox.run(["tool", "-c", "echo ${OF_USER-none} $SSL_CERT_FILE"]);
    let shown = shown.success().text();
    let is_read = case.is_read[usize::from(!is_root)];
    let is_other = case.message.contains("another user");
    let (of_user, bundle) = shown.split_once(' ').expect("two words");
    assert_eq!(
        of_user,
        if is_read { "1" } else { "none" },
        "{}",
        case.message
    );

    let cache = Path::new(bundle).ancestors().nth(2).expect("a cache");
    let site = sandbox.machine("ca.d").display().to_string();
    let listed = sandbox.run(["trust", "list"]).code(0);
    assert!(listed.text().contains("site"), "{}", listed.text());
    let settings = sandbox.run(["trust", "list", "--json"]).json()["home"].to_string();
    let verbose = sandbox.run(["-v", "tool", "-c", ":"]).code(0).stderr;
    for text in [&listed.stderr, &settings, &verbose] {
        for words in [
            case.message,
            &site,
            &format!("bundles are in {}", cache.display()),
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let is_named = text.contains("the settings of that user are in ");
        assert_eq!(is_named, is_read, "{text}");
    }
    // What a launch passes over silently is not an error or a warning.
    let checked = sandbox.run(["check", "--strict"]).code(0);
    for text in [&checked.stderr, &listed.stderr] {
        assert!(!text.contains("be read"), "{text}");
        assert!(!text.contains("cannot read"), "{text}");
        assert!(!text.contains("warning"), "{text}");
    }
    let is_closed = is_other && !is_read;
    let notes = checked.stderr.matches("cannot be entered").count();
    assert_eq!(notes, usize::from(is_closed), "{}", checked.stderr);
    for text in [&listed.stderr, &verbose] {
        assert!(
            text.contains("`sudo sglaunch trust add --site FILE`"),
            "{text}"
        );
    }
}

/// Creates a machine with a CA for all users, and with the home directory of the case.
fn machine(case: &Case, is_root: bool, studio: &Authority) -> Sandbox {
    let mut sandbox = Sandbox::new();
    sandbox.write(sandbox.machine("ca.d/studio.pem"), studio.pem());
    let tool = "program: {linux: [sh]}\n";
    sandbox.write_profile(sandbox.machine("profiles/tool.yaml"), tool);
    if !is_root {
        sandbox = sandbox.unprivileged();
    }
    sandbox = sandbox.without("SGLAUNCH_CACHE_DIR");
    let Some(home) = case.home else {
        return sandbox.without("HOME");
    };
    if case.message.contains("another user") {
        let tool = "extends: tool\nenv: {OF_USER: '1'}\n";
        sandbox.write_profile(format!("{home}/.config/sglaunch/profiles/tool.yaml"), tool);
        // Every client has settings that cannot be read.
        for file in [".gitconfig", ".aws/config", ".config/pip/pip.conf"] {
            system::set_mode(sandbox.write(Path::new(home).join(file), ""), 0o600);
        }
        give(&sandbox.path(home));
    }
    if home == "closed" {
        system::set_mode(sandbox.path(home), 0o700);
    }
    let home = sandbox.path(home);
    sandbox.env("HOME", home)
}

/// Makes the artist own a directory and everything in it.
fn give(path: &Path) {
    system::chown(path, ARTIST);
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        give(&entry.path());
    }
}

/// Commands that write to a home that does not exist name the ways out.
#[test]
#[cfg_attr(windows, ignore = "the settings of Windows are not below USERPROFILE")]
fn commands_that_write_to_a_missing_home_name_the_ways_out() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new().pem("studio.pem", &studio).dcc("bin/maya");
    let fingerprint = sha256(&studio.der());
    let sandbox = sandbox.on_path("bin").env("HOME", "/nonexistent");
    let sandbox = ["XDG_CONFIG_HOME", "XDG_DATA_HOME"]
        .iter()
        .fold(sandbox, |sandbox, name| sandbox.without(name));
    let add = format!("trust add studio.pem --fingerprint {fingerprint}");
    for (line, hint) in [
        ("init maya", "or use --site"),
        (&add, "or use --site"),
        ("shortcut add maya", "or use --site"),
        ("shim add maya", "or name a directory: --to DIR"),
    ] {
        sandbox
            .run(line.split(' '))
            .code(125)
            .stderr_contains("the home directory /nonexistent does not exist")
            .stderr_contains("hint: set HOME to a directory of yours, ")
            .stderr_contains(hint);
    }
    for desktop in [&[][..], &["--desktop"]] {
        let line = [&["shortcut", "add", "maya"], desktop].concat();
        let mut command = sandbox.command(line);
        let output = command.env_remove("HOME").output().expect("it starts");
        crate::sandbox::Outcome::from(output)
            .code(125)
            .stderr_contains("hint: set HOME to a directory of yours, ");
    }
}

/// A user whose home is in order is told nothing.
#[test]
fn a_home_of_ones_own_is_not_mentioned() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new().pem("studio.pem", &studio);
    let fingerprint = sha256(&studio.der());
    let add = [
        "-q",
        "trust",
        "add",
        "studio.pem",
        "--fingerprint",
        &fingerprint,
    ];
    sandbox.run(add).code(0);
    sandbox.run(["trust", "list"]).success();
    let settings = sandbox.run(["trust", "list", "--json"]).json()["home"].clone();
    assert_eq!(settings, serde_json::json!([]));
    let verbose = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
    assert!(!verbose.contains("settings"), "{verbose}");
}
