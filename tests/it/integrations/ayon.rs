//! `integrations/ayon`: programs that AYON starts through the hook, through its settings, and
//! without.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::never_stops;
use crate::clients::{environment, repository, script};
use crate::repository::is_profile;
use crate::sandbox::{Outcome, Sandbox, dcc, path_list, sglaunch};
use crate::system;
use crate::tls_clients;
use crate::tls_server::{Authority, Site};

/// Returns a launch of a type, with the application's group and variant.
const MAYA: [&str; 3] = ["local", "maya", "2024"];

fn hook() -> PathBuf {
    repository("integrations/ayon/pre_sglaunch.py")
}

/// Starts a server, and creates a user whose programs trust it.
fn workplace() -> (Site, Sandbox) {
    let authority = Authority::new("Studio");
    (Site::start(&authority), tls_clients::studio(&authority))
}

/// Lets AYON start an application with the executable and the arguments of its settings.
fn start<S: AsRef<OsStr>>(
    sandbox: &Sandbox,
    python: &Path,
    hook: &Path,
    launch: [&str; 3],
    launch_args: impl IntoIterator<Item = S>,
) -> Outcome {
    let mut words: Vec<OsString> =
        vec![python.into(), script("launch_ayon.py").into(), hook.into()];
    words.extend(launch.map(OsString::from));
    words.extend(launch_args.into_iter().map(|word| word.as_ref().into()));
    sandbox.run_without(&words)
}

/// urllib reads the variable that AYON's launcher sets to its certifi.
#[test]
fn started_programs_trust_the_server() {
    let test = "integrations::ayon::started_programs_trust_the_server";
    let Some(python) = environment(test, "3.11-ayon") else {
        return;
    };
    let (site, sandbox) = workplace();
    let sandbox = sandbox.env("SGLAUNCH", sglaunch());
    let nothing = Path::new("");
    for (client, answer) in [("get_ayon.py", "1.13.0\n"), ("get_urllib.py", "hello\n")] {
        let program = [python.clone(), script(client), site.url().into()];
        let failed = start(&sandbox, &python, nothing, MAYA, &program).code(1);
        failed.untrusted();

        let outcome = start(&sandbox, &python, &hook(), MAYA, &program).success();
        assert_eq!(outcome.text(), answer);
        let settings = [sglaunch(), "-p", "maya"].map(PathBuf::from);
        let launch_args = settings.iter().chain(&program);
        let outcome = start(&sandbox, &python, nothing, MAYA, launch_args).success();
        assert_eq!(outcome.text(), answer);
    }
}

/// On workstations and on farms; after the hooks that prepare the environment, before its filter.
#[test]
fn the_hook_changes_ayons_environment() {
    let Some(python) = environment(
        "integrations::ayon::the_hook_changes_ayons_environment",
        "3.11-ayon",
    ) else {
        return;
    };
    let profile = "extends: houdini\n\
        env: {PYTHONPATH: {prepend: [/studio]}, UNWANTED: null, HOUDINI_HERE: '{version}', NOT_ON_FARMS: x}\n";
    let (_site, sandbox) = workplace();
    let sandbox = sandbox
        .profile("houdini", profile)
        .dcc(Path::new("root").join(system::houdini("20.5.332")))
        .dcc(Path::new("root").join(system::houdini("21.0.440")))
        .env("SGLAUNCH", sglaunch())
        .env("PYTHONPATH", "/ayon/dependencies")
        .env("UNWANTED", "x");
    let python_path = path_list(["/studio", "/ayon/startup", "/ayon/dependencies"]);
    for (launch_type, filtered) in [("local", Some("x")), ("farm-publish", None)] {
        let launch = [launch_type, "houdini", "20-5"];
        let outcome = start(&sandbox, &python, &hook(), launch, [dcc()]).success();
        let expected = [
            ("PYTHONPATH", python_path.to_str()),
            ("UNWANTED", None),
            ("HOUDINI_HERE", Some("20.5.332")),
            ("NOT_ON_FARMS", filtered),
            ("SGLAUNCH_PROFILE", Some("houdini")),
        ];
        for (name, value) in expected {
            assert_eq!(
                outcome.dcc_env(name).as_deref(),
                value,
                "{launch_type}: {name}"
            );
        }
    }
}

#[test]
fn a_group_without_a_profile_gets_defaults() {
    let test = "integrations::ayon::a_group_without_a_profile_gets_defaults";
    let Some(python) = environment(test, "3.11-ayon") else {
        return;
    };
    let (_site, sandbox) = workplace();
    let sandbox = sandbox.env("SGLAUNCH", sglaunch());
    let krita = ["local", "krita", "5"];
    let outcome = start(&sandbox, &python, &hook(), krita, [dcc()]).success();
    let profile = outcome.dcc_env("SGLAUNCH_PROFILE");
    assert_eq!(profile.as_deref(), Some("defaults"));
}

#[test]
fn the_hooks_groups_are_profiles() {
    let source = fs::read_to_string(hook()).expect("the hook");
    let (_, groups) = source.split_once("PROFILES = {\n").expect("a set");
    let (groups, _) = groups.split_once('}').expect("its end");
    let groups: Vec<&str> = groups
        .lines()
        .map(|line| line.trim().trim_matches(['"', ',']))
        .collect();
    assert!(groups.len() > 10, "{groups:?}");
    for group in groups {
        assert!(is_profile(group), "{group}");
    }
}

#[test]
fn the_hook_never_stops_a_launch() {
    let Some(python) = environment(
        "integrations::ayon::the_hook_never_stops_a_launch",
        "3.11-ayon",
    ) else {
        return;
    };
    let (_site, sandbox) = workplace();
    never_stops(sandbox, |sandbox| {
        start(sandbox, &python, &hook(), MAYA, [dcc()]).stderr_contains("WARNING: maya/2024")
    });
}
