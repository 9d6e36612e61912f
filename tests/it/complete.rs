//! The hidden command that the completion scripts call. How the shells use its answers is tested in
//! `completions`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::clients::tool_or_skip;
use crate::sandbox::{Sandbox, written_below};
use crate::strace::{OPEN, STAT};

/// Returns the answer for a line: what the shell adds, and the candidates.
#[track_caller]
fn complete(sandbox: &Sandbox, shell: &str, line: &str) -> Vec<String> {
    let words = line.split(' ');
    let args = ["__complete", shell].into_iter().chain(words);
    let outcome = sandbox.run(args).code(0);
    assert_eq!(outcome.stderr, "", "{line}");
    outcome.text().lines().map(str::to_owned).collect()
}

#[track_caller]
fn assert_words(sandbox: &Sandbox, line: &str, expected: &[&str]) {
    let mut answer = complete(sandbox, "fish", line).into_iter();
    assert_eq!(answer.next().as_deref(), Some("words"), "{line}");
    let words = answer.map(|line| line.split('\t').next().unwrap_or_default().to_owned());
    assert_eq!(words.collect::<Vec<_>>(), expected, "{line}");
}

#[test]
fn profiles_of_all_layers_and_their_aliases_are_offered() {
    let sandbox = Sandbox::new()
        .profile("zzuser", "aliases: ['zzalias', 'zzold{version}']\n")
        .profile("zzbroken", "nonsense: 1\n")
        .profile("zz@1", "{}")
        .profile("python", "aliases: [zzpython]\nextends: python\n")
        .env("SGLAUNCH_PROFILE_PATH", "../path");
    sandbox.write_profile(sandbox.machine("profiles/zzmachine.yaml"), "{}");
    sandbox.write_profile("path/zzpath.yaml", "{}");
    sandbox.write_profile("home/extra/zzdir.yaml", "{}");
    let all = [
        "zzalias",
        "zzbroken",
        "zzmachine",
        "zzpath",
        "zzpython",
        "zzuser",
    ];
    assert_words(&sandbox, "zz", &all);
    for line in [
        "-P extra zzd",
        "--profile-dir=~/extra zzd",
        &format!(
            "show -P ${}/extra zzd",
            if cfg!(windows) { "USERPROFILE" } else { "HOME" }
        ),
    ] {
        assert_words(&sandbox, line, &["zzdir"]);
    }
    // The file of `python` replaces its aliases.
    assert_words(&sandbox, "python", &["python"]);
    // A pattern is no name.
    assert_words(&sandbox, "-p zzo", &[]);
    assert_eq!(complete(&sandbox, "zsh", "zzo"), ["files"]);
}

#[test]
fn descriptions_are_those_of_the_profile() {
    let sandbox = Sandbox::new()
        .profile("zzplain", "env: {description: x}\ndescription: A tool\n")
        .profile("zzflow", "{description: \"A tool\"}")
        .profile(
            "zzanchor",
            "args: [&text -x]\ndescription: *text\naliases:\n- zzitem\n",
        )
        .profile("zzlong", "description: >-\n  One\n  line\nenv: {}\n")
        .profile("houdini", "extends: houdini\n")
        .profile("maya", "{}");
    let described = [
        "zzanchor:-x",
        "zzflow:A tool",
        "zzitem:Alias of zzanchor",
        "zzlong:One line",
        "zzplain:A tool",
    ];
    assert_eq!(complete(&sandbox, "zsh", "zz")[1..], described);
    let houdini = "houdini:SideFX Houdini, in the edition of the licence";
    assert_eq!(complete(&sandbox, "zsh", "houdini")[1], houdini);
    assert_eq!(complete(&sandbox, "zsh", "may")[1], "maya");
}

#[test]
fn the_files_of_a_large_studio_are_not_read() {
    let mut sandbox = Sandbox::new().profile("zztool", "aliases: [zzalias]\ndescription: x\n");
    for number in 0..100 {
        sandbox = sandbox.profile(&format!("zz{number}"), "{}");
    }
    let offered = |line: &str| complete(&sandbox, "zsh", line).split_off(1);
    assert_eq!(offered("zza"), [] as [&str; 0]);
    assert_eq!(offered("zzt"), ["zztool:x"]);
    assert_eq!(offered("zz").len(), 101);
    // A launch by an alias writes the index of the aliases.
    sandbox.run(["zzalias"]).code(127);
    assert_eq!(offered("zza"), ["zzalias:Alias of zztool"]);
}

#[test]
fn a_profile_is_offered_once_where_case_is_ignored() {
    let sandbox = Sandbox::new().profile("Nuke", "description: The studio's\n");
    let answer = complete(&sandbox, "zsh", "nuke").split_off(1);
    let described = answer.iter().find(|line| line.starts_with("nuke:"));
    let is_replaced = described.is_some_and(|line| line == "nuke:The studio's");
    let ignores_case = cfg!(any(windows, target_os = "macos"));
    assert_eq!(is_replaced, ignores_case, "{answer:?}");
    assert!(!ignores_case || !answer.iter().any(|line| line.starts_with("Nuke:")));
}

