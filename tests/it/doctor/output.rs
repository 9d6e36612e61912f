//! The output of doctor: text, JSON, lists, redaction.

use std::fs;

use serde_json::Value;

use super::doctor;
use crate::sandbox::{Outcome, Sandbox, files_below};
use crate::system;
use crate::tls_server::{Authority, Site};

#[test]
fn each_check_is_listed_explained_and_run() {
    let sandbox = Sandbox::new();
    let listed = sandbox.run(["doctor", "--list-checks"]).success().text();
    let ids: Vec<&str> = (listed.lines().skip(1))
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert_eq!(ids.len(), 48);
    for id in &ids {
        let text = sandbox.run(["doctor", "--explain", id]).success().text();
        assert!(text.starts_with(&format!("{id}\n\n")), "{text}");
        assert!(text.lines().count() > 4, "{text}");
    }
    let findings = doctor(&sandbox, &[]);
    let all = findings.document["findings"].as_array().expect("a list");
    for id in ids {
        assert!(all.iter().any(|one| one["id"] == id), "{id}");
    }
    assert_eq!(findings.document["schema"], 1);
}

#[test]
fn a_check_that_does_not_exist_is_an_error_with_similar_names() {
    let sandbox = Sandbox::new();
    for args in [
        ["doctor", "defaults", "site-unknow-root"].as_slice(),
        &["doctor", "--explain", "site-unknow-root"],
    ] {
        (sandbox.run(args).code(125))
            .stderr_contains("error: there is no check `site-unknow-root`\n")
            .stderr_contains("hint: a check with a similar name exists: `site-unknown-root`");
    }
}

#[test]
fn a_site_without_its_option_is_an_error_that_repeats_no_password() {
    let sandbox = Sandbox::new();
    let url = "https://jd:pa55word@localhost:1/";
    for args in [&["doctor", url][..], &["doctor", "python", url, "--json"]] {
        let outcome = sandbox.run(args).code(125);
        assert!(!outcome.stderr.contains("pa55word"), "{}", outcome.stderr);
        outcome.stderr_contains("hint: write it behind --site: `--site https://localhost:1`\n");
    }
}

#[test]
fn checks_that_cannot_be_judged_are_no_good_news() {
    let sandbox = Sandbox::new();
    let args = ["doctor", "site-expired", "--site", "https://localhost:1"];
    let text = sandbox.run(args).code(0).text();
    assert!(text.contains("\nNothing was tested: "), "{text}");
    let quiet = sandbox.run(["doctor", "-q"]).code(0).text();
    assert_eq!(quiet, "");
}

#[test]
fn a_connection_that_fails_for_another_reason_is_no_good_news() {
    let sandbox = Sandbox::new();
    let server = Site::start(&Authority::new("Strange"));
    let args = ["site-expired", "--site", &server.url()];
    let args = [&["doctor"], &args[..], &["--report", "page.html"]].concat();
    let text = sandbox.run(args).code(0).text();
    let verdict = text.lines().last().expect("a verdict");
    assert!(
        verdict.starts_with("The connection to localhost:"),
        "{verdict}"
    );
    assert!(verdict.contains(" fails, for a reason that "), "{verdict}");
    let page = fs::read_to_string(sandbox.home().join("page.html")).expect("a page");
    assert!(page.contains("<header class=\"warning\">"), "{page}");
}

#[test]
fn only_the_named_checks_are_run() {
    let sandbox = Sandbox::new();
    for args in [
        &["defaults", "clock", "env-empty"][..],
        &["clock", "env-empty"],
    ] {
        let findings = doctor(&sandbox, args);
        assert_eq!(findings.with_status("passed"), ["env-empty", "clock"]);
        assert_eq!(
            findings.document["findings"].as_array().map(Vec::len),
            Some(2)
        );
    }
}

