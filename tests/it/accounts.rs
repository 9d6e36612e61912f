//! Whom programs trust, and why: the list and its filters, the difference, and certificates that everybody needs.

use std::fs;

use serde_json::Value;

use crate::clients::python_or_skip;
use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_clients::{self, sha1};
use crate::tls_server::Authority;

/// The subjects that `bundle list` shows with these options.
fn subjects(sandbox: &Sandbox, options: &[&str]) -> Vec<String> {
    let list = sandbox
        .run([&["-q", "bundle", "list", "--json"], options].concat())
        .code(0)
        .json();
    let rows = list["certificates"].as_array().expect("a list");
    rows.iter()
        .map(|row| row["subject"].as_str().expect("text").to_owned())
        .collect()
}

fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .pem("studio.pem", &Authority::new("Studio"))
        .pem("old.pem", &Authority::builder("Old").expired().build())
        .pem(
            "soon.pem",
            &Authority::builder("Soon").expires_in(20).build(),
        )
        .pem("named.pem", &Authority::new("Named"));
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let named = sandbox.home().join("named.pem");
    sandbox.env("CURL_CA_BUNDLE", named).profile(
        "defaults",
        "ca: {files: [~/studio.pem, ~/old.pem, ~/soon.pem]}\n",
    )
}

#[test]
fn the_list_can_be_filtered() {
    let sandbox = studio();
    let full = format!("file:{}", sandbox.home().join("studio.pem").display());
    for (options, expected) in [
        (
            &["--source", "native"][..],
            &["CN=System Root"][..system::ROOTS],
        ),
        (&["--source", "file"], &["CN=Old", "CN=Soon", "CN=Studio"]),
        (&["--source", "inherited"], &["CN=Named"]),
        (&["--source", "trust"], &["CN=Proxy"]),
        (&["--source", "trust:proxy"], &["CN=Proxy"]),
        (&["--source", &full], &["CN=Studio"]),
        (&["--source", "file:/no/such.pem"], &[]),
        (&["--excluded"], &["CN=Old"]),
        (&["--excluded", "--source", "native"], &[]),
        (
            &["--source", "file", "--expiring", "30"],
            &["CN=Old", "CN=Soon"],
        ),
        (&["--source", "file", "--expiring", "10"], &["CN=Old"]),
        (&["--source", "trust", "--expiring", "10"], &[]),
    ] {
        assert_eq!(subjects(&sandbox, options), expected, "{options:?}");
    }
    let all = subjects(&sandbox, &[]).len();
    let of_mozilla = subjects(&sandbox, &["--source", "mozilla"]).len();
    assert_eq!(all, of_mozilla + system::ROOTS + 5);
    let failed = sandbox
        .run(["bundle", "list", "--source", "mozila"])
        .code(125);
    assert!(
        failed
            .stderr
            .contains("there is no source `mozila`\nhint: use `native`, `mozilla`"),
        "{}",
        failed.stderr
    );
    sandbox
        .run(["bundle", "list", "--expiring", "soon"])
        .code(125);
    // The table obeys too, and has its header.
    let table = sandbox
        .run(["-q", "bundle", "list", "--source", "trust"])
        .code(0)
        .text();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "SUBJECT\tEXPIRES\tSTATE\tSOURCES\tSHA-256");
    assert!(
        lines.len() == 2 && lines[1].starts_with("Proxy\t4096-01-01\tincluded\ttrust:proxy\t"),
        "{table}"
    );
}

#[test]
fn what_is_valid_only_later_is_kept_with_a_note() {
    let future = Authority::builder("Future").begins_in(30).build();
    let sandbox = Sandbox::new()
        .pem("future.pem", &future)
        .profile("defaults", "ca: {files: [~/future.pem]}\n");
    let list = sandbox
        .run(["bundle", "list", "--json", "--source", "file"])
        .quietly()
        .json();
    assert_eq!(list["certificates"][0]["note"], "not-yet-valid");
    assert_eq!(list["certificates"][0]["included"], true);
    let table = sandbox
        .run(["bundle", "list", "--source", "file"])
        .quietly()
        .text();
    assert!(table.contains("\tincluded, not yet valid\t"), "{table}");
}

#[test]
fn what_is_for_other_things_than_servers_is_left_out() {
    use rcgen::ExtendedKeyUsagePurpose as Use;
    for (uses, reason) in [
        (
            vec![Use::EmailProtection, Use::CodeSigning],
            Some("not-for-servers"),
        ),
        (vec![Use::EmailProtection, Use::ServerAuth], None),
        (vec![Use::Any], None),
        (vec![Use::Other(vec![2, 16, 840, 1, 113_730, 4, 1])], None),
        (vec![], None),
    ] {
        let authority = Authority::builder("Studio").uses(uses.clone()).build();
        let sandbox = tls_clients::studio(&authority);
        let list = sandbox
            .run(["bundle", "list", "--json", "--source", "file"])
            .code(0)
            .json();
        assert_eq!(
            list["certificates"][0]["reason"].as_str(),
            reason,
            "{uses:?}"
        );
    }
}

