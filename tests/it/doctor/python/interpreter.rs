//! Which Python is run for which program, and that none takes a licence unasked.

use std::fs;
use std::path::Path;

use super::NO_SSL;
use crate::clients::interpreter_or_skip;
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;

/// A machine whose PATH has nothing but the directory `bin` of the sandbox.
pub fn machine() -> Sandbox {
    let sandbox = Sandbox::new();
    let bin = sandbox.path("bin");
    sandbox.env("PATH", bin)
}

/// Installs a Python that leaves its path in the home directory when it is started.
pub fn with_interpreter(sandbox: Sandbox, python: &Path, path: &str) -> Sandbox {
    let python = python.display();
    let text = format!("#!/bin/sh\necho '{path}' >> \"$HOME/started\"\nexec '{python}' \"$@\"\n");
    sandbox.script(path, &text)
}

/// Installs a program that leaves a trace when it is started.
pub fn with_program(sandbox: Sandbox, path: &str) -> Sandbox {
    let text = format!("#!/bin/sh\necho '{path}' >> \"$HOME/started\"\n");
    sandbox.script(path, &text)
}

/// Returns what was started since the last call.
fn started(sandbox: &Sandbox) -> Vec<String> {
    let file = sandbox.path("home/started");
    let text = fs::read_to_string(&file).unwrap_or_default();
    fs::remove_file(file).ok();
    text.lines().map(str::to_owned).collect()
}

#[track_caller]
fn run(sandbox: &Sandbox, args: &[&str]) -> Findings {
    doctor(sandbox, &[args, &[NO_SSL]].concat())
}

/// Checks that nothing was started, and that the check was skipped for this reason.
#[track_caller]
pub fn assert_skipped(sandbox: &Sandbox, args: &[&str], why: &str) {
    let found = run(sandbox, args);
    assert_eq!(
        (found.status(NO_SSL), found.code),
        ("skipped", 0),
        "{}",
        found.document
    );
    let text = found.text(NO_SSL);
    assert!(text.contains(why), "{text}");
    assert_eq!(started(sandbox), [""; 0]);
}

