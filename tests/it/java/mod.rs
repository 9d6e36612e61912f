//! `ca.java`: the key store, the option that names it, and real JDKs.

mod key_store;
mod options;

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use crate::clients::{cannot_run, script};
use crate::sandbox::Sandbox;
use crate::tls_clients;
use crate::tls_server::{Authority, Site};

const JAVA_TOOL_OPTIONS: &str = "JAVA_TOOL_OPTIONS";

const WITH_JAVA: &str = "ca: {java: true, files: [~/studio.pem]}\n";

/// A JDK, with which tests run and compile programs.
struct Jdk(PathBuf);

impl Jdk {
    /// Returns all JDKs of the machine. Without one the test is reported as skipped; on CI it
    /// fails.
    fn all_or_skip(test: &str) -> Vec<Self> {
        let installed = fs::read_dir("/usr/lib/jvm").into_iter().flatten().flatten();
        let installed = installed.map(|entry| entry.path().join("bin"));
        let on_path = which::which("javac").ok();
        let on_path = on_path.and_then(|path| Some(path.parent()?.to_owned()));
        let mut dirs: Vec<PathBuf> = (installed.chain(on_path))
            .filter(|dir| dir.join("javac").exists())
            .filter_map(|dir| fs::canonicalize(dir.join("javac")).ok())
            .collect();
        dirs.sort();
        dirs.dedup();
        if dirs.is_empty() {
            cannot_run(test, "no JDK");
        }
        let bin = |javac: PathBuf| Self(javac.with_file_name(""));
        dirs.into_iter().map(bin).collect()
    }

    fn tool(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Compiles the program that fetches a page, and returns the command that runs it.
    fn fetch(&self, sandbox: &Sandbox, url: &str) -> [OsString; 5] {
        let classes = sandbox.path("classes");
        let [javac, source] = [self.tool("javac"), script("GetHttps.java")];
        let words = [javac.as_path(), "-d".as_ref(), &classes, &source];
        let words = words.map(|word| OsString::from(word.as_os_str()));
        sandbox.run_without(&words).code(0);
        [
            self.tool("java").into(),
            "-cp".into(),
            classes.into(),
            "GetHttps".into(),
            url.into(),
        ]
    }
}

#[test]
#[cfg_attr(windows, ignore = "no Windows Java here yet")]
fn java_trusts_the_studios_ca_through_the_key_store() {
    let test = "java::java_trusts_the_studios_ca_through_the_key_store";
    for jdk in Jdk::all_or_skip(test) {
        let authority = Authority::new("Studio");
        let (sandbox, site) = (tls_clients::studio(&authority), Site::start(&authority));
        let fetch = jdk.fetch(&sandbox, &site.url());
        sandbox.run_without(&fetch).untrusted();
        sandbox.run(&fetch).untrusted();

        let sandbox = sandbox.profile("defaults", WITH_JAVA);
        let outcome = sandbox.run(&fetch).code(0);
        assert_eq!(outcome.text(), "hello\n");
        outcome.stderr_contains("Picked up JAVA_TOOL_OPTIONS: -Djavax.net.ssl.trustStore=");
        // No other variable helps.
        let path = key_store::path(&sandbox);
        let option = format!("-Djavax.net.ssl.trustStore={}", path.display());
        let alone = Sandbox::new().env(JAVA_TOOL_OPTIONS, option);
        assert_eq!(alone.run_without(&fetch).code(0).text(), "hello\n");
    }
}

/// One certificate that Java cannot read would cost it the whole key store.
#[test]
#[cfg_attr(windows, ignore = "no Windows Java here yet")]
fn java_works_beside_a_certificate_that_it_cannot_read() {
    let test = "java::java_works_beside_a_certificate_that_it_cannot_read";
    for jdk in Jdk::all_or_skip(test) {
        let authority = Authority::new("Studio");
        let (sandbox, site) = (tls_clients::studio(&authority), Site::start(&authority));
        let fetch = jdk.fetch(&sandbox, &site.url());
        let twice = include_str!("../../fixtures/extension-twice.pem");
        sandbox.write("home/twice.pem", twice);
        let sandbox = sandbox.profile(
            "defaults",
            "ca: {java: true, files: [~/studio.pem, ~/twice.pem]}\n",
        );
        assert_eq!(sandbox.run(&fetch).code(0).text(), "hello\n");
    }
}

/// Java splits the variable at blanks, and the home directory of a user may contain some.
#[test]
#[cfg_attr(windows, ignore = "no Windows Java here yet")]
fn java_finds_a_key_store_whose_path_has_blanks_and_quotes() {
    let test = "java::java_finds_a_key_store_whose_path_has_blanks_and_quotes";
    for jdk in Jdk::all_or_skip(test) {
        let authority = Authority::new("Studio");
        let (sandbox, site) = (tls_clients::studio(&authority), Site::start(&authority));
        let fetch = jdk.fetch(&sandbox, &site.url());
        let mut sandbox = sandbox.profile("defaults", WITH_JAVA);
        for name in ["my cache", "it's", "\"both\" of 'them'", "a\ttab"] {
            let cache = sandbox.home().join(name);
            sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", cache);
            assert_eq!(sandbox.run(&fetch).code(0).text(), "hello\n", "{name}");
        }
    }
}
