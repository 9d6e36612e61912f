//! The Python that `tank` chooses.

use std::fs;

use super::interpreter::{assert_skipped, assert_started, machine, with_interpreter, with_program};
use crate::clients::interpreter_or_skip;
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::system;

/// Writes a pipeline configuration with a core of its own.
fn configuration(sandbox: &Sandbox, dir: &str, interpreter: &str) {
    sandbox.write(
        format!("{dir}/install/core/scripts/tank_cmd.sh"),
        "#!/bin/sh\n",
    );
    let system = if cfg!(target_os = "macos") {
        "Darwin"
    } else {
        "Linux"
    };
    let file = format!("{dir}/config/core/interpreter_{system}.cfg");
    sandbox.write(file, format!("{interpreter}\n"));
}

#[test]
#[cfg_attr(windows, ignore = "it is about paths of Unix")]
fn tank_chooses_the_python_of_its_configuration() {
    let Some(python) = interpreter_or_skip("tank_chooses", "3.11") else {
        return;
    };
    let its_python = "studio tools/python";
    for written in [
        "PATH",
        "$STUDIO/python",
        "${STUDIO}/python",
        "~/../studio tools/python",
    ] {
        let sandbox = with_interpreter(machine(), python, its_python);
        let path = sandbox.path(its_python).display().to_string();
        configuration(&sandbox, "config", &written.replace("PATH", &path));
        let dir = sandbox.path("config");
        let studio = sandbox.path("studio tools");
        let sandbox = with_program(sandbox, "config/tank")
            .env("PATH", dir)
            .env("STUDIO", studio);
        assert_started(&sandbox, &["tank"], its_python);
    }
}

/// The core is shared: the file of the parent counts. `tank` follows links to itself.
#[test]
#[cfg_attr(windows, ignore = "it is about paths of Unix")]
fn tank_follows_a_shared_core() {
    let Some(python) = interpreter_or_skip("tank_follows_a_shared_core", "3.11") else {
        return;
    };
    let sandbox = with_interpreter(machine(), python, "studio/python");
    let path = sandbox.path("studio/python").display().to_string();
    configuration(&sandbox, "shared", &path);
    let system = if cfg!(target_os = "macos") {
        "Darwin"
    } else {
        "Linux"
    };
    sandbox.write(
        format!("config/install/core/core_{system}.cfg"),
        "$CORE/shared\n",
    );
    // Not read, because the core is not here.
    sandbox.write(
        format!("config/config/core/interpreter_{system}.cfg"),
        "/nowhere/python\n",
    );
    sandbox.write("shared/install/core/info.yml", "version: \"v0.23.8\"\n");
    let root = sandbox.path("");
    let sandbox = with_program(sandbox, "config/tank").env("CORE", root);
    fs::create_dir_all(sandbox.path("bin")).expect("a directory");
    system::symlink(sandbox.path("config/tank"), sandbox.path("bin/tank")).expect("a link");
    assert_started(&sandbox, &["tank"], "studio/python");
    // Its core is in use.
    let found = doctor(&sandbox, &["tank", super::API]);
    assert_eq!(found.status(super::API), "failed", "{}", found.document);
}

#[test]
#[cfg_attr(windows, ignore = "it is about paths of Unix")]
fn a_tank_without_a_python_names_the_file() {
    for written in ["/nowhere/python", "", "$(touch started)/python"] {
        let sandbox = machine();
        configuration(&sandbox, "config", written);
        let dir = sandbox.path("config");
        let sandbox = with_program(sandbox, "config/tank").env("PATH", dir);
        assert_skipped(&sandbox, &["tank"], "config/config/core/interpreter_");
        assert!(!sandbox.path("home/started").exists());
    }
}
