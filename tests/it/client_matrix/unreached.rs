//! Programs that are not reached, and the alternatives in docs/clients.md.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::service::Does;
use super::studio;
use crate::clients::{cannot_run, tool_or_skip};
use crate::system;
use crate::tls_server::Authority;

/// OpenSSL ignores the environment in a program that has more privileges than its user
/// (`secure_getenv`). File capabilities and setuid set the same flag; the test uses the former.
#[test]
#[cfg_attr(windows, ignore = "Linux' capabilities of files")]
fn a_program_with_file_capabilities_ignores_the_variable() {
    let test = "client_matrix::unreached::a_program_with_file_capabilities_ignores_the_variable";
    let tools = ["openssl", "setcap"].map(|name| tool_or_skip(test, name));
    let [Some(openssl), Some(setcap)] = tools else {
        return;
    };
    if !system::is_root() {
        cannot_run(test, "only root gives capabilities");
        return;
    }
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority).unprivileged();
    let service = Does::Get.start(&authority, &openssl, &sandbox);
    let url = service.url();
    sandbox.run(connect(&openssl, &url)).code(0);

    let capable = sandbox.path("openssl");
    system::install(&openssl, &capable);
    let given = Command::new(setcap)
        .arg("cap_net_raw+ep")
        .arg(&capable)
        .status();
    assert!(given.expect("setcap runs").success());
    sandbox.run(connect(&capable, &url)).untrusted();
}

fn connect(openssl: &Path, url: &str) -> Vec<OsString> {
    let address = url.trim_start_matches("https://");
    let mut words = vec![openssl.into()];
    let args = [
        "s_client",
        "-brief",
        "-verify_return_error",
        "-connect",
        address,
    ];
    words.extend(args.map(OsString::from));
    words
}
