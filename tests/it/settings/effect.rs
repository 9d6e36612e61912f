//! What the settings of clients do to a bundle, and to a launch.

use std::fmt::Write as _;
use std::fs;
use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use super::{Situation, named};
use crate::sandbox::{HINT_OF_WARNINGS, Sandbox, count, sglaunch, system_root};
use crate::system;
use crate::tls_server::Authority;

/// Returns a sandbox with the certificate of a CA in the home directory, and git settings for it.
fn with_git_settings(authority: &Authority) -> Sandbox {
    let sandbox = Sandbox::new().pem("studio.pem", authority);
    sandbox.write(
        "home/.gitconfig",
        "[user]\n[http]\n\tsslCAInfo = ~/studio.pem\n",
    );
    sandbox
}

/// Waits until files are old enough for a stamp.
fn wait_for_stamps() {
    sleep(Duration::from_millis(2_100));
}

#[test]
fn the_list_names_the_settings_file_and_its_line() {
    let sandbox = with_git_settings(&Authority::new("Studio"));
    let config = sandbox.home().join(".gitconfig");
    let source = format!("inherited:{}:3", config.display());
    let list = sandbox.run(["bundle", "list", "--source", "inherited"]);
    let list = list.success().text();
    let row = list.lines().find(|line| line.starts_with("Studio\t"));
    let cells: Vec<&str> = row.expect("the CA").split('\t').collect();
    assert_eq!(cells[2..4], ["included", &source]);
    let list = sandbox.run(["bundle", "list", "--source", &source, "--json"]);
    let list = list.success().json();
    assert_eq!(list["certificates"][0]["sources"][0], source.as_str());
    assert_eq!(list["certificates"][0]["subject"], "CN=Studio");
    assert_eq!(
        list["settings"][&source],
        system_text(&sandbox, "studio.pem")
    );
    let build = sandbox.run(["bundle", "build"]).success().text();
    assert!(build.contains("inherited"), "{build}");
}

fn system_text(sandbox: &Sandbox, path: &str) -> String {
    sandbox
        .home()
        .join(path)
        .to_str()
        .expect("UTF-8")
        .to_owned()
}

#[test]
fn trust_list_names_the_settings_file_and_its_line() {
    let sandbox = with_git_settings(&Authority::new("Studio"));
    let list = sandbox.run(["trust", "list"]).code(0).text();
    let row = list.lines().find(|line| line.starts_with("studio.pem\t"));
    assert!(
        row.is_some_and(|row| row.contains("\t.gitconfig:3\t")),
        "{list}"
    );
    let list = sandbox.run(["trust", "list", "--json"]).code(0).json();
    let origin = &list["certificates"][0]["origin"];
    let file = system_text(&sandbox, ".gitconfig");
    assert_eq!(*origin, json!({"kind": "setting", "file": file, "line": 3}));
}

#[test]
fn a_profile_that_inherits_nothing_reads_no_settings() {
    let studio = Authority::new("Studio");
    let sandbox = with_git_settings(&studio);
    assert!(sandbox.trusts(&studio.der()));
    let sandbox = sandbox.profile("defaults", "ca: {inherited: false}\n");
    assert!(!sandbox.trusts(&studio.der()));
    let records = sandbox.records();
    let records = records
        .iter()
        .map(|path| fs::read_to_string(path).expect("a record"));
    let with_settings = records
        .filter(|record| record.contains(".gitconfig"))
        .count();
    assert_eq!(with_settings, 1);
}

/// Then the client uses its own file.
#[test]
fn settings_that_no_variable_hides_are_not_read() {
    let studio = Authority::new("Studio");
    let sandbox = with_git_settings(&studio);
    let sandbox = sandbox.profile("defaults", "ca: {variables: {PIP_CERT: false}}\n");
    assert!(sandbox.trusts(&studio.der()));
    let sandbox = sandbox.profile("defaults", "ca: {variables: {GIT_SSL_CAINFO: false}}\n");
    assert!(!sandbox.trusts(&studio.der()));
}

