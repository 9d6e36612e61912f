//! `trust add`, `trust list`, `trust remove`, and what is put into the folders by hand.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::clients::{script, system_python, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox, count};
use crate::system;
use crate::tls_clients::{launched, sha1};
use crate::tls_server::{Authority, Identity, Site};

/// What stands in a key's file, or rather does not.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

fn sha256(der: &[u8]) -> String {
    use sha2::Digest as _;
    let digits: Vec<String> = (sha2::Sha256::digest(der).iter())
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.concat()
}

/// Where the user's files are.
fn own(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("home/.config/sglaunch/ca.d")
}

fn files(folder: PathBuf) -> Vec<String> {
    let mut names: Vec<String> = (fs::read_dir(folder).into_iter().flatten())
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn list(sandbox: &Sandbox) -> Vec<Value> {
    let list = sandbox.run(["trust", "list", "--json"]).quietly().json();
    assert_eq!(list["schema"], 1);
    list["certificates"].as_array().expect("a list").clone()
}

/// Which of its sources `bundle list` names for a certificate; `None` where it does not know it.
fn sources(sandbox: &Sandbox, der: &[u8]) -> Option<Value> {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let rows = list["certificates"].as_array().expect("a list").clone();
    let row = rows.into_iter().find(|row| row["sha1"] == sha1(der))?;
    Some(row["sources"].clone())
}

/// The same call on a terminal, with these answers.
fn on_a_terminal(sandbox: &Sandbox, answers: &str, args: &[&str]) -> Outcome {
    let call = sandbox.command(args);
    let mut command = Command::new(system_python());
    command
        .arg(script("terminal.py"))
        .arg(answers)
        .arg(call.get_program())
        .args(call.get_args());
    command.env_clear().current_dir(sandbox.home());
    command.envs(
        call.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command.output().expect("Python starts").into()
}

#[test]
fn with_its_fingerprint_a_certificate_is_installed_in_silence() {
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
        assert_eq!(sandbox.run(add).quietly().text(), "");
        assert_eq!(files(own(&sandbox)), ["My-proxy-new.pem"]);
        let path = own(&sandbox).join("My-proxy-new.pem");
        assert!(system::has_mode(&path, 0o644));
        assert_eq!(
            sources(&sandbox, &authority.der()),
            Some(json!(["trust:My-proxy-new"]))
        );
        // Once more changes nothing.
        assert_eq!(sandbox.run(add).quietly().text(), "");
        assert_eq!(files(own(&sandbox)), ["My-proxy-new.pem"]);
    }
}

#[test]
fn only_what_matches_the_fingerprint_is_installed() {
    let (wanted, other) = (Authority::new("Wanted"), Authority::new("Other"));
    let sandbox = Sandbox::new();
    // With a key, which must go nowhere.
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
    sandbox.run(add).quietly();
    let installed = fs::read_to_string(own(&sandbox).join("all.pem")).expect("it is installed");
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
    assert_eq!(files(own(&sandbox)), ["all.pem"]);

    let failed = sandbox
        .run(["trust", "add", "all.pem", "--fingerprint", "12"])
        .code(125);
    assert!(
        failed.stderr.contains("`12` is no fingerprint"),
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
        "sglaunch trust add 'the proxy.cer' --fingerprint {}\n",
        sha256(&authority.der())
    );
    assert!(outcome.stderr.ends_with(&hint), "{}", outcome.stderr);
    assert_eq!(files(own(&sandbox)), [""; 0]);
    // What the hint says works.
    let words = hint.trim_end().replace('\'', "");
    let words: Vec<&str> = words.split("the proxy.cer").collect();
    let [before, after] = words.as_slice() else {
        panic!("{hint}")
    };
    let words = before
        .split_whitespace()
        .skip(1)
        .chain(["the proxy.cer"])
        .chain(after.split_whitespace());
    sandbox.run(words).quietly();
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn on_a_terminal_each_certificate_is_shown_and_asked_about() {
    let (root, second) = (Authority::new("First"), Authority::new("Second"));
    let sandbox = Sandbox::new();
    let server = root.issue();
    sandbox.write(
        "home/chain.pem",
        format!("{}{}{}", server.pem(), root.pem(), second.pem()),
    );
    let add = ["trust", "add", "chain.pem"];

    let refused = on_a_terminal(&sandbox, "nn", &add).code(125).text();
    assert!(refused.contains("nothing was added"), "{refused}");
    assert_eq!(
        refused.matches("Trust it in every profile? [y/N] ").count(),
        2,
        "{refused}"
    );
    assert!(
        refused.contains("server certificate: its issuer is what can be trusted"),
        "{refused}"
    );
    assert_eq!(files(own(&sandbox)), [""; 0]);

    let agreed = on_a_terminal(&sandbox, "ny", &add).code(0).text();
    assert!(
        agreed.ends_with("trusted from the next launch on: ~/.config/sglaunch/ca.d/chain.pem\n"),
        "{agreed}"
    );
    let names: Vec<Value> = list(&sandbox)
        .iter()
        .map(|row| row["subject"].clone())
        .collect();
    assert_eq!(names.len(), 1);
    let (yes, no) = if names[0] == "CN=First" {
        (&root, &second)
    } else {
        (&second, &root)
    };
    assert!(sources(&sandbox, &yes.der()).is_some() && sources(&sandbox, &no.der()).is_none());

    let again = on_a_terminal(&sandbox, "yy", &add).code(0).text();
    assert_eq!(
        again.matches("It is trusted already.\n").count(),
        1,
        "{again}"
    );
    assert_eq!(again.matches("[y/N]").count(), 1, "{again}");
    assert_eq!(files(own(&sandbox)), ["chain-2.pem", "chain.pem"]);
    let nothing = on_a_terminal(&sandbox, "", &add).code(0).text();
    assert!(nothing.ends_with("nothing has changed\n"), "{nothing}");
    assert!(
        sandbox
            .run(add)
            .quietly()
            .text()
            .ends_with("nothing has changed\n")
    );
}

#[test]
fn what_is_shown_is_what_counts_for_the_decision() {
    let authority = Authority::builder("Proxy \u{1b}[2J")
        .not_after(2050, 1, 1)
        .build();
    let sandbox = Sandbox::new().pem("proxy.pem", &authority);
    let card = sandbox.run(["trust", "add", "proxy.pem"]).code(125).text();
    let expected = format!(
        "Proxy \\u{{1b}}[2J\n  SHA-256  {}\n  SHA-1    {}\n  subject  CN=Proxy \\1b[2J\n  issuer   itself\n  \
         valid    from 1975-01-01 until 2050-01-01\n  key      EC P-256\n  kind     root: an authority that vouches for itself\n",
        sha256(&authority.der()),
        sha1(&authority.der())
    );
    assert_eq!(card, expected);
}

#[test]
fn what_would_be_left_out_is_not_installed() {
    for (authority, why) in [
        (Authority::builder("Old").expired(), "it has expired"),
        (
            Authority::builder("Mail").uses(vec![rcgen::ExtendedKeyUsagePurpose::EmailProtection]),
            "it is for other things than servers",
        ),
    ] {
        let authority = authority.build();
        let sandbox = Sandbox::new().pem("x.pem", &authority);
        let fingerprint = sha1(&authority.der());
        let add = ["trust", "add", "x.pem", "--fingerprint", &fingerprint];
        let said = sandbox.run(add).code(125).stderr;
        assert!(said.contains(why), "{said}");
        assert_eq!(files(own(&sandbox)), [""; 0]);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn nobody_is_asked_about_what_would_be_left_out() {
    let expired = Authority::builder("Old").expired().build();
    let (mail, distrusted) = (
        Authority::builder("Mail")
            .uses(vec![rcgen::ExtendedKeyUsagePurpose::EmailProtection])
            .build(),
        Authority::new("Bad"),
    );
    for (pem, der, why) in [
        (expired.pem(), expired.der(), "it has expired"),
        (
            mail.pem(),
            mail.der(),
            "it is for other things than servers",
        ),
        (
            distrusted.pem(),
            distrusted.der(),
            "blocklist/bad.pem distrusts it",
        ),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("root/etc/pki/trust/blocklist/bad.pem", distrusted.pem());
        sandbox.write("home/x.pem", pem);
        for outcome in [
            on_a_terminal(&sandbox, "y", &["trust", "add", "x.pem"]),
            sandbox.run(["trust", "add", "x.pem", "--fingerprint", &sha1(&der)]),
        ] {
            let said = format!("{}{}", outcome.text(), outcome.stderr);
            assert_eq!(outcome.code, Some(125), "{said}");
            assert!(said.contains(why), "{said}");
            assert!(
                said.contains("what is in it would be left out of every bundle"),
                "{said}"
            );
            assert!(!said.contains("[y/N]"), "{said}");
        }
        assert_eq!(files(own(&sandbox)), [""; 0]);
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("home/key.pem", KEY);
    sandbox.write("home/empty.pem", "");
    for (file, why) in [
        ("key.pem", "it holds a private key, and no certificate"),
        ("empty.pem", "there is no certificate in it"),
    ] {
        let failed = sandbox.run(["trust", "add", file]).code(125);
        let message =
            format!("error: there is nothing to trust in it: {why}\n  --> {file}\nhint: ");
        assert!(failed.stderr.starts_with(&message), "{}", failed.stderr);
    }
    let failed = sandbox.run(["trust", "add", "none.pem"]).code(125);
    let why = std::io::Error::from_raw_os_error(2);
    let message = format!("error: it cannot be read: {why}\n  --> none.pem\nhint: give the path");
    assert!(failed.stderr.starts_with(&message), "{}", failed.stderr);
    assert!(!own(&sandbox).exists());
}

#[test]
#[cfg_attr(windows, ignore = "devices of Windows are in no folder")]
fn a_device_is_refused() {
    let failed = Sandbox::new().run(["trust", "add", "/dev/zero"]).code(125);
    let message = "error: there is nothing to trust in it: it is neither a file nor a folder\n  --> /dev/zero\nhint: ";
    assert!(failed.stderr.starts_with(message), "{}", failed.stderr);
}

#[test]
fn all_users_of_a_machine_can_be_given_a_certificate() {
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
        .quietly();
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
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_folder_that_cannot_be_written_is_an_error() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("proxy.pem", &authority).unprivileged();
    let root = sandbox.path("root/etc");
    system::set_mode(&root, 0o555);
    let add = [
        "trust",
        "add",
        "--site",
        "proxy.pem",
        "--fingerprint",
        &sha1(&authority.der()),
    ];
    let failed = sandbox.run(add).code(125);
    system::set_mode(&root, 0o755);
    assert!(
        failed
            .stderr
            .contains("the certificate cannot be installed: Permission denied"),
        "{}",
        failed.stderr
    );
    assert!(
        failed.stderr.contains("hint: do it as an administrator"),
        "{}",
        failed.stderr
    );

    let homeless = Sandbox::new().pem("proxy.pem", &authority).env("HOME", "");
    let failed = homeless.run(["trust", "add", "proxy.pem"]).code(125);
    assert!(
        failed.stderr.contains("hint: set HOME"),
        "{}",
        failed.stderr
    );
}

#[test]
fn what_is_put_there_by_hand_counts_the_same() {
    let sandbox = Sandbox::new();
    let der = |authority: &Authority| authority.der();
    let all: Vec<Authority> = ["A", "B", "C", "D"].map(Authority::new).into();
    let folder = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{folder}/ansible.crt"), der(&all[0]));
    sandbox.write(
        format!("{folder}/by hand"),
        all[1].pem().replace('\n', "\r\n"),
    );
    sandbox.write(
        sandbox.machine("ca.d/site.pem"),
        format!("{}{}", all[2].pem(), all[0].pem()),
    );
    // What an editor leaves behind is not what somebody put there.
    sandbox.write(format!("{folder}/.old.pem.swp"), all[3].pem());
    sandbox.write(format!("{folder}/old.pem~"), all[3].pem());
    sandbox.write(format!("{folder}/README"), "who to ask");
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
    // In every profile, also one that wants no other source.
    let only = sandbox.profile(
        "only",
        "ca: {native: false, mozilla: false, inherited: false}\n",
    );
    let bundle = only.run(["bundle", "path", "only"]).quietly().text();
    assert_eq!(count(bundle.trim_end()), 3);
    // A change is seen at the next launch.
    fs::remove_file(own(&only).join("by hand")).expect("ours");
    let bundle = only.run(["bundle", "path", "only"]).quietly().text();
    assert_eq!(count(bundle.trim_end()), 2);
}

#[test]
fn what_is_wrong_in_the_folder_is_a_warning() {
    let sandbox = Sandbox::new();
    let folder = "home/.config/sglaunch/ca.d";
    let bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    sandbox.write(
        format!("{folder}/bad.pem"),
        format!("{}{bad}", Authority::new("A").pem()),
    );
    sandbox.write(
        format!("{folder}/old.pem"),
        Authority::builder("Old").expired().build().pem(),
    );
    sandbox.write(
        format!("{folder}/keyed.pem"),
        format!("{}{KEY}", Authority::new("K").pem()),
    );
    let said = sandbox.run(["bundle", "path"]).code(0).stderr;
    for part in [
        "trust:bad: block 2 (CERTIFICATE) is left out: ",
        "trust:old: `Old` is left out: it has expired",
        "trust:keyed: it holds a private key, which is not copied",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn removing_takes_one_file_and_never_a_key() {
    let sandbox = Sandbox::new();
    let folder = "home/.config/sglaunch/ca.d";
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    sandbox.write(format!("{folder}/proxy.pem"), a.pem());
    sandbox.write(format!("{folder}/proxy.crt"), b.pem());
    sandbox.write(format!("{folder}/README"), "no certificate");
    sandbox.write(format!("{folder}/keyed.pem"), format!("{}{KEY}", a.pem()));
    for (name, why) in [
        ("proxy", "hint: say which: "),
        ("README", "nothing is trusted under the name `README`"),
        ("../../target.pem", "nothing is trusted under the name"),
        ("keyed", "it holds a private key too, which would be lost"),
    ] {
        let failed = sandbox.run(["trust", "remove", name]).code(125);
        assert!(failed.stderr.contains(why), "{name}: {}", failed.stderr);
    }
    // Another file has the same certificate, which is said.
    sandbox.write(format!("{folder}/twin.pem"), b.pem());
    let outcome = sandbox.run(["trust", "remove", "proxy.crt"]).code(0);
    assert_eq!(
        outcome.text(),
        "removed: ~/.config/sglaunch/ca.d/proxy.crt\n"
    );
    assert_eq!(
        outcome.stderr,
        "warning: trust:twin: `B` stays trusted because of this\n"
    );
    sandbox.run(["trust", "remove", "twin"]).quietly();
    sandbox.run(["-q", "trust", "remove", "proxy"]).quietly();
    assert_eq!(files(own(&sandbox)), ["README", "keyed.pem"]);
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn removing_a_link_leaves_what_it_leads_to() {
    let b = Authority::new("B");
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/sglaunch/ca.d/proxy.crt", b.pem());
    let target = sandbox.write("home/target.pem", format!("{}{KEY}", b.pem()));
    system::symlink(&target, own(&sandbox).join("link.pem")).expect("a link");
    let outcome = sandbox.run(["trust", "remove", "proxy"]).code(0);
    assert_eq!(
        outcome.stderr,
        "warning: trust:link: `B` stays trusted because of this\n"
    );
    sandbox.run(["trust", "remove", "link"]).quietly();
    assert_eq!(files(own(&sandbox)), [""; 0]);
    assert!(target.exists());
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn a_client_works_with_what_was_added_and_not_without() {
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
        launched(&sandbox, &python, "get_urllib.py", &site.url()).quietly();
        sandbox.run(["trust", "remove", "given"]).quietly();
        launched(&sandbox, &python, "get_urllib.py", &site.url()).code(1);
    }
}

/// Makes an authority with the openssl command, and a server's certificate of it, and says whether a strict client, as
/// Python 3.13 is one, accepts the two.
fn is_strictly_accepted(sandbox: &Sandbox, openssl: &PathBuf, extensions: &[&str]) -> bool {
    let lines = [
        "[req]",
        "distinguished_name=dn",
        "x509_extensions=ca",
        "prompt=no",
        "[dn]",
        "CN=Made",
        "[ca]",
    ];
    sandbox.write("home/ca.cnf", [&lines[..], extensions].concat().join("\n"));
    sandbox.write(
        "home/leaf.cnf",
        "subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\nauthorityKeyIdentifier=keyid,issuer:always\n",
    );
    let run = |line: &str| {
        let output = Command::new(openssl)
            .args(line.split(' '))
            .current_dir(sandbox.home())
            .output();
        output.expect("openssl runs").status.success()
    };
    assert!(run(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 300 -config ca.cnf"
    ));
    assert!(run(
        "req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=localhost"
    ));
    assert!(run(
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -days 200 -extfile leaf.cnf -out leaf.pem"
    ));
    run("verify -x509_strict -purpose sslserver -CAfile ca.pem leaf.pem")
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn a_warning_of_python_3_13_is_what_openssl_refuses_when_it_is_strict() {
    let test = "ca_d::a_warning_of_python_3_13_is_what_openssl_refuses_when_it_is_strict";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let [ca, usage, key] = [
        "basicConstraints=critical,CA:TRUE",
        "keyUsage=critical,keyCertSign,cRLSign",
        "subjectKeyIdentifier=hash",
    ];
    for (extensions, why) in [
        (vec![ca, usage, key], None),
        (
            vec!["basicConstraints=CA:TRUE", usage, key],
            Some("its basicConstraints are not critical"),
        ),
        (vec![ca, key], Some("it has no key usage")),
        (
            vec![ca, usage, "subjectKeyIdentifier=none"],
            Some("it has no subject key identifier"),
        ),
        (vec![usage, key], Some("it has no basicConstraints")),
        (
            vec![ca, usage, key, "extendedKeyUsage=anyExtendedKeyUsage"],
            Some("OpenSSL will refuse it"),
        ),
        (
            vec![
                ca,
                usage,
                key,
                "extendedKeyUsage=anyExtendedKeyUsage,clientAuth",
            ],
            Some("OpenSSL will refuse it"),
        ),
        (
            vec![
                ca,
                usage,
                key,
                "extendedKeyUsage=anyExtendedKeyUsage,serverAuth",
            ],
            None,
        ),
        (
            vec![ca, usage, "subjectKeyIdentifier=critical,hash"],
            Some("its extension subjectKeyIdentifier is critical"),
        ),
        (
            vec![ca, usage, key, "1.2.3.4.5=critical,ASN1:UTF8String:x"],
            Some("its extension 1.2.3.4.5 is critical"),
        ),
        (vec![ca, usage, key, "extendedKeyUsage=serverAuth"], None),
        (
            vec![ca, "keyUsage=cRLSign", key],
            Some("server certificate: it vouches for itself, and for nothing else"),
        ),
        (
            vec![ca, usage, key, "extendedKeyUsage=emailProtection"],
            Some("useless"),
        ),
    ] {
        let sandbox = Sandbox::new();
        let accepted = is_strictly_accepted(&sandbox, &openssl, &extensions);
        let card = sandbox.run(["trust", "add", "ca.pem"]).code(125).text();
        assert_eq!(accepted, why.is_none(), "{extensions:?}\n{card}");
        match why {
            Some(why) => assert!(card.contains(why), "{extensions:?}\n{card}"),
            None => assert!(
                !card.contains("warning") && !card.contains("useless"),
                "{card}"
            ),
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn what_else_will_hurt_is_said_too() {
    let test = "ca_d::what_else_will_hurt_is_said_too";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    for (line, why) in [
        (
            "-newkey rsa:1024 -days 300",
            "its key of 1024 bits is too short",
        ),
        (
            "-newkey rsa:2048 -days 300 -sha1",
            "it is signed with SHA-1 or MD5",
        ),
        ("-newkey rsa:2048 -days 20", "it expires in 20 days"),
        ("-newkey rsa:2048 -days 90", "it expires in 90 days"),
        (
            "-newkey rsa:2048 -days 300 -addext nameConstraints=critical,permitted;DNS:studio.example,permitted;IP:10.0.0.0/255.0.0.0",
            "it may only vouch for studio.example, 10.0.0.0/8",
        ),
        (
            "-newkey rsa:2048 -days 300 -addext nameConstraints=critical,excluded;DNS:bank.example",
            "it may not vouch for bank.example",
        ),
    ] {
        let sandbox = Sandbox::new();
        let made = Command::new(&openssl)
            .args([
                "req", "-x509", "-nodes", "-keyout", "k.pem", "-out", "ca.pem", "-subj", "/CN=Made",
            ])
            .args(["-addext", "keyUsage=critical,keyCertSign"])
            .args(line.split(' '))
            .current_dir(sandbox.home())
            .output()
            .expect("openssl runs");
        assert!(made.status.success(), "{made:?}");
        let card = sandbox.run(["trust", "add", "ca.pem"]).code(125).text();
        let warnings: Vec<&str> = card
            .lines()
            .filter(|line| line.contains("warning"))
            .collect();
        assert_eq!(warnings.len(), 1, "{card}");
        assert!(warnings[0].contains(why), "{card}");
        // The list says the same to those who did not read it then.
        fs::create_dir_all(own(&sandbox)).expect("ours");
        fs::copy(sandbox.home().join("ca.pem"), own(&sandbox).join("ca.pem")).expect("a copy");
        assert!(sandbox.run(["trust", "list"]).code(0).stderr.contains(why));
        assert!(
            list(&sandbox)[0]["warnings"][0]
                .as_str()
                .expect("text")
                .contains(why)
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn a_question_is_answered_with_yes_or_no_and_says_for_whom() {
    let sandbox = Sandbox::new().pem("proxy.pem", &Authority::new("Proxy"));
    let add = ["trust", "add", "--site", "proxy.pem"];
    let asked = on_a_terminal(&sandbox, "jy", &add).code(0).text();
    let question = "Trust it in every profile, for all users of this machine? [y/N] ";
    assert_eq!(asked.matches(question).count(), 2, "{asked}");
    assert!(asked.contains("Please answer y or n."), "{asked}");
    assert_eq!(files(sandbox.machine("ca.d")), ["proxy.pem"]);
}

#[test]
fn nobody_is_asked_for_nothing() {
    // Not even root can put a file there.
    let sandbox = Sandbox::new()
        .pem("proxy.pem", &Authority::new("Proxy"))
        .env("SGLAUNCH_ROOT", "/proc");
    if !cfg!(target_os = "linux") {
        return;
    }
    let add = ["trust", "add", "--site", "proxy.pem"];
    let said = on_a_terminal(&sandbox, "y", &add).code(125).text();
    assert!(said.contains("nothing can be installed: "), "{said}");
    assert!(!said.contains("[y/N]") && !said.contains(".tmp"), "{said}");
}

#[test]
fn a_certificate_cannot_forge_what_is_said_of_it() {
    let spaces = " ".repeat(70);
    let name = format!(
        "Good{spaces}  SHA-256  9cf5{spaces}  issuer   itself\u{202e}\u{200b}{}",
        "x".repeat(500)
    );
    let sandbox = Sandbox::new().pem("x.pem", &Authority::new(&name));
    let card = sandbox.run(["trust", "add", "x.pem"]).code(125).text();
    assert!(
        card.starts_with("Good SHA-256 9cf5 issuer itself\\u{202e}\\u{200b}xxx"),
        "{card}"
    );
    assert!(
        card.lines().all(|line| line.chars().count() < 320),
        "{card}"
    );
    assert_eq!(
        card.lines()
            .filter(|line| line.starts_with("  SHA-256"))
            .count(),
        1,
        "{card}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn what_root_installs_everybody_can_read() {
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
    Outcome::from(shell.output().expect("a shell")).quietly();
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
fn additions_at_once_do_not_replace_each_other() {
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
fn a_name_is_made_of_every_files_name() {
    let authority = Authority::new("Proxy");
    let fingerprint = sha1(&authority.der());
    let long = "x".repeat(240);
    for (file, name) in [
        ("proxy.pem.crt", "proxy"),
        ("프록시 인증서.cer", "프록시-인증서"),
        ("....cer", "certificate"),
        ("Studio v1.2.p7b.CER", "Studio-v1.2"),
        (&long, &long[..200]),
    ] {
        let sandbox = Sandbox::new().pem(file, &authority);
        let path = sandbox.home().join(file).display().to_string();
        sandbox
            .run(["trust", "add", &path, "--fingerprint", &fingerprint])
            .quietly();
        assert_eq!(files(own(&sandbox)), [format!("{name}.pem")]);
        // It can be removed under the name that the user knows.
        let given = file
            .trim_end_matches(".cer")
            .trim_end_matches(".CER")
            .trim_end_matches(".crt");
        sandbox.run(["trust", "remove", given]).quietly();
    }
}

#[test]
fn a_name_that_somebody_else_has_taken_is_not_taken_again() {
    let authority = Authority::new("Proxy");
    let sandbox = Sandbox::new().pem("proxy.pem", &authority);
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.crt",
        Authority::new("By hand").pem(),
    );
    let add = [
        "trust",
        "add",
        "proxy.pem",
        "--fingerprint",
        &sha1(&authority.der()),
    ];
    sandbox.run(add).quietly();
    assert_eq!(files(own(&sandbox)), ["proxy-2.pem", "proxy.crt"]);
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn links_in_the_folder_are_followed_and_named_as_they_stand() {
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
    sandbox.run(["trust", "remove", "proxy"]).quietly();
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn an_intermediate_without_its_root_is_warned_of() {
    let root = Authority::new("Root");
    let intermediate = root.subordinate("Intermediate");
    let sandbox = Sandbox::new().pem("intermediate.pem", &intermediate);
    sandbox.write(
        "home/both.pem",
        format!("{}{}", intermediate.pem(), root.pem()),
    );
    let warning = "its issuer is not trusted, and so most programs will refuse what it signed: trust CN=Root too";
    assert!(
        sandbox
            .run(["trust", "add", "intermediate.pem"])
            .code(125)
            .text()
            .contains(warning)
    );
    assert!(
        !sandbox
            .run(["trust", "add", "both.pem"])
            .code(125)
            .text()
            .contains(warning)
    );
    // Whoever takes the intermediate alone is told.
    let said = on_a_terminal(&sandbox, "ny", &["trust", "add", "both.pem"])
        .code(0)
        .text();
    assert!(said.contains(warning), "{said}");
    assert!(
        sandbox
            .run(["trust", "list"])
            .code(0)
            .stderr
            .contains(warning)
    );
    on_a_terminal(&sandbox, "y", &["trust", "add", "both.pem"]).code(0);
    sandbox.run(["trust", "list"]).quietly();
}

#[test]
fn what_a_file_distrusts_is_listed_and_can_be_removed() {
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
            .contains(&format!("{} distrusts it", no.display())),
        "{}",
        failed.stderr
    );
    sandbox.run(["trust", "remove", "no"]).quietly();
    assert_eq!(list(&sandbox), [json!(null); 0]);
}

#[test]
#[cfg_attr(windows, ignore = "it is about links, pipes and modes of Unix")]
fn what_can_only_be_a_mistake_in_the_folder_is_said() {
    let sandbox = Sandbox::new();
    let folder = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{folder}/proxy.cer"), "<html>404</html>");
    sandbox.write(
        format!("{folder}/old.pem.rpmsave"),
        Authority::new("Old").pem(),
    );
    system::symlink("gone.pem", own(&sandbox).join("link.pem")).expect("a link");
    sandbox.pipe(format!("{folder}/pipe"));
    system::set_mode(own(&sandbox), 0o777);
    for said in [
        sandbox.run(["bundle", "path"]).code(0).stderr,
        sandbox.run(["trust", "list"]).code(0).stderr,
    ] {
        for line in [
            "warning: trust:link: it is a link that leads nowhere\n",
            "warning: trust:pipe: it is neither a file nor a folder\n",
            "warning: trust:proxy: there is no certificate in it\n",
            "/ca.d: everybody can write to this folder",
        ] {
            assert!(said.contains(line), "{line}: {said}");
        }
        assert_eq!(said.lines().count(), 4, "{said}");
    }
}

#[test]
fn only_the_file_that_was_named_is_shown() {
    let (wanted, other) = (Authority::new("Wanted"), Authority::new("Other"));
    let sandbox = Sandbox::new()
        .pem("proxy.cer", &wanted)
        .pem("proxy.cert", &other)
        .profile("defaults", "ca: {files: [~/proxy.cert]}\n");
    let card = sandbox.run(["trust", "add", "proxy.cer"]).code(125).text();
    assert!(
        card.contains("CN=Wanted") && !card.contains("CN=Other"),
        "{card}"
    );
    // A folder is all that is in it.
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

#[test]
fn what_was_removed_is_not_in_an_earlier_bundle_either() {
    let sandbox = Sandbox::new().profile(
        "defaults",
        "ca: {native: false, mozilla: false, inherited: false}\n",
    );
    let file = sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    sandbox.run(["bundle", "path"]).quietly();
    fs::remove_file(file).expect("ours");
    let failed = sandbox.run(["bundle", "path"]).code(125);
    assert!(
        failed
            .stderr
            .contains("there is not one certificate to trust"),
        "{}",
        failed.stderr
    );
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn each_of_several_links_to_a_file_is_watched() {
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
    // What was built of it is believed only once it is old enough.
    assert!(!sandbox.trusts(&new.der()));
    let second = sandbox.path("share/two");
    fs::remove_file(&second).expect("ours");
    system::symlink("v2", &second).expect("a link");
    assert!(sandbox.trusts(&new.der()));
    assert_eq!(sources(&sandbox, &new.der()), Some(json!(["trust:two"])));
}

#[test]
fn what_a_package_manager_left_behind_is_not_there() {
    let sandbox = Sandbox::new();
    let folder = "home/.config/sglaunch/ca.d";
    sandbox.write(format!("{folder}/proxy.pem"), Authority::new("A").pem());
    sandbox.write(format!("{folder}/proxy.bak"), Authority::new("B").pem());
    sandbox.write(
        format!("{folder}/broken.pem"),
        "-----BEGIN CERTIFICATE-----\n",
    );
    assert_eq!(
        sandbox.run(["trust", "remove", "proxy"]).quietly().text(),
        "removed: ~/.config/sglaunch/ca.d/proxy.pem\n"
    );
    sandbox.run(["trust", "remove", "proxy"]).code(125);
    // What the list warns of can be removed.
    assert!(
        sandbox
            .run(["trust", "list"])
            .code(0)
            .stderr
            .contains("trust:broken: block 1")
    );
    sandbox.run(["trust", "remove", "broken"]).quietly();
    assert_eq!(files(own(&sandbox)), ["proxy.bak"]);
}

#[test]
fn two_files_of_a_name_are_one_name() {
    let authority = Authority::new("A");
    let sandbox = Sandbox::new();
    for file in [
        "home/.config/sglaunch/ca.d/proxy.pem",
        "home/.config/sglaunch/ca.d/zeta.pem",
        "root/etc/sglaunch/ca.d/proxy.pem",
    ] {
        sandbox.write(file, authority.pem());
    }
    assert_eq!(
        sources(&sandbox, &authority.der()),
        Some(json!(["trust:proxy", "trust:zeta"]))
    );
    let counts = sandbox.run(["bundle", "build"]).quietly().text();
    assert!(counts.contains("\ntrust:proxy\t1\t-\n"), "{counts}");
}

/// What an IT person has who works with the openssl command, each given to `trust add`.
#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn everything_that_openssl_writes_can_be_added() {
    let test = "ca_d::everything_that_openssl_writes_can_be_added";
    let Some(openssl) = tool_or_skip(test, "openssl") else {
        return;
    };
    let authority = Authority::new("스튜디오 Proxy");
    let fingerprint = sha1(&authority.der());
    for (line, trusted) in [
        ("x509 -in a.pem -out out", true),
        ("x509 -in a.pem -outform DER -out out", true),
        ("x509 -in a.pem -text -out out", true),
        ("x509 -in a.pem -trustout -setalias proxy -out out", true),
        (
            "x509 -in a.pem -trustout -addtrust serverAuth -addreject emailProtection -out out",
            true,
        ),
        (
            "x509 -in a.pem -trustout -addreject serverAuth -out out",
            false,
        ),
        (
            "x509 -in a.pem -trustout -addtrust emailProtection -out out",
            false,
        ),
        ("crl2pkcs7 -nocrl -certfile a.pem -out out", true),
        (
            "crl2pkcs7 -nocrl -certfile a.pem -outform DER -out out",
            true,
        ),
        ("pkcs7 -in a.p7b -print_certs -out out", true),
    ] {
        let sandbox = Sandbox::new().pem("a.pem", &authority);
        let run = |line: &str| {
            let done = Command::new(&openssl)
                .args(line.split(' '))
                .current_dir(sandbox.home())
                .output();
            assert!(done.expect("openssl runs").status.success(), "{line}");
        };
        run("crl2pkcs7 -nocrl -certfile a.pem -out a.p7b");
        run(line);
        let written = fs::read(sandbox.home().join("out")).expect("it is written");
        let utf16 = String::from_utf8(written.clone()).map(|text| {
            let marked = format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            sandbox.write("home/utf16", Vec::<u8>::into_boxed_slice(marked))
        });
        for file in ["out"].into_iter().chain(utf16.is_ok().then_some("utf16")) {
            let added = sandbox.run(["trust", "add", file, "--fingerprint", &fingerprint]);
            assert_eq!(
                added.code,
                Some(if trusted { 0 } else { 125 }),
                "{line} {file}: {}",
                added.stderr
            );
        }
        // In a folder it is the same.
        sandbox.write("home/folder/file", &written);
        sandbox.write(
            "home/.config/sglaunch/profiles/only.yaml",
            "ca: {native: false, files: [~/folder]}\n",
        );
        let list = sandbox
            .run(["-q", "bundle", "list", "only", "--source", "file", "--json"])
            .code(0)
            .json();
        let included = list["certificates"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|row| row["included"] == true);
        assert_eq!(included, trusted, "{line}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn a_list_fits_the_terminal() {
    let name = "인증기관 ".repeat(30);
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/ca.d/프록시.pem",
        Authority::new(&name).pem(),
    );
    for args in [
        &["bundle", "diff"][..],
        &["trust", "list"],
        &["bundle", "list"],
    ] {
        // Quietly, because on a busy machine it would say that it is reading.
        let shown = on_a_terminal(&sandbox, "", &[&["-q"], args].concat());
        let shown = shown.code(0).text();
        let lines: Vec<&str> = shown.lines().collect();
        assert!(
            lines[0].contains("SUBJECT  ") && lines[0].ends_with("SHA-256"),
            "{shown}"
        );
        for line in lines {
            let columns = |c: char| 1 + usize::from(('가'..='힣').contains(&c));
            let width: usize = line.chars().map(columns).sum();
            assert!(width <= 80, "{width}: {line}");
        }
    }
}

#[test]
fn a_broken_profile_does_not_make_a_removal_fail() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let sandbox = sandbox.profile("defaults", "ca: {file: []}\n");
    let said = sandbox.run(["trust", "remove", "proxy"]).quietly().text();
    assert_eq!(said, "removed: ~/.config/sglaunch/ca.d/proxy.pem\n");
}