#[test]
fn a_failure_ends_with_its_cause_and_exits_1() {
    let sandbox = Sandbox::new();
    let server = Site::start(&Authority::new("Strange"));
    let url = server.url();
    let outcome = sandbox.run(["doctor", "--site", &url]).code(1);
    let text = outcome.text();
    let port = url.rsplit(':').next().expect("a port");
    let line = text
        .lines()
        .find(|line| line.starts_with('✗'))
        .expect("a failure");
    assert!(
        line.starts_with(&format!("✗ failed   localhost:{port}: ")),
        "{line}"
    );
    assert!(line.ends_with(" (site-unknown-root)"), "{line}");
    let end = text.lines().last().expect("a sentence");
    let begin = format!("The connection to localhost:{port} fails: ");
    assert!(end.starts_with(&begin), "{end}");
    assert!(
        text.contains("\n✓ passed   the profile is valid\n")
            || text.starts_with("✓ passed   the profile"),
        "{text}"
    );
    let quiet = sandbox.run(["doctor", "-q", "--site", &url]).code(1).text();
    assert!(!quiet.contains('✓'), "{quiet}");
    assert!(quiet.contains("✗ failed"), "{quiet}");
}

#[test]
fn details_of_what_passed_are_shown_with_verbose() {
    let sandbox = Sandbox::new();
    let plain = sandbox.run(["doctor"]).code(0).text();
    assert!(
        !plain.contains("(profile-invalid)") && !plain.contains("- skipped"),
        "{plain}"
    );
    let verbose = sandbox.run(["doctor", "-v"]).code(0).text();
    assert!(
        verbose.contains("✓ passed   the profile is valid (profile-invalid)"),
        "{verbose}"
    );
    assert!(verbose.contains("- skipped"), "{verbose}");
}

#[test]
fn the_sites_of_the_profile_are_tested_unless_others_are_named() {
    let authority = Authority::new("Studio");
    let (one, other) = (Site::start(&authority), Site::start(&authority));
    let sandbox = Sandbox::new()
        .profile(
            "defaults",
            &format!("sites: ['{}']\nca: {{files: [~/studio.pem]}}\n", one.url()),
        )
        .pem("studio.pem", &authority);
    let sites = |args: &[&str]| {
        let document = doctor(&sandbox, args).document;
        let sites = document["sites"].as_array().cloned().unwrap_or_default();
        sites
            .iter()
            .map(|site| site["site"].clone())
            .collect::<Vec<Value>>()
    };
    let host = |server: &Site| server.url().replace("https://", "");
    assert_eq!(sites(&[]), [host(&one)]);
    assert_eq!(sites(&["--site", &other.url()]), [host(&other)]);
}

