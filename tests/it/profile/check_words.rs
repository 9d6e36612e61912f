//! The arguments of `check`: files, directories and names of profiles.

use std::fs;

use crate::sandbox::Sandbox;
use crate::system;

const TOOL: &str = "program: {linux: [tool]}\n";

#[test]
fn each_file_has_a_line() {
    let sandbox = Sandbox::new();
    sandbox.write_profile("home/repo/good.yaml", TOOL);
    sandbox.write_profile("home/repo/wrong.yaml", "nonsense: 1\n");
    sandbox.write_profile(
        "home/repo/doubtful.yaml",
        &format!("{TOOL}args: ['{{vers}}', '{{verson}}']\n"),
    );
    let outcome = sandbox.run(["check", "repo"]).code(1);
    assert_eq!(
        outcome.text().replace('\\', "/"),
        "repo/doubtful.yaml: 1 warning\n\
         repo/good.yaml: ok\n\
         repo/wrong.yaml: not valid\n\
         3 profiles checked, 1 not valid, 1 warning\n"
    );
    let words = ["check", "repo/good.yaml", "houdini", "repo/doubtful.yaml"];
    assert_eq!(
        sandbox.run(words).code(0).text(),
        "repo/good.yaml: ok\n\
         houdini: ok\n\
         repo/doubtful.yaml: 1 warning\n\
         3 profiles checked, no errors, 1 warning\n"
    );
}

#[test]
fn only_strict_makes_warnings_fail() {
    let sandbox = Sandbox::new().profile("tool", &format!("{TOOL}args: ['{{Version}}']\n"));
    for words in [&["check"][..], &["check", "tool"]] {
        sandbox.run(words).code(0);
        sandbox.run([words, &["--strict"]].concat()).code(1);
    }
    let sandbox = sandbox.profile("tool", TOOL);
    sandbox.run(["check", "--strict"]).success();
}

#[test]
fn a_directory_is_a_layer_above_the_others() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\nargs: [-user]\n");
    sandbox.write("home/repo/maya.yaml", "extends: studio\n");
    sandbox.write_profile("home/repo/studio.yaml", "program: {linux: [maya]}\n");
    sandbox.write("home/repo/nuke.yaml", "extends: nuke\n");
    sandbox.write("home/repo/README.md", "text\n");
    sandbox.write("home/repo/maya.yaml~", "x: 1\n");
    sandbox.write("home/repo/.hidden.yaml", "x: 1\n");
    sandbox.write("home/repo/below/deep.yaml", "x: 1\n");
    let expected = "3 profiles checked, no errors\n";
    for dir in ["repo", "repo/", "./repo", "repo/../repo", "repo/."] {
        let text = sandbox.run(["check", "--strict", dir]).success().text();
        assert!(text.ends_with(expected), "{dir}: {text}");
    }
    let mut here = sandbox.command(["check", "--strict", "."]);
    let here = here.current_dir(sandbox.home().join("repo")).output();
    let here = String::from_utf8(here.expect("it runs").stdout).expect("UTF-8");
    assert!(here.ends_with(expected), "{here}");
    // A directory that is a layer is checked as that layer.
    sandbox
        .run(["check", "--strict", "../home/.config/sglaunch/profiles"])
        .success();
}

#[test]
fn a_name_is_a_profile_although_a_file_or_directory_has_it_too() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.home().join("maya")).expect("a directory");
    sandbox.write("home/nuke", "text\n");
    let text = sandbox.run(["check", "maya", "nuke"]).success().text();
    assert_eq!(text, "maya: ok\nnuke: ok\n2 profiles checked, no errors\n");
    let text = sandbox.run(["check", "python3"]).success().text();
    assert_eq!(text, "python3: ok\n1 profile checked, no errors\n");
    let error = sandbox.run(["check", "./maya"]).code(1).stderr;
    assert!(
        error.contains("there is no profile in this directory"),
        "{error}"
    );
}

