//! Profiles: layers, what is wrong with them, and the commands that show them.

use std::path::Path;

use serde_json::json;

use crate::sandbox::{Sandbox, path_list};
use crate::system;

/// What a launch of profile `maya` with this text says.
fn error(yaml: &str) -> String {
    Sandbox::new()
        .profile("maya", yaml)
        .run(["maya"])
        .code(125)
        .stderr
}

#[test]
fn an_unknown_key_names_the_nearest() {
    assert_eq!(
        error("program: {linux: [maya]}\nca:\n  native: true\n  file: [a.pem]\n"),
        "error: unknown key `file` in profile `maya`
  --> ~/.config/sglaunch/profiles/maya.yaml:4:3
   |
 4 |   file: [a.pem]
   |   ^^^^
hint: a key with a similar name exists: `files`
"
    );
    let far = error("zzz: 1\n");
    assert!(
        far.contains("hint: the keys here are `description`, `extends`"),
        "{far}"
    );
}

#[test]
fn a_duplicate_key_is_pointed_at() {
    for (yaml, place) in [
        (
            "args: []\nenv: {}\nargs: []\n",
            ":3:1\n   |\n 3 | args: []\n   | ^^^^\n",
        ),
        (
            "env:\n  A: '1'\n  B: '2'\n  A: '3'\n",
            ":4:3\n   |\n 4 |   A: '3'\n   |   ^\n",
        ),
        (
            "ca:\n  native: true\n  native: false\n",
            ":3:3\n   |\n 3 |   native: false\n   |   ^^^^^^\n",
        ),
    ] {
        let error = error(yaml);
        assert!(
            error.starts_with("error: duplicate key `") && error.contains(place),
            "{error}"
        );
    }
}

#[test]
fn a_yaml_error_has_its_line_and_a_caret() {
    assert_eq!(
        error("env:\n  A: \"C:\\studio\"\n"),
        "error: profile `maya` cannot be read: found unknown escape character
  --> ~/.config/sglaunch/profiles/maya.yaml:2:9
   |
 2 |   A: \"C:\\studio\"
   |         ^
hint: in double quotes a backslash is an escape: use single quotes, or forward slashes
"
    );
    let users = error("env:\n  A: \"C:\\Users\"\n");
    assert!(
        users.contains("hint: in double quotes a backslash is an escape"),
        "{users}"
    );
    let tab = error("env:\n\tA: '1'\n");
    assert!(
        tab.contains("maya.yaml:2:1\n") && tab.contains("hint: indent with spaces"),
        "{tab}"
    );
}

#[test]
fn a_row_of_brackets_is_refused_at_once() {
    // Read, it would take more than a minute.
    let brackets = error(&format!("args: {}", "[".repeat(500_000)));
    assert!(
        brackets.contains("more than 1000 brackets are open at once"),
        "{brackets}"
    );
    let text = error(&format!("args: ['{}', $A]", "[]{}".repeat(1_000)));
    assert!(text.contains("`$A`"), "{text}");
}

#[test]
fn a_wrong_type_says_what_is_there_and_what_should_be() {
    for (yaml, sentence, hint) in [
        (
            "ca: {native: yes}\n",
            "ca.native: found string \"yes\", expected a boolean",
            "write true or false",
        ),
        ("description: \"a\n", "found unexpected end of stream", ""),
        (
            "args: -x\n",
            "args: found string \"-x\", expected a list",
            "",
        ),
        (
            "env: {A: 1}\n",
            "expected a string, null, or one of",
            "write the value in quotes",
        ),
        (
            "program: maya\n",
            "program: found string \"maya\", expected a map of settings",
            "",
        ),
        (
            "env: {A: {set: x}}\n",
            "unknown key `set`",
            "the keys here are `prepend`, `append` and `default`",
        ),
        (
            "ca: {files: [{optional: true}]}\n",
            "missing field `path`",
            "",
        ),
        ("- a\n", "found a list, expected a map of settings", ""),
    ] {
        let error = error(yaml);
        assert!(
            error.contains(sentence) && error.contains(hint),
            "{yaml}{error}"
        );
        assert!(error.contains("maya.yaml:1:"), "{error}");
    }
}

