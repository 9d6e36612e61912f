//! `client-config`.

use std::fs;
use std::path::Path;

use crate::clients::{python_or_skip, tool_or_skip};
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Site};
use crate::trust_dir::sha256;

const ID: &str = "client-config";

fn check(sandbox: &Sandbox) -> Findings {
    check_of(sandbox, "defaults")
}

fn check_of(sandbox: &Sandbox, target: &str) -> Findings {
    doctor(sandbox, &[target, ID])
}

/// Returns a machine without Python: that of the real one may have an edited certifi.
fn machine() -> Sandbox {
    let sandbox = Sandbox::new();
    let empty = sandbox.path("empty");
    sandbox.env("PATH", empty)
}

/// Checks that one file lacks in the bundle, that the command of the remedy adds its CA, and that
/// nothing is found then.
#[track_caller]
fn brought_over(sandbox: &Sandbox, authority: &Authority, words: &[&str]) {
    brought_over_for(sandbox, "defaults", authority, words);
}

#[track_caller]
fn brought_over_for(sandbox: &Sandbox, target: &str, authority: &Authority, words: &[&str]) {
    let findings = check_of(sandbox, target);
    assert_eq!((findings.status(ID), findings.code), ("warning", 0));
    let text = findings.text(ID);
    for word in words {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!sandbox.trusts(&authority.der()));
    let commands = findings.one(ID)["remedy"]["commands"].as_array();
    let command = commands.expect("a list")[0].as_str().expect("a command");
    let mut args: Vec<String> = command.split(' ').skip(1).map(str::to_owned).collect();
    if let Some(rest) = args[2].strip_prefix('~') {
        args[2] = format!("{}{rest}", sandbox.home().display());
    }
    if !command.contains("--fingerprint") {
        args.extend(["--fingerprint".to_owned(), sha256(&authority.der())]);
    }
    sandbox.run(args).code(0);
    assert!(sandbox.trusts(&authority.der()));
    assert_eq!(check_of(sandbox, target).status(ID), "passed");
}

#[test]
fn a_setting_that_the_profile_does_not_inherit_is_brought_over() {
    let authority = Authority::new("Studio");
    let sandbox = machine().pem("studio.pem", &authority);
    sandbox.write("home/.gitconfig", "[http]\n\tsslCAInfo = ~/studio.pem\n");
    // By default the bundle has it.
    assert_eq!(check(&sandbox).status(ID), "passed");
    let sandbox = sandbox.profile("defaults", "ca: {inherited: false}\n");
    let words = [
        ".gitconfig:2 names ",
        "for git, and GIT_SSL_CAINFO hides it",
        "CA `Studio`",
    ];
    brought_over(&sandbox, &authority, &words);
}

#[test]
fn settings_of_other_clients_are_read() {
    for (file, text, words) in [
        (
            ".cargo/config.toml",
            "[http]\ncainfo = \"PEM\"\n",
            "CARGO_HTTP_CAINFO hides it",
        ),
        (
            ".condarc",
            "ssl_verify: PEM\n",
            "REQUESTS_CA_BUNDLE hides it",
        ),
        (".curlrc", "cacert = \"PEM\"\n", "for curl alone"),
    ] {
        let authority = Authority::new("Studio");
        let sandbox = machine().pem("studio.pem", &authority);
        let pem = sandbox.home().join("studio.pem");
        let pem = pem.to_str().expect("UTF-8").replace('\\', "/");
        sandbox.write(format!("home/{file}"), text.replace("PEM", &pem));
        brought_over(&sandbox, &authority, &[words, file]);
    }
}

