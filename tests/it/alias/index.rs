//! The index of the aliases in files.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use super::{started, with_programs};
use crate::sandbox::Sandbox;
use crate::system;

const TOOL: &str = "{program: {linux: [tool]}, aliases: [py]}";

/// Returns a machine with a profile `tool` of the alias `py`, and directories whose stamps are
/// believed.
fn studio() -> Sandbox {
    let sandbox = with_programs(&["tool", "gadget", "python3"]).profile("tool", TOOL);
    sandbox.write_profile(
        "home/.config/sglaunch/profiles/other.yaml",
        "{program: {linux: [tool]}}",
    );
    sandbox
}

fn profile(sandbox: &Sandbox, name: &str) -> PathBuf {
    sandbox.path(format!("home/.config/sglaunch/profiles/{name}.yaml"))
}

/// Returns the index, if there is one.
fn index(sandbox: &Sandbox) -> Option<PathBuf> {
    let mut records = sandbox.records().into_iter();
    records.find(|path| fs::read(path).is_ok_and(|text| text.starts_with(b"{\"key\":\"aliases ")))
}

/// Writes an index that is believed.
fn settle(sandbox: &Sandbox, word: &str) -> String {
    for _ in 0..200 {
        sandbox.run([word]).success();
        let text = fs::read_to_string(index(sandbox).expect("an index")).expect("text");
        if !text.contains("stale") {
            return text;
        }
        thread::sleep(Duration::from_millis(100));
    }
    panic!("the index is not written again");
}

/// Edits a file in place, which leaves no trace in its directory.
fn edit(sandbox: &Sandbox, name: &str, yaml: &str) {
    fs::write(
        profile(sandbox, name),
        yaml.replace("linux:", &format!("{}:", system::NAME)),
    )
    .expect("the profile is writable");
}

#[test]
fn files_that_are_added_removed_or_edited_in_place_count_at_once() {
    let sandbox = studio();
    let before = settle(&sandbox, "py");
    assert_eq!(settle(&sandbox, "py"), before, "it is written once");
    // The alias moves from one profile to another: the old answer is checked.
    edit(&sandbox, "tool", "{program: {linux: [tool]}}");
    edit(&sandbox, "other", TOOL);
    started(sandbox.run(["py"]), "other");
    // A new one is not in the index. By its path, the program is not looked up in all files.
    edit(
        &sandbox,
        "tool",
        "{program: {linux: [tool]}, aliases: [gadget]}",
    );
    started(sandbox.run([sandbox.program("bin/gadget")]), "defaults");
    started(sandbox.run(["gadget"]), "tool");
    started(sandbox.run([sandbox.program("bin/gadget")]), "tool");
    // A removed one is an error.
    edit(&sandbox, "other", "{program: {linux: [tool]}}");
    sandbox
        .run(["py"])
        .code(125)
        .stderr_contains("there is no profile `py`");
    // A new file and a removed one change the directory.
    let sandbox = sandbox.profile("new", TOOL);
    started(sandbox.run(["py"]), "new");
    fs::remove_file(profile(&sandbox, "new")).expect("it exists");
    sandbox.run(["py"]).code(125);
}

#[test]
fn an_alias_that_moves_in_place_does_not_fall_to_a_built_in_one() {
    let alias = "{program: {linux: [tool]}, aliases: [python3]}";
    let sandbox = studio().profile("tool", alias);
    settle(&sandbox, "python3");
    edit(&sandbox, "tool", TOOL);
    edit(&sandbox, "other", alias);
    started(sandbox.run(["python3"]), "other");
}

#[test]
fn commands_bring_the_index_up_to_date() {
    for command in [&["list"][..], &["check"], &["show", "other"]] {
        let sandbox = studio();
        settle(&sandbox, "py");
        // The built-in alias is found without a new index.
        edit(
            &sandbox,
            "other",
            "{program: {linux: [tool]}, aliases: [python3]}",
        );
        started(sandbox.run(["python3"]), "python");
        sandbox.run(command).code(0);
        started(sandbox.run(["python3"]), "other");
    }
    // They do not write one.
    let sandbox = studio();
    sandbox.run(["show", "other"]).success();
    assert_eq!(sandbox.records(), [] as [PathBuf; 0]);
}

