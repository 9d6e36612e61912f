//! `env-missing-file`.

use super::*;
#[cfg(unix)]
use crate::system;
use crate::tls_server::Authority;

const ID: &str = "env-missing-file";

#[test]
fn a_missing_file_is_cured_in_each_variable_that_sglaunch_sets() {
    let sandbox = Sandbox::new();
    let paths = VARIABLES.map(|name| sandbox.path("studio").join(name));
    let variables: Vec<_> = VARIABLES
        .into_iter()
        .zip(paths.iter().map(|path| &**path))
        .collect();
    let findings = checked(sandbox, &variables, ID);
    let all = findings.of(ID);
    assert_eq!(all.len(), VARIABLES.len());
    for (index, name) in VARIABLES.into_iter().enumerate() {
        let message = |one: &serde_json::Value| one["message"].as_str().expect("text").to_owned();
        let start = format!("{name} names ");
        let of_name = |one: &&&serde_json::Value| message(one).starts_with(&start);
        let finding = all.iter().find(of_name).expect("a finding");
        let text = message(finding);
        assert!(text.contains("which does not exist"), "{text}");
        let status = if name == "WGETRC" {
            "failed"
        } else {
            "warning"
        };
        assert_eq!(finding["status"], status, "{text}");
        assert_eq!(text.ends_with("sglaunch replaces it"), index < 18, "{text}");
    }
}

#[test]
fn a_missing_file_that_reaches_the_program_fails_where_its_client_fails() {
    let harmless = [
        "NODE_EXTRA_CA_CERTS",
        "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
        "WEBSOCKET_CLIENT_CA_BUNDLE",
        "SSL_CERT_DIR",
        "GIT_SSL_CAPATH",
        "npm_config_cafile",
    ];
    let profile = leaving_out(&VARIABLES[..18]);
    let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
    let sandbox = sandbox.profile("dcc", &profile);
    let missing = sandbox.path("ca.pem");
    let variables = VARIABLES.map(|name| (name, &*missing));
    let findings = checked_in(sandbox, &variables, &["dcc", ID]);
    let all = findings.of(ID);
    let of_status = |status: &str| {
        let mut of_status = all.iter().filter(|one| one["status"] == status);
        let one = of_status.next().expect("a finding");
        assert!(of_status.next().is_none(), "{all:?}");
        one["message"].as_str().expect("a sentence")
    };
    let (failed, warning) = (of_status("failed"), of_status("warning"));
    for name in VARIABLES {
        let (with, without) = if harmless.contains(&name) {
            (warning, failed)
        } else {
            (failed, warning)
        };
        let words = |text: &str| text.split([' ', ',']).any(|word| word == name);
        assert!(words(with) && !words(without), "{name}: {with} {without}");
    }
}

#[test]
fn variables_with_the_same_file_are_one_finding() {
    let sandbox = Sandbox::new();
    let missing = sandbox.path("ca.pem");
    let names = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"];
    let findings = checked(sandbox, &names.map(|name| (name, &*missing)), ID);
    let text = findings.text(ID);
    let start = format!("{}, {} and {} name ", names[1], names[2], names[0]);
    let sorted = "SSL_CERT_FILE, REQUESTS_CA_BUNDLE and PIP_CERT name ";
    assert!(
        text.starts_with(sorted) || text.starts_with(&start),
        "{text}"
    );
    for name in names {
        assert!(text.contains(&unset(name)), "{text}");
    }
}