#[test]
fn without_a_letter_built_in_profiles_come_last() {
    let sandbox = Sandbox::new().profile("zztool", "aliases: [zzalias]\n");
    let answer = complete(&sandbox, "bash", " sglaunch ").split_off(1);
    let position = |name: &str| answer.iter().position(|word| word == name);
    let positions = ["zztool", "bundle", "help", "houdini"].map(position);
    assert!(positions.iter().all(Option::is_some) && positions.is_sorted());
    assert_eq!(position("zzalias"), None);
}

#[test]
fn profiles_for_other_systems_are_not_launched() {
    let sandbox = Sandbox::new();
    let other = if cfg!(target_os = "linux") {
        "photoshop"
    } else {
        "flameassist"
    };
    if cfg!(not(target_os = "macos")) {
        assert_eq!(complete(&sandbox, "bash", other)[1..], [] as [&str; 0]);
        for line in ["show", "env", "doctor", "check", "-p"] {
            assert_words(&sandbox, &format!("{line} {other}"), &[other]);
        }
    }
    for line in ["defaults", "shim add defaults", "shortcut add defaults"] {
        assert_eq!(
            complete(&sandbox, "zsh", line)[1..],
            [] as [&str; 0],
            "{line}"
        );
    }
    // A studio may have added a program.
    let sandbox = sandbox.profile(other, "program: {linux: [x]}\n");
    assert_words(&sandbox, other, &[other]);
}

#[test]
fn versions_are_those_of_list() {
    let programs = "program: {linux: ['/opt/tool{version}/tool', '/srv/tool-{version}/tool']}\n\
        aliases: ['Tool{version}x', tl]\n";
    let sandbox = Sandbox::new()
        .profile("tool", programs)
        .dcc("root/opt/tool9.5/tool")
        .dcc("root/opt/tool10.0/tool")
        .dcc("root/srv/tool-10.0/tool")
        .dcc("root/srv/tool-10.1/tool");
    assert_words(&sandbox, "tool@", &["tool@10.1", "tool@10.0", "tool@9.5"]);
    assert_words(&sandbox, "list tl@10", &["tl@10.1", "tl@10.0"]);
    assert_words(&sandbox, "shim add Tool1", &["Tool10.1x", "Tool10.0x"]);
    // A name that begins like a pattern costs no search.
    let sandbox = sandbox.profile("Tool10.1-other", "{}");
    assert_words(&sandbox, "Tool10.1", &["Tool10.1-other"]);
    assert_words(&sandbox, "tool@8", &[]);
    assert_words(&sandbox, "nothing@", &[]);
    assert_words(&sandbox, "@", &[]);
    let described = complete(&sandbox, "zsh", "tool@9");
    let path = sandbox.program("root/opt/tool9.5/tool");
    let expected = format!("tool@9.5:{}", path.display());
    assert_eq!(described[1].replace('\\', "/"), expected.replace('\\', "/"));
}

#[test]
fn values_are_those_that_the_command_takes() {
    let sandbox = Sandbox::new();
    for name in ["one.pem", "two.crt", "two.pem", "notes.txt", ".tmp123456"] {
        sandbox.write(format!("home/.config/sglaunch/ca.d/{name}"), "");
    }
    sandbox.write(sandbox.machine("ca.d/site.pem"), "");
    for (line, expected) in [
        ("trust remove ", &["one", "two.crt", "two.pem"][..]),
        ("trust remove one t", &["two.crt", "two.pem"]),
        ("trust remove one ", &[]),
        ("trust remove --site ", &["site"]),
        (
            "doctor python site-c",
            &[
                "site-connect",
                "site-closed",
                "site-client-certificate",
                "site-constraint",
            ],
        ),
        ("doctor python site-connect site-co", &["site-constraint"]),
        ("doctor --explain clo", &["clock"]),
        ("bundle list --source m", &["mozilla"]),
        (
            "bundle export --client=",
            &[
                "--client=openssl",
                "--client=gnutls",
                "--client=boringssl",
                "--client=java",
            ],
        ),
        ("show x ", &[]),
        (
            "show x --",
            &["--json", "--profile-dir", "--quiet", "--help"],
        ),
        ("list --json --j", &[]),
        ("-P x --profile-d", &["--profile-dir"]),
        ("-v", &["-v"]),
        ("CHE", &["check"]),
        ("-n che", &[]),
        ("shortcut add --icon x --na", &["--name"]),
    ] {
        let answer = complete(&sandbox, "elvish", line);
        let words = answer
            .iter()
            .skip(1)
            .map(|line| line.split('\t').next().unwrap_or_default());
        assert_eq!(words.collect::<Vec<_>>(), expected, "{line}");
    }
    for (line, added) in [
        ("-P ", "directories"),
        ("shim add --to=x", "directories"),
        ("shortcut add --icon ", "files"),
        ("trust add ", "files"),
        ("check zz", "files"),
        ("-p python ", "commands"),
        ("-p python ./", "files"),
        ("./", "files"),
        ("~/x", "files"),
        ("python --version", "files"),
        ("doctor --site ", "words"),
        ("list x y", "words"),
    ] {
        assert_eq!(complete(&sandbox, "zsh", line), [added], "{line}");
    }
}

