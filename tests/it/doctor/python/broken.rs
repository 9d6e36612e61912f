//! Pythons that do not work: without ssl, without roots, that hang, crash or print garbage.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::{CHECKS, IGNORES, NO_ROOTS, NO_SSL, checked, with_each_python, with_python};
use crate::clients::{interpreter_or_skip, not_run};
use crate::doctor::{Findings, doctor};
use crate::sandbox::Sandbox;
use crate::system;

/// Writes a sitecustomize, which Python runs at its start.
fn with_start(sandbox: Sandbox, python: &Path, code: &str) -> Sandbox {
    sandbox.write("site/sitecustomize.py", code);
    let site = sandbox.path("site");
    with_python(sandbox, python).env("PYTHONPATH", site)
}

/// Every check is skipped with the reason, and one names it as a warning.
#[track_caller]
fn assert_not_tested(found: &Findings, parts: &[&str]) {
    assert_eq!(
        found.with_status("skipped"),
        CHECKS[..7],
        "{}",
        found.document
    );
    assert_eq!((found.status(IGNORES), found.code), ("warning", 0));
    for id in [NO_SSL, IGNORES] {
        let text = found.text(id);
        assert!(
            text.contains("the program's Python was not tested"),
            "{text}"
        );
    }
    let text = found.text(IGNORES);
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// Copies a Python with its standard library, but without the extension module `_ssl`.
pub fn without_ssl(sandbox: &Sandbox, version: &str) -> Option<PathBuf> {
    let python = interpreter_or_skip("a_python_without_ssl", version)?;
    let prefix = "import sys; sys.stdout.write(sys.prefix)";
    let output = Command::new(python).args(["-c", prefix]).output();
    let prefix = output.expect("Python starts").stdout;
    let prefix = PathBuf::from(String::from_utf8(prefix).expect("UTF-8"));
    let lib = format!("lib/python{version}");
    let (from, to) = (prefix.join(&lib), sandbox.path("python").join(&lib));
    fs::create_dir_all(to.join("lib-dynload")).expect("a directory");
    link_all(&from, &to);
    link_all(&from.join("lib-dynload"), &to.join("lib-dynload"));
    let copy = sandbox.path(format!("python/bin/python{version}"));
    fs::create_dir_all(copy.parent()?).expect("a directory");
    let real = fs::canonicalize(python).expect("a file");
    fs::copy(real, &copy).expect("a copy");
    system::symlink(&copy, sandbox.path("python/bin/python3")).expect("a link");
    Some(copy)
}

/// Links the entries of a directory that are not there yet.
fn link_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a directory").flatten() {
        let name = entry.file_name();
        let path = to.join(&name);
        let is_ssl = name.to_string_lossy().starts_with("_ssl.");
        if !is_ssl && name != "site-packages" && !path.exists() {
            system::symlink(entry.path(), &path).expect("a link");
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_without_ssl_fails() {
    for version in ["3.9", "3.13"] {
        let sandbox = Sandbox::new();
        let Some(python) = without_ssl(&sandbox, version) else {
            continue;
        };
        let found = checked(&with_python(sandbox, &python));
        assert_eq!(
            (found.status(NO_SSL), found.code),
            ("failed", 1),
            "{}",
            found.document
        );
        let text = found.text(NO_SSL);
        assert!(text.contains("No module named '_ssl'"), "{text}");
        assert!(text.contains("no certificate is the cause"), "{text}");
        assert_eq!(found.with_status("failed"), [NO_SSL]);
        let python = &found.document["machine"]["python"];
        let error = python["ssl_error"].as_str().expect("an error");
        assert!(error.contains("No module named '_ssl'"), "{error}");
        assert!(python["error"].is_null(), "the Python gave a report");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_that_hangs_is_ended_with_what_it_started() {
    with_each_python("a_python_that_hangs", |version, python| {
        let code = "import os, subprocess, time\n\
                    child = subprocess.Popen(['sleep', '60'])\n\
                    open(os.path.join(os.environ['HOME'], 'pids'), 'w').write('%d %d' % (os.getpid(), child.pid))\n\
                    time.sleep(60)\n";
        let sandbox = with_start(Sandbox::new(), python, code);
        let start = Instant::now();
        let found = doctor(
            &sandbox,
            &[&["defaults", "--python-timeout", "1"][..], &CHECKS].concat(),
        );
        assert!(start.elapsed() < Duration::from_secs(5), "{version}");
        assert_not_tested(&found, &["it did not end within 1 second"]);
        let pids = fs::read_to_string(sandbox.path("home/pids")).expect("it has started");
        for pid in pids.split(' ') {
            assert!(ends(pid), "{version}: {pid}");
        }
    });
}

/// Waits for the end of a process that was killed. In a container it may stay a zombie.
fn ends(pid: &str) -> bool {
    let has_ended = || {
        let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        state.is_empty() || state.contains(") Z ")
    };
    (0..200).any(|_| {
        let ended = has_ended();
        if !ended {
            thread::sleep(Duration::from_millis(10));
        }
        ended
    })
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_that_crashes_is_a_finding() {
    let Some(python) = interpreter_or_skip("a_python_that_crashes", "3.11") else {
        return;
    };
    let abort = "import os, sys\nsys.stderr.write('a plug-in is missing\\n')\nos.abort()\n";
    let found = checked(&with_start(Sandbox::new(), python, abort));
    assert_not_tested(&found, &["SIGABRT", "a plug-in is missing"]);
    let leave = "import os\nos._exit(3)\n";
    let found = checked(&with_start(Sandbox::new(), python, leave));
    assert_not_tested(&found, &["exit status: 3"]);
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_that_prints_without_end_is_ended() {
    let Some(python) = interpreter_or_skip("a_python_that_prints", "3.11") else {
        return;
    };
    let code = "import os\nwhile True: os.write(1, b'garbage' * 10000)\n";
    let found = checked(&with_start(Sandbox::new(), python, code));
    assert_not_tested(&found, &["it printed more than 16 MB"]);
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_python_that_leaves_a_process_behind_is_not_waited_for() {
    let Some(python) = interpreter_or_skip("a_python_with_a_daemon", "3.11") else {
        return;
    };
    let code = "import subprocess\nsubprocess.Popen(['sleep', '30'])\n";
    let start = Instant::now();
    let found = checked(&with_start(Sandbox::new(), python, code));
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(found.status(NO_SSL), "passed");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a script")]
fn a_python_that_cannot_start_is_a_finding() {
    let loader = "python: error while loading shared libraries: libcrypto.so.1.1: cannot open \
                  shared object file: No such file or directory";
    let sandbox = Sandbox::new()
        .script(
            "bin/python3",
            &format!("#!/bin/sh\necho '{loader}' >&2\nexit 127\n"),
        )
        .on_path("bin");
    assert_not_tested(&checked(&sandbox), &["exit status: 127", loader]);
    let sandbox = Sandbox::new()
        .script("bin/python3", "#!/nowhere/loader\n")
        .on_path("bin");
    assert_not_tested(&checked(&sandbox), &["it cannot be started: No such file"]);
}

/// Copies the libcrypto that a Python loads, with another directory compiled in.
fn with_other_openssl(sandbox: Sandbox, python: &Path) -> Option<Sandbox> {
    let code = "import ssl, sys\nfor line in open('/proc/self/maps'):\n    \
                if 'libcrypto' in line: sys.stdout.write(line.split()[5]); break\n";
    let output = Command::new(python).args(["-c", code]).output();
    let path = String::from_utf8(output.expect("Python starts").stdout).expect("UTF-8");
    let mut library = fs::read(&path).ok()?;
    let (from, to) = (b"/usr/lib/ssl", b"/usr/lib/xsl");
    let at = memchr::memmem::find_iter(&library.clone(), from).collect::<Vec<_>>();
    for start in &at {
        library[*start..start + to.len()].copy_from_slice(to);
    }
    let name = Path::new(&path).file_name()?;
    sandbox.write(Path::new("lib").join(name), library);
    let dir = sandbox.path("lib");
    (!at.is_empty()).then(|| sandbox.env("LD_LIBRARY_PATH", dir))
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about libraries of Linux")]
fn a_python_without_roots_is_a_warning_unless_a_variable_names_some() {
    with_each_python("a_python_without_roots", |version, python| {
        let sandbox = with_python(Sandbox::new(), python);
        let Some(sandbox) = with_other_openssl(sandbox, python) else {
            not_run("a_python_without_roots", "OpenSSL is not Debian's");
            return;
        };
        let found = checked(&sandbox);
        assert_eq!(
            (found.status(NO_ROOTS), found.code),
            ("warning", 0),
            "{version}: {}",
            found.document
        );
        let text = found.text(NO_ROOTS);
        assert!(
            text.contains("compiled in, but not there: /usr/lib/xsl/cert.pem"),
            "{text}"
        );
        assert!(text.contains("sglaunch gives it the bundle"), "{text}");
        let named = sandbox.write("home/ca.pem", crate::sandbox::system_root().pem());
        let found = checked(&sandbox.env("SSL_CERT_FILE", named));
        assert_eq!(found.status(NO_ROOTS), "passed", "{version}");
    });
}
