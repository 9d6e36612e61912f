//! The facts about a machine in JSON, each by a real run.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{doctor, with_python};
use crate::clients::environment;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Identity, ServerSettings, WebServer};

const DAY: i64 = 24 * 60 * 60;

#[track_caller]
fn machine(sandbox: &Sandbox, args: &[&str]) -> Value {
    doctor(sandbox, args).document["machine"].clone()
}

/// Returns the names of the listed certificates.
fn added(machine: &Value) -> Vec<&str> {
    let list = machine["bundle"]["added"].as_array().expect("a list");
    list.iter().filter_map(|one| one["name"].as_str()).collect()
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn python_its_openssl_and_its_packages_have_versions() {
    let test = "doctor::machine::python_its_openssl_and_its_packages_have_versions";
    for (name, is_strict, has_level) in [
        ("3.11", false, true),
        ("3.13", true, true),
        ("2.7", false, false),
    ] {
        let Some(python) = environment(test, name) else {
            continue;
        };
        let machine = machine(&with_python(Sandbox::new(), &python), &[]);
        let found = &machine["python"];
        let executable = found["executable"].as_str().expect("a path");
        assert!(
            Path::new(executable).is_absolute() || executable.starts_with('~'),
            "{found}"
        );
        assert!(
            found["version"]
                .as_str()
                .is_some_and(|text| text.starts_with(name)),
            "{found}"
        );
        assert!(
            found["openssl"]
                .as_str()
                .is_some_and(|text| text.contains("SSL ")),
            "{found}"
        );
        assert_eq!(found["strict"], is_strict, "{found}");
        assert_eq!(found["security_level"].is_u64(), has_level, "{found}");
        assert_eq!(found["error"], Value::Null);
        for package in ["certifi", "requests", "urllib3", "httplib2", "shotgun_api3"] {
            let version = machine["packages"][package].as_str();
            let is_version = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
            assert!(version.is_some_and(is_version), "{package}: {machine:#}");
        }
    }
}

/// Each copy of tk-core counts, because SG Desktop and `tank` start different ones.
#[test]
#[cfg_attr(windows, ignore = "the paths are those of Unix")]
fn each_version_of_tk_core_is_listed_and_botocore_too() {
    let sandbox = Sandbox::new();
    sandbox.write("core/python/tank/__init__.py", "");
    sandbox.write("core/info.yml", "version: v0.23.1\n");
    sandbox.write(
        "core/python/botocore/__init__.py",
        "__version__ = '1.40.2'\n",
    );
    let cache = "home/.shotgun/bundle_cache/app_store/tk-core";
    sandbox.write(format!("{cache}/v0.24.0/info.yml"), "version: v0.24.0\n");
    let path = sandbox.path("core/python");
    let sandbox = sandbox.env("PYTHONPATH", path);
    let packages = machine(&sandbox, &[])["packages"].clone();
    assert_eq!(packages["tank"], "v0.23.1, v0.24.0");
    assert_eq!(packages["botocore"], "1.40.2");
}

#[test]
#[cfg_attr(windows, ignore = "the paths are those of Unix")]
fn a_program_has_its_version_and_may_have_no_python() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/dcc7.2/bin/dcc")
        .profile("dcc", "program: {linux: ['/opt/dcc{version}/bin/dcc']}\n");
    let found = machine(&sandbox, &["dcc"]);
    assert_eq!(found["program_version"], "7.2", "{found:#}");
    assert!(
        found["program"]
            .as_str()
            .is_some_and(|path| path.ends_with("/opt/dcc7.2/bin/dcc"))
    );
    let why = found["python"]["error"].as_str().expect("a reason");
    assert!(why.starts_with("no Python is known for "), "{why}");
    assert_eq!(found["packages"], json!({}));
    // Where no check needs Python, none is started.
    assert_eq!(
        machine(&sandbox, &["dcc", "env-empty"])["python"],
        Value::Null
    );
}