/// An answer is never an error, and asks for no index of the aliases.
#[test]
fn nothing_is_written_or_reported() {
    let sandbox = Sandbox::new()
        .profile("tool", "program: {linux: [tool]}\naliases: [tl]\n")
        .profile("defaults", "nonsense: 1\n");
    let before = written_below(&sandbox.path("."));
    for line in [
        "",
        "to",
        "tl",
        "tool@",
        "tl@",
        "x@1",
        "shim remove ",
        "shortcut remove ",
    ] {
        complete(&sandbox, "fish", line);
    }
    for args in [
        &["__complete"][..],
        &["__complete", "bash"],
        &["__complete", "bash", ""],
        &["__complete", "zsh"],
        &["__complete", "tcsh", "x"],
        &["__complete", "bash", "x", "sglaunch 'a \"b\\"],
    ] {
        let outcome = sandbox.run(args).code(0);
        assert_eq!(outcome.stderr, "", "{args:?}");
    }
    assert!(written_below(&sandbox.path(".")) == before);
    let sandbox = sandbox.without("HOME").without("USERPROFILE");
    assert_words(&sandbox, "pytho", &["python", "python3"]);
    fs::remove_dir(sandbox.path("tmp")).expect("it is empty");
    complete(&sandbox, "bash", "x");
}

#[test]
#[cfg_attr(windows, ignore = "it takes a shell of Unix")]
fn a_closed_stdout_is_not_an_error() {
    let sandbox = Sandbox::new();
    let script = format!(
        "exec '{}' __complete zsh hou >&-",
        crate::sandbox::sglaunch()
    );
    let output = sandbox.command_of("/bin/sh").args(["-c", &script]).output();
    let outcome: crate::sandbox::Outcome = output.expect("a shell").into();
    assert_eq!(outcome.code(0).stderr, "");
}

/// No list of commands has it, and a profile cannot be called so.
#[test]
fn the_command_is_hidden_and_reserved() {
    let sandbox = Sandbox::new();
    for args in [
        &["--help"][..],
        &["-h"],
        &["complete"],
        &["man"],
        &["__complete", "zsh", "__"],
    ] {
        let outcome = sandbox.run(args);
        let text = format!("{}{}", outcome.stderr, outcome.text());
        assert!(!text.contains("__complete"), "{args:?}: {text}");
    }
    let outcome = sandbox.run(["init", "__complete"]).code(125);
    assert!(
        outcome.stderr.contains("is a command of sglaunch"),
        "{outcome:?}"
    );
    // As a shim, sglaunch passes the word on.
    let sandbox = sandbox.profile("tool", "{}");
    let outcome = sandbox.run(["-n", "-p", "tool", crate::sandbox::sglaunch(), "__complete"]);
    assert!(outcome.code(0).text().contains("__complete"));
}

/// strace holds each call that opens a directory, as a dead mount would, and ends only after that.
/// The answer comes before.
#[test]
fn a_directory_that_hangs_does_not_block_the_shell() {
    const TEST: &str = "complete::a_directory_that_hangs_does_not_block_the_shell";
    if tool_or_skip(TEST, "strace").is_none() {
        return;
    }
    let sandbox = Sandbox::new()
        .profile(
            "tool",
            "program: {linux: ['/net/tool{version}/tool', '/opt/tool{version}/tool']}\n",
        )
        .dcc("root/opt/tool2.0/tool");
    sandbox.write_profile("root/net/other.yaml", "{}");
    let net = sandbox.path("root/net");
    let answer = |line: &[&str]| {
        let call = sandbox.command(["__complete", "fish"].iter().chain(line));
        let mut strace = sandbox.command_of("strace");
        strace.args(["-f", "-o", "/dev/null", "-P"]).arg(&net);
        let calls = format!("{OPEN},{STAT}");
        let inject = format!("inject={calls}:delay_enter=4000000");
        strace.args(["-e", &format!("trace={calls}"), "-e", &inject]);
        strace.arg(call.get_program()).args(call.get_args());
        let begin = Instant::now();
        let mut child = strace.stdout(Stdio::piped()).spawn().expect("strace");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut text = String::new();
        for _ in 0..2 {
            stdout.read_line(&mut text).expect("a line");
        }
        let time = begin.elapsed();
        child.kill().expect("strace ends");
        child.wait().expect("strace ends");
        assert!(time < Duration::from_secs(2), "{line:?}: {time:?}");
        text
    };
    let path = sandbox.program("root/opt/tool2.0/tool");
    let expected = format!("words\ntool@2.0\t{}\n", path.display());
    assert_eq!(answer(&["tool@"]), expected);
    let net = net.to_str().expect("UTF-8");
    assert_eq!(answer(&["-P", net, "too"]), "words\ntool\t\n");
}