#[test]
fn what_sglaunch_sets_a_profile_may_not() {
    for name in [
        "SSL_CERT_FILE",
        "SHOTGUN_API_CACERTS",
        "PIP_CERT",
        "SSL_CERT_DIR",
        "SGLAUNCH_DEPTH",
    ] {
        let error = error(&format!("env:\n  B: x\n  {name}: /x\n"));
        assert!(
            error.starts_with(&format!("error: `{name}` is set by sglaunch")),
            "{error}"
        );
        assert!(
            error.contains("maya.yaml:3:3\n") && error.contains("`ca.files`"),
            "{error}"
        );
    }
}

#[test]
fn an_undefined_variable_is_pointed_at() {
    let sandbox = Sandbox::new().dcc("root/maya.exe").profile(
        "maya",
        "program: {linux: [/maya.exe]}\nenv:\n  A: ${STUDIO}/x\n",
    );
    assert_eq!(
        sandbox.run(["maya"]).code(125).stderr,
        "error: the variable `STUDIO` is not set (in profile `maya`)
  --> ~/.config/sglaunch/profiles/maya.yaml:3:3
   |
 3 |   A: ${STUDIO}/x
   |   ^
hint: set `STUDIO`, or give a default: `${STUDIO:-…}`
"
    );
    assert_eq!(
        sandbox
            .env("STUDIO", "/s")
            .run(["maya"])
            .quietly()
            .dcc_env("A")
            .as_deref(),
        Some("/s/x")
    );
}

#[test]
fn what_is_wrong_in_a_list_is_pointed_at() {
    let error = error("ca:\n  deny:\n    - '92'\n");
    assert!(
        error.starts_with("error: `92` is no fingerprint")
            && error.contains(" 3 |     - '92'\n   |       ^^^^\n"),
        "{error}"
    );
    let sandbox = Sandbox::new().profile("maya", "args: [a, $X, c]\n");
    let error = sandbox.run(["maya"]).code(125).stderr;
    assert!(
        error.contains(" 1 | args: [a, $X, c]\n   |           ^^\n"),
        "{error}"
    );
}

#[test]
fn an_unknown_profile_is_answered_with_near_names() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox.run(["hudini"]).code(125).stderr,
        "error: there is no profile `hudini`\nhint: did you mean `houdini`, `houdinifx` or `houdinicore`? `sglaunch list` shows them all\n"
    );
    assert!(
        sandbox
            .run(["zzz"])
            .code(125)
            .stderr
            .ends_with("hint: `sglaunch list` shows the profiles\n")
    );
    sandbox.run(["-p", "../../etc/passwd", "true"]).code(125);
    sandbox.write("home/.config/sglaunch/profiles/shake.yml", "");
    assert!(
        sandbox
            .run(["shake"])
            .code(125)
            .stderr
            .contains("rename it to shake.yaml")
    );
}

#[test]
fn profiles_that_extend_each_other_are_named() {
    let sandbox = Sandbox::new()
        .profile("a", "extends: b\n")
        .profile("b", "extends: c\n")
        .profile("c", "description: x\nextends: b\n");
    let error = sandbox.run(["a"]).code(125).stderr;
    assert!(
        error.starts_with("error: profiles extend each other in a circle: b → c → b\n"),
        "{error}"
    );
    assert!(error.contains("c.yaml:2:1\n"), "{error}");
    let missing = Sandbox::new()
        .profile("maya", "extends: hudini\n")
        .run(["maya"])
        .code(125)
        .stderr;
    assert!(
        missing.contains("`hudini`, which does not exist")
            && missing.contains("did you mean `houdini`"),
        "{missing}"
    );
    let own = Sandbox::new()
        .profile("mine", "extends: mine\n")
        .run(["mine"])
        .code(125)
        .stderr;
    assert!(own.contains("no layer below has a `mine`"), "{own}");
}

