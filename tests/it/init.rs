//! `sglaunch init`: a profile to start from.

use std::fs;
use std::path::PathBuf;

use crate::sandbox::Sandbox;
use crate::system;

fn own(sandbox: &Sandbox, file: &str) -> PathBuf {
    sandbox.path("home/.config/sglaunch").join(file)
}

/// Returns what a launch reads from a profile: its values and its environment.
fn launch(sandbox: &Sandbox, name: &str) -> (serde_json::Value, String) {
    let values = sandbox.run(["show", name, "--json"]).success().json()["values"].clone();
    let values: Vec<_> = (values.as_array().expect("a list").iter())
        .map(|row| (row["key"].clone(), row["value"].clone()))
        .collect();
    let env = sandbox.run(["env", name, "--format", "json"]).code(0);
    (serde_json::json!(values), env.text())
}

#[test]
fn a_new_profile_is_valid_and_changes_nothing() {
    let sandbox = Sandbox::new()
        .dcc("bin/houdini")
        .dcc("bin/nuke")
        .on_path("bin");
    for name in ["houdini", "defaults", "hython", "python", "nuke"] {
        let before = launch(&sandbox, name);
        let words: &[&str] = match name {
            "defaults" => &["init"],
            name => &["init", name],
        };
        let outcome = sandbox.run(words).code(0);
        let file = own(&sandbox, &format!("profiles/{name}.yaml"));
        assert_eq!(outcome.text(), format!("{}\n", file.display()));
        assert_eq!(
            outcome.stderr,
            format!("hint: edit this file, then run `sglaunch check {name}`\n")
        );
        sandbox.run(["check", "--strict", name]).success();
        assert_eq!(launch(&sandbox, name), before, "{name}");
        assert!(system::has_mode(&file, 0o644));
        let text = fs::read_to_string(&file).expect("it is written");
        assert!(text.starts_with("# yaml-language-server: $schema=../profile.schema.json\n"));
        assert_eq!(
            text.contains(&format!("\nextends: {name}\n")),
            name != "defaults"
        );
        assert!(!text.contains('\r'));
    }
    sandbox.run(["check", "--strict"]).success();
}

#[test]
fn the_schema_is_written_beside_and_kept_current() {
    let sandbox = Sandbox::new();
    let schema = sandbox.run(["schema"]).success().text();
    let file = own(&sandbox, "profile.schema.json");
    sandbox.write(&file, "old\n");
    sandbox.run(["init", "maya"]).code(0);
    assert_eq!(fs::read_to_string(&file).expect("it is written"), schema);
}

#[test]
fn the_comments_are_examples_that_can_be_used() {
    let sandbox = Sandbox::new();
    for name in ["maya", "defaults", "studio-tool"] {
        sandbox.run(["init", name]).code(0);
        let file = own(&sandbox, &format!("profiles/{name}.yaml"));
        let text = fs::read_to_string(&file).expect("it is written");
        // Lines with a key, and those below it; others are sentences.
        let used = text.lines().map(|line| {
            let example = line.strip_prefix("# ").unwrap_or(line);
            let is_key = example.starts_with(' ')
                || example.split_once(':').is_some_and(|(key, rest)| {
                    !key.contains(' ') && (rest.is_empty() || rest.starts_with(' '))
                });
            if is_key && !line.contains("yaml-language-server") {
                example.to_owned()
            } else {
                line.to_owned()
            }
        });
        let used = used.collect::<Vec<_>>().join("\n") + "\n";
        assert!(
            used.contains("\nenv:\n  ") && used.contains("\nca:\n  files: "),
            "{used}"
        );
        let used = used.replace(
            "/studio/certificates/proxy.pem",
            "{path: /no.pem, optional: true}",
        );
        sandbox.write(&file, used);
        sandbox.run(["check", "--strict", name]).success();
    }
}

#[test]
fn a_program_of_ones_own_gets_a_whole_example() {
    let sandbox = Sandbox::new()
        .dcc("bin/studio-tool")
        .dcc("bin/it's $5")
        .on_path("bin");
    for name in ["studio-tool", "it's $5"] {
        sandbox.run(["init", name]).code(0);
        sandbox.run(["check", "--strict", name]).success();
        let started = sandbox.run([name]).success();
        assert!(started.dcc_env("SSL_CERT_FILE").is_some());
        let json = sandbox.run(["show", name, "--json"]).success().json();
        let values = json["values"].as_array().expect("a list");
        assert!(
            values
                .iter()
                .any(|row| row["key"].as_str() == Some("description"))
        );
    }
    // The profile of a studio is extended as a built-in one is.
    let sandbox = Sandbox::new();
    sandbox.write_profile("studio/render.yaml", "program: {linux: [render]}\n");
    let studio = sandbox.path("studio");
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", studio);
    sandbox.run(["init", "render"]).code(0);
    let text = fs::read_to_string(own(&sandbox, "profiles/render.yaml")).expect("a profile");
    assert!(text.contains("\nextends: render\n"), "{text}");
    sandbox.run(["check", "--strict", "render"]).success();
}

