//! What real clients do with a wrong value is what the findings say of it.

use std::ffi::OsString;

use super::*;
use crate::clients::{python_or_skip, script};
use crate::tls_clients::studio;
use crate::tls_server::{Authority, Site};

#[test]
fn clients_stop_at_a_wrong_value_and_work_under_sglaunch() {
    let test = "doctor::variables::effects::clients_stop_at_a_wrong_value_and_work_under_sglaunch";
    let Some(python) = python_or_skip(test) else {
        return;
    };
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let missing = path("/studio/no-such-ca.pem");
    let requests: [OsString; 2] = [script("get_requests.py").into(), site.url().into()];
    let import = ["-c".into(), "import shotgun_api3; print('hello')".into()];
    for (args, name, value, id, words) in [
        (
            requests,
            "REQUESTS_CA_BUNDLE",
            &*missing,
            "env-missing-file",
            "Could not find a suitable TLS CA certificate bundle",
        ),
        (
            import,
            "HTTPLIB2_CA_CERTS",
            Path::new(""),
            "env-empty",
            "RuntimeError",
        ),
    ] {
        let sandbox = with(studio(&authority), &[(name, value)]);
        let command: Vec<OsString> = [vec![python.clone().into()], args.to_vec()].concat();
        let alone = sandbox.run_without(&command).code(1);
        alone.stderr_contains(words);
        let under = sandbox.run_under("python", &command).code(0);
        assert_eq!(under.text().trim_end(), "hello");
        let findings = doctor(&sandbox, &["defaults", id]);
        assert_eq!(findings.status(id), "warning", "{}", findings.document);
        assert!(findings.text(id).contains(words), "{}", findings.text(id));
    }
}
