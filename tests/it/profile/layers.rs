//! Layers, and profiles that extend others.

use std::path::Path;

use serde_json::json;

use crate::programs::built_in;
use crate::sandbox::{Sandbox, path_list};
use crate::system;

#[test]
fn an_unknown_profile_is_reported_with_similar_names() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox.run(["hudini"]).code(125).stderr,
        "error: there is no profile `hudini`\nhint: did you mean `houdini`, `houdinifx` or `houdinicore`? run `sglaunch list` to see all profiles\n"
    );
    assert!(
        sandbox
            .run(["zzz"])
            .code(125)
            .stderr
            .ends_with("hint: run `sglaunch list` to see the profiles\n")
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
fn profiles_that_extend_each_other_are_an_error() {
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
fn the_higher_layer_wins_key_by_key() {
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
    let outcome = sandbox.run(["-P", &option, "maya"]).success();
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
        .success()
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
    let table = sandbox.run(["show", "maya"]).success().text();
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
fn sglaunch_config_dir_moves_the_users_profiles() {
    let sandbox = Sandbox::new().profile("studio", "");
    sandbox.write("home/settings/profiles/mine.yaml", "args: [-x]\n");
    let proxy = crate::tls_server::Authority::new("Proxy");
    let sandbox = sandbox
        .pem("proxy.pem", &proxy)
        .env("SGLAUNCH_CONFIG_DIR", "settings");
    let list = sandbox.run(["list"]).success().text();
    assert!(
        list.contains("\t~/settings/profiles/mine.yaml\n") && !list.contains("\nstudio\t"),
        "{list}"
    );
    let fingerprint = crate::tls_clients::sha1(&proxy.der());
    let add = ["trust", "add", "proxy.pem", "--fingerprint", &fingerprint];
    sandbox.run(add).success();
    assert!(sandbox.path("home/settings/ca.d/proxy.pem").exists());
}

#[test]
fn a_profile_without_extends_replaces_the_layer_below() {
    let sandbox = Sandbox::new()
        .profile("nukex", "program: {linux: [/x.exe]}\n")
        .dcc("root/x.exe");
    assert_eq!(
        sandbox.run(["nukex"]).success().dcc_args(),
        Vec::<serde_json::Value>::new()
    );
}

#[test]
fn defaults_of_the_machine_apply_to_all_programs() {
    let authority = crate::tls_server::Authority::new("Studio");
    let houdini = Path::new("root").join(system::houdini("20.5.370"));
    let sandbox = Sandbox::new().dcc(houdini.with_file_name("hython"));
    sandbox.write(sandbox.machine("profiles/studio.pem"), authority.pem());
    // A relative path starts at the directory of its file.
    sandbox.write(
        sandbox.machine("profiles/defaults.yaml"),
        "ca:\n  files:\n    - studio.pem\n",
    );
    sandbox.run(["hython"]).success();
    let list = sandbox.run(["bundle", "list", "hython"]).success().text();
    assert!(list.contains("\nStudio\t"), "{list}");
}

#[test]
fn profile_dir_may_be_relative() {
    let sandbox = Sandbox::new();
    sandbox.write("home/mine/maya.yaml", "description: mine\n");
    let show = sandbox
        .run(["-P", "mine", "show", "maya", "--json"])
        .success()
        .json();
    let file = sandbox.path("home/mine/maya.yaml");
    assert_eq!(show["files"][0]["file"], file.to_str().expect("UTF-8"));
}

#[test]
fn files_that_begin_with_a_dot_are_no_profiles() {
    let sandbox = Sandbox::new()
        .profile("._maya", "\u{0}")
        .profile(".#maya", "x");
    assert_eq!(
        sandbox.run(["check"]).success().text(),
        format!("{} profiles checked, no errors\n", built_in().len())
    );
}

#[test]
fn a_profile_that_hides_the_built_in_program_gets_a_hint() {
    let sandbox = Sandbox::new().profile("houdini", "env: {A: '1'}\n");
    let hint =
        "hint: add `extends: houdini` to its file to keep the values of the built-in profile";
    assert!(sandbox.run(["check"]).code(1).stderr.contains(hint));
    assert!(sandbox.run(["houdini"]).code(127).stderr.contains(hint));
    let elsewhere = Sandbox::new().profile("photoshop", "program: {windows: [photoshop]}\n");
    elsewhere.run(["check"]).success();
}
