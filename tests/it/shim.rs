//! Shims: plain `maya` or `tank` starts the profile, in whatever calls it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::clients::tool_or_skip;
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{install, symlink};

/// A machine with a Maya in `bin`, and a profile for it.
fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .dcc("bin/maya")
        .profile("maya", "program: {linux: [maya]}\nargs: [-own]\n");
    let bin = sandbox.path("bin");
    sandbox.env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
}

fn shims(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("home/.local/share/sglaunch/shims")
}

/// The same with shims, their folder in front of PATH.
fn shimmed(sandbox: Sandbox, names: &[&str]) -> Sandbox {
    sandbox
        .run([&["-q", "shim", "add"], names].concat())
        .code(0);
    let before = path_of(&sandbox);
    let path = format!("{}:{before}", shims(&sandbox).display());
    sandbox.env("PATH", path)
}

fn path_of(sandbox: &Sandbox) -> String {
    let call = sandbox.alone("unused");
    let path = call.get_envs().find(|(name, _)| *name == "PATH");
    let value = path.and_then(|(_, value)| value?.to_str());
    value.expect("a PATH").to_owned()
}

/// What a shell says to a line.
fn sh(sandbox: &Sandbox, line: &str) -> Outcome {
    sandbox.without(&["/bin/sh", "-c", line])
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_shim_starts_the_profile_and_leaves_the_words_to_the_program() {
    let sandbox = shimmed(studio(), &["maya"]);
    for line in ["maya --help -n -p x list", "exec maya --help -n -p x list"] {
        let started = sh(&sandbox, line).quietly();
        assert_eq!(
            started.dcc_args(),
            ["-own", "--help", "-n", "-p", "x", "list"]
        );
        assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
        assert!(started.dcc_env("SSL_CERT_FILE").is_some());
    }
    assert_eq!(sh(&sandbox, "DCC_EXIT=7 maya").code, Some(7));
    // A path to it is as good as its name.
    let by_path = sandbox.without(&[shims(&sandbox).join("maya")]).quietly();
    assert_eq!(by_path.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_shim_can_be_for_a_version() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .dcc("root/opt/hfs21.0.100/bin/houdini");
    let sandbox = shimmed(sandbox, &["houdini@20.5"]);
    let started = sh(&sandbox, "houdini@20.5").quietly();
    let program = sandbox.path("root/opt/hfs20.5.332/bin/houdini");
    assert_eq!(started.json()["args"][0], program.to_str().expect("UTF-8"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_pipelines_tank_that_calls_tank_needs_no_change() {
    let tank = "#!/bin/bash\n[ \"$1\" = inner ] && exec maya \"$2\"\ntank inner \"$1 and more\"\n";
    let sandbox = studio()
        .script("pipeline/tank", tank)
        .profile("tank", "program: {linux: [tank]}\nenv: {TANK: '1'}\n");
    let path = format!(
        "{}:{}",
        path_of(&sandbox),
        sandbox.path("pipeline").display()
    );
    let sandbox = shimmed(sandbox.env("PATH", path), &["tank", "maya"]);
    for line in [
        "tank outer",
        "printf 'all:\\n\\t@tank outer\\n' | make -s -f -",
        "/usr/bin/python3 -c 'import subprocess; subprocess.check_call([\"tank\", \"outer\"])'",
    ] {
        if line.contains("make")
            && tool_or_skip(
                "shim::a_pipelines_tank_that_calls_tank_needs_no_change",
                "make",
            )
            .is_none()
        {
            continue;
        }
        let started = sh(&sandbox, line).quietly();
        assert_eq!(started.dcc_args(), ["-own", "outer and more"], "{line}");
        assert_eq!(started.dcc_env("TANK").as_deref(), Some("1"), "{line}");
        assert_eq!(
            started.dcc_env("SGLAUNCH_DEPTH").as_deref(),
            Some("3"),
            "{line}"
        );
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn the_program_is_found_beyond_the_shims_however_path_is_arranged() {
    let sandbox = shimmed(studio(), &["maya"]);
    let (shims, bin) = (shims(&sandbox), sandbox.path("bin"));
    symlink(&shims, sandbox.path("home/link")).expect("a link");
    symlink(shims.join("maya"), sandbox.path("home/maya")).expect("a link");
    let (shims, bin) = (shims.display(), bin.display());
    for path in [
        format!("{shims}:{bin}:/bin"),
        format!("/bin:{bin}:{shims}"),
        format!("{shims}:{shims}:{bin}:{shims}"),
        format!("{shims}/:{shims}//.:{shims}/../shims:{bin}"),
        format!("{}/link:{bin}:{shims}", sandbox.home().display()),
        format!(".local/share/sglaunch/shims:link:{bin}"),
        // The home folder holds another name of sglaunch.
        format!(":.:{bin}"),
        format!("{shims}:/nowhere:../bin"),
    ] {
        let mut call = sandbox.alone(sandbox.home().join("maya"));
        let started: Outcome = call.env("PATH", &path).output().expect("it starts").into();
        let program = started.quietly().json()["args"][0].clone();
        let program = program.as_str().expect("text");
        assert!(
            program.ends_with("bin/maya") && !program.contains("share"),
            "{path}: {program}"
        );
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_script_in_front_of_the_shims_may_call_them() {
    let sandbox = studio();
    let script = format!(
        "#!/bin/sh\nexec '{}/maya' wrapped \"$@\"\n",
        shims(&sandbox).display()
    );
    let sandbox = shimmed(sandbox.script("wrappers/maya", &script), &["maya"]);
    let path = format!(
        "{}:{}",
        sandbox.path("wrappers").display(),
        path_of(&sandbox)
    );
    let started = sh(&sandbox.env("PATH", path), "maya x").quietly();
    assert_eq!(started.dcc_args(), ["-own", "wrapped", "x"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_loop_is_named() {
    let sandbox = Sandbox::new()
        .script("studio/maya", "#!/bin/sh\nexec maya again\n")
        .profile("maya", "program: {linux: [\"${STUDIO}/maya\"]}\n");
    let studio = sandbox.path("studio");
    let sandbox = shimmed(sandbox.env("STUDIO", &studio), &["maya"]);
    sh(&sandbox, "maya")
        .code(125)
        .says("10 launches are inside each other already: `maya` → `maya`")
        .says(&format!("`maya` starts {}/maya", studio.display()))
        .says("hint: find what starts sglaunch again, by its name or by a shim");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn where_there_is_only_the_shim_the_program_is_not_found() {
    let sandbox = shimmed(studio(), &["maya"]);
    fs::remove_file(sandbox.path("bin/maya")).expect("it was there");
    sh(&sandbox, "maya")
        .code(127)
        .says("maya: on PATH there is only sglaunch's own shim");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_shim_whose_profile_is_gone_says_so() {
    let sandbox = shimmed(studio(), &["maya"]);
    let profile = sandbox.path("home/.config/sglaunch/profiles/maya.yaml");
    let other = profile.with_file_name("tool.yaml");
    fs::rename(&profile, &other).expect("it is there");
    let sandbox = shimmed(sandbox, &["tool"]);
    fs::remove_file(other).expect("it is there");
    sh(&sandbox, "tool")
        .code(125)
        .says("there is no profile `tool`")
        .says("sglaunch was called as `tool`")
        .says("`sglaunch shim remove tool`");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn the_shims_of_another_installation_are_no_program_either() {
    let sandbox = shimmed(studio(), &["maya"]);
    let other = sandbox.path("opt/sglaunch");
    fs::create_dir(sandbox.path("opt")).expect("a folder");
    install(sglaunch().as_ref(), &other);
    let started: Outcome = sandbox
        .alone(other)
        .arg("maya")
        .output()
        .expect("it starts")
        .into();
    let started = started.quietly();
    assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_link_to_sglaunch_is_what_a_shim_calls() {
    let sandbox = studio();
    for version in ["1.1", "1.2"] {
        fs::create_dir_all(sandbox.path(format!("opt/{version}"))).expect("a folder");
        install(
            sglaunch().as_ref(),
            &sandbox.path(format!("opt/{version}/sglaunch")),
        );
    }
    let link = sandbox.path("bin/sglaunch");
    symlink("../opt/1.1/sglaunch", &link).expect("a link");
    for (word, folder) in [
        ("sglaunch", "bin"),
        ("./sglaunch", "bin"),
        ("../bin/sglaunch", "home"),
    ] {
        let mut call = sandbox.alone("/bin/sh");
        call.args(["-c", &format!("{word} -q shim add maya")])
            .current_dir(sandbox.path(folder));
        Outcome::from(call.output().expect("it starts")).quietly();
        let target = fs::read_link(shims(&sandbox).join("maya")).expect("a link");
        assert!(
            target.is_absolute() && target.ends_with("bin/sglaunch"),
            "{word}: {}",
            target.display()
        );
        sandbox.run(["-q", "shim", "remove", "maya"]).code(0);
    }
    sandbox
        .without(&[&link.display().to_string(), "-q", "shim", "add", "maya"])
        .quietly();
    // The next version takes the place of this one.
    fs::remove_dir_all(sandbox.path("opt/1.1")).expect("it is there");
    fs::remove_file(&link).expect("it is there");
    symlink("../opt/1.2/sglaunch", &link).expect("a link");
    let started = sandbox.without(&[shims(&sandbox).join("maya")]).quietly();
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("maya"));
}

/// Whether the line that `add` prints puts the shims on PATH, in the shell that it is for.
fn evaluated(test: &str, shell: &str, flags: &[&str]) {
    let Some(path) = tool_or_skip(test, shell) else {
        return;
    };
    let sandbox = studio().env("SHELL", format!("/usr/bin/{shell}"));
    let data = sandbox.path(format!("home/{HOSTILE}"));
    let sandbox = sandbox.env("SGLAUNCH_DATA_DIR", data);
    let line = sandbox.run(["-q", "shim", "add", "maya"]).quietly().text();
    let file = sandbox.write("line", format!("{line}maya evaluated\n"));
    let words: Vec<&Path> = [path.as_path()]
        .into_iter()
        .chain(flags.iter().map(Path::new))
        .chain([file.as_path()])
        .collect();
    let started = sandbox.without(&words).quietly();
    assert_eq!(started.dcc_args(), ["-own", "evaluated"], "{line}");
}

/// What a name of a folder may have in it.
const HOSTILE: &str = "it's a $HOME \"x\" `id` \\ ! & 한글";

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn dash_puts_the_shims_on_path() {
    evaluated("shim::dash_puts_the_shims_on_path", "dash", &[]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn bash_puts_the_shims_on_path() {
    evaluated("shim::bash_puts_the_shims_on_path", "bash", &[]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn zsh_puts_the_shims_on_path() {
    evaluated("shim::zsh_puts_the_shims_on_path", "zsh", &["-f"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn fish_puts_the_shims_on_path() {
    evaluated(
        "shim::fish_puts_the_shims_on_path",
        "fish",
        &["--no-config"],
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn tcsh_puts_the_shims_on_path() {
    evaluated("shim::tcsh_puts_the_shims_on_path", "tcsh", &["-f"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn adding_twice_changes_nothing() {
    let sandbox = studio();
    let first = sandbox.run(["shim", "add", "maya"]).code(0);
    assert!(
        first
            .text()
            .starts_with("# the shims come first, from ~/.profile on:\nexport PATH='")
    );
    let first = first.says("sglaunch: maya starts ");
    let link = shims(&sandbox).join("maya");
    let made = fs::symlink_metadata(&link)
        .expect("it is there")
        .modified()
        .expect("a time");
    // That something hides it is what the line is there to change.
    assert!(!first.stderr.contains("hidden"), "{}", first.stderr);
    sandbox
        .run(["shim", "add", "maya"])
        .code(0)
        .says("maya starts, as before, ");
    let again = fs::symlink_metadata(&link)
        .expect("it is there")
        .modified()
        .expect("a time");
    assert_eq!(made, again);
    // On PATH already, there is nothing to say of that.
    assert_eq!(
        shimmed(sandbox, &["maya"])
            .run(["-q", "shim", "add", "maya"])
            .quietly()
            .text(),
        ""
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn another_sglaunchs_shim_is_taken_over_and_anything_else_is_not() {
    let sandbox = studio();
    let link = shims(&sandbox).join("maya");
    fs::create_dir_all(shims(&sandbox)).expect("a folder");
    symlink("/opt/sglaunch-0.0/bin/sglaunch", &link).expect("a link");
    let listed = sandbox.run(["shim", "list"]).quietly().text();
    assert!(
        listed.contains("calls another sglaunch: `sglaunch shim add maya`"),
        "{listed}"
    );
    sandbox.run(["shim", "add", "maya"]).code(0);
    assert_eq!(fs::read_link(&link).expect("a link"), Path::new(sglaunch()));
    for other in ["file", "link"] {
        fs::remove_file(&link).expect("it is there");
        match other {
            "file" => fs::write(&link, "#!/bin/sh\n").expect("it can be written"),
            _ => symlink("/usr/bin/true", &link).expect("a link"),
        }
        sandbox
            .run(["shim", "add", "maya"])
            .code(125)
            .says("something that is no shim has this name")
            .says("shims/maya");
        sandbox
            .run(["shim", "remove", "maya"])
            .code(125)
            .says("there is no shim `maya`");
        assert!(fs::symlink_metadata(&link).is_ok());
    }
    // All of them or none.
    sandbox.run(["shim", "add", "nuke", "maya"]).code(125);
    assert!(!shims(&sandbox).join("nuke").exists());
}

#[test]
fn what_no_profile_can_start_gets_no_shim() {
    let program = "program: {linux: [maya]}\n";
    let sandbox =
        (studio().profile("nothing", "description: Only certificates\n")).profile("show", program);
    let elsewhere = sandbox.write("elsewhere/demo.yaml", program);
    sandbox
        .run(["-P", "../elsewhere", "shim", "add", "demo"])
        .code(125)
        .says("a shim has no --profile-dir to find its profile by")
        .says(&elsewhere.file_name().expect("a file").to_string_lossy());
    for (name, why) in [
        ("myaa", "there is no profile `myaa`"),
        (
            "nothing",
            "profile `nothing` names no program for this system",
        ),
        ("show", "`show` is a command of sglaunch"),
        ("maya@", "a version is missing after the @"),
        (
            "maya@2/../../x",
            "`2/../../x` cannot be in a name of a file",
        ),
    ] {
        sandbox
            .run(["shim", "add", "maya", name])
            .code(125)
            .says(why);
    }
    // All of them or none.
    assert!(!shims(&sandbox).exists());
    // What is not installed here may be where the home folder is used too.
    sandbox
        .run(["shim", "add", "nuke"])
        .code(0)
        .says("nuke starts nothing (the program of profile `nuke` was not found)");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_list_says_what_becomes_of_each() {
    let sandbox = shimmed(studio().dcc("bin/maya"), &["maya", "nuke"]);
    let listed = sandbox.run(["shim", "list", "--json"]).quietly().json();
    let maya = &listed["shims"][0];
    assert_eq!(
        (listed["schema"].as_i64(), listed["on_path"].as_bool()),
        (Some(1), Some(true))
    );
    assert_eq!(listed["folder"], shims(&sandbox).to_str().expect("UTF-8"));
    assert_eq!(
        (maya["name"].as_str(), maya["ready"].as_bool()),
        (Some("maya"), Some(true))
    );
    assert_eq!(
        maya["program"],
        sandbox.path("bin/maya").to_str().expect("UTF-8")
    );
    assert_eq!(
        listed["shims"][1]["problem"],
        "the program of profile `nuke` was not found"
    );
    let bin = sandbox.path("bin").display().to_string();
    let hidden = sandbox.env("PATH", format!("{bin}:/bin"));
    let text = hidden.run(["shim", "list"]).quietly().text();
    assert!(
        text.contains(&format!("maya\t{bin}/maya\thidden on PATH by {bin}/maya\n")),
        "{text}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn removing_takes_the_shim_alone() {
    let sandbox = shimmed(studio(), &["maya", "tank"]);
    sandbox
        .run(["shim", "remove", "may"])
        .code(125)
        .says("hint: there is `maya`");
    let removed = sandbox.run(["shim", "remove", "maya"]).quietly().text();
    assert_eq!(removed, "removed: ~/.local/share/sglaunch/shims/maya\n");
    let started = sh(&sandbox, "maya").quietly();
    assert_eq!(started.dcc_env("SGLAUNCH_PROFILE"), None);
    let left = sandbox.run(["shim", "list"]).quietly().text();
    assert!(left.contains("tank") && !left.contains("maya"), "{left}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn two_sglaunches_do_not_start_each_other() {
    let sandbox = shimmed(studio(), &["maya"]);
    let other = sandbox.path("other/sglaunch");
    fs::create_dir(sandbox.path("other")).expect("a folder");
    install(sglaunch().as_ref(), &other);
    let data = sandbox.path("other/data");
    let mut add = sandbox.alone(&other);
    let added = add.env("SGLAUNCH_DATA_DIR", &data);
    let added = added.args(["-q", "shim", "add", "maya"]).output();
    Outcome::from(added.expect("it starts")).code(0);
    // A daemon of the farm may have no home, and then neither knows even its own folder.
    let path = format!("{}/shims:{}", data.display(), path_of(&sandbox));
    for home in ["", "/nowhere"] {
        let mut call = sandbox.alone(shims(&sandbox).join("maya"));
        let call = call.env("PATH", &path).env("HOME", home);
        let started = Outcome::from(call.output().expect("it starts")).code(0);
        assert_eq!(started.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("1"));
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn a_shim_of_an_sglaunch_with_another_name_is_a_shim_too() {
    let sandbox = studio();
    fs::create_dir(sandbox.path("tools")).expect("a folder");
    install(sglaunch().as_ref(), &sandbox.path("tools/launcher"));
    let link = sandbox.path("tools/sglaunch");
    symlink(sandbox.path("tools/launcher"), &link).expect("a link");
    for words in [
        ["shim", "add", "maya"],
        ["shim", "add", "maya"],
        ["shim", "remove", "maya"],
    ] {
        let outcome = sandbox.alone(&link).args(words).output();
        Outcome::from(outcome.expect("it starts")).code(0);
    }
    assert!(fs::symlink_metadata(shims(&sandbox).join("maya")).is_err());
}
