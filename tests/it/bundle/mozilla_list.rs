//! Files that replace the compiled-in copy of Mozilla's list.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{base_count, mozilla_count, verbose_path, wait_for_stamps};
use crate::sandbox::{Sandbox, count, system_root};
use crate::system;
use crate::tls_server::Authority;

/// Returns one of Mozilla's roots.
fn removed() -> &'static [u8] {
    &webpki_root_certs::TLS_SERVER_ROOT_CERTS[3]
}

/// Returns Mozilla's list in which `added` replaces one root.
fn newer_list(added: &Authority) -> String {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let roots = roots.filter(|root| &***root != removed());
    let blocks = roots.map(|root| pem::encode(&pem::Pem::new("CERTIFICATE", &**root)));
    blocks.collect::<String>() + &added.pem()
}

/// Writes a list as the machine's.
fn install(sandbox: &Sandbox, list: &str) -> PathBuf {
    let file = sandbox.write(sandbox.machine("mozilla.pem"), list);
    system::set_mode(&file, 0o644);
    file
}

/// Checks that the bundle contains the compiled-in list, and that a build warns about the file.
#[track_caller]
fn is_not_used(sandbox: &Sandbox, file: &Path, why: &str) {
    let built = sandbox.run(["bundle", "build"]).code(0);
    let shown = file.display().to_string();
    let home = sandbox.home().display().to_string();
    let shown = shown.replace(&home, "~");
    let warning = format!("warning: mozilla: {shown}: {why}");
    let stderr = built.stderr.replace(&home, "~");
    assert!(stderr.starts_with(&warning), "{stderr}");
    assert!(
        stderr.contains("; the list in sglaunch is used instead\n"),
        "{stderr}"
    );
    assert!(sandbox.trusts(removed()));
}

#[test]
fn the_machines_copy_of_mozillas_list_replaces_the_compiled_in_one() {
    let sandbox = Sandbox::new();
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).success();
    assert!(verbose_path(&sandbox).contains("is fresh"));
    let new = Authority::new("Root Of Next Year");
    let file = install(&sandbox, &newer_list(&new));
    // Its absence had a stamp.
    assert!(sandbox.trusts(&new.der()));
    assert!(!sandbox.trusts(removed()));
    let path = sandbox.run(["bundle", "path"]).success().text();
    assert_eq!(count(path.trim_end()), base_count());
    let list = sandbox.run(["bundle", "list", "--json"]).success().json();
    assert_eq!(list["mozilla_list"]["file"], file.to_str().expect("UTF-8"));
    let certificates = list["certificates"].as_array().expect("a list");
    let of_mozilla = certificates
        .iter()
        .filter(|one| one["sources"][0] == "mozilla");
    assert_eq!(of_mozilla.count(), mozilla_count());
    let built = sandbox.run(["bundle", "build"]).success().text();
    let counts = format!("\nmozilla\t{}\t-\n", mozilla_count());
    assert!(built.contains(&counts), "{built}");
    let line = format!("\nMozilla's list is {} (20", file.display());
    assert!(built.contains(&line), "{built}");
    let listed = sandbox.run(["bundle", "list"]).code(0);
    listed.stderr_contains("sglaunch: Mozilla's list is ");
    sandbox.run(["bundle", "verify"]).success();

    let sandbox = sandbox.profile("without", "extends: defaults\nca: {mozilla: false}\n");
    let built = sandbox.run(["bundle", "build", "without"]).success().text();
    assert!(!built.to_lowercase().contains("mozilla"), "{built}");
    fs::remove_file(file).expect("our own file");
    assert!(sandbox.trusts(removed()));
    let list = sandbox.run(["bundle", "list", "--json"]).success().json();
    let compiled_in = serde_json::json!({"file": null, "date": "2026-10-23"});
    assert_eq!(list["mozilla_list"], compiled_in);
}

