//! Programs that are not reached, and the alternatives in docs/clients.md.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::service::Does;
use super::studio;
use crate::clients::{cannot_run, script, tool_or_skip};
use crate::doc_pages::CLIENTS_PAGE;
use crate::system;
use crate::tls_server::Authority;

/// The documented commands add a certificate to a copy of Java's own list.
#[test]
#[cfg_attr(windows, ignore = "no Windows Java here yet")]
fn java_takes_a_copy_of_its_own_list() {
    let test = "client_matrix::unreached::java_takes_a_copy_of_its_own_list";
    // Without the compiler, java cannot run a source file.
    let tools = ["java", "javac", "keytool"].map(|name| tool_or_skip(test, name));
    let [Some(java), Some(_), Some(_)] = tools else {
        return;
    };
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority);
    sandbox.write("home/proxy.cer", authority.der());
    let service = Does::Get.start(&authority, &java, &sandbox);
    let fetch = [java, script("GetHttps.java"), service.url().into()].map(OsString::from);
    sandbox.run(&fetch).untrusted();

    let list = "keytool -list -storepass changeit -keystore";
    let commands = CLIENTS_PAGE.shown("Java", "under `env`");
    let commands = format!(
        "{commands}{list} \"$home/lib/security/cacerts\" >before; {list} java.store >after; exec \"$@\"\n"
    );
    let shell = ["sh", "-c", &commands, "sh"].map(OsString::from);
    let outcome = sandbox
        .run_without(&[shell.as_slice(), &fetch].concat())
        .code(0);
    assert!(outcome.text().ends_with("hello\n"), "{}", outcome.text());
    let entries = |name: &str| {
        let list = fs::read_to_string(sandbox.home().join(name)).expect("a list");
        list.matches("trustedCertEntry").count()
    };
    assert!(entries("before") > 100);
    assert_eq!(entries("after"), entries("before") + 1);
}

/// OpenSSL ignores the environment in a program that has more privileges than its user
/// (`secure_getenv`). File capabilities and setuid set the same flag; the test uses the former.
#[test]
#[cfg_attr(windows, ignore = "Linux' capabilities of files")]
fn a_program_with_file_capabilities_ignores_the_variable() {
    let test = "client_matrix::unreached::a_program_with_file_capabilities_ignores_the_variable";
    let tools = ["openssl", "setcap"].map(|name| tool_or_skip(test, name));
    let [Some(openssl), Some(setcap)] = tools else {
        return;
    };
    if !system::is_root() {
        cannot_run(test, "only root gives capabilities");
        return;
    }
    let authority = Authority::new("Studio");
    let sandbox = studio(&authority).unprivileged();
    let service = Does::Get.start(&authority, &openssl, &sandbox);
    let url = service.url();
    sandbox.run(connect(&openssl, &url)).code(0);

    let capable = sandbox.path("openssl");
    system::install(&openssl, &capable);
    let given = Command::new(setcap)
        .arg("cap_net_raw+ep")
        .arg(&capable)
        .status();
    assert!(given.expect("setcap runs").success());
    sandbox.run(connect(&capable, &url)).untrusted();
}

fn connect(openssl: &Path, url: &str) -> Vec<OsString> {
    let address = url.trim_start_matches("https://");
    let mut words = vec![openssl.into()];
    let args = [
        "s_client",
        "-brief",
        "-verify_return_error",
        "-connect",
        address,
    ];
    words.extend(args.map(OsString::from));
    words
}
