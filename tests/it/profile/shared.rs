//! Settings that a user or a studio names count, whoever can write to them. `check`, `show` and
//! `trust list` report that; launches do not.

use std::fs;

use crate::clients::not_run;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{self, NOBODY};
use crate::tls_server::Authority;

/// Returns a machine with a profile `maya`, a directory in `SGLAUNCH_PROFILE_PATH` and one of CAs.
fn studio() -> (Sandbox, Authority) {
    let authority = Authority::new("Studio");
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    sandbox.write("studio/certs/one.pem", authority.pem());
    sandbox.write("studio/certs/two.pem", Authority::new("Two").pem());
    let certs = sandbox.path("studio/certs");
    sandbox.write_profile(
        "studio/profiles/maya.yaml",
        &format!(
            "program: {{linux: [maya]}}\nca: {{files: ['{}']}}\n",
            certs.display()
        ),
    );
    sandbox.write("studio/profiles/defaults.yaml", "env: {STUDIO: here}\n");
    let path = sandbox.path("studio/profiles");
    (sandbox.env("SGLAUNCH_PROFILE_PATH", path), authority)
}

/// Checks that `check` and `show` print these warnings alone, and launches none.
#[track_caller]
fn reported(sandbox: &Sandbox, warnings: &[&str]) {
    let started = sandbox.run(["--refresh", "maya"]).success();
    assert_eq!(started.dcc_env("STUDIO").as_deref(), Some("here"));
    for command in [&["check"][..], &["check", "maya"], &["show", "maya"]] {
        let said = sandbox.run(command).code(0).stderr;
        assert_eq!(said.lines().count(), warnings.len(), "{command:?}: {said}");
        for warning in warnings {
            assert!(said.contains(warning), "{command:?}: {warning}: {said}");
        }
    }
}

#[test]
fn directories_that_all_users_can_write_to_count_and_are_reported_once() {
    let (sandbox, authority) = studio();
    reported(&sandbox, &[]);
    let (profiles, certs) = (
        sandbox.path("studio/profiles"),
        sandbox.path("studio/certs"),
    );
    for path in [
        profiles.clone(),
        profiles.join("maya.yaml"),
        profiles.join("defaults.yaml"),
        certs.clone(),
        certs.join("one.pem"),
        certs.join("two.pem"),
    ] {
        system::set_mode(path, 0o777);
    }
    let how = format!(
        "warning: {}: all users can write to it, and so change how your programs start: check that this is intended\n",
        profiles.display()
    );
    let cas = format!(
        "warning: file:{}: all users can write to it, and so add CAs that you trust: check that this is intended\n",
        certs.display()
    );
    reported(&sandbox, &[&how, &cas]);
    let list = sandbox.run(["bundle", "list", "maya"]).success().text();
    assert!(list.contains("\nStudio\t"), "{list}");
    drop(authority);

    // One file of each directory, if the directories are safe.
    system::set_mode(&profiles, 0o755);
    system::set_mode(&certs, 0o755);
    reported(&sandbox, &[".yaml: all users", ".pem: all users"]);
}

#[test]
fn a_directory_given_on_the_command_line_and_the_users_own_are_reported() {
    let sandbox = Sandbox::new()
        .dcc("bin/maya")
        .on_path("bin")
        .profile("nuke", "extends: nuke\n");
    sandbox.write_profile("mine/maya.yaml", "program: {linux: [maya]}\n");
    let (mine, own) = (
        sandbox.path("mine"),
        sandbox.path("home/.config/sglaunch/profiles"),
    );
    system::set_mode(&mine, 0o777);
    system::set_mode(&own, 0o777);
    let mine = mine.display().to_string();
    let said = sandbox.run(["-P", &mine, "check"]).code(0).stderr;
    for dir in [&mine, &own.display().to_string()] {
        let warning = format!("warning: {dir}: all users can write to it");
        assert_eq!(said.matches(&warning).count(), 1, "{said}");
    }
    sandbox.run(["-P", &mine, "maya"]).success();
}

