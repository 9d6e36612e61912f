//! Arguments that are not programs: each has its own message, exit code and action.

use std::fs;

use super::maya;
#[cfg(target_os = "linux")]
use crate::clients::namespaces_or_skip;
use crate::sandbox::{Outcome, Sandbox};
use crate::system;

/// Checks the whole message of a launch that fails.
#[track_caller]
fn refused(sandbox: &Sandbox, words: &[&str], code: i32, message: &str) {
    let outcome = sandbox.run(words).code(code);
    assert_eq!(outcome.stderr, message, "{words:?}");
}

/// A machine with Houdini's and Nuke's installations, and files in the current directory.
fn machine() -> Sandbox {
    let sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .dcc("root/opt/hfs20.5.332/bin/hython")
        .dcc("home/Nuke15.1v3/Nuke15.1")
        .dcc("home/venv/bin/python3");
    for file in ["shot.hip", "publish.py", "my script.py", "A.HIPNC"] {
        let file = sandbox.write(format!("home/{file}"), "print(1)\n");
        system::set_mode(file, 0o644);
    }
    fs::create_dir(sandbox.path("home/dir")).expect("a directory");
    sandbox
}

#[test]
#[cfg_attr(windows, ignore = "it needs the directories of Linux")]
fn a_directory_is_answered_with_the_program_in_it() {
    let sandbox = machine();
    let hfs = sandbox.path("root/opt/hfs20.5.332").display().to_string();
    for (words, program) in [
        (&[&*hfs][..], format!("{hfs}/bin/houdini")),
        (&["-p", "hython", &hfs], format!("{hfs}/bin/hython")),
        (&["./Nuke15.1v3"], "./Nuke15.1v3/Nuke15.1".to_owned()),
        (&["./Nuke15.1v3/"], "./Nuke15.1v3/Nuke15.1".to_owned()),
        (&["./venv"], "./venv/bin/python3".to_owned()),
    ] {
        let option = match words {
            ["-p", name, _] => format!("-p {name} "),
            _ => String::new(),
        };
        let dir = words.last().expect("a directory");
        let message = format!(
            "error: this is a directory, not a program\n  --> {dir}\n\
             hint: start the program in it: `sglaunch {option}{program}`\n"
        );
        let message = message.replace(&sandbox.home().display().to_string(), "~");
        refused(&sandbox, words, 126, &message);
    }
    for words in [&["./dir"][..], &["-p", "python", "./dir"]] {
        let message = "error: this is a directory, not a program\n  --> ./dir\n\
                       hint: give the path of the program in the directory\n";
        refused(&sandbox, words, 126, message);
    }
}

#[test]
#[cfg_attr(windows, ignore = "paths have other separators")]
fn a_scene_is_answered_with_the_profile_that_opens_it() {
    let sandbox = machine().profile("toon", "extensions: [tnz]\n");
    sandbox.write("home/a.tnz", "");
    for (words, file, profile) in [
        (&["./shot.hip"][..], "./shot.hip", "houdini"),
        (&["-n", "./shot.hip"], "./shot.hip", "houdini"),
        (&["shot.hip"], "shot.hip", "houdini"),
        (&["-p", "python", "shot.hip"], "shot.hip", "houdini"),
        (&["./A.HIPNC"], "./A.HIPNC", "houdini"),
        (&["./a.tnz"], "./a.tnz", "toon"),
    ] {
        let message = format!(
            "error: this is a file for `{profile}`, not a program\n  --> {file}\n\
             hint: open it with its program: `sglaunch {profile} {file}`\n"
        );
        refused(&sandbox, words, 126, &message);
    }
    // Of two profiles that of the higher layer is named, and with `-p` that one.
    let sandbox = sandbox
        .profile("zoo", "extensions: [hip]\n")
        .profile("studio", "extensions: [hip]\n");
    let hint = |words: &[&str], profile: &str| {
        let outcome = sandbox.run(words).code(126);
        outcome.stderr_contains(&format!("`sglaunch {profile} ./shot.hip`"));
    };
    hint(&["./shot.hip"], "studio");
    hint(&["-p", "zoo", "./shot.hip"], "zoo");
}

