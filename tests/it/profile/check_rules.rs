//! The errors and warnings of `check` beyond those of a launch.

use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::Authority;

const TOOL: &str = "program: {linux: [tool]}\n";

/// Checks a profile `tool`.
fn check(sandbox: Sandbox, yaml: &str) -> Outcome {
    sandbox.profile("tool", yaml).run(["check", "tool"])
}

/// Checks that a profile has this one message alone.
#[track_caller]
fn reported(yaml: &str, message: &str) {
    let outcome = check(Sandbox::new(), yaml);
    let code = u8::from(message.starts_with("error: "));
    assert_eq!(outcome.stderr, message, "{yaml}");
    outcome.code(code.into());
}

#[test]
fn a_misspelled_placeholder_is_a_warning() {
    reported(
        "program:\n  linux: ['/opt/tool{versoin}/tool']\n",
        "warning: `{versoin}` is text, and not a placeholder (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:2:11
   |
 2 |   linux: ['/opt/tool{versoin}/tool']
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^
hint: did you mean `{version}`?
",
    );
    for yaml in [
        "args: ['{Version}']\n",
        "env: {A: 'x{major_minor}'}\n",
        "env: {A: {prepend: ['{versions}']}}\n",
        "shortcut: {icon: {linux: ['{ version }']}}\n",
        // Those of other systems too.
        "program: {windows: ['C:/{versoin}/x.exe'], linux: [tool]}\n",
    ] {
        let outcome = check(
            Sandbox::new(),
            &format!("{TOOL}{yaml}").replace(&format!("{TOOL}program"), "program"),
        );
        outcome.code(0).stderr_contains("hint: did you mean `{");
    }
    for text in [
        "{name}",
        "{}",
        "{{x}}",
        "{\"version\": 1}",
        "${HOME}",
        "$${versoin}",
    ] {
        reported(&format!("{TOOL}args: ['{text}']\n"), "");
    }
}

#[test]
fn an_escape_in_a_path_is_an_error_on_every_system() {
    reported(
        "program:\n  windows: [\"D:\\tools\\new\\tool.exe\"]\n",
        r#"error: the value contains the control character `\t` (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:2:13
   |
 2 |   windows: ["D:\tools\new\tool.exe"]
   |             ^^^^^^^^^^^^^^^^^^^^^^^
hint: a backslash in double quotes is an escape: use single quotes, or forward slashes
"#,
    );
    for (yaml, escape, line) in [
        ("env:\n  A: \"C:\\Program Files\\\\x\"\n", r"\P", "3:3"),
        (
            "env:\n  A: {windows: {append: [\"D:\\bin\"]}}\n",
            r"\b",
            "3:7",
        ),
        ("args:\n  - \"--scene=D:\\new\"\n", r"\n", "3:5"),
        ("ca:\n  files: [{path: \"ca\\new.pem\"}]\n", r"\n", "3:11"),
        ("ca:\n  mozilla: \"D:\\new.pem\"\n", r"\n", "3:3"),
        (
            "shortcut:\n  icon: {macos: [\"a\\b.png\"]}\n",
            r"\b",
            "3:18",
        ),
    ] {
        check(Sandbox::new(), &format!("{TOOL}{yaml}"))
            .code(1)
            .stderr_contains(&format!(
                "error: the value contains the control character `{escape}`"
            ))
            .stderr_contains(&format!("tool.yaml:{line}\n"))
            .stderr_contains("use single quotes, or forward slashes");
    }
    // A launch has the same error.
    Sandbox::new()
        .profile("tool", &format!("{TOOL}args: [\"D:\\new\"]\n"))
        .run(["tool"])
        .code(125)
        .stderr_contains("control character `\\n`");
}

