//! JSON, whose strings may hold any character.

use serde_json::Value;

use super::{HOSTILE, assert_printable, yaml};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

#[test]
fn json_escapes_what_could_control_the_terminal() {
    let text = yaml(HOSTILE);
    let profile = format!("description: {text}\nenv: {{A: {text}}}\n");
    let sandbox = Sandbox::new().profile("tool", &profile);
    let name = "\u{9b}2J\u{202e}x";
    sandbox.write(
        "home/.config/sglaunch/ca.d/a.pem",
        Authority::new(name).pem(),
    );
    let missing = sandbox.path("\u{9b}/missing.pem");
    let sandbox = sandbox.env("SSL_CERT_FILE", missing);
    let mut all = Vec::new();
    for args in [
        &["list", "--json"][..],
        &["show", "tool", "--json"],
        &["env", "tool", "--format", "json"],
        &["bundle", "list", "--json"],
        &["trust", "list", "--json"],
        &["shim", "list", "--json"],
        &["shortcut", "list", "--json"],
        &["schema"],
    ] {
        let outcome = sandbox.run(args).code(0);
        let shown = String::from_utf8(outcome.stdout.clone()).expect("UTF-8");
        assert_printable(&shown, &format!("{args:?}"));
        assert!(!shown.contains('\u{7f}'));
        all.push(outcome.json());
    }
    // The values are the same.
    let profiles = all[0]["profiles"].as_array().expect("a list");
    assert!(
        profiles
            .iter()
            .any(|profile| profile["description"] == HOSTILE)
    );
    assert_eq!(all[2]["A"], HOSTILE);
    let subjects = |list: &Value| -> Vec<String> {
        let rows = list["certificates"].as_array().expect("a list");
        rows.iter()
            .map(|row| row["subject"].as_str().expect("text").to_owned())
            .collect()
    };
    assert!(
        subjects(&all[3])
            .iter()
            .any(|subject| subject.contains("2J"))
    );
}