#[test]
fn a_change_of_the_settings_makes_a_bundle_stale() {
    let (studio, other) = (Authority::new("Studio"), Authority::new("Other"));
    let sandbox = Sandbox::new()
        .pem("studio.pem", &studio)
        .pem("other.pem", &other);
    wait_for_stamps();
    assert!(!sandbox.trusts(&studio.der()));
    // No file was there.
    sandbox.write(
        "home/.config/pip/pip.conf",
        "[global]\ncert = ~/studio.pem\n",
    );
    assert!(sandbox.trusts(&studio.der()));
    sandbox.write(
        "home/.config/pip/pip.conf",
        "[global]\ncert = ~/other.pem\n",
    );
    assert!(!sandbox.trusts(&studio.der()));
    assert!(sandbox.trusts(&other.der()));
    // The CA file, and an included file that is missing.
    sandbox.write("home/other.pem", studio.pem());
    assert!(sandbox.trusts(&studio.der()));
    fs::remove_file(sandbox.home().join(".config/pip/pip.conf")).expect("it exists");
    sandbox.write("home/.gitconfig", "[include]\npath = more\n");
    assert!(!sandbox.trusts(&studio.der()));
    sandbox.write("home/more", "[http]\nsslCAInfo = ~/studio.pem\n");
    assert!(sandbox.trusts(&studio.der()));
}

#[test]
fn the_settings_are_those_of_the_programs_environment() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new().pem("studio.pem", &studio);
    let path = system_text(&sandbox, "studio.pem");
    sandbox.write(
        "home/.aws/config",
        format!("[profile studio]\nca_bundle = {path}\n"),
    );
    assert!(!sandbox.trusts(&studio.der()));
    let sandbox = sandbox.profile("defaults", "env: {AWS_PROFILE: studio}\n");
    assert!(sandbox.trusts(&studio.der()));
    let sandbox = sandbox.profile("defaults", "env: {AWS_PROFILE: '${NOT_SET}'}\n");
    assert!(!sandbox.trusts(&studio.der()));
    let sandbox = sandbox.env("AWS_PROFILE", "studio");
    assert!(sandbox.trusts(&studio.der()));
}

#[test]
fn a_missing_ca_file_is_a_warning_that_names_the_line() {
    let sandbox = Sandbox::new();
    let config = sandbox.write("home/.gitconfig", "[http]\nsslCAInfo = ~/gone.pem\n");
    let expected = format!(
        "warning: inherited:{}:2: {}: no such file\n{HINT_OF_WARNINGS}",
        config.display(),
        sandbox.home().join("gone.pem").display()
    );
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(outcome.stderr, expected);
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).code(0);
    sandbox.run(["bundle", "path"]).success();
    // Since git 2.52, a missing file may be allowed.
    sandbox.write(
        "home/.gitconfig",
        "[http]\nsslCAInfo = :(optional)~/gone.pem\n",
    );
    sandbox.run(["bundle", "path"]).success();
}

#[test]
fn broken_settings_are_warnings() {
    let studio = Authority::new("Studio");
    let sandbox = with_git_settings(&studio);
    let git = sandbox.home().join(".config/git/config");
    sandbox.write("home/.config/git/config", "[http]\nsslCAInfo\n[http\n");
    let pip = sandbox.write("home/.pip/pip.conf", "[global]\nrubbish\n");
    fs::create_dir_all(sandbox.home().join(".aws/config")).expect("a directory");
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    let rejects = "rejects this line, so the rest of the file is not used: correct it";
    let aws = sandbox.home().join(".aws/config");
    assert_eq!(
        outcome.stderr,
        format!(
            "warning: inherited:{}:3: git {rejects}\n\
             warning: inherited:{}:2: pip {rejects}\n\
             warning: inherited:{}: a directory, not a file\n{HINT_OF_WARNINGS}",
            git.display(),
            pip.display(),
            aws.display()
        )
    );
    assert!(sandbox.trusts(&studio.der()));
}

#[test]
#[cfg_attr(windows, ignore = "it is about the permissions of Unix")]
fn settings_that_cannot_be_read_are_warnings() {
    let sandbox = Sandbox::new();
    let config = sandbox.write("home/.gitconfig", "[http]\nsslCAInfo = ~/gone.pem\n");
    system::set_mode(&config, 0o000);
    let sandbox = sandbox.unprivileged();
    let expected = format!(
        "inherited:{}: cannot be read: permission denied",
        config.display()
    );
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    outcome.stderr_contains(&expected);
}

