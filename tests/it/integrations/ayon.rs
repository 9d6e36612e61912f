//! `integrations/ayon`: programs that AYON starts through the hook, through its settings, and
//! without.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::{finds_sglaunch, never_stops};
use crate::clients::{environment, not_run, repository, script};
use crate::repository::is_profile;
use crate::sandbox::{Outcome, Sandbox, dcc, path_list, sglaunch};
use crate::system;
use crate::tls_clients;
use crate::tls_server::{Authority, Site};

/// The type of a launch, the group and host of the application, and its variant.
const MAYA: [&str; 3] = ["local", "maya:maya", "2024"];

/// Names a directory for `tests/clients/launch_ayon.py` with AYON's sources, which no package
/// registry has.
const SOURCES: &str = "SGLAUNCH_AYON";

fn hook() -> PathBuf {
    repository("integrations/ayon/pre_sglaunch.py")
}

/// Starts a server, and creates a user whose programs trust it.
fn workplace() -> (Site, Sandbox) {
    let authority = Authority::new("Studio");
    (Site::start(&authority), tls_clients::studio(&authority))
}

/// Lets the stand-in of AYON start an application with the executable and the arguments of its
/// settings.
fn start<S: AsRef<OsStr>>(
    sandbox: &Sandbox,
    python: &Path,
    hook: &Path,
    launch: [&str; 3],
    launch_args: impl IntoIterator<Item = S>,
) -> Outcome {
    start_from("".as_ref(), sandbox, python, hook, launch, launch_args)
}

/// Lets AYON's own classes start an application, or their stand-in if `sources` is empty.
fn start_from<S: AsRef<OsStr>>(
    sources: &Path,
    sandbox: &Sandbox,
    python: &Path,
    hook: &Path,
    launch: [&str; 3],
    launch_args: impl IntoIterator<Item = S>,
) -> Outcome {
    let launcher = script("launch_ayon.py");
    let mut words: Vec<OsString> = [python, &launcher, sources, hook].map(Into::into).to_vec();
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

/// Runs a test with the stand-in and, if they are there, with AYON's sources.
fn with_each_ayon(test: &str, run: impl Fn(&Path)) {
    run("".as_ref());
    match env::var_os(SOURCES) {
        Some(sources) => run(sources.as_ref()),
        None => not_run(test, &format!("{SOURCES} does not name AYON's sources")),
    }
}

/// On workstations and on farms; after the hooks that prepare the environment, before its filter
/// and the hooks without an order. The filter fails if a variable in its list is gone.
#[test]
fn the_hook_changes_ayons_environment() {
    let test = "integrations::ayon::the_hook_changes_ayons_environment";
    let Some(python) = environment(test, "3.11-ayon") else {
        return;
    };
    let profile = "extends: houdini\n\
        env: {PYTHONPATH: {prepend: [/studio]}, UNWANTED: null, LISTED: null, HOUDINI_HERE: '{version}', NOT_ON_FARMS: x}\n";
    let (_site, sandbox) = workplace();
    let sandbox = sandbox
        .profile("houdini", profile)
        .dcc(Path::new("root").join(system::houdini("20.5.332")))
        .dcc(Path::new("root").join(system::houdini("21.0.440")))
        .env("SGLAUNCH", sglaunch())
        .env("AYON_DEBUG", "1")
        .env("PYTHONPATH", "/ayon/dependencies")
        .env("UNWANTED", "x")
        .env("LISTED", "x");
    let python_path = path_list(["/studio", "/ayon/startup", "/ayon/dependencies"]);
    with_each_ayon(test, |sources| {
        for (launch_type, filtered, later) in [
            ("local", Some("x"), "Late"),
            ("farm-publish", None, "FilterFarmEnvironments, Late"),
        ] {
            let launch = [launch_type, "houdini:houdini", "20-5"];
            let outcome = start_from(sources, &sandbox, &python, &hook(), launch, [dcc()])
                .code(0)
                .stderr_contains(&format!("these hooks run after sglaunch's: {later}"));
            let expected = [
                ("PYTHONPATH", python_path.to_str()),
                ("UNWANTED", None),
                ("LISTED", None),
                ("HOUDINI_HERE", Some("20.5.332")),
                ("NOT_ON_FARMS", filtered),
                ("SGLAUNCH_PROFILE", Some("houdini")),
                ("LATE", Some("houdini")),
            ];
            for (name, value) in expected {
                assert_eq!(
                    outcome.dcc_env(name).as_deref(),
                    value,
                    "{launch_type}: {name}"
                );
            }
        }
    });
}

/// A list for other applications does not keep a variable.
#[test]
fn the_farms_filter_counts_for_its_applications() {
    let test = "integrations::ayon::the_farms_filter_counts_for_its_applications";
    let Some(python) = environment(test, "3.11-ayon") else {
        return;
    };
    let (_site, sandbox) = workplace();
    let sandbox = sandbox
        .profile("maya", "extends: maya\nenv: {LISTED: null}\n")
        .env("SGLAUNCH", sglaunch())
        .env("LISTED", "x");
    with_each_ayon(test, |sources| {
        let launch = ["farm-publish", "maya:maya", "2024"];
        let outcome = start_from(sources, &sandbox, &python, &hook(), launch, [dcc()]).code(0);
        assert_eq!(outcome.dcc_env("LISTED"), None);
    });
}

/// By the name of the group, else by that of its host.
#[test]
fn each_application_has_a_profile() {
    let test = "integrations::ayon::each_application_has_a_profile";
    let Some(python) = environment(test, "3.11-ayon") else {
        return;
    };
    let (_site, sandbox) = workplace();
    let sandbox = sandbox.env("SGLAUNCH", sglaunch());
    with_each_ayon(test, |sources| {
        for (group, profile) in [
            ("mayapy:maya", "mayapy"),
            ("nukex:nuke", "nukex"),
            ("houdinicore:houdini", "houdinicore"),
            ("hython:", "hython"),
            ("python:", "python"),
            ("maya_layout:maya", "maya"),
            ("krita:krita", "defaults"),
            ("terminal:", "defaults"),
        ] {
            let launch = ["local", group, "5"];
            let outcome = start_from(sources, &sandbox, &python, &hook(), launch, [dcc()]).code(0);
            let found = outcome.dcc_env("SGLAUNCH_PROFILE");
            assert_eq!(found.as_deref(), Some(profile), "{group}");
        }
    });
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

#[test]
fn the_hook_finds_sglaunch() {
    let Some(python) = environment("integrations::ayon::the_hook_finds_sglaunch", "3.11-ayon")
    else {
        return;
    };
    let (_site, sandbox) = workplace();
    finds_sglaunch(sandbox, |sandbox| {
        start(sandbox, &python, &hook(), MAYA, [dcc()])
    });
}
