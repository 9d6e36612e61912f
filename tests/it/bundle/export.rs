//! `bundle export` on every system.

use std::fs;

use super::{base_count, with_studio};
use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_server::Authority;

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

#[test]
fn export_writes_to_stdout() {
    let sandbox = Sandbox::new();
    let bundle = sandbox.run(["bundle", "path"]).success().text();
    let bundle = fs::read(bundle.trim_end()).expect("a bundle");
    assert_eq!(
        sandbox.run(["bundle", "export", "-"]).success().stdout,
        bundle
    );
    assert!(!sandbox.home().join("-").exists());
    sandbox.run(["bundle", "export", "./-"]).success();
    assert_eq!(fs::read(sandbox.home().join("-")).expect("a copy"), bundle);
    let list = sandbox
        .run(["bundle", "export", "--mozilla", "-"])
        .success();
    assert!(list.stdout.starts_with(b"-----BEGIN CERTIFICATE-----\n"));
}

#[test]
fn exported_certificates_have_their_subjects_above_them() {
    let studio = Authority::new("Zoë's Café -----BEGIN CERTIFICATE-----");
    let sandbox = with_studio(Sandbox::new(), &studio);
    let plain = sandbox.run(["bundle", "export", "-"]).success().text();
    let commented = sandbox
        .run(["bundle", "export", "--comments", "-"])
        .success();
    let text = commented.text();
    assert!(text.is_ascii() && text.lines().all(|line| line.len() < 600));
    let comments = text.lines().filter(|line| line.starts_with("# Subject: "));
    assert_eq!(comments.count(), base_count() + 1);
    assert!(
        text.contains(r"# Subject: CN=Zo\C3\AB's Caf\C3\A9 -\2D-\2D-BEGIN"),
        "{text}"
    );
    let blocks = text.lines().filter(|line| !line.starts_with('#'));
    let blocks: Vec<&str> = blocks.collect();
    assert_eq!(blocks.join("\n") + "\n", plain);
    // sglaunch reads it as it reads the plain one.
    let read = pem::parse_many(&commented.stdout).expect("good PEM");
    assert_eq!(read.len(), base_count() + 1);
}
