//! `trust add` with the files that people have built by hand: an old list of certifi with the
//! studio's CAs behind it, chains, and directories.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::{files, on_a_terminal, own, sha256, sources};
use crate::clients::{cannot_run, pythons};
use crate::sandbox::{Sandbox, system_root};
use crate::tls_clients::sha1;
use crate::tls_server::Authority;

/// Returns a certificate below the comments that certifi writes.
fn below_comments(name: &str, der: &[u8]) -> String {
    let pairs = |digits: String| {
        let pairs = digits.as_bytes().chunks(2).map(String::from_utf8_lossy);
        pairs.collect::<Vec<_>>().join(":")
    };
    format!(
        "\n# Issuer: CN={name} O=Example\n# Subject: CN={name} O=Example\n# Label: \"{name}\"\n\
         # Serial: 4835703278459707669005204\n\
         # MD5 Fingerprint: 3e:45:52:15:09:51:92:e1:b7:5d:37:9f:b1:87:29:8a\n\
         # SHA1 Fingerprint: {}\n# SHA256 Fingerprint: {}\n{}",
        pairs(sha1(der)),
        pairs(sha256(der)),
        pem::encode(&pem::Pem::new("CERTIFICATE", der))
    )
}

/// A list of certifi with roots that Mozilla has removed, and the studio's CAs.
struct OldList {
    removed: Authority,
    expired: Authority,
    studio: [Authority; 2],
    text: String,
}

impl OldList {
    fn new() -> Self {
        let removed = Authority::new("Removed Root");
        let expired = Authority::builder("Expired Root").expired().build();
        let studio = ["Studio Root CA", "스튜디오 Proxy/CA"].map(Authority::new);
        let mozilla = TLS_SERVER_ROOT_CERTS.iter().enumerate();
        let mozilla = mozilla.map(|(number, der)| below_comments(&number.to_string(), der));
        let text = [
            mozilla.collect(),
            below_comments("Removed Root", &removed.der()),
            below_comments("Expired Root", &expired.der()),
            below_comments("System Root", &system_root().der()),
            studio[0].pem(),
            format!("\n# our proxy\n{}", studio[1].pem()),
        ];
        Self {
            removed,
            expired,
            studio,
            text: text.concat(),
        }
    }
}