/// `program` replaces the list of the profile below, which the user cannot know by heart.
#[test]
fn the_candidates_of_a_built_in_profile_are_there_to_be_changed() {
    let sandbox = Sandbox::new();
    let other = if cfg!(windows) { "macos" } else { "windows" };
    sandbox.write_profile("studio/farm.yaml", &format!("program: {{{other}: [x]}}\n"));
    let studio = sandbox.path("studio");
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", studio);
    for (name, has_built_in) in [("houdini", true), ("python", true), ("farm", false)] {
        let candidates = |sandbox: &Sandbox| {
            let json = sandbox.run(["show", name, "--json"]).success().json();
            let values = json["values"].as_array().expect("a list").iter();
            let program = values.filter(|row| {
                let key = row["key"].as_str().expect("a key");
                key.starts_with("program.")
            });
            program.map(|row| row["value"].clone()).collect::<Vec<_>>()
        };
        let before = candidates(&sandbox);
        sandbox.run(["init", name]).code(0);
        let file = own(&sandbox, &format!("profiles/{name}.yaml"));
        let text = fs::read_to_string(&file).expect("it is written");
        let start = text.find("# program:\n").expect("an example");
        let (before_list, list) = text.split_at(start);
        let end = list.find("\n\n").expect("other examples");
        let list = list[..end].replace("# ", "");
        sandbox.write(
            &file,
            format!("{before_list}{list}\n{}", &text[start + end..]),
        );
        sandbox.run(["check", "--strict", name]).success();
        let after = candidates(&sandbox);
        assert_eq!(after == before, has_built_in, "{text}");
        assert!(!after.is_empty(), "{text}");
        let words = if has_built_in {
            "replaces the"
        } else {
            "No path"
        };
        assert!(before_list.contains(words), "{text}");
    }
    // It has no program on any system.
    sandbox.run(["init", "defaults"]).code(0);
    let text = fs::read_to_string(own(&sandbox, "profiles/defaults.yaml")).expect("a profile");
    assert!(!text.contains("program:"), "{text}");
}

#[test]
fn nothing_is_overwritten() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\n");
    sandbox.write(own(&sandbox, "profiles/nuke.yml"), "x: 1\n");
    let mut existing = vec![("maya", "maya.yaml"), ("nuke", "nuke.yml")];
    if cfg!(unix) {
        let link = own(&sandbox, "profiles/houdini.yaml");
        system::symlink(sandbox.path("gone"), &link).expect("a link");
        existing.push(("houdini", "houdini.yaml"));
    }
    for (name, file) in existing {
        let outcome = sandbox.run(["init", name]).code(125);
        assert_eq!(
            outcome.stderr.replace('\\', "/"),
            format!(
                "error: profile `{name}` exists already\n  \
                 --> ~/.config/sglaunch/profiles/{file}\nhint: edit this file, or remove it first\n"
            )
        );
    }
    let text = fs::read_to_string(own(&sandbox, "profiles/maya.yaml")).expect("it is there");
    assert_eq!(text, "extends: maya\n");
    assert!(!sandbox.path("gone").exists());
    assert!(!own(&sandbox, "profile.schema.json").exists());
}

#[test]
fn a_word_that_is_no_name_is_refused() {
    let sandbox = Sandbox::new();
    for (word, sentence, hint) in [
        (
            "list",
            "`list` is a command of sglaunch",
            "choose another name",
        ),
        (
            "python3",
            "`python3` is an alias of profile `python`",
            "run `sglaunch init python`",
        ),
        (
            "python3.11",
            "`python3.11` is an alias of profile `python`",
            "run `sglaunch init python`",
        ),
        (
            "Nuke15.1v3",
            "is an alias of profile `nuke`",
            "run `sglaunch init nuke`",
        ),
        (
            "houdini@20.5",
            "after `@` is a version",
            "run `sglaunch init houdini`",
        ),
        ("./maya.yaml", "is a path", "run `sglaunch init maya`"),
        ("maya.yaml", "is a path", "run `sglaunch init maya`"),
        (
            "/opt/maya/bin/maya",
            "is a path",
            "run `sglaunch init maya`",
        ),
        ("..", "cannot be the name", "choose another name"),
        (".x", "cannot be the name", "choose another name"),
        ("", "cannot be the name", "choose another name"),
        ("a\nb", "cannot be the name", "choose another name"),
    ] {
        let error = sandbox.run(["init", word]).code(125).stderr;
        assert!(
            error.contains(sentence) && error.contains(hint),
            "{word}: {error}"
        );
    }
    let error = sandbox.run(["init", "--", "-x"]).code(125).stderr;
    assert!(error.contains("it would be an option"), "{error}");
    assert!(!own(&sandbox, "profiles").exists());
}