#[test]
fn lists_that_come_with_the_system_or_a_client_are_not_taken() {
    let sandbox = Sandbox::new();
    let lists = [
        "home/Git/mingw64/etc/ssl/certs/ca-bundle.crt",
        "home/Git/usr/ssl/certs/ca-bundle.crt",
        "home/lib/pip/_vendor/certifi/cacert.pem",
    ];
    let (taken, expected) = (Authority::new("Taken"), Authority::new("Studio"));
    let mut text = String::new();
    for (number, list) in lists.iter().enumerate() {
        let path = sandbox.write(list, taken.pem());
        let _ = write!(
            text,
            "[http \"https://{number}\"]\nsslCAInfo = {}\n",
            git_path(&path)
        );
    }
    let store = sandbox.path("root/etc/ssl/certs/ca-certificates.crt");
    let _ = write!(
        text,
        "[http \"https://system\"]\nsslCAInfo = {}\n",
        git_path(&store)
    );
    let own = sandbox.write("home/own/ca-bundle.crt", expected.pem());
    let _ = write!(text, "[http]\nsslCAInfo = {}\n", git_path(&own));
    sandbox.write("home/.gitconfig", text);
    assert!(sandbox.trusts(&expected.der()));
    assert!(!sandbox.trusts(&taken.der()));
    let list = sandbox
        .run(["bundle", "list", "--source", "native"])
        .success()
        .text();
    let root = list.lines().find(|line| line.starts_with("System Root"));
    assert!(root.is_none_or(|row| !row.contains("inherited")), "{list}");
    assert!(cfg!(windows) || sandbox.trusts(&system_root().der()));
}

fn git_path(path: &std::path::Path) -> String {
    path.to_str().expect("UTF-8").replace('\\', "/")
}

/// A bundle in git's settings would keep what it contains forever.
#[test]
fn a_bundle_of_sglaunch_is_not_taken() {
    let (studio, base) = (Authority::new("Studio"), Sandbox::new());
    let sandbox = base.pem("studio.pem", &studio);
    let variable = sandbox.home().join("studio.pem");
    let sandbox = sandbox.env("SSL_CERT_FILE", variable);
    let bundle = sandbox.run(["bundle", "path"]).success().text();
    let path = git_path(bundle.trim_end().as_ref());
    sandbox.write("home/.gitconfig", format!("[http]\nsslCAInfo = {path}\n"));
    let sandbox = sandbox.without("SSL_CERT_FILE");
    assert!(!sandbox.trusts(&studio.der()));
    sandbox.run(["bundle", "path"]).success();
}

#[test]
fn nested_launches_have_the_same_bundle() {
    let studio = Authority::new("Studio");
    let sandbox = with_git_settings(&studio).dcc("bin/maya");
    let sandbox = sandbox
        .profile("maya", "program: {linux: [maya]}\n")
        .profile("closed", "ca: {inherited: false}\n")
        .on_path("bin");
    let once = sandbox.run(["maya"]).success();
    let twice = sandbox.run(["-p", "maya", sglaunch(), "maya"]).success();
    let bundle = once.dcc_env("SSL_CERT_FILE");
    assert_eq!(twice.dcc_env("SSL_CERT_FILE"), bundle);
    assert_eq!(twice.dcc_env("SGLAUNCH_INHERITED"), None);
    // One that inherits nothing, between others and inside.
    let inside = sandbox.run(["-p", "closed", sglaunch(), "maya"]).success();
    assert_eq!(inside.dcc_env("SSL_CERT_FILE"), bundle);
    let list = ["-p", "maya", sglaunch(), "bundle", "list", "closed"];
    let list = sandbox.run(list).success().text();
    assert!(!list.contains("Studio"), "{list}");
}

