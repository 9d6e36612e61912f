//! Toolkit: publishing by its core, and launching by its launch app.

mod launch;
mod publish;

use std::env;
use std::ffi::OsString;
use std::path::Path;

use serde_json::json;

use crate::clients::{environment, not_run, script};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::{Authority, Site};

/// The Pythons with sgtk. `PyPI` has only 0.21.7, which refuses Python 2 and 3.12 or later.
pub const ENVIRONMENTS: [&str; 3] = ["3.7-sgtk", "3.9-sgtk", "3.11-sgtk"];

/// Names a directory with clones of `tk-core`, `tk-multi-launchapp` and `tk-maya`.
const SOURCES: &str = "SGLAUNCH_TOOLKIT";

/// Returns the directory of Toolkit's sources. Without it the test is reported as skipped.
fn sources_or_skip(test: &str) -> Option<OsString> {
    let found = env::var_os(SOURCES);
    if found.is_none() {
        not_run(test, &format!("{SOURCES} does not name Toolkit's sources"));
    }
    found
}

/// A row of sgtk in docs/clients.md.
pub struct Client {
    pub row: &'static str,
    /// Its script in `tests/clients`.
    script: &'static str,
    /// The only variables that it needs.
    pub reads: &'static [&'static str],
}

pub const CLIENTS: [Client; 2] = [PUBLISH, DOWNLOAD];

const PUBLISH: Client = Client {
    row: "sgtk, `register_publish`",
    script: "publish_toolkit.py",
    reads: &["SHOTGUN_API_CACERTS"],
};

/// Toolkit logs in through `shotgun_api3`, then downloads through urllib.
const DOWNLOAD: Client = Client {
    row: "sgtk, downloads",
    script: "download_toolkit.py",
    reads: &["SHOTGUN_API_CACERTS", "SSL_CERT_FILE"],
};

impl Client {
    /// Returns its command.
    fn words(&self, python: &Path, site: &Site, sandbox: &Sandbox) -> Vec<OsString> {
        words(python, self.script, site, sandbox)
    }
}

/// Runs a test with the sgtk of each installed Python.
fn with_each_sgtk(test: &str, run: impl Fn(&Path)) {
    let pythons = ENVIRONMENTS.into_iter();
    let pythons = pythons.filter_map(|name| environment(test, name));
    pythons.for_each(|python| run(&python));
}

/// Creates a user whose programs trust these CAs.
fn trusting(authorities: &[&Authority]) -> Sandbox {
    let all = Sandbox::new().profile("defaults", "ca: {files: [~/authorities]}\n");
    (authorities.iter().enumerate()).fold(all, |sandbox, (index, authority)| {
        sandbox.pem(&format!("authorities/{index}.pem"), authority)
    })
}

/// Gives the first of these CAs to the user's API in the way that Autodesk documents.
fn as_documented(sandbox: Sandbox) -> Sandbox {
    let file = sandbox.home().join("authorities/0.pem");
    sandbox.env("SHOTGUN_API_CACERTS", file)
}

/// Starts a site with the project and the storage of `tests/clients/toolkit.py`.
fn studio(site: Site, sandbox: &Sandbox) -> Site {
    site.hold(json!({"type": "Project", "name": "Demo", "tank_name": "demo"}));
    let root = sandbox.path("projects");
    site.hold(json!({"type": "LocalStorage", "code": "primary", system::STORAGE_PATH: root}));
    site
}

/// Returns the first words of each Toolkit client's command.
fn words(python: &Path, name: &str, site: &Site, sandbox: &Sandbox) -> Vec<OsString> {
    let dir = sandbox.path("");
    vec![
        python.into(),
        script(name).into(),
        site.url().into(),
        dir.into(),
    ]
}
