//! `env-verification-off`: variables that switch verification off. Each is read by its client.

use std::ffi::OsStr;

use super::places::details;
use crate::doctor::{Finding, Id, Subject};
use crate::os;
use crate::shell::UserShell;

/// A variable that switches verification off.
struct Switch {
    name: &'static str,
    client: &'static str,
    is_off: fn(&str) -> bool,
}

const fn switch(name: &'static str, client: &'static str, is_off: fn(&str) -> bool) -> Switch {
    Switch {
        name,
        client,
        is_off,
    }
}

const SWITCHES: [Switch; 18] = [
    switch("PYTHONHTTPSVERIFY", "Python 2.7", is_zero),
    switch("NODE_TLS_REJECT_UNAUTHORIZED", "Node.js", is_zero),
    // Also 0, false and an empty value.
    switch("GIT_SSL_NO_VERIFY", "git", |_| true),
    switch("PERL_LWP_SSL_VERIFY_HOSTNAME", "Perl's LWP", is_zero),
    switch("PIP_TRUSTED_HOST", "pip, for the hosts in it", has_text),
    switch("UV_INSECURE_HOST", "uv, for the hosts in it", has_text),
    switch("CONDA_SSL_VERIFY", "conda", is_no),
    switch("MAMBA_SSL_VERIFY", "mamba", is_no),
    switch("SSL_NO_VERIFY", "conda-build", is_yes),
    switch("npm_config_strict_ssl", "npm and yarn", is_no),
    switch("NPM_CONFIG_STRICT_SSL", "npm and yarn", is_no),
    switch("YARN_ENABLE_STRICT_SSL", "yarn", is_no),
    switch("GOINSECURE", "go, for the modules in it", has_text),
    switch("CLOUDSDK_AUTH_DISABLE_SSL_VALIDATION", "gcloud", is_yes),
    switch("BUNDLE_SSL_VERIFY_MODE", "Ruby's Bundler", is_zero),
    switch("VAULT_SKIP_VERIFY", "Vault", is_yes),
    switch(
        "QTWEBENGINE_CHROMIUM_FLAGS",
        "Qt's web views",
        ignores_errors,
    ),
    switch(
        "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
        "WebView2",
        ignores_errors,
    ),
];

fn is_zero(value: &str) -> bool {
    value.trim() == "0"
}

fn has_text(value: &str) -> bool {
    !value.trim().is_empty()
}

fn is_one_of(value: &str, words: &[&str]) -> bool {
    let value = value.trim();
    words.iter().any(|word| word.eq_ignore_ascii_case(value))
}

fn is_no(value: &str) -> bool {
    is_one_of(value, &["0", "false", "no", "off"])
}

fn is_yes(value: &str) -> bool {
    is_one_of(value, &["1", "true", "yes", "on"])
}

fn ignores_errors(value: &str) -> bool {
    value
        .split_whitespace()
        .any(|flag| flag.starts_with("--ignore-certificate-errors"))
}

/// Returns whether a variable with this value switches verification off in a client.
pub fn switches_off(name: &str, value: &str) -> bool {
    let is_named = |switch: &&Switch| os::same_variable(switch.name.as_ref(), name.as_ref());
    let mut named = SWITCHES.iter().filter(is_named);
    named.any(|switch| (switch.is_off)(value))
}

/// `env-verification-off`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let (before, after) = (&subject.env, subject.env_of_program());
    let is_off = |switch: &Switch, value: Option<&OsStr>| {
        value.is_some_and(|value| (switch.is_off)(&value.to_string_lossy()))
    };
    let mut findings = Vec::new();
    let mut seen: Vec<&OsStr> = Vec::new();
    for switch in &SWITCHES {
        let name = switch.name;
        let (of_caller, of_program) = (before.get(name), after.get(name));
        // Windows finds the same variable by both of npm's names.
        let entry = before.iter().chain(after.iter());
        let mut entry = entry.filter(|(known, _)| os::same_variable(known, name.as_ref()));
        let Some((known, _)) = entry.next() else {
            continue;
        };
        if seen.contains(&known) {
            continue;
        }
        seen.push(known);
        let end = match (is_off(switch, of_caller), is_off(switch, of_program)) {
            (false, false) => continue,
            (true, false) => Some("the profile removes it"),
            (false, true) => Some("the profile sets it"),
            (true, true) => None,
        };
        findings.push(finding(subject, switch, end));
    }
    findings
}

fn finding(subject: &Subject, switch: &Switch, end: Option<&str>) -> Finding {
    let Switch { name, client, .. } = switch;
    let end = end.map(|end| format!("; {end}")).unwrap_or_default();
    let message = format!("{name} switches verification off in {client}{end}");
    let mut finding = Finding::warning(Id::EnvVerificationOff, message).detail(
        "the client accepts every certificate, also that of an attacker between it and the site",
    );
    if *name == "GIT_SSL_NO_VERIFY" {
        finding = finding.detail("git ignores the value: 0 and false switch verification off too");
    }
    for line in details(subject, &[name]) {
        finding = finding.detail(line);
    }
    finding
        .remedy(
            "remove the variable: here, and where it is set; under sglaunch the bundle has the CAs \
             for which it was set",
        )
        .command(UserShell::from_env(&subject.env).unset(name))
}
