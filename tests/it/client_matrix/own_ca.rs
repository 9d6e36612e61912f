//! Code that names its own CA file, and other code in the same program that uses the bundle.

use std::ffi::OsString;
use std::path::Path;

use super::studio;
use crate::clients::{environment, script};
use crate::tls_server::{Authority, Site};

/// The row in docs/clients.md.
pub const ROW: &str = "requests, code that sets `Session.verify`";

/// The cell *through* of that row.
pub const THROUGH: &str = "`ca.certifi`, without `REQUESTS_CA_BUNDLE` and `CURL_CA_BUNDLE`";

/// The profile in docs/clients.md.
const PROFILE: &str = "extends: python
ca:
  certifi: true
  variables: {REQUESTS_CA_BUNDLE: false, CURL_CA_BUNDLE: false}
";

#[test]
fn the_documented_profile_is_the_tested_one() {
    let page = crate::doc_pages::CLIENTS_PAGE.section("Code that names its own CA");
    let shown: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .collect();
    let tested: Vec<&str> = PROFILE.lines().skip(1).collect();
    assert_eq!(shown, tested);
}

#[test]
fn python_2_7() {
    both_work("python_2_7", "2.7", "verify_requests.py", "hello\n", None);
}

#[test]
fn python_3_7() {
    both_work("python_3_7", "3.7", "verify_requests.py", "hello\n", None);
}

#[test]
fn python_3_9() {
    both_work("python_3_9", "3.9", "verify_requests.py", "hello\n", None);
}

#[test]
fn python_3_11() {
    both_work("python_3_11", "3.11", "verify_requests.py", "hello\n", None);
}

#[test]
fn python_3_13() {
    both_work("python_3_13", "3.13", "verify_requests.py", "hello\n", None);
}

/// Without `ssl_verify`, it reads `AYON_CA_FILE`.
#[test]
fn ayon_api() {
    let needless = Some("certifi: true");
    both_work(
        "ayon_api",
        "3.11-ayon",
        "verify_ayon.py",
        "1.13.0\n",
        needless,
    );
}

#[test]
fn gazu() {
    both_work("gazu", "3.11-gazu", "verify_gazu.py", "1.13.0\n", None);
}

/// Checks that the code's own file and the bundle both work under the profile of the documentation,
/// and that each of its settings is necessary, except for one that a client does not need.
fn both_work(test: &str, list: &str, client: &str, answer: &str, needless: Option<&str>) {
    let Some(python) = environment(&format!("client_matrix::own_ca::{test}"), list) else {
        return;
    };
    let (studios, own) = (Authority::new("Studio"), Authority::new("Own"));
    let (site, own_site) = (Site::start(&studios), Site::start(&own));
    let mut sandbox = studio(&studios).pem("own.pem", &own);
    let own_file = sandbox.home().join("own.pem");
    let (url, own_url) = (site.url(), own_site.url());
    let words: [&Path; 5] = [
        &python,
        &script(client),
        own_url.as_ref(),
        &own_file,
        url.as_ref(),
    ];
    let words = words.map(OsString::from);

    // Without sglaunch, only the own file works.
    let outcome = sandbox.run_without(&words);
    assert_eq!(outcome.text(), answer);
    outcome.untrusted();
    for (setting, without) in [
        ("certifi: true", "certifi: false"),
        ("REQUESTS_CA_BUNDLE: false", "REQUESTS_CA_BUNDLE: true"),
        ("CURL_CA_BUNDLE: false", "CURL_CA_BUNDLE: true"),
    ] {
        if needless == Some(setting) {
            continue;
        }
        sandbox = sandbox.profile("python", &PROFILE.replace(setting, without));
        sandbox.run_under("python", &words).untrusted();
    }
    let sandbox = sandbox.profile("python", PROFILE);
    let outcome = sandbox.run_under("python", &words).success();
    assert_eq!(outcome.text(), answer.repeat(2));
}