/// The modes of files on a Windows share allow execution.
#[test]
#[cfg_attr(windows, ignore = "it is about modes")]
fn a_scene_or_script_without_a_first_line_is_not_run_by_the_shell() {
    let sandbox = Sandbox::new()
        .script("home/shot.ma", "touch run\n")
        .script("home/publish.py", "touch run\n")
        .script("home/tool", "touch run\n");
    for (word, message) in [
        (
            "./shot.ma",
            "error: this is a file for `maya`, not a program\n",
        ),
        (
            "./publish.py",
            "error: this is a script for `python`, not a program\n",
        ),
    ] {
        let outcome = sandbox.run([word]).code(126);
        assert!(outcome.stderr.starts_with(message), "{}", outcome.stderr);
        assert!(!sandbox.path("home/run").exists(), "{word}");
    }
    sandbox.run(["./tool"]).success();
    assert!(sandbox.path("home/run").exists());
}

#[test]
#[cfg_attr(windows, ignore = "paths have other separators")]
fn a_script_is_answered_with_its_interpreter() {
    let sandbox = machine();
    for (words, file) in [
        (&["./publish.py"][..], "./publish.py"),
        (&["-p", "python", "./publish.py"], "./publish.py"),
        (&["./my script.py"], "'./my script.py'"),
    ] {
        let shown = file.trim_matches('\'');
        let message = format!(
            "error: this is a script for `python`, not a program\n  --> {shown}\n\
             hint: start it with its interpreter: `sglaunch python {file}`\n"
        );
        refused(&sandbox, words, 126, &message);
    }
    let sandbox = sandbox.script("home/run.py", "#!/bin/sh\necho \"$0 $1\"\n");
    let printed = sandbox.run(["./run.py", "x"]).success().text();
    assert_eq!(printed, "./run.py x\n");
}