#[test]
fn site_writes_for_all_users() {
    let sandbox = Sandbox::new();
    let file = sandbox.machine("profiles/maya.yaml");
    let mut command = sandbox.command(["init", "maya", "--site"]);
    if cfg!(unix) {
        // Neither the directories nor the files depend on the umask.
        let mut shell = sandbox.command_of("/bin/sh");
        shell.args(["-c", "umask 007; exec \"$@\"", "sh"]);
        shell.arg(command.get_program()).args(command.get_args());
        command = shell;
    }
    let output = command.output().expect("it runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(printed, format!("{}\n", file.display()));
    for (path, mode) in [
        ("", 0o755),
        ("profiles", 0o755),
        ("profiles/maya.yaml", 0o644),
        ("profile.schema.json", 0o644),
    ] {
        assert!(system::has_mode(sandbox.machine(path), mode), "{path}");
    }
    sandbox.run(["check", "--strict", "maya"]).success();
    let show = sandbox.run(["show", "maya", "--json"]).success().json();
    assert_eq!(show["files"][0]["layer"], "machine");
}

#[test]
#[cfg(unix)]
fn a_directory_of_the_machine_that_others_can_change_is_refused() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.machine("profiles")).expect("a directory");
    for unsafe_dir in ["", "profiles"] {
        system::set_mode(sandbox.machine(unsafe_dir), 0o777);
        sandbox
            .run(["init", "maya", "--site"])
            .code(125)
            .stderr_contains("all users can write to it")
            .stderr_contains(
                "error: the settings in this directory would be ignored: all users can",
            )
            .stderr_contains("hint: read the files in it, remove it, and install");
        system::set_mode(sandbox.machine(unsafe_dir), 0o755);
    }
    assert!(!sandbox.machine("profiles/maya.yaml").exists());
}

#[test]
#[cfg(unix)]
fn a_user_who_is_not_an_administrator_gets_a_hint() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.machine("profiles")).expect("a directory");
    let sandbox = sandbox.unprivileged();
    system::set_mode(sandbox.machine("profiles"), 0o555);
    system::set_mode(sandbox.machine(""), 0o555);
    sandbox
        .run(["init", "maya", "--site"])
        .code(125)
        .stderr_contains("ermission denied")
        .stderr_contains("hint: run it as an administrator: with sudo");
    system::set_mode(sandbox.machine("profiles"), 0o755);
    system::set_mode(sandbox.machine(""), 0o755);
    // The user's own needs no privileges.
    sandbox.run(["init", "maya"]).code(0);
    let without_home = sandbox.without("HOME");
    without_home
        .run(["init", "maya"])
        .code(125)
        .stderr_contains("hint: set HOME, or use --site");
}

/// Where case counts, `Houdini` would be a profile of its own without a program.
#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "case does not count in names of profiles"
)]
fn a_name_in_another_case_is_refused() {
    let sandbox = Sandbox::new();
    let refused = sandbox.run(["init", "Houdini"]).code(125);
    assert_eq!(
        refused.stderr,
        "error: the profile is called `houdini`, not `Houdini`\n\
         hint: run `sglaunch init houdini`\n"
    );
    assert!(!own(&sandbox, "profiles").exists());
}

/// A name that resembles that of a profile may be a typo.
#[test]
fn a_new_profile_with_a_similar_name_has_a_hint() {
    let sandbox = Sandbox::new();
    let hint = sandbox.run(["init", "houdni"]).code(0).stderr;
    assert!(own(&sandbox, "profiles/houdni.yaml").exists());
    assert_eq!(
        hint,
        "hint: this profile is new: did you mean `houdini`, `houdinifx` or `houdinicore`? if so, remove this file and run \
         `sglaunch init` with that name; if not, edit this file, then run `sglaunch check houdni`\n"
    );
    for name in ["houdini", "my-renderer"] {
        let hint = sandbox.run(["init", name]).code(0).stderr;
        assert!(!hint.contains("did you mean"), "{hint}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "windows::for_all tests the groups of Windows")]
fn a_group_is_for_windows() {
    let sandbox = Sandbox::new();
    let refused = sandbox.run(["init", "--site", "--group", "tds"]).code(125);
    refused
        .stderr_contains("error: `--group` works on Windows only")
        .stderr_contains("SGLAUNCH_PROFILE_PATH");
    assert!(!sandbox.machine("profiles").exists());
    sandbox
        .run(["init", "--group", "tds"])
        .code(125)
        .stderr_contains("--site");
}
