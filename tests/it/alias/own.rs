//! The keys that belong to one profile: `description`, `aliases` and `extensions`.

use super::{started, with_programs};
use crate::sandbox::Sandbox;

#[test]
fn another_profile_does_not_inherit_them() {
    let studio = "{description: Studio, program: {linux: [tool]}, aliases: [st], extensions: [st]}";
    let sandbox = with_programs(&["tool"])
        .profile("studio", studio)
        .profile("show", "{extends: studio}")
        .profile("shot", "{extends: studio}")
        .profile("fx", "{extends: houdini}");
    let list = sandbox.run(["list", "--json"]).success().json();
    let described = |name: &str| {
        let mut profiles = list["profiles"].as_array().expect("a list").iter();
        let row = profiles.find(|row| row["name"] == name).expect("a row");
        row["description"].as_str().map(str::to_owned)
    };
    assert_eq!(described("studio").as_deref(), Some("Studio"));
    assert_eq!(described("shot"), None);
    assert_eq!(described("fx"), None);
    let hython = described("hython").expect("its own");
    assert!(hython.contains("Python"), "{hython}");
    let keys = keys(&sandbox, "shot");
    for key in ["description", "aliases", "extensions"] {
        assert!(!keys.iter().any(|known| known == key), "{key}");
    }
    started(sandbox.run(["st"]), "studio");
    let completions = sandbox.run(["__complete", "zsh", "shot"]).success().text();
    assert_eq!(completions, "words\nshot\n");
}

#[test]
fn all_layers_of_a_profile_share_them() {
    let sandbox = with_programs(&["python3"]).profile("python", "{extends: python, env: {A: b}}");
    let keys = keys(&sandbox, "python");
    for key in ["description", "aliases"] {
        assert!(keys.iter().any(|known| known == key), "{key}");
    }
    started(sandbox.run(["python3"]), "python");
    // A list replaces that of the layer below, and so does a profile that extends `defaults`.
    for yaml in [
        "{extends: python, aliases: [py]}",
        "{program: {linux: [python3]}, aliases: [py]}",
    ] {
        let sandbox = with_programs(&["python3"]).profile("python", yaml);
        sandbox
            .run(["python3"])
            .code(125)
            .stderr_contains("there is no profile `python3`");
        started(sandbox.run(["py"]), "python");
    }
}

fn keys(sandbox: &Sandbox, profile: &str) -> Vec<String> {
    let shown = sandbox.run(["show", profile, "--json"]).success().json();
    let values = shown["values"].as_array().expect("a list").iter();
    values
        .filter_map(|value| value["key"].as_str().map(str::to_owned))
        .collect()
}
