use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::{ProblemKind, Read, read};
use super::document;

fn problems(read: &Read) -> Vec<(&str, &ProblemKind)> {
    (read.problems.iter())
        .map(|one| (file_name(&one.file), &one.kind))
        .collect()
}

fn file_name(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str());
    name.unwrap_or_default()
}

fn names(read: &Read) -> Vec<&str> {
    read.nodes.iter().map(|node| &*node.name).collect()
}

#[test]
fn the_json_files_of_a_directory_are_read_by_name() {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str| {
        let host = name.split('.').next().unwrap_or_default();
        fs::write(dir.path().join(name), document(host).to_string()).expect("a file");
    };
    for name in [
        "n10.json", "n2.json", "n1.JSON", ".n3.json", "n4.txt", "n5.json~", "json",
    ] {
        write(name);
    }
    fs::create_dir(dir.path().join("old.json")).expect("a directory");
    fs::write(dir.path().join("old.json/n6.json"), "{}").expect("a file");
    let found = read(&[dir.path().to_owned()]);
    assert_eq!(names(&found), ["n1", "n2", "n10"]);
    let files = found.files.iter().map(|file| file.file_name());
    let expected = ["n1.JSON", "n2.json", "n10.json"];
    assert!(files.flatten().eq(expected), "{:?}", found.files);
    assert!(found.problems.is_empty());
    // A file that is named twice is read once, and files may have any name.
    let named = ["n10.json", "n4.txt", ".n3.json"].map(|name| dir.path().join(name));
    let found = read(&[&[dir.path().to_owned()], &named[..]].concat());
    assert_eq!(
        names(&found),
        ["", "n1", "n2", "n4", "n10"].map(|name| if name.is_empty() { ".n3" } else { name })
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn each_file_that_is_not_a_diagnosis_says_why() {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    let mut newer = document("n1");
    newer["schema"] = json!(2);
    let good = document("n2").to_string();
    write("01-empty.json", "");
    write("02-text.json", "error: no such profile\n");
    write("03-cut.json", &good[..good.len() / 2]);
    write("04-list.json", r#"{"schema": 1, "profiles": []}"#);
    write("05-other.json", &"{\"level\": \"info\"}\n".repeat(50));
    write("06-newer.json", &newer.to_string());
    write(
        "07-two.json",
        &format!("{good}\n{{broken\n{}", document("n3")),
    );
    write("08-copy.json", &good);
    let found = read(&[dir.path().to_owned()]);
    assert_eq!(names(&found), ["n2", "n3"]);
    let of = dir.path().join("07-two.json");
    assert_eq!(
        problems(&found),
        [
            ("01-empty.json", &ProblemKind::Empty),
            ("02-text.json", &ProblemKind::NoDocument),
            ("03-cut.json", &ProblemKind::Truncated),
            ("04-list.json", &ProblemKind::NotADiagnosis),
            ("05-other.json", &ProblemKind::NotADiagnosis),
            ("06-newer.json", &ProblemKind::Schema("2".to_owned())),
            ("07-two.json", &ProblemKind::NotJson { line: 2 }),
            ("08-copy.json", &ProblemKind::Duplicate { of }),
        ]
    );
}

#[test]
fn a_path_without_files_is_a_problem() {
    let dir = tempfile::tempdir().expect("a directory");
    let absent = dir.path().join("absent");
    let found = read(&[dir.path().to_owned(), absent.clone()]);
    assert!(found.nodes.is_empty());
    assert_eq!(found.problems[0].kind, ProblemKind::NoFiles);
    assert_eq!(found.problems[1].file, absent);
    assert!(matches!(found.problems[1].kind, ProblemKind::Unreadable(_)));
    assert!(read(&[] as &[PathBuf]).problems.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn pipes_and_devices_are_problems_and_never_waited_for() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().expect("a directory");
    mknodat(
        CWD,
        dir.path().join("pipe.json"),
        FileType::Fifo,
        Mode::RUSR | Mode::WUSR,
        0,
    )
    .expect("a pipe");
    symlink("/dev/zero", dir.path().join("zero.json")).expect("a link");
    symlink("absent", dir.path().join("broken.json")).expect("a link");
    fs::write(dir.path().join("target"), document("n1").to_string()).expect("a file");
    symlink("target", dir.path().join("link.json")).expect("a link");
    let found = read(&[dir.path().to_owned()]);
    assert_eq!(names(&found), ["n1"]);
    let unreadable = problems(&found).into_iter();
    let unreadable = unreadable.filter(|(_, kind)| matches!(kind, ProblemKind::Unreadable(_)));
    let unreadable: Vec<&str> = unreadable.map(|(name, _)| name).collect();
    assert_eq!(unreadable, ["broken.json", "pipe.json", "zero.json"]);
}
