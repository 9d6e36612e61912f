//! Launches: the program, its environment, and the process.

mod ca_variables;
#[cfg(unix)]
mod container;
mod environment;
mod nested;
mod options;
mod outcomes;
mod own_values;
mod process;
mod programs;
mod refused;
mod sandboxed;
pub mod stat_calls;
mod system_calls;
mod versions;

#[cfg(unix)]
pub use stat_calls::on_machine;

use std::path::{Path, PathBuf};

use crate::sandbox::Sandbox;

/// The variables that a launch sets to the path of the bundle.
pub const VARIABLES: [&str; 18] = [
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
];

const MAYA: &str = "program: {linux: [maya]}\n";

fn maya() -> Sandbox {
    let sandbox = Sandbox::new().profile("maya", MAYA).dcc("bin/maya");
    let path = sandbox.path("bin");
    sandbox.env("PATH", path)
}

/// Returns the program that these arguments start, relative to the root.
fn started(sandbox: &Sandbox, words: &[&str]) -> PathBuf {
    let outcome = sandbox.run(words).success();
    let program = outcome.json()["args"][0].clone();
    let program = Path::new(program.as_str().expect("a path"));
    let below = program.strip_prefix(sandbox.path("root"));
    below.expect("below the root").to_owned()
}
