//! Files and directories of certificates as users receive them. Encodings of text are tested beside
//! their reader.

use std::fs;
use std::time::{Duration, Instant};

use crate::sandbox::{HINT_OF_WARNINGS, Sandbox, count};
use crate::system;
use crate::tls_server::Authority;

/// Returns a sandbox whose profiles trust the certificates in `~/given` only.
fn given() -> Sandbox {
    Sandbox::new().profile(
        "defaults",
        "ca: {native: false, mozilla: false, files: [~/given]}\n",
    )
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_directory_with_links_to_itself_is_read_once() {
    let sandbox = given();
    sandbox.write("home/given/a.pem", Authority::new("A").pem());
    sandbox.write("home/given/deeper/b.pem", Authority::new("B").pem());
    let dir = sandbox.home().join("given");
    for (target, link) in [(".", "itself"), ("..", "up"), ("deeper/..", "around")] {
        system::symlink(target, dir.join(link)).expect("a link");
    }
    for number in 0..3 {
        system::symlink("a.pem", dir.join(format!("0a1b2c3d.{number}"))).expect("a hash link");
    }
    fs::copy(dir.join("a.pem"), dir.join("copy.pem")).expect("a copy");
    let path = sandbox.run(["bundle", "path"]).success().text();
    assert_eq!(count(path.trim_end()), 1);
    // Two links to each other cause a warning.
    for (target, link) in [("two", "one"), ("one", "two")] {
        system::symlink(target, dir.join(link)).expect("a link");
    }
    let stderr = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert_eq!(
        stderr
            .matches("given/one: symbolic link that leads to itself\n")
            .count(),
        1,
        "{stderr}"
    );
}

#[test]
fn a_directory_is_read_in_every_format() {
    let sandbox = given();
    let names = ["A", "B", "C", "D"].map(Authority::new);
    sandbox.write("home/given/a.pem", names[0].pem().replace('\n', "\r"));
    sandbox.write("home/given/b.cer", names[1].der());
    let utf16: Vec<u8> = format!("\u{feff}{}", names[2].pem())
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    sandbox.write("home/given/c.crt", utf16);
    sandbox.write("home/given/d.txt", format!("인증서\n{}\n", names[3].pem()));
    sandbox.write("home/given/empty", "");
    sandbox.write("home/given/notes.md", "# Who gave us these");
    let path = sandbox.run(["bundle", "path"]).success().text();
    assert_eq!(count(path.trim_end()), 4);
}

#[test]
fn a_warning_names_file_block_and_reason() {
    let sandbox = given();
    let [a, b] = ["A", "B"].map(|name| Authority::new(name).pem());
    let broken = "-----BEGIN CERTIFICATE-----\nMIIB@@@@\n-----END CERTIFICATE-----\n";
    let cut = b.lines().take(4).collect::<Vec<&str>>().join("\n");
    let file = sandbox.write("home/given/mixed.pem", format!("{a}{broken}{b}{cut}"));
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(count(outcome.text().trim_end()), 2);
    for problem in [
        "block 2 (CERTIFICATE) skipped: invalid base64",
        "block 4 (CERTIFICATE) skipped: END line missing",
    ] {
        let line = format!("warning: file:{}: {problem}\n", file.display());
        assert!(outcome.stderr.contains(&line), "{}", outcome.stderr);
    }
    assert!(
        outcome.stderr.ends_with(HINT_OF_WARNINGS),
        "{}",
        outcome.stderr
    );
    assert_eq!(outcome.stderr.lines().count(), 3, "{}", outcome.stderr);
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are not in a directory")]
fn large_files_pipes_and_devices_are_rejected_at_once() {
    let sandbox = given();
    sandbox.write("home/given/good.pem", Authority::new("Good").pem());
    let large = fs::File::create(sandbox.home().join("given/large.pem")).expect("a file");
    large.set_len(100 * 1024 * 1024).expect("a sparse file");
    sandbox.pipe("home/given/pipe");
    system::symlink("/dev/zero", sandbox.home().join("given/zero")).expect("a link");
    let start = Instant::now();
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(count(outcome.text().trim_end()), 1);
    let line = "given/large.pem: larger than 64 MiB\n";
    assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
    for (named, why) in [
        ("~/given/large.pem", "larger than 64 MiB"),
        ("~/given/pipe", "not a file or a directory"),
        ("/dev/zero", "a device, not a file or a directory"),
        ("/dev/stdin", "symbolic link to "),
        ("~/given/empty", "contains no certificate"),
    ] {
        sandbox.write("home/given/empty", "");
        sandbox.write(
            "home/.config/sglaunch/profiles/named.yaml",
            format!("ca: {{files: ['{named}']}}\n"),
        );
        let failed = sandbox.run(["bundle", "path", "named"]).code(125);
        assert!(failed.stderr.contains(why), "{named}: {}", failed.stderr);
    }
}