#[test]
fn a_variable_as_in_cmd_is_a_warning_if_it_is_set() {
    let sandbox = || Sandbox::new().env("TOOLS", "/x").env("V", "1");
    let yaml = format!("{TOOL}env:\n  A: '%TOOLS%\\bin'\n");
    let outcome = check(sandbox(), &yaml).code(0);
    assert_eq!(
        outcome.stderr,
        r"warning: `%TOOLS%` is text, and not a variable (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:3:3
   |
 3 |   A: '%TOOLS%\bin'
   |   ^
hint: did you mean `${TOOLS}`?
"
    );
    for yaml in [
        "program: {windows: ['%TOOLS%/x.exe']}\n",
        "args: ['--file=%TOOLS%/x']\n",
        "env: {A: {windows: {prepend: ['%TOOLS%']}}}\n",
        "ca: {files: [{path: '%TOOLS%/x.pem', optional: true}]}\n",
        "shortcut: {icon: {linux: ['%TOOLS%/x.png']}}\n",
    ] {
        (check(sandbox(), yaml).code(0)).stderr_contains("hint: did you mean `${TOOLS}`?");
    }
    for text in ["%NONE%/x", "/shots/%V/x.%04d.exr", "100%", "x%TOOLS%/x"] {
        let outcome = check(sandbox(), &format!("{TOOL}args: ['{text}']\n"));
        assert_eq!(outcome.code(0).stderr, "", "{text}");
    }
}

#[test]
fn two_names_of_one_variable_on_windows_are_an_error() {
    reported(
        &format!("{TOOL}env:\n  PATH: {{prepend: [/a]}}\n  Path: /b\n"),
        "error: `Path` and `PATH` are the same variable on Windows (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:4:3
   |
 4 |   Path: /b
   |   ^^^^
hint: keep one of the two, or give each a value per system: `{linux: x, macos: x}`
",
    );
    for yaml in [
        "env: {PATH: {append: [a]}, Path: {linux: b, macos: b}}\n",
        "env: {http_proxy: 'http://p', HTTP_PROXY: 'http://p'}\n",
        "ca: {variables: {PIP_CERT: true, pip_cert: true}}\n",
    ] {
        reported(&format!("{TOOL}{yaml}"), "");
    }
    let outcome = check(
        Sandbox::new(),
        &format!("{TOOL}ca: {{variables: {{PIP_CERT: true, Pip_Cert: false}}}}\n"),
    );
    outcome
        .code(1)
        .stderr_contains("error: `Pip_Cert` and `PIP_CERT` are the same variable on Windows")
        .stderr_contains("hint: keep one of the two\n");
}

#[test]
fn a_list_that_another_spelling_replaces_on_windows_is_a_warning() {
    let studio = "env: {PATH: {prepend: [/studio]}}\n";
    let checked = |yaml: &str| {
        let sandbox = Sandbox::new().profile("defaults", studio);
        let home = sandbox.home().display().to_string();
        let checked = check(sandbox, &format!("{TOOL}{yaml}")).code(0);
        checked.stderr.replace(&home, "~")
    };
    assert_eq!(
        checked("env:\n  Path: {prepend: [/own]}\n"),
        "warning: on Windows `Path` replaces the entries of `PATH`: they are the same variable \
         there (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:3:3
   |
 3 |   Path: {prepend: [/own]}
   |   ^^^^
  `PATH` is in ~/.config/sglaunch/profiles/defaults.yaml
hint: write `PATH` in both files, and repeat the entries that are still needed
"
    );
    for yaml in [
        "env: {PATH: {prepend: [/own]}}\n",
        "env: {Path: {linux: /own}}\n",
    ] {
        assert_eq!(checked(yaml), "", "{yaml}");
    }
}

