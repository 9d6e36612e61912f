//! `integrations/tk-multi-launchapp`: the launch app with the hook and without.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::{SOURCES, as_documented, sources_or_skip, studio, trusting, with_each_sgtk, words};
use crate::clients::{environment, interpreter_or_skip, repository, script};
use crate::doc_pages::INTEGRATIONS_PAGE;
use crate::integrations::{finds_sglaunch, never_stops};
use crate::repository::is_profile;
use crate::sandbox::{Sandbox, dcc, path_list, sglaunch};
use crate::system;
use crate::tls_server::{Authority, Site};

/// A hook that the studio already has.
const STUDIOS: &str = "\
import os
import sgtk

class BeforeAppLaunch(sgtk.get_hook_baseclass()):
    def execute(self, **kwargs):
        super().execute(**kwargs)
        os.environ['STUDIOS_HOOK'] = kwargs['engine_name']
";

fn hook() -> PathBuf {
    repository("integrations/tk-multi-launchapp/before_app_launch.py")
}

/// Returns the documented settings: the hook alone, and behind the studio's own.
fn settings() -> [String; 2] {
    let section = INTEGRATIONS_PAGE.section("Toolkit: tk-multi-launchapp");
    let mut values = (section.split('"')).filter(|text| text.starts_with("{config}/"));
    [(); 2].map(|()| values.next().expect("the page has it").to_owned())
}

/// Creates a site, and a user whose Toolkit trusts it and has the hooks.
fn workplace() -> (Site, Sandbox) {
    let authority = Authority::new("Studio");
    let sandbox = as_documented(trusting(&[&authority]));
    let site = studio(Site::start(&authority), &sandbox);
    let dir = Path::new("toolkit/config/hooks/tk-multi-launchapp");
    let hook = fs::read(hook()).expect("the hook");
    sandbox.write(dir.join("before_app_launch.py"), hook);
    sandbox.write(dir.join("studio.py"), STUDIOS);
    (site, sandbox.env("SGLAUNCH", sglaunch()))
}

/// Returns the command by which Toolkit starts the program of an engine.
fn command<S: AsRef<OsStr>>(
    (site, sandbox): (&Site, &Sandbox),
    python: &Path,
    setting: &str,
    engine: &str,
    program: &[S],
) -> Vec<OsString> {
    let mut words = words(python, "launch_toolkit.py", site, sandbox);
    words.extend([setting, engine].map(OsString::from));
    words.extend(program.iter().map(OsString::from));
    words
}

#[test]
fn started_programs_trust_the_site() {
    with_each_sgtk(
        "toolkit::launch::started_programs_trust_the_site",
        |python| {
            let (site, sandbox) = workplace();
            let program = [python.into(), script("get_urllib.py"), site.url().into()];
            let start = |setting: &str| {
                let words = command((&site, &sandbox), python, setting, "tk-maya", &program);
                sandbox.run_without(&words)
            };
            start("").code(1).untrusted();
            for setting in settings() {
                let outcome = start(&setting).success();
                assert_eq!(outcome.text(), "hello\n", "{python:?} {setting}");
            }
        },
    );
}

/// The sources of Toolkit's newer versions are not on `PyPI`.
#[test]
fn it_runs_in_toolkits_own_launch_app() {
    let test = "toolkit::launch::it_runs_in_toolkits_own_launch_app";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let Some(sources) = sources_or_skip(test) else {
        return;
    };
    let (site, sandbox) = workplace();
    let sandbox = sandbox
        .profile(
            "maya",
            "extends: maya\nenv: {UNWANTED: null, MAYA_HERE: '{version}'}\n",
        )
        .dcc(Path::new("root").join(system::maya("2024.2")))
        .env(SOURCES, &sources)
        .env("PYTHONPATH", "/own")
        .env("UNWANTED", "x");
    let program = [python.clone(), script("get_urllib.py"), site.url().into()];
    let start = |setting: &str, program: &[PathBuf]| {
        let words = command((&site, &sandbox), &python, setting, "tk-maya", program);
        sandbox.run_without(&words)
    };
    start("", &program).stderr_contains("CERTIFICATE_VERIFY_FAILED");
    for (setting, studios) in settings().iter().zip([None, Some("tk-maya")]) {
        assert_eq!(start(setting, &program).code(0).text(), "hello\n");
        let outcome = start(setting, &[dcc()]).code(0);
        let expected = [
            ("STUDIOS_HOOK", studios),
            ("SGTK_ENGINE", Some("tk-maya")),
            ("UNWANTED", None),
            ("MAYA_HERE", Some("2024.2")),
            ("SGLAUNCH_PROFILE", Some("maya")),
        ];
        for (name, value) in expected {
            assert_eq!(outcome.dcc_env(name).as_deref(), value, "{setting}: {name}");
        }
        let python_path = outcome.dcc_env("PYTHONPATH").expect("a list");
        assert!(python_path.contains("tk-maya/startup"), "{python_path}");
    }
}