#[test]
#[cfg_attr(windows, ignore = "the script is for a shell of Unix")]
fn a_python_that_gives_no_report_has_the_reason() {
    let sandbox = Sandbox::new()
        .script("python-bin/python3", "#!/bin/sh\nexit 3\n")
        .on_path("python-bin");
    let found = machine(&sandbox, &["python-no-ssl"])["python"].clone();
    assert_eq!(found["error"], "it ended without a report: exit status: 3");
    let executable = found["executable"].as_str();
    assert!(
        executable.is_some_and(|path| path.ends_with("/python-bin/python3")),
        "{found}"
    );
}

#[test]
fn the_digest_is_that_of_the_bundle_as_it_is_now() {
    let sandbox = Sandbox::new();
    let found = machine(&sandbox, &["env-empty"]);
    let digest = found["bundle"]["sha256"].as_str().expect("a digest");
    assert_eq!(digest.len(), 64);
    let [bundle] = &sandbox.bundles()[..] else {
        panic!("one bundle");
    };
    let stem = bundle.file_stem().expect("a name").to_string_lossy();
    assert!(digest.starts_with(&*stem), "{digest}, {stem}");
    if cfg!(target_os = "linux") {
        assert_eq!(added(&found), ["System Root"]);
    }
}

/// A person or an administrator has added them; the roots of Mozilla and of the distribution are
/// on every machine.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the stores are those of Linux")]
fn certificates_beside_the_public_ones_are_listed_with_their_sources() {
    let [studio, proxy, by_hand, old] =
        ["studio CA", "Proxy CA", "By Hand CA", "Old Root"].map(Authority::new);
    let expired = Authority::builder("Gone CA").expired().build();
    let sandbox = Sandbox::new()
        .pem("studio.pem", &studio)
        .pem("gone.pem", &expired)
        .profile("defaults", "ca: {files: [~/studio.pem, ~/gone.pem]}\n");
    let store = [proxy.pem(), by_hand.pem(), old.pem()].concat();
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", store);
    sandbox.write(
        "root/usr/local/share/ca-certificates/proxy.crt",
        proxy.pem(),
    );
    sandbox.write(
        "root/usr/share/ca-certificates/mozilla/Old_Root.crt",
        old.pem(),
    );
    let found = machine(&sandbox, &["env-empty"]);
    assert_eq!(added(&found), ["Proxy CA", "studio CA", "By Hand CA"]);
    let bundle = &found["bundle"];
    assert_eq!(bundle["added"][0]["sources"], json!(["native"]));
    assert_eq!(bundle["added"][1]["sources"], json!(["file:~/studio.pem"]));
    let digest = bundle["added"][1]["sha256"].as_str().expect("a digest");
    assert_eq!(
        (digest.len(), digest.to_lowercase()),
        (64, digest.to_owned())
    );
    let expires = bundle["added"][1]["not_after"].as_str().expect("a time");
    assert!(
        expires.contains("-01T00:00:00") && expires.ends_with('Z'),
        "{expires}"
    );
    assert_eq!(bundle["excluded"], json!({"expired": 1}));
    assert_eq!(bundle["others"], 0);
}

#[test]
fn a_long_list_of_certificates_is_cut() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {native: false, files: [~/cas]}\n");
    for number in 0..20 {
        let authority = Authority::new(&format!("Studio CA {number:02}"));
        sandbox.write(format!("home/cas/{number}.pem"), authority.pem());
    }
    let found = machine(&sandbox, &["env-empty"]);
    let names = added(&found);
    assert_eq!(
        (names.len(), names[0], names[15]),
        (16, "Studio CA 00", "Studio CA 15")
    );
    assert_eq!(found["bundle"]["others"], 4);
    let size = found["bundle"].to_string().len();
    assert!(size < 4096, "{size}");
}

fn server(identity: Identity, days: i64) -> WebServer {
    WebServer::start_at(ServerSettings::new(identity), days)
}

