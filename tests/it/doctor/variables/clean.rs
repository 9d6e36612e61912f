//! Environments without a fault, and environments of any kind.

use super::*;
use crate::sandbox::system_root;
use crate::system;

const ALL: [&str; 8] = [
    "env-missing-file",
    "env-unusable-file",
    "env-empty",
    "env-misnamed",
    "env-verification-off",
    "env-other-machine",
    "env-client-certificate",
    "env-home",
];

#[track_caller]
fn all_passed(sandbox: &Sandbox) {
    let findings = doctor(sandbox, &[&["defaults"], &ALL[..]].concat());
    let passed = findings.with_status("passed");
    assert_eq!(passed.len(), ALL.len(), "{}", findings.document);
}

#[test]
fn a_clean_environment_passes() {
    all_passed(&Sandbox::new());
    all_passed(&Sandbox::new().unprivileged());
}

#[test]
fn variables_of_the_systems_store_pass() {
    let sandbox = Sandbox::new();
    let store = sandbox.write("store/certs.pem", system_root().pem());
    sandbox.write("store/9d66eef0.0", system_root().pem());
    let dir = sandbox.path("store");
    let mut variables: Vec<_> = VARIABLES[..18]
        .iter()
        .map(|name| (*name, &*store))
        .collect();
    variables.extend([("SSL_CERT_DIR", &*dir), ("GIT_SSL_CAPATH", &*dir)]);
    all_passed(&with(sandbox, &variables));
}

/// Names and values at random, also those that are not UTF-8, with the known names among them.
#[test]
fn no_environment_makes_a_check_panic() {
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).expect("a small number")
    };
    let names = [
        &VARIABLES[..],
        &["HOME", "PYTHONPATH", "JAVA_TOOL_OPTIONS", "SHELL"],
    ]
    .concat();
    let values: Vec<Vec<u8>> = [
        "",
        ":",
        "::/x:",
        ".",
        "/",
        "~",
        "$",
        "%",
        "\"",
        "\"\"",
        " ",
        "\\",
        "C:",
        "é\u{301}",
        "bundles/0123456789abcdef.pem",
        "/dev/null",
        "/proc/self/environ",
        "https://x",
        "0",
        "-Djavax.net.ssl.trustStore=",
        "-Djavax.net.ssl.trustStore",
        "sglaunch-certifi-",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into_iter()
    .chain([vec![0xff], vec![0xc3, b'/', 0x80], vec![b'a'; 5000]])
    .collect();
    for _ in 0..12 {
        let mut sandbox = Sandbox::new();
        for _ in 0..12 {
            let name = names[next(names.len())];
            let mut name = name.as_bytes().to_vec();
            if next(4) == 0 {
                let at = next(name.len());
                name[at] = [b'_', b'a', 0xe9, b'{'][next(4)];
            }
            let value = [&*values[next(values.len())], &values[next(values.len())]].concat();
            sandbox = sandbox.env(system::bytes(&name), system::bytes(&value));
        }
        let findings = doctor(&sandbox, &[&["defaults"], &ALL[..]].concat());
        let text = findings.document.to_string();
        assert!(!text.contains("the check crashed"), "{text}");
        assert!(!text.contains("did not end within"), "{text}");
    }
}
