//! Every client on every Python fails without sglaunch and works with it.

mod client;
mod languages;
mod other_programs;
mod own_ca;
mod page;
mod service;
mod settings;
mod strict_clients;
mod unreached;

use std::ffi::OsString;

use crate::clients::{are_ready_made, environment, not_run};
use crate::launch::VARIABLES;
use crate::sandbox::{Outcome, Sandbox, dcc};
use crate::tls_clients;
use crate::tls_server::Authority;
use client::Client;

/// The cells of the table: the tested clients of each Python.
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
    python_2_7, "2.7": urllib certifi certifi_in_pip requests_get requests_send httplib2 urllib3 boto3 grpcio pip websocket_client qiniu
        shotgun_api3 shotgun_api3_3_3_6;
    python_3_7, "3.7": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2 urllib3
        httpx aiohttp boto3 grpcio pip websocket_client qiniu shotgun_api3 shotgun_api3_3_8_4;
    python_3_9, "3.9": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2 urllib3
        httpx aiohttp boto3 grpcio pip websocket_client qiniu shotgun_api3 shotgun_api3_3_8_4;
    python_3_11, "3.11": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2
        urllib3 httpx aiohttp boto3 grpcio pip websocket_client qiniu shotgun_api3 shotgun_api3_3_8_4;
    python_3_13, "3.13": urllib certifi certifi_in_pip certifi_in_shotgun_api3 requests_get requests_send httplib2
        urllib3 httpx aiohttp boto3 grpcio pip websocket_client qiniu shotgun_api3;
}

fn cell(module: &str, python: &str, name: &str) {
    let client = Client::named(name);
    let module = module.split_once("::").map_or(module, |(_, module)| module);
    let test = format!("{module}::{name}");
    let Some(interpreter) = environment(&test, &client.environment(python)) else {
        return;
    };
    if let Some(why) = client.beyond_wine(python).filter(|_| are_ready_made()) {
        not_run(&test, why);
        return;
    }
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority);
    let service = client.does.start(&authority, &interpreter, &sandbox);
    let words = client.words(&interpreter, &service.url(), &sandbox);

    sandbox.run_without(&words).untrusted();
    service.assert_served(None, 0);

    let outcome = sandbox.run_under("python", &words).code(0);
    service.assert_served(Some(&outcome), 1);

    let sandbox = without_hook(sandbox);
    if client.reads.is_empty() {
        sandbox.run_under("python", &words).untrusted();
        return;
    }
    let outcome = seeing(client.reads, &sandbox, "python", &words).code(0);
    service.assert_served(Some(&outcome), 2);
}

/// Version 3.8.4 is in the table because it reads one variable for records and another for uploads.
#[test]
fn shotgun_api3_3_8_4_needs_both_of_its_variables() {
    let client = Client::named("shotgun_api3_3_8_4");
    let test = "client_matrix::shotgun_api3_3_8_4_needs_both_of_its_variables";
    let Some(interpreter) = environment(test, &client.environment("3.11")) else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = without_hook(studio(&authority));
    let service = client.does.start(&authority, &interpreter, &sandbox);
    let words = client.words(&interpreter, &service.url(), &sandbox);
    let failed = seeing(&["SHOTGUN_API_CACERTS"], &sandbox, "python", &words).code(1);
    failed.stderr_contains("Max attemps limit reached");
    seeing(&["SSL_CERT_FILE"], &sandbox, "python", &words).untrusted();
    service.assert_served(None, 0);
}

/// Creates a user who trusts the studio's CA in every profile and has no other settings.
fn studio(authority: &Authority) -> Sandbox {
    tls_clients::studio(authority)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("PIP_CONFIG_FILE", "/dev/null")
}

pub fn without_hook(sandbox: Sandbox) -> Sandbox {
    sandbox.profile("python", "extends: python\nca: {certifi: false}\n")
}

/// Runs a program under a profile with only the variables that it reads.
pub fn seeing(own: &[&str], sandbox: &Sandbox, profile: &str, words: &[OsString]) -> Outcome {
    let others: Vec<&str> = VARIABLES
        .into_iter()
        .filter(|name| !own.contains(name))
        .collect();
    let mut command = sandbox.command(["-p", profile]);
    command.arg(dcc()).args(words);
    command.env("DCC_WITHOUT", others.join(" "));
    command.output().expect("sglaunch starts").into()
}
