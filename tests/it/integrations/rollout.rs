//! `docs/rollout.md`: its commands, in their order, below a root that a user can write to.

use std::fs;

use serde_json::{Value, json};

use super::{typed, with_tools};
use crate::clients::namespaces_or_skip;
use crate::doc_pages::ROLLOUT_PAGE;
use crate::sandbox::{Outcome, Sandbox, files_below, sglaunch};
use crate::system::install;
use crate::tls_server::Authority;
use crate::trust_dir::sha256;

/// Returns the commands of a section, without comments.
fn commands(section: &str) -> Vec<String> {
    let text = ROLLOUT_PAGE.section(section);
    let lines = text.lines().filter(|line| line.starts_with("    "));
    let lines = lines.filter_map(|line| line.split('#').next().map(str::trim));
    let is_command = |line: &&str| line.starts_with("sudo ") || line.starts_with("sglaunch ");
    // The tests have no site.
    let lines = lines.filter(|line| is_command(line) && !line.starts_with("sglaunch doctor"));
    lines.map(str::to_owned).collect()
}

/// Runs a command of root, with the paths of the sandbox.
fn run(sandbox: &Sandbox, command: &str) -> Outcome {
    let mut command = command.to_owned();
    for dir in ["/usr/local/bin", "/etc/sglaunch", "/var/cache/sglaunch"] {
        let below = sandbox.path("root").join(dir.trim_start_matches('/'));
        command = command.replace(dir, below.to_str().expect("ASCII"));
    }
    let outcome = typed(sandbox, &command);
    assert_eq!(outcome.code, Some(0), "{command}\n{}", outcome.stderr);
    outcome
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the page is for Linux")]
fn the_commands_install_show_update_and_remove() {
    let authority = Authority::new("Studio Proxy");
    let mut sandbox = Sandbox::new()
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .pem("proxy.cer", &authority)
        .script("tools/sudo", "#!/bin/sh\nexec \"$@\"\n");
    for dir in ["root/usr/local/bin", "root/var/cache/sglaunch"] {
        fs::create_dir_all(sandbox.path(dir)).expect("a directory");
    }
    sandbox = sandbox.on_path("tools").on_path("root/usr/local/bin");
    install(sglaunch().as_ref(), &sandbox.home().join("sglaunch"));
    sandbox.write("home/defaults.yaml", "sites: [https://studio.example]\n");
    let before = files_below(&sandbox.path("root"));

    let installing = commands("Installing");
    assert_eq!(installing.len(), 7, "{installing:?}");
    for command in &installing {
        // A script gives the fingerprint that a user compares.
        let is_ca = command.contains("trust add");
        let fingerprint = sha256(&authority.der());
        let confirmed = format!("{command} --fingerprint {fingerprint}");
        run(&sandbox, if is_ca { &confirmed } else { command });
    }
    let mut shown = String::new();
    for command in commands("Checking the installation") {
        shown += &run(&sandbox, &command).text();
    }
    assert!(
        shown.contains("Studio Proxy") && shown.contains("20.5.332"),
        "{shown}"
    );
    let entry = "root/usr/local/share/applications/sglaunch-houdini.desktop";
    assert!(sandbox.path(entry).is_file());
    for command in commands("Updating").iter().chain(&commands("Uninstalling")) {
        run(&sandbox, command);
    }
    assert_eq!(files_below(&sandbox.path("root")), before);
}

/// A machine that does not answer leaves an empty file.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it needs Linux' namespaces")]
fn one_file_from_each_machine_makes_a_page() {
    let test = "integrations::rollout::one_file_from_each_machine_makes_a_page";
    if !namespaces_or_skip(test) {
        return;
    }
    let ssh = "#!/bin/sh\n[ \"$1\" != off ] || exit 255\n\
        exec unshare --uts sh -c 'hostname \"$0\"; exec \"$@\"' \"$@\"\n";
    let sandbox = with_tools(Sandbox::new())
        .dcc("root/opt/hfs20.5.332/bin/houdini")
        .script("tools/ssh", ssh)
        .on_path("tools");
    sandbox.write("home/hosts.txt", "ws-01\nws-02\noff\n");
    let section = "Checking all machines";
    for beginning in ["mkdir", "for host"] {
        typed(&sandbox, &ROLLOUT_PAGE.command(section, beginning));
    }
    let merge = ROLLOUT_PAGE.command(section, "sglaunch doctor --merge");
    let merged = typed(&sandbox, &format!("{merge} --json")).code(1).json();
    let nodes = merged["nodes"].as_array().expect("a list").iter();
    let names: Vec<&Value> = nodes.map(|node| &node["name"]).collect();
    assert_eq!(names, ["ws-01", "ws-02"]);
    assert_eq!(merged["missing"], json!(["off"]));
    assert_eq!(merged["problems"][0]["kind"], "empty");
    let page = fs::read_to_string(sandbox.home().join("rollout.html")).expect("a page");
    assert!(page.contains("ws-01") && page.contains("off"), "{page}");
}