/// An old store is an example.
#[test]
fn a_root_that_mozilla_has_removed_stays_if_the_system_has_it() {
    let sandbox = Sandbox::new();
    install(&sandbox, &newer_list(&Authority::new("Root Of Next Year")));
    assert!(!sandbox.trusts(removed()));
    let block = pem::encode(&pem::Pem::new("CERTIFICATE", removed()));
    let store = "root/etc/ssl/certs/ca-certificates.crt";
    sandbox.write(store, system_root().pem() + &block);
    assert!(sandbox.trusts(removed()));
    let digest = sglaunch::certs::hex(&sglaunch::certs::sha256(removed()));
    let list = sandbox.run(["bundle", "list", "--json"]).success().json();
    let certificates = list["certificates"].as_array().expect("a list");
    let row = certificates.iter().find(|row| row["sha256"] == *digest);
    let sources = &row.expect("the root")["sources"];
    assert_eq!(*sources, serde_json::json!(["native"]));
    let sandbox = sandbox.profile("defaults", &format!("ca: {{deny: ['{digest}']}}\n"));
    assert!(!sandbox.trusts(removed()));
}

#[test]
fn a_profile_names_a_newer_list() {
    let sandbox = Sandbox::new();
    let new = Authority::new("Root Of Next Year");
    let file = sandbox.write("home/lists/mozilla.pem", newer_list(&new));
    let lists = sandbox.home().join("lists");
    let sandbox = sandbox
        .env("LISTS", lists)
        .profile("defaults", "ca: {mozilla: '${LISTS}/mozilla.pem'}\n");
    assert!(sandbox.trusts(&new.der()));
    assert!(!sandbox.trusts(removed()));
    let shown = sandbox.run(["show", "defaults", "--json"]).success().text();
    assert!(shown.contains("${LISTS}/mozilla.pem"), "{shown}");
    sandbox.run(["check", "defaults"]).success();

    // A link to it, relative to the profile.
    let link = sandbox.path("home/.config/sglaunch/profiles/list.pem");
    system::symlink(&file, &link).expect("a link");
    let sandbox = sandbox.profile("linked", "extends: defaults\nca: {mozilla: list.pem}\n");
    let list = sandbox
        .run(["bundle", "list", "linked", "--json"])
        .success();
    assert_eq!(
        list.json()["mozilla_list"]["file"],
        link.to_str().expect("UTF-8")
    );

    fs::remove_file(&file).expect("our own file");
    is_not_used(&sandbox, &file, "no such file");
    sandbox
        .run(["check", "defaults"])
        .code(0)
        .stderr_contains("no such file; the list in sglaunch is used instead");
    let launch = sandbox.run(["-q", "bundle", "path"]).success();
    assert_eq!(count(launch.text().trim_end()), base_count());
    // It appears again.
    fs::write(&file, newer_list(&new)).expect("our own file");
    assert!(sandbox.trusts(&new.der()));
}

#[test]
fn a_list_that_other_users_can_write_is_not_used() {
    let sandbox = Sandbox::new();
    let new = Authority::new("Root Of An Attacker");
    let file = install(&sandbox, &newer_list(&new));
    system::set_mode(&file, 0o666);
    wait_for_stamps();
    let why = "all users can write to it, so it is ignored (see docs/profiles.md, For all users)";
    is_not_used(&sandbox, &file, why);
    sandbox
        .run(["check"])
        .code(1)
        .stderr_contains("all users can write to it, so it is ignored");
    system::set_mode(&file, 0o644);
    assert!(sandbox.trusts(&new.der()));

    let dir = file.parent().expect("a directory");
    system::set_mode(dir, 0o777);
    wait_for_stamps();
    is_not_used(&sandbox, &file, &format!("{}: {why}", dir.display()));
    system::set_mode(dir, 0o755);
    assert!(sandbox.trusts(&new.der()));

    let sandbox = sandbox.profile("defaults", "ca: {mozilla: ~/list.pem}\n");
    let file = sandbox.write("home/list.pem", newer_list(&new));
    system::set_mode(&file, 0o646);
    is_not_used(&sandbox, &file, why);
    system::set_mode(&file, 0o644);
    assert!(sandbox.trusts(&new.der()));
}

