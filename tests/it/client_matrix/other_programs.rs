//! Programs other than Python clients, under their own profile or `defaults`.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::service::{Does, received};
use super::{seeing, studio};
use crate::clients::{environment, script, tool_or_skip};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

/// A program of the table, its row there, and the variable that it reads.
pub const PROGRAMS: &[(&str, &str, &str)] = &[
    ("curl", "curl", "CURL_CA_BUNDLE"),
    ("git", "git", "GIT_SSL_CAINFO"),
    ("node", "node", "NODE_EXTRA_CA_CERTS"),
    ("blender", "blender", "SHOTGUN_API_CACERTS"),
    ("cargo", "cargo", "CARGO_HTTP_CAINFO"),
    ("deno", "Deno", "DENO_CERT"),
    ("gcloud", "gcloud", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE"),
    ("nix", "Nix", "NIX_SSL_CERT_FILE"),
    ("perl", "Perl, LWP", "PERL_LWP_SSL_CA_FILE"),
    ("php", "PHP, streams", "SSL_CERT_FILE"),
    ("ruby", "Ruby, Net::HTTP", "SSL_CERT_FILE"),
];

#[test]
#[cfg_attr(windows, ignore = "no Windows curl here yet")]
fn curl() {
    let args = |url: &str, _: &Sandbox| ["-sS", "--max-time", "10", url].map(OsString::from).into();
    reached("curl", Does::Get, args);
}

#[test]
#[cfg_attr(windows, ignore = "no Windows git here yet")]
fn git() {
    let args = |url: &str, sandbox: &Sandbox| {
        let words = ["clone", "-q", url].map(OsString::from);
        words
            .into_iter()
            .chain([received(sandbox).into()])
            .collect()
    };
    reached("git", Does::Clone, args);
}

#[test]
fn node() {
    let args = |url: &str, _: &Sandbox| vec![script("get_https.js").into(), url.into()];
    reached("node", Does::Get, args);
}

/// A DCC with its own Python, which finds the package on a given path.
#[test]
#[cfg_attr(windows, ignore = "no Windows Blender here yet")]
fn blender() {
    let Some(python) = environment("client_matrix::other_programs::blender", "3.11") else {
        return;
    };
    let args = |url: &str, _: &Sandbox| in_blender(&python, "publish_shotgun.py", url);
    reached("blender", Does::Publish, args);
}

/// A DCC whose profile enables the hook, with the option that makes Blender pass the environment to
/// its Python. Debian's Blender, which passes it on without the option, shows the option by the
/// user's site directory, which it adds only with the option.
#[test]
#[cfg_attr(windows, ignore = "no Windows Blender here yet")]
fn blender_with_certifi() {
    let test = "client_matrix::other_programs::blender_with_certifi";
    let packages = environment(test, "3.11");
    let (Some(python), Some(program)) = (packages, tool_or_skip(test, "blender")) else {
        return;
    };
    let authority = Authority::new("Studio");
    let dir = program.parent().expect("a directory").display();
    let sandbox = studio(&authority).env("PATH", format!("{dir}:/usr/bin:/bin"));
    let service = Does::Put.start(&authority, &program, &sandbox);
    let mut words = vec![OsString::from("blender")];
    words.extend(in_blender(&python, "put_qiniu.py", &service.url()));

    sandbox.run(&words).code(0);
    service.assert_served(None, 1);
    let sandbox = sandbox.profile("blender", "{extends: blender, ca: {certifi: false}}\n");
    sandbox.run(&words).untrusted();
    service.assert_served(None, 1);

    let code = "import sys; print('user site', 1 - sys.flags.no_user_site)";
    let words = ["blender", "-b", "--factory-startup", "--python-expr", code];
    for (profile, expected) in [
        ("extends: blender\n", "user site 1"),
        ("{extends: blender, args: []}\n", "user site 0"),
    ] {
        sandbox.write("home/.config/sglaunch/profiles/blender.yaml", profile);
        let text = sandbox.run(words).code(0).text();
        assert!(text.contains(expected), "{profile}: {text}");
    }
}

/// Returns the arguments with which Blender runs a client with another Python's packages.
fn in_blender(python: &Path, client: &str, url: &str) -> Vec<OsString> {
    let packages = python.with_file_name("../lib/python3.11/site-packages");
    let code = "import runpy, sys; sys.path.insert(0, sys.argv[-3]); sys.argv = sys.argv[-2:]; \
                runpy.run_path(sys.argv[0], run_name='__main__')";
    let options = ["-b", "--factory-startup", "--python-exit-code", "1"];
    let words = options.into_iter().chain(["--python-expr", code, "--"]);
    let words = words.map(OsString::from);
    words
        .chain([packages.into(), script(client).into(), url.into()])
        .collect()
}

/// Checks that a program fails without sglaunch, works with it, and works with its variable alone.
pub fn reached(name: &str, does: Does, args: impl Fn(&str, &Sandbox) -> Vec<OsString>) {
    if let Some(program) = tool_or_skip(&format!("client_matrix::{name}"), name) {
        reached_by(name, &program, does, args);
    }
}

/// Does the same with the program at a path.
pub fn reached_by(
    name: &str,
    program: &Path,
    does: Does,
    args: impl Fn(&str, &Sandbox) -> Vec<OsString>,
) {
    let (_, _, own) = PROGRAMS
        .iter()
        .find(|(known, ..)| *known == name)
        .expect("it is in the table");
    let authority = Authority::new("Studio");
    let sandbox = with_state(studio(&authority), program);
    let service = does.start(&authority, program, &sandbox);
    let mut words = vec![OsString::from(program)];
    words.extend(args(&service.url(), &sandbox));

    sandbox.run_without(&words).untrusted();
    service.assert_served(None, 0);
    forget(&sandbox);
    let outcome = sandbox.run(&words).code(0);
    service.assert_served(Some(&outcome), 1);
    forget(&sandbox);
    let profile = if name == "blender" { name } else { "defaults" };
    let outcome = seeing(&[own], &sandbox, profile, &words).code(0);
    service.assert_served(Some(&outcome), 2);
}

/// Sets the directories in which programs keep what they have fetched, and what else they need
/// where nothing is installed and no one has signed in.
pub fn with_state(sandbox: Sandbox, program: &Path) -> Sandbox {
    let state = sandbox.path(STATE);
    [
        ("CARGO_HOME", "cargo"),
        ("CLOUDSDK_CONFIG", "gcloud"),
        ("DENO_DIR", "deno"),
        ("NIX_CONF_DIR", "nix"),
        ("NIX_LOG_DIR", "nix/log"),
        ("NIX_STATE_DIR", "nix/state"),
        ("NIX_STORE_DIR", "nix/store"),
    ]
    .into_iter()
    .fold(sandbox, |sandbox, (name, dir)| {
        sandbox.env(name, state.join(dir))
    })
    .env("CARGO_NET_RETRY", "0")
    .env("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true")
    .env("CLOUDSDK_CORE_DISABLE_PROMPTS", "true")
    .env("CLOUDSDK_CORE_PROJECT", "probe")
    .env("RUSTC", program.with_file_name("rustc"))
}

const STATE: &str = "state";

/// Removes what a program has fetched, so that it fetches it again.
fn forget(sandbox: &Sandbox) {
    // Most programs keep nothing.
    fs::remove_dir_all(sandbox.path(STATE)).ok();
}
