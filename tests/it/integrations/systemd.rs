//! Services of the user, under a manager that systemd runs for the test alone.

use std::fs;
use std::path::Path;

use super::{command, shown, studio, typed};
use crate::clients::{namespaces_or_skip, tool_or_skip};
use crate::env::{HOSTILE, yaml};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;
use crate::tls_server::{Authority, Site};

const UNITS: &str = "home/.config/systemd/user";

#[test]
#[cfg_attr(windows, ignore = "systemd is Linux'")]
fn a_service_is_a_launch() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(sandbox) = systemd_sandbox(
        "integrations::systemd::a_service_is_a_launch",
        &authority,
        &site,
    ) else {
        return;
    };
    let unit = shown("systemd", "`publish.service`");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/systemd/publish.service");
    assert_eq!(fs::read_to_string(path).expect("an example"), unit);
    service(&sandbox, "publish", &unit, &site);
    beside_manager(&sandbox, "systemd-analyze --user verify publish.service").success();

    let start = command("systemd", "systemctl --user start");
    beside_manager(&sandbox, &start).success();
    assert_eq!(log(&sandbox), "hello\n");

    let without = unit.replace("%h/.cargo/bin/sglaunch python", "/usr/bin/env python3");
    assert_ne!(without, unit);
    service(&sandbox, "publish", &without, &site);
    beside_manager(&sandbox, &start).code(1);
    typed(&sandbox, "cat log; exit 1").untrusted();
}

#[test]
#[cfg_attr(windows, ignore = "systemd is Linux'")]
fn the_main_process_of_a_service_is_the_program() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let test = "integrations::systemd::the_main_process_of_a_service_is_the_program";
    let Some(sandbox) = systemd_sandbox(test, &authority, &site) else {
        return;
    };
    let sandbox = sandbox.dcc("home/program");
    let unit = "[Service]\nType=exec\nExecStart=%h/.cargo/bin/sglaunch -p python %h/program\nEnvironment=DCC_SLEEP=60000\n";
    service(&sandbox, "program", unit, &site);
    let questions =
        "systemctl --user start program; systemctl --user show --value -p MainPID program
        until [ -s ~/log ]; do sleep 0.1; done
        systemctl --user stop program; systemctl --user show --value -p Result program";
    let told = beside_manager(&sandbox, questions).success().text();
    let pid = serde_json::from_str(&log(&sandbox))
        .map(|started: serde_json::Value| started["pid"].to_string());
    assert_eq!(
        told,
        format!("{}\nsuccess\n", pid.expect("the program has begun"))
    );
}

/// The documented drop-in, for a unit that another package installed.
#[test]
#[cfg_attr(windows, ignore = "systemd is Linux'")]
fn a_service_can_load_the_environment_only() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let test = "integrations::systemd::a_service_can_load_the_environment_only";
    let Some(sandbox) = systemd_sandbox(test, &authority, &site) else {
        return;
    };
    let unit = "[Service]\nType=oneshot\nExecStart=/usr/bin/env python3 publish.py ${SITE}\n";
    service(&sandbox, "vendor", unit, &site);
    let start = "systemctl --user start vendor";
    beside_manager(&sandbox, start).code(1);
    typed(&sandbox, "cat log; exit 1").untrusted();
    let drop_in = shown("systemd", "`vendor.service.d/sglaunch.conf`");
    sandbox.write(format!("{UNITS}/vendor.service.d/sglaunch.conf"), drop_in);
    beside_manager(&sandbox, start).success();
    assert_eq!(log(&sandbox), "hello\n");
}

