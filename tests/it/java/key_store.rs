//! The file of the key store in the cache.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{JAVA_TOOL_OPTIONS, Jdk, WITH_JAVA};
use crate::bundle::prune::{age_all, prune};
use crate::sandbox::{Sandbox, count, files_in};
use crate::tls_clients;
use crate::tls_server::Authority;

/// Returns the path of the key store of `defaults`, in a cache whose path needs no quotes.
pub fn path(sandbox: &Sandbox) -> PathBuf {
    let env = sandbox.run(["-q", "env", "defaults", "--format", "json"]);
    let env: Value = serde_json::from_str(&env.code(0).text()).expect("JSON");
    let options = env[JAVA_TOOL_OPTIONS].as_str().expect("options");
    let (_, path) = options.rsplit_once("trustStore=").expect("the option");
    path.into()
}

fn with_key_store(authority: &Authority) -> Sandbox {
    tls_clients::studio(authority).profile("defaults", WITH_JAVA)
}

/// Returns the files of the cache that are not PEM.
fn key_stores(sandbox: &Sandbox) -> Vec<PathBuf> {
    let mut files = files_in(&sandbox.cache().join("bundles"));
    files.retain(|path| path.extension().is_some_and(|end| end == "p12"));
    files
}

#[test]
fn the_key_store_depends_on_the_certificates_alone() {
    let authority = Authority::new("Studio");
    let stores = [(); 2].map(|()| {
        let sandbox = with_key_store(&authority);
        let path = path(&sandbox);
        (
            path.file_name().map(OsString::from),
            fs::read(path).expect("a key store"),
        )
    });
    assert_eq!(stores[0], stores[1]);
    let other = path(&with_key_store(&Authority::new("Other")));
    assert_ne!(other.file_name().map(OsString::from), stores[0].0);
}

#[test]
fn without_the_key_there_is_no_key_store() {
    let sandbox = tls_clients::studio(&Authority::new("Studio"));
    sandbox.run(["bundle", "path"]).success();
    assert_eq!(key_stores(&sandbox), [""; 0].map(PathBuf::from));
}

/// keytool lists the certificates of the bundle, without a password or a question.
#[test]
#[cfg_attr(windows, ignore = "no Windows Java here yet")]
fn keytool_lists_the_certificates_of_the_bundle() {
    let test = "java::key_store::keytool_lists_the_certificates_of_the_bundle";
    for jdk in Jdk::all_or_skip(test) {
        let sandbox = with_key_store(&Authority::new("Studio"));
        let (keytool, path) = (jdk.tool("keytool"), path(&sandbox));
        let options = ["-J-Duser.language=en", "-list", "-v", "-keystore"];
        let mut words = vec![keytool.as_os_str()];
        words.extend(options.map(OsStr::new));
        words.push(path.as_os_str());
        let listed = sandbox.run_without(&words).success().text();
        let digits = |line: &str| line.replace(':', "").to_ascii_lowercase();
        let values = |label: &str| -> BTreeSet<String> {
            let lines = listed.lines().map(str::trim);
            let values = lines.filter_map(|line| line.strip_prefix(label));
            values.map(|value| digits(value.trim())).collect()
        };
        let included = sandbox.run(["bundle", "list", "--json"]).success().json();
        let included = included["certificates"].as_array().expect("a list").iter();
        let included = included.filter(|one| one["included"] == true);
        let expected: BTreeSet<String> = included
            .map(|one| one["sha256"].as_str().expect("a digest").to_owned())
            .collect();
        assert!(expected.len() > 100);
        assert_eq!(values("SHA256:"), expected);
        assert_eq!(values("Alias name:"), expected);
        assert_eq!(listed.matches("trustedCertEntry").count(), expected.len());
    }
}

