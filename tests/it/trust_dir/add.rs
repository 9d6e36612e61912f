//! `trust add` with a fingerprint: the installed certificates, their directory and their users.

use std::fs;
use std::process::Command;

use serde_json::json;

use super::{KEY, files, list, on_a_terminal, own, sha256, sources};
use crate::clients::system_python;
use crate::sandbox::{Outcome, Sandbox};
use crate::system;
use crate::tls_clients::{launched, sha1};
use crate::tls_server::{Authority, Identity, Site};

#[test]
fn a_certificate_with_the_fingerprint_is_installed_silently() {
    let authority = Authority::new("Proxy");
    for fingerprint in [
        sha256(&authority.der()),
        sha1(&authority.der()).to_uppercase(),
        sha1(&authority.der())
            .as_bytes()
            .chunks(2)
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
            .join(":"),
    ] {
        let sandbox = Sandbox::new().pem("My proxy (new).cer", &authority);
        let add = [
            "trust",
            "add",
            "My proxy (new).cer",
            "--fingerprint",
            &fingerprint,
        ];
        assert_eq!(sandbox.run(add).success().text(), "");
        assert_eq!(files(own(&sandbox)), ["My-proxy-new.pem"]);
        let path = own(&sandbox).join("My-proxy-new.pem");
        assert!(system::has_mode(&path, 0o644));
        assert_eq!(
            sources(&sandbox, &authority.der()),
            Some(json!(["trust:My-proxy-new"]))
        );
        // A second call changes nothing.
        assert_eq!(sandbox.run(add).success().text(), "");
        assert_eq!(files(own(&sandbox)), ["My-proxy-new.pem"]);
    }
}

#[test]
fn only_certificates_with_the_fingerprint_are_installed() {
    let (wanted, other) = (Authority::new("Wanted"), Authority::new("Other"));
    let sandbox = Sandbox::new();
    // With a private key, which must not be copied.
    sandbox.write(
        "home/all.pem",
        format!("{}{KEY}{}", other.pem(), wanted.pem()),
    );
    let add = [
        "trust",
        "add",
        "all.pem",
        "--fingerprint",
        &sha256(&wanted.der()),
    ];
    sandbox
        .run(add)
        .code(0)
        .stderr_contains("all.pem: contains a private key, which is not copied");
    let installed = fs::read_to_string(own(&sandbox).join("Wanted.pem")).expect("it is installed");
    assert_eq!(installed, wanted.pem().replace("\r\n", "\n"));
    assert_eq!(sources(&sandbox, &other.der()), None);

    let wrong = "0".repeat(64);
    let failed = sandbox
        .run(["trust", "add", "all.pem", "--fingerprint", &wrong])
        .code(125);
    assert!(
        failed
            .stderr
            .contains(&format!("no certificate has the fingerprint {wrong}")),
        "{}",
        failed.stderr
    );
    assert!(
        failed
            .stderr
            .contains(&format!("{}  Other", sha256(&other.der()))),
        "{}",
        failed.stderr
    );
    assert_eq!(files(own(&sandbox)), ["Wanted.pem"]);

    let failed = sandbox
        .run(["trust", "add", "all.pem", "--fingerprint", "12"])
        .code(125);
    assert!(
        failed.stderr.contains("`12` is not a fingerprint"),
        "{}",
        failed.stderr
    );
}

#[test]
fn without_a_terminal_nothing_is_installed() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("the proxy.cer", &authority);
    let outcome = sandbox.run(["trust", "add", "the proxy.cer"]).code(125);
    assert!(
        outcome.text().starts_with("Proxy\n  SHA-256  "),
        "{}",
        outcome.text()
    );
    let hint = format!(
        "sglaunch trust add {} --fingerprint {}\n",
        system::in_quotes("the proxy.cer"),
        sha256(&authority.der())
    );
    assert!(outcome.stderr.ends_with(&hint), "{}", outcome.stderr);
    assert_eq!(files(own(&sandbox)), [""; 0]);
    // The command in the hint works.
    let words = hint.trim_end().replace(['\'', '"'], "");
    let words: Vec<&str> = words.split("the proxy.cer").collect();
    let [before, after] = words.as_slice() else {
        panic!("{hint}")
    };
    let words = before
        .split_whitespace()
        .skip(1)
        .chain(["the proxy.cer"])
        .chain(after.split_whitespace());
    sandbox.run(words).success();
}