#[test]
fn the_difference_says_what_a_rebuild_would_change() {
    let sandbox = Sandbox::new()
        .pem("a.pem", &Authority::new("A"))
        .pem("b.pem", &Authority::new("B"));
    let sandbox = sandbox.profile(
        "defaults",
        "ca: {mozilla: false, files: [~/a.pem, ~/b.pem]}\n",
    );
    let diff = || sandbox.run(["bundle", "diff"]).quietly().text();
    let summary = |text: &str| text.lines().last().unwrap_or_default().to_owned();
    let all = system::ROOTS + 2;
    assert_eq!(
        summary(&diff()),
        format!("{all} to add, 0 to remove, 0 to keep")
    );
    sandbox.run(["bundle", "path"]).quietly();
    assert_eq!(diff(), format!("0 to add, 0 to remove, {all} to keep\n"));

    let (b, c) = (
        Authority::builder("B2").expired().build(),
        Authority::new("C"),
    );
    sandbox.write("home/b.pem", format!("{}{}", c.pem(), b.pem()));
    let text = diff();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines[0], ["", "SUBJECT", "EXPIRES", "WHY", "SHA-256"]);
    let source = format!("file:{}", sandbox.home().join("b.pem").display());
    assert_eq!(lines[1][..4], ["+", "C", "4096-01-01", &source]);
    assert_eq!(
        lines[2][..4],
        ["-", "B", "4096-01-01", "no source has it any more"]
    );
    let kept = all - 1;
    assert_eq!(
        summary(&text),
        format!("1 to add, 1 to remove, {kept} to keep")
    );
    // It has changed nothing, and it is right.
    assert_eq!(diff(), text);
    let built = sandbox.run(["-v", "bundle", "path"]).code(0);
    for line in [
        format!("{all} certificates in "),
        format!("sglaunch: + C ({source})\n"),
        "sglaunch: - B (no source has it any more)\n".to_owned(),
    ] {
        assert!(built.stderr.contains(&line), "{}", built.stderr);
    }
    assert_eq!(count(built.text().trim_end()), all);
    assert_eq!(diff(), format!("0 to add, 0 to remove, {all} to keep\n"));
}

#[test]
#[cfg_attr(windows, ignore = "it is about p11-kit's folders")]
fn the_difference_names_the_rule_that_takes_something_out() {
    let a = Authority::new("A");
    let sandbox = Sandbox::new()
        .pem("a.pem", &a)
        .profile("defaults", "ca: {mozilla: false, files: [~/a.pem]}\n");
    sandbox.run(["bundle", "path"]).quietly();
    let file = sandbox.write("root/etc/pki/trust/blocklist/a.pem", a.pem());
    let diff = sandbox.run(["-q", "bundle", "diff"]).code(0).text();
    assert!(
        diff.contains(&format!(
            "-\tA\t4096-01-01\t{} distrusts it\t",
            file.display()
        )),
        "{diff}"
    );
    // A file without which there is no bundle is the same error as in a launch.
    fs::remove_file(sandbox.home().join("a.pem")).expect("ours");
    let failed = sandbox.run(["bundle", "diff"]).code(125);
    assert!(
        failed.stderr.contains("defaults.yaml:1:"),
        "{}",
        failed.stderr
    );
}

#[test]
fn a_launch_that_builds_says_so_to_those_who_ask() {
    let sandbox = Sandbox::new()
        .dcc("root/opt/maya.exe")
        .profile("maya", "program: {linux: [/opt/maya.exe]}\n");
    assert!(
        !sandbox
            .run(["-v", "maya"])
            .code(0)
            .stderr
            .contains("sglaunch: +")
    );
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Proxy").pem(),
    );
    let said = sandbox.run(["-v", "maya"]).code(0).stderr;
    assert!(
        said.contains("built now\nsglaunch: + Proxy (trust:proxy)\n"),
        "{said}"
    );
    sandbox.write(
        "home/.config/sglaunch/ca.d/proxy.pem",
        Authority::new("Other").pem(),
    );
    assert_eq!(sandbox.run(["maya"]).quietly().stderr, "");
}

/// Amazon's storage is what the first cases were about: <https://www.amazontrust.com/repository/>.
#[test]
fn what_amazon_signs_with_is_in_the_default_bundle() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(["bundle", "list", "--json"]).quietly().json();
    for fingerprint in [
        "925a8f8d2c6d04e0665f596aff22d863e8256f3f", // Starfield Services Root Certificate Authority - G2
        "8da7f965ec5efc37910f1c6e59fdc1cc6a6ede16", // Amazon Root CA 1
        "5a8cef45d7a69859767a8c8b4496b578cf474b1a", // Amazon Root CA 2
        "0d44dd8c3c8c1a1a58756481e90f2e2affb3d26e", // Amazon Root CA 3
        "f6108407d6f8bb67980cc2e244c2ebae1cef63be", // Amazon Root CA 4
    ] {
        let rows = list["certificates"].as_array().expect("a list");
        let row = rows.iter().find(|row| row["sha1"] == fingerprint);
        assert_eq!(
            row.map(|row| &row["included"]),
            Some(&Value::Bool(true)),
            "{fingerprint}"
        );
    }
}

