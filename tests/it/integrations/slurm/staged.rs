//! A farm of 60 nodes, of which some are broken on purpose.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cluster::{Node, OFF};
use crate::clients::{interpreter_or_skip, script, system_python};
use crate::doctor::without_ssl;
use crate::sandbox::{Sandbox, sglaunch};
use crate::tls_server::{Authority, WebServer};

/// The nodes of the documented array.
const NODES: usize = 60;

/// The kinds of nodes that are not as the others, with their numbers.
const KINDS: [(&str, &[usize]); 9] = [
    // The studio's root CA was not added: a rack that was installed later.
    ("no-root", &[7, 8, 9, 10, 11, 12]),
    // The clock: after a start with an empty battery, or without a time server.
    ("dead-battery", &[20, 21]),
    ("fast", &[22]),
    // The bundle: a required file is cut, as by a full disk.
    ("cut", &[30, 31]),
    // The disk of the cache is full.
    ("full", &[32]),
    // An old Houdini. Its Python lacks a library of the old system, or works.
    ("old", &[40, 41]),
    ("older-version", &[42, 43, 44]),
    // Ended in the middle of the examination, for its memory.
    ("killed", &[59]),
    (OFF, &[60]),
];

/// What makes a node one of a kind. The scripts run in the directory `farm`.
const SCRIPTS: [(&str, &str); 8] = [
    (
        "no-root",
        "mount -t tmpfs -o mode=755 tmpfs ../root/etc/sglaunch/ca.d",
    ),
    ("dead-battery", "mount --bind dead-battery ../bin"),
    ("fast", "mount --bind fast ../bin"),
    ("cut", "mount --bind cut.pem ../root/etc/pki/proxy.pem"),
    ("full", "mount -t tmpfs -o size=16k,mode=755 tmpfs ../cache"),
    ("old", "mount --bind old ../root/opt"),
    ("older-version", "mount --bind older-version ../root/opt"),
    ("killed", "mount --bind killed ../bin"),
];

const DAY: i64 = 24 * 60 * 60;

/// Returns all nodes.
pub fn nodes() -> Vec<Node> {
    let node = |number| {
        let kind = KINDS.iter().find(|(_, numbers)| numbers.contains(&number));
        Node {
            name: name(number),
            cpus: 1,
            kind: kind.map(|(kind, _)| *kind),
        }
    };
    (1..=NODES).map(node).collect()
}

fn name(number: usize) -> String {
    format!("node{number:02}")
}

/// Returns the names of the nodes of a kind.
pub fn of_kind(wanted: &str) -> Vec<String> {
    let kind = KINDS.iter().find(|(kind, _)| *kind == wanted);
    let (_, numbers) = kind.expect("a kind");
    numbers.iter().map(|number| name(*number)).collect()
}

/// Installs the machine that all nodes are: Houdini, the settings of the roll-out, and a cache. And
/// the parts that the nodes of each kind have instead. `None` if there is no old Python.
pub fn install(
    test: &str,
    sandbox: Sandbox,
    root: &Authority,
    site: &WebServer,
) -> Option<Sandbox> {
    let old = interpreter_or_skip(test, OLD)?;
    let proxy = Authority::new("Studio Proxy");
    let proxy_file = sandbox.write("root/etc/pki/proxy.pem", proxy.pem());
    let settings = format!(
        "sites: ['{}']\nca: {{files: ['{}']}}\n",
        site.url(),
        proxy_file.display()
    );
    sandbox.write(sandbox.machine("profiles/defaults.yaml"), settings);
    sandbox.write(sandbox.machine("ca.d/studio.pem"), root.pem());
    let cut = proxy.pem();
    sandbox.write("farm/cut.pem", &cut[..cut.len() / 2]);
    fs::create_dir(sandbox.path("cache")).expect("a directory");
    let cache = sandbox.path("cache");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache);
    let sandbox = with_houdini(sandbox, "root/opt/hfs20.5.332", &system_python());
    let sandbox = with_houdini(sandbox, "farm/older-version/hfs18.5.759", old);
    let python = without_ssl(&sandbox, OLD)?;
    let sandbox = sandbox
        .script("farm/old/hfs18.5.759/bin/houdini", "#!/bin/sh\n")
        .script(
            "farm/old/hfs18.5.759/python/bin/python3",
            &calling(&python, ""),
        );
    let clock = |seconds: i64| {
        let program = script("with_clock.py");
        format!(
            "'{}' '{}' {seconds}",
            system_python().display(),
            program.display()
        )
    };
    let sandbox = with_sglaunch(
        sandbox,
        "dead-battery",
        &format!("exec {}", clock(-20 * 365 * DAY)),
    );
    let sandbox = with_sglaunch(sandbox, "fast", &format!("exec {}", clock(10 * 60 + 30)));
    let sandbox = with_sglaunch(sandbox, "killed", "ulimit -v 6000\nexec");
    for (kind, script) in SCRIPTS {
        sandbox.write(format!("farm/kinds/{kind}"), format!("{script}\n"));
    }
    Some(sandbox)
}

const OLD: &str = "3.7";

/// Adds a Houdini with this Python, without the packages of the machine.
fn with_houdini(sandbox: Sandbox, dir: &str, python: &Path) -> Sandbox {
    let environment = sandbox.path(dir).join("python");
    let made = Command::new(python)
        .args(["-m", "venv", "--without-pip"])
        .arg(environment)
        .status();
    assert!(made.expect("Python starts").success());
    sandbox.script(format!("{dir}/bin/houdini"), "#!/bin/sh\n")
}

/// Adds a directory in place of `bin`, with an sglaunch that is started like this.
fn with_sglaunch(sandbox: Sandbox, kind: &str, start: &str) -> Sandbox {
    let program = format!("#!/bin/sh\n{start} '{}' \"$@\"\n", sglaunch());
    sandbox.script(format!("farm/{kind}/sglaunch"), &program)
}

fn calling(program: &Path, start: &str) -> String {
    format!("#!/bin/sh\n{start}exec '{}' \"$@\"\n", program.display())
}

/// Repairs the nodes of a kind while they run.
pub fn repair(sandbox: &Sandbox, kind: &str) {
    let replace = |path: PathBuf, content: &[u8]| fs::write(path, content).expect("the file");
    match kind {
        "cut" => {
            let whole = fs::read(sandbox.path("root/etc/pki/proxy.pem")).expect("a file");
            replace(sandbox.path("farm/cut.pem"), &whole);
        }
        "killed" => {
            let script = calling(sglaunch().as_ref(), "");
            replace(sandbox.path("farm/killed/sglaunch"), script.as_bytes());
        }
        kind => panic!("no repair of {kind}"),
    }
}
