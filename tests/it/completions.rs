//! Completions, in the shells that read them.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

/// Returns a sandbox with profiles of a studio. One name cannot be a word of a shell.
fn studio() -> Sandbox {
    Sandbox::new()
        .profile(
            "studio-tool",
            "description: |\n  It's `the` $(touch broken)'s \"tool\" [x]: y\u{2019}\n  $(touch broken)\n",
        )
        .profile("한글", "{}")
        .profile("qq b$(touch broken)", "{}")
        .profile("broken", "nonsense: 1\n")
}

/// Writes the completion script of a shell to the home directory.
fn script(sandbox: &Sandbox, shell: &str) -> PathBuf {
    sandbox.write(
        format!("home/_sglaunch.{shell}"),
        sandbox.run(["completions", shell]).success().stdout,
    )
}

/// Runs a script in a shell with the sandbox's environment. Returns `None` if the shell is not
/// installed.
fn shell(
    sandbox: &Sandbox,
    test: &str,
    name: &str,
    args: &[&str],
    script: &str,
) -> Option<Outcome> {
    let shell = tool_or_skip(&format!("completions::{test}"), name)?;
    let command = sandbox.command::<&str>([]);
    let env: Vec<(OsString, OsString)> = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect();
    let output = Command::new(shell)
        .args(args)
        .arg(script)
        .env_clear()
        .envs(env)
        .env("LC_ALL", "C.UTF-8")
        .current_dir(sandbox.home())
        .stdin(Stdio::null())
        .output();
    let outcome = Outcome::from(output.expect("the shell starts"));
    assert!(
        !sandbox.path("home/broken").exists(),
        "the shell executed a profile's name or description"
    );
    Some(outcome)
}

/// Returns the completions of bash for the last of `words`.
fn bash(test: &str, words: &[&str]) -> Option<Vec<String>> {
    let sandbox = studio();
    let file = script(&sandbox, "bash");
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let call = format!(
        "set -u; source {}; COMP_WORDS=({}); COMP_CWORD={}
         _sglaunch sglaunch \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        file.display(),
        quoted.join(" "),
        words.len() - 1
    );
    let outcome = shell(&sandbox, test, "bash", &["--norc", "-c"], &call)?.success();
    Some(lines(&outcome))
}

/// Returns the completions of fish for a line.
fn fish(test: &str, line: &str) -> Option<Vec<String>> {
    let sandbox = studio();
    let file = script(&sandbox, "fish");
    let call = format!("source {}; complete -C '{line}'", file.display());
    let outcome = shell(&sandbox, test, "fish", &["--no-config", "-c"], &call)?.success();
    let names = lines(&outcome)
        .into_iter()
        .map(|line| line.split('\t').next().unwrap_or_default().to_owned());
    Some(names.collect())
}

fn lines(outcome: &Outcome) -> Vec<String> {
    outcome
        .text()
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

const BUNDLE_COMMANDS: [&str; 7] = ["build", "diff", "export", "list", "path", "prune", "verify"];

#[track_caller]
fn assert_offers(found: &[String], expected: &[&str], words: &[&str]) {
    let mut offered: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|word| !word.starts_with('-'))
        .collect();
    offered.sort_unstable();
    assert_eq!(offered, expected, "{words:?}");
}

