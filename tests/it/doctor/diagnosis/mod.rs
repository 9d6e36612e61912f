//! What `sglaunch doctor` says of a site's chain, by real servers and real Pythons: the path, the
//! three views, and the sources.

// On Windows, OpenSSL loads the system's store beside the files.
#[cfg(unix)]
mod environment;
mod path;
mod python;

use serde_json::Value;

use super::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, WebServer};

/// The diagnosis of one site.
struct Diagnosed {
    site: Value,
}

/// Returns a machine with these settings of `ca`, and a studio's CA at hand. The profile `studio`
/// has a program without a Python.
fn machine(ca: &str, root: &Authority) -> Sandbox {
    Sandbox::new()
        .pem("studio.pem", root)
        .profile("defaults", &format!("ca: {{{ca}}}\n"))
        .profile("studio", "program: {linux: [true]}\n")
}

/// Examines a server with this identity for a program without a Python.
#[track_caller]
fn examine(sandbox: &Sandbox, identity: Identity) -> Diagnosed {
    let server = WebServer::start(identity);
    examine_url(sandbox, "studio", &server.url())
}

#[track_caller]
fn examine_url(sandbox: &Sandbox, profile: &str, url: &str) -> Diagnosed {
    // The other checks would take time.
    let args = [profile, "--site", url, "site-unknown-root", "site-connect"];
    Diagnosed::of(&doctor(sandbox, &args))
}

impl Diagnosed {
    fn of(findings: &Findings) -> Self {
        Self {
            site: findings.document["sites"][0].clone(),
        }
    }

    /// Returns whether sglaunch, Python and the environment accept the site.
    fn accepted(&self) -> [Option<bool>; 3] {
        [0, 1, 2].map(|view| self.site["views"][view]["accepted"].as_bool())
    }

    fn message(&self, view: usize) -> &str {
        self.site["views"][view]["message"]
            .as_str()
            .expect("a sentence")
    }

    /// Returns a line for each certificate of the path: its name, its kind, where it is from, and
    /// what each view says of it.
    fn path(&self) -> Vec<String> {
        let path = self.site["path"].as_array().expect("a list");
        path.iter().map(line).collect()
    }

    /// Returns the reason of a judgement.
    fn reason(&self, link: usize, view: usize) -> &str {
        let judgement = &self.site["path"][link]["judgements"][view];
        judgement["reason"].as_str().unwrap_or_default()
    }

    /// Returns the sentence of a source.
    fn source(&self, name: &str) -> &str {
        let sources = self.site["sources"].as_array().expect("a list");
        let is_named = |one: &&Value| {
            one["source"].as_str().map(|one| one.replace('\\', "/"))
                == Some(name.replace('\\', "/"))
        };
        let source = sources.iter().find(is_named);
        source.map_or("", |one| one["message"].as_str().expect("a sentence"))
    }
}

fn line(link: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is = |field: &str| link[field] == true;
    let from = match (is("sent"), is("missing")) {
        (true, _) => "sent",
        (_, true) => "missing",
        _ => "held",
    };
    let judgements = link["judgements"].as_array().expect("a list");
    let verdicts: Vec<String> = judgements.iter().map(|one| text(&one["verdict"])).collect();
    format!(
        "{}, {}, {from}: {}",
        text(&link["certificate"]["name"]),
        text(&link["kind"]),
        verdicts.join(" ")
    )
}