#[test]
fn variables_of_windows_are_not_taken_from_its_programs() {
    reported(
        &format!("{TOOL}env:\n  systemroot: null\n"),
        "error: `systemroot` cannot be removed: programs of Windows need it (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:3:3
   |
 3 |   systemroot: null
   |   ^^^^^^^^^^
hint: remove the entry, or write `{linux: null, macos: null}`
",
    );
    for (yaml, why) in [
        ("env: {ComSpec: ''}\n", "cannot be removed"),
        ("env: {PATHEXT: {windows: null}}\n", "cannot be removed"),
        ("env: {Sglaunch_Depth: x}\n", "belongs to sglaunch"),
        ("env: {Ssl_Cert_File: x}\n", "is set by sglaunch"),
        ("env: {ssl_cert_dir: x}\n", "is set by sglaunch"),
        ("ca: {variables: {Path: true}}\n", "cannot name the CA file"),
        (
            "ca: {variables: {temp: false}}\n",
            "cannot name the CA file",
        ),
    ] {
        let outcome = check(Sandbox::new(), &format!("{TOOL}{yaml}"));
        outcome.code(1).stderr_contains(why);
    }
    for yaml in [
        "env: {TEMP: D:/tmp, TMP: D:/tmp, PATHEXT: {append: [.PY]}}\n",
        "env: {TEMP: null, SystemRoot: {default: 'C:/Windows'}, COMSPEC: {linux: null}}\n",
    ] {
        reported(&format!("{TOOL}{yaml}"), "");
    }
}

#[test]
fn a_name_that_shells_cannot_set_is_an_error() {
    reported(
        &format!("{TOOL}env:\n  A-B: x\n"),
        "error: `A-B` is not a variable name (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:3:3
   |
 3 |   A-B: x
   |   ^^^
hint: use letters, digits and `_` alone, and begin with a letter or `_`
",
    );
    for yaml in [
        "env: {1A: x}\n",
        "env: {'A B': null}\n",
        "env: {'': x}\n",
        "env: {A.B: {windows: x}}\n",
        "ca: {variables: {A-B: true}}\n",
    ] {
        let outcome = check(Sandbox::new(), &format!("{TOOL}{yaml}"));
        outcome.code(1).stderr_contains("is not a variable name");
    }
    reported(
        &format!("{TOOL}env: {{_A1: x, 'ProgramFiles(x86)': y}}\n"),
        "",
    );
}

#[test]
fn a_version_that_no_program_can_have_is_an_error() {
    reported(
        &format!("{TOOL}env:\n  RELEASE: '{{version}}'\n"),
        "error: `{version}` is used, but the program's version is not known (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:3:3
   |
 3 |   RELEASE: '{version}'
   |   ^^^^^^^
hint: use `{version}` in a path of `program`, or remove it here
",
    );
    let args = "args: ['--set={major.minor}']\n";
    check(Sandbox::new(), &format!("{TOOL}{args}"))
        .code(1)
        .stderr_contains("the program's version is not known");
    for program in [
        "program: {linux: [tool, '/opt/tool{version}/tool']}\n",
        "program: {linux: ['tool{version}']}\n",
        "extends: houdini\n",
    ] {
        reported(&format!("{program}{args}"), "");
    }
    // The path of the program on this machine shows its version.
    let dir = "opt/tool-3.1/bin";
    let installed = Sandbox::new().dcc(format!("{dir}/tool")).on_path(dir);
    check(installed, &format!("{TOOL}{args}")).success();
}

/// The programs of the profiles that extend a base may have versions.
#[test]
fn the_base_of_other_profiles_may_use_a_version() {
    let sandbox = Sandbox::new().profile("base", "env: {RELEASE: '{version}'}\n");
    sandbox
        .run(["check", "base"])
        .code(1)
        .stderr_contains("version is not known");
    let sandbox = sandbox.profile(
        "child",
        "extends: base\nprogram: {linux: ['/opt/{version}/x']}\n",
    );
    sandbox
        .run(["check", "--strict", "base", "child"])
        .success();
    sandbox.run(["check", "--strict"]).success();
    // One of a program without versions fails.
    let sandbox = sandbox.profile("other", "extends: base\nprogram: {linux: [other]}\n");
    let outcome = sandbox.run(["check"]).code(1);
    let outcome = outcome.stderr_contains("base.yaml:1:7\n");
    assert!(outcome.text().contains("/other.yaml: not valid\n"));
    assert!(outcome.text().contains("/base.yaml: ok\n"));
}

