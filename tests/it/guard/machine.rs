//! A machine with a certificate in each kind of source, and what a launch on it must not leave.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use sglaunch::certs::{hex, sha256};

use crate::sandbox::{Outcome, Sandbox, files_in};
use crate::system;
use crate::tls_server::Authority;

/// The sources that trust a certificate, with the words of their paths that a message may contain.
const SOURCES: [(&str, &[&str]); 5] = [
    (
        "root/etc/ssl/certs/ca-certificates.crt",
        &["/etc/ssl/certs"],
    ),
    ("root/etc/ssl/certs/own.pem", &["/etc/ssl/certs"]),
    (
        "home/.config/sglaunch/ca.d/mine.pem",
        &["sglaunch/ca.d", "trust:mine"],
    ),
    (
        "root/etc/sglaunch/ca.d/site.pem",
        &["sglaunch/ca.d", "trust:site"],
    ),
    ("home/inherited.pem", &["inherited.pem"]),
];

/// A file that the profile requires: without it there is no bundle.
const REQUIRED: &str = "home/studio.pem";

/// Blocklists, with a word of their paths.
const BLOCKLISTS: [(&str, &str); 2] = [
    (
        "root/etc/pki/ca-trust/source/blocklist/blocked.pem",
        "/etc/pki/ca-trust",
    ),
    (
        "root/usr/share/ca-certificates/mozilla/Denied.crt",
        "ca-certificates",
    ),
];

const PROFILE: &str = "\
program: {linux: [/opt/dcc]}
ca: {mozilla: false, files: [~/studio.pem]}
";

/// A certificate in the PEM of a bundle, and the words of which a message about its source has one.
struct Expected {
    block: String,
    words: &'static [&'static str],
}

/// What a launch finds in the cache.
#[derive(Clone, Copy)]
pub enum Start {
    /// Nothing.
    Cold,
    /// The bundle, which was used too recently for its stamp to hold: a launch reads the bundle and
    /// writes the record anew, besides all that a warm launch does.
    Warm,
    /// Nothing, and the cache directory cannot be created: the bundle is in a private directory.
    ReadOnly,
}

pub struct Machine {
    pub sandbox: Sandbox,
    /// The bundle of a launch without a fault.
    whole: Vec<u8>,
    trusted: Vec<Expected>,
    blocked: Vec<Expected>,
}

impl Machine {
    pub fn new() -> Self {
        let mut sandbox = Sandbox::new().profile("dcc", PROFILE).dcc("root/opt/dcc");
        let mut trusted = Vec::new();
        let mut blocked = Vec::new();
        for (path, words) in SOURCES {
            let block = block(&Authority::new(path));
            sandbox.write(path, &block);
            trusted.push(Expected { block, words });
        }
        let studio = block(&Authority::new("Studio"));
        sandbox.write(REQUIRED, &studio);
        trusted.push(Expected {
            block: studio,
            words: &[],
        });
        let mut store = trusted[0].block.clone();
        for (path, word) in &BLOCKLISTS {
            let block = block(&Authority::new(path));
            sandbox.write(path, &block);
            store.push_str(&block);
            blocked.push(Expected {
                block,
                words: std::slice::from_ref(word),
            });
        }
        sandbox.write(SOURCES[0].0, store);
        sandbox.write("root/etc/ca-certificates.conf", "!mozilla/Denied.crt\n");
        let inherited = sandbox.path("home/inherited.pem");
        sandbox = sandbox.env("SSL_CERT_FILE", inherited).unprivileged();
        // A stamp of a file that has just changed never holds.
        sleep(Duration::from_millis(2_100));
        let mut machine = Self {
            sandbox,
            whole: Vec::new(),
            trusted,
            blocked,
        };
        let outcome = machine.sandbox.run(["dcc"]).success();
        machine.whole = fs::read(bundle_of(&outcome).expect("a bundle")).expect("it exists");
        assert_eq!(machine.poorer(&machine.whole.clone(), ""), None);
        machine
    }

    /// Prepares the cache for a launch, and empties its fall-backs.
    pub fn reset(&self, start: Start) {
        for path in files_in(&self.sandbox.path("tmp")) {
            let removed = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
            removed.expect("our own files");
        }
        // The directory above the cache.
        let above = self.sandbox.path("home/.cache");
        let is_cold = !matches!(start, Start::Warm);
        if is_cold && above.exists() {
            system::set_mode(&above, 0o755);
            fs::remove_dir_all(&above).expect("our own files");
        }
        match start {
            Start::Cold => {}
            Start::ReadOnly => {
                fs::create_dir(&above).expect("a directory");
                system::set_mode(above, 0o555);
            }
            Start::Warm => {
                // After each case, a launch without a fault has left a bundle, but the case may
                // have left a temporary file too.
                if self.sandbox.bundles().is_empty() || self.problem_of_cache(false).is_some() {
                    self.reset(Start::Cold);
                    self.sandbox.run(["dcc"]).success();
                }
                for bundle in self.sandbox.bundles() {
                    system::set_modified(&bundle, SystemTime::now());
                }
            }
        }
    }