#[test]
fn a_certificate_that_java_cannot_read_is_only_in_the_bundle() {
    let sandbox = with_key_store(&Authority::new("Studio"));
    let (before, size) = (path(&sandbox), bundle_count(&sandbox));
    sandbox.write(
        "home/twice.pem",
        include_str!("../../fixtures/extension-twice.pem"),
    );
    let sandbox = sandbox.profile(
        "defaults",
        "ca: {java: true, files: [~/studio.pem, ~/twice.pem]}\n",
    );
    assert_eq!(path(&sandbox), before);
    assert_eq!(bundle_count(&sandbox), size + 1);
}

fn bundle_count(sandbox: &Sandbox) -> usize {
    let path = sandbox.run(["-q", "bundle", "path"]).success().text();
    count(path.trim_end())
}

#[test]
fn a_damaged_or_removed_key_store_is_written_again() {
    let sandbox = with_key_store(&Authority::new("Studio"));
    let path = path(&sandbox);
    let bytes = fs::read(&path).expect("a key store");
    fs::remove_file(&path).expect("the cache is ours");
    sandbox.run(["bundle", "path"]).success();
    assert_eq!(fs::read(&path).expect("a key store"), bytes);
    fs::write(&path, "").expect("the cache is ours");
    sandbox.run(["bundle", "path"]).success();
    assert_eq!(fs::read(&path).expect("a key store"), bytes);
}

#[test]
fn an_earlier_bundle_has_a_key_store_too() {
    let sandbox = with_key_store(&Authority::new("Studio"));
    let before = path(&sandbox);
    fs::remove_file(sandbox.home().join("studio.pem")).expect("the home is writable");
    // `path` fails if the environment has no option.
    assert_eq!(path(&sandbox), before);
    assert!(before.exists());
}

#[test]
fn verify_checks_the_key_store_too() {
    let sandbox = with_key_store(&Authority::new("Studio"));
    let path = path(&sandbox);
    sandbox.run(["bundle", "verify"]).success();
    let bytes = fs::read(&path).expect("a key store");
    fs::write(&path, [&bytes, b"\n".as_slice()].concat()).expect("the cache is ours");
    let outcome = sandbox.run(["bundle", "verify"]).code(1);
    let shown = path.display();
    outcome
        .stderr_contains(&format!("{shown} is damaged"))
        .stderr_contains(&format!("{shown} is not a key store of sglaunch"));
    fs::remove_file(&path).expect("the cache is ours");
    let outcome = sandbox.run(["bundle", "verify"]).code(1);
    outcome.stderr_contains(&format!("cannot read {shown}"));
}

#[test]
fn prune_removes_an_old_key_store() {
    let sandbox = with_key_store(&Authority::new("Prune"));
    let path = path(&sandbox);
    assert!(prune(&sandbox).starts_with("0 bundles"));
    // A launch sets the mtime of both files.
    age_all(&sandbox, 31);
    sandbox.run(["bundle", "path"]).success();
    assert!(prune(&sandbox).starts_with("0 bundles"));
    age_all(&sandbox, 31);
    assert!(!prune(&sandbox).starts_with("0 bundles"));
    assert!(!path.exists());
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (0, 0));
}

/// A process whose environment names the key store among other options.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about /proc")]
fn prune_keeps_a_key_store_that_a_process_uses() {
    let sandbox = with_key_store(&Authority::new("Prune"));
    let path = path(&sandbox);
    let options = format!(
        "-Xmx1g \"-Djavax.net.ssl.trustStore={}\" -Da",
        path.display()
    );
    let mut sleep = sandbox.command_of("sleep");
    let sleep = sleep.arg("60").env_clear().env(JAVA_TOOL_OPTIONS, options);
    let mut running = sleep.spawn().expect("sleep starts");
    age_all(&sandbox, 400);
    prune(&sandbox);
    assert!(path.exists());
    running
        .kill()
        .and_then(|()| running.wait().map(drop))
        .expect("it is ours");
    age_all(&sandbox, 400);
    prune(&sandbox);
    assert!(!path.exists());
}