/// pip and AWS read a relative path in the current directory, and so does git.
#[test]
fn a_relative_path_starts_in_the_current_directory() {
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    let sandbox = Sandbox::new().pem("one/ca.pem", &a).pem("two/ca.pem", &b);
    sandbox.write("home/.aws/config", "[default]\nca_bundle = ca.pem\n");
    let list = |dir: &str| {
        let mut command = sandbox.command(["bundle", "list", "--source", "inherited"]);
        let output = command.current_dir(sandbox.home().join(dir)).output();
        String::from_utf8(output.expect("sglaunch starts").stdout).expect("UTF-8")
    };
    for dir in ["one", "two", "one"] {
        wait_for_stamps();
        let (has_a, has_b) = (dir == "one", dir == "two");
        for _ in 0..2 {
            let list = list(dir);
            assert_eq!(
                (list.contains("\nA\t"), list.contains("\nB\t")),
                (has_a, has_b)
            );
        }
    }
}

#[test]
fn two_clients_may_name_the_same_file() {
    let sandbox = with_git_settings(&Authority::new("Studio"));
    sandbox.write("home/.pip/pip.conf", "[global]\ncert = ~/studio.pem\n");
    let path = sandbox.run(["bundle", "path"]).success().text();
    let mozilla = sandbox
        .run(["bundle", "list", "--source", "mozilla"])
        .success()
        .text();
    assert_eq!(count(path.trim_end()), mozilla.lines().count() - 1 + 2);
}

/// The cache key is stored in a file.
#[test]
fn no_password_gets_into_a_record() {
    let situation = Situation {
        files: &[],
        env: &[
            ("GIT_CONFIG_COUNT", "2"),
            ("GIT_CONFIG_KEY_0", "http.extraHeader"),
            ("GIT_CONFIG_VALUE_0", "Authorization: secret"),
            (
                "GIT_CONFIG_KEY_1",
                "http.https://user:secret@host/.sslCAInfo",
            ),
            ("GIT_CONFIG_VALUE_1", "/no/a.pem"),
        ],
    };
    let sandbox = situation.sandbox();
    assert_eq!(named(&sandbox).len(), 1);
    let records = sandbox.records();
    assert!(!records.is_empty());
    for path in records {
        let record = fs::read_to_string(path).expect("a record");
        assert!(!record.contains("secret"), "{record}");
    }
}

/// Git, pip and AWS accept such files, for their own connections.
#[test]
#[cfg_attr(windows, ignore = "it is about the permissions of Unix")]
fn settings_that_others_can_write_to_are_named() {
    let studio = Authority::new("Studio");
    let sandbox = with_git_settings(&studio);
    let config = sandbox.home().join(".gitconfig");
    system::set_mode(&config, 0o666);
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    let expected = format!(
        "warning: inherited:{}: all users can write to it",
        config.display()
    );
    assert!(outcome.stderr.starts_with(&expected), "{}", outcome.stderr);
    assert!(sandbox.trusts(&studio.der()));
    // Without a CA file in them, they are no concern of sglaunch.
    fs::write(&config, "[user]\n").expect("the settings");
    sandbox.run(["bundle", "path"]).success();
}

#[test]
#[cfg_attr(windows, ignore = "it is about the permissions of Unix")]
fn settings_for_all_users_that_others_can_write_to_are_ignored() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new();
    sandbox.write("root/etc/studio.pem", studio.pem());
    let git = sandbox.write(
        "root/etc/gitconfig",
        "[http]\nsslCAInfo = /etc/studio.pem\n",
    );
    assert!(sandbox.trusts(&studio.der()));
    for pip in ["root/etc/pip.conf", "root/etc/xdg/pip/pip.conf"] {
        let pip = sandbox.write(pip, "[global]\ncert = /etc/studio.pem\n");
        for file in [&git, &pip] {
            system::set_mode(file, 0o666);
        }
        let outcome = sandbox.run(["bundle", "path"]).code(0);
        for file in [&git, &pip] {
            let file = file.display();
            let expected = format!("warning: inherited:{file}: {file}: all users can write to it");
            assert!(outcome.stderr.contains(&expected), "{}", outcome.stderr);
        }
        assert!(!sandbox.trusts(&studio.der()));
        fs::remove_file(&pip).expect("it exists");
    }
    system::set_mode(&git, 0o644);
    assert!(sandbox.trusts(&studio.der()));
}
