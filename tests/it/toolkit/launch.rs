//! `integrations/tk-multi-launchapp`: programs that the launch app starts, with the hook and without.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::{ENVIRONMENTS, alone, as_documented, assert_says, client, launched, studio, trusting};
use crate::clients::{environment, interpreter_or_skip, script};
use crate::sandbox::{Outcome, Sandbox, dcc};
use crate::site::{Authority, Site};

fn hook() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.join("integrations/tk-multi-launchapp/before_app_launch.py")
}

/// A site, and a user of it whose Toolkit trusts it: what it starts is another matter.
fn workplace() -> (Site, Sandbox) {
    let authority = Authority::new("Studio");
    let sandbox = as_documented(trusting(&[&authority]));
    let site = studio(Site::start(&authority), &sandbox);
    (
        site,
        sandbox.env("SGLAUNCH", env!("CARGO_BIN_EXE_sglaunch")),
    )
}

/// Lets Toolkit start a program for an engine.
fn start<S: AsRef<OsStr>>(
    (site, sandbox): &(Site, Sandbox),
    python: &Path,
    hook: &Path,
    engine: &str,
    program: &[S],
) -> Outcome {
    let args = arguments((site, sandbox), hook, engine, program);
    alone(sandbox, python, &args)
}

fn arguments<S: AsRef<OsStr>>(
    (site, sandbox): (&Site, &Sandbox),
    hook: &Path,
    engine: &str,
    program: &[S],
) -> Vec<OsString> {
    let mut args = client("launch_toolkit.py", site, sandbox).to_vec();
    args.extend([hook.into(), engine.into()]);
    args.extend(program.iter().map(OsString::from));
    args
}

#[test]
fn what_it_starts_trusts_the_site() {
    for name in ENVIRONMENTS {
        let test = "toolkit::launch::what_it_starts_trusts_the_site";
        let Some(python) = environment(test, name) else {
            continue;
        };
        let workplace = workplace();
        let url = workplace.0.url();
        let program = [
            python.as_os_str(),
            script("get_urllib.py").as_os_str(),
            url.as_ref(),
        ]
        .map(ToOwned::to_owned);
        let failed = start(&workplace, &python, Path::new(""), "tk-maya", &program).code(1);
        assert_says(&failed, "CERTIFICATE_VERIFY_FAILED");
        let outcome = start(&workplace, &python, &hook(), "tk-maya", &program).quietly();
        assert_eq!(outcome.text(), "hello\n", "{name}");
    }
}

/// The profile comes after Toolkit, which has put its start-up folder in front by then.
#[test]
fn what_toolkit_has_prepared_is_kept() {
    let test = "toolkit::launch::what_toolkit_has_prepared_is_kept";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let profile = "extends: maya\n\
        env: {PYTHONPATH: {prepend: [/studio]}, UNWANTED: null, MAYA_HERE: '{version}'}\n";
    let (site, sandbox) = workplace();
    let sandbox = sandbox
        .profile("maya", profile)
        .dcc("root/usr/autodesk/maya2024.2/bin/maya")
        .dcc("root/usr/autodesk/maya2025/bin/maya")
        .env("PYTHONPATH", "/own")
        .env("UNWANTED", "x");
    let outcome = start(&(site, sandbox), &python, &hook(), "tk-maya", &[dcc()]).quietly();
    let expected = [
        ("PYTHONPATH", Some("/studio:/toolkit/startup:/own")),
        ("FIRST_HOOK", Some("tk-maya")),
        ("UNWANTED", None),
        ("MAYA_HERE", Some("2024.2")),
        ("SGLAUNCH_PROFILE", Some("maya")),
        ("SGLAUNCH_DEPTH", None),
    ];
    for (name, value) in expected {
        assert_eq!(outcome.dcc_env(name).as_deref(), value, "{name}");
    }
}

