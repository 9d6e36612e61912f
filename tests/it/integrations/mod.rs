//! Launchers around and inside a launch: the tests run the code blocks of `docs/integrations.md`.

mod ansible;
mod ayon;
mod direnv;
mod hab;
mod node;
mod opencue;
mod openjd;
mod rez;
mod rollout;
mod sandboxes;
mod slurm;
mod systemd;

use std::fs;
use std::path::Path;

use crate::clients::{repository, script, system_python};
use crate::doc_pages::INTEGRATIONS_PAGE;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;
use crate::tls_clients;
use crate::tls_server::{Authority, Site};

/// Creates the machine of the page: sglaunch and a Python on PATH, profiles that trust the site's
/// CA, and `publish.py` in the home directory, which needs the site's address.
fn studio(authority: &Authority, site: &Site) -> Sandbox {
    let sandbox = tls_clients::studio(authority);
    let client = fs::read(script("get_urllib.py")).expect("a client");
    sandbox.write("home/publish.py", client);
    with_tools(sandbox).env("SITE", site.url())
}

/// Puts sglaunch and a Python on PATH.
fn with_tools(sandbox: Sandbox) -> Sandbox {
    let bin = sandbox.path("bin");
    fs::create_dir(&bin).expect("a directory");
    system::symlink(sglaunch(), bin.join("sglaunch")).expect("a link");
    system::symlink(system_python(), bin.join("python3")).expect("a link");
    let path = format!("{}:/usr/bin:/bin", bin.display());
    sandbox.env("PATH", path)
}

/// Runs a line as a user would type it.
fn typed(sandbox: &Sandbox, line: &str) -> Outcome {
    let mut shell = sandbox.command_of("/bin/sh");
    shell.args(["-c", line]).output().expect("sh starts").into()
}

/// Checks that the client succeeded and that sglaunch printed nothing; another launcher may.
#[track_caller]
fn assert_published(outcome: &Outcome) {
    let printed = (outcome.code, outcome.text(), &outcome.stderr);
    assert_eq!(
        (printed.0, printed.1.as_str()),
        (Some(0), "hello\n"),
        "{printed:?}"
    );
    assert!(!outcome.stderr.contains("warning: "), "{printed:?}");
}

/// Checks that a hook stops no launch, and logs its failure, whatever is wrong with sglaunch.
#[track_caller]
pub fn never_stops(sandbox: Sandbox, start: impl Fn(&Sandbox) -> Outcome) {
    let missing = "put its directory on PATH, or its path into SGLAUNCH";
    let refused = "unknown key `certificate` in profile `maya`";
    let another = "starts without sglaunch's environment";
    let (echo, text) = system::calling_script("echo", "echo");
    let mut sandbox = sandbox
        .profile("maya", "ca: {certificate: x}\n")
        .script(&echo, &text);
    let echo = sandbox.path(echo);
    let echo = echo.to_str().expect("ASCII").to_owned();
    for (program, why) in [
        ("", missing),
        ("/nowhere/sglaunch", missing),
        (sglaunch(), refused),
        (&echo, another),
    ] {
        sandbox = sandbox.env("SGLAUNCH", program);
        let outcome = start(&sandbox)
            .code(0)
            .stderr_contains("WARNING")
            .stderr_contains(why);
        assert_eq!(outcome.dcc_env("SGLAUNCH_PROFILE"), None);
    }
}

/// Checks where a hook finds sglaunch: by the variable, in the package of its Python, on PATH.
#[track_caller]
pub fn finds_sglaunch(sandbox: Sandbox, start: impl Fn(&Sandbox) -> Outcome) {
    let module = fs::read(repository("packaging/python/sglaunch/__init__.py")).expect("a module");
    for package in ["package", "without_program"] {
        sandbox.write(Path::new(package).join("sglaunch/__init__.py"), &module);
    }
    sandbox.write("namespace/sglaunch/README", "");
    sandbox.write(
        "another/sglaunch.py",
        "raise RuntimeError('another module')\n",
    );
    sandbox.write("script/sglaunch.py", "import sys\nsys.exit(0)\n");
    for dir in ["package/bin", "bin"] {
        let program = sandbox.program(Path::new(dir).join("sglaunch"));
        fs::create_dir_all(sandbox.path(dir)).expect("a directory");
        system::install(sglaunch().as_ref(), &program);
    }
    let (failing, text) = system::calling_script("failing/sglaunch", "false");
    let path = sandbox.var("PATH").unwrap_or_default().to_owned();
    let mut sandbox = sandbox.script(failing, &text);
    for (variable, python_path, on_path, profile) in [
        ("", "package", "failing", Some("maya")),
        ("/nowhere/sglaunch", "package", "bin", None),
        ("", "namespace", "bin", Some("maya")),
        ("", "another", "bin", Some("maya")),
        ("", "script", "bin", Some("maya")),
        ("", "without_program", "bin", Some("maya")),
        ("", "without_program", "failing", None),
    ] {
        let package = sandbox.path(python_path);
        sandbox = (sandbox.env("PATH", &path).on_path(on_path))
            .env("SGLAUNCH", variable)
            .env("PYTHONPATH", package);
        let found = start(&sandbox).code(0).dcc_env("SGLAUNCH_PROFILE");
        assert_eq!(
            found.as_deref(),
            profile,
            "{variable} {python_path} {on_path}"
        );
    }
}

/// Returns the code block of a section below a line that ends in these words.
#[track_caller]
fn shown(section: &str, words: &str) -> String {
    INTEGRATIONS_PAGE.shown(section, words)
}

/// Returns the command of a section that begins like this.
#[track_caller]
fn command(section: &str, beginning: &str) -> String {
    INTEGRATIONS_PAGE.command(section, beginning)
}
