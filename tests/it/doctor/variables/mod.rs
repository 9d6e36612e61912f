//! The checks of the caller's variables.

mod clean;
mod client_certificate;
mod effects;
mod empty;
mod home;
mod misnamed;
mod missing_file;
mod other_machine;
mod unusable_file;
mod verification_off;

use std::path::{Path, PathBuf};

use super::{Findings, doctor};
use crate::sandbox::Sandbox;

/// The variables of `profiles/defaults.yaml`, and those that sglaunch does not set.
const VARIABLES: [&str; 22] = [
    "SHOTGUN_API_CACERTS",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "PIP_CERT",
    "GIT_SSL_CAINFO",
    "NODE_EXTRA_CA_CERTS",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "HTTPLIB2_CA_CERTS",
    "WEBSOCKET_CLIENT_CA_BUNDLE",
    "AYON_CA_FILE",
    "AYON_SSL_CERT_PATH",
    "CARGO_HTTP_CAINFO",
    "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE",
    "DENO_CERT",
    "NIX_SSL_CERT_FILE",
    "PERL_LWP_SSL_CA_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAPATH",
    "npm_config_cafile",
    "WGETRC",
];

/// Runs one check of `defaults`, with these variables set.
#[track_caller]
fn checked(sandbox: Sandbox, variables: &[(&str, &Path)], id: &str) -> Findings {
    checked_in(sandbox, variables, &["defaults", id])
}

/// Runs a check of a profile, with these variables set.
#[track_caller]
fn checked_in(sandbox: Sandbox, variables: &[(&str, &Path)], words: &[&str]) -> Findings {
    let sandbox = with(sandbox, variables);
    let findings = doctor(&sandbox, words);
    let has_failed = findings.with_status("failed").len().min(1);
    assert_eq!(usize::try_from(findings.code), Ok(has_failed));
    findings
}

/// A profile that leaves each variable to the caller.
fn leaving_out(variables: &[&str]) -> String {
    let lines: Vec<String> = variables
        .iter()
        .map(|name| format!("{name}: false"))
        .collect();
    format!(
        "program: {{linux: [dcc]}}\nca: {{variables: {{{}}}}}\n",
        lines.join(", ")
    )
}

/// Sets variables of the caller.
fn with(sandbox: Sandbox, variables: &[(&str, &Path)]) -> Sandbox {
    (variables.iter()).fold(sandbox, |sandbox, (name, value)| sandbox.env(name, value))
}

/// The command that removes a variable.
fn unset(name: &str) -> String {
    if cfg!(windows) {
        format!("set \"{name}=\"")
    } else {
        format!("unset {name}")
    }
}

fn path(text: &str) -> PathBuf {
    PathBuf::from(text)
}
