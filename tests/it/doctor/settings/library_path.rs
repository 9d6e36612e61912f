//! `library-path`, with libraries that the loader really loads.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::clients::{cannot_run, tool_or_skip};
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;

const ID: &str = "library-path";

/// Returns the system's `libcrypto`, with which Debian's curl and Python work.
fn libcrypto() -> Option<PathBuf> {
    let dirs = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
    ];
    let found = dirs.iter().map(|dir| Path::new(dir).join("libcrypto.so.3"));
    found.into_iter().find(|path| path.exists())
}

/// Returns the version in a library, as in `OpenSSL 3.0.19`.
fn version(library: &[u8]) -> String {
    let text = String::from_utf8_lossy(library);
    let found = text.match_indices("OpenSSL 3.").map(|(at, _)| &text[at..]);
    let digits = |text: &str| -> String {
        let rest = text["OpenSSL ".len()..].chars();
        rest.take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect()
    };
    let number = found
        .map(digits)
        .find(|number| number.matches('.').count() == 2);
    format!("OpenSSL {}", number.expect("a version"))
}

/// Writes a copy of the system's library that calls itself another version.
fn other_version(sandbox: &Sandbox, dir: &str) -> Option<String> {
    let mut bytes = std::fs::read(libcrypto()?).expect("a library");
    let version = version(&bytes);
    let mut other = version.clone();
    let last = other.pop().expect("a digit");
    other.push(if last == '9' { '8' } else { '9' });
    // The number stands alone too: curl prints that one.
    let numbers = [&version, &other].map(|text| &text.as_bytes()["OpenSSL ".len()..]);
    let [number, another] = numbers;
    let places: Vec<usize> = (bytes.windows(number.len()).enumerate())
        .filter(|(_, window)| *window == number)
        .map(|(at, _)| at)
        .collect();
    for at in places {
        bytes[at..at + number.len()].copy_from_slice(another);
    }
    sandbox.write(format!("{dir}/libcrypto.so.3"), bytes);
    Some(other)
}

fn check(sandbox: &Sandbox, target: &str) -> Findings {
    doctor(sandbox, &[target, ID])
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Linux' loader")]
fn another_version_in_front_is_a_warning() {
    let test = "doctor::settings::library_path::another_version_in_front_is_a_warning";
    let Some(curl) = tool_or_skip(test, "curl") else {
        return;
    };
    let sandbox = Sandbox::new();
    let dir = sandbox.path("lib");
    let Some(other) = other_version(&sandbox, "lib") else {
        return cannot_run(test, "this system has another OpenSSL");
    };
    assert_eq!(check(&sandbox, "defaults").status(ID), "passed");
    let sandbox = sandbox.env("LD_LIBRARY_PATH", format!("/nowhere:{}", dir.display()));
    let words = [curl.to_str().expect("UTF-8"), "--version"];
    let printed = sandbox.run_without(&words).code(0).text();
    let uses = other.replace(' ', "/");
    assert!(printed.contains(&uses), "{printed}");

    let findings = check(&sandbox, "defaults");
    assert_eq!((findings.status(ID), findings.code), ("warning", 0));
    let text = findings.text(ID);
    assert!(text.contains("LD_LIBRARY_PATH puts "), "{text}");
    assert!(text.contains(&other), "{text}");
    assert!(text.contains(&format!("curl then uses {uses}")), "{text}");

    // The system's own library in front of itself changes nothing.
    std::fs::copy(
        libcrypto().expect("it was found"),
        dir.join("libcrypto.so.3"),
    )
    .expect("a copy");
    assert_eq!(check(&sandbox, "defaults").status(ID), "passed");
    let sandbox = sandbox.env("LD_LIBRARY_PATH", libcrypto().unwrap().parent().unwrap());
    assert_eq!(check(&sandbox, "defaults").status(ID), "passed");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Linux' loader")]
fn a_helper_that_does_not_start_fails() {
    let test = "doctor::settings::library_path::a_helper_that_does_not_start_fails";
    let tools = ["curl", "cc"].map(|name| tool_or_skip(test, name));
    let [Some(curl), Some(cc)] = tools else {
        return;
    };
    // A DCC of an older system: a start script, and its own OpenSSL without the functions of 3.0.
    let script = "#!/bin/sh\nROOT=$(dirname \"$(dirname \"$0\")\")\nLD_LIBRARY_PATH=$ROOT/lib:$LD_LIBRARY_PATH\n\
                  export LD_LIBRARY_PATH\nexec \"$ROOT/bin/maya.bin\" \"$@\"\n";
    let sandbox = Sandbox::new().script("root/usr/autodesk/maya2022/bin/maya", script);
    let text = "const char version[] = \"OpenSSL 1.1.1w  11 Sep 2023\";\n";
    let source = sandbox.write("ssl.c", text);
    let dir = sandbox.path("root/usr/autodesk/maya2022/lib");
    std::fs::create_dir_all(&dir).expect("it can be made");
    for name in ["libssl.so.3", "libcrypto.so.3"] {
        let soname = format!("-Wl,-soname,{name}");
        let built = Command::new(&cc)
            .args(["-shared", "-fPIC", &soname, "-o"])
            .arg(dir.join(name))
            .arg(&source)
            .status();
        assert!(built.expect("the compiler starts").success());
    }
    let caller = sandbox.env("LD_LIBRARY_PATH", &dir);
    let words = [curl.to_str().expect("UTF-8"), "--version"];
    let outcome = caller.run_without(&words);
    if outcome.code == Some(0) {
        return cannot_run(test, "this curl does not use OpenSSL 3");
    }
    let findings = check(&caller, "defaults");
    assert_eq!((findings.status(ID), findings.code), ("failed", 1));
    let text = findings.text(ID);
    assert!(text.contains("curl does not start"), "{text}");
    assert!(text.contains("OpenSSL 1.1.1w  11 Sep 2023"), "{text}");

    let sandbox = caller.without("LD_LIBRARY_PATH");
    assert_eq!(check(&sandbox, "defaults").status(ID), "passed");
    let findings = check(&sandbox, "maya");
    assert_eq!(findings.status(ID), "failed");
    let text = findings.text(ID);
    assert!(text.contains("bin/maya puts OpenSSL 1.1.1w"), "{text}");
    assert!(
        text.contains("start helpers from the program without LD_LIBRARY_PATH"),
        "{text}"
    );
}
