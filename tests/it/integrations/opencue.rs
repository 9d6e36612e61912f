//! RQD, the node's daemon of `OpenCue`, which launches frames without a home directory.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{studio, typed};
use crate::clients::{environment, script, tool_or_skip};
use crate::doc_pages::FARM_PAGE;
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::{Authority, Site};

/// A frame: the name of its output, its command, and further variables.
type Frame<'a> = (&'a str, String, Vec<(&'a str, String)>);

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "RQD needs Linux' tools")]
fn a_frame_has_the_certificates_of_the_node() {
    let test = "integrations::opencue::a_frame_has_the_certificates_of_the_node";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(python) = rqd(test) else { return };
    let sandbox = studio(&authority, &site);
    let publish = FARM_PAGE.command("OpenCue", "sglaunch python");
    let alone = publish.replace("sglaunch python", "python3");
    let home = |path: &str| vec![("HOME", sandbox.path(path).display().to_string())];
    // The studio's CA is only in the submitter's profile, then on the node.
    let frames = [
        ("none", publish.clone(), vec![]),
        ("submitter", publish.clone(), home("home")),
    ];
    assert_eq!(run(&sandbox, &python, "", &frames), json!([1, 0]));
    untrusted(&sandbox, "none");
    sandbox.write(sandbox.machine("ca.d/studio.pem"), authority.pem());
    let dcc = "sglaunch -p python env";
    let frames = [
        ("unset", publish.clone(), vec![]),
        ("missing", publish.clone(), home("nowhere")),
        ("alone", alone, vec![]),
        ("env", dcc.to_owned(), vec![]),
    ];
    assert_eq!(run(&sandbox, &python, "", &frames), json!([0, 0, 1, 0]));
    for name in ["submitter", "unset", "missing"] {
        // A warning would be in each log of a job.
        assert_eq!(output(&sandbox, name), "hello\n", "{name}");
    }
    untrusted(&sandbox, "alone");
    let env = output(&sandbox, "env");
    assert!(
        env.contains("SSL_CERT_FILE=") && !env.contains("HOME="),
        "{env}"
    );
}

/// The documented configuration sets HOME to a directory that need not exist.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "RQD needs Linux' tools")]
fn a_home_of_the_configuration_counts() {
    let test = "integrations::opencue::a_home_of_the_configuration_counts";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(python) = rqd(test) else { return };
    let sandbox = studio(&authority, &site);
    let publish = FARM_PAGE.command("OpenCue", "sglaunch python");
    let conf = FARM_PAGE.shown("OpenCue", "`/etc/opencue/rqd.conf`");
    let homes = sandbox.path("homes").display().to_string();
    let conf = conf.replace("=/home\n", &format!("={homes}\n"));
    assert!(conf.contains(&homes), "{conf}");
    let home = vec![(
        "SGLAUNCH_CONFIG_DIR",
        sandbox.home().join(".config/sglaunch"),
    )];
    let home = home
        .into_iter()
        .map(|(name, path)| (name, path.display().to_string()));
    let frames = [
        ("home", "echo $HOME:$PATH".to_owned(), vec![]),
        ("untrusted", publish.clone(), vec![]),
        ("named", publish, home.collect()),
    ];
    // The profile names a file in the home directory of the submitter.
    let profile = format!(
        "ca: {{files: ['{}']}}\n",
        sandbox.home().join("studio.pem").display()
    );
    let sandbox = sandbox.profile("defaults", &profile);
    assert_eq!(run(&sandbox, &python, &conf, &frames), json!([0, 1, 0]));
    let home = output(&sandbox, "home");
    let callers = sandbox.var("PATH").expect("a PATH");
    assert!(
        home.starts_with(&format!("{homes}/artist:{callers}:")),
        "{home}"
    );
    untrusted(&sandbox, "untrusted");
    assert_eq!(output(&sandbox, "named"), "hello\n");
}

