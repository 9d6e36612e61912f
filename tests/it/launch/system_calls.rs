//! The system calls of a warm launch, which docs/performance.md lists with their reasons.

use std::collections::BTreeMap;
use std::fs;
use std::thread::sleep;
use std::time::Duration;

use super::stat_calls::{on_machine, trace};
use crate::doc_pages::PERFORMANCE_PAGE;
use crate::sandbox::{Sandbox, sglaunch};

/// Calls whose number depends on the allocator, or on the user. They access no file.
const NOT_LISTED: [&str; 6] = ["brk", "mmap", "munmap", "mremap", "geteuid", "getegid"];

/// The calls that read a file's metadata; which one is used depends on the libc.
const STAT: [&str; 5] = ["stat", "lstat", "fstat", "newfstatat", "statx"];

/// How often each call is made for each file.
type Calls = BTreeMap<(String, String), usize>;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn the_page_lists_every_system_call_of_a_warm_launch() {
    let sandbox = Sandbox::new().dcc("bin/tool");
    let sandbox = sandbox
        .on_path("bin")
        .profile("tool", "{program: {linux: [tool]}}");
    // As on Debian.
    sandbox.write("root/etc/ca-certificates.conf", "");
    for dir in [
        "etc/ca-certificates",
        "usr/local/etc",
        "usr/share/ca-certificates",
    ] {
        fs::create_dir_all(sandbox.path("root").join(dir)).expect("a directory");
    }
    // Until its files are older than the clock's resolution, each launch reads the bundle.
    for _ in 0..2 {
        sleep(Duration::from_millis(2_100));
        on_machine(&sandbox, sglaunch()).arg("tool").output().ok();
    }
    let test = "launch::system_calls::the_page_lists_every_system_call_of_a_warm_launch";
    let Some(lines) = trace(test, &sandbox, "trace=all", "tool") else {
        return;
    };
    let has_glibc = lines.iter().any(|line| line.starts_with("rseq("));
    let (made, listed) = (made(&sandbox, &lines), listed(has_glibc));
    let differences: Vec<String> = (made.keys().chain(listed.keys()))
        .filter(|call| made.get(call) != listed.get(call))
        .map(|call| {
            format!(
                "{call:?}: {:?} made, {:?} listed",
                made.get(call),
                listed.get(call)
            )
        })
        .collect();
    let trace = lines.join("\n");
    assert_eq!(differences, [""; 0], "{trace}");
}

/// Returns the rows of the page's table that apply to this libc.
fn listed(has_glibc: bool) -> Calls {
    let section = PERFORMANCE_PAGE.section("System calls of a warm launch");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let rows = rows.filter(|line| has_glibc || !line.contains("(with glibc)"));
    let cells = rows.map(|row| row.split('|').map(|cell| cell.trim().replace('`', "")));
    cells
        .map(|row| {
            let row: Vec<String> = row.collect();
            (
                (row[1].clone(), row[2].clone()),
                row[3].parse().expect("a number"),
            )
        })
        .collect()
}

/// Returns the calls of sglaunch itself, behind those of the libc's start.
fn made(sandbox: &Sandbox, lines: &[String]) -> Calls {
    let own = lines
        .iter()
        .rposition(|line| line.contains("/proc/self/exe"));
    let mut calls = Calls::new();
    let mut open = String::new();
    for line in &lines[own.expect("sglaunch reads its own path")..] {
        let (call, arguments) = line.split_once('(').expect("a call");
        let path = arguments.split('"').nth(1).filter(|path| !path.is_empty());
        let is_stat = STAT.contains(&call);
        let (call, of) = match (call, path) {
            (call, _) if NOT_LISTED.contains(&call) => continue,
            // Debug builds assert that a descriptor is open before they close it.
            ("fcntl", _) if arguments.contains("F_GETFD") => continue,
            ("open" | "openat", Some(path)) => {
                open = file_of(sandbox, path);
                ("open", open.clone())
            }
            ("read" | "close", _) => (call, open.clone()),
            (_, None) if is_stat && arguments.starts_with("0, NULL") => {
                ("stat", "nothing".to_owned())
            }
            (_, None) if is_stat => ("fstat", open.clone()),
            (_, Some(path)) if is_stat => ("stat", file_of(sandbox, path)),
            ("getcwd" | "uname", _) => (call, String::new()),
            (call, path) => (
                call,
                path.map(|path| file_of(sandbox, path)).unwrap_or_default(),
            ),
        };
        *calls.entry((call.to_owned(), of)).or_default() += 1;
    }
    calls
}

/// Returns the name that the page has for a path.
fn file_of(sandbox: &Sandbox, path: &str) -> String {
    let files = |dir: &str| fs::read_dir(sandbox.cache().join(dir)).expect("a directory");
    let is_in = |dir: &str| {
        files(dir).any(|entry| entry.is_ok_and(|entry| entry.path().as_os_str() == path))
    };
    if is_in("bundles") {
        return "the bundle".to_owned();
    }
    if is_in("recipes") {
        return "the record".to_owned();
    }
    let named = [
        (sandbox.cache(), "CACHE"),
        (sandbox.path("profiles"), "PROFILES"),
        (sandbox.path("bin"), "BIN"),
        (sandbox.home(), "~"),
    ];
    let found = named.iter().find_map(|(dir, name)| {
        let rest = path.strip_prefix(dir.to_str()?)?;
        Some(format!("{name}{rest}"))
    });
    found.unwrap_or_else(|| path.replace(sglaunch(), "sglaunch"))
}
