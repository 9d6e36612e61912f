//! `env-verification-off`.

use super::*;

const ID: &str = "env-verification-off";

/// Switches, each with a value that switches verification off and one that does not.
const SWITCHES: [(&str, &str, &str); 15] = [
    ("PYTHONHTTPSVERIFY", "0", "1"),
    ("NODE_TLS_REJECT_UNAUTHORIZED", "0", "1"),
    ("PERL_LWP_SSL_VERIFY_HOSTNAME", "0", "1"),
    ("PIP_TRUSTED_HOST", "pypi.org", ""),
    ("UV_INSECURE_HOST", "pypi.org", ""),
    ("CONDA_SSL_VERIFY", "False", "/ca.pem"),
    ("MAMBA_SSL_VERIFY", "no", "yes"),
    ("SSL_NO_VERIFY", "True", "0"),
    ("npm_config_strict_ssl", "false", "true"),
    ("YARN_ENABLE_STRICT_SSL", "0", "1"),
    ("GOINSECURE", "*.studio", ""),
    ("CLOUDSDK_AUTH_DISABLE_SSL_VALIDATION", "true", "false"),
    ("BUNDLE_SSL_VERIFY_MODE", "0", "1"),
    ("VAULT_SKIP_VERIFY", "1", "0"),
    (
        "QTWEBENGINE_CHROMIUM_FLAGS",
        "--a --ignore-certificate-errors",
        "--a",
    ),
];

#[test]
fn each_switch_counts_only_with_a_value_that_switches_verification_off() {
    let off = SWITCHES.map(|(name, off, _)| (name, path(off)));
    let off: Vec<_> = off.iter().map(|(name, value)| (*name, &**value)).collect();
    let findings = checked(Sandbox::new(), &off, ID);
    let all = findings.of(ID);
    assert_eq!(all.len(), SWITCHES.len());
    for (name, ..) in SWITCHES {
        let start = format!("{name} switches verification off in ");
        let of_name = |one: &&&serde_json::Value| {
            let message = one["message"].as_str().expect("a sentence");
            message.starts_with(&start)
        };
        let finding = all.iter().find(of_name).expect("a finding");
        assert_eq!(finding["status"], "warning", "{name}");
        let commands = finding["remedy"]["commands"].as_array().expect("a list");
        assert!(commands.contains(&unset(name).into()), "{commands:?}");
    }

    let on = SWITCHES.map(|(name, _, on)| (name, path(on)));
    let on: Vec<_> = on.iter().map(|(name, value)| (*name, &**value)).collect();
    let findings = checked(Sandbox::new(), &on, ID);
    assert_eq!(findings.status(ID), "passed", "{}", findings.document);
}

#[test]
fn git_ignores_the_value_of_its_switch() {
    for value in ["1", "0", "false", ""] {
        let findings = checked(Sandbox::new(), &[("GIT_SSL_NO_VERIFY", &path(value))], ID);
        assert_eq!(findings.status(ID), "warning", "{value}");
    }
}

#[test]
fn a_profile_can_remove_a_switch_or_set_it() {
    for (value, words) in [
        ("null", "the profile removes it"),
        ("\"0\"", "the profile sets it"),
    ] {
        let yaml = format!("program: {{linux: [dcc]}}\nenv: {{PYTHONHTTPSVERIFY: {value}}}\n");
        let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
        let sandbox = sandbox.profile("dcc", &yaml);
        let of_caller = if value == "null" { "0" } else { "1" };
        let variables = [("PYTHONHTTPSVERIFY", &*path(of_caller))];
        let findings = checked_in(sandbox, &variables, &["dcc", ID]);
        assert!(findings.text(ID).contains(words), "{}", findings.text(ID));
    }
}

#[cfg(unix)]
#[test]
fn the_file_that_sets_a_variable_is_named_without_its_content() {
    let sandbox = Sandbox::new();
    let name = "NODE_TLS_REJECT_UNAUTHORIZED";
    let line = format!("# nothing\nexport TOKEN=secret {name}=0\n");
    sandbox.write("home/.bashrc", &line);
    sandbox.write("root/etc/profile.d/studio.sh", &line);
    let findings = checked(sandbox, &[(name, &path("0"))], ID);
    let text = findings.text(ID);
    assert!(text.contains("seems to be set in ~/.bashrc:2, "), "{text}");
    assert!(text.contains("etc/profile.d/studio.sh:2"), "{text}");
    assert!(!text.contains("secret"), "{text}");
}
