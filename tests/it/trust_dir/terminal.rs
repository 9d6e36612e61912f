//! `trust add` on a terminal: summaries and questions.

use super::{files, on_a_terminal, own, sha256, sources};
use crate::sandbox::Sandbox;
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn all_certificates_are_shown_and_confirmed_by_one_answer() {
    let (root, second) = (Authority::new("First"), Authority::new("Second"));
    let sandbox = Sandbox::new();
    let server = root.issue();
    sandbox.write(
        "home/chain.pem",
        format!("{}{}{}", server.pem(), root.pem(), second.pem()),
    );
    let add = ["trust", "add", "chain.pem"];
    let question = "Trust these 2 certificates in every profile? [y/N] ";

    // Control-D ends the input, and an empty line means no.
    for no in ["n", "\u{4}", "\r"] {
        let refused = on_a_terminal(&sandbox, no, &add).code(125).text();
        assert!(
            refused.contains("no certificate added\n") && refused.matches(question).count() == 1,
            "{refused}"
        );
        assert_eq!(refused.matches("CN=First\n").count(), 1, "{refused}");
        assert_eq!(
            refused.matches("a server certificate").count(),
            1,
            "{refused}"
        );
        assert_eq!(files(own(&sandbox)), [""; 0]);
    }

    let agreed = on_a_terminal(&sandbox, "y", &add).code(0).text();
    assert!(
        agreed.ends_with(
            "trusted from the next launch on:\n\
             \x20 First, in ~/.config/sglaunch/ca.d/First.pem\n\
             \x20 Second, in ~/.config/sglaunch/ca.d/Second.pem\n"
        ),
        "{agreed}"
    );
    assert_eq!(files(own(&sandbox)), ["First.pem", "Second.pem"]);
    for authority in [&root, &second] {
        assert!(sources(&sandbox, &authority.der()).is_some());
    }
    for again in [on_a_terminal(&sandbox, "", &add).code(0), sandbox.run(add)] {
        let (again, expected) = (
            again.success().text(),
            "2 of 3 are trusted already: 2 in `ca.d`\n\
             1 is not installed: a server certificate, not that of the CA that signed it\n\
             \x20 localhost\n\
             no change\n",
        );
        assert_eq!(again, expected);
    }
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
        let mut lines = shown.lines();
        assert!(lines.any(|line| line.trim() == "SHA-256"), "{shown}");
        for line in shown.lines() {
            let columns = |c: char| 1 + usize::from(('가'..='힣').contains(&c));
            let width: usize = line.chars().map(columns).sum();
            assert!(width <= 80, "{width}: {line}");
        }
    }
}
