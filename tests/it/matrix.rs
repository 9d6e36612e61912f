//! Who is reached: every client on every Python, each failing without sglaunch and working with it.

mod beside;
mod client;
mod readme;
mod service;
mod unreached;

use std::ffi::{OsStr, OsString};

use crate::clients::environment;
use crate::sandbox::{Outcome, Sandbox};
use crate::site::Authority;
use client::Client;

/// The cells of the table: for each Python the clients that are tested with it.
macro_rules! matrix {
    ($($module:ident, $python:literal: $($client:ident)+;)+) => {
        $(mod $module {
            $(#[test]
            fn $client() {
                super::cell(module_path!(), $python, stringify!($client));
            })+
        })+

        /// The Python and the client of each cell.
        const CELLS: &[(&str, &str)] = &[$($(($python, stringify!($client)),)+)+];
    };
}

matrix! {
    python_2_7, "2.7": urllib certifi certifi_in_pip requests_get requests_send httplib2 urllib3 boto3 grpcio pip qiniu
        shotgun_api3 shotgun_api3_3_3_6;
    python_3_7, "3.7": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2 urllib3
        httpx aiohttp boto3 grpcio pip qiniu shotgun_api3 shotgun_api3_3_8_4;
    python_3_9, "3.9": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2 urllib3
        httpx aiohttp boto3 grpcio pip qiniu shotgun_api3 shotgun_api3_3_8_4;
    python_3_11, "3.11": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2
        urllib3 httpx aiohttp boto3 grpcio pip qiniu shotgun_api3 shotgun_api3_3_8_4;
    python_3_13, "3.13": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2
        urllib3 httpx aiohttp boto3 grpcio pip qiniu shotgun_api3;
}

/// What a client says to a certificate that it does not trust.
const DISTRUST: [&str; 5] = [
    "CERTIFICATE_VERIFY_FAILED",
    "server certificate verification failed",
    "unable to find valid certification path",
    "unable to get local issuer certificate",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

/// Every variable that a launch sets to the bundle and that a client of this table reads.
const VARIABLES: [&str; 10] = [
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
];

fn cell(module: &str, python: &str, name: &str) {
    let client = Client::named(name);
    let module = module.split_once("::").map_or(module, |(_, module)| module);
    let test = format!("{module}::{name}");
    let Some(interpreter) = environment(&test, &client.environment(python)) else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority);
    let service = client.does.start(&authority, &interpreter, &sandbox);
    let words = client.words(&interpreter, &service.url(), &sandbox);

    assert_distrusts(&sandbox.without(&words));
    service.assert_served(None, 0);

    let outcome = launched(&sandbox, &["-p", "python"], &words).code(0);
    service.assert_served(Some(&outcome), 1);

    let sandbox = without_hook(sandbox);
    if client.reads.is_empty() {
        assert_distrusts(&launched(&sandbox, &["-p", "python"], &words));
        return;
    }
    let outcome = seeing(client.reads, &sandbox, "python", &words).code(0);
    service.assert_served(Some(&outcome), 2);
}

/// Version 3.8.4 is in the table because it reads another variable for records than for uploads.
#[test]
fn shotgun_api3_3_8_4_needs_both_of_its_variables() {
    let client = Client::named("shotgun_api3_3_8_4");
    let test = "matrix::shotgun_api3_3_8_4_needs_both_of_its_variables";
    let Some(interpreter) = environment(test, &client.environment("3.11")) else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = without_hook(studio(&authority));
    let service = client.does.start(&authority, &interpreter, &sandbox);
    let words = client.words(&interpreter, &service.url(), &sandbox);
    let failed = seeing(&["SHOTGUN_API_CACERTS"], &sandbox, "python", &words).code(1);
    assert!(
        failed.stderr.contains("Max attemps limit reached"),
        "{}",
        failed.stderr
    );
    assert_distrusts(&seeing(&["SSL_CERT_FILE"], &sandbox, "python", &words));
    service.assert_served(None, 0);
}

/// A machine whose user has the studio's certificate in every profile, and no settings of the real one.
fn studio(authority: &Authority) -> Sandbox {
    Sandbox::new()
        .pem("studio.pem", authority)
        .profile("defaults", "ca: {files: [~/studio.pem]}\n")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("PIP_CONFIG_FILE", "/dev/null")
}

fn without_hook(sandbox: Sandbox) -> Sandbox {
    sandbox.profile("python", "extends: python\nca: {certifi: false}\n")
}

fn launched(sandbox: &Sandbox, options: &[&str], words: &[OsString]) -> Outcome {
    let options = options.iter().map(OsStr::new);
    sandbox.run(options.chain(words.iter().map(OsString::as_os_str)))
}

/// A program under a profile, of whose variables it sees only its own.
fn seeing(own: &[&str], sandbox: &Sandbox, profile: &str, words: &[OsString]) -> Outcome {
    let mut options = vec!["-p", profile, "/usr/bin/env"];
    for name in VARIABLES.iter().filter(|name| !own.contains(name)) {
        options.extend(["-u", name]);
    }
    launched(sandbox, &options, words)
}

#[track_caller]
fn assert_distrusts(outcome: &Outcome) {
    let said = format!("{}{}", outcome.text(), outcome.stderr);
    assert_ne!(outcome.code, Some(0), "{said}");
    assert!(DISTRUST.iter().any(|words| said.contains(words)), "{said}");
}