#[test]
fn no_source_of_certificates_is_a_warning() {
    let yaml = format!("{TOOL}ca:\n  native: false\n  mozilla: false\n  inherited: false\n");
    reported(
        &yaml,
        "warning: there is no source of certificates: a launch would fail (in profile `tool`)
  --> ~/.config/sglaunch/profiles/tool.yaml:3:3
   |
 3 |   native: false
   |   ^^^^^^
hint: set `native`, `mozilla` or `inherited` to true, or add `files`
",
    );
    // Certificates in `ca.d` count for every profile.
    let sandbox = Sandbox::new();
    let pem = Authority::new("Studio").pem();
    sandbox.write("home/.config/sglaunch/ca.d/studio.pem", pem);
    assert_eq!(check(sandbox, &yaml).success().stderr, "");
}

#[test]
fn an_empty_profile_is_a_warning() {
    for yaml in ["", "# only a comment\n", "---\n", "null\n"] {
        let outcome = check(Sandbox::new(), yaml).code(0);
        outcome
            .stderr_contains("warning: profile `tool` is empty: it starts no program\n")
            .stderr_contains("hint: add `program`, or `extends`");
        let sandbox = Sandbox::new().profile("defaults", yaml);
        sandbox.run(["check", "--strict"]).success();
    }
}

/// The command that prints a certificate's fingerprint.
const FINGERPRINT_COMMAND: &str = if cfg!(windows) {
    "certutil -dump FILE"
} else {
    "openssl x509"
};

#[test]
fn common_mistakes_have_a_hint() {
    for (yaml, at, sentence, hint) in [
        (
            "- program: {}\n- args: []\n",
            "1:1",
            "the profile must be a map",
            "write keys without a dash",
        ),
        (
            "env:\n  - A=b\n",
            "2:3",
            "`env` must be a map",
            "write a map of variables",
        ),
        (
            "env:\n  - A: b\n",
            "2:3",
            "`env` must be a map",
            "write a map of variables",
        ),
        (
            "shortcut:\n  icon: a.png\n",
            "2:9",
            "`shortcut.icon` must be a map",
            "{linux: [a, b], windows: [c]}",
        ),
        (
            "program: {linux: [/opt/tool{version}/tool]}\n",
            "1:28",
            "is not valid YAML",
            "put quotes around a value with `{`",
        ),
        (
            "version: latest\n",
            "1:1",
            "`latest` is not a version",
            "write one in quotes, \"20.5\", or null to start the newest version",
        ),
        (
            "args: []\n---\nargs: []\n",
            "2:1",
            "is not valid YAML",
            "write each profile to a file of its own",
        ),
        (
            "# one\n---\nargs: []\n--- # two\nargs: []\n",
            "4:1",
            "is not valid YAML",
            "a file of its own",
        ),
        (
            "ca: {native: 'true'}\n",
            "1:14",
            "must be true or false",
            "without quotes",
        ),
        (
            "args: [[a]]\n",
            "1:8",
            "`args[0]` must be a string",
            "without brackets",
        ),
        (
            "ca: {files: [{optional: true}]}\n",
            "1:14",
            "has no key `path`",
            "add `path`",
        ),
        (
            "ca: {deny: [12]}\n",
            "1:13",
            "is not a fingerprint",
            FINGERPRINT_COMMAND,
        ),
        (
            "sites: [example.com]\n",
            "1:9",
            "is not an https:// URL",
            "https://HOST",
        ),
        (
            "env: {A: {default: a, append: [b]}}\n",
            "1:7",
            "cannot be combined",
            "`{prepend: [x]}`",
        ),
    ] {
        let outcome = check(Sandbox::new(), yaml).code(1);
        let error = &outcome.stderr;
        assert!(error.contains(sentence), "{yaml}{error}");
        assert!(
            error.contains(&format!("tool.yaml:{at}\n")),
            "{yaml}{error}"
        );
        let hint_line = error.lines().last().expect("a hint");
        assert!(
            hint_line.starts_with("hint: ") && hint_line.contains(hint),
            "{yaml}{error}"
        );
    }
}

