//! Containers in which root's files belong to `nobody`, such as those of Apptainer.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::clients::not_run;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{self, NOBODY};

/// A user who is neither root nor `nobody`.
const USER: u32 = 1000;

/// Returns a sandbox of that user, except the machine's directory, which is root's.
fn container() -> Sandbox {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    sandbox.write_profile(
        sandbox.machine("profiles/maya.yaml"),
        "program: {linux: [maya]}\n",
    );
    // The user may not be able to reach the one under test.
    system::install(sglaunch().as_ref(), &sandbox.path("sglaunch"));
    let give = Command::new("chown")
        .args(["-R", "1000:1000"])
        .arg(sandbox.path(""))
        .status();
    assert!(give.expect("chown runs").success());
    for path in ["", "profiles", "profiles/maya.yaml"] {
        system::chown(sandbox.machine(path), 0);
    }
    sandbox
}

/// Launches `maya` in a user namespace that maps only this user. `None` if there can be none here.
fn launch(sandbox: &Sandbox) -> Option<Outcome> {
    let words = ["--user", "--map-user=1000", "--map-group=1000"];
    let own = sandbox.path("sglaunch");
    let unshare = |program: &Path| {
        let mut command = sandbox.command_of("unshare");
        command.args(words).arg(program).uid(USER).gid(USER);
        command
    };
    let can = unshare("true".as_ref())
        .output()
        .is_ok_and(|output| output.status.success());
    let launch = || unshare(&own).arg("maya").output();
    can.then(|| launch().expect("it starts").into())
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "user namespaces are Linux'")]
fn roots_files_count_where_root_is_not_mapped() {
    let test = "launch::container::roots_files_count_where_root_is_not_mapped";
    if !system::is_root() {
        return not_run(test, "only root can make files of two users");
    }
    let sandbox = container();
    let Some(launched) = launch(&sandbox) else {
        return not_run(test, "no user namespace can be made");
    };
    let bundle = launched
        .success()
        .dcc_env("SSL_CERT_FILE")
        .expect("a value");
    assert!(Path::new(&bundle).starts_with(sandbox.cache()), "{bundle}");

    // A cache of another user looks like one of root's, and is not used.
    for path in [sandbox.cache(), sandbox.cache().join("recipes")] {
        system::chown(path, NOBODY);
    }
    let elsewhere = launch(&sandbox).expect("a namespace").code(0);
    let bundle = elsewhere.dcc_env("SSL_CERT_FILE").expect("a value");
    assert!(!Path::new(&bundle).starts_with(sandbox.cache()), "{bundle}");
}

#[test]
fn files_of_nobody_do_not_count_where_root_is_mapped() {
    let test = "launch::container::files_of_nobody_do_not_count_where_root_is_mapped";
    if !system::is_root() {
        return not_run(test, "only root can make files of two users");
    }
    let sandbox = container();
    system::chown(sandbox.machine("profiles/maya.yaml"), NOBODY);
    let error = sandbox.run(["show", "maya"]);
    assert!(
        error.stderr.contains("it belongs to user 65534"),
        "{}",
        error.stderr
    );
}
