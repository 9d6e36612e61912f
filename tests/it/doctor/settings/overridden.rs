//! `env-overridden`.

use serde_json::Value;

use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

const ID: &str = "env-overridden";

/// Returns a machine with Houdini 20.5 and 21.0, and with a studio CA for all programs.
fn studio(authority: &Authority) -> Sandbox {
    Sandbox::new()
        .dcc("root/opt/hfs20.5.370/bin/houdini")
        .dcc("root/opt/hfs21.0.440/bin/houdini")
        .dcc("root/usr/autodesk/maya2024/bin/maya")
        .pem("studio.pem", authority)
        .profile("defaults", "ca: {files: [~/studio.pem]}\n")
}

/// Returns the file in which this system's Houdini has the settings of a user.
fn houdini_dir(version: &str) -> String {
    if cfg!(target_os = "macos") {
        format!("home/Library/Preferences/houdini/{version}")
    } else if cfg!(windows) {
        format!("home/Documents/houdini{version}")
    } else {
        format!("home/houdini{version}")
    }
}

fn check(sandbox: &Sandbox, target: &str) -> Findings {
    doctor(sandbox, &[target, ID])
}

fn commands(findings: &Findings) -> Vec<String> {
    let commands = findings.one(ID)["remedy"]["commands"].as_array();
    let texts = commands.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

#[test]
fn a_missing_file_in_houdini_env_fails() {
    let sandbox = studio(&Authority::new("Studio"));
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "passed");
    let env = format!("{}/houdini.env", houdini_dir("20.5"));
    let text = "# settings\nHOUDINI_NO_SPLASH = 1\nSSL_CERT_FILE = \"$HOME/gone.pem\"\n";
    let file = sandbox.write(&env, text);

    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!((findings.status(ID), findings.code), ("failed", 1));
    let text = findings.text(ID);
    assert!(
        text.contains("houdini.env:3 sets SSL_CERT_FILE to "),
        "{text}"
    );
    assert!(
        text.contains("gone.pem after the start, and this file does not exist"),
        "{text}"
    );
    assert!(text.contains("remove line 3 of "), "{text}");
    // Another version has other settings.
    assert_eq!(check(&sandbox, "houdini@21.0").status(ID), "passed");
    std::fs::remove_file(file).expect("it is ours");
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "passed");
}

#[test]
fn a_file_without_the_studios_ca_fails() {
    let (studio_ca, other) = (Authority::new("Studio"), Authority::new("Old Proxy"));
    let sandbox = studio(&studio_ca).pem("old.pem", &other);
    let old = sandbox.home().join("old.pem");
    let env = format!("{}/houdini.env", houdini_dir("20.5"));
    sandbox.write(&env, format!("REQUESTS_CA_BUNDLE={}\n", old.display()));

    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!(findings.status(ID), "failed");
    let text = findings.text(ID);
    assert!(text.contains("lacks the CA `Studio`"), "{text}");
    assert!(
        text.contains("only this file has the CA `Old Proxy`"),
        "{text}"
    );
    assert_eq!(commands(&findings).len(), 1, "{text}");
    let command = &commands(&findings)[0];
    assert!(command.starts_with("sglaunch trust add "), "{command}");
    assert!(command.contains("old.pem"), "{command}");
}

#[test]
fn a_file_with_the_studios_ca_is_a_warning() {
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority).pem("own.pem", &authority);
    let own = sandbox.home().join("own.pem");
    let env = format!("{}/houdini.env", houdini_dir("20.5"));
    sandbox.write(&env, format!("SHOTGUN_API_CACERTS = '{}'\n", own.display()));
    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!((findings.status(ID), findings.code), ("warning", 0));
    let text = findings.text(ID);
    assert!(
        text.contains("with 1 certificate in place of the bundle"),
        "{text}"
    );
    assert!(commands(&findings).is_empty(), "{text}");
    // Appended to a variable that no client reads, it is nothing.
    sandbox.write(&env, format!("MY_PEM = {}\n", own.display()));
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "passed");
}