/// Checks that this Python alone was started.
#[track_caller]
pub fn assert_started(sandbox: &Sandbox, args: &[&str], python: &str) {
    let found = run(sandbox, args);
    assert_eq!(
        found.status(NO_SSL),
        "passed",
        "{python}: {}",
        found.document
    );
    assert_eq!(started(sandbox), [python]);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about paths of Linux")]
fn each_program_has_its_own_python() {
    let Some(python) = interpreter_or_skip("each_program_has_its_own_python", "3.11") else {
        return;
    };
    for (profile, program, its_python) in [
        (
            "houdini",
            "root/opt/hfs20.5.1/bin/houdini",
            "root/opt/hfs20.5.1/python/bin/python3.11",
        ),
        (
            "hython",
            "root/opt/hfs20.5.1/bin/hython",
            "root/opt/hfs20.5.1/python/bin/python3.11",
        ),
        (
            "houdini",
            "root/opt/hfs20.5.1/bin/houdini",
            "root/opt/hfs20.5.1/python311/python3.11",
        ),
        (
            "maya",
            "root/usr/autodesk/maya2026/bin/maya",
            "root/usr/autodesk/maya2026/bin/mayapy",
        ),
        (
            "nuke",
            "root/usr/local/Nuke15.1v2/Nuke15.1",
            "root/usr/local/Nuke15.1v2/python3",
        ),
        (
            "blender",
            "root/opt/blender-4.2/blender",
            "root/opt/blender-4.2/4.2/python/bin/python3.11",
        ),
        (
            "sgdesktop",
            "root/opt/Shotgun/Shotgun",
            "root/opt/Shotgun/Python3/bin/python",
        ),
        (
            "flare",
            "root/opt/Autodesk/flare_2024.2/bin/startApplication",
            "root/opt/Autodesk/python/2024.2/bin/python",
        ),
        (
            "motionbuilder",
            "root/usr/autodesk/MotionBuilder2025/bin/linux_64/motionbuilder",
            "root/usr/autodesk/MotionBuilder2025/bin/linux_64/mobupy",
        ),
        (
            "gaffer",
            "root/opt/gaffer-1.5.2.0-linux/bin/gaffer",
            "root/opt/gaffer-1.5.2.0-linux/bin/python",
        ),
        (
            "tq",
            "root/opt/pixar/Tractor-2.4/bin/tq",
            "root/opt/pixar/Tractor-2.4/bin/rmanpy",
        ),
    ] {
        let sandbox = with_program(machine(), program);
        let sandbox = with_interpreter(sandbox, python, its_python);
        // Another Python on PATH does not count.
        let sandbox = with_program(sandbox, "bin/python3");
        assert_started(&sandbox, &[profile], its_python);
    }
    // These are Pythons themselves.
    for (profile, its_python) in [
        ("mayapy", "root/usr/autodesk/maya2026/bin/mayapy"),
        (
            "mobupy",
            "root/usr/autodesk/MotionBuilder2025/bin/linux_64/mobupy",
        ),
        ("nukepython", "root/usr/local/Nuke15.1v2/python3"),
        ("flamepython", "root/opt/Autodesk/python/2024.2/bin/python"),
        ("sgpython", "root/opt/Shotgun/Python3/bin/python"),
        ("rmanpy", "root/opt/pixar/Tractor-2.4/bin/rmanpy"),
        ("rvpy", "root/opt/rv-centos7-x86-64-2022.3.1/bin/py-interp"),
    ] {
        let sandbox = with_interpreter(machine(), python, its_python);
        assert_started(&sandbox, &[profile], its_python);
    }
    // Debian's Blender uses the system's Python.
    let sandbox = with_program(machine(), "root/usr/bin/blender");
    let sandbox = with_interpreter(sandbox, python, "root/usr/bin/python3");
    let bin = sandbox.path("root/usr/bin");
    assert_started(
        &sandbox.env("PATH", bin),
        &["blender"],
        "root/usr/bin/python3",
    );
}

/// The directories of programs that are not on Linux, by a profile that has them there.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about paths of Linux")]
fn programs_of_other_systems_have_their_own_python() {
    let test = "programs_of_other_systems_have_their_own_python";
    let Some(python) = interpreter_or_skip(test, "3.11") else {
        return;
    };
    let (c4d, unreal) = ("root/c4d", "root/UE_5.4/Engine/Binaries");
    let libs = "root/c4d/resource/modules/python/libs";
    for (program, its_python) in [
        (format!("{c4d}/Cinema 4D"), format!("{libs}/win64/python")),
        (
            format!("{c4d}/Cinema 4D.app/Contents/MacOS/Cinema 4D"),
            format!("{libs}/python311.macos.framework/python"),
        ),
        (
            format!("{c4d}/c4dpy.app/Contents/MacOS/c4dpy"),
            format!("{libs}/python311.macos.framework/python"),
        ),
        (
            format!("{unreal}/Win64/UnrealEditor.exe"),
            format!("{unreal}/ThirdParty/Python3/Win64/python.exe"),
        ),
        (
            format!("{unreal}/Mac/UnrealEditor.app/Contents/MacOS/UnrealEditor"),
            format!("{unreal}/ThirdParty/Python3/Mac/bin/python3"),
        ),
    ] {
        let path = program.trim_start_matches("root");
        let profile = format!("program: {{linux: ['{path}']}}\n");
        let sandbox = with_program(machine(), &program).profile("tool", &profile);
        let sandbox = with_interpreter(sandbox, python, &its_python);
        assert_started(&sandbox, &["tool"], &its_python);
    }
    // Without that Python, only c4dpy is left, which takes a licence.
    let (program, c4dpy) = ("root/c4d/Cinema 4D.exe", "root/c4d/c4dpy.exe");
    let profile = "program: {linux: ['/c4d/Cinema 4D.exe']}\n";
    let sandbox = with_program(machine(), program).profile("tool", profile);
    let sandbox = with_interpreter(sandbox, python, c4dpy);
    let why = "it takes a licence: add --start-program";
    assert_skipped(&sandbox, &["tool"], why);
    assert_started(&sandbox, &["tool", "--start-program"], c4dpy);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about paths of Linux")]
fn hython_is_not_started_unasked() {
    let Some(python) = interpreter_or_skip("hython_is_not_started_unasked", "3.11") else {
        return;
    };
    let hython = "root/opt/hfs20.5.1/bin/hython";
    let sandbox = with_program(machine(), "root/opt/hfs20.5.1/bin/houdini");
    let sandbox = with_interpreter(sandbox, python, hython);
    for profile in ["houdini", "hython"] {
        assert_skipped(
            &sandbox,
            &[profile],
            "it takes a licence: add --start-program",
        );
        assert_started(&sandbox, &[profile, "--start-program"], hython);
    }
    // A finding says so.
    sandbox.write(
        "site/sitecustomize.py",
        "import sys\nsys.modules['_ssl'] = None\n",
    );
    let site = sandbox.path("site");
    let found = run(
        &sandbox.env("PYTHONPATH", site),
        &["hython", "--start-program"],
    );
    assert!(
        found.text(NO_SSL).contains("as --start-program allows"),
        "{}",
        found.document
    );
    // The one that takes none comes first.
    let free = "root/opt/hfs20.5.1/python/bin/python3.11";
    let sandbox = with_interpreter(
        with_interpreter(
            with_program(machine(), "root/opt/hfs20.5.1/bin/houdini"),
            python,
            hython,
        ),
        python,
        free,
    );
    assert_started(&sandbox, &["houdini", "--start-program"], free);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about paths of Linux")]
fn a_program_without_a_python_says_so() {
    let sandbox = with_program(machine(), "root/opt/Mari7.0v1/mari");
    let sandbox = with_program(sandbox, "root/usr/local/Mari7.0v1/mari");
    assert_skipped(&sandbox, &["mari"], "no Python is known for ");
    let sandbox = with_program(machine(), "root/opt/hfs20.5.1/bin/houdini");
    assert_skipped(&sandbox, &["houdini"], "there is no Python in ");
    assert_skipped(
        &machine(),
        &["houdini"],
        "there is no program whose Python could be run",
    );
    assert_skipped(&machine(), &["defaults"], "there is no Python on PATH");
}

/// A studio's command `houdini` on PATH starts the Houdini in HFS; one `nuke` is beside Pythons
/// that are not Nuke's.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about paths of Linux")]
fn a_studios_script_is_no_installation() {
    let Some(python) = interpreter_or_skip("a_studios_script_is_no_installation", "3.11") else {
        return;
    };
    let its_python = "studio/houdini/python/bin/python3.11";
    let sandbox = with_program(machine(), "bin/houdini");
    let sandbox = with_interpreter(sandbox, python, its_python);
    let hfs = sandbox.path("studio/houdini");
    assert_started(&sandbox.env("HFS", hfs), &["houdini"], its_python);
    let sandbox = with_program(with_program(machine(), "bin/nuke"), "bin/python3");
    assert_skipped(&sandbox, &["nuke"], "there is no Python in ");
}

#[test]
#[cfg_attr(windows, ignore = "it is about scripts")]
fn a_python_script_is_run_by_its_own_python() {
    let Some(python) = interpreter_or_skip("a_python_script", "3.11") else {
        return;
    };
    let venv = "venv/bin/python3";
    let sandbox = with_interpreter(machine(), python, venv);
    let path = sandbox.path(venv);
    let tool = format!("#!{}\nopen('started', 'w')\n", path.display());
    let profile = "program: {linux: [tool]}\n";
    let sandbox = sandbox.script("bin/tool", &tool).profile("tool", profile);
    assert_started(&sandbox, &["tool"], venv);
    let sandbox = with_interpreter(machine(), python, "bin/python3");
    let sandbox = sandbox
        .script("bin/tool", "#!/usr/bin/env -S python3 -u\n")
        .profile("tool", profile);
    assert_started(&sandbox, &["tool"], "bin/python3");
}