#[test]
fn the_higher_layer_wins_value_by_value() {
    let sandbox = Sandbox::new()
        .dcc("root/x.exe")
        .profile("maya", "extends: maya\nenv: {A: user, E: user}\n");
    sandbox.write_profile(
        sandbox.machine("profiles/maya.yaml"),
        "extends: maya\nprogram: {linux: [/x.exe]}\nenv: {A: machine, B: machine, C: machine, D: machine}\nargs: [machine]\n",
    );
    sandbox.write("one/maya.yaml", "extends: maya\nenv: {A: one, B: one}\n");
    sandbox.write(
        "two/maya.yaml",
        "extends: maya\nenv: {A: two, B: two, C: two}\n",
    );
    sandbox.write("option/maya.yaml", "extends: maya\nenv: {E: option}\n");
    let path = path_list([sandbox.path("one"), sandbox.path("two")]);
    let option = sandbox.path("option").display().to_string();
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", path);
    let outcome = sandbox.run(["-P", &option, "maya"]).quietly();
    for (name, value) in [
        ("A", "user"),
        ("B", "one"),
        ("C", "two"),
        ("D", "machine"),
        ("E", "option"),
    ] {
        assert_eq!(outcome.dcc_env(name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(outcome.dcc_args(), ["machine"]);

    let show = sandbox
        .run(["-P", &option, "show", "maya", "--json"])
        .quietly()
        .json();
    let layers: Vec<_> = show["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| file["layer"].clone())
        .collect();
    assert_eq!(
        layers,
        [
            "profile-dir",
            "user",
            "profile-path",
            "profile-path",
            "machine",
            "built-in",
            "built-in"
        ]
    );
    let value = |key: &str| {
        show["values"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|value| value["key"] == key)
            .cloned()
    };
    assert_eq!(
        value("env.B"),
        Some(json!({"key": "env.B", "value": "one", "file": 2}))
    );
    let table = sandbox.run(["show", "maya"]).quietly().text();
    assert!(
        table.contains("env.A\tuser\tuser ~/.config/sglaunch/profiles/maya.yaml\n"),
        "{table}"
    );
    assert!(
        table.contains("ca.native\ttrue\tbuilt-in defaults.yaml\n"),
        "{table}"
    );
}

#[test]
fn a_users_own_folder_may_be_elsewhere() {
    let sandbox = Sandbox::new().profile("studio", "");
    sandbox.write("home/settings/profiles/mine.yaml", "args: [-x]\n");
    let proxy = crate::tls_server::Authority::new("Proxy");
    let sandbox = sandbox
        .pem("proxy.pem", &proxy)
        .env("SGLAUNCH_CONFIG_DIR", "settings");
    let list = sandbox.run(["list"]).quietly().text();
    assert!(
        list.contains("\t~/settings/profiles/mine.yaml\n") && !list.contains("\nstudio\t"),
        "{list}"
    );
    let fingerprint = crate::tls_clients::sha1(&proxy.der());
    let add = ["trust", "add", "proxy.pem", "--fingerprint", &fingerprint];
    sandbox.run(add).quietly();
    assert!(sandbox.path("home/settings/ca.d/proxy.pem").exists());
}

#[test]
fn a_profile_of_the_same_name_replaces_unless_it_extends() {
    let sandbox = Sandbox::new()
        .profile("nukex", "program: {linux: [/x.exe]}\n")
        .dcc("root/x.exe");
    assert_eq!(
        sandbox.run(["nukex"]).quietly().dcc_args(),
        Vec::<serde_json::Value>::new()
    );
}

#[test]
fn three_lines_of_the_studio_reach_every_program() {
    let authority = crate::tls_server::Authority::new("Studio");
    let houdini = Path::new("root").join(system::houdini("20.5.370"));
    let sandbox = Sandbox::new().dcc(houdini.with_file_name("hython"));
    sandbox.write(sandbox.machine("profiles/studio.pem"), authority.pem());
    // A relative path starts at the file that it stands in.
    sandbox.write(
        sandbox.machine("profiles/defaults.yaml"),
        "ca:\n  files:\n    - studio.pem\n",
    );
    sandbox.run(["hython"]).quietly();
    let list = sandbox.run(["bundle", "list", "hython"]).quietly().text();
    assert!(list.contains("\nStudio\t"), "{list}");
}

#[test]
fn list_shows_what_each_profile_would_start() {
    let program = Path::new("root").join(system::houdini("20.5.370"));
    let sandbox = Sandbox::new()
        .dcc(&program)
        .profile("broken", "x: 1\n")
        .profile("mine", "");
    let text = sandbox.run(["list"]).quietly().text();
    let houdini = sandbox.path(program);
    assert!(
        text.contains(&format!(
            "houdini\t20.5.370\t{}\tbuilt-in\n",
            houdini.display()
        )),
        "{text}"
    );
    assert!(
        text.contains("broken\t-\tnot valid: unknown key `x` in profile `broken`\t-\n"),
        "{text}"
    );
    assert!(
        text.contains("mine\t-\t-\t~/.config/sglaunch/profiles/mine.yaml\n"),
        "{text}"
    );
    let list = sandbox.run(["list", "--json"]).quietly().json();
    assert_eq!(list["schema"], 1);
    let profiles = list["profiles"].as_array().expect("a list");
    let row = profiles
        .iter()
        .find(|row| row["name"] == "houdini")
        .expect("it is listed");
    assert_eq!(row["version"], "20.5.370");
    assert_eq!(row["program"], houdini.to_str().expect("UTF-8"));
}

#[test]
fn check_finds_what_a_launch_would() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox.run(["check"]).quietly().text(),
        "25 profiles checked, all are right\n"
    );
    let wrong = [
        ("a", "x: 1\n", "unknown key"),
        ("b", "env: {A: '${NO}'}\n", "`NO` is not set"),
        ("c", "ca: {files: [~/gone.pem]}\n", "there is no such file"),
        ("doctor", "", "that is a command of sglaunch"),
        ("e", "sites: ['http://x']\n", "not an https"),
        ("f", "version: newest\n", "no version"),
    ];
    let sandbox = wrong.iter().fold(sandbox, |sandbox, (name, yaml, _)| {
        sandbox.profile(name, yaml)
    });
    let outcome = sandbox.run(["check"]).code(1);
    assert_eq!(outcome.text(), "31 profiles checked, 6 are not right\n");
    for (_, _, sentence) in wrong {
        assert!(
            outcome.stderr.contains(sentence),
            "{sentence}: {}",
            outcome.stderr
        );
    }
    sandbox.write("repo/maya.yaml", "extends: maya\nargs: [-x]\n");
    let file = sandbox.path("repo/maya.yaml").display().to_string();
    assert_eq!(
        sandbox.run(["check", &file]).quietly().text(),
        "1 profile checked, all are right\n"
    );
    assert!(
        sandbox
            .run(["check", "nothing.yaml"])
            .code(1)
            .stderr
            .contains("no such file")
    );
}

#[test]
fn hidden_profiles_are_checked_too() {
    let sandbox = Sandbox::new().profile("maya", "args: []\n");
    let hidden = sandbox.write(sandbox.machine("profiles/maya.yaml"), "args: {}\n");
    assert!(
        sandbox
            .run(["check"])
            .code(1)
            .stderr
            .contains(&format!("{}:1:", hidden.display()))
    );
}

#[test]
fn a_profile_that_is_no_text_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        b"description: \xff\n",
    );
    assert!(
        sandbox
            .run(["maya"])
            .code(125)
            .stderr
            .contains("line 1 is not UTF-8")
    );
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        "\u{feff}args: []\n",
    );
    sandbox.run(["show", "maya"]).quietly();
}