#[test]
fn a_fingerprint_is_accepted_as_openssl_prints_it() {
    let digits = "AA:".repeat(31) + "BB";
    for written in [
        format!("SHA256 Fingerprint={digits}"),
        format!("sha256 Fingerprint={digits}"),
        format!("SHA1 Fingerprint={}", &digits[..59]),
    ] {
        reported(
            &format!("{TOOL}ca: {{deny: [{written}], allow: ['{written}']}}\n"),
            "",
        );
        reported(&format!("{TOOL}ca:\n  deny:\n    - {written}\n"), "");
    }
}

#[test]
fn a_version_without_quotes_is_read_as_it_is_written() {
    for version in ["20.5", "20.10", "2025", "15.1v3", "4"] {
        let sandbox = Sandbox::new().profile("tool", &format!("{TOOL}version: {version}\n"));
        sandbox.run(["check", "--strict", "tool"]).success();
        let show = sandbox.run(["show", "tool", "--json"]).success().json();
        let values = show["values"].as_array().expect("a list");
        let pin = values.iter().find(|row| row["key"] == "version");
        assert_eq!(pin.expect("it is set")["value"], version);
    }
}

#[test]
fn an_alias_that_is_the_name_of_a_profile_is_a_warning() {
    reported(
        &format!("{TOOL}aliases: [tool2, maya]\n"),
        "warning: `maya` is the name of a profile, which wins over this alias
  --> ~/.config/sglaunch/profiles/tool.yaml:2:18
   |
 2 | aliases: [tool2, maya]
   |                  ^^^^
hint: remove the alias
",
    );
}

#[test]
fn two_profiles_with_one_alias_are_an_error() {
    let sandbox = Sandbox::new()
        .profile("alpha", &format!("{TOOL}aliases: [tool2]\n"))
        .profile("beta", &format!("{TOOL}aliases: [other, tool2]\n"));
    for words in [&["check"][..], &["check", ".config/sglaunch/profiles"]] {
        let outcome = sandbox.run(words).code(1);
        assert!(outcome.text().contains("beta.yaml: not valid\n"));
        outcome
            .stderr_contains("beta.yaml:2:18\n")
            .stderr_contains("`tool2`")
            .stderr_contains("hint: remove it from one of them\n");
    }
}

#[test]
fn a_program_of_a_family_that_starts_another_is_a_warning() {
    let sandbox = Sandbox::new().profile("hython", "extends: houdini\n");
    let outcome = sandbox.run(["check", "hython"]).code(0);
    outcome
        .stderr_contains("warning: profile `hython` starts the program of `houdini`\n")
        .stderr_contains("hython.yaml:1:1\n")
        .stderr_contains("hint: write `extends: hython`");
}

#[test]
fn a_hint_is_the_text_to_write() {
    for (yaml, hint) in [
        (
            "aliases: [list]\n",
            "choose another name: `[hou, \"hou{version}\"]`",
        ),
        (
            "extensions: [.hip]\n",
            "write extensions without the dot: `[hip, hda]`",
        ),
        (
            "env: {A: '${B'}\n",
            "write `\"${OTHER}/x\"`, `{prepend: [x]}`",
        ),
        (
            "env: {A: {linux: a, default: b}}\n",
            "per system: `{linux: {default: x}, windows: y}`",
        ),
        ("version: ''\n", "or null to start the newest version"),
    ] {
        let said = check(Sandbox::new(), &format!("{TOOL}{yaml}"))
            .code(1)
            .stderr;
        assert!(said.contains("\nhint: ") && said.contains(hint), "{said}");
    }
}

#[test]
fn half_a_version_is_a_misspelled_placeholder() {
    for text in ["{major}", "{minor}", "{major}.{minor}"] {
        let outcome = check(Sandbox::new(), &format!("{TOOL}env: {{A: '{text}'}}\n"));
        outcome
            .code(0)
            .stderr_contains("hint: did you mean `{major.minor}`?");
    }
}

