//! A farm with Slurm's own daemons: an array of tasks that share one home.

mod cluster;
mod doctor;
mod staged;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{studio, typed};
use crate::clients::{namespaces_or_skip, tool_or_skip};
use crate::doc_pages::FARM_PAGE;
use crate::sandbox::{Sandbox, files_in};
use crate::tls_server::{Authority, Site};
use cluster::{Farm, Node, wait_for};

/// The tasks of the documented array. `SGLAUNCH_TASKS` is another number, for a test by hand.
const TASKS: usize = 60;

/// Runs before every task and waits for all of them, so that they find a cold cache at once.
const GATE: &str = r#"#!/bin/sh
cd "$(dirname "$0")"
: >"waiting-$SLURM_JOB_ID"
until [ -e open ]; do sleep 0.1; done
"#;

#[test]
#[cfg_attr(windows, ignore = "Slurm is for Unix")]
fn tasks_that_share_a_home_build_one_bundle() {
    let test = "integrations::slurm::tasks_that_share_a_home_build_one_bundle";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = node(test, &authority, &site) else {
        return;
    };
    let farm = Farm::start(&sandbox, &[one_node()]);

    let tasks = std::env::var("SGLAUNCH_TASKS").ok();
    let tasks = tasks.map_or(TASKS, |tasks| tasks.parse().expect("a number"));
    let script = FARM_PAGE.shown("Slurm", "`publish.sh`");
    let array = |tasks: usize| format!("--array=1-{tasks}\n");
    assert!(script.contains(&array(TASKS)), "{script}");
    sandbox.write(
        "home/publish.sh",
        script.replace(&array(TASKS), &array(tasks)),
    );
    typed(&sandbox, &FARM_PAGE.command("Slurm", "sbatch")).code(0);
    wait_for("every task at the gate", || farm.waiting() == tasks);
    assert!(!sandbox.cache().exists(), "nothing is built yet");
    sandbox.write("farm/open", "");
    wait_for("the end of every task", || farm.is_idle());
    assert_eq!(farm.states(), vec!["COMPLETED"; tasks]);
    for task in 1..=tasks {
        let log = sandbox.home().join(format!("publish-{task}.log"));
        assert_eq!(fs::read_to_string(log).expect("a log"), "hello\n", "{task}");
    }
    let mut files = BTreeMap::new();
    kinds(&sandbox.cache(), &mut files);
    files.remove("pyc");
    let one = [("json", 1), ("pem", 1), ("py", 2)];
    assert_eq!(
        files,
        one.map(|(kind, count)| (kind.to_owned(), count)).into()
    );

    submit(&sandbox, "alone", "python3 publish.py \"$SITE\"");
    wait_for("the end of the task without sglaunch", || farm.is_idle());
    typed(&sandbox, "cat alone.log; exit 1").untrusted();
}

/// As documented for `exec`, and with the cache on the node's own disk.
#[test]
#[cfg_attr(windows, ignore = "Slurm is for Unix")]
fn a_signal_to_the_batch_script_is_the_programs() {
    let test = "integrations::slurm::a_signal_to_the_batch_script_is_the_programs";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = node(test, &authority, &site) else {
        return;
    };
    let farm = Farm::start(&sandbox, &[one_node()]);
    sandbox.write("farm/open", "");
    let wait = "import signal, sys\n\
        signal.signal(signal.SIGUSR1, lambda *_: sys.exit(print('told')))\n\
        print('ready', flush=True)\n\
        signal.pause()\n";
    sandbox.write("home/wait.py", wait);
    let local = FARM_PAGE
        .shown("What a node needs", "the same file")
        .replace("/var/tmp", "$TMPDIR");
    let job = submit(
        &sandbox,
        "wait",
        &format!("{local}exec sglaunch python wait.py"),
    );
    let log = || fs::read_to_string(sandbox.home().join("wait.log")).unwrap_or_default();
    wait_for("the program", || log() == "ready\n");
    typed(&sandbox, &format!("scancel --batch --signal=USR1 {job}")).code(0);
    wait_for("the end of the program", || farm.is_idle());
    assert_eq!(log(), "ready\ntold\n");
    assert_eq!(farm.states(), ["COMPLETED"]);
    let local = typed(&sandbox, "ls $TMPDIR/sglaunch-$(id -un)/bundles").code(0);
    assert_eq!(
        (local.text().lines().count(), sandbox.bundles().len()),
        (1, 0)
    );
}

/// Returns a node that runs all tasks at once.
fn one_node() -> Node {
    Node {
        name: "node".to_owned(),
        cpus: 256,
        kind: None,
    }
}

/// Creates a machine with Slurm's daemons.
fn node(test: &str, authority: &Authority, site: &Site) -> Option<Sandbox> {
    has_daemons_or_skip(test)?;
    let sandbox = studio(authority, site).script("farm/gate", GATE);
    Some(with_conf(sandbox))
}

fn with_conf(sandbox: Sandbox) -> Sandbox {
    let conf = sandbox.path("farm/slurm.conf");
    sandbox.env("SLURM_CONF", conf)
}

/// Whether a farm can run here. If not, the test is reported as skipped; on CI it fails.
fn has_daemons_or_skip(test: &str) -> Option<()> {
    for daemon in ["munged", "slurmctld", "slurmd"] {
        tool_or_skip(test, daemon)?;
    }
    namespaces_or_skip(test).then_some(())
}

/// Submits a job of one command, and returns its number.
#[track_caller]
fn submit(sandbox: &Sandbox, name: &str, command: &str) -> String {
    let line = format!("sbatch --parsable --output={name}.log --wrap='{command}'");
    typed(sandbox, &line).code(0).text()
}

/// Counts the files of each kind: bundle, record, certifi hook, and its compiled files. A temporary
/// file would be another kind.
fn kinds(directory: &Path, found: &mut BTreeMap<String, usize>) {
    for path in files_in(directory) {
        if path.is_dir() {
            kinds(&path, found);
        } else {
            let kind = path.extension().unwrap_or_default().to_string_lossy();
            *found.entry(kind.into_owned()).or_default() += 1;
        }
    }
}