#[test]
fn a_folder_of_profiles_may_be_relative() {
    let sandbox = Sandbox::new();
    sandbox.write("home/mine/maya.yaml", "description: mine\n");
    let show = sandbox
        .run(["-P", "mine", "show", "maya", "--json"])
        .quietly()
        .json();
    let file = sandbox.path("home/mine/maya.yaml");
    assert_eq!(show["files"][0]["file"], file.to_str().expect("UTF-8"));
}

#[test]
fn what_editors_and_file_servers_leave_behind_is_no_profile() {
    let sandbox = Sandbox::new()
        .profile("._maya", "\u{0}")
        .profile(".#maya", "x");
    assert_eq!(
        sandbox.run(["check"]).quietly().text(),
        "25 profiles checked, all are right\n"
    );
}

#[test]
fn check_looks_at_the_other_systems_too() {
    let sandbox = Sandbox::new().profile("a", "program:\n  windows: ['C:/x', '${FOO/x']\n");
    let error = sandbox.run(["check"]).code(1).stderr;
    assert!(error.contains("a.yaml:2:21\n"), "{error}");
    let nul = Sandbox::new()
        .profile("a", "args: [\"\\0\"]\n")
        .run(["check"])
        .code(1)
        .stderr;
    assert!(nul.contains("NUL"), "{nul}");
}

