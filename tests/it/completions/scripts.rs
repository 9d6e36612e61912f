//! The texts of the scripts.

use crate::sandbox::Sandbox;

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// Each start of a shell reads the script.
const MAX_BYTES: usize = 2048;

/// What bash 3.2, the one of macOS, lacks. `compopt` is missing too, and the script goes on
/// without.
const NOT_IN_BASH_3: [&str; 14] = [
    "mapfile",
    "readarray",
    "declare -A",
    "local -A",
    "local -n",
    "declare -n",
    "coproc",
    "|&",
    "&>>",
    "^}",
    "^^}",
    ",,}",
    "@Q}",
    "${!",
];

fn script(shell: &str) -> String {
    Sandbox::new().run(["completions", shell]).success().text()
}

#[test]
fn the_scripts_are_small_and_know_no_profile() {
    for shell in SHELLS {
        let script = script(shell);
        assert!(script.len() < MAX_BYTES, "{shell}: {} bytes", script.len());
        assert!(!script.contains("houdini"), "{shell}");
        let with_more = Sandbox::new().profile("studio-tool", "{}");
        let same = with_more.run(["completions", shell]).success().text();
        assert_eq!(same, script, "{shell}");
    }
}

#[test]
fn the_script_of_bash_uses_nothing_that_bash_3_lacks() {
    let script = script("bash");
    let code = script
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    for line in code {
        for missing in NOT_IN_BASH_3 {
            assert!(!line.contains(missing), "{line}");
        }
        let is_guarded = line.contains("2>/dev/null");
        assert!(!line.contains("compopt") || is_guarded, "{line}");
    }
    assert!(!script.contains("COMP_WORDBREAKS"), "{script}");
}
