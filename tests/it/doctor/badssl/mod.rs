//! The cases of badssl.com on loopback, beside the verdicts of openssl, curl and Python.

mod cases;
mod clients;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sglaunch::certs::{hex, sha256};

use super::{Findings, doctor, with_python};
use crate::clients::{interpreter_or_skip, tool_or_skip};
use crate::sandbox::Sandbox;
use cases::{Case, Studio, Verdict};
use clients::Verdicts;

/// The subdomains of badssl.com, by its repository in April 2026.
const SUBDOMAINS: &str = "\
    1000-sans 10000-sans 3des badssl.com blocked-interception captive-portal cbc client \
    client-cert-missing dh-composite dh-small-subgroup dh1024 dh2048 dh480 dh512 dsdtestprovider \
    ecc256 ecc384 edellroot expired extended-validation hsts http http-credit-card \
    http-dynamic-login http-login http-password http-textarea https-everywhere incomplete-chain \
    invalid-expected-sct known-interception lock-title \
    long-extended-subdomain-name-containing-many-letters-and-dashes \
    longextendedsubdomainnamewithoutdashesinordertotestwordwrapping md5 mitm-software mixed \
    mixed-favicon mixed-form mixed-script mozilla-intermediate mozilla-modern mozilla-old \
    no-common-name no-san no-sct no-subject null pinning-test preact-cli preloaded-expect-ct \
    preloaded-hsts rc4 rc4-md5 reversed-chain revoked rsa1024 rsa2048 rsa3072 rsa4096 rsa512 \
    rsa8192 self-signed sha1 sha1-2016 sha1-2017 sha1-intermediate sha256 sha384 sha512 spoof \
    spoofed-favicon ssl-v2 ssl-v3 static-rsa subdomain.preloaded-hsts superfish tls-v1-0 \
    tls-v1-1 tls-v1-2 untrusted-root upgrade very webpack-dev-server wrong.host www \
    xn--n1aae7f7o";

/// Subdomains without a case here.
const NOT_STAGED: [(&str, &str); 34] = [
    ("badssl.com", "the page that lists the others"),
    ("revoked", "no client here asks for revocations"),
    ("pinning-test", "pins of a browser"),
    ("no-sct", "no client here asks for certificate transparency"),
    ("invalid-expected-sct", "as no-sct"),
    ("preloaded-expect-ct", "as no-sct"),
    ("blocked-interception", "a list of Chrome"),
    ("captive-portal", "a list of Chrome; else as wrong.host"),
    ("sha1-2016", "as sha1: when it expires is no matter"),
    ("sha1-2017", "as sha1"),
    ("ssl-v2", "no client here and no library speaks it"),
    (
        "dh-composite",
        "no client here tests the prime; else as dh2048",
    ),
    ("dh-small-subgroup", "as dh-composite"),
    ("mozilla-intermediate", "a server with the ciphers of www"),
    ("mozilla-old", "a server with the ciphers of www and more"),
    ("hsts", "a header for browsers; else as www"),
    ("preloaded-hsts", "as hsts"),
    ("subdomain.preloaded-hsts", "as hsts"),
    ("upgrade", "as hsts"),
    ("https-everywhere", "as hsts"),
    ("mixed", "the content of a page; else as www"),
    ("mixed-favicon", "as mixed"),
    ("mixed-form", "as mixed"),
    ("mixed-script", "as mixed"),
    ("very", "as mixed"),
    ("spoofed-favicon", "as mixed"),
    ("lock-title", "as mixed"),
    ("spoof", "a name that looks like another one; else as www"),
    ("http-credit-card", "as http"),
    ("http-dynamic-login", "as http"),
    ("http-login", "as http"),
    ("http-password", "as http"),
    ("http-textarea", "as http"),
    (
        "longextendedsubdomainnamewithoutdashesinordertotestwordwrapping",
        "as the long name with dashes",
    ),
];

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn every_subdomain_has_a_case_or_a_reason() {
    let test = "doctor::badssl::every_subdomain_has_a_case_or_a_reason";
    if tool_or_skip(test, "openssl").is_none() {
        return;
    }
    let cases = Studio::new().cases();
    let staged = cases.iter().map(|case| case.name);
    let names: BTreeSet<&str> = staged.chain(NOT_STAGED.map(|(name, _)| name)).collect();
    assert_eq!(names, SUBDOMAINS.split(' ').collect());
}

