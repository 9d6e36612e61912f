//! Toolkit: what its core publishes, and what its launch app starts.

mod launch;
mod publish;

use std::ffi::{OsStr, OsString};
use std::path::Path;

use serde_json::json;

use crate::clients::script;
use crate::sandbox::{Outcome, Sandbox};
use crate::site::{Authority, Site};

/// The environments that have sgtk. 0.21.7, the only one on `PyPI`, refuses Python 2, and cannot be imported since 3.12.
pub const ENVIRONMENTS: [&str; 3] = ["3.7-sgtk", "3.9-sgtk", "3.11-sgtk"];

/// A user whose programs are to trust these authorities.
fn trusting(authorities: &[&Authority]) -> Sandbox {
    let all = Sandbox::new().profile("defaults", "ca: {files: [~/authorities]}\n");
    (authorities.iter().enumerate()).fold(all, |sandbox, (index, authority)| {
        sandbox.pem(&format!("authorities/{index}.pem"), authority)
    })
}

/// Gives the user's API the first of these authorities, in the way that Autodesk documents.
fn as_documented(sandbox: Sandbox) -> Sandbox {
    let file = sandbox.home().join("authorities/0.pem");
    sandbox.env("SHOTGUN_API_CACERTS", file)
}

/// A site that has the project and the storage of `tests/clients/toolkit.py`.
fn studio(site: Site, sandbox: &Sandbox) -> Site {
    site.hold(json!({"type": "Project", "name": "Demo", "tank_name": "demo"}));
    let root = sandbox.path("projects");
    site.hold(json!({"type": "LocalStorage", "code": "primary", "linux_path": root}));
    site
}

/// The arguments that each client of Toolkit begins with.
fn client(name: &str, site: &Site, sandbox: &Sandbox) -> [OsString; 3] {
    let folder = sandbox.path("");
    [script(name).into(), site.url().into(), folder.into()]
}

fn alone(sandbox: &Sandbox, python: &Path, args: &[OsString]) -> Outcome {
    let output = sandbox.alone(python).args(args).output();
    output.expect("Python starts").into()
}

fn launched(sandbox: &Sandbox, python: &Path, args: &[OsString]) -> Outcome {
    let words = ["-p", "python"].map(OsStr::new).into_iter();
    let words = words.chain([python.as_os_str()]);
    sandbox.run(words.chain(args.iter().map(AsRef::as_ref)))
}

#[track_caller]
fn assert_says(outcome: &Outcome, what: &str) {
    assert!(outcome.stderr.contains(what), "{}", outcome.stderr);
}