    /// Checks a launch that ran the program: its bundle is intact, and what it lacks was reported.
    pub fn problem_of_success(&self, outcome: &Outcome) -> Option<String> {
        let path = match bundle_of(outcome) {
            Ok(path) => path,
            Err(problem) => return Some(problem),
        };
        match fs::read(&path) {
            Err(error) => Some(format!("{}: {error}", path.display())),
            Ok(bytes) if !is_named_by_digest(&path, &bytes) => {
                Some(format!("{} is torn", path.display()))
            }
            Ok(bytes) if bytes == self.whole => None,
            Ok(bytes) => self.poorer(&bytes, &outcome.stderr),
        }
    }

    /// Returns a difference to the whole bundle that no message on stderr explains.
    fn poorer(&self, bundle: &[u8], stderr: &str) -> Option<String> {
        let bundle = String::from_utf8_lossy(bundle);
        let is_reported = |one: &Expected| one.words.iter().any(|word| stderr.contains(word));
        let lost = self
            .trusted
            .iter()
            .filter(|one| !bundle.contains(&one.block));
        let added = self
            .blocked
            .iter()
            .filter(|one| bundle.contains(&one.block));
        let unexplained: BTreeSet<&str> = (lost.chain(added))
            .filter(|one| !is_reported(one))
            .map(|one| one.words.first().copied().unwrap_or(REQUIRED))
            .collect();
        (!unexplained.is_empty()).then(|| format!("no message about {unexplained:?}: {stderr}"))
    }

    /// Checks that a launch now, without a fault, has the whole bundle, and prints only that the
    /// cache directory is read-only.
    pub fn problem_of_next_launch(&self, start: Start) -> Option<String> {
        let outcome = self.sandbox.run(["dcc"]);
        let mut messages = outcome.stderr.lines();
        let is_expected =
            |line: &str| matches!(start, Start::ReadOnly) && line.starts_with("warning: cache: ");
        if outcome.code != Some(0) || !messages.all(is_expected) {
            return Some(format!(
                "next launch: {:?} {}",
                outcome.code, outcome.stderr
            ));
        }
        match bundle_of(&outcome).map(fs::read) {
            Ok(Ok(bytes)) if bytes == self.whole => None,
            Ok(Ok(_)) => Some("next launch: not the whole bundle".to_owned()),
            other => Some(format!("next launch: {other:?}")),
        }
    }

    /// Returns a torn bundle or record in a cache, or a temporary file if there may be none.
    pub fn problem_of_cache(&self, allows_temporary: bool) -> Option<String> {
        let fall_backs = files_in(&self.sandbox.path("tmp"));
        let caches = [self.sandbox.cache()].into_iter().chain(fall_backs);
        let mut files = caches
            .flat_map(|cache| ["bundles", "recipes", ""].map(|dir| files_in(&cache.join(dir))));
        files.find_map(|files| {
            let mut files = files.iter().filter(|path| path.is_file());
            files.find_map(|path| problem_of_file(path, allows_temporary))
        })
    }
}

/// Checks that a file in the cache is a whole bundle or record.
fn problem_of_file(path: &Path, allows_temporary: bool) -> Option<String> {
    let bytes = fs::read(path).expect("it can be read");
    let extension = path.extension().and_then(|extension| extension.to_str());
    let is_right = match extension {
        Some("pem") => is_named_by_digest(path, &bytes),
        Some("json") => serde_json::from_slice::<Value>(&bytes).is_ok(),
        _ => allows_temporary,
    };
    (!is_right).then(|| format!("{} is left", path.display()))
}

/// Returns whether a file is named like a bundle of these bytes.
fn is_named_by_digest(path: &Path, bytes: &[u8]) -> bool {
    let digest = hex(&sha256(bytes));
    path.file_stem().is_some_and(|stem| stem == &digest[..16])
}

/// Returns the bundle that the environment of the DCC names.
fn bundle_of(outcome: &Outcome) -> Result<PathBuf, String> {
    let started: Result<Value, _> = serde_json::from_slice(&outcome.stdout);
    let path = started.ok().and_then(|started| {
        let path = started["env"]["SSL_CERT_FILE"].as_str();
        path.map(PathBuf::from)
    });
    path.ok_or_else(|| format!("the program has not run: {}", outcome.text()))
}

fn block(authority: &Authority) -> String {
    authority.pem().replace("\r\n", "\n")
}