/// A machine on which the studio's root is trusted, and two roots of the system are denied.
fn machine(studio: &Studio) -> Sandbox {
    let sandbox = Sandbox::new().pem("studio.pem", &studio.root);
    let [superfish, edell] = &studio.denied;
    let system = [superfish.pem(), edell.pem(), studio.root.pem()].concat();
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", system);
    let digests = (studio.denied.each_ref()).map(|authority| hex(&sha256(&authority.der())));
    let ca = format!("ca: {{mozilla: false, files: [~/studio.pem], deny: {digests:?}}}\n");
    sandbox.profile("defaults", &ca)
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn verdicts_agree_with_clients() {
    let test = "doctor::badssl::verdicts_agree_with_clients";
    let tools = ["openssl", "curl"].map(|tool| tool_or_skip(test, tool));
    let ([Some(openssl), Some(curl)], Some(python)) = (tools, interpreter_or_skip(test, "3.11"))
    else {
        return;
    };
    let studio = Studio::new();
    let cases = studio.cases();
    let sandbox = with_python(machine(&studio), python);
    let profile = "defaults";
    let mut wrong = Vec::new();
    for (client, verdicts) in [
        (
            "openssl",
            clients::of_openssl(&sandbox, profile, &openssl, &cases),
        ),
        ("curl", clients::of_curl(&sandbox, profile, &curl, &cases)),
        (
            "python3.11",
            clients::of_python(&sandbox, profile, python, &cases),
        ),
    ] {
        wrong.extend(disagreements(client, &verdicts, &cases));
    }
    wrong.extend(misjudged(
        &examined(&sandbox, profile, &cases),
        "3.11",
        &cases,
    ));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Strict clients are those of Python 3.13 and later.
#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn verdicts_agree_with_strict_clients() {
    let test = "doctor::badssl::verdicts_agree_with_strict_clients";
    let openssl = tool_or_skip(test, "openssl");
    let (Some(python), Some(_)) = (interpreter_or_skip(test, "3.13"), openssl) else {
        return;
    };
    let studio = Studio::new();
    let mut cases = studio.cases();
    cases.extend(studio.strict_cases());
    let sandbox = with_python(machine(&studio), python);
    let verdicts = clients::of_python(&sandbox, "defaults", python, &cases);
    let mut wrong = disagreements("python3.13", &verdicts, &cases);
    wrong.extend(misjudged(
        &examined(&sandbox, "defaults", &cases),
        "3.13",
        &cases,
    ));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs doctor once for all cases.
fn examined(sandbox: &Sandbox, profile: &str, cases: &[Case]) -> Findings {
    let mut args = vec![profile.to_owned()];
    for case in cases {
        args.extend([
            "--site".to_owned(),
            format!("https://localhost:{}", case.port),
        ]);
    }
    doctor(
        sandbox,
        &args.iter().map(String::as_str).collect::<Vec<_>>(),
    )
}

/// Returns a line for each case that doctor judges otherwise than the table.
fn misjudged(findings: &Findings, python: &str, cases: &[Case]) -> Vec<String> {
    let line = |case: &Case| {
        let expected = match case.verdict {
            Verdict::Accepted => None,
            Verdict::Refused(id) => Some(id),
            Verdict::RefusedByStrict(id) => (python == "3.13").then_some(id),
        };
        let failed = failed(findings, &json!(format!("localhost:{}", case.port)));
        (failed != expected.into_iter().collect()).then(|| {
            let name = case.name;
            format!("{name}: with Python {python} doctor fails by {failed:?}, not {expected:?}")
        })
    };
    let of_machine = failed(findings, &Value::Null);
    let of_machine = of_machine
        .iter()
        .map(|id| format!("doctor fails by {id}, without a site"));
    cases.iter().filter_map(line).chain(of_machine).collect()
}

/// Returns the checks that fail for a site, or for none.
fn failed<'a>(findings: &'a Findings, site: &Value) -> BTreeSet<&'a str> {
    let all = findings.document["findings"].as_array().expect("a list");
    all.iter()
        .filter(|one| one["status"] == "failed" && one["site"] == *site)
        .filter_map(|one| one["id"].as_str())
        .collect()
}

/// Returns a line for each case of which a client says other than the table.
fn disagreements(client: &str, verdicts: &Verdicts, cases: &[Case]) -> Vec<String> {
    let line = |case: &Case| {
        let is_accepted = match case.verdict {
            Verdict::Accepted => true,
            Verdict::Refused(_) => false,
            Verdict::RefusedByStrict(_) => client != "python3.13",
        } != case.others.contains(&client);
        let reason = &verdicts[&case.port];
        (reason.is_none() != is_accepted)
            .then(|| format!("{}: {client} says {reason:?}", case.name))
    };
    cases.iter().filter_map(line).collect()
}
