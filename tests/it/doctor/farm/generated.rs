//! Farms of any size: the documents of many nodes, made from a real one.
//!
//! Each number of a node has the same document in each run. The faults are as the checks report
//! them, with values that differ between nodes, as paths and clocks do.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Site};

/// A farm whose nodes are made from one real document.
pub struct GeneratedFarm {
    real: Value,
}

/// What is wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staged {
    Good,
    /// The studio's root is not in the bundle.
    MissingRoot,
    /// The clock is behind, each by another time.
    WrongClock,
    /// A file that the profile names is damaged, each at another path.
    BrokenBundle,
    /// The program's Python has OpenSSL 1.0.
    OldPython,
    /// An older sglaunch, without the description of the machine.
    OldVersion,
}

/// Returns what is wrong with the node of a number: of 60 nodes, 3 lack the root, 2 have a wrong
/// clock, 2 a broken bundle, 1 an old Python, and 1 an old sglaunch.
pub fn staged(number: usize) -> Staged {
    match number % 60 {
        13 | 29 | 47 => Staged::MissingRoot,
        7 | 38 => Staged::WrongClock,
        21 | 55 => Staged::BrokenBundle,
        33 => Staged::OldPython,
        50 => Staged::OldVersion,
        _ => Staged::Good,
    }
}

/// Returns the name of a node.
pub fn name(number: usize) -> String {
    format!("node{number:03}")
}

impl GeneratedFarm {
    /// Examines a site for the real document.
    pub fn new() -> Self {
        let authority = Authority::new("Studio");
        let server = Site::start(&authority);
        let sandbox = Sandbox::new()
            .profile("studio", "ca: {files: [~/studio.pem]}\n")
            .pem("studio.pem", &authority);
        let args = ["studio", "--site", &server.url()];
        let mut real = doctor(&sandbox, &args).document;
        // The same in each run.
        let port = server.url().rsplit(':').next().expect("a port").to_owned();
        let text = real.to_string().replace(&format!(":{port}"), ":443");
        real = serde_json::from_str(&text).expect("JSON");
        Self { real }
    }

    /// Returns the document of a node.
    pub fn document(&self, number: usize) -> Value {
        let mut document = self.real.clone();
        let machine = &mut document["machine"];
        machine["host"] = json!(format!("{}.farm.example", name(number)));
        machine["node"] = json!(name(number));
        machine["job"] = json!(format!("4711_{number}"));
        machine["time"] = json!(time(number, 0));
        machine["clock"] = json!({"offset": number % 5, "server": "localhost:443"});
        match staged(number) {
            Staged::Good => {}
            Staged::MissingRoot => missing_root(&mut document),
            Staged::WrongClock => wrong_clock(&mut document, number),
            Staged::BrokenBundle => broken_bundle(&mut document, number),
            Staged::OldPython => old_python(&mut document),
            Staged::OldVersion => {
                let fields = document.as_object_mut().expect("an object");
                fields.retain(|name, _| ["schema", "ok", "findings"].contains(&&**name));
            }
        }
        document
    }

    /// Returns the document as it is printed.
    pub fn text(&self, number: usize) -> String {
        serde_json::to_string_pretty(&self.document(number)).expect("JSON") + "\n"
    }

    /// Writes the documents of nodes 1 to `count`, one file for each.
    pub fn write(&self, dir: &Path, count: usize) {
        fs::create_dir_all(dir).expect("a directory");
        for number in 1..=count {
            let file = dir.join(format!("{}.json", name(number)));
            fs::write(file, self.text(number)).expect("a file");
        }
    }
}

/// Returns the time of a node's examination by a clock with this offset in hours.
fn time(number: usize, offset: i64) -> String {
    let hours = 30 * 24 + 4 + offset;
    let (minutes, seconds) = (number / 60 % 60, number % 60);
    format!(
        "2026-11-{:02}T{:02}:{minutes:02}:{seconds:02}Z",
        hours / 24,
        hours % 24
    )
}