#[test]
fn a_group_is_reported_but_other_owners_are_not() {
    if !system::is_root() {
        let test = "profile::shared::a_group_is_reported_but_other_owners_are_not";
        return not_run(test, "only root can change owners");
    }
    let (sandbox, _) = studio();
    let (profiles, certs) = (
        sandbox.path("studio/profiles"),
        sandbox.path("studio/certs"),
    );
    for path in [&profiles, &certs] {
        system::chown(path, NOBODY);
        for entry in fs::read_dir(path).expect("a directory") {
            system::chown(entry.expect("an entry").path(), NOBODY);
        }
    }
    reported(&sandbox, &[]);
    system::set_mode(&certs, 0o775);
    let group = format!(
        "warning: file:{}: group {NOBODY} can write to it",
        certs.display()
    );
    reported(&sandbox, &[&group]);
}

/// The user's own directory of CAs is a default one: there a warning comes with each build too.
#[test]
fn trust_list_reports_the_users_directory_and_files_once() {
    let (sandbox, authority) = (Sandbox::new(), Authority::new("Studio"));
    let file = sandbox.write("home/.config/sglaunch/ca.d/studio.pem", authority.pem());
    let dir = file.parent().expect("a directory");
    system::set_mode(&file, 0o666);
    let warning =
        |path: &std::path::Path| format!("file:{}: all users can write to it", path.display());
    let list = |sandbox: &Sandbox| sandbox.run(["trust", "list"]).code(0).stderr;
    assert!(
        list(&sandbox).contains(&warning(&file)),
        "{}",
        list(&sandbox)
    );
    system::set_mode(dir, 0o777);
    for said in [
        list(&sandbox),
        sandbox.run(["bundle", "path"]).code(0).stderr,
        sandbox.run(["check"]).code(0).stderr,
    ] {
        assert_eq!(said.matches("can write to it").count(), 1, "{said}");
        assert!(said.contains(&warning(dir)), "{said}");
    }
    assert!(sandbox.trusts(&authority.der()));
}

/// Runs sglaunch on file systems that strace makes look like CIFS.
fn run_on_cifs(sandbox: &Sandbox, args: &[&str]) -> Option<Outcome> {
    let strace = which::which("strace").ok()?;
    let mut command = sandbox.command_of(strace);
    // The first field of `struct statfs` is the type.
    let poke = "inject=statfs:poke_exit=@arg2=424d53ff00000000";
    command.args(["-o", "/dev/null", "-e", "trace=statfs", "-e", poke]);
    let output = command.arg(sglaunch()).args(args).output().ok()?;
    output.status.success().then(|| output.into())
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn permissions_that_a_file_system_makes_up_are_not_judged() {
    let (sandbox, _) = studio();
    for dir in ["studio/profiles", "studio/certs"] {
        system::set_mode(sandbox.path(dir), 0o777);
    }
    let Some(said) = run_on_cifs(&sandbox, &["check"]) else {
        let test = "profile::shared::permissions_that_a_file_system_makes_up_are_not_judged";
        return not_run(test, "strace cannot change the results of statfs");
    };
    for (dir, prefix) in [("studio/profiles", ""), ("studio/certs", "file:")] {
        let warning = format!(
            "warning: {prefix}{}: its permissions cannot be checked on this file system (cifs): check them on its server\n",
            sandbox.path(dir).display()
        );
        assert_eq!(said.stderr.matches(&warning).count(), 1, "{}", said.stderr);
    }
    assert!(!said.stderr.contains("can write to it"), "{}", said.stderr);
    let own = sandbox.write(
        "home/.config/sglaunch/ca.d/x.pem",
        Authority::new("X").pem(),
    );
    system::set_mode(own.parent().expect("ca.d"), 0o777);
    for args in [
        &["show", "maya"][..],
        &["trust", "list"],
        &["bundle", "path"],
    ] {
        let said = run_on_cifs(&sandbox, args).expect("strace works").stderr;
        assert_eq!(said, "", "{args:?}");
    }
    let built = sandbox.run(["--refresh", "bundle", "path"]).code(0).stderr;
    assert!(built.contains("ca.d: all users can write to it"), "{built}");
}