#[test]
fn the_document_describes_the_machine() {
    let authority = Authority::new("Studio");
    let server = Site::start(&authority);
    let sandbox = Sandbox::new()
        .profile("studio", "ca: {files: [~/studio.pem]}\n")
        .pem("studio.pem", &authority);
    sandbox.write(
        "root/etc/os-release",
        "NAME=x\nPRETTY_NAME=\"Studio Linux 9\"\n",
    );
    let document = doctor(&sandbox, &["studio", "--site", &server.url()]).document;
    let machine = &document["machine"];
    let text = |name: &str| machine[name].as_str().unwrap_or_default();
    assert_eq!(text("version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(text("profile"), "studio");
    assert_ne!(text("host"), "");
    assert!(text("time").ends_with('Z'), "{machine:#}");
    if cfg!(target_os = "linux") {
        let system = text("system");
        assert!(system.starts_with("Studio Linux 9, Linux "), "{system}");
    }
    let leaf = &document["sites"][0]["chain"][0];
    assert_eq!(leaf["subject"], "CN=localhost");
    assert_eq!(leaf["issuer"], "CN=Studio");
    assert_eq!(document["ok"], true, "{document:#}");
}

#[test]
fn the_document_describes_the_bundle() {
    let sandbox = Sandbox::new();
    let machine = doctor(&sandbox, &["env-empty"]).document["machine"].clone();
    let date = machine["roots"]["date"].as_str();
    assert!(
        date.is_some_and(|date| date.starts_with("20")),
        "{machine:#}"
    );
    let path = sandbox.run(["bundle", "path"]).success().text();
    let path = path
        .trim_end()
        .replace(&*sandbox.home().to_string_lossy(), system::HOME);
    let bundle = &machine["bundle"];
    assert_eq!(bundle["path"], path);
    assert!(bundle["certificates"].as_u64() > Some(100), "{machine:#}");
}

/// Everything that a ticket must not contain, in all places that reach the output.
#[test]
fn no_name_of_a_user_and_no_secret_is_printed() {
    let authority = Authority::new("Studio");
    let server = Site::start(&authority);
    let sandbox = Sandbox::new()
        .env("USER", "lucia")
        .env("STUDIO_API_TOKEN", "t0k3n-of-the-studio")
        .env("SSL_CERT_FILE", "/home/lucia/t0k3n-of-the-studio/ca.pem")
        .env("REQUESTS_CA_BUNDLE", "/home/marta/ca.pem")
        .env("PIP_CERT", "https://lucia:pa55word@127.0.0.1/ca.pem")
        .env("SLURM_JOB_ID", "lucia-t0k3n-of-the-studio")
        .env("HTTPS_PROXY", "http://lucia:pa55word@127.0.0.1:9/")
        .env("NO_PROXY", "localhost")
        .profile("defaults", "ca: {files: [~/lucia/studio.pem]}\n")
        .script(
            "python-bin/python3",
            "#!/bin/sh\necho /home/marta pa55: t0k3n-of-the-studio >&2\nexit 3\n",
        )
        .on_path("python-bin");
    sandbox.write("home/lucia/studio.pem", authority.pem());
    let gone = sandbox.home().join("gone.pem");
    let sandbox = sandbox.env("CURL_CA_BUNDLE", gone);
    let url = server.url().replace("https://", "https://lucia:pa55word@");
    let sites = ["--site", &url, "--site", "https://studio.invalid"];
    let args = [&["doctor", "-v", "--timeout", "2"], &sites[..]].concat();
    let text = sandbox.run(&args).code(1);
    let json = sandbox
        .run([&args[..], &["--json", "--report", "page.html"]].concat())
        .code(1);
    let page = fs::read_to_string(sandbox.home().join("page.html")).expect("a page");
    for printed in [text.text() + &text.stderr, json.text() + &json.stderr, page] {
        let home = sandbox.home().to_string_lossy().into_owned();
        for hidden in ["lucia", "marta", "t0k3n", "pa55word", &home] {
            assert!(!printed.contains(hidden), "{hidden}: {printed}");
        }
        assert!(
            printed.contains("~/gone.pem") || printed.contains("~\\"),
            "{printed}"
        );
    }
}

/// A path in place of a profile is in the command that tests a connection.
#[test]
fn the_path_of_a_program_is_printed_without_the_home_directory() {
    let sandbox = Sandbox::new().script("home/my bin/tool", "#!/bin/sh\n");
    let tool = sandbox.home().join("my bin/tool");
    let tool = tool.to_string_lossy();
    let text = sandbox.run(["doctor", &tool, "--report", "page.html"]);
    let json = sandbox.run(["doctor", &tool, "--json"]);
    let page = fs::read_to_string(sandbox.home().join("page.html")).expect("a page");
    let home = sandbox.home().to_string_lossy().into_owned();
    for printed in [text.text(), json.text(), page] {
        assert!(!printed.contains(&home), "{printed}");
        assert!(printed.contains(" --site URL"), "{printed}");
    }
    if cfg!(unix) {
        let command = "sglaunch doctor ~/'my bin/tool' --site URL";
        assert_eq!(json.json()["conclusion"]["next_command"], command);
    }
}

#[test]
fn hosts_are_hidden_on_request() {
    let sandbox = Sandbox::new()
        .env("SLURM_JOB_ID", "7")
        .env("SLURMD_NODENAME", "render007");
    let server = Site::start(&Authority::new("Strange"));
    let url = server.url();
    let args = ["doctor", "--json", "--report", "page.html", "--site", &url];
    let written = |outcome: Outcome| {
        let page = fs::read_to_string(sandbox.home().join("page.html"));
        [outcome.code(1).text(), page.expect("a page")]
    };
    let plain = written(sandbox.run(args));
    let document: Value = serde_json::from_str(&plain[0]).expect("a document");
    let own = document["machine"]["host"].as_str().expect("a name");
    for printed in &plain {
        assert!(printed.contains("localhost:"), "{printed}");
        assert!(printed.contains("render007"), "{printed}");
    }
    let hidden = written(sandbox.run([&args[..], &["--redact-hosts"]].concat()));
    let document: Value = serde_json::from_str(&hidden[0]).expect("a document");
    let host = document["machine"]["host"].as_str().expect("a name");
    assert!(host.starts_with("host-"), "{host}");
    assert!(
        hidden[1].contains("names of hosts replaced"),
        "{}",
        hidden[1]
    );
    for printed in &hidden {
        for name in ["localhost", "127.0.0.1", "render007"] {
            assert!(!printed.contains(name), "{name}: {printed}");
        }
        let is_word = |c: char| !c.is_alphanumeric() && c != '-';
        assert!(
            !printed.split(is_word).any(|word| word == own),
            "{own}: {printed}"
        );
        assert!(printed.contains("host-1:"), "{printed}");
    }
}

#[test]
fn the_chain_is_saved_for_it_and_nothing_is_trusted() {
    let sandbox = Sandbox::new();
    let authority = Authority::new("Strange");
    let server = Site::start(&authority);
    let args = [
        "doctor",
        "--site",
        &server.url(),
        "--save-chain",
        "chain.pem",
    ];
    let text = sandbox.run(args).code(1).text();
    let saved = fs::read_to_string(sandbox.home().join("chain.pem")).expect("the chain");
    assert!(saved.contains("# Subject: CN=localhost\n"), "{saved}");
    assert!(saved.contains("# SHA-256: "), "{saved}");
    assert_eq!(saved.matches("-----BEGIN CERTIFICATE-----").count(), 1);
    assert!(text.contains("sglaunch trust add "), "{text}");
    assert!(!sandbox.path("home/.config/sglaunch").exists());
    // Again: the file is replaced. Another one is not.
    sandbox.run(args).code(1);
    let key = sandbox.write("home/key.pem", "a private key");
    let other = ["doctor", "--site", &server.url(), "--save-chain", "key.pem"];
    (sandbox.run(other).code(125)).stderr_contains("is not a chain written by sglaunch");
    assert_eq!(fs::read_to_string(key).expect("the file"), "a private key");
    let dead = [
        "doctor",
        "--site",
        "https://localhost:1",
        "--save-chain",
        "none.pem",
    ];
    (sandbox.run(dead).code(125))
        .stderr_contains("error: no site has sent a certificate to save\n");
}

#[test]
fn a_broken_profile_does_not_stop_the_other_checks() {
    let authority = Authority::new("Strange");
    let server = Site::start(&authority);
    let sandbox = Sandbox::new().profile("broken", "programs: {}\n");
    let findings = doctor(&sandbox, &["broken", "--site", &server.url()]);
    assert_eq!(
        findings.with_status("failed"),
        ["profile-invalid", "site-unknown-root"]
    );
    assert_eq!(findings.code, 1);
}

#[test]
fn only_the_cache_is_written() {
    let authority = Authority::new("Strange");
    let server = Site::start(&authority);
    let sandbox = Sandbox::new();
    let files = |sandbox: &Sandbox| {
        let mut files = files_below(&sandbox.path(""));
        files.retain(|file| !file.starts_with(sandbox.cache()));
        files
    };
    let before = files(&sandbox);
    sandbox.run(["doctor", "--site", &server.url()]).code(1);
    assert_eq!(files(&sandbox), before);
    assert!(sandbox.cache().join("bundles").is_dir());
}