#[test]
fn packages_are_read_after_houdini_env() {
    let sandbox = studio(&Authority::new("Studio"));
    let package = |dir: &str, name: &str, text: &str| sandbox.write(format!("{dir}/{name}"), text);
    let user = format!("{}/packages", houdini_dir("20.5"));
    let env = format!("{}/houdini.env", houdini_dir("20.5"));
    let studio_dir = sandbox.path("studio packages");
    let off = r#"{"enable": false, "env": [{"SSL_CERT_FILE": "/gone.pem"}]}"#;
    package(&user, "a.json", off);
    let old = r#"{"enable": "houdini_version < '20'", "env": [{"SSL_CERT_FILE": "/gone.pem"}]}"#;
    package(&user, "b.json", old);
    package(
        &user,
        "c.json.off",
        r#"{"env": [{"SSL_CERT_FILE": "/gone.pem"}]}"#,
    );
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "passed");

    sandbox.write(
        &env,
        format!("HOUDINI_PACKAGE_DIR = {}\n", studio_dir.display()),
    );
    let text = "{\n \"env\": [\n  {\"CA\": \"$HOUDINI_PACKAGE_PATH/ca.pem\"},\n  \
                {\"CURL_CA_BUNDLE\": {\"value\": \"$CA\", \"method\": \"replace\"}}\n ]\n}\n";
    package("studio packages", "ca.json", text);
    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!(findings.status(ID), "failed");
    let text = findings.text(ID);
    assert!(text.contains("ca.json:4 sets CURL_CA_BUNDLE to "), "{text}");

    // Houdini alone knows the result of other conditions.
    let text = r#"{"enable": "is_farm()", "env": [{"CURL_CA_BUNDLE": "/gone.pem"}]}"#;
    package("studio packages", "ca.json", text);
    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!(findings.status(ID), "warning");
    assert!(
        findings.text(ID).contains("only if is_farm()"),
        "{}",
        findings.text(ID)
    );
}

#[test]
fn the_directory_of_settings_can_be_named() {
    let sandbox = studio(&Authority::new("Studio"));
    let named = sandbox.path("prefs__HVER__");
    sandbox.write("prefs21.0/houdini.env", "PIP_CERT = /gone.pem\n");
    let sandbox = sandbox.env("HOUDINI_USER_PREF_DIR", named);
    assert_eq!(check(&sandbox, "houdini@21.0").status(ID), "failed");
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "passed");
    let site = sandbox.path("site");
    sandbox.write(
        "site/houdini20.5/packages/x.json",
        r#"{"env": {"PIP_CERT": "/gone.pem"}}"#,
    );
    let sandbox = sandbox.env("HSITE", site);
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "failed");
}

#[test]
fn a_lost_hook_and_verification_off_are_found() {
    let sandbox = studio(&Authority::new("Studio"));
    let sandbox = sandbox.profile("houdini", "{extends: houdini, ca: {certifi: true}}\n");
    let env = format!("{}/houdini.env", houdini_dir("20.5"));
    sandbox.write(&env, "PYTHONPATH = /studio/python\n");
    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!(findings.status(ID), "failed");
    assert!(
        findings.text(ID).contains("certifi"),
        "{}",
        findings.text(ID)
    );
    let separator = if cfg!(windows) { ';' } else { ':' };
    sandbox.write(
        &env,
        format!("PYTHONPATH = /studio{separator}$PYTHONPATH\n"),
    );
    assert_eq!(check(&sandbox, "houdini@20.5").status(ID), "passed");

    sandbox.write(
        &env,
        "PYTHONHTTPSVERIFY = 0\nHTTPS_PROXY = http://me:secret@proxy:8080\n",
    );
    let findings = check(&sandbox, "houdini@20.5");
    assert_eq!(findings.status(ID), "warning");
    let text = findings.text(ID);
    assert!(text.contains("switches verification off"), "{text}");
    assert!(text.contains("sets HTTPS_PROXY"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn maya_env_of_the_version_counts() {
    let sandbox = studio(&Authority::new("Studio"));
    let dir = sandbox.path("maya settings");
    let sandbox = sandbox.env("MAYA_APP_DIR", &dir);
    sandbox.write("maya settings/2023/Maya.env", "SSL_CERT_FILE=/gone.pem\n");
    assert_eq!(check(&sandbox, "maya").status(ID), "passed");
    sandbox.write(
        "maya settings/2024/Maya.env",
        "MAYA_NO_HOME=1\nSSL_CERT_FILE=/gone.pem\n",
    );
    let findings = check(&sandbox, "maya");
    assert_eq!(findings.status(ID), "failed");
    assert!(
        findings
            .text(ID)
            .contains("Maya.env:2 sets SSL_CERT_FILE to /gone.pem")
    );
    // Without MAYA_APP_DIR, its place depends on the system.
    let sandbox = sandbox.without("MAYA_APP_DIR");
    assert_eq!(check(&sandbox, "maya").status(ID), "passed");
    let own = if cfg!(target_os = "macos") {
        "home/Library/Preferences/Autodesk/maya"
    } else if cfg!(windows) {
        "home/Documents/maya"
    } else {
        "home/maya"
    };
    sandbox.write(format!("{own}/2024/Maya.env"), "SSL_CERT_FILE=\n");
    let findings = check(&sandbox, "maya");
    assert_eq!(findings.status(ID), "failed");
    assert!(
        findings.text(ID).contains("removes SSL_CERT_FILE"),
        "{}",
        findings.text(ID)
    );
}