/// Toolkit itself runs through sglaunch, whose profile for Python has the certifi hook.
#[test]
fn the_certifi_hook_comes_and_goes_with_the_profile() {
    let test = "toolkit::launch::the_certifi_hook_comes_and_goes_with_the_profile";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let (site, mut sandbox) = workplace();
    sandbox = sandbox.env("PYTHONPATH", "/own");
    for wanted in [true, false] {
        let profile = format!(
            "extends: maya\nca: {{certifi: {wanted}}}\nenv: {{PYTHONPATH: {{prepend: [/studio]}}}}\n"
        );
        sandbox.write("home/.config/sglaunch/profiles/maya.yaml", profile);
        let workplace = (&site, &sandbox);
        let args = arguments(workplace, &hook(), "tk-maya", &[dcc()]);
        let outcome = launched(&sandbox, &python, &args).quietly();
        let list = outcome.dcc_env("PYTHONPATH").expect("a list");
        let (hooks, others): (Vec<_>, Vec<_>) = list
            .split(':')
            .partition(|folder| folder.contains("sglaunch-certifi-"));
        assert_eq!(others, ["/studio", "/toolkit/startup", "/own"]);
        assert_eq!(hooks.len(), usize::from(wanted), "{list}");
        assert_eq!(list.starts_with("/studio"), !wanted, "{list}");
        assert_eq!(outcome.dcc_env("SGLAUNCH_CERTIFI").is_some(), wanted);
    }
}

#[test]
fn each_engine_has_its_profile() {
    let source = fs::read_to_string(hook()).expect("the hook");
    let entries = source.lines().filter_map(|line| {
        let (engine, profile) = line.trim().split_once("\": \"")?;
        let engine = engine.strip_prefix("\"tk-")?;
        Some((engine, profile.trim_end_matches("\",")))
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
    let unknown = |(_, profile): &(&str, &str)| !folder.join(format!("{profile}.yaml")).exists();
    let entries: Vec<_> = entries.collect();
    assert!(entries.len() > 10, "{entries:?}");
    let unknown: Vec<_> = entries.into_iter().filter(unknown).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn editions_and_other_engines_have_a_profile_too() {
    let test = "toolkit::launch::editions_and_other_engines_have_a_profile_too";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let (site, sandbox) = workplace();
    let workplace = (site, sandbox.dcc("bin/houdinifx"));
    let (plain, houdini) = (dcc(), workplace.1.path("bin/houdinifx"));
    let flag = |flag: &str| vec![plain.clone(), flag.into()];
    for (engine, program, profile) in [
        ("tk-nuke", flag("--nukex"), "nukex"),
        ("tk-nuke", flag("--studio"), "nukestudio"),
        ("tk-houdini", vec![houdini], "houdinifx"),
        ("tk-3dsmax", flag("--nukex"), "defaults"),
        ("", flag(""), "defaults"),
    ] {
        let outcome = start(&workplace, &python, &hook(), engine, &program).quietly();
        let found = outcome.dcc_env("SGLAUNCH_PROFILE");
        assert_eq!(found.as_deref(), Some(profile), "{engine} {program:?}");
    }
}

#[test]
fn it_never_stops_a_launch() {
    let test = "toolkit::launch::it_never_stops_a_launch";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let cases = [
        (
            "/nowhere/sglaunch",
            "put its folder on PATH, or its path into SGLAUNCH",
        ),
        (
            env!("CARGO_BIN_EXE_sglaunch"),
            "unknown key `certificate` in profile `maya`",
        ),
        ("/bin/echo", "starts without what sglaunch would give it"),
    ];
    for (program, why) in cases {
        let (site, sandbox) = workplace();
        let sandbox = sandbox.profile("maya", "ca: {certificate: x}\n");
        let workplace = (site, sandbox.env("SGLAUNCH", program));
        let outcome = start(&workplace, &python, &hook(), "tk-maya", &[dcc()]).code(0);
        assert_says(&outcome, "WARNING");
        assert_says(&outcome, why);
        assert_eq!(outcome.dcc_env("SGLAUNCH_PROFILE"), None);
    }
}

/// Toolkit for Python 2 is not on `PyPI`: a few lines stand in for what the hook sees of it.
#[test]
fn it_runs_on_python_2() {
    let test = "toolkit::launch::it_runs_on_python_2";
    let Some(python) = interpreter_or_skip(test, "2.7") else {
        return;
    };
    let authority = Authority::new("Studio");
    let (site, sandbox) = (Site::start(&authority), trusting(&[&authority]));
    let folder = Path::new(env!("CARGO_BIN_EXE_sglaunch"))
        .parent()
        .expect("a folder");
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let args = ["launch_python2.py", "get_urllib.py"]
        .map(script)
        .map(OsString::from);
    let args = [
        args[0].clone(),
        hook().into(),
        args[1].clone(),
        site.url().into(),
    ];
    alone(&sandbox, python, &args).code(1);
    let outcome = alone(&sandbox.env("PATH", path), python, &args).quietly();
    assert_eq!(outcome.text(), "hello\n");
}
