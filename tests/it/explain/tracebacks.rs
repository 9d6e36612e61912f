//! The texts in `tests/fixtures/tracebacks`, which real clients wrote.

use std::fs;

use super::explain_in;
use crate::clients::repository;
use crate::sandbox::Sandbox;

/// The first check of each text, others that it must name, and whether the text names the site.
const EXPECTED: [(&str, &str, &[&str], bool); 25] = [
    ("api-384-upload", "api-ignores-cacerts", &[], false),
    ("api-garbage-file", "env-unusable-file", &[], false),
    ("api-missing-file", "env-missing-file", &[], false),
    ("api-untrusted-27", "site-unknown-root", UNTRUSTED, false),
    ("api-untrusted-311", "site-unknown-root", UNTRUSTED, false),
    ("boto3-untrusted", "site-unknown-root", UNTRUSTED, true),
    ("curl-untrusted", "site-unknown-root", UNTRUSTED, false),
    ("go-untrusted", "site-unknown-root", UNTRUSTED, true),
    ("httplib2-import", "env-missing-file", &["env-empty"], false),
    ("httpx-untrusted", "site-unknown-root", UNTRUSTED, false),
    ("java-untrusted", "site-unknown-root", NOT_REACHED, false),
    ("node-untrusted", "site-unknown-root", UNTRUSTED, true),
    (
        "qiniu-certifi",
        "python-certifi",
        &["site-unknown-root"],
        true,
    ),
    ("requests-no-ssl", "python-no-ssl", &[], false),
    ("requests-proxy-scheme", "site-proxy", &[], true),
    (
        "requests-untrusted-27",
        "site-unknown-root",
        UNTRUSTED,
        true,
    ),
    (
        "requests-untrusted-313",
        "site-unknown-root",
        UNTRUSTED,
        true,
    ),
    ("requests-wrong-name", "site-wrong-name", &[], true),
    ("urllib-expired", "site-expired", &["clock"], false),
    (
        "urllib-missing-intermediate",
        "site-unknown-root",
        UNTRUSTED,
        false,
    ),
    ("urllib-selfsigned", "site-self-signed", &[], false),
    (
        "urllib-strict-313",
        "python-strict",
        &["bundle-strict"],
        false,
    ),
    (
        "urllib-tls-version",
        "site-tls-version",
        &["python-old-openssl"],
        false,
    ),
    ("urllib-wrong-name", "site-wrong-name", &[], true),
    ("wget-untrusted", "site-unknown-root", NOT_REACHED, true),
];

/// Texts that do not tell these three apart: `doctor` does.
const UNTRUSTED: &[&str] = &["site-missing-intermediate", "site-intercepted"];
const NOT_REACHED: &[&str] = &["site-missing-intermediate", "program-not-reached"];

#[test]
fn each_traceback_points_to_its_cause() {
    let sandbox = Sandbox::new();
    let dir = repository("tests/fixtures/tracebacks");
    assert_eq!(fs::read_dir(&dir).expect("texts").count(), EXPECTED.len());
    for (name, first, others, names_site) in EXPECTED {
        let text = fs::read(dir.join(name).with_extension("txt")).expect("a text");
        let explained = explain_in(&sandbox, text);
        let ids = explained.ids();
        assert_eq!((explained.code, ids[0]), (0, first), "{name}");
        for other in others {
            assert!(ids.contains(other), "{name}: {ids:?}");
        }
        let site = explained.document["site"].as_str();
        let host = site.map(|site| site.split(':').next().unwrap_or_default());
        assert_eq!(host, names_site.then_some("studio.example.com"), "{name}");
        let command = explained.command();
        let is_local = first.starts_with("env-") || first == "python-no-ssl";
        let names_check = command.contains(&format!(" {first}"));
        assert_eq!(names_check, is_local, "{name}: {command}");
        if names_site && first.starts_with("site-") {
            let site = " --site https://studio.example.com";
            assert!(command.contains(site), "{name}: {command}");
        }
    }
}