#[test]
fn a_bare_word_is_never_run_from_the_current_directory() {
    let sandbox = machine()
        .script("home/run.py", "#!/bin/sh\n")
        .dcc("home/tool");
    let sandbox = sandbox.env("PATH", "/nowhere");
    let tool = format!("tool{}", std::env::consts::EXE_SUFFIX);
    for (words, hint) in [
        (
            &["publish.py"][..],
            "start it with its interpreter: `sglaunch python publish.py`",
        ),
        (
            &["-p", "python", "run.py"],
            "start it with its interpreter: `sglaunch python run.py`",
        ),
    ] {
        let word = words.last().expect("a word");
        let message = format!(
            "error: `{word}` is not on PATH\n  programs are not looked up in the current \
             directory\nhint: {hint}\n"
        );
        refused(&sandbox, words, 127, &message);
    }
    for words in [&[&*tool][..], &["-p", "python", &tool]] {
        let outcome = sandbox.run(words).code(127);
        let here = std::path::Path::new(".").join(&tool);
        outcome.stderr_contains(&format!("{}`\n", here.display()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "it needs links and pipes")]
fn every_path_that_leads_to_no_program_has_its_own_message() {
    let sandbox = machine().dcc("home/tool").script("home/empty", "");
    for (target, link) in [("nothing", "broken"), ("loop", "loop")] {
        system::symlink(target, sandbox.home().join(link)).expect("a link");
    }
    sandbox.pipe("home/pipe");
    let windows = sandbox.write("home/tool.exe", "MZ\0\0");
    system::set_mode(windows, 0o755);
    let other = sandbox.write("home/mach-o", b"\xca\xfe\xba\xbe\0\0\0\x02");
    system::set_mode(other, 0o755);
    let long = format!("./{}", "x".repeat(300));
    for (word, code, message) in [
        ("./nothing", 127, "no such program"),
        (
            "./broken",
            127,
            "no such program: a link to a file that does not exist",
        ),
        ("./loop", 127, "no such program: a loop of symbolic links"),
        (
            "./tool/x",
            127,
            "no such program: a part of its path is a file, not a directory",
        ),
        (
            "./tool/",
            127,
            "no such program: a part of its path is a file, not a directory",
        ),
        (&long, 127, "no such program: its name is too long"),
        ("./pipe", 126, "this is a pipe, not a program"),
        ("/dev/null", 126, "this is a device, not a program"),
        (
            "./empty",
            126,
            "the program cannot be run: the file is empty",
        ),
        (
            "./tool.exe",
            126,
            "the program cannot be run: it is a program for Windows",
        ),
        (
            "./mach-o",
            126,
            "the program cannot be run: its format is not that of a program for this system",
        ),
    ] {
        let error = sandbox.run([word]).code(code).stderr;
        assert!(
            error.starts_with(&format!("error: {message}\n  --> ")),
            "{word}: {error}"
        );
        assert!(error.contains("\nhint: "), "{word}: {error}");
    }
    sandbox
        .run(["./broken"])
        .stderr_contains("  it leads to nothing\n");
    sandbox
        .run(["./tool/x"])
        .stderr_contains("  ./tool is a file\n");
    sandbox
        .run(["./tool/"])
        .stderr_contains("  ./tool is a file\n");
}

#[test]
#[cfg_attr(windows, ignore = "it is about modes")]
fn a_program_that_this_user_may_not_execute_is_126() {
    let sandbox = Sandbox::new()
        .dcc("home/tool")
        .script("home/script", "#!/nowhere\n");
    let plain = sandbox.write("home/plain", "");
    system::set_mode(&plain, 0o644);
    sandbox.write("home/script", format!("#!{}\n", plain.display()));
    system::set_mode(sandbox.path("home/tool"), 0o601);
    let sandbox = sandbox.unprivileged();
    let error = sandbox.run(["./tool"]).code(126).stderr;
    assert!(
        error.contains("cannot be run: permission denied\n"),
        "{error}"
    );
    assert!(error.contains("ls -ld ./tool"), "{error}");
    let error = sandbox.run(["./script"]).code(126).stderr;
    let message = "cannot be run: its interpreter ";
    assert!(
        error.contains(message) && error.contains(" is not executable"),
        "{error}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_on_a_noexec_mount_is_126() {
    let test = "launch::refused::a_program_on_a_noexec_mount_is_126";
    if !namespaces_or_skip(test) {
        return;
    }
    let sandbox = Sandbox::new().dcc("bin/tool");
    let script =
        "mkdir m && mount -t tmpfs -o noexec none m && cp ../bin/tool m && exec \"$0\" ./m/tool";
    let mut command = sandbox.command_of("unshare");
    command.args(["--mount", "sh", "-c", script, crate::sandbox::sglaunch()]);
    let outcome: Outcome = command.output().expect("unshare starts").into();
    let error = outcome.code(126).stderr;
    assert!(
        error.contains("mounted with the option `noexec`"),
        "{error}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "it is about scripts with a first line")]
fn a_script_with_windows_line_endings_is_126() {
    let crlf = "#!/usr/bin/env python3\r\nprint(1)\r\n";
    let sandbox = Sandbox::new()
        .script("home/publish.py", crlf)
        .script("bin/on-path.py", crlf)
        .script("home/good.sh", "#!/usr/bin/env sh\nexit 7\n")
        .on_path("bin");
    for words in [
        &["./publish.py"][..],
        &["-n", "./publish.py"],
        &["-p", "python", "on-path.py"],
    ] {
        let error = sandbox.run(words).code(126).stderr;
        assert!(
            error.contains("it is a script with Windows line endings (CRLF)"),
            "{error}"
        );
        assert!(
            error.contains("hint: convert it to LF: perl -pi -e 's/\\r$//' "),
            "{error}"
        );
    }
    sandbox.run(["./good.sh"]).code(7);
}

#[test]
#[cfg_attr(windows, ignore = "it needs bash")]
fn a_shell_function_is_named_as_one() {
    let sandbox = maya().env("SGLAUNCH", crate::sandbox::sglaunch());
    // As rez defines an alias in bash.
    let run = |words: &str| -> Outcome {
        let script = format!(
            "function hou() {{ maya -x \"$@\"; }};export -f hou; function houdini() {{ hou; }}; \
             export -f houdini; \"$SGLAUNCH\" {words}"
        );
        let bash = which::which("bash").expect("bash");
        let mut command = sandbox.command_of(bash);
        command
            .args(["-c", &script])
            .output()
            .expect("bash starts")
            .into()
    };
    let message = "error: `hou` is a shell function, which only the shell can start\n  \
                   it runs: maya -x \"$@\"\n\
                   hint: start the program that it runs, or add its path to `program` in a \
                   profile hou.yaml\n";
    for words in ["hou x", "-p python hou x"] {
        let outcome = run(words).code(126);
        assert_eq!(outcome.stderr, message, "{words}");
    }
    let candidate =
        "tried houdini: a shell function, which only the shell can start; it runs: hou\n";
    run("houdini").code(127).stderr_contains(candidate);
    run("houdini@20.5").code(127).stderr_contains(candidate);
    let sandbox = maya().env("BASH_FUNC_hou()", "() {  maya -x \"$@\"\n}");
    let outcome = sandbox.run(["hou"]).code(126);
    assert_eq!(outcome.stderr, message, "in CentOS 7's bash");
}

#[test]
fn a_candidate_that_is_a_shell_function_is_passed_over_with_a_warning() {
    let sandbox = Sandbox::new()
        .profile("tool", "program: {linux: [tool, other]}\n")
        .dcc("bin/other")
        .on_path("bin")
        .env("BASH_FUNC_tool%%", "() {  /opt/tool-1/tool \"$@\"\n}");
    let path = sandbox.program(sandbox.path("bin/other"));
    let warning = format!(
        "warning: tool: `tool` is a shell function, which only the shell can start, so {} is \
         started; give the path of the program that it runs: /opt/tool-1/tool \"$@\"\n",
        path.display()
    );
    for words in [&["tool"][..], &["list", "tool"]] {
        let error = sandbox.run(words).code(0).stderr;
        assert_eq!(error.matches(&warning).count(), 1, "{error}");
    }
    // An alias of hab can be the caller.
    let caller = sandbox.env("BASH_FUNC_tool%%", "() {  sglaunch tool \"$@\"\n}");
    assert_eq!(caller.run(["tool"]).code(0).stderr, "");
}

#[test]
fn contradicting_and_missing_parts_of_a_target_are_errors() {
    let sandbox = Sandbox::new();
    for (typed, message) in [
        (
            "Nuke15.1@14",
            "error: two versions were requested, 15.1 and 14\n",
        ),
        (
            "houdini@20.5@21",
            "error: two versions were requested, 20.5 and 21\n",
        ),
        ("@20.5", "error: the name before `@` is missing\n"),
        ("version", "error: there is no command `version`\n"),
        ("HOUDINI2", "did you mean `houdini@2`?"),
        ("houdini20.5", "did you mean `houdini@20.5`?"),
        ("nuke-15.1", "did you mean `nuke@15.1`?"),
        ("nukestudi15.1", "did you mean `nukestudio"),
        ("afterfxx", "did you mean `aftereffects`"),
        (
            "max",
            "there is no profile `max`\nhint: did you mean `3dsmax`, ",
        ),
    ] {
        sandbox.run([typed]).code(125).stderr_contains(message);
    }
    sandbox
        .run(["Nuke15.1@15.1v3"])
        .code(127)
        .stderr_contains("version 15.1v3 of");
    sandbox
        .run(["Nuke15.1@15"])
        .code(127)
        .stderr_contains("version 15.1 of");
    for dir in [".", "..", "/"] {
        let error = sandbox.run([dir]).code(126).stderr;
        assert!(!error.contains("/bin/"), "{error}");
    }
}

#[test]
fn an_unknown_word_in_a_rez_shell_can_be_an_alias() {
    let sandbox = Sandbox::new();
    let note = "if `qqq` is an alias of a rez package, only the shell can start it";
    let error = sandbox.run(["qqq"]).code(125).stderr;
    assert!(!error.contains(note), "{error}");
    let sandbox = sandbox.env("REZ_USED_RESOLVE", "houdini-20.5");
    sandbox.run(["qqq"]).code(125).stderr_contains(note);
}

#[test]
fn a_mistyped_command_is_answered_with_the_nearest() {
    let sandbox = Sandbox::new().env("PATH", "/nowhere");
    for (words, command) in [
        (&["lst"][..], "list"),
        (&["lst", "--json"], "list"),
        (&["-v", "chek"], "check"),
        (&["bundles", "list"], "bundle"),
    ] {
        let typed = words
            .iter()
            .find(|word| !word.starts_with('-'))
            .expect("a word");
        let message = format!(
            "error: there is no command `{typed}`\nhint: did you mean the command `{command}`?\n"
        );
        refused(&sandbox, words, 125, &message);
    }
    let message = "error: there is no profile `houdni`\nhint: did you mean `houdini`, `houdinifx` \
                   or `houdinicore`? run `sglaunch list` to see all profiles\n";
    for words in [&["houdni"][..], &["houdni@20.5"], &["-p", "houdni", "lst"]] {
        refused(&sandbox, words, 125, message);
    }
    // Also if there is a program of the name.
    let sandbox = sandbox.dcc("bin/open").on_path("bin");
    let scene = if cfg!(windows) {
        "\"my shot.hip\""
    } else {
        "'my shot.hip'"
    };
    for command in ["run", "open"] {
        let message = format!(
            "error: there is no command `{command}`: the name of a profile starts it\n\
             hint: run `sglaunch houdini@20.5 {scene}`\n"
        );
        let words = [command, "houdini@20.5", "my shot.hip"];
        refused(&sandbox, &words, 125, &message);
    }
    let sandbox = sandbox.profile("lister", "{}\n");
    let message = "error: there is no command or profile `lst`\n\
                   hint: did you mean the command `list`, or the profile `lister`?\n";
    refused(&sandbox, &["lst"], 125, message);
    // A program of the name is named too.
    let sandbox = sandbox.dcc("bin/lst").on_path("bin");
    let hint = "hint: did you mean the command `list`, or the profile `lister`? if not, start the \
                program without a profile of its own: `sglaunch -p defaults lst`\n";
    sandbox.run(["lst"]).code(125).stderr_contains(hint);
    // The command has the arguments too.
    let with_args = sandbox.run(["lst", "/c", "exit"]).code(125);
    with_args.stderr_contains("`sglaunch -p defaults lst /c exit`\n");
}

#[test]
fn the_version_of_a_profile_option_fills_its_templates() {
    let sandbox = maya().profile("houdini", "env: {HOU: 'v{version}', MM: '{major.minor}'}\n");
    let outcome = sandbox.run(["-p", "houdini@20.5.332", "maya"]).success();
    assert_eq!(outcome.dcc_env("HOU").as_deref(), Some("v20.5.332"));
    assert_eq!(outcome.dcc_env("MM").as_deref(), Some("20.5"));
    let profile = outcome.dcc_env("SGLAUNCH_PROFILE");
    assert_eq!(profile.as_deref(), Some("houdini"));
    sandbox.run(["-p", "houdini", "maya"]).code(125);
    let error = |name: &str| sandbox.run(["-p", name, "maya"]).code(125).stderr;
    assert!(error("houdini@latest").contains("`latest` is not a version"));
    assert!(error("houdini@").contains("the version after `@` is missing"));
}

#[test]
#[cfg_attr(windows, ignore = "it is about modes and links")]
fn the_reason_of_each_candidate_is_exact() {
    let all = "program: {linux: [a, b, /c/c, '/d{version}/d', '/e{version}/e', /f/f, /g, '/h/{version}/h']}\n";
    let sandbox = Sandbox::new()
        .profile("all", all)
        .dcc("root/closed/c")
        .dcc("root/d2/d/tool");
    system::set_mode(sandbox.write("bin/b", ""), 0o644);
    let root = sandbox.path("root");
    for dir in ["g", "h/1"] {
        fs::create_dir_all(root.join(dir)).expect("a directory");
    }
    let sandbox = sandbox
        .env("BASH_FUNC_a%%", "() {  c \"$@\"\n}")
        .on_path("bin")
        .unprivileged();
    for (target, link) in [("closed", "c"), ("f", "f")] {
        system::symlink(target, root.join(link)).expect("a link");
    }
    for dir in ["closed", "h"] {
        system::set_mode(root.join(dir), 0o000);
    }
    let error = sandbox.run(["all"]).code(127).stderr;
    let root = root.display();
    let bin = sandbox.path("bin/b");
    for note in [
        "tried a: a shell function, which only the shell can start; it runs: c \"$@\"\n",
        &format!("tried b: {} is not executable\n", bin.display()),
        "tried /c/c: permission denied\n",
        &format!("tried /d{{version}}/d: {root}/d2/d: a directory, not a program\n"),
        "tried /e{version}/e: no such file\n",
        "tried /f/f: a loop of symbolic links\n",
        "tried /g: a directory, not a program\n",
        &format!("tried /h/{{version}}/h: {root}/h/: permission denied\n"),
    ] {
        assert!(error.contains(note), "{note}{error}");
    }
    for dir in ["closed", "h"] {
        system::set_mode(sandbox.path("root").join(dir), 0o755);
    }
    let error = sandbox.run(["-p", "all", "b"]).code(126).stderr;
    assert!(
        error.contains("cannot be run: it is not executable"),
        "{error}"
    );
}

#[test]
fn a_broken_profile_does_not_hide_whose_file_it_is() {
    let sandbox = Sandbox::new().profile("maya", "x: 1\n");
    sandbox.write("shot.ma", "");
    let shot = sandbox.path("shot.ma");
    let refused = sandbox.run([&shot]).code(126);
    refused.stderr_contains("this is a file for `maya`, not a program");
}

#[test]
fn certificates_and_texts_are_not_made_executable() {
    let sandbox = Sandbox::new();
    for (name, hint) in [
        ("proxy.cer", "hint: to trust it, run `sglaunch trust add "),
        (
            "note.txt",
            "hint: open it with a program: `sglaunch PROGRAM ",
        ),
    ] {
        let file = sandbox.write(name, "text");
        let said = sandbox.run([file]).code(126).stderr;
        assert!(said.contains(hint) && !said.contains("chmod"), "{said}");
    }
}

#[test]
fn a_profile_in_place_of_a_program_is_named() {
    let outcome = maya().run(["-p", "maya", "hython"]).code(127);
    outcome.stderr_contains("hint: start the profile of that name: `sglaunch hython`\n");
}
