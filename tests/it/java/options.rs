//! The option in `JAVA_TOOL_OPTIONS`.

use std::path::Path;

use super::{JAVA_TOOL_OPTIONS, WITH_JAVA, key_store};
use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::tls_clients;
use crate::tls_server::Authority;

/// The variables whose options Java reads.
const VARIABLES: [&str; 3] = [JAVA_TOOL_OPTIONS, "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];

const MAYA: &str = "program: {linux: [maya]}\n";

/// Returns a sandbox with a program `maya`, and a key store in every profile.
fn with_key_store() -> Sandbox {
    tls_clients::studio(&Authority::new("Studio"))
        .profile("defaults", WITH_JAVA)
        .profile("maya", MAYA)
        .dcc("bin/maya")
        .on_path("bin")
}

fn option(path: &Path) -> String {
    format!("-Djavax.net.ssl.trustStore={}", path.display())
}

fn options_of(outcome: &Outcome) -> Option<String> {
    outcome.dcc_env(JAVA_TOOL_OPTIONS)
}

#[test]
fn the_option_stands_behind_those_of_the_caller() {
    let mut sandbox = with_key_store();
    let own = option(&key_store::path(&sandbox));
    assert_eq!(
        options_of(&sandbox.run(["maya"]).success()),
        Some(own.clone())
    );
    for before in [
        "-Xmx1g",
        "-Da='x y'  -Db ",
        "-Djavax.net.ssl.trustStoreType=JKS",
    ] {
        sandbox = sandbox.env(JAVA_TOOL_OPTIONS, before);
        let found = options_of(&sandbox.run(["maya"]).success());
        assert_eq!(found, Some(format!("{before} {own}")));
    }
    // An empty variable has no option.
    let sandbox = sandbox.env(JAVA_TOOL_OPTIONS, "");
    assert_eq!(options_of(&sandbox.run(["maya"]).success()), Some(own));
}

#[test]
fn without_the_key_the_variable_stays_as_it_is() {
    let sandbox = with_key_store().profile("defaults", "ca: {files: [~/studio.pem]}\n");
    assert_eq!(options_of(&sandbox.run(["maya"]).success()), None);
    for before in ["", " -Xmx1g  -Xms1g ", "-Djavax.net.ssl.trustStore=/x"] {
        let sandbox = with_key_store()
            .profile("defaults", "ca: {files: [~/studio.pem]}\n")
            .env(JAVA_TOOL_OPTIONS, before);
        let found = options_of(&sandbox.run(["maya"]).success());
        assert_eq!(found.as_deref(), Some(before));
    }
}

#[test]
fn a_trust_store_of_the_callers_own_is_kept_with_a_warning() {
    for variable in VARIABLES {
        for own in [
            "-Djavax.net.ssl.trustStore=/etc/pki/java/cacerts",
            "'-Djavax.net.ssl.trustStore=/my own/store.jks'",
            "-Djavax.net.ssl.trustStoreType=Windows-ROOT",
        ] {
            let before = format!("-Xmx1g {own}");
            let sandbox = with_key_store().env(variable, &before);
            let warning = format!("warning: java: {variable} names a trust store of its own");
            // The second launch finds the bundle that the first one built.
            for _ in 0..2 {
                let outcome = sandbox.run(["maya"]).code(0).stderr_contains(&warning);
                assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
                assert_eq!(outcome.dcc_env(variable), Some(before.clone()));
                let is_own = variable == JAVA_TOOL_OPTIONS;
                assert_eq!(options_of(&outcome).is_some(), is_own, "{variable}");
            }
            sandbox.run(["-q", "maya"]).success();
        }
    }
}

#[test]
fn a_nested_launch_has_the_option_once() {
    let sandbox = with_key_store().env(JAVA_TOOL_OPTIONS, "-Xmx1g");
    let once = sandbox.run(["maya"]).success();
    let twice = sandbox.run(["-p", "maya", sglaunch(), "maya"]).success();
    assert_eq!(options_of(&once), options_of(&twice));
    // A profile with another key store.
    let sandbox = sandbox
        .pem("lab.pem", &Authority::new("Lab"))
        .profile("lab", "ca: {files: [~/lab.pem]}\n");
    let other = sandbox.run(["-p", "lab", sglaunch(), "maya"]).success();
    let options = options_of(&other).expect("options");
    assert_eq!(options.matches("trustStore").count(), 1, "{options}");
}

/// As with the certifi hook: what the outer profile trusts, the inner one may deny.
#[test]
fn a_nested_launch_without_the_key_removes_the_option() {
    let plain = format!("{MAYA}ca: {{java: false}}\n");
    for before in [None, Some("-Xmx1g"), Some("-Xmx1g '-Da=b c'")] {
        let sandbox = with_key_store().profile("plain", &plain);
        let sandbox = match before {
            Some(before) => sandbox.env(JAVA_TOOL_OPTIONS, before),
            None => sandbox,
        };
        let outcome = sandbox.run(["-p", "maya", sglaunch(), "plain"]).success();
        assert_eq!(options_of(&outcome).as_deref(), before);
    }
}

/// The profile's own changes come first, and see the caller's options without the key store.
#[test]
fn the_profile_may_change_the_variable_too() {
    let change = |written: &str| format!("{MAYA}env: {{JAVA_TOOL_OPTIONS: {written}}}\n");
    let sandbox = with_key_store().env(JAVA_TOOL_OPTIONS, "-Xmx1g");
    let own = option(&key_store::path(&sandbox));
    for (written, expected) in [
        ("-Xss2m", format!("-Xss2m {own}")),
        (
            "'${JAVA_TOOL_OPTIONS} -Xss2m'",
            format!("-Xmx1g -Xss2m {own}"),
        ),
        ("{default: -Xss2m}", format!("-Xmx1g {own}")),
        ("null", own.clone()),
    ] {
        let sandbox = with_key_store().env(JAVA_TOOL_OPTIONS, "-Xmx1g");
        let own_here = option(&key_store::path(&sandbox));
        let sandbox = sandbox.profile("maya", &change(written));
        let expected = expected.replace(&own, &own_here);
        let once = sandbox.run(["maya"]).success();
        assert_eq!(options_of(&once), Some(expected), "{written}");
        let again = sandbox
            .run(["-p", "defaults", sglaunch(), "maya"])
            .success();
        assert_eq!(options_of(&again), options_of(&once), "{written}");
    }
    // A trust store that the profile names is the program's own.
    let named = change("-Djavax.net.ssl.trustStore=/studio.jks");
    let outcome = sandbox.profile("maya", &named).run(["maya"]).code(0);
    let outcome = outcome.stderr_contains("warning: java: JAVA_TOOL_OPTIONS names a trust store");
    let found = options_of(&outcome);
    assert_eq!(
        found.as_deref(),
        Some("-Djavax.net.ssl.trustStore=/studio.jks")
    );
}

/// A quoted path in a variable, quoted again by each format.
#[test]
#[cfg_attr(windows, ignore = "it is about shells of Unix")]
fn every_shell_reads_the_option_back() {
    let sandbox = with_key_store();
    let cache = sandbox.home().join("it's \"my\" $cache");
    let sandbox = sandbox
        .env("SGLAUNCH_CACHE_DIR", cache)
        .env(JAVA_TOOL_OPTIONS, "-Da='x y'");
    let expected = options_of(&sandbox.run(["maya"]).success());
    let posix = r#"eval "$("$0" env maya --format sh)"; exec "$1""#;
    let fish = "$argv[1] env maya --format fish | source; exec $argv[2]";
    for (shell, args, script) in [
        ("dash", &["-c"][..], posix),
        ("bash", &["-c"], posix),
        ("zsh", &["-f", "-c"], posix),
        ("fish", &["--no-config", "-c"], fish),
    ] {
        let Some(path) = tool_or_skip("java::options::every_shell_reads_the_option_back", shell)
        else {
            continue;
        };
        let mut command = sandbox.command_of(path);
        command.args(args).arg(script).arg(sglaunch());
        let outcome = command.arg(sandbox.program("bin/maya")).output();
        let outcome = Outcome::from(outcome.expect("the shell starts")).success();
        assert_eq!(options_of(&outcome), expected, "{shell}");
    }
    let json = sandbox.run(["env", "maya", "--format", "json"]).success();
    assert_eq!(json.json()[JAVA_TOOL_OPTIONS].as_str(), expected.as_deref());
}
