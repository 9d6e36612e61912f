//! The verdicts of real clients, each under sglaunch.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use super::cases::Case;
use crate::sandbox::Sandbox;

/// What a client says of each case, by its port: `None` if it connects, else the reason.
pub type Verdicts = BTreeMap<u16, Option<String>>;

/// Prints a line for each port: the port, and the reason of a failure.
const SCRIPT: &str = r#"
import ssl, sys, urllib.error, urllib.request
for port in sys.argv[1:]:
    try:
        urllib.request.urlopen("https://localhost:%s/" % port, timeout=10).read()
        print(port)
    except Exception as error:
        print(port, str(error).replace("\n", " ") or repr(error))
"#;

/// Asks a Python for its verdicts.
pub fn of_python(sandbox: &Sandbox, profile: &str, python: &Path, cases: &[Case]) -> Verdicts {
    let mut words = vec![python.as_os_str().to_owned(), "-c".into(), SCRIPT.into()];
    words.extend(cases.iter().map(|case| case.port.to_string().into()));
    let outcome = sandbox.run_under(profile, &words);
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let verdicts = text.lines().map(|line| {
        let (port, reason) = line.split_once(' ').map_or((line, None), |(port, reason)| {
            (port, Some(reason.to_owned()))
        });
        (port.parse().expect("a port"), reason)
    });
    let verdicts: Verdicts = verdicts.collect();
    assert_eq!(verdicts.len(), cases.len(), "{outcome:?}");
    verdicts
}

pub fn of_curl(sandbox: &Sandbox, profile: &str, curl: &Path, cases: &[Case]) -> Verdicts {
    let verdict = |case: &Case| {
        let url = format!("https://localhost:{}/", case.port);
        let words = [curl.to_str()?, "-sS4", "--max-time", "10", &url];
        let outcome = sandbox.run_under(profile, &words);
        let error = outcome.stderr.clone();
        (outcome.code != Some(0)).then_some(error)
    };
    cases
        .iter()
        .map(|case| (case.port, verdict(case)))
        .collect()
}

/// Runs `openssl s_client`, which sends a request too: a server that wants a certificate refuses
/// the client only after the handshake of TLS 1.3.
pub fn of_openssl(sandbox: &Sandbox, profile: &str, openssl: &Path, cases: &[Case]) -> Verdicts {
    let verdict = |case: &Case| {
        let address = format!("127.0.0.1:{}", case.port);
        let mut command = sandbox.command(["-p", profile]);
        command
            .arg(openssl)
            .args(["s_client", "-connect", &address, "-servername", "localhost"])
            .args(["-verify_hostname", "localhost", "-verify_return_error"])
            .args(["-quiet", "-ign_eof"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = command.spawn().expect("openssl starts");
        if let Some(input) = &mut process.stdin {
            // The client may have ended already.
            input.write_all(b"GET / HTTP/1.0\r\n\r\n").ok();
        }
        let output = process.wait_with_output().expect("openssl ends");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (!output.status.success()).then_some(error)
    };
    cases
        .iter()
        .map(|case| (case.port, verdict(case)))
        .collect()
}