#[test]
fn a_bundle_cannot_be_named_by_just_any_variable() {
    for name in ["PATH", "LD_PRELOAD", "SSL_CERT_DIR", "SGLAUNCH_DEPTH"] {
        let error = error(&format!("ca: {{variables: [{name}]}}\n"));
        assert!(
            error.contains("cannot name a file of certificates"),
            "{error}"
        );
    }
}

#[test]
fn a_file_is_checked_as_the_layer_that_it_is_in() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\nargs: {}\n");
    let file = sandbox.write_profile(
        sandbox.machine("profiles/maya.yaml"),
        "extends: maya\nargs: [-x]\n",
    );
    sandbox
        .run(["check", file.to_str().expect("UTF-8")])
        .quietly();
}

#[test]
fn a_long_line_is_shown_around_the_mistake() {
    let error = error(&format!("args: [{} $X]\n", "'a', ".repeat(2000)));
    assert!(
        error.lines().all(|line| line.chars().count() < 120),
        "{error}"
    );
    let lines: Vec<&str> = error.lines().collect();
    let at = lines[4].find('^').expect("a caret");
    assert_eq!(&lines[3][at..at + 2], "$X");
}

#[test]
fn a_profile_that_only_meant_to_add_to_the_built_in_one_is_told_how() {
    let sandbox = Sandbox::new().profile("houdini", "env: {A: '1'}\n");
    let hint = "hint: `extends: houdini` in its file keeps what the built-in profile says";
    assert!(sandbox.run(["check"]).code(1).stderr.contains(hint));
    assert!(sandbox.run(["houdini"]).code(127).stderr.contains(hint));
    let elsewhere = Sandbox::new().profile("photoshop", "program: {windows: [photoshop]}\n");
    elsewhere.run(["check"]).quietly();
}

#[test]
fn a_version_that_the_profile_asks_for_is_pointed_at_there() {
    let sandbox = Sandbox::new()
        .dcc(Path::new("root").join(system::houdini("20.5.370")))
        .profile("houdini", "extends: houdini\nversion: '21'\n");
    let error = sandbox.run(["houdini"]).code(127).stderr;
    assert!(
        error.contains("houdini.yaml:2:1\n") && error.contains("installed: 20.5.370"),
        "{error}"
    );
    assert!(
        !sandbox
            .run(["houdini@22"])
            .code(127)
            .stderr
            .contains("houdini.yaml")
    );
}

#[test]
fn what_is_wrong_in_the_base_is_said_once() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/gone.pem]}\n");
    let outcome = sandbox.run(["check"]).code(1);
    assert_eq!(
        outcome.stderr.matches("error: ").count(),
        1,
        "{}",
        outcome.stderr
    );
    assert!(
        outcome
            .text()
            .starts_with("26 profiles checked, 25 are not right"),
        "{}",
        outcome.text()
    );
}