#[test]
fn an_index_that_is_not_one_is_written_again() {
    let sandbox = studio();
    let good = settle(&sandbox, "py");
    let path = index(&sandbox).expect("an index");
    let other = good.replace("\"tool\"", "\"other\"");
    let key = good.replacen("aliases 1", "aliases 0", 1);
    for bad in [
        "",
        "{",
        "[]",
        "\0",
        &good[..good.len() / 2],
        &key,
        "{\"key\":1}",
    ] {
        fs::write(&path, bad).expect("it is ours");
        started(sandbox.run(["py"]), "tool");
        assert_eq!(fs::read_to_string(&path).expect("text"), good, "{bad}");
    }
    // An alias in the index counts only if its profile has it.
    fs::write(&path, other).expect("it is ours");
    started(sandbox.run(["py"]), "tool");
}

#[test]
#[cfg(unix)]
fn an_index_that_others_can_write_to_is_not_read() {
    let sandbox = studio();
    settle(&sandbox, "py");
    let path = index(&sandbox).expect("an index");
    // Without an entry, `python3` would be the built-in alias.
    edit(
        &sandbox,
        "other",
        "{program: {linux: [tool]}, aliases: [python3]}",
    );
    started(sandbox.run(["python3"]), "python");
    system::set_mode(&path, 0o666);
    started(sandbox.run(["python3"]), "other");
    assert!(!system::has_mode(&path, 0o666), "it is written again");
}

#[test]
#[cfg(unix)]
fn without_a_writable_cache_only_time_is_lost() {
    let sandbox = studio().unprivileged();
    sandbox.run(["py"]).success();
    let cache = sandbox.cache();
    for dir in [cache.join("recipes"), cache.join("bundles"), cache] {
        system::set_mode(dir, 0o555);
    }
    let outcome = sandbox.run(["-q", "py"]);
    started(outcome, "tool");
    sandbox.run(["-q", "no-such"]).code(125);
}

#[test]
fn a_broken_profile_hides_no_alias_of_others() {
    let sandbox = studio().profile("aa-broken", "aliases: [py\n");
    started(sandbox.run(["py"]), "tool");
    // Its own alias was known before it broke.
    let sandbox = studio();
    settle(&sandbox, "py");
    edit(&sandbox, "tool", "{program: [tool\naliases: [py]");
    let by_alias = sandbox.run(["py"]).code(125);
    assert_eq!(by_alias.stderr, sandbox.run(["tool"]).stderr);
    by_alias.stderr_contains("tool.yaml");
}

#[test]
fn many_launches_at_once_write_one_index() {
    let sandbox = studio();
    thread::scope(|scope| {
        let launches: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| started(sandbox.run(["py"]), "tool")))
            .collect();
        for launch in launches {
            launch.join().expect("a launch");
        }
    });
    assert!(index(&sandbox).is_some());
    assert_eq!(sandbox.records().len(), 2);
}

#[test]
fn prune_removes_an_index_that_is_not_used() {
    let sandbox = studio();
    settle(&sandbox, "py");
    let path = index(&sandbox).expect("an index");
    sandbox.run(["bundle", "prune"]).success();
    assert!(path.exists());
    let old = SystemTime::now() - Duration::from_hours(31 * 24);
    system::set_modified(&path, old);
    sandbox.run(["bundle", "prune"]).success();
    assert!(!path.exists());
}

#[test]
fn a_letter_of_the_key_can_be_an_escape() {
    let yaml = r#"{"\u0061liases": [esc], program: {linux: [tool]}}"#;
    let sandbox = studio().profile("escaped", yaml);
    started(sandbox.run(["esc"]), "escaped");
}