#[test]
fn a_file_without_a_hundred_cas_is_not_mozillas_list() {
    let sandbox = Sandbox::new();
    let file = install(&sandbox, &system_root().pem());
    is_not_used(&sandbox, &file, "contains 1 CAs for servers");
    install(&sandbox, "<!DOCTYPE html>\n<html>Please log in</html>\n");
    is_not_used(&sandbox, &file, "");
    fs::remove_file(&file).expect("our own file");
    fs::create_dir(&file).expect("its directory");
    is_not_used(&sandbox, &file, "a directory, not a file");
    // One block that is cut costs that block.
    fs::remove_dir(&file).expect("it is empty");
    let new = Authority::new("Root Of Next Year");
    let list = newer_list(&new);
    install(&sandbox, &list.replacen("MII", "!!!", 1));
    let built = sandbox.run(["bundle", "build"]).code(0);
    assert!(
        built.stderr.contains("mozilla.pem: block 1"),
        "{}",
        built.stderr
    );
    assert!(sandbox.trusts(&new.der()));
}

#[test]
fn an_old_list_is_reported_by_commands_and_not_by_launches() {
    let sandbox = Sandbox::new().dcc("tool");
    let file = install(&sandbox, &newer_list(&Authority::new("Root")));
    let day = Duration::from_hours(24);
    system::set_modified(&file, SystemTime::now() - 400 * day);
    sandbox.run(["bundle", "build"]).success();
    sandbox.run(["bundle", "verify"]).success();
    system::set_modified(&file, SystemTime::now() - 500 * day);
    let age = format!(
        "sglaunch: Mozilla's list in {} is 500 days old (",
        file.display()
    );
    let tool = sandbox.program("tool");
    let tool = tool.to_str().expect("UTF-8");
    // The first launch builds the bundle.
    for _ in 0..2 {
        sandbox.run([tool]).success();
        sandbox.run(["bundle", "path"]).success();
    }
    for args in [
        &["bundle", "build"][..],
        &["bundle", "verify"],
        &["-v", tool],
        &["bundle", "path", "-v"],
    ] {
        let stderr = sandbox.run(args).code(0).stderr;
        assert_eq!(stderr.matches(&age).count(), 1, "{args:?}: {stderr}");
    }
    sandbox.run(["bundle", "build", "-q"]).success();
}

#[test]
fn the_exported_list_has_the_digest_that_version_prints() {
    let sandbox = Sandbox::new();
    let long = sandbox.run(["--version"]).success().text();
    let short = sandbox.run(["-V"]).success().text();
    assert_eq!(short.lines().count(), 1);
    assert_eq!(long.lines().next(), short.lines().next());
    let roots = format!(
        "\nMozilla's list: {} root CAs, 2026-10-23 (",
        mozilla_count()
    );
    assert!(long.contains(&roots), "{long}");
    sandbox
        .run(["bundle", "export", "--mozilla", "mozilla.pem"])
        .success();
    let file = sandbox.home().join("mozilla.pem");
    assert_eq!(count(&file), mozilla_count());
    let bytes = fs::read(&file).expect("the copy");
    let digest = sglaunch::certs::hex(&sglaunch::certs::sha256(&bytes));
    assert!(long.contains(&format!(": {digest}\n")), "{long}");
    // It is what a profile would have with this list alone.
    let sandbox = sandbox.profile("defaults", "ca: {native: false, mozilla: ~/mozilla.pem}\n");
    let bundle = sandbox.run(["bundle", "path"]).success().text();
    assert_eq!(fs::read(bundle.trim_end()).expect("the bundle"), bytes);
    sandbox
        .run(["bundle", "export", "--mozilla", "-", "maya"])
        .code(125)
        .stderr_contains("cannot be used with");
}