fn missing_root(document: &mut Value) {
    let machine = &mut document["machine"];
    machine["bundle"]["added"] = json!([]);
    machine["bundle"]["sha256"] = json!("17".repeat(32));
    let message = "the chain ends in the root `Studio`, which nothing trusts";
    let text = "ask IT for the root's certificate as a file and for its SHA-256 fingerprint over \
        another way; put both in place of FILE and HEX";
    let commands = [
        "sglaunch doctor studio --site https://localhost:443 --save-chain chain.pem",
        "sglaunch trust add FILE --fingerprint HEX",
    ];
    fail(
        document,
        "site-unknown-root",
        Some("localhost:443"),
        message,
        text,
        &commands,
    );
}

fn wrong_clock(document: &mut Value, number: usize) {
    let hours = i64::try_from(2 + number % 40).expect("a small number");
    document["machine"]["time"] = json!(time(number, -hours));
    document["machine"]["clock"]["offset"] = json!(-hours * 3600);
    let message =
        format!("the system's clock is {hours} hours behind, compared with localhost:443");
    let text = "set the clock, and let the system keep it right by a time server (NTP)";
    fail(
        document,
        "clock",
        None,
        &message,
        text,
        &["sudo timedatectl set-ntp true"],
    );
    let message =
        format!("the certificate `localhost` is not valid before 2026-11-30, in {hours} hours");
    let text = "set the clock of this machine";
    fail(
        document,
        "site-not-yet-valid",
        Some("localhost:443"),
        &message,
        text,
        &["sglaunch doctor studio clock"],
    );
}

fn broken_bundle(document: &mut Value, number: usize) {
    let path = format!("/mnt/disk{number}/studio.pem");
    let message = format!("{path}: block 1 is damaged: it is not base64");
    let text = format!("copy {path} again from where it came");
    let command = format!("openssl x509 -in {path} -noout -text");
    fail(
        document,
        "bundle-source",
        None,
        &message,
        &text,
        &[&command],
    );
}

fn old_python(document: &mut Value) {
    let machine = &mut document["machine"];
    machine["python"] = json!({
        "executable": "/opt/old/bin/python", "version": "2.7.18", "openssl": "OpenSSL 1.0.2k-fips",
        "strict": false, "security_level": null,
    });
    let message = "OpenSSL 1.0.2k-fips finds no TLS version or cipher in common with localhost:443";
    let text =
        "update the program: its OpenSSL gets no fixes, and sites that require TLS 1.3 refuse it";
    fail(document, "python-old-openssl", None, message, text, &[]);
}

/// Makes a finding of the document a failure.
fn fail(
    document: &mut Value,
    id: &str,
    site: Option<&str>,
    message: &str,
    text: &str,
    commands: &[&str],
) {
    document["ok"] = json!(false);
    let findings = document["findings"].as_array_mut().expect("a list");
    let finding = findings
        .iter_mut()
        .find(|one| one["id"] == id)
        .expect("the check");
    finding["status"] = json!("failed");
    finding["site"] = json!(site);
    finding["message"] = json!(message);
    let trusts = |command: &&str| command.starts_with("sglaunch trust add");
    finding["remedy"] = json!({
        "text": text,
        "commands": commands,
        "confirm_fingerprint": commands.iter().any(trusts),
    });
    if document["conclusion"]["cause"].is_null() {
        document["conclusion"] = json!({"cause": id, "sentence": match site {
            Some(site) => format!("The connection to {site} fails: {message} ({id})."),
            None => format!("The cause: {message} ({id})."),
        }});
    }
}

/// Writes a farm for measurements and for the eye:
/// `SGLAUNCH_FARM=/tmp/farm:5000 cargo test --test it writes_a_farm -- --ignored`
#[test]
#[ignore = "it writes files for a person"]
fn writes_a_farm() {
    let place = std::env::var("SGLAUNCH_FARM").expect("SGLAUNCH_FARM=DIRECTORY:COUNT");
    let (dir, count) = place.rsplit_once(':').expect("a count");
    GeneratedFarm::new().write(Path::new(dir), count.parse().expect("a number"));
}