#[test]
fn a_mistyped_name_or_path_has_a_hint() {
    let sandbox = Sandbox::new();
    sandbox.write("home/maya.yml", TOOL);
    sandbox.write("home/maya.txt", TOOL);
    for (word, sentence, hint) in [
        (
            "huodini",
            "there is no profile `huodini`",
            "did you mean `houdini`",
        ),
        (
            "houdini@20.5",
            "`houdini@20.5` is not a profile",
            "sglaunch check houdini",
        ),
        (
            "gone.yaml",
            "there is no such file",
            "give the path of a file",
        ),
        (
            "no/such/dir",
            "there is no such file",
            "give the path of a file",
        ),
        ("maya.yml", "must be named NAME.yaml", "rename the file"),
        ("maya.txt", "must be named NAME.yaml", "rename the file"),
    ] {
        let outcome = sandbox.run(["check", word]).code(1);
        let error = &outcome.stderr;
        assert!(
            error.contains(sentence) && error.contains(hint),
            "{word}: {error}"
        );
        let line = format!("{word}: not valid\n1 profile checked, 1 not valid\n");
        assert_eq!(outcome.text(), line);
    }
}

#[test]
fn files_that_are_not_read_are_reported() {
    let sandbox = Sandbox::new();
    for dir in ["home/.config/sglaunch/profiles", "home/repo"] {
        sandbox.write(format!("{dir}/maya.yml"), "x: 1\n");
        sandbox.write(format!("{dir}/nuke.YAML"), "x: 1\n");
    }
    for words in [&["check"][..], &["check", "repo"]] {
        let said = sandbox.run(words).code(0).stderr;
        assert_eq!(
            said.matches("warning: the file is not read").count(),
            2,
            "{said}"
        );
        assert!(
            said.contains("maya.yml\nhint: rename it to maya.yaml\n"),
            "{said}"
        );
        sandbox.run([words, &["--strict"]].concat()).code(1);
    }
}

#[test]
fn a_missing_directory_of_the_profile_path_is_reported() {
    let sandbox = Sandbox::new();
    sandbox.write_profile("studio/tool.yaml", TOOL);
    let dirs = [sandbox.path("studio"), sandbox.path("gone")];
    let path = std::env::join_paths(&dirs).expect("paths");
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", path);
    for words in [&["check"][..], &["check", "tool"]] {
        assert_eq!(
            sandbox.run(words).code(0).stderr,
            format!(
                "warning: SGLAUNCH_PROFILE_PATH names a directory that does not exist\n  --> {}\n\
                 hint: create the directory, or remove it from SGLAUNCH_PROFILE_PATH\n",
                dirs[1].display()
            )
        );
    }
}

#[test]
fn a_profile_that_cannot_be_typed_is_an_error() {
    let sandbox = Sandbox::new();
    let mut names = vec![
        ("foo@1", "the text after `@` is a version"),
        ("-x", "it would be an option"),
        ("list", "is a command of sglaunch"),
        ("init", "is a command of sglaunch"),
    ];
    if cfg!(unix) {
        names.push(("a:b", "use letters"));
    }
    for (name, why) in names {
        sandbox.write_profile(format!("home/repo/{name}.yaml"), TOOL);
        for word in ["repo".to_owned(), format!("repo/{name}.yaml")] {
            let outcome = sandbox.run(["check", &word]).code(1);
            assert!(outcome.stderr.contains(why), "{word}: {}", outcome.stderr);
            assert!(outcome.stderr.contains("hint: rename the file\n"));
            assert!(
                outcome
                    .text()
                    .contains(&format!("{name}.yaml: not valid\n")),
                "{}",
                outcome.text()
            );
        }
        fs::remove_dir_all(sandbox.home().join("repo")).expect("it exists");
    }
}

#[test]
fn an_unreadable_directory_is_an_error() {
    if !cfg!(unix) {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("home/closed/maya.yaml", "");
    system::set_mode(sandbox.home().join("closed"), 0o000);
    let sandbox = sandbox.unprivileged();
    let outcome = sandbox.run(["check", "closed"]).code(1);
    outcome.stderr_contains("cannot read the directory");
    system::set_mode(sandbox.home().join("closed"), 0o755);
}