#[test]
#[cfg_attr(windows, ignore = "systemd is Linux'")]
fn systemd_reads_back_its_format() {
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let test = "integrations::systemd::systemd_reads_back_its_format";
    let Some(sandbox) = systemd_sandbox(test, &authority, &site) else {
        return;
    };
    let is_held = |value: &str| {
        !value.contains(|c: char| c.is_ascii_control() && c != '\n' && c != '\t')
            && !value.contains('\u{fdd0}')
    };
    let values = HOSTILE.iter().filter(|(_, value)| is_held(value));
    let more = [
        ("BRACES", "a ${HOME} ${NONE:-x} ${ %h %% $$"),
        ("CONTINUED", "a\\\nb\\\\\n"),
        ("BEYOND", "\u{1f3a5} \u{e000} \u{feff} \u{85} \u{2028}"),
        ("COMMENT_LINE", "a\n# b\n; c\nD=e"),
    ];
    let values: Vec<_> = values.chain(&more).copied().collect();
    let env: serde_json::Map<_, _> = (values.iter())
        .map(|(name, value)| ((*name).to_owned(), value.replace('$', "$$").into()))
        .chain([("REMOVED".to_owned(), serde_json::Value::Null)])
        .collect();
    let sandbox = sandbox
        .dcc("home/program")
        .profile("python", &yaml(&serde_json::json!({"env": env})));
    service(
        &sandbox,
        "vendor",
        "[Service]\nType=oneshot\nExecStart=%h/program\nEnvironment=REMOVED=x\n",
        &site,
    );
    let drop_in = shown("systemd", "`vendor.service.d/sglaunch.conf`");
    let path = format!("{UNITS}/vendor.service.d/sglaunch.conf");
    sandbox.write(&path, &drop_in);
    let errors = "[Service]\nStandardError=append:%h/errors\n";
    sandbox.write(format!("{UNITS}/vendor.service.d/z.conf"), errors);
    let start = "systemctl --user start vendor";
    beside_manager(&sandbox, start).success();
    let started: serde_json::Value = serde_json::from_str(&log(&sandbox)).expect("it has begun");
    for (name, value) in values {
        assert_eq!(started["env"][name], value, "{name}");
    }
    assert_eq!(started["env"]["REMOVED"], "x");

    let line = "UnsetEnvironment=REMOVED";
    let told = fs::read_to_string(sandbox.home().join("errors")).expect("messages");
    assert!(told.ends_with(&format!(" in the unit: {line}\n")), "{told}");
    sandbox.write(&path, drop_in + line + "\n");
    beside_manager(&sandbox, start).success();
    let started: serde_json::Value = serde_json::from_str(&log(&sandbox)).expect("it has begun");
    assert_eq!(started["env"].get("REMOVED"), None);
}

/// Creates a machine where systemd can run for the test alone.
fn systemd_sandbox(test: &str, authority: &Authority, site: &Site) -> Option<Sandbox> {
    if !namespaces_or_skip(test) {
        return None;
    }
    tool_or_skip(test, "systemctl")?;
    let sandbox = studio(authority, site);
    let run = sandbox.path("run");
    fs::create_dir(&run).expect("a directory");
    system::set_mode(&run, 0o700);
    let cargo = sandbox.home().join(".cargo/bin");
    fs::create_dir_all(&cargo).expect("a directory");
    system::symlink(sglaunch(), cargo.join("sglaunch")).expect("a link");
    Some(sandbox.env("XDG_RUNTIME_DIR", run))
}

/// Writes a unit with the site's address and the output in a file.
fn service(sandbox: &Sandbox, name: &str, unit: &str, site: &Site) {
    sandbox.write(format!("{UNITS}/{name}.service"), unit);
    let test = format!(
        "[Service]\nEnvironment=SITE={}\nStandardOutput=truncate:%h/log\nStandardError=inherit\n",
        site.url()
    );
    sandbox.write(format!("{UNITS}/{name}.service.d/test.conf"), test);
}

/// Runs commands beside a manager of user services that has the variables of a login.
fn beside_manager(sandbox: &Sandbox, commands: &str) -> Outcome {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integrations/systemd");
    let name = sandbox
        .path("")
        .file_name()
        .expect("a directory")
        .to_owned();
    let mut manager = sandbox.command_of("unshare");
    manager
        .args(["--mount-proc", "--mount", "--pid", "--fork", "--kill-child"])
        .arg(script)
        .arg(name)
        .args(["sh", "-e", "-c", commands])
        .env_remove("SITE");
    manager.output().expect("unshare starts").into()
}

/// Returns the service's output.
fn log(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.home().join("log")).expect("a log")
}