#[test]
fn a_certificate_can_be_installed_for_all_users() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("proxy.pem", &authority);
    let fingerprint = sha1(&authority.der());
    sandbox
        .run([
            "trust",
            "add",
            "--site",
            "proxy.pem",
            "--fingerprint",
            &fingerprint,
        ])
        .success();
    assert_eq!(files(sandbox.machine("ca.d")), ["proxy.pem"]);
    let rows = list(&sandbox);
    assert_eq!(
        (&rows[0]["name"], &rows[0]["scope"]),
        (&json!("proxy"), &json!("site"))
    );

    let failed = sandbox.run(["trust", "remove", "proxy"]).code(125);
    assert!(
        failed.stderr.contains("sglaunch trust remove --site proxy"),
        "{}",
        failed.stderr
    );
    sandbox.run(["trust", "remove", "--site", "proxy"]).code(0);
    assert_eq!(list(&sandbox), [json!(null); 0]);
    assert_eq!(sources(&sandbox, &authority.der()), None);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn a_client_works_with_the_added_certificate() {
    let python = system_python();
    let authority = Authority::new("Proxy");
    let servers_own = Identity::self_signed();
    for (pem, site) in [
        (authority.pem(), Site::start(&authority)),
        (servers_own.pem(), Site::start_as(servers_own)),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("home/given.cer", pem);
        launched(&sandbox, &python, "get_urllib.py", &site.url()).code(1);
        on_a_terminal(&sandbox, "y", &["trust", "add", "given.cer"]).code(0);
        launched(&sandbox, &python, "get_urllib.py", &site.url()).success();
        sandbox.run(["trust", "remove", "given"]).success();
        launched(&sandbox, &python, "get_urllib.py", &site.url()).code(1);
    }
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn every_user_can_read_what_root_installs() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("proxy.pem", &authority);
    let fingerprint = sha1(&authority.der());
    let call = sandbox.command([
        "trust",
        "add",
        "--site",
        "proxy.pem",
        "--fingerprint",
        &fingerprint,
    ]);
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", "umask 077; exec \"$@\"", "sh"])
        .arg(call.get_program())
        .args(call.get_args());
    shell.env_clear().current_dir(sandbox.home());
    shell.envs(
        call.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    Outcome::from(shell.output().expect("a shell")).success();
    for (path, mode) in [
        ("etc/sglaunch", 0o755),
        ("etc/sglaunch/ca.d", 0o755),
        ("etc/sglaunch/ca.d/proxy.pem", 0o644),
    ] {
        let made = sandbox.path("root").join(path);
        assert!(system::has_mode(made, mode), "{path}");
    }
}

#[test]
fn simultaneous_additions_do_not_replace_each_other() {
    let sandbox = Sandbox::new();
    let authorities: Vec<Authority> = (0..8)
        .map(|number| Authority::new(&format!("A{number}")))
        .collect();
    let children: Vec<_> = (authorities.iter().enumerate())
        .map(|(number, authority)| {
            let file = format!("{number}/proxy.pem");
            sandbox.write(format!("home/{file}"), authority.pem());
            let mut call = sandbox.command([
                "trust",
                "add",
                &file,
                "--fingerprint",
                &sha1(&authority.der()),
            ]);
            call.spawn().expect("sglaunch starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    assert_eq!(files(own(&sandbox)).len(), 8);
    assert_eq!(list(&sandbox).len(), 8);
}

#[test]
fn only_the_given_file_is_shown() {
    let (wanted, other) = (Authority::new("Wanted"), Authority::new("Other"));
    let sandbox = Sandbox::new()
        .pem("proxy.cer", &wanted)
        .pem("proxy.cert", &other)
        .profile("other", "ca: {files: [~/proxy.cert]}\n");
    let summary = sandbox.run(["trust", "add", "proxy.cer"]).code(125).text();
    assert!(
        summary.contains("CN=Wanted") && !summary.contains("CN=Other"),
        "{summary}"
    );
    // A directory stands for all of its files.
    sandbox.write("home/all/a.pem", wanted.pem());
    sandbox.write("home/all/b.pem", other.pem());
    let cards = sandbox.run(["trust", "add", "all"]).code(125);
    assert!(
        cards.text().contains("CN=Wanted") && cards.text().contains("CN=Other"),
        "{}",
        cards.text()
    );
    assert!(
        cards
            .stderr
            .ends_with("sglaunch trust add all --fingerprint HEX\n"),
        "{}",
        cards.stderr
    );
}
