//! Clients of other languages, and package managers.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::other_programs::{reached, reached_by, with_state};
use super::service::Does;
use super::studio;
use crate::bundle::base_count;
use crate::clients::{environment, not_run, repository, script, tool_or_skip};
use crate::sandbox::{Sandbox, count};
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "no Windows Perl here yet")]
fn perl() {
    let args = |url: &str, _: &Sandbox| vec![script("get_lwp.pl").into(), url.into()];
    reached("perl", Does::Get, args);
}

#[test]
#[cfg_attr(windows, ignore = "no Windows PHP here yet")]
fn php() {
    let args = |url: &str, _: &Sandbox| vec![script("get_stream.php").into(), url.into()];
    reached("php", Does::Get, args);
}

#[test]
#[cfg_attr(windows, ignore = "no Windows Ruby here yet")]
fn ruby() {
    let args = |url: &str, _: &Sandbox| vec![script("get_net_http.rb").into(), url.into()];
    reached("ruby", Does::Get, args);
}

/// Its executable comes from a Python package.
#[test]
#[cfg_attr(windows, ignore = "no Windows Deno here yet")]
fn deno() {
    let Some(python) = environment("client_matrix::languages::deno", "any-deno") else {
        return;
    };
    let deno = python.with_file_name("deno");
    reached_by("deno", &deno, Does::Get, |url, _| deno_args(url));
}

/// Deno loads the other certificates of such a bundle, so that it needs no file of its own.
#[test]
#[cfg_attr(windows, ignore = "no Windows Deno here yet")]
fn deno_with_certificates_that_others_cannot_read() {
    let test = "client_matrix::languages::deno_with_certificates_that_others_cannot_read";
    let Some(python) = environment(test, "any-deno") else {
        return;
    };
    let deno = python.with_file_name("deno");
    let authority = Authority::new("Studio");
    let profile = "ca: {files: [~/studio.pem, ~/odd]}\n";
    let sandbox = with_state(studio(&authority), &deno).profile("defaults", profile);
    for name in ODD {
        let odd = fs::read(repository("tests/fixtures").join(name)).expect("a fixture");
        sandbox.write(format!("home/odd/{name}"), odd);
    }
    let service = Does::Get.start(&authority, &deno, &sandbox);
    let mut words = vec![deno.into_os_string()];
    words.extend(deno_args(&service.url()));
    let outcome = sandbox.run(&words).code(0);
    service.assert_served(Some(&outcome), 1);
    let path = sandbox.run(["-q", "bundle", "path"]).code(0).text();
    assert_eq!(count(path.trim_end()), base_count() + 1 + ODD.len());
}

const ODD: [&str; 7] = [
    "empty-rdn.pem",
    "extension-twice.pem",
    "name-bitstring.pem",
    "name-universalstring.pem",
    "notbefore-year-1.pem",
    "san-empty-dns.pem",
    "v1-with-extensions.pem",
];

fn deno_args(url: &str) -> Vec<OsString> {
    let options = ["run", "--quiet", "--allow-all"].map(OsString::from);
    let words = [script("get_fetch.js").into(), url.into()];
    options.into_iter().chain(words).collect()
}

#[test]
#[cfg_attr(windows, ignore = "there is no Nix for Windows")]
fn nix() {
    reached("nix", Does::Get, |url, _| nix_args(url));
}

