//! Clients that are stricter than OpenSSL, and a Python. The studio's folder has every certificate
//! of `tests/fixtures` that some client cannot read.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::client::Client;
use super::service::{Does, received};
use crate::clients::{cannot_run, environment, repository, script, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::Authority;

/// Creates a studio that trusts its CA and the odd ones, on a machine where git uses GnuTLS.
fn studio(authority: &Authority) -> Sandbox {
    let sandbox = Sandbox::new()
        .profile("defaults", "ca: {files: [~/studio], java: true}\n")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let mut count = 0;
    for entry in fs::read_dir(repository("tests/fixtures")).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension != "md") {
            let name = path.file_name().expect("a file").display();
            let content = fs::read(&path).expect("a file");
            sandbox.write(format!("home/studio/{name}"), content);
            count += 1;
        }
    }
    assert!(count > 12, "{count}");
    sandbox.write("home/studio/studio.pem", authority.pem());
    let libraries = format!("root/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    sandbox.write(format!("{libraries}/libcurl-gnutls.so.4"), "");
    sandbox
}

/// Runs a client with only one variable, which names the bundle for OpenSSL's clients.
fn with_main_file(sandbox: &Sandbox, variable: &str, words: &[OsString]) -> Outcome {
    let path = sandbox.run(["-q", "bundle", "path"]).code(0).text();
    let mut command = sandbox.command_of(&words[0]);
    command.args(&words[1..]).env(variable, path.trim_end());
    command.output().expect("it starts").into()
}

/// Debian's git, which need not be the first on PATH.
fn gnutls_git(test: &str) -> Option<PathBuf> {
    let git = PathBuf::from("/usr/bin/git");
    let libraries = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let has_library = Path::new(&libraries).join("libcurl-gnutls.so.4").exists();
    if git.exists() && has_library {
        return Some(git);
    }
    cannot_run(test, "no git of Debian");
    None
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "git uses GnuTLS only on Linux")]
fn git() {
    let Some(git) = gnutls_git("client_matrix::strict_clients::git") else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority);
    let service = Does::Clone.start(&authority, &git, &sandbox);
    let words = [
        git,
        "clone".into(),
        "-q".into(),
        service.url().into(),
        received(&sandbox),
    ];
    let words = words.map(OsString::from);
    with_main_file(&sandbox, "GIT_SSL_CAINFO", &words).code(128);
    service.assert_served(None, 0);
    sandbox.run_under("defaults", &words).code(0);
    service.assert_served(None, 1);
}

#[test]
#[cfg_attr(windows, ignore = "gRPC ends at its first call under Wine")]
fn grpcio() {
    let Some(python) = environment("client_matrix::strict_clients::grpcio", "3.11") else {
        return;
    };
    let client = Client::named("grpcio");
    // A long certificate stands behind the odd ones.
    let authority = Authority::new(&"Studio ".repeat(200));
    let sandbox = studio(&authority);
    let service = client.does.start(&authority, &python, &sandbox);
    let words = client.words(&python, &service.url(), &sandbox);
    let bundle = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH";
    with_main_file(&sandbox, bundle, &words).untrusted();
    let outcome = sandbox.run_under("python", &words).code(0);
    service.assert_served(Some(&outcome), 1);
}

#[test]
#[cfg_attr(windows, ignore = "no Java under Wine")]
fn java() {
    let Some(java) = tool_or_skip("client_matrix::strict_clients::java", "java") else {
        return;
    };
    get(&[java, script("GetHttps.java")]);
}

#[test]
fn python() {
    let Some(python) = environment("client_matrix::strict_clients::python", "3.11") else {
        return;
    };
    get(&[python, script("get_urllib.py")]);
}

/// Fetches a page with a client, which fails without sglaunch.
fn get(client: &[PathBuf]) {
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority);
    let service = Does::Get.start(&authority, &client[0], &sandbox);
    let words = client.iter().map(OsString::from);
    let words: Vec<OsString> = words.chain([service.url().into()]).collect();
    sandbox.run_without(&words).untrusted();
    let outcome = sandbox.run_under("defaults", &words).code(0);
    service.assert_served(Some(&outcome), 1);
}
