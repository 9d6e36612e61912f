//! Pages whose every text comes from an attacker: certificates, servers, proxies, paths, packages.

use std::fs;
use std::path::Path;

use serde_json::Value;
use sglaunch::error::printable_lines;

use super::staged::{Staged, machine};
use super::trap::Trap;
use super::{WIDTHS, look, survey};
use crate::browser::{Browser, Tab, browser_or_skip};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::{Authority, RawServer, WebServer};

/// Opens a page in three ways: as users do; from a server with a policy of its own; and with the
/// page's policy turned off, because the texts must be escaped all the same.
#[track_caller]
pub fn is_harmless<'a>(browser: &'a Browser, page: &Path, trap: &Trap, name: &str) -> Tab<'a> {
    let tab = browser.tab();
    tab.open(page).is_quiet();
    for width in WIDTHS {
        look(&tab, width, name);
        assert_eq!(survey(&tab), [""; 0], "{width}");
    }
    trap.serve(fs::read(page).expect("a page"));
    tab.visit(&trap.url()).is_quiet();
    assert_eq!(tab.evaluate("typeof hacked"), "undefined");
    tab.ignore_policy();
    tab.open(page).is_quiet();
    assert_eq!(tab.evaluate("typeof hacked"), "undefined");
    assert_eq!(trap.requests(), [""; 0]);
    tab
}

/// Checks that a page shows each hostile text of a document with all of its characters, and those
/// that are not shown as they are escaped as on a terminal.
#[track_caller]
pub fn shows_all(tab: &Tab, document: &Value) {
    // A page shows what is between backticks as code.
    let spaced = |text: &str| {
        let text = text.replace('`', "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = "document.title + ' ' + document.body.textContent";
    let all = spaced(tab.evaluate(all).as_str().expect("a text"));
    let hostile = strings(document);
    let hostile = (hostile.iter()).filter(|text| text.contains(['<', '>', '{', '&', '"']));
    assert!(hostile.clone().count() > 20, "{document:#}");
    let shown = |text: &str| spaced(&printable_lines(text));
    let missing: Vec<_> = hostile.filter(|text| !all.contains(&shown(text))).collect();
    assert!(missing.is_empty(), "not shown: {missing:#?}");
}

/// Returns all strings in a document.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(map) => map.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// Returns sites whose certificates have hostile names.
fn sites(trap: &Trap) -> [WebServer; 3] {
    let root = Authority::new(&trap.text("root", 0));
    let issuing = root.subordinate_builder(&trap.text("issuing", 1));
    let issuing = issuing.organization(&trap.text("organization", 2)).build();
    let leaf = issuing.server().common_name(&trap.text("subject", 3));
    let unknown = leaf.issue().followed_by(&[&issuing, &root]);
    let names = [trap.text("name", 4), trap.text("other", 5), "x".repeat(250)];
    let other = Authority::new(&trap.text("authority", 6));
    let named = other.server().names(names).issue();
    let unnamed = Authority::new(&trap.text("long", 7).repeat(40)).issue();
    [unknown, named, unnamed].map(WebServer::start)
}

/// Returns servers whose answers are hostile before there is TLS.
fn answers(trap: &Trap) -> [RawServer; 3] {
    let status = format!("HTTP/1.1 400 {}\r\n", trap.text("status", 8));
    let headers = format!(
        "Server: {}\r\nContent-Type: text/html\r\n\r\n{}",
        trap.text("server", 9),
        trap.text("body", 10)
    );
    let banner = format!("SSH-2.0-{}\r\n", trap.text("banner", 11));
    let proxy = format!("HTTP/1.1 403 {}\r\n{headers}", trap.text("proxy", 1));
    [status + &headers, banner, proxy].map(RawServer::answering)
}

/// Returns a machine with hostile paths, variables, packages and system.
fn hostile_machine(trap: &Trap) -> Sandbox {
    // The name of a file has no slash.
    let name = |field: &str, number| trap.text(field, number).replace('/', "\\");
    let sandbox = machine(&Authority::new("Studio Root"));
    let system = trap.text("system", 12).replace('"', "'");
    sandbox.write("root/etc/os-release", format!("PRETTY_NAME=\"{system}\"\n"));
    let site = sandbox.path(name("site", 13));
    for (package, number) in [("certifi", 0), ("requests", 1), ("shotgun_api3", 2)] {
        let version = format!(
            "__version__ = '{}'\n",
            trap.text(package, number).replace('\'', "")
        );
        sandbox.write(site.join(package).join("__init__.py"), version);
    }
    let cache = sandbox.path(name("cache", 3));
    let ca = sandbox.path(name("ca", 4));
    let bundle = sandbox.path(name("missing", 5) + "\u{202e}\n\u{7}");
    let path = std::env::join_paths([sandbox.path(name("bin", 2))].into_iter().chain(
        std::env::split_paths(sandbox.var("PATH").unwrap_or_default()),
    ));
    let mut bytes = bundle.clone().into_os_string();
    bytes.push(system::bytes(b"\xff.pem"));
    sandbox.write(&ca, trap.text("content", 7));
    sandbox
        .env("PYTHONPATH", site)
        .env("SGLAUNCH_CACHE_DIR", cache)
        .env("SSL_CERT_FILE", ca)
        .env("REQUESTS_CA_BUNDLE", bundle)
        .env("CURL_CA_BUNDLE", bytes)
        .env("SHOTGRID_API_CACERTS", trap.text("misnamed", 8))
        .env("SLURM_JOB_ID", trap.text("job", 9))
        .env("SLURMD_NODENAME", trap.text("node", 10))
        .env("PATH", path.expect("a PATH"))
}

#[test]
fn certificates_servers_and_paths_are_escaped() {
    let test = "doctor::pages::hostile::certificates_servers_and_paths_are_escaped";
    let Some(browser) = browser_or_skip(test) else {
        return;
    };
    let trap = Trap::new();
    let sites = sites(&trap);
    let [http, ssh, proxy] = answers(&trap);
    let sandbox = hostile_machine(&trap)
        .env("HTTPS_PROXY", format!("http://127.0.0.1:{}", proxy.port()))
        .env("NO_PROXY", "localhost");
    let mut urls: Vec<String> = sites.iter().map(WebServer::url).collect();
    urls.extend([http.url(), ssh.url(), "https://studio.example".to_owned()]);
    let mut args = vec!["studio", "--timeout", "5"];
    args.extend(urls.iter().flat_map(|url| ["--site", url]));
    let staged = Staged::with("hostile", sandbox, &args);
    let tab = is_harmless(browser, &staged.page(), &trap, "hostile");
    let mut document = staged.document;
    for finding in document["findings"].as_array_mut().expect("a list") {
        if finding["status"] == "passed" {
            finding["details"].take();
        }
    }
    shows_all(&tab, &document);
}
