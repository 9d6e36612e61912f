//! `doctor` as an array of 60 tasks, on 60 nodes, and the page of what they found.

use std::fs;
use std::path::PathBuf;

use super::cluster::{Farm, OFF, wait_for};
use super::staged::{install, nodes, of_kind, repair};
use super::{has_daemons_or_skip, with_conf};
use crate::doc_pages::FARM_PAGE;
use crate::integrations::{typed, with_tools};
use crate::sandbox::{Outcome, Sandbox, files_in};
use crate::tls_server::{Authority, WebServer};

const SECTION: &str = "Find the nodes that fail";

#[test]
#[cfg_attr(windows, ignore = "Slurm is for Unix")]
fn the_page_of_an_array_names_the_nodes_that_fail() {
    let test = "integrations::slurm::doctor::the_page_of_an_array_names_the_nodes_that_fail";
    if has_daemons_or_skip(test).is_none() {
        return;
    }
    let root = Authority::new("Studio Root");
    let site = WebServer::start(root.issue());
    let sandbox = with_conf(with_tools(Sandbox::new()));
    let Some(sandbox) = install(test, sandbox, &root, &site) else {
        return;
    };
    let farm = Farm::start(&sandbox, &nodes());
    fs::create_dir(sandbox.path("doctor")).expect("a directory");
    let job = FARM_PAGE.shown(SECTION, "make it executable");
    sandbox.write("home/doctor.sh", here(&sandbox, &job));
    documented(&sandbox, "sinfo").code(0);
    documented(&sandbox, "sbatch --array").code(0);
    wait_for("the end of every task", || farm.is_idle());
    let silent = [of_kind("killed"), of_kind(OFF)].concat();
    let answers: Vec<String> = (nodes().into_iter().map(|node| node.name))
        .filter(|name| !silent.contains(name))
        .collect();
    assert_eq!(names_with(&sandbox, "json"), answers);
    assert_eq!(names_with(&sandbox, "part"), of_kind("killed"));
    documented(&sandbox, "sglaunch doctor --merge").code(1);

    for kind in ["cut", "killed"] {
        repair(&sandbox, kind);
        sandbox.write("home/nodes.txt", of_kind(kind).join("\n"));
        documented(&sandbox, "for node").code(0);
    }
    wait_for("the end of every task", || farm.is_idle());
    assert_eq!(names_with(&sandbox, "part"), <[&str; 0]>::default());
}

/// Returns the names of the nodes that have left a file with this extension.
fn names_with(sandbox: &Sandbox, extension: &str) -> Vec<String> {
    let files = files_in(&sandbox.path("doctor")).into_iter();
    let files = files.filter(|file| file.extension().is_some_and(|found| found == extension));
    let name = |file: &PathBuf| Some(file.file_stem()?.to_str()?.to_owned());
    files.filter_map(|file| name(&file)).collect()
}

/// Runs a command of the page.
fn documented(sandbox: &Sandbox, beginning: &str) -> Outcome {
    let command = FARM_PAGE.command(SECTION, beginning);
    typed(sandbox, &here(sandbox, &command))
}

/// Puts the share of the page into the sandbox.
fn here(sandbox: &Sandbox, text: &str) -> String {
    let share = sandbox.path("doctor").display().to_string();
    text.replace("/studio/doctor", &share)
}
