//! `ca.variables`: which variables name the bundle, and which keep the caller's value.

use super::{MAYA, VARIABLES, maya};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;
use crate::tls_server::Authority;

#[test]
fn maps_are_merged_variable_by_variable() {
    let sandbox = maya()
        .profile(
            "defaults",
            "ca: {variables: {STUDIO_CA: true, PIP_CERT: false, CURL_CA_BUNDLE: false}}\n",
        )
        .profile(
            "maya",
            "program: {linux: [maya]}
ca: {variables: {PIP_CERT: true, AWS_CA_BUNDLE: false, REQUESTS_CA_BUNDLE: false}}
",
        );
    let outcome = sandbox.run(["maya"]).success();
    let left_out = ["CURL_CA_BUNDLE", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"];
    for name in VARIABLES.into_iter().chain(["STUDIO_CA"]) {
        let is_set = !left_out.contains(&name);
        assert_eq!(outcome.dcc_env(name).is_some(), is_set, "{name}");
    }
}

#[test]
fn a_list_replaces_the_variables_below_it() {
    let sandbox = maya()
        .profile(
            "defaults",
            "ca: {variables: {STUDIO_CA: true, SSL_CERT_FILE: false}}\n",
        )
        .profile("family", "ca: {variables: [PIP_CERT, NIX_SSL_CERT_FILE]}\n")
        .profile(
            "maya",
            "program: {linux: [maya]}
extends: family
ca: {variables: {NIX_SSL_CERT_FILE: false, DENO_CERT: true}}
",
        );
    let outcome = sandbox.run(["maya"]).success();
    let set = [
        "SHOTGUN_API_CACERTS",
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "PIP_CERT",
        "DENO_CERT",
    ];
    for name in VARIABLES.into_iter().chain(["STUDIO_CA"]) {
        let is_set = set.contains(&name);
        assert_eq!(outcome.dcc_env(name).is_some(), is_set, "{name}");
    }
}

const OWN_CHOICE: &str = "program: {linux: [maya]}
ca: {variables: {SHOTGUN_API_CACERTS: false, REQUESTS_CA_BUNDLE: false, CURL_CA_BUNDLE: false}}
";

/// The variable does not hide the file from its client, so that no other client gets the file.
#[test]
fn a_variable_that_is_left_out_keeps_the_callers_file() {
    let lab = Authority::new("Lab");
    let sandbox = maya().pem("lab.pem", &lab);
    let file = sandbox.home().join("lab.pem");
    let sandbox = sandbox
        .env("REQUESTS_CA_BUNDLE", &file)
        .env("CURL_CA_BUNDLE", "");
    let sandbox = sandbox.profile("maya", OWN_CHOICE);
    let outcome = sandbox.run(["maya"]).success();
    for (name, value) in [
        ("REQUESTS_CA_BUNDLE", file.to_str()),
        ("CURL_CA_BUNDLE", Some("")),
        ("SHOTGUN_API_CACERTS", None),
    ] {
        assert_eq!(outcome.dcc_env(name).as_deref(), value, "{name}");
    }
    assert!(!bundle_contains(&outcome, &lab));
    let sandbox = sandbox.profile("maya", MAYA);
    let outcome = sandbox.run(["maya"]).success();
    assert!(bundle_contains(&outcome, &lab));
}

/// If the bundle of the outer launch stayed, code could not choose its own CA file. The files of
/// the outer launch are trusted all the same.
#[test]
fn a_variable_that_is_left_out_does_not_keep_the_bundle_of_an_outer_launch() {
    let lab = Authority::new("Lab");
    let sandbox = maya()
        .pem("lab.pem", &lab)
        .profile("outer", "ca: {files: [~/lab.pem], certifi: true}\n")
        .profile("maya", OWN_CHOICE);
    let outcome = sandbox.run(["-p", "outer", sglaunch(), "maya"]).success();
    for name in VARIABLES {
        let is_set = !OWN_CHOICE.contains(name);
        assert_eq!(outcome.dcc_env(name).is_some(), is_set, "{name}");
    }
    assert!(bundle_contains(&outcome, &lab));
    let changes = ["-p", "outer", sglaunch(), "env", "maya", "--format", "json"];
    let changes = sandbox.run(changes).success().json();
    assert_eq!(changes["REQUESTS_CA_BUNDLE"], serde_json::Value::Null);
    assert!(
        changes
            .as_object()
            .is_some_and(|all| all.contains_key("REQUESTS_CA_BUNDLE"))
    );
}

/// Nothing but variables that are left out shows that the launch is nested.
#[test]
fn a_nested_launch_is_recognized_by_variables_that_are_left_out() {
    let lab = Authority::new("Lab");
    let sandbox = maya()
        .pem("lab.pem", &lab)
        .profile("outer", "ca: {files: [~/lab.pem], variables: [PIP_CERT]}\n")
        .profile(
            "maya",
            "program: {linux: [maya]}
ca:
  variables: {SHOTGUN_API_CACERTS: false, SSL_CERT_FILE: false, REQUESTS_CA_BUNDLE: false, PIP_CERT: false}
",
        );
    let outcome = sandbox.run(["-p", "outer", sglaunch(), "maya"]).success();
    assert_eq!(outcome.dcc_env("PIP_CERT"), None);
    assert!(bundle_contains(&outcome, &lab));
}

#[test]
fn a_bundle_of_another_machine_is_removed_too() {
    let there = system::absolute_path("/there/sglaunch/bundles/0123456789abcdef.pem");
    let sandbox = maya()
        .profile("maya", OWN_CHOICE)
        .env("REQUESTS_CA_BUNDLE", &there);
    let outcome = sandbox.run(["maya"]).success();
    assert_eq!(outcome.dcc_env("REQUESTS_CA_BUNDLE"), None);
}

#[test]
fn env_sets_a_variable_that_is_left_out() {
    let profile = format!("{OWN_CHOICE}env: {{REQUESTS_CA_BUNDLE: {{default: /studio.pem}}}}\n");
    let sandbox = maya().profile("maya", &profile);
    let once = sandbox.run(["maya"]).success();
    let nested = sandbox.profile("outer", "");
    let nested = nested.run(["-p", "outer", sglaunch(), "maya"]).success();
    for outcome in [once, nested] {
        assert_eq!(
            outcome.dcc_env("REQUESTS_CA_BUNDLE").as_deref(),
            Some("/studio.pem")
        );
    }
    let sandbox = Sandbox::new()
        .profile("studio", OWN_CHOICE)
        .profile("maya", "{extends: studio, env: {REQUESTS_CA_BUNDLE: /x}}\n");
    sandbox.run(["check", "maya"]).success();
}

#[test]
#[cfg_attr(unix, ignore = "names of variables have a case on Unix")]
fn names_are_compared_without_case_on_windows() {
    let profile = "program: {linux: [maya]}\nca: {variables: {Requests_Ca_Bundle: false}}\n";
    let outcome = maya().profile("maya", profile).run(["maya"]).success();
    assert_eq!(outcome.dcc_env("REQUESTS_CA_BUNDLE"), None);
}

/// Returns whether a program got a bundle with this CA.
fn bundle_contains(outcome: &Outcome, authority: &Authority) -> bool {
    let path = outcome.dcc_env("AWS_CA_BUNDLE").expect("it is set");
    let bundle = std::fs::read(path).expect("a bundle");
    let blocks = pem::parse_many(bundle).expect("good PEM");
    blocks
        .iter()
        .any(|block| block.contents() == authority.der())
}
