//! `list` without a profile.

use super::{houdini, items, rows};
use crate::sandbox::Sandbox;
use crate::trust_dir::on_a_terminal_of;

fn studio() -> Sandbox {
    let other = if cfg!(windows) { "macos" } else { "windows" };
    Sandbox::new()
        .dcc(houdini("20.5.370"))
        .dcc("bin/tool")
        .on_path("bin")
        .profile("tool", "program: {linux: [tool]}\n")
        .profile("broken", "x: 1\n")
        .profile("other", &format!("program: {{{other}: [x]}}\n"))
        .profile("mine", "description: Ours\n")
        .profile("absent", "extends: nuke\nversion: '15.1'\n")
        .profile("pinned", "extends: houdini\nversion: '19.5'\n")
        .profile("child", "extends: pinned\n")
}

#[test]
fn what_is_installed_comes_first_and_each_state_has_its_words() {
    let sandbox = studio();
    let rows = rows(&sandbox, &["list"]);
    let of = |name: &str| {
        let index = rows.iter().position(|row| row[0] == name);
        let index = index.unwrap_or_else(|| panic!("{name}: {rows:?}"));
        (index, rows[index][1].as_str(), rows[index][2].as_str())
    };
    let (houdini, version, path) = of("houdini");
    assert_eq!((version, path.ends_with("houdini")), ("20.5.370", true));
    // A program of an unknown version is installed.
    let (tool, version, path) = of("tool");
    assert_eq!((version, path.contains("tool")), ("unknown", true));
    let (broken, version, action) = of("broken");
    let expected = ("-", "invalid: run `sglaunch check broken`");
    assert_eq!((version, action), expected);
    let (missing, version, words) = of("nuke");
    assert_eq!((version, words), ("-", "not installed"));
    let (pinned, version, words) = of("pinned");
    assert_eq!((version, words), ("-", "version 19.5 is not installed"));
    // The pin is in the file of another profile, which is not the one in the row's FROM.
    let words = "version 19.5 (pinned.yaml) is not installed";
    assert_eq!(of("child").2, words);
    // Nor is any other.
    assert_eq!(of("absent").2, "not installed");
    let (elsewhere, version, words) = of("other");
    assert_eq!((version, words), ("-", "not on this system"));
    let (without, version, words) = of("mine");
    assert_eq!((version, words), ("-", "-"));
    let order = [houdini, tool, broken, missing, pinned, elsewhere, without];
    assert!(order.is_sorted(), "{rows:?}");
}

#[test]
fn json_has_the_states() {
    let sandbox = studio();
    let profiles = items(&sandbox.run(["list", "--json"]).code(0).json(), "profiles");
    let of = |name: &str| {
        let row = profiles.iter().find(|row| row["name"] == name);
        row.unwrap_or_else(|| panic!("{name}")).clone()
    };
    for (name, state) in [
        ("houdini", "installed"),
        ("tool", "installed"),
        ("broken", "invalid"),
        ("nuke", "not-installed"),
        ("pinned", "not-installed"),
        ("other", "not-on-this-system"),
        ("mine", "no-program"),
    ] {
        assert_eq!(of(name)["state"], state, "{name}");
    }
    assert_eq!(of("tool")["version"], serde_json::Value::Null);
    assert_eq!(of("houdini")["version"], "20.5.370");
    assert_eq!(of("broken")["error"], "unknown key `x` in profile `broken`");
    // A description is not inherited from a profile of another name.
    assert_eq!(of("pinned")["description"], serde_json::Value::Null);
    assert_eq!(of("mine")["description"], "Ours");
}

/// One error of all profiles has one row that says what to do.
#[test]
fn a_broken_defaults_has_one_row_with_an_action() {
    let sandbox = Sandbox::new()
        .profile("defaults", "x: 1\n")
        .profile("mine", "y: 1\n");
    let list = sandbox.run(["list"]).success().text();
    let row = list.lines().nth(1).expect("a row");
    assert!(
        row.starts_with("defaults\t") && row.contains("run `sglaunch check defaults`"),
        "{list}"
    );
    // That of `mine` is another error.
    assert_eq!(list.matches("sglaunch check").count(), 2, "{list}");
    assert!(list.contains("invalid: see `defaults`"), "{list}");
}

/// A row for each built-in profile would scroll the installed programs out of the window.
#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix")]
fn a_terminal_has_one_line_for_built_in_profiles_that_are_not_installed() {
    // This machine may have programs of built-in profiles.
    let sandbox = studio().env("PATH", "/nowhere");
    let on_terminal = |args: &[&str]| on_a_terminal_of(120, &sandbox, "", args).text();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let short = lines(&on_terminal(&["-q", "list"]));
    let names: Vec<&str> = (short.iter().skip(1))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    // Profiles in files are listed, whatever is installed.
    let own = [
        "houdini", "broken", "absent", "child", "pinned", "tool", "other", "mine",
    ];
    assert_eq!(names, [&own[..], &["not"]].concat(), "{short:?}");
    // A pipe gets the rows of `--all`.
    let piped = lines(&sandbox.run(["list"]).code(0).text());
    assert_eq!(lines(&sandbox.run(["list", "--all"]).code(0).text()), piped);
    let all = on_terminal(&["-q", "list", "--all"]);
    for row in &piped {
        let name = row.split('\t').next().expect("a name");
        assert!(all.contains(&format!("{name} ")), "{name}: {all}");
    }
    // The row of `other` is that of a file.
    let elsewhere = piped
        .iter()
        .filter(|row| row.contains("not on this system"));
    let elsewhere = elsewhere.count() - 1;
    // The header, the profiles in files, and `defaults`, which has no program.
    let hidden = piped.len() - 1 - own.len() - 1 - elsewhere;
    let line = format!(
        "not installed: {hidden} profiles, and {elsewhere} for other systems (`sglaunch list --all`)"
    );
    assert_eq!(short.last(), Some(&line), "{all}");
    // A row of a built-in profile has the whole width.
    assert!(short[0].ends_with("FROM"), "{short:?}");
    let built_in = (Sandbox::new().dcc(houdini("20.5.370"))).env("PATH", "/nowhere");
    let text = on_a_terminal_of(80, &built_in, "", &["-q", "list"]).text();
    assert!(text.contains("houdini") && !text.contains("FROM"), "{text}");
    // Nothing is installed.
    let empty = Sandbox::new().env("PATH", "/nowhere");
    let text = on_a_terminal_of(80, &empty, "", &["-q", "list"]).text();
    assert!(
        text.starts_with("not installed: ") && text.lines().count() == 1,
        "{text}"
    );
}
