//! `trust list`, and files that users put into the directories by hand.

use std::fs;

use serde_json::{Value, json};

use super::{KEY, list, own, sources};
use crate::sandbox::{HINT_OF_WARNINGS, Sandbox, count};
use crate::system;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

#[test]
fn files_added_by_hand_are_trusted() {
    let sandbox = Sandbox::new();
    let der = |authority: &Authority| authority.der();
    let all: Vec<Authority> = ["A", "B", "C", "D"].map(Authority::new).into();
    let dir = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{dir}/ansible.crt"), der(&all[0]));
    sandbox.write(format!("{dir}/by hand"), all[1].pem().replace('\n', "\r\n"));
    sandbox.write(
        sandbox.machine("ca.d/site.pem"),
        format!("{}{}", all[2].pem(), all[0].pem()),
    );
    // Backup files of editors do not count.
    sandbox.write(format!("{dir}/.old.pem.swp"), all[3].pem());
    sandbox.write(format!("{dir}/old.pem~"), all[3].pem());
    sandbox.write(format!("{dir}/README"), "who to ask");
    assert_eq!(
        sources(&sandbox, &der(&all[0])),
        Some(json!(["trust:ansible", "trust:site"]))
    );
    assert_eq!(
        sources(&sandbox, &der(&all[1])),
        Some(json!(["trust:by hand"]))
    );
    assert_eq!(
        sources(&sandbox, &der(&all[2])),
        Some(json!(["trust:site"]))
    );
    assert_eq!(sources(&sandbox, &der(&all[3])), None);
    let names: Vec<Value> = list(&sandbox)
        .iter()
        .map(|row| row["name"].clone())
        .collect();
    assert_eq!(names, ["ansible", "by hand", "site", "site"]);
    // It counts in every profile, even one without any other source.
    let only = sandbox.profile(
        "only",
        "ca: {native: false, mozilla: false, inherited: false}\n",
    );
    let bundle = only.run(["bundle", "path", "only"]).success().text();
    assert_eq!(count(bundle.trim_end()), 3);
    // The next launch detects a change.
    fs::remove_file(own(&only).join("by hand")).expect("ours");
    let bundle = only.run(["bundle", "path", "only"]).success().text();
    assert_eq!(count(bundle.trim_end()), 2);
}

