//! `scripts/release`: what it refuses before it installs packages and builds.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::clients::{cannot_run, not_run, repository};
use crate::sandbox::Outcome;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Replaces `scripts/install-packages`, which the release starts first of all: no test may install.
const STUB: &str = "#!/bin/sh\necho 'starts to install packages' >&2\nexit 99\n";

/// A clone of the sources, with the scripts of the work tree.
struct Clone {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

impl Clone {
    /// Returns `None` and reports the test as skipped if there is nothing to clone.
    fn new_or_skip(test: &str) -> Option<Self> {
        let missing = ["git", "bash"].map(|tool| (tool, which::which(tool).is_err()));
        if let Some((tool, _)) = missing.iter().find(|(_, is_missing)| *is_missing) {
            not_run(test, &format!("no {tool}"));
            return None;
        }
        let sources = repository("");
        if !sources.join(".git").exists() {
            not_run(test, "the sources are not a git checkout");
            return None;
        }
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("clone");
        let mut command = git();
        command.args(["clone", "--quiet", "--no-tags"]);
        let output = command.args([&sources, &path]).output();
        let output = output.expect("git starts");
        if !output.status.success() {
            cannot_run(test, String::from_utf8_lossy(&output.stderr).trim());
            return None;
        }
        let clone = Self { _dir: dir, path };
        for script in ["scripts/release", "packaging/version"] {
            fs::copy(sources.join(script), clone.path.join(script)).expect("a copy");
        }
        clone.write("scripts/install-packages", STUB);
        clone.commit();
        Some(clone)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path.join(path), text).expect("a file in the clone");
    }

    /// Makes the newest section of CHANGELOG.md have this title.
    fn write_changelog(&self, title: &str) {
        self.write(
            "CHANGELOG.md",
            &format!("# Changelog\n\n## {title}\n\n## 0.0.1 - 2026-01-01\n"),
        );
    }

    fn commit(&self) {
        let identity = [
            "user.name=Test",
            "user.email=test@localhost",
            "commit.gpgsign=false",
        ];
        let mut command = git();
        command.arg("-C").arg(&self.path);
        for setting in identity {
            command.args(["-c", setting]);
        }
        command.args([
            "commit",
            "--quiet",
            "--all",
            "--no-verify",
            "--allow-empty",
            "--message=Test",
        ]);
        Outcome::from(command.output().expect("git starts")).success();
    }

    fn release(&self, args: &[&str]) -> Outcome {
        let mut command = Command::new("bash");
        command
            .arg("scripts/release")
            .args(args)
            .current_dir(&self.path);
        without_git_variables(&mut command);
        command.output().expect("bash starts").into()
    }
}

fn git() -> Command {
    let mut command = Command::new("git");
    without_git_variables(&mut command);
    command
}

/// Removes what git sets for hooks: the test may run in one.
fn without_git_variables(command: &mut Command) {
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
}

#[test]
fn a_call_without_one_version_prints_the_usage() {
    let test = "release::a_call_without_one_version_prints_the_usage";
    let Some(clone) = Clone::new_or_skip(test) else {
        return;
    };
    for args in [
        &[][..],
        &["--repository", "https://example.org"],
        &[VERSION, "--repository"],
        &[VERSION, "--wibble"],
        &[VERSION, VERSION],
    ] {
        let outcome = clone.release(args).code(2);
        assert!(
            outcome.stderr.starts_with("usage: scripts/release VERSION"),
            "{args:?}"
        );
    }
}

#[test]
fn a_release_needs_its_version_in_all_files_and_nothing_uncommitted() {
    let test = "release::a_release_needs_its_version_in_all_files_and_nothing_uncommitted";
    let Some(clone) = Clone::new_or_skip(test) else {
        return;
    };
    let refused = |version: &str, error: &str, hint: &str| {
        let outcome = clone.release(&[version]).code(1);
        let expected = format!("error: {error}\nhint: {hint}");
        assert!(outcome.stderr.starts_with(&expected), "{}", outcome.stderr);
    };
    clone.write_changelog("99.0.0 - 2026-01-01");
    clone.commit();
    refused(
        "99.0.0",
        &format!("the version in Cargo.toml is {VERSION}, not 99.0.0"),
        "set it there, and run `cargo check`",
    );
    for title in ["Unreleased", "99.0.0"] {
        clone.write_changelog(title);
        clone.commit();
        refused(
            VERSION,
            &format!("the newest section of CHANGELOG.md is '{title}', not {VERSION}"),
            &format!("name the section of this release `## {VERSION} - 20"),
        );
    }
    let uncommitted = "there are uncommitted changes, and a release is made from a commit";
    clone.write_changelog(&format!("{VERSION} - 2026-01-01"));
    refused(VERSION, uncommitted, "commit them");
    clone.commit();
    clone.write("new", "");
    refused(VERSION, uncommitted, "commit them");
    fs::remove_file(clone.path.join("new")).expect("the file");

    let accepted = clone.release(&[VERSION]).code(99);
    assert_eq!(accepted.stderr, "starts to install packages\n");
}