#[test]
fn a_bundle_made_by_hand_yields_the_same_trust_as_ours() {
    let test = "accounts::a_bundle_made_by_hand_yields_the_same_trust_as_ours";
    let Some(python) = python_or_skip(test) else {
        return;
    };
    let certifi = std::process::Command::new(python)
        .args(["-c", "import certifi; print(certifi.contents())"])
        .output();
    let certifi =
        String::from_utf8(certifi.expect("Python starts").stdout).expect("certifi is text");
    assert!(
        certifi.contains("# Issuer"),
        "it is certifi's file, comments and all"
    );
    let corporate = Authority::new("Corporate");
    let bundle = |profile: &str, variable: &str| {
        let sandbox = Sandbox::new()
            .pem("corporate.pem", &corporate)
            .profile("defaults", profile);
        sandbox.write(
            "home/by-hand.pem",
            format!("{certifi}\n{}", corporate.pem()),
        );
        let by_hand = sandbox.home().join("by-hand.pem");
        let sandbox = sandbox.env(variable, by_hand);
        let path = sandbox.run(["bundle", "path"]).quietly().text();
        fs::read_to_string(path.trim_end()).expect("a bundle")
    };
    let ours = bundle("ca: {files: [~/corporate.pem]}\n", "UNREAD");
    assert_eq!(bundle("ca: {files: [~/by-hand.pem]}\n", "UNREAD"), ours);
    assert_eq!(bundle("{}\n", "SSL_CERT_FILE"), ours);
    assert_eq!(bundle("{}\n", "REQUESTS_CA_BUNDLE"), ours);
    // Alone, it is what it was, but for comments: certifi is a few roots and days away from what is compiled in.
    let alone = bundle(
        "ca: {native: false, mozilla: false, files: [~/by-hand.pem]}\n",
        "UNREAD",
    );
    let wanted = format!("{certifi}\n{}", corporate.pem())
        .matches("BEGIN CERTIFICATE")
        .count();
    assert_eq!(alone.matches("BEGIN CERTIFICATE").count(), wanted);
    assert!(ours.contains(&corporate.pem().replace("\r\n", "\n")));
}

#[test]
fn the_difference_is_to_the_bundle_before_the_settings_changed() {
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    let sandbox = Sandbox::new().pem("a.pem", &a).pem("b.pem", &b);
    let files = "mozilla: false, files: [~/a.pem, ~/b.pem]";
    let sandbox = sandbox.profile("defaults", &format!("ca: {{{files}}}\n"));
    sandbox.run(["bundle", "path"]).quietly();
    let denying = format!("ca: {{{files}, deny: ['{}']}}\n", sha1(&a.der()));
    let sandbox = sandbox.profile("defaults", &denying);
    let kept = system::ROOTS + 1;
    for profile in ["defaults", "python"] {
        let diff = sandbox.run(["bundle", "diff", profile]).code(0);
        let text = diff.text();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert!(
            lines[0].starts_with("-\tA\t4096-01-01\tthe profile denies it\t"),
            "{text}"
        );
        assert_eq!(lines[1], format!("0 to add, 1 to remove, {kept} to keep"));
        let why =
            "sglaunch: the settings are new: this is the difference to the bundle of `defaults`\n";
        assert_eq!(diff.stderr, why);
    }
    let said = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
    assert!(
        said.contains("sglaunch: - A (the profile denies it)\n"),
        "{said}"
    );
    assert_eq!(
        sandbox.run(["bundle", "diff", "python"]).quietly().text(),
        format!("0 to add, 0 to remove, {kept} to keep\n")
    );
}

#[test]
fn the_difference_is_rather_to_a_profiles_own_bundle_than_to_the_last_of_all() {
    let sandbox = Sandbox::new()
        .pem("a.pem", &Authority::new("A"))
        .pem("b.pem", &Authority::new("B"));
    let sandbox = sandbox
        .profile("one", "ca: {mozilla: false, files: [~/a.pem, ~/b.pem]}\n")
        .profile("other", "ca: {mozilla: false, files: [~/b.pem]}\n");
    sandbox.run(["bundle", "path", "one"]).quietly();
    // They are told apart by the second.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    sandbox.run(["bundle", "path", "other"]).quietly();
    let changed = "ca: {mozilla: false, files: [~/b.pem], keep_expired: true}\n";
    let sandbox = sandbox.profile("one", changed);
    let kept = system::ROOTS + 1;
    let diff = sandbox
        .run(["-q", "bundle", "diff", "one"])
        .quietly()
        .text();
    assert!(
        diff.ends_with(&format!("\n0 to add, 1 to remove, {kept} to keep\n")),
        "{diff}"
    );
    let diff = sandbox.run(["-q", "bundle", "diff"]).quietly().text();
    let last = format!(" to add, 1 to remove, {} to keep\n", system::ROOTS);
    assert!(diff.contains(&last), "{diff}");
}