#[test]
fn invalid_files_in_the_directory_cause_warnings() {
    let sandbox = Sandbox::new();
    let dir = "home/.config/sglaunch/ca.d";
    let bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    sandbox.write(
        format!("{dir}/bad.pem"),
        format!("{}{bad}", Authority::new("A").pem()),
    );
    sandbox.write(
        format!("{dir}/old.pem"),
        Authority::builder("Old").expired().build().pem(),
    );
    sandbox.write(
        format!("{dir}/keyed.pem"),
        format!("{}{KEY}", Authority::new("K").pem()),
    );
    let printed = sandbox.run(["bundle", "path"]).code(0).stderr;
    for part in [
        "trust:bad: block 2 (CERTIFICATE) skipped: ",
        "trust:old: `Old` is excluded: expired",
        "trust:keyed: contains a private key, which is not copied",
    ] {
        assert!(printed.contains(part), "{printed}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn links_in_the_directory_are_followed_under_their_own_names() {
    let (old, new) = (Authority::new("Old"), Authority::new("New"));
    let sandbox = Sandbox::new();
    sandbox.write("share/v1/x.pem", old.pem());
    sandbox.write("share/v2/x.pem", new.pem());
    let current = sandbox.path("share/current");
    system::symlink("v1", &current).expect("a link");
    fs::create_dir_all(own(&sandbox)).expect("ours");
    system::symlink(current.join("x.pem"), own(&sandbox).join("proxy.pem")).expect("a link");
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(sources(&sandbox, &old.der()), Some(json!(["trust:proxy"])));
    assert!(sandbox.trusts(&old.der()));
    fs::remove_file(&current).expect("ours");
    system::symlink("v2", &current).expect("a link");
    assert!(sandbox.trusts(&new.der()) && !sandbox.trusts(&old.der()));
    assert_eq!(sources(&sandbox, &old.der()), None);
    assert_eq!(sources(&sandbox, &new.der()), Some(json!(["trust:proxy"])));
    sandbox.run(["trust", "remove", "proxy"]).success();
}

#[test]
fn distrusted_certificates_are_listed_and_can_be_removed() {
    let authority = Authority::new("Bad");
    let rejects = b"\x30\x0c\xa0\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    let rejected = pem::Pem::new(
        "TRUSTED CERTIFICATE",
        [&authority.der()[..], rejects].concat(),
    );
    let sandbox = Sandbox::new().pem("bad.pem", &authority);
    let no = sandbox.write("home/.config/sglaunch/ca.d/no.pem", pem::encode(&rejected));
    let rows = list(&sandbox);
    assert_eq!(
        (&rows[0]["name"], &rows[0]["reason"]),
        (&json!("no"), &json!("distrusts"))
    );
    let failed = sandbox
        .run([
            "trust",
            "add",
            "bad.pem",
            "--fingerprint",
            &sha1(&authority.der()),
        ])
        .code(125);
    assert!(
        failed
            .stderr
            .contains(&format!("distrusted by {}", no.display())),
        "{}",
        failed.stderr
    );
    sandbox.run(["trust", "remove", "no"]).success();
    assert_eq!(list(&sandbox), [json!(null); 0]);
}

#[test]
#[cfg_attr(windows, ignore = "it is about links, pipes and modes of Unix")]
fn mistakes_in_the_directory_cause_warnings() {
    let sandbox = Sandbox::new();
    let dir = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{dir}/proxy.cer"), "<html>404</html>");
    sandbox.write(
        format!("{dir}/old.pem.rpmsave"),
        Authority::new("Old").pem(),
    );
    system::symlink("gone.pem", own(&sandbox).join("link.pem")).expect("a link");
    sandbox.pipe(format!("{dir}/pipe"));
    system::set_mode(own(&sandbox), 0o777);
    let built = sandbox.run(["bundle", "path"]).code(0).stderr;
    assert!(built.ends_with(HINT_OF_WARNINGS), "{built}");
    for printed in [
        built.replace(HINT_OF_WARNINGS, ""),
        sandbox.run(["trust", "list"]).code(0).stderr,
    ] {
        for line in [
            "warning: trust:link: symbolic link to a file that does not exist\n",
            "warning: trust:pipe: a pipe, not a file or a directory\n",
            "warning: trust:proxy: a web page (HTML), perhaps one to log in: download the ",
            "/ca.d: all users can write to it",
        ] {
            assert!(printed.contains(line), "{line}: {printed}");
        }
        assert_eq!(printed.lines().count(), 4, "{printed}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_change_of_any_link_is_detected() {
    let (old, new) = (Authority::new("Old"), Authority::new("New"));
    let sandbox = Sandbox::new();
    sandbox.write("share/v1/x.pem", old.pem());
    sandbox.write("share/v2/x.pem", new.pem());
    fs::create_dir_all(own(&sandbox)).expect("ours");
    for name in ["one", "two"] {
        let current = sandbox.path("share").join(name);
        system::symlink("v1", &current).expect("a link");
        system::symlink(
            current.join("x.pem"),
            own(&sandbox).join(format!("{name}.pem")),
        )
        .expect("a link");
    }
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert!(!sandbox.trusts(&new.der()));
    // A bundle counts as fresh only once its sources are old enough.
    assert!(!sandbox.trusts(&new.der()));
    let second = sandbox.path("share/two");
    fs::remove_file(&second).expect("ours");
    system::symlink("v2", &second).expect("a link");
    assert!(sandbox.trusts(&new.der()));
    assert_eq!(sources(&sandbox, &new.der()), Some(json!(["trust:two"])));
}

#[test]
fn files_of_profiles_and_variables_are_listed_with_their_origin() {
    let all: Vec<Authority> = ["A", "B", "C", "D", "E"].map(Authority::new).into();
    let sandbox = Sandbox::new().pem("b.pem", &all[1]).pem("c.pem", &all[2]);
    sandbox.write("home/.config/sglaunch/ca.d/proxy.pem", all[0].pem());
    sandbox.write("home/more/d.cer", all[3].der());
    let yaml = "ca:\n  files:\n    - ~/b.pem\n    - path: ~/more\n      optional: true\n";
    let machine = sandbox.write_profile(sandbox.machine("profiles/defaults.yaml"), yaml);
    let path = sandbox.home().join("c.pem");
    let git = sandbox.write("home/.gitconfig", "[http]\n\tsslCAInfo = ~/e.pem\n");
    sandbox.write("home/e.pem", all[4].pem());
    let sandbox = (sandbox.env("PIP_CERT", &path)).env("REQUESTS_CA_BUNDLE", &path);
    let printed = sandbox.run(["trust", "list"]).success().text();
    let columns = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        [cells[0], cells[1], cells[3], cells[4]].join(" | ")
    };
    let lines: Vec<String> = printed.lines().map(columns).collect();
    let expected = [
        "NAME | SUBJECT | STATE | FROM",
        "proxy | A | included | user",
        "b.pem | B | included | machine defaults.yaml:3",
        "c.pem | C | included | REQUESTS_CA_BUNDLE, PIP_CERT",
        "e.pem | E | included | .gitconfig:2",
        "d.cer | D | included | machine defaults.yaml:4",
    ];
    assert_eq!(lines, expected);
    let verbose = sandbox.run(["-v", "trust", "list"]).code(0).text();
    let whole = format!("\tmachine {}:3\t", machine.display());
    assert!(
        verbose.contains("\n~/b.pem\tB\t") && verbose.contains(&whole),
        "{verbose}"
    );
    let rows = list(&sandbox);
    let origin = |row: &Value| {
        (
            row["name"].clone(),
            row["scope"].clone(),
            row["origin"].clone(),
        )
    };
    let file = machine.to_string_lossy();
    let of_profile =
        |line| json!({"kind": "profile", "layer": "machine", "file": file, "line": line});
    let variables = ["REQUESTS_CA_BUNDLE", "PIP_CERT"];
    let expected = [
        (
            json!("proxy"),
            json!("user"),
            json!({"kind": "ca.d", "scope": "user"}),
        ),
        (json!(null), json!(null), of_profile(3)),
        (
            json!(null),
            json!(null),
            json!({"kind": "environment", "variables": variables}),
        ),
        (
            json!(null),
            json!(null),
            json!({"kind": "setting", "file": git.to_string_lossy(), "line": 2}),
        ),
        (json!(null), json!(null), of_profile(4)),
    ];
    assert_eq!(rows.iter().map(origin).collect::<Vec<_>>(), expected);
    assert_eq!(rows[2]["path"], json!(path.to_string_lossy()));
    assert_eq!(
        rows[2]["source"],
        json!(format!("inherited:{}", path.display()))
    );
}

#[test]
fn what_mozilla_or_the_system_has_too_is_only_counted() {
    let mozilla = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    let mozilla = mozilla.map(|der| pem::encode(&pem::Pem::new("CERTIFICATE", der.as_ref())));
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/all.pem]}\n");
    let text: String = mozilla.chain([studio.pem()]).collect();
    sandbox.write("home/all.pem", text);
    let outcome = sandbox.run(["trust", "list"]).code(0);
    assert_eq!(outcome.text().lines().count(), 2, "{}", outcome.text());
    let count = webpki_root_certs::TLS_SERVER_ROOT_CERTS.len();
    let expected = format!(
        "sglaunch: ~/all.pem: {count} more certificates, which Mozilla or the system has too\n"
    );
    assert_eq!(outcome.stderr, expected);
    assert_eq!(list(&sandbox).len(), 1);
    // The state of a certificate is in the table, and not a warning too.
    let old = Authority::builder("Old").expired().build();
    sandbox.write("home/all.pem", old.pem());
    let outcome = sandbox.run(["trust", "list"]).code(0);
    assert!(outcome.text().contains("\texpired\t"), "{}", outcome.text());
    assert_eq!(outcome.stderr, "");
}

#[test]
fn an_empty_list_tells_what_it_lists() {
    let outcome = Sandbox::new().run(["trust", "list"]).code(0);
    assert_eq!(outcome.text().lines().count(), 1, "{}", outcome.text());
    let expected = "sglaunch: no certificates were added: `sglaunch trust add FILE` adds some to a \
                    directory `ca.d`, which every profile trusts\n";
    assert_eq!(outcome.stderr, expected);
    assert_eq!(list(&Sandbox::new()), [json!(null); 0]);
}
