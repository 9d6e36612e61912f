//! `bundle export` on every system.

use std::fs;

use super::base_count;
use crate::sandbox::{Sandbox, count};
use crate::system;

#[test]
fn export_writes_a_copy() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "export", "ca.pem"]).success();
    let copy = sandbox.home().join("ca.pem");
    assert_eq!(count(&copy), base_count());
    assert_eq!(
        fs::read_dir(sandbox.home())
            .expect("a directory")
            .flatten()
            .count(),
        2
    );
    assert!(
        sandbox
            .run(["bundle", "export", "."])
            .code(125)
            .stderr
            .contains("not a regular file")
    );
    assert!(
        sandbox
            .run(["bundle", "export", "/not/there/ca.pem"])
            .code(125)
            .stderr
            .contains("/not/there/ca.pem")
    );
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn export_follows_a_link_and_refuses_a_pipe() {
    let sandbox = Sandbox::new();
    sandbox.write("home/real.pem", "old");
    system::symlink("real.pem", sandbox.home().join("link.pem")).expect("a link");
    sandbox.run(["bundle", "export", "link.pem"]).success();
    assert_eq!(count(sandbox.home().join("real.pem")), base_count());
    assert!(sandbox.home().join("link.pem").is_symlink());
    sandbox.pipe("home/pipe");
    assert!(
        sandbox
            .run(["bundle", "export", "pipe"])
            .code(125)
            .stderr
            .contains("not a regular file")
    );
}
