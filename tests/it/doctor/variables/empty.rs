//! `env-empty`.

use super::*;

const ID: &str = "env-empty";

#[test]
fn empty_variables_are_cured_where_sglaunch_sets_them() {
    let none = path("");
    let variables = VARIABLES.map(|name| (name, &*none));
    let findings = checked(Sandbox::new(), &variables, ID);
    let all = findings.of(ID);
    let texts: Vec<&str> = all
        .iter()
        .map(|one| one["message"].as_str().expect("a sentence"))
        .collect();
    let [cured, left] = texts[..] else {
        panic!("{texts:?}")
    };
    assert!(
        cured.ends_with("are set but empty; sglaunch replaces them"),
        "{cured}"
    );
    assert!(cured.contains("HTTPLIB2_CA_CERTS"), "{cured}");
    assert!(left.starts_with("SSL_CERT_DIR, GIT_SSL_CAPATH"), "{left}");
    assert_eq!(findings.with_status("warning"), [ID, ID]);
}

#[test]
fn an_empty_variable_that_reaches_the_program_fails_where_its_client_fails() {
    for (name, status) in [
        ("HTTPLIB2_CA_CERTS", "failed"),
        ("AWS_CA_BUNDLE", "failed"),
        ("SSL_CERT_FILE", "failed"),
        ("REQUESTS_CA_BUNDLE", "warning"),
        ("CURL_CA_BUNDLE", "warning"),
        ("SHOTGUN_API_CACERTS", "warning"),
    ] {
        let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
        let sandbox = sandbox.profile("dcc", &leaving_out(&[name]));
        let findings = checked_in(sandbox, &[(name, &path(""))], &["dcc", ID]);
        let text = findings.text(ID);
        assert_eq!(findings.status(ID), status, "{text}");
        let note = format!("`ca.variables` has `{name}: false`");
        assert!(text.contains(&note), "{text}");
    }
}
