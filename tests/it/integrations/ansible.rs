//! `integrations/ansible`: the plays, run against this machine, below a directory.

use std::fs;
use std::path::{Path, PathBuf};

use crate::clients::{environment, repository};
use crate::sandbox::{Outcome, Sandbox, files_below, sglaunch};
use crate::system::{install, symlink};
use crate::tls_server::Authority;

/// A user who has the files of the play, and a machine with a Houdini.
fn workplace() -> Sandbox {
    let authority = Authority::new("Studio");
    let sandbox = Sandbox::new().dcc("root/opt/hfs20.5.332/bin/houdini");
    for play in ["sglaunch.yml", "remove.yml"] {
        let text = fs::read(repository("integrations/ansible").join(play)).expect("a play");
        sandbox.write(Path::new("play").join(play), text);
    }
    sandbox.write("play/files/ca.d/studio.pem", authority.pem());
    sandbox.write(
        "play/files/defaults.yaml",
        "sites: [https://studio.example]\n",
    );
    install(sglaunch().as_ref(), &sandbox.path("play/files/sglaunch"));
    // Pipelining copies no modules to temporary files, which takes half of the time.
    sandbox
        .env("LC_ALL", "C.UTF-8")
        .env("ANSIBLE_PIPELINING", "1")
}

/// Runs a play, and returns its count of changed tasks.
fn play(sandbox: &Sandbox, python: &Path, play: &str, options: &[&str]) -> usize {
    let root = format!("sglaunch_root={}", sandbox.path("root").display());
    let interpreter = format!("ansible_python_interpreter={}", python.display());
    let mut command = sandbox.command_of(python.with_file_name("ansible-playbook"));
    command
        .args([
            "-i",
            "localhost,",
            "-c",
            "local",
            "-e",
            &root,
            "-e",
            &interpreter,
        ])
        .args(options)
        .arg(sandbox.path("play").join(play));
    let outcome = Outcome::from(command.output().expect("it starts"));
    let text = outcome.text();
    assert_eq!(outcome.code, Some(0), "{text}{}", outcome.stderr);
    let (_, recap) = text.split_once("PLAY RECAP").expect("a recap");
    let (_, changed) = recap.split_once("changed=").expect("a count");
    let digits = changed.split_whitespace().next().expect("a number");
    digits.parse().expect("a number")
}

/// Returns the files of an installation below the root.
fn installed(sandbox: &Sandbox) -> Vec<PathBuf> {
    let root = sandbox.path("root");
    let dirs = ["usr", "etc/sglaunch", "var"].map(|dir| root.join(dir));
    let files = dirs.iter().filter(|dir| dir.exists());
    let files = files.flat_map(|dir| files_below(dir));
    files
        .map(|file| file.strip_prefix(&root).expect("below it").to_owned())
        .collect()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the plays are for Linux")]
fn a_roll_out_changes_nothing_the_second_time() {
    let test = "integrations::ansible::a_roll_out_changes_nothing_the_second_time";
    let Some(python) = environment(test, "3.11-ansible") else {
        return;
    };
    let sandbox = workplace();
    let run = |name: &str, options: &[&str]| play(&sandbox, &python, name, options);
    assert!(run("sglaunch.yml", &["--check", "--diff"]) > 0);
    assert_eq!(installed(&sandbox), <[PathBuf; 0]>::default());

    assert!(run("sglaunch.yml", &[]) > 0);
    let files = [
        "usr/local/bin/hython",
        "usr/local/bin/mayapy",
        "usr/local/bin/sglaunch",
        "usr/local/share/applications/sglaunch-houdini.desktop",
        "etc/sglaunch/ca.d/studio.pem",
        "etc/sglaunch/profiles/defaults.yaml",
    ];
    assert_eq!(installed(&sandbox), files.map(PathBuf::from));
    let trusted = sandbox.run(["trust", "list"]).success().text();
    assert!(trusted.contains("studio"), "{trusted}");
    assert_eq!(run("sglaunch.yml", &[]), 0);

    // A shim of the deb or the rpm.
    let shim = sandbox.path("root/usr/local/bin/mayapy");
    fs::remove_file(&shim).expect("a shim");
    symlink("/usr/bin/sglaunch", &shim).expect("a link");
    assert!(run("remove.yml", &[]) > 0);
    assert_eq!(installed(&sandbox), <[PathBuf; 0]>::default());
}