/// The caller of a launch may set a variable that the caller of `check` has not set.
#[test]
fn a_variable_that_is_not_set_is_a_warning_of_its_own_file() {
    let sandbox = Sandbox::new()
        .profile(
            "base",
            &format!("{TOOL}env:\n  SHOWDIR: '/shows/${{SHOW}}'\nargs: ['${{SHOW}}/x']\n"),
        )
        .profile("child", "extends: base\n")
        .profile("gone", &format!("{TOOL}env: {{A: null, B: '${{A}}'}}\n"));
    let checked = sandbox.run(["check", "base", "child"]).code(0);
    assert_eq!(
        checked.text(),
        "base: 2 warnings\nchild: ok\n2 profiles checked, no errors, 2 warnings\n"
    );
    let warning = "warning: the variable `SHOW` is not set (in profile `base`)\n";
    assert!(checked.stderr.starts_with(warning), "{}", checked.stderr);
    assert!(checked.stderr.contains("${NAME:-…}"), "{}", checked.stderr);
    let child = sandbox.run(["check", "child"]).code(0);
    assert!(
        child.text().starts_with("child: 2 warnings\n"),
        "{}",
        child.text()
    );
    // No caller can set a variable that the profile removes.
    sandbox
        .run(["check", "gone"])
        .code(1)
        .stderr_contains("the profile removes `A`");
    let sandbox = sandbox.env("SHOW", "x");
    sandbox
        .run(["check", "--strict", "base", "child"])
        .success();
}

#[test]
fn a_key_that_is_null_is_a_warning_unless_that_has_an_effect() {
    for (yaml, hint) in [
        (
            "args: null\n",
            "hint: write `args: []` for none, or remove the line",
        ),
        ("env:\n", "hint: remove the line"),
        ("ca: {native: ~}\n", "hint: remove the line"),
        (
            "shortcut: {mime_types: }\n",
            "hint: write `mime_types: []` for none",
        ),
    ] {
        let said = check(Sandbox::new(), &format!("{TOOL}{yaml}"))
            .code(0)
            .stderr;
        assert!(
            said.contains(": null` has no effect (in profile `tool`)\n"),
            "{said}"
        );
        assert!(
            said.contains("tool.yaml:2:") && said.contains(hint),
            "{said}"
        );
    }
    for yaml in [
        "version: null\n",
        "env: {A: null, version: null, args: ~}\n",
        "args: []\n",
    ] {
        reported(&format!("{TOOL}{yaml}"), "");
    }
}

/// Two such files are one file on macOS and Windows.
#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "other systems ignore the case of file names"
)]
fn a_name_that_differs_only_in_case_is_a_warning() {
    let sandbox = Sandbox::new()
        .profile("Maya", "extends: maya\n")
        .profile("mine", TOOL)
        .profile("MINE", TOOL);
    let checked = sandbox.run(["check"]).code(0);
    let said = &checked.stderr;
    assert!(
        said.contains("warning: profile `Maya` differs from `maya` only in case"),
        "{said}"
    );
    assert!(
        said.contains("warning: profile `mine` differs from `MINE` only in case"),
        "{said}"
    );
    assert_eq!(said.matches("only in case").count(), 2, "{said}");
    assert!(
        checked.text().contains("/Maya.yaml: 1 warning\n"),
        "{}",
        checked.text()
    );
    sandbox.run(["check", "--strict", "Maya"]).code(1);
}

#[test]
fn null_takes_an_inherited_version_back() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/tool1.5/tool")
        .dcc("root/opt/tool2.0/tool");
    let sandbox = sandbox
        .profile(
            "tool",
            "program: {linux: ['/opt/tool{version}/tool']}\nversion: '1.5'\nargs: [-x]\n",
        )
        .profile("child", "extends: tool\nversion: null\nargs: []\n")
        .profile("pinned", "extends: child\nversion: '1.5'\n");
    let path = |name| sandbox.run(["list", name, "--path"]).success().text();
    for (name, version) in [("tool", "1.5"), ("child", "2.0"), ("pinned", "1.5")] {
        assert!(
            path(name).contains(&format!("/tool{version}/tool")),
            "{name}: {}",
            path(name)
        );
    }
    sandbox.run(["check", "--strict", "child"]).success();
    let show = sandbox.run(["show", "child"]).success().text();
    assert!(
        !show.contains("\nversion\t") && !show.contains("\nargs\t"),
        "{show}"
    );
}
