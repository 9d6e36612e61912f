//! Nested launches.

use std::fs;

use super::{MAYA, maya};
use crate::sandbox::{Sandbox, path_list, sglaunch};
use crate::system;

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_link_to_sglaunch_on_path_is_skipped() {
    let sandbox = maya();
    fs::create_dir(sandbox.path("shims")).expect("a directory");
    system::symlink(sglaunch(), sandbox.path("shims/maya")).expect("a link");
    let path = path_list([sandbox.path("shims"), sandbox.path("bin")]);
    let sandbox = sandbox.env("PATH", path);
    let outcome = sandbox.run(["maya"]).success();
    assert_eq!(
        outcome.json()["args"][0],
        sandbox.program("bin/maya").to_str().expect("UTF-8")
    );
}

#[test]
fn a_launch_loop_is_stopped() {
    let sandbox = Sandbox::new()
        .script_calling("bin/maya", "maya")
        .profile("maya", MAYA);
    let outcome = sandbox
        .on_path("bin")
        .env("SGLAUNCH", sglaunch())
        .run(["maya"])
        .code(125);
    assert!(
        outcome
            .stderr
            .contains("10 nested launches: `maya` starts `maya`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn nested_launches_have_the_same_environment() {
    let sandbox = Sandbox::new().dcc("bin/maya").profile(
        "maya",
        "program: {linux: [maya]}\nenv: {LIST: {prepend: [/a]}, SEVERAL: {prepend: ['${TWO}']}}\n",
    );
    let two = ["/a", "/b"].join(system::LIST_SEPARATOR);
    let sandbox = sandbox.env("TWO", two);
    let leftover = sandbox.write(
        "home/mine.pem",
        crate::tls_server::Authority::new("Mine").pem(),
    );
    let sandbox = sandbox.on_path("bin").env("SSL_CERT_FILE", &leftover);
    let once = sandbox.run(["maya"]).success();
    let twice = sandbox.run(["-p", "maya", sglaunch(), "maya"]).success();
    assert_eq!(sandbox.bundles().len(), 1);
    for name in ["SSL_CERT_FILE", "SGLAUNCH_INHERITED", "LIST", "SEVERAL"] {
        assert!(once.dcc_env(name).is_some(), "{name}");
        assert_eq!(once.dcc_env(name), twice.dcc_env(name), "{name}");
    }
    assert_eq!(twice.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("2"));
}

#[test]
fn a_nested_launch_trusts_the_files_of_the_outer_profile() {
    let sandbox = Sandbox::new()
        .pem("lab.pem", &crate::tls_server::Authority::new("Lab"))
        .profile("lab", "ca: {files: [~/lab.pem]}\n");
    let list = sandbox
        .run(["-p", "lab", sglaunch(), "bundle", "list"])
        .success()
        .text();
    assert!(list.contains("\nLab\t"), "{list}");
}

/// A render farm runs a job in the environment of the submitter, whose cache is on another machine.
#[test]
fn a_bundle_of_another_machine_is_replaced_by_its_inputs() {
    let lab = crate::tls_server::Authority::new("Lab");
    let sandbox = Sandbox::new().pem("lab.pem", &lab);
    let inherited = sandbox.home().join("lab.pem");
    let sandbox = sandbox
        .env(
            "SSL_CERT_FILE",
            system::absolute_path("/there/sglaunch/bundles/0123456789abcdef.pem"),
        )
        .env(
            "SSL_CERT_DIR",
            system::absolute_path("/there/sglaunch/empty"),
        )
        .env("SGLAUNCH_INHERITED", inherited);
    sandbox.run(["bundle", "path"]).success();
    assert!(sandbox.trusts(&lab.der()));
    for (name, path) in [
        ("SSL_CERT_FILE", "/there/0123456789abcdef.pem"),
        ("SSL_CERT_FILE", "/there/sglaunch/bundles/studio.pem"),
        ("SSL_CERT_DIR", "/there/empty"),
    ] {
        let path = system::absolute_path(path);
        let outcome = Sandbox::new().env(name, &path).run(["bundle", "path"]);
        let warning = format!("warning: inherited:{}: ", path.display());
        assert!(outcome.code(0).stderr.starts_with(&warning), "{path:?}");
    }
}