#[test]
fn the_clock_is_compared_with_a_trusted_server() {
    let authority = Authority::new("Studio CA");
    let sandbox = Sandbox::new()
        .pem("studio.pem", &authority)
        .profile("defaults", "ca: {files: [~/studio.pem]}\n");
    for (days, expected) in [(0, 0), (-3, 3 * DAY)] {
        let server = server(authority.issue(), days);
        let clock = machine(&sandbox, &["clock", "--site", &server.url()])["clock"].clone();
        let offset = clock["offset"].as_i64().expect("seconds");
        assert!((offset - expected).abs() <= 3, "{days}: {clock}");
        assert_eq!(clock["server"], server.url().replace("https://", ""));
    }
    let strange = server(Authority::new("Strange").issue(), 0);
    for args in [&["clock"][..], &["clock", "--site", &strange.url()]] {
        assert_eq!(machine(&sandbox, args)["clock"], Value::Null, "{args:?}");
    }
}

#[test]
fn a_farm_names_the_node_and_the_job() {
    let found = machine(&Sandbox::new(), &["env-empty"]);
    assert_eq!(
        (&found["node"], &found["job"]),
        (&Value::Null, &Value::Null)
    );
    let sandbox = Sandbox::new()
        .env("SLURMD_NODENAME", "render007")
        .env("SLURM_JOB_ID", "4712")
        .env("SLURM_ARRAY_JOB_ID", "4711")
        .env("SLURM_ARRAY_TASK_ID", "7");
    let found = machine(&sandbox, &["env-empty"]);
    assert_eq!(
        (&found["node"], &found["job"]),
        (&json!("render007"), &json!("4711_7"))
    );
    let found = machine(&sandbox, &["env-empty", "--redact-hosts"]);
    assert!(
        found["node"]
            .as_str()
            .is_some_and(|name| name.starts_with("host-")),
        "{found}"
    );
    assert_eq!(
        (&found["job"], &found["hosts_hidden"]),
        (&json!("4711_7"), &json!(true))
    );
    // Cuebot puts the user into the name of the job.
    let sandbox = Sandbox::new()
        .env("USER", "lucia")
        .env("jobhost", "render008")
        .env("CUE_JOB", "show-010-lucia_comp")
        .env("CUE_FRAME", "0012-render");
    let found = machine(&sandbox, &["env-empty"]);
    assert_eq!(found["job"], "show-010-<user>_comp/0012-render");
    assert_eq!(found["node"], "render008");
}

#[test]
fn the_variables_of_the_caller_are_listed_without_secrets() {
    let sandbox = Sandbox::new();
    let file = sandbox.home().join("ca.pem");
    let sandbox = sandbox
        .pem("ca.pem", &Authority::new("Studio"))
        .env("SSL_CERT_FILE", file)
        .env("PIP_CERT", "")
        .env("STUDIO_API_TOKEN", "t0k3n-of-the-studio")
        .env("REQUESTS_CA_BUNDLE", "/t0k3n-of-the-studio/ca.pem");
    let variables = machine(&sandbox, &["env-empty"])["variables"].clone();
    let names: Vec<&String> = variables.as_object().expect("names").keys().collect();
    assert_eq!(names, ["PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"]);
    assert_eq!(variables["PIP_CERT"], "");
    assert_eq!(variables["REQUESTS_CA_BUNDLE"], "/***/ca.pem");
    let shown = variables["SSL_CERT_FILE"].as_str().expect("a path");
    assert_eq!(shown.replace('\\', "/"), "~/ca.pem");
}

/// A document of a node is small: a farm has thousands.
#[test]
fn a_document_has_all_keys_in_every_run() {
    let found = machine(&Sandbox::new(), &["env-empty"]);
    let keys: Vec<&String> = found.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "bundle",
            "clock",
            "host",
            "hosts_hidden",
            "job",
            "node",
            "packages",
            "profile",
            "program",
            "program_version",
            "python",
            "roots",
            "system",
            "time",
            "variables",
            "version"
        ]
    );
    let documented = fs::read_to_string(crate::clients::repository("docs/doctor.md"));
    let documented = documented.expect("the page");
    for key in keys {
        assert!(documented.contains(&format!("`{key}`")), "{key}");
    }
}
