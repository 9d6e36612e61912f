//! `bundle diff`, and the changes that a verbose launch prints.

use std::fs;

use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

#[test]
fn diff_shows_the_changes_of_a_rebuild() {
    let sandbox = Sandbox::new()
        .pem("a.pem", &Authority::new("A"))
        .pem("b.pem", &Authority::new("B"));
    let sandbox = sandbox.profile(
        "defaults",
        "ca: {mozilla: false, files: [~/a.pem, ~/b.pem]}\n",
    );
    let diff = || sandbox.run(["bundle", "diff"]).success().text();
    let summary = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    let all = system::ROOTS + 2;
    assert_eq!(
        summary(&diff()),
        format!("{all} to add, 0 to remove, 0 to keep")
    );
    sandbox.run(["bundle", "path"]).success();
    assert_eq!(diff(), format!("0 to add, 0 to remove, {all} to keep\n"));

    let (b, c) = (
        Authority::builder("B2").expired().build(),
        Authority::new("C"),
    );
    sandbox.write("home/b.pem", format!("{}{}", c.pem(), b.pem()));
    let text = diff();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines[0], ["", "SUBJECT", "EXPIRES", "WHY", "SHA-256"]);
    let source = format!("file:{}", sandbox.home().join("b.pem").display());
    assert_eq!(lines[1][..4], ["+", "C", "4096-01-01", &source]);
    assert_eq!(
        lines[2][..4],
        ["-", "B", "4096-01-01", "no source contains it any more"]
    );
    let kept = all - 1;
    assert_eq!(
        summary(&text),
        format!("1 to add, 1 to remove, {kept} to keep")
    );
    // `diff` changes nothing, and the next build does what it printed.
    assert_eq!(diff(), text);
    let built = sandbox.run(["-v", "bundle", "path"]).code(0);
    for line in [
        format!("{all} certificates in "),
        format!("sglaunch: + C ({source})\n"),
        "sglaunch: - B (no source contains it any more)\n".to_owned(),
    ] {
        assert!(built.stderr.contains(&line), "{}", built.stderr);
    }
    assert_eq!(count(built.text().trim_end()), all);
    assert_eq!(diff(), format!("0 to add, 0 to remove, {all} to keep\n"));
}

#[test]
#[cfg_attr(windows, ignore = "p11-kit is not on Windows")]
fn diff_names_the_reason_of_a_removal() {
    let a = Authority::new("A");
    let sandbox = Sandbox::new()
        .pem("a.pem", &a)
        .profile("defaults", "ca: {mozilla: false, files: [~/a.pem]}\n");
    sandbox.run(["bundle", "path"]).success();
    let file = sandbox.write("root/etc/pki/trust/blocklist/a.pem", a.pem());
    let diff = sandbox.run(["-q", "bundle", "diff"]).code(0).text();
    assert!(
        diff.contains(&format!(
            "-\tA\t4096-01-01\tdistrusted by {}\t",
            file.display()
        )),
        "{diff}"
    );
    // A missing required file is the same error as in a launch.
    fs::remove_file(sandbox.home().join("a.pem")).expect("the directory is writable");
    let failed = sandbox.run(["bundle", "diff"]).code(125);
    assert!(
        failed.stderr.contains("defaults.yaml:1:"),
        "{}",
        failed.stderr
    );
}

#[test]
fn a_verbose_launch_shows_the_changes_of_a_rebuild() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/maya.exe")
        .profile("maya", "program: {linux: [/opt/maya.exe]}\n");
    assert!(
        !sandbox
            .run(["-v", "maya"])
            .code(0)
            .stderr
            .contains("sglaunch: +")
    );
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let stderr = sandbox.run(["-v", "maya"]).code(0).stderr;
    assert!(
        stderr.contains("built now\nsglaunch: + Proxy (trust:proxy)\n"),
        "{stderr}"
    );
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Other").pem(),
    );
    assert_eq!(sandbox.run(["maya"]).success().stderr, "");
}

#[test]
fn diff_compares_with_the_bundle_of_the_earlier_settings() {
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    let sandbox = Sandbox::new().pem("a.pem", &a).pem("b.pem", &b);
    let files = "mozilla: false, files: [~/a.pem, ~/b.pem]";
    let sandbox = sandbox.profile("defaults", &format!("ca: {{{files}}}\n"));
    sandbox.run(["bundle", "path"]).success();
    let denying = format!("ca: {{{files}, deny: ['{}']}}\n", sha1(&a.der()));
    let sandbox = sandbox.profile("defaults", &denying);
    let kept = system::ROOTS + 1;
    for profile in ["defaults", "python"] {
        let diff = sandbox.run(["bundle", "diff", profile]).code(0);
        let text = diff.text();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert!(
            lines[0].starts_with("-\tA\t4096-01-01\tdenied by the profile\t"),
            "{text}"
        );
        assert_eq!(lines[1], format!("0 to add, 1 to remove, {kept} to keep"));
        let note =
            "sglaunch: no bundle with these settings yet: compared with the bundle of `defaults`\n";
        assert_eq!(diff.stderr, note);
    }
    let stderr = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
    assert!(
        stderr.contains("sglaunch: - A (denied by the profile)\n"),
        "{stderr}"
    );
    assert_eq!(
        sandbox.run(["bundle", "diff", "python"]).success().text(),
        format!("0 to add, 0 to remove, {kept} to keep\n")
    );
}

#[test]
fn diff_prefers_the_profiles_own_earlier_bundle() {
    let sandbox = Sandbox::new()
        .pem("a.pem", &Authority::new("A"))
        .pem("b.pem", &Authority::new("B"));
    let sandbox = sandbox
        .profile("one", "ca: {mozilla: false, files: [~/a.pem, ~/b.pem]}\n")
        .profile("other", "ca: {mozilla: false, files: [~/b.pem]}\n");
    sandbox.run(["bundle", "path", "one"]).success();
    // Records have the time in seconds.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    sandbox.run(["bundle", "path", "other"]).success();
    let changed = "ca: {mozilla: false, files: [~/b.pem], keep_expired: true}\n";
    let sandbox = sandbox.profile("one", changed);
    let kept = system::ROOTS + 1;
    let diff = sandbox
        .run(["-q", "bundle", "diff", "one"])
        .success()
        .text();
    assert!(
        diff.ends_with(&format!("\n0 to add, 1 to remove, {kept} to keep\n")),
        "{diff}"
    );
    let diff = sandbox.run(["-q", "bundle", "diff"]).success().text();
    let last = format!(" to add, 1 to remove, {} to keep\n", system::ROOTS);
    assert!(diff.contains(&last), "{diff}");
}