/// The documented job reaches each host by a layer of its own, and leaves the result of this one.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "RQD needs Linux' tools")]
fn the_job_of_doctor_examines_each_host() {
    let test = "integrations::opencue::the_job_of_doctor_examines_each_host";
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let Some(python) = rqd(test) else { return };
    let sandbox = studio(&authority, &site);
    sandbox.write(sandbox.machine("ca.d/studio.pem"), authority.pem());
    let settings = format!("sites: ['{}']\n", site.url());
    sandbox.write(sandbox.machine("profiles/defaults.yaml"), settings);
    let share = sandbox.path("share").display().to_string();
    let here = |text: String| {
        let text = text.replace("/studio/doctor", &share);
        text.replace("/studio/farm", &share)
    };
    let section = "Find the nodes that fail";
    let sandbox = sandbox.script(
        "share/doctor.sh",
        &here(FARM_PAGE.shown(section, "make it executable")),
    );
    // RQD's name of this host is `node`.
    sandbox.write("home/nodes.txt", "node\nrender-2.studio.example\n");
    let job = here(FARM_PAGE.shown(section, "the job for PyOutline"));
    sandbox.write("home/doctor.py", job);
    let mut submit = sandbox.command_of(&python);
    submit
        .arg(script("submit_outline.py"))
        .arg(sandbox.home().join("doctor.py"));
    let submitted = Outcome::from(submit.output().expect("Python starts"));
    let command = format!("{share}/doctor.sh");
    let layer = |name: &str| json!({"name": name, "tags": name, "command": command});
    let layers = json!([layer("node"), layer("render-2.studio.example")]);
    assert_eq!(submitted.code(0).json(), layers);

    let frames = [("doctor", command, vec![])];
    assert_eq!(run(&sandbox, &python, "", &frames), json!([0]));
    assert_eq!(output(&sandbox, "doctor"), "");
    let merge = here(FARM_PAGE.command(section, "sglaunch doctor --merge"));
    let merged = typed(&sandbox, &format!("{merge} --json")).code(1).json();
    assert_eq!(merged["missing"], json!(["render-2.studio.example"]));
    let names: Vec<&Value> = (merged["nodes"].as_array().into_iter().flatten())
        .map(|node| &node["name"])
        .collect();
    assert_eq!(names, ["node"]);
}

/// Returns a Python with RQD.
fn rqd(test: &str) -> Option<std::path::PathBuf> {
    tool_or_skip(test, "time")?;
    environment(test, "3.11-rqd")
}

/// Runs frames, and returns their exit codes.
#[track_caller]
fn run(sandbox: &Sandbox, python: &Path, conf: &str, frames: &[Frame]) -> Value {
    let root = sandbox.var("SGLAUNCH_ROOT").expect("an image");
    let common = [
        ("SGLAUNCH_ROOT", root.to_owned()),
        ("PATH", sandbox.path("bin").display().to_string()),
        ("SITE", sandbox.var("SITE").expect("a site").to_owned()),
    ];
    let frames = frames.iter().map(|(name, command, variables)| {
        let variables = common.iter().chain(variables);
        let environment: serde_json::Map<String, Value> = variables
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let home = sandbox.home().display().to_string();
        let log = sandbox.path(format!("logs/{name}")).display().to_string();
        let command = format!("cd '{home}' && {{ {command}; }} >'{log}' 2>&1\n");
        json!({"command": command, "environment": environment})
    });
    let wanted = json!({"conf": conf, "frames": frames.collect::<Vec<_>>()});
    fs::create_dir_all(sandbox.path("logs")).expect("a directory");
    let mut client = sandbox.command_of(python);
    client
        .arg(script("run_rqd.py"))
        .arg(sandbox.path("rqd"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut client = client.spawn().expect("Python starts");
    let mut input = client.stdin.take().expect("a pipe");
    input
        .write_all(wanted.to_string().as_bytes())
        .expect("it reads");
    drop(input);
    let outcome = Outcome::from(client.wait_with_output().expect("it ends"));
    outcome.code(0).json()
}

/// Returns what a frame has printed.
fn output(sandbox: &Sandbox, name: &str) -> String {
    fs::read_to_string(sandbox.path(format!("logs/{name}"))).expect("a log")
}

#[track_caller]
fn untrusted(sandbox: &Sandbox, name: &str) {
    let log = sandbox.path(format!("logs/{name}"));
    typed(sandbox, &format!("cat '{}'; exit 1", log.display())).untrusted();
}