/// Command lines whose last word is completed, and the expected completions.
const LINES: &[(&[&str], &[&str])] = &[
    (&["sglaunch", "houdinif"], &["houdinifx"]),
    (
        &["sglaunch", "hou"],
        &["houdini", "houdinicore", "houdinifx"],
    ),
    (&["sglaunch", "bu"], &["bundle"]),
    (&["sglaunch", "studio"], &["studio-tool"]),
    (&["sglaunch", "한"], &["한글"]),
    (&["sglaunch", "-n", "hu"], &["husk"]),
    (&["sglaunch", "-p", "hus"], &["husk"]),
    (&["sglaunch", "--profile", "hus"], &["husk"]),
    (&["sglaunch", "bundle", ""], &BUNDLE_COMMANDS),
    (&["sglaunch", "bundle", "pat"], &["path"]),
    (&["sglaunch", "show", "houdinif"], &["houdinifx"]),
    (&["sglaunch", "env", "default"], &["defaults"]),
    (&["sglaunch", "bundle", "path", "hus"], &["husk"]),
    (&["sglaunch", "bundle", "export", "x.pem", "hus"], &["husk"]),
    (&["sglaunch", "completions", "ba"], &["bash"]),
];

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn bash_completes_profiles_and_commands() {
    let test = "bash_completes_profiles_and_commands";
    for (words, expected) in LINES {
        let Some(found) = bash(test, words) else {
            return;
        };
        assert_offers(&found, expected, words);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn fish_completes_profiles_and_commands() {
    let test = "fish_completes_profiles_and_commands";
    for (words, expected) in LINES.iter().filter(|(words, _)| words[1] != "completions") {
        let Some(found) = fish(test, &words.join(" ")) else {
            return;
        };
        assert_offers(&found, expected, words);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn options_are_offered_for_commands_that_use_them() {
    let test = "options_are_offered_for_commands_that_use_them";
    let has = |found: &[String], option: &str| found.iter().any(|word| word == option);
    let Some(found) = bash(test, &["sglaunch", "env", "husk", "--"]) else {
        return;
    };
    assert!(
        has(&found, "--format") && has(&found, "--profile-dir") && !has(&found, "--dry-run"),
        "{found:?}"
    );
    let Some(found) = bash(test, &["sglaunch", "--"]) else {
        return;
    };
    assert!(
        has(&found, "--dry-run") && !has(&found, "--format"),
        "{found:?}"
    );
    let Some(found) = bash(test, &["sglaunch", "schema", "--"]) else {
        return;
    };
    assert!(
        has(&found, "--help") && !has(&found, "--refresh"),
        "{found:?}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn arguments_of_a_program_are_completed_as_files() {
    let test = "arguments_of_a_program_are_completed_as_files";
    for words in [
        &["sglaunch", "husk", ""][..],
        &["sglaunch", "husk", "--"],
        &["sglaunch", "-n", "husk", "bu"],
    ] {
        let Some(found) = bash(test, words) else {
            return;
        };
        assert!(found.is_empty(), "bash falls back to files: {found:?}");
    }
    let Some(found) = fish(test, "sglaunch husk ") else {
        return;
    };
    assert_eq!(found, ["_sglaunch.fish"]);
}

/// Sets the line of an interactive zsh and requests the list of completions, which all pass through
/// `compadd`. Simulated keys would not do: the terminal interprets some of them.
const ZSH: &str = r#"
zmodload zsh/zpty
zpty shell 'PS1= zsh -f -i'
zpty -w shell 'autoload -U compinit; compinit -u -D; source ./_sglaunch.zsh; zle -C offer list-choices _main_complete'
zpty -w shell 'compadd() { local -a all; builtin compadd -O all "$@"; print -rl -- $all >>./offered; builtin compadd "$@" }'
zpty -w shell 'offer_once() { zle -D zle-line-init; BUFFER=$(<./line); CURSOR=$#BUFFER; zle offer; BUFFER="print do""ne"; zle accept-line }'
zpty -w shell 'zle -N zle-line-init offer_once'
zpty -r -m shell line '*done*'
sort -u ./offered
"#;

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn zsh_completes_profiles_and_commands() {
    let test = "zsh_completes_profiles_and_commands";
    for (words, expected) in LINES {
        let sandbox = studio();
        script(&sandbox, "zsh");
        sandbox.write("home/line", words.join(" "));
        let Some(outcome) = shell(&sandbox, test, "zsh", &["-f", "-c"], ZSH) else {
            return;
        };
        assert_offers(&lines(&outcome), expected, words);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it needs a shell of Unix")]
fn completion_scripts_load_without_output() {
    let sandbox = studio();
    for (name, args, call) in [
        (
            "bash",
            &["--norc", "-c"][..],
            "source ./_sglaunch.bash && complete -p sglaunch >/dev/null",
        ),
        (
            "zsh",
            &["-f", "-c"],
            "autoload -U compinit; compinit -u -D; source ./_sglaunch.zsh && [ $_comps[sglaunch] = _sglaunch ]",
        ),
        ("fish", &["--no-config", "-c"], "source ./_sglaunch.fish"),
    ] {
        script(&sandbox, name);
        if let Some(outcome) = shell(
            &sandbox,
            "completion_scripts_load_without_output",
            name,
            args,
            call,
        ) {
            assert_eq!(outcome.success().text(), "", "{name}");
        }
    }
}

#[test]
fn completion_scripts_contain_the_current_profiles() {
    for shell in SHELLS {
        let text = studio().run(["completions", shell]).success().text();
        assert!(
            text.contains("studio-tool") && text.contains("houdini"),
            "{shell}"
        );
        assert!(
            !text.contains("qq") && !text.contains('\u{2019}'),
            "{shell}"
        );
        assert!(
            !Sandbox::new()
                .run(["completions", shell])
                .success()
                .text()
                .contains("studio-tool"),
            "{shell}"
        );
    }
}