/// Debian's Nix uses GnuTLS, which loads nothing from a file with such a certificate.
#[test]
#[cfg_attr(windows, ignore = "there is no Nix for Windows")]
fn nix_with_a_certificate_that_gnutls_cannot_read() {
    let test = "client_matrix::languages::nix_with_a_certificate_that_gnutls_cannot_read";
    let Some(nix) = tool_or_skip(test, "nix") else {
        return;
    };
    let authority = Authority::new("Studio");
    let profile = "ca: {files: [~/studio.pem, ~/odd.pem]}\n";
    let sandbox = with_state(studio(&authority), &nix).profile("defaults", profile);
    let odd = include_str!("../../fixtures/extension-twice.pem");
    sandbox.write("home/odd.pem", odd);
    let service = Does::Get.start(&authority, &nix, &sandbox);
    let mut words = vec![nix.into_os_string()];
    words.extend(nix_args(&service.url()));
    let failed = sandbox.run(&words).code(1);
    failed.stderr_contains("Problem with the SSL CA cert");

    let dir = format!("root/usr/lib/{}-linux-gnu", env::consts::ARCH);
    sandbox.write(format!("{dir}/libcurl-gnutls.so.4"), "");
    let outcome = sandbox
        .run(["--refresh"].map(OsString::from).iter().chain(&words))
        .code(0);
    service.assert_served(Some(&outcome), 1);
}

fn nix_args(url: &str) -> Vec<OsString> {
    let code =
        format!("builtins.readFile (builtins.fetchurl {{ url = \"{url}\"; name = \"page\"; }})");
    let options = "--extra-experimental-features nix-command --option download-attempts 1";
    let command = "eval --impure --raw --expr";
    let words = options.split(' ').chain(command.split(' '));
    words.chain([code.as_str()]).map(OsString::from).collect()
}

/// A registry over HTTPS, as a studio has for its own crates.
#[test]
#[cfg_attr(windows, ignore = "cargo is not part of what runs under Wine")]
fn cargo() {
    // rustup's proxy on PATH would not find its toolchains in the home of the test.
    let Some(cargo) = env::var_os("CARGO").map(PathBuf::from) else {
        not_run(
            "client_matrix::languages::cargo",
            "cargo does not run the tests",
        );
        return;
    };
    let args = |url: &str, _: &Sandbox| {
        let registry = format!("registries.studio.index='sparse+{url}/'");
        let words = [
            "--config",
            &registry,
            "info",
            "--registry",
            "studio",
            "probe",
        ];
        words.map(OsString::from).into()
    };
    reached_by("cargo", &cargo, Does::Fetch, args);
}

/// Debian does not have it, so that CI need not either.
#[test]
#[cfg_attr(windows, ignore = "no Windows gcloud here yet")]
fn gcloud() {
    let Ok(gcloud) = which::which("gcloud") else {
        not_run("client_matrix::languages::gcloud", "no gcloud");
        return;
    };
    let args = |url: &str, _: &Sandbox| {
        let endpoint = format!("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE={url}/");
        let words = ["storage", "buckets", "list", "--format=value(name)"];
        let words = words.map(OsString::from).into_iter();
        [endpoint.into(), gcloud.clone().into()]
            .into_iter()
            .chain(words)
            .collect()
    };
    reached_by("gcloud", Path::new("/usr/bin/env"), Does::List, args);
}

/// The documented line of php.ini names the bundle for PHP's curl, which reads no variable.
#[test]
#[cfg_attr(windows, ignore = "no Windows PHP here yet")]
fn curl_of_php_needs_a_setting() {
    let test = "client_matrix::languages::curl_of_php_needs_a_setting";
    let Some(php) = tool_or_skip(test, "php") else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority);
    let service = Does::Get.start(&authority, &php, &sandbox);
    let words = [php, script("get_curl.php"), service.url().into()].map(OsString::from);
    sandbox.run(&words).untrusted();

    let setting = "curl.cainfo=${SSL_CERT_FILE}";
    let page = crate::doc_pages::CLIENTS_PAGE.section("Other programs");
    assert!(page.contains(&format!("`{setting}`")));
    sandbox.write("ini/sglaunch.ini", setting);
    // The empty entry stands for the directory that was compiled in.
    let dirs = format!(":{}", sandbox.path("ini").display());
    let sandbox = sandbox.env("PHP_INI_SCAN_DIR", dirs);
    let outcome = sandbox.run(&words).code(0);
    service.assert_served(Some(&outcome), 1);
}
