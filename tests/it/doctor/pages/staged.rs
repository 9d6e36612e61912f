//! Machines and sites whose pages are looked at: one that works, and five that fail.

use std::path::PathBuf;

use serde_json::Value;

use crate::clients;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, Proxy, WebServer};

/// A public site, whose certificate is never a private CA's.
const PUBLIC: &str = "https://studio.shotgrid.autodesk.com";

/// An examination, and its page.
pub struct Staged {
    pub name: &'static str,
    pub sandbox: Sandbox,
    /// What `--json` printed.
    pub document: Value,
}

impl Staged {
    /// Examines a site.
    pub fn new(name: &'static str, sandbox: Sandbox, url: &str) -> Self {
        Self::with(name, sandbox, &["studio", "--site", url])
    }

    /// Runs doctor with these arguments.
    pub fn with(name: &'static str, sandbox: Sandbox, args: &[&str]) -> Self {
        let args = [&["doctor"], args, &["--json", "--report", "report.html"]].concat();
        let document = sandbox.run(args).json();
        Self {
            name,
            sandbox,
            document,
        }
    }

    pub fn page(&self) -> PathBuf {
        self.sandbox.home().join("report.html")
    }

    /// Returns the cause of the failure.
    pub fn cause(&self) -> Option<&str> {
        self.document["conclusion"]["cause"].as_str()
    }
}

/// Returns a machine that trusts a CA, and has a Python with one package.
pub fn machine(authority: &Authority) -> Sandbox {
    let sandbox = Sandbox::new().pem("studio.pem", authority).profile(
        "studio",
        "ca: {files: [~/studio.pem]}\nprogram: {linux: [python3]}\n",
    );
    sandbox.write(
        "root/etc/os-release",
        "PRETTY_NAME=\"Studio Linux 9\"\nVERSION_ID=9\n",
    );
    // Without the packages of the real machine, whose certifi may have been edited.
    let python = clients::system_python();
    let script = format!("#!/bin/sh\nexec '{}' -S \"$@\"\n", python.display());
    let version = "__version__ = '2.34.2'\n";
    sandbox.write("site/requests/__version__.py", version);
    let site = sandbox.path("site");
    (sandbox.script("bin/python3", &script).on_path("bin")).env("PYTHONPATH", site)
}

fn examined(name: &'static str, root: &Authority, identity: Identity) -> Staged {
    let server = WebServer::start(identity);
    Staged::new(name, machine(root), &server.url())
}

/// A chain of three, as most sites have.
pub fn good() -> Staged {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Studio TLS 7");
    let identity = issuing.issue().followed_by(&[&issuing]);
    examined("good", &root, identity)
}

pub fn unknown_root() -> Staged {
    let root = Authority::new("Vendor Root");
    let issuing = root.subordinate("Vendor TLS 3");
    let identity = issuing.issue().followed_by(&[&issuing, &root]);
    examined("unknown-root", &Authority::new("Studio Root"), identity)
}

pub fn missing_intermediate() -> Staged {
    // A public CA's certificates name its organization, or where the issuer can be downloaded.
    let root = Authority::builder("Studio Root").organization("Studio AG");
    let root = root.build();
    let issuing = root.subordinate_builder("Studio TLS 7");
    let issuing = issuing.organization("Studio AG").build();
    examined("missing-intermediate", &root, issuing.issue())
}

pub fn expired() -> Staged {
    let root = Authority::new("Studio Root");
    let issuing = root.subordinate("Studio TLS 7");
    let identity = issuing.server().expired().issue();
    examined("expired", &root, identity.followed_by(&[&issuing]))
}

pub fn wrong_name() -> Staged {
    let root = Authority::new("Studio Root");
    let identity = root.server().names(["render-07.studio.example"]).issue();
    examined("wrong-name", &root, identity)
}

/// A proxy that inspects TLS with a CA that this machine does not have.
pub fn intercepted() -> Staged {
    let proxy = Proxy::inspecting(Authority::new("Proxy Root"));
    let sandbox = machine(&Authority::new("Studio Root")).env("HTTPS_PROXY", proxy.url());
    Staged::new("intercepted", sandbox, PUBLIC)
}
