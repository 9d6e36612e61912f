//! `program-not-reached`, with real programs: each fails under sglaunch at a server of a studio's
//! CA, and works with the remedy.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::clients::{cannot_run, script, tool_or_skip};
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::{Authority, Site};

const ID: &str = "program-not-reached";

/// Returns a machine with a studio CA, whose profile `tool` starts a program.
fn with_program(authority: &Authority, program: &PathBuf) -> Sandbox {
    let link = format!(
        "program: {{linux: ['{}']}}\n",
        "~/bin/program".replace("program", name(program))
    );
    let sandbox = Sandbox::new()
        .pem("studio.pem", authority)
        .profile("defaults", "ca: {files: [~/studio.pem]}\n")
        .profile("tool", &link);
    let own = sandbox.home().join("bin").join(name(program));
    std::fs::create_dir_all(own.parent().expect("a directory")).expect("it can be made");
    system::symlink(program, &own).expect("a link");
    sandbox
}

fn name(program: &Path) -> &str {
    program
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name")
}

fn check(sandbox: &Sandbox) -> Findings {
    doctor(sandbox, &["tool", ID])
}

/// Runs the commands of the remedy in a shell.
fn follow(sandbox: &Sandbox, findings: &Findings) {
    let commands = findings.one(ID)["remedy"]["commands"]
        .as_array()
        .expect("a list");
    for command in commands {
        let command = command.as_str().expect("a command");
        let own = format!(
            "sglaunch() {{ '{}' \"$@\"; }}; {command}",
            crate::sandbox::sglaunch()
        );
        sandbox
            .run_without(&["/bin/sh".into(), "-c".into(), OsString::from(own)])
            .code(0);
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Debian's wget")]
fn gnutls_wget() {
    let test = "doctor::program::not_reached::gnutls_wget";
    let Some(wget) = tool_or_skip(test, "wget") else {
        return;
    };
    let authority = Authority::new("Studio");
    let (sandbox, site) = (with_program(&authority, &wget), Site::start(&authority));
    let url = site.url();
    let get = || sandbox.run(["tool", "-q", "-O", "-", "--tries=1", &url]);
    let findings = check(&sandbox);
    assert_eq!((findings.status(ID), findings.code), ("warning", 0));
    assert!(
        findings.text(ID).contains("GnuTLS"),
        "{}",
        findings.text(ID)
    );
    assert_ne!(get().code, Some(0));
    follow(&sandbox, &findings);
    assert_eq!(get().code(0).text(), "hello\n");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Debian's aria2")]
fn aria2() {
    let test = "doctor::program::not_reached::aria2";
    let Some(aria2) = tool_or_skip(test, "aria2c") else {
        return;
    };
    let authority = Authority::new("Studio");
    let (sandbox, site) = (with_program(&authority, &aria2), Site::start(&authority));
    let url = site.url() + "/";
    let get = || sandbox.run(["tool", "-q", "-m1", "-oout", "--allow-overwrite", &url]);
    let findings = check(&sandbox);
    assert_eq!(findings.status(ID), "warning");
    assert_ne!(get().code, Some(0));
    follow(&sandbox, &findings);
    get().code(0);
    let got = std::fs::read_to_string(sandbox.home().join("out"));
    assert_eq!(got.expect("a page"), "hello\n");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Debian's Mercurial")]
fn debians_mercurial() {
    let test = "doctor::program::not_reached::debians_mercurial";
    let Some(hg) = tool_or_skip(test, "hg") else {
        return;
    };
    let authority = Authority::new("Studio");
    let (sandbox, site) = (with_program(&authority, &hg), Site::start(&authority));
    assert_eq!(check(&sandbox).status(ID), "passed");
    let debians = "/etc/mercurial/hgrc.d/cacerts.rc";
    let Ok(text) = std::fs::read_to_string(debians) else {
        return cannot_run(test, "this Mercurial has no setting of Debian's");
    };
    sandbox.write(format!("root{debians}"), text);
    let findings = check(&sandbox);
    assert_eq!(findings.status(ID), "warning");
    assert!(
        findings.text(ID).contains("cacerts.rc:4 sets web.cacerts"),
        "{}",
        findings.text(ID)
    );
    let url = site.url();
    let get = || sandbox.run(["tool", "identify", &url]);
    get().untrusted();
    follow(&sandbox, &findings);
    // The server has no repository.
    let error = get().stderr;
    assert!(error.contains("HTTP Error 404"), "{error}");
    assert_eq!(check(&sandbox).status(ID), "passed");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "a JDK of Linux")]
fn java_without_a_key_store() {
    let test = "doctor::program::not_reached::java_without_a_key_store";
    let tools = ["java", "javac"].map(|name| tool_or_skip(test, name));
    let [Some(java), Some(javac)] = tools else {
        return;
    };
    let authority = Authority::new("Studio");
    let (sandbox, site) = (with_program(&authority, &java), Site::start(&authority));
    let classes = sandbox.path("classes");
    let words = [
        javac.into_os_string(),
        "-d".into(),
        classes.clone().into(),
        script("GetHttps.java").into(),
    ];
    sandbox.run_without(&words).code(0);
    let url = site.url();
    let get = |sandbox: &Sandbox| {
        let args = [
            "tool".into(),
            "-cp".into(),
            OsString::from(&classes),
            "GetHttps".into(),
        ];
        sandbox.run(args.into_iter().chain([OsString::from(&url)]))
    };
    let findings = check(&sandbox);
    assert_eq!(findings.status(ID), "warning");
    assert!(
        findings.text(ID).contains("ca: {java: true}"),
        "{}",
        findings.text(ID)
    );
    get(&sandbox).untrusted();
    let profile = "{program: {linux: [~/bin/java]}, ca: {java: true}}\n";
    let sandbox = sandbox.profile("tool", profile);
    assert_eq!(check(&sandbox).status(ID), "passed");
    get(&sandbox).code(0);

    // A script that starts an archive is Java too.
    let sandbox = Sandbox::new()
        .script(
            "bin/tool",
            "#!/bin/sh\nexec \"$JAVACMD\" -Xmx1g -jar /x.jar \"$@\"\n",
        )
        .on_path("bin")
        .profile("tool", "program: {linux: [tool]}\n");
    assert_eq!(check(&sandbox).status(ID), "warning");
}

/// OpenSSL in it ignores the environment, see `client_matrix::unreached`.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Linux' capabilities of files")]
fn a_program_with_file_capabilities() {
    let test = "doctor::program::not_reached::a_program_with_file_capabilities";
    let tools = ["openssl", "setcap"].map(|name| tool_or_skip(test, name));
    let [Some(openssl), Some(setcap)] = tools else {
        return;
    };
    if !system::is_root() {
        return cannot_run(test, "only root gives capabilities");
    }
    let sandbox = Sandbox::new().profile("tool", "program: {linux: [~/bin/openssl]}\n");
    let own = sandbox.write("home/bin/openssl", "");
    system::install(&openssl, &own);
    let sandbox = sandbox.unprivileged();
    assert_eq!(check(&sandbox).status(ID), "passed");
    let given = Command::new(setcap)
        .arg("cap_net_raw+ep")
        .arg(&own)
        .status();
    assert!(given.expect("setcap runs").success());
    let findings = check(&sandbox);
    assert_eq!(findings.status(ID), "warning");
    assert!(
        findings.text(ID).contains("ignores SSL_CERT_FILE"),
        "{}",
        findings.text(ID)
    );
}

/// The variables reach these, and Adobe's programs are known by their names.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "programs of Linux")]
fn programs_are_told_apart() {
    let test = "doctor::program::not_reached::programs_are_told_apart";
    for name in ["curl", "python3", "git", "node"] {
        let Some(program) = tool_or_skip(test, name) else {
            continue;
        };
        let sandbox = with_program(&Authority::new("Studio"), &program);
        let findings = check(&sandbox);
        assert_eq!(
            findings.status(ID),
            "passed",
            "{name}: {}",
            findings.text(ID)
        );
    }
    let sandbox = Sandbox::new()
        .dcc("bin/Adobe Photoshop 2026")
        .on_path("bin")
        .profile("tool", "program: {linux: ['Adobe Photoshop 2026']}\n");
    assert_eq!(check(&sandbox).status(ID), "warning");
}