/// The lines about the certificates of [`OldList`] that are no part of the question.
fn counts() -> String {
    let mozilla = TLS_SERVER_ROOT_CERTS.len();
    format!(
        "{} of {} are trusted already: {mozilla} by Mozilla, 1 by the system\n\
         1 is not installed: expired\n\
         \x20 Expired Root\n\
         1 is not installed: Mozilla has removed it from its list\n\
         \x20 Removed Root\n\n",
        mozilla + 1,
        mozilla + 5,
    )
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn only_the_cas_of_the_studio_are_confirmed_and_installed() {
    let (list, sandbox) = (OldList::new(), Sandbox::new());
    let path = sandbox.write("home/old-cacert.pem", &list.text);
    // A variable or setting that names the file does not make it trusted: it is to be replaced.
    sandbox.write(
        "home/.gitconfig",
        "[http]\n\tsslCAInfo = ~/old-cacert.pem\n",
    );
    let sandbox = sandbox.env("REQUESTS_CA_BUNDLE", &path);
    // With -q, because on a busy machine a progress line would appear.
    let add = ["-q", "trust", "add", "old-cacert.pem"];
    let shown = on_a_terminal(&sandbox, "y", &add).code(0).text();
    assert!(shown.starts_with(&counts()), "{shown}");
    assert!(
        shown.ends_with(
            "Trust these 2 certificates in every profile? [y/N] y\n\
             trusted from the next launch on:\n\
             \x20 Studio Root CA, in ~/.config/sglaunch/ca.d/Studio-Root-CA.pem\n\
             \x20 스튜디오 Proxy/CA, in ~/.config/sglaunch/ca.d/스튜디오-Proxy-CA.pem\n"
        ),
        "{shown}"
    );
    for line in shown.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_eq!(
        files(own(&sandbox)),
        ["Studio-Root-CA.pem", "스튜디오-Proxy-CA.pem"]
    );
    for authority in &list.studio {
        let installed = sandbox.trusts(&authority.der());
        assert!(installed);
    }
    // Everything is trusted now.
    let sandbox = sandbox.without("REQUESTS_CA_BUNDLE");
    fs::remove_file(sandbox.home().join(".gitconfig")).expect("ours");
    let again = sandbox.run(add).success().text();
    let expected = "1 by the system, 2 in `ca.d`\n";
    assert!(
        again.contains(expected) && again.ends_with("\nno change\n"),
        "{again}"
    );
    assert_eq!(sources(&sandbox, &list.removed.der()), None);
}

#[test]
fn a_removed_root_is_installed_only_by_its_fingerprint() {
    let (list, sandbox) = (OldList::new(), Sandbox::new());
    sandbox.write("home/old.pem", &list.text);
    let alone = below_comments("Removed Root", &list.removed.der());
    sandbox.write("home/alone.pem", &alone);
    let (sha, expired) = (sha256(&list.removed.der()), sha256(&list.expired.der()));
    let refused = sandbox.run(["trust", "add", "alone.pem"]).code(125);
    let expected = format!(
        "error: no certificate added: Mozilla has removed it from its list\n  --> alone.pem\n  \
         certificate: Removed Root\nhint: to trust it nevertheless, add: --fingerprint {sha}\n"
    );
    assert_eq!(
        (refused.text().as_str(), refused.stderr.as_str()),
        ("", &*expected)
    );
    let verbose = sandbox
        .run(["-v", "trust", "add", "old.pem"])
        .code(125)
        .text();
    for line in [
        format!("  {expired}  Expired Root\n"),
        format!("  {sha}  Removed Root\n"),
    ] {
        assert!(verbose.contains(&line), "{verbose}");
    }
    let add = ["trust", "add", "old.pem", "--fingerprint"];
    sandbox.run([&add[..], &[&expired]].concat()).code(125);
    sandbox.run([&add[..], &[&sha]].concat()).success();
    assert_eq!(files(own(&sandbox)), ["Removed-Root.pem"]);
    // Comments of another certificate tell nothing.
    let studio = &list.studio[0];
    let (comments, _) = alone.split_once("-----BEGIN").expect("a block");
    sandbox.write("home/edited.pem", format!("{comments}{}", studio.pem()));
    let cards = sandbox.run(["trust", "add", "edited.pem"]).code(125).text();
    assert!(cards.starts_with("Studio Root CA\n  SHA-256"), "{cards}");
}

#[test]
fn a_root_whose_key_is_trusted_is_replaced_and_not_removed() {
    let (trusted, removed) = (Authority::new("Studio"), Authority::new("Removed Root"));
    let sandbox = Sandbox::new();
    sandbox.write("home/.config/sglaunch/ca.d/new.pem", trusted.pem());
    let [old, older] = ["Studio", "Older"].map(|name| trusted.renewed(name));
    let alone = below_comments("Studio", &old);
    sandbox.write("home/alone.pem", &alone);
    let all = [
        alone,
        below_comments("Older", &older),
        below_comments("Removed Root", &removed.der()),
        trusted.pem(),
    ];
    sandbox.write("home/all.pem", all.concat());
    let shown = sandbox.run(["trust", "add", "all.pem"]).success().text();
    let expected = "1 of 4 is trusted already: 1 in `ca.d`\n\
        2 are not installed: replaced by trusted certificates with the same keys\n\
        1 is not installed: Mozilla has removed it from its list\n  Removed Root\nno change\n";
    assert_eq!(shown, expected);
    let sha = sha256(&old);
    let verbose = sandbox.run(["-v", "trust", "add", "all.pem"]).success();
    let verbose = verbose.text();
    assert!(verbose.contains(&format!("  {sha}  Studio\n")), "{verbose}");
    let failed = sandbox.run(["trust", "add", "alone.pem"]).code(125);
    let expected = format!(
        "error: no certificate added: replaced by a trusted certificate with the same key\n  \
         --> alone.pem\n  certificate: Studio\nhint: to trust it nevertheless, add: --fingerprint {sha}\n"
    );
    assert_eq!(failed.stderr, expected);
    let add = ["trust", "add", "alone.pem", "--fingerprint", &sha];
    sandbox.run(add).success();
    assert!(sandbox.trusts(&old));
}

#[test]
fn a_profile_without_mozillas_list_is_not_told_that_mozilla_has_removed_it() {
    let (list, sandbox) = (OldList::new(), Sandbox::new());
    sandbox.write("home/old.pem", &list.text);
    let sandbox = sandbox.profile("defaults", "ca: {mozilla: false, files: [~/studio.pem]}\n");
    sandbox.write("home/studio.pem", list.studio[0].pem());
    let shown = sandbox.run(["trust", "add", "old.pem"]).code(125).text();
    let (count, total) = (
        TLS_SERVER_ROOT_CERTS.len() + 2,
        TLS_SERVER_ROOT_CERTS.len() + 5,
    );
    let expected = format!(
        "2 of {total} are trusted already: 1 by the system, 1 in `ca.files`\n\
         {count} are not installed: `ca.mozilla` excludes them: certifi's comments call them Mozilla's\n\n\
         스튜디오 Proxy/CA\n"
    );
    assert!(shown.starts_with(&expected), "{shown}");
}

#[test]
fn what_one_user_trusts_is_not_trusted_by_all() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new().pem("studio.pem", &studio);
    sandbox.write("home/.config/sglaunch/ca.d/mine.pem", studio.pem());
    let own = sandbox.run(["trust", "add", "studio.pem"]).success().text();
    assert_eq!(own, "`Studio` is trusted already: in `ca.d`\nno change\n");
    let site = sandbox
        .run(["trust", "add", "--site", "studio.pem"])
        .code(125);
    assert!(
        site.text().starts_with("Studio\n  SHA-256"),
        "{}",
        site.text()
    );
    sandbox.write(sandbox.machine("ca.d/ours.pem"), studio.pem());
    sandbox
        .run(["trust", "add", "--site", "studio.pem"])
        .success();
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn several_files_are_one_question_and_are_installed_together_or_not_at_all() {
    let all: Vec<Authority> = ["A", "B", "C", "D", "E"].map(Authority::new).into();
    let sandbox = Sandbox::new().pem("a.pem", &all[0]).pem("b.cer", &all[1]);
    for (authority, name) in all[1..].iter().zip(["b", "c", "d", "e"]) {
        sandbox.write(format!("home/more/{name} new.cer"), authority.der());
    }
    // A file without a certificate stops the others.
    sandbox.write("home/empty.pem", "");
    for files_given in [["a.pem", "empty.pem"], ["a.pem", "none.pem"]] {
        let failed = on_a_terminal(
            &sandbox,
            "y",
            &[&["trust", "add"], &files_given[..]].concat(),
        );
        let failed = failed.code(125).text();
        assert!(!failed.contains("[y/N]"), "{failed}");
    }
    let by = [sha256(&all[0].der()), sha256(b"")];
    let mut add = vec!["trust", "add", "a.pem", "more"];
    for fingerprint in &by {
        add.extend(["--fingerprint", fingerprint]);
    }
    sandbox.run(add).code(125);
    assert_eq!(files(own(&sandbox)), [""; 0]);

    let add = ["-q", "trust", "add", "a.pem", "b.cer", "more"];
    let shown = on_a_terminal(&sandbox, "y", &add).code(0).text();
    let short = format!(
        "A\n  SHA-256  {}\n  kind     root CA: signed by itself until 4096-01-01\n  file     a.pem\nB\n",
        sha256(&all[0].der())
    );
    assert!(shown.starts_with(&short), "{shown}");
    assert!(
        shown.contains("Trust these 5 certificates in every profile? [y/N] y\n"),
        "{shown}"
    );
    let names = ["a.pem", "b.pem", "c-new.pem", "d-new.pem", "e-new.pem"];
    assert_eq!(files(own(&sandbox)), names);
    let text = fs::read_to_string(own(&sandbox).join("c-new.pem")).expect("it is installed");
    assert_eq!(text, all[2].pem().replace("\r\n", "\n"));
    assert_eq!(
        sources(&sandbox, &all[2].der()),
        Some(json!(["trust:c-new"]))
    );

    // Removing is all or nothing too.
    let failed = sandbox
        .run(["trust", "remove", "a", "absent", "b"])
        .code(125);
    failed.stderr_contains("no trusted certificate has the name `absent`");
    assert_eq!(files(own(&sandbox)).len(), 5);
    let removed = sandbox
        .run(["trust", "remove", "a", "b.pem", "a"])
        .success();
    let expected =
        "removed: ~/.config/sglaunch/ca.d/a.pem\nremoved: ~/.config/sglaunch/ca.d/b.pem\n";
    assert_eq!(removed.text(), expected);
    assert_eq!(files(own(&sandbox)), names[2..]);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix to answer in")]
fn an_issuer_that_a_chain_lacks_is_named_once() {
    let root = Authority::new("Root");
    let [first, second] = ["First", "Second"].map(|name| root.subordinate(name));
    let sandbox = Sandbox::new();
    sandbox.write("home/both.pem", format!("{}{}", first.pem(), second.pem()));
    sandbox.write(
        "home/chain.pem",
        format!("{}{}{}", first.pem(), second.pem(), root.pem()),
    );
    for (file, count) in [("both.pem", 1), ("chain.pem", 0)] {
        let shown = on_a_terminal(&sandbox, "n", &["trust", "add", file]);
        let shown = shown.code(125).text();
        let warnings = shown.matches("its issuer is not trusted").count();
        assert_eq!(warnings, count, "{shown}");
    }
}

#[test]
fn expired_certificates_are_named_once() {
    let [good, more] = ["Good", "More"].map(Authority::new);
    let [old, older] = ["Old", "Older"].map(|name| Authority::builder(name).expired().build());
    let sandbox = Sandbox::new();
    sandbox.write("home/one.pem", old.pem());
    sandbox.write("home/old.pem", format!("{}{}", older.pem(), old.pem()));
    let all = [&good, &older, &old, &more].map(Authority::pem).concat();
    sandbox.write("home/all.pem", all);
    let listed = "2 are not installed: expired\n  Old, Older\n";
    for (file, is_listed, count) in [
        ("one.pem", false, 1),
        ("old.pem", true, 1),
        ("all.pem", true, 1),
    ] {
        let outcome = sandbox.run(["trust", "add", file]).code(125);
        let printed = format!("{}{}", outcome.text(), outcome.stderr);
        assert_eq!(printed.matches("expired").count(), count, "{printed}");
        assert_eq!(printed.contains(listed), is_listed, "{printed}");
    }
}

/// Returns the list of the certifi that pip contains, in each version that the Pythons have.
fn lists_of_pip() -> Vec<PathBuf> {
    let code = "from pip._vendor import certifi; print(certifi.where())";
    let list = |python: &PathBuf| {
        let output = Command::new(python).args(["-c", code]).output().ok()?;
        let path = String::from_utf8(output.stdout).ok()?;
        output
            .status
            .success()
            .then(|| PathBuf::from(path.trim_end()))
    };
    pythons().values().filter_map(list).collect()
}

#[test]
fn the_comments_of_every_certifi_are_recognised() {
    let lists = lists_of_pip();
    if lists.is_empty() {
        let test = "trust_dir::migration::the_comments_of_every_certifi_are_recognised";
        return cannot_run(test, "no Python has a pip with a certifi");
    }
    for list in lists {
        // Debian links it to the system's list, which has no comments.
        let text = fs::read_to_string(&list).expect("a list");
        let count = text.matches("# Label: ").count();
        if count == 0 {
            continue;
        }
        let studio = Authority::new("Studio");
        let sandbox = Sandbox::new().profile("defaults", "ca: {mozilla: false}\n");
        sandbox.write("home/old.pem", format!("{text}{}", studio.pem()));
        let outcome = sandbox.run(["trust", "add", "old.pem"]).code(125);
        let shown = outcome.text();
        let expected = format!("{count} are not installed: `ca.mozilla` excludes them");
        assert!(shown.starts_with(&expected), "{}: {shown}", list.display());
        let card = format!("\n\nStudio\n  SHA-256  {}\n", sha256(&studio.der()));
        assert!(shown.contains(&card), "{shown}");
        // The administrator of this machine may have appended CAs too.
        let appended = text.matches("-----BEGIN CERTIFICATE").count() - count;
        let cards = shown.matches("  SHA-256  ").count();
        assert_eq!(cards, appended + 1, "{shown}");
    }
}

#[test]
fn denied_and_distrusted_certificates_are_named_once_and_safely() {
    let denied = Authority::new("Denied \u{1b}[2J");
    let [good, distrusted] = ["Good", "Distrusted"].map(Authority::new);
    let below = distrusted.subordinate("Below");
    let yaml = format!("ca: {{deny: [{}]}}\n", sha256(&denied.der()));
    let sandbox = Sandbox::new().profile("defaults", &yaml);
    let list = sandbox.write("root/etc/pki/trust/blocklist/bad.pem", distrusted.pem());
    let all = [&denied, &below, &distrusted, &good];
    sandbox.write("home/all.pem", all.map(Authority::pem).concat());
    let shown = sandbox.run(["trust", "add", "all.pem"]).code(125).text();
    let list = list.display();
    let expected = format!(
        "1 is not installed: denied by the profile\n  Denied \\u{{1b}}[2J\n\
         1 is not installed: distrusted by {list}\n  Distrusted\n\
         1 is not installed: its issuer is distrusted by {list}\n  Below\n\n\
         Good\n  SHA-256  "
    );
    assert!(shown.starts_with(&expected), "{shown}\n{expected}");
}