#[test]
fn what_is_there_must_be_what_the_client_reads() {
    let authority = Authority::new("Studio");
    for (name, target, words) in [
        ("SSL_CERT_FILE", "dir", Some("is a directory, where a file")),
        (
            "CURL_CA_BUNDLE",
            "dir",
            Some("is a directory, where a file"),
        ),
        ("REQUESTS_CA_BUNDLE", "dir", None),
        ("PIP_CERT", "dir", None),
        ("SSL_CERT_DIR", "dir", None),
        (
            "SSL_CERT_DIR",
            "ca.pem",
            Some("is a file, where a directory"),
        ),
        ("SSL_CERT_FILE", "ca.pem", None),
        ("SSL_CERT_FILE", "ca.pem/x", Some("does not exist")),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("ca.pem", authority.pem());
        sandbox.write("dir/ca.pem", authority.pem());
        let target = sandbox.path(target);
        let findings = checked(sandbox, &[(name, &target)], ID);
        match words {
            Some(words) => assert!(findings.text(ID).contains(words), "{}", findings.text(ID)),
            None => assert_eq!(
                findings.status(ID),
                "passed",
                "{name} {}",
                findings.text(ID)
            ),
        }
    }
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_links_to_nothing_are_named() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.pipe("pipe");
    let link = sandbox.path("link");
    system::symlink("nowhere", &link).expect("a link");
    let itself = sandbox.path("itself");
    system::symlink("itself", &itself).expect("a link");
    for (value, words) in [
        (&*pipe, "which is a pipe"),
        (Path::new("/dev/null"), "which is a device"),
        (&*link, "a symbolic link to a file that does not exist"),
        (&*itself, "cannot be read"),
    ] {
        let mut command = sandbox.command(["doctor", "defaults", ID, "--json"]);
        let output = command.env("SSL_CERT_FILE", value).output();
        let output = output.expect("sglaunch starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(words), "{text}");
        assert!(output.status.success(), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_the_user_may_not_read_is_named() {
    let sandbox = Sandbox::new();
    let closed = sandbox.write("closed/ca.pem", Authority::new("Studio").pem());
    let secret = sandbox.write("secret.pem", Authority::new("Studio").pem());
    let sandbox = sandbox.unprivileged();
    system::set_mode(&secret, 0o000);
    system::set_mode(sandbox.path("closed"), 0o000);
    let variables = [("SSL_CERT_FILE", &*secret), ("PIP_CERT", &*closed)];
    let sandbox = with(sandbox, &variables);
    let findings = doctor(&sandbox, &["defaults", ID]);
    let text = format!("{:?}", findings.of(ID));
    assert!(text.contains("which this user cannot read: "), "{text}");
    assert!(text.contains("which this user may not reach"), "{text}");
    assert_eq!(findings.with_status("warning"), [ID, ID]);
    // So that the sandbox can be removed.
    system::set_mode(sandbox.path("closed"), 0o700);
}

#[test]
fn a_relative_path_is_a_note() {
    let sandbox = Sandbox::new().pem("ca.pem", &Authority::new("Studio"));
    let findings = checked(sandbox, &[("SSL_CERT_FILE", &path("ca.pem"))], ID);
    let text = findings.text(ID);
    assert_eq!(findings.status(ID), "warning");
    assert!(text.contains("each program starts it at its own"), "{text}");
    assert!(text.contains("sglaunch replaces it"), "{text}");
}

#[test]
fn a_mistake_in_the_value_is_named() {
    for (value, words) in [
        ("~/ca.pem", "leave out the quotes"),
        ("False", "not a switch"),
        ("$STUDIO/ca.pem", "nothing has expanded it"),
    ] {
        let findings = checked(Sandbox::new(), &[("REQUESTS_CA_BUNDLE", &path(value))], ID);
        assert!(findings.text(ID).contains(words), "{}", findings.text(ID));
    }
}

#[test]
fn a_value_of_the_profile_is_judged_too() {
    let yaml = "program: {linux: [dcc]}\nenv: {WGETRC: /studio/wgetrc}\n";
    let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
    let sandbox = sandbox.profile("dcc", yaml);
    let findings = checked_in(sandbox, &[], &["dcc", ID]);
    let text = findings.text(ID);
    assert_eq!(findings.status(ID), "failed");
    assert!(text.contains("the profile sets it"), "{text}");
    assert!(text.contains("in `env` of the profile"), "{text}");
}
