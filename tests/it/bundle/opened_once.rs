//! How often building a bundle opens each file of the store, traced by strace.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::clients::not_run;
use crate::sandbox::{Sandbox, sglaunch};
use crate::tls_server::Authority;

const STORE: &str = "root/etc/ssl/certs";

#[test]
fn building_a_bundle_opens_each_file_of_the_store_once() {
    let sandbox = store();
    let Some(opened) = opened_files(&sandbox) else {
        return;
    };
    let root = sandbox.path("root");
    let mut counts = BTreeMap::new();
    for path in opened.iter().filter_map(|path| fs::canonicalize(path).ok()) {
        if path.starts_with(&root) && path.is_file() {
            *counts.entry(path).or_insert(0) += 1;
        }
    }
    assert!(counts.len() >= 6, "{opened:?}");
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
}

/// Returns a system with a bundle, a directory with files of each format, and p11-kit's anchors.
fn store() -> Sandbox {
    let [first, second, trusted, der, utf16] =
        ["First", "Second", "Trusted", "DER", "UTF-16"].map(Authority::new);
    let lf = |authority: &Authority| authority.pem().replace("\r\n", "\n");
    let sandbox = Sandbox::new();
    let bundle = [lf(&first), lf(&second)].concat();
    sandbox.write(format!("{STORE}/ca-certificates.crt"), bundle);
    sandbox.write(format!("{STORE}/first.pem"), lf(&first));
    let trusted = lf(&trusted).replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    sandbox.write(format!("{STORE}/trusted.pem"), trusted);
    sandbox.write(format!("{STORE}/der.crt"), der.der());
    let units = ["\u{feff}", &lf(&utf16)].concat();
    let bytes: Vec<u8> = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
    sandbox.write(format!("{STORE}/utf16.pem"), bytes);
    let anchor = "root/etc/pki/ca-trust/source/anchors/second.pem";
    sandbox.write(anchor, lf(&second));
    symlink("first.pem", sandbox.path(STORE).join("0a1b2c3d.0")).expect("a hash link");
    sandbox
}

/// Returns the files that the build opens, or `None` if strace cannot trace here.
fn opened_files(sandbox: &Sandbox) -> Option<Vec<PathBuf>> {
    let trace = sandbox.path("trace");
    let output = which::which("strace").ok().and_then(|program| {
        let mut strace = sandbox.command_of(program);
        strace.args(["-f", "-s", "4096", "-e", "trace=open,openat", "-o"]);
        strace.arg(&trace).arg(sglaunch());
        strace.args(["--refresh", "bundle", "path"]).output().ok()
    });
    if !(output.as_ref()).is_some_and(|output| output.status.success()) {
        let test = "bundle::opened_once::building_a_bundle_opens_each_file_of_the_store_once";
        not_run(test, &format!("strace cannot trace: {output:?}"));
        return None;
    }
    let trace = fs::read_to_string(trace).expect("a trace");
    let paths = trace.lines().filter_map(|line| line.split('"').nth(1));
    Some(paths.map(|path| Path::new(path).to_owned()).collect())
}