/// What the check says of curl is what the real one does.
#[test]
#[cfg_attr(windows, ignore = "no Windows curl here yet")]
fn curl_alone_trusts_what_its_settings_name() {
    let test = "doctor::settings::client_config::curl_alone_trusts_what_its_settings_name";
    let Some(curl) = tool_or_skip(test, "curl") else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = machine().pem("studio.pem", &authority);
    let site = Site::start(&authority);
    let pem = sandbox.home().join("studio.pem");
    sandbox.write("home/.curlrc", format!("cacert = \"{}\"\n", pem.display()));
    let get = |sandbox: &Sandbox| {
        let url = site.url();
        let words = [curl.to_str().expect("UTF-8"), "-sS", &url];
        sandbox.run_under("defaults", &words)
    };
    get(&sandbox).code(0);
    assert_eq!(check(&sandbox).status(ID), "warning");
    sandbox.write("home/.curlrc", "-s\n");
    get(&sandbox).untrusted();
    assert_eq!(check(&sandbox).status(ID), "passed");
}

#[test]
#[cfg_attr(windows, ignore = "OpenSSL's directory on Unix")]
fn an_edited_list_of_openssl_is_found() {
    let (studio, other) = (
        Authority::new("Studio"),
        Authority::new("Removed by Mozilla"),
    );
    let sandbox = machine();
    let list = sandbox.path("mozilla.pem");
    let path = list.to_str().expect("UTF-8");
    sandbox.run(["bundle", "export", "--mozilla", path]).code(0);
    let mozilla = fs::read_to_string(list).expect("the list");
    let list = format!("{}{mozilla}", other.pem());
    sandbox.write("root/usr/lib/ssl/cert.pem", &list);
    assert_eq!(check(&sandbox).status(ID), "passed");
    sandbox.write(
        "root/usr/lib/ssl/cert.pem",
        format!("{list}{}", studio.pem()),
    );
    brought_over(
        &sandbox,
        &studio,
        &["OpenSSL's cert.pem was edited", "SSL_CERT_FILE hides it"],
    );
}

/// The certifi of a real Python, to which somebody has appended the studio's CA.
#[test]
fn an_edited_certifi_is_found() {
    let test = "doctor::settings::client_config::an_edited_certifi_is_found";
    let Some(python) = python_or_skip(test) else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = Sandbox::new();
    let words = ["-c", "import certifi; print(certifi.where())"];
    let output = sandbox.command_of(&python).args(words).output();
    let list = String::from_utf8(output.expect("Python starts").stdout).expect("a path");
    let own = Path::new(list.trim_end()).parent().expect("a package");
    for entry in fs::read_dir(own).expect("a package").flatten() {
        if entry.path().is_file() {
            let bytes = fs::read(entry.path()).expect("a file");
            sandbox.write(Path::new("site/certifi").join(entry.file_name()), bytes);
        }
    }
    let site = sandbox.path("site");
    let dir = python.parent().expect("a directory");
    let sandbox = sandbox
        .env("PYTHONPATH", site)
        .env("PATH", dir)
        .profile("tool", "program: {linux: [python]}\n");
    assert_eq!(check_of(&sandbox, "tool").status(ID), "passed");
    let list = sandbox.path("site/certifi/cacert.pem");
    let text = fs::read_to_string(&list).expect("a list") + &authority.pem();
    fs::write(&list, text).expect("it can be written");
    let words = [
        "certifi was edited",
        "REQUESTS_CA_BUNDLE hides it",
        "cacert.pem",
    ];
    brought_over_for(&sandbox, "tool", &authority, &words);
}

#[test]
fn a_denied_or_expired_ca_is_not_brought_over() {
    let denied = Authority::new("Denied");
    let expired = Authority::builder("Expired").expired().build();
    let sandbox = machine();
    sandbox.write("home/cas.pem", denied.pem() + &expired.pem());
    let sha256 = sha256(&denied.der());
    let profile = format!("ca: {{inherited: false, deny: ['{sha256}']}}\n");
    let sandbox = sandbox.profile("defaults", &profile);
    sandbox.write("home/.config/pip/pip.conf", "[global]\ncert = ~/cas.pem\n");
    assert_eq!(check(&sandbox).status(ID), "passed");
}