/// The profile applies after Toolkit's own start-up directory and after the hooks of others.
#[test]
fn toolkits_environment_is_kept() {
    let test = "toolkit::launch::toolkits_environment_is_kept";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let profile = "extends: maya\n\
        env: {PYTHONPATH: {prepend: [/studio]}, UNWANTED: null, MAYA_HERE: '{version}'}\n";
    let (site, sandbox) = workplace();
    let sandbox = sandbox
        .profile("maya", profile)
        .dcc(Path::new("root").join(system::maya("2024.2")))
        .dcc(Path::new("root").join(system::maya("2025")))
        .env("PYTHONPATH", "/own")
        .env("UNWANTED", "x");
    let python_path = path_list(["/studio", "/toolkit/startup", "/own"]);
    for (setting, studios) in settings().iter().zip([None, Some("tk-maya")]) {
        let words = command((&site, &sandbox), &python, setting, "tk-maya", &[dcc()]);
        let outcome = sandbox.run_without(&words).success();
        let expected = [
            ("PYTHONPATH", python_path.to_str()),
            ("FIRST_HOOK", Some("tk-maya")),
            ("STUDIOS_HOOK", studios),
            ("UNWANTED", None),
            ("MAYA_HERE", Some("2024.2")),
            ("SGLAUNCH_PROFILE", Some("maya")),
            ("SGLAUNCH_DEPTH", None),
        ];
        for (name, value) in expected {
            assert_eq!(outcome.dcc_env(name).as_deref(), value, "{setting}: {name}");
        }
    }
}

/// Toolkit itself runs under the Python profile, which enables the certifi hook.
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
        let words = command(workplace, &python, &settings()[0], "tk-maya", &[dcc()]);
        let outcome = sandbox.run_under("python", &words).success();
        let list = outcome.dcc_env("PYTHONPATH").expect("a list");
        let (hooks, others): (Vec<_>, Vec<_>) = list
            .split(system::LIST_SEPARATOR)
            .partition(|directory| directory.contains("sglaunch-certifi-"));
        assert_eq!(others, ["/studio", "/toolkit/startup", "/own"]);
        assert_eq!(hooks.len(), usize::from(wanted), "{list}");
        assert_eq!(list.starts_with("/studio"), !wanted, "{list}");
        assert_eq!(outcome.dcc_env("SGLAUNCH_CERTIFI").is_some(), wanted);
    }
}

#[test]
fn each_engine_has_its_profile() {
    let source = fs::read_to_string(hook()).expect("the hook");
    let entries = source
        .lines()
        .filter_map(|line| line.trim().trim_matches(['"', ',']).split_once("\": \""));
    let engines: Vec<_> = entries
        .filter(|(name, _)| name.starts_with("tk-"))
        .collect();
    assert!(engines.len() > 10, "{engines:?}");
    for (engine, profile) in engines {
        if engine != "tk-photoshopcc" {
            assert_eq!(engine, format!("tk-{profile}"));
        }
        assert!(is_profile(profile), "{engine} has `{profile}`");
    }
}

#[test]
fn editions_and_other_engines_have_a_profile_too() {
    let test = "toolkit::launch::editions_and_other_engines_have_a_profile_too";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let (site, sandbox) = workplace();
    let sandbox = sandbox.dcc("bin/houdinifx");
    let (plain, houdini) = (dcc(), sandbox.program("bin/houdinifx"));
    let flag = |flag: &str| vec![plain.clone(), flag.into()];
    for (engine, program, profile) in [
        ("tk-nuke", flag("--nukex"), "nukex"),
        ("tk-nuke", flag("--studio"), "nukestudio"),
        ("tk-houdini", vec![houdini], "houdinifx"),
        ("tk-3dsmax", flag("--nukex"), "defaults"),
        ("", flag(""), "defaults"),
    ] {
        let workplace = (&site, &sandbox);
        let words = command(workplace, &python, &settings()[0], engine, &program);
        let outcome = sandbox.run_without(&words).success();
        let found = outcome.dcc_env("SGLAUNCH_PROFILE");
        assert_eq!(found.as_deref(), Some(profile), "{engine} {program:?}");
    }
}

#[test]
fn the_hook_never_stops_a_launch() {
    let test = "toolkit::launch::the_hook_never_stops_a_launch";
    let Some(python) = environment(test, "3.11-sgtk") else {
        return;
    };
    let (site, sandbox) = workplace();
    never_stops(sandbox, |sandbox| {
        let workplace = (&site, sandbox);
        let words = command(workplace, &python, &settings()[0], "tk-maya", &[dcc()]);
        sandbox.run_without(&words)
    });
}

#[test]
fn the_hook_finds_sglaunch() {
    with_each_sgtk("toolkit::launch::the_hook_finds_sglaunch", |python| {
        let (site, sandbox) = workplace();
        finds_sglaunch(sandbox, |sandbox| {
            let workplace = (&site, sandbox);
            let words = command(workplace, python, &settings()[0], "tk-maya", &[dcc()]);
            sandbox.run_without(&words)
        });
    });
}

/// `PyPI` has no Toolkit for Python 2: a few lines replace the part that the hook uses.
#[test]
fn it_runs_on_python_2() {
    let test = "toolkit::launch::it_runs_on_python_2";
    let Some(python) = interpreter_or_skip(test, "2.7") else {
        return;
    };
    let authority = Authority::new("Studio");
    let (site, sandbox) = (Site::start(&authority), trusting(&[&authority]));
    let dir = Path::new(sglaunch()).parent().expect("a directory");
    let path = path_list([dir, "/usr/bin".as_ref(), "/bin".as_ref()]);
    let [launch, get] = ["launch_python2.py", "get_urllib.py"].map(script);
    let words = [python.to_owned(), launch, hook(), get, site.url().into()];
    sandbox.run_without(&words).code(1);
    let outcome = sandbox.env("PATH", path).run_without(&words).success();
    assert_eq!(outcome.text(), "hello\n");
}
