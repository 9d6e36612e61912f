//! `trust add` on a terminal: summaries and questions.

use serde_json::Value;

use super::{files, list, on_a_terminal, own, sha256, sources};
use crate::sandbox::Sandbox;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn each_certificate_is_shown_and_confirmed_on_a_terminal() {
    let (root, second) = (Authority::new("First"), Authority::new("Second"));
    let sandbox = Sandbox::new();
    let server = root.issue();
    sandbox.write(
        "home/chain.pem",
        format!("{}{}{}", server.pem(), root.pem(), second.pem()),
    );
    let add = ["trust", "add", "chain.pem"];

    let refused = on_a_terminal(&sandbox, "nn", &add).code(125).text();
    assert!(refused.contains("no certificate added"), "{refused}");
    assert_eq!(
        refused.matches("Trust it in every profile? [y/N] ").count(),
        2,
        "{refused}"
    );
    assert!(
        refused.contains("server certificate: trust the CA that signed it instead"),
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
    assert_eq!(again.matches("already trusted\n").count(), 1, "{again}");
    assert_eq!(again.matches("[y/N]").count(), 1, "{again}");
    assert_eq!(files(own(&sandbox)), ["chain-2.pem", "chain.pem"]);
    let nothing = on_a_terminal(&sandbox, "", &add).code(0).text();
    assert!(
        nothing.ends_with("no change: already trusted\n"),
        "{nothing}"
    );
    assert!(
        sandbox
            .run(add)
            .success()
            .text()
            .ends_with("no change: already trusted\n")
    );
}

#[test]
fn the_summary_shows_the_facts_for_the_decision() {
    let authority = Authority::builder("Proxy \u{1b}[2J")
        .not_after(2050, 1, 1)
        .build();
    let sandbox = Sandbox::new().pem("proxy.pem", &authority);
    let summary = sandbox.run(["trust", "add", "proxy.pem"]).code(125).text();
    let expected = format!(
        "Proxy \\u{{1b}}[2J\n  SHA-256  {}\n  SHA-1    {}\n  subject  CN=Proxy \\1b[2J\n  issuer   itself\n  \
         valid    from 1975-01-01 until 2050-01-01\n  key      EC P-256\n  kind     root CA: signed by itself\n",
        sha256(&authority.der()),
        sha1(&authority.der())
    );
    assert_eq!(summary, expected);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn a_question_names_the_users_and_needs_yes_or_no() {
    let sandbox = Sandbox::new().pem("proxy.pem", &Authority::new("Proxy"));
    let add = ["trust", "add", "--site", "proxy.pem"];
    let asked = on_a_terminal(&sandbox, "jy", &add).code(0).text();
    let question = "Trust it in every profile, for all users of this machine? [y/N] ";
    assert_eq!(asked.matches(question).count(), 2, "{asked}");
    assert!(asked.contains("answer `y` or `n`"), "{asked}");
    assert_eq!(files(sandbox.machine("ca.d")), ["proxy.pem"]);
}

#[test]
fn no_question_is_asked_if_the_directory_is_not_writable() {
    // Not even root can create a file there.
    let sandbox = Sandbox::new()
        .pem("proxy.pem", &Authority::new("Proxy"))
        .env("SGLAUNCH_ROOT", "/proc");
    if !cfg!(target_os = "linux") {
        return;
    }
    let add = ["trust", "add", "--site", "proxy.pem"];
    let printed = on_a_terminal(&sandbox, "y", &add).code(125).text();
    assert!(
        printed.contains("cannot install a certificate: "),
        "{printed}"
    );
    assert!(
        !printed.contains("[y/N]") && !printed.contains(".tmp"),
        "{printed}"
    );
}

#[test]
fn a_certificate_cannot_imitate_a_line_of_its_summary() {
    let spaces = " ".repeat(70);
    let name = format!(
        "Good{spaces}  SHA-256  9cf5{spaces}  issuer   itself\u{202e}\u{200b}{}",
        "x".repeat(500)
    );
    let sandbox = Sandbox::new().pem("x.pem", &Authority::new(&name));
    let summary = sandbox.run(["trust", "add", "x.pem"]).code(125).text();
    assert!(
        summary.starts_with("Good SHA-256 9cf5 issuer itself\\u{202e}\\u{200b}xxx"),
        "{summary}"
    );
    assert!(
        summary.lines().all(|line| line.chars().count() < 320),
        "{summary}"
    );
    assert_eq!(
        summary
            .lines()
            .filter(|line| line.starts_with("  SHA-256"))
            .count(),
        1,
        "{summary}"
    );
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
        // With -q, because on a busy machine a progress line would appear.
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
