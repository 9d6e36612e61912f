//! `env-misnamed`.

use super::*;
use crate::tls_server::Authority;

const ID: &str = "env-misnamed";

#[test]
fn a_name_that_nothing_reads_is_reported_with_the_right_one() {
    let names = [
        ("SHOTGRID_API_CACERTS", "SHOTGUN_API_CACERTS"),
        ("Flow_API_CACERTS", "SHOTGUN_API_CACERTS"),
        ("{product}_API_CACERTS", "SHOTGUN_API_CACERTS"),
        ("FPTR_API_CACERTS", "SHOTGUN_API_CACERTS"),
        ("SSL_FILE_CERT", "SSL_CERT_FILE"),
        ("REQUESTS_CA_CERTS", "REQUESTS_CA_BUNDLE"),
        ("CURL_CA_FILE", "CURL_CA_BUNDLE"),
        ("REQUEST_CA_BUNDLE", "REQUESTS_CA_BUNDLE"),
    ];
    let sandbox = Sandbox::new();
    let file = sandbox.write("ca.pem", Authority::new("Studio").pem());
    let findings = checked(sandbox, &names.map(|(name, _)| (name, &*file)), ID);
    let all = findings.of(ID);
    assert_eq!(all.len(), names.len());
    for (name, right) in names {
        let message = format!("no client reads {name}: the variable is called {right}");
        let finding = all.iter().find(|one| one["message"] == message);
        let finding = finding.expect("a finding");
        let text = finding.to_string();
        assert!(
            text.contains("whose CA Studio is not in the bundle"),
            "{text}"
        );
        assert!(text.contains("sglaunch trust add "), "{text}");
        assert_eq!(finding["status"], "warning");
    }
}

#[cfg(unix)]
#[test]
fn names_in_lower_case_are_other_names() {
    let file = path("/nothing.pem");
    let findings = checked(Sandbox::new(), &[("ssl_cert_file", &file)], ID);
    let text = findings.text(ID);
    assert!(text.contains("called SSL_CERT_FILE"), "{text}");
    assert!(text.contains("which cannot be read"), "{text}");
}

#[test]
fn a_ca_that_is_trusted_already_needs_no_command() {
    let studio = Authority::new("Studio");
    let sandbox = Sandbox::new()
        .pem("ca.pem", &studio)
        .profile("defaults", "ca: {files: [~/ca.pem]}\n");
    let file = sandbox.home().join("ca.pem");
    let findings = checked(sandbox, &[("SHOTGRID_API_CACERTS", &file)], ID);
    let text = findings.text(ID);
    assert!(text.contains("whose CAs are in the bundle"), "{text}");
    assert!(!text.contains("trust add"), "{text}");
}

#[test]
fn switches_that_no_version_reads_are_reported() {
    for name in [
        "NO_SSL_VALIDATION",
        "SHOTGUN_FORCE_CERTIFICATE_VALIDATION",
        "SHOTGUN_DISABLE_SSL_VALIDATION",
    ] {
        let findings = checked(Sandbox::new(), &[(name, &path("1"))], ID);
        let text = findings.text(ID);
        assert!(
            text.starts_with(&format!("{name} has no effect: ")),
            "{text}"
        );
        assert!(text.contains(&unset(name)), "{text}");
    }
}

#[test]
fn a_similar_name_counts_only_with_a_file_of_certificates() {
    let studio = Authority::new("Studio");
    for (name, content, status) in [
        ("SSL_CERTFILE", "file.pem", "warning"),
        ("PIP_CERTS", "file", "warning"),
        ("PIP_CERTS", "absent", "passed"),
        ("TWINE_CERT", "file.pem", "passed"),
        ("GIT_SSL_CERT", "file.pem", "passed"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write("file", studio.pem());
        sandbox.write("file.pem", studio.pem());
        let file = sandbox.path(content);
        let findings = checked(sandbox, &[(name, &file)], ID);
        assert_eq!(findings.status(ID), status, "{name} {}", findings.text(ID));
    }
}

#[test]
fn a_variable_that_the_profile_sets_has_a_reader() {
    let yaml = "program: {linux: [dcc]}\nca: {variables: {SHOTGRID_API_CACERTS: true}}\n";
    let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
    let sandbox = sandbox.profile("dcc", yaml);
    let file = path("/nothing.pem");
    let findings = checked_in(sandbox, &[("SHOTGRID_API_CACERTS", &file)], &["dcc", ID]);
    assert_eq!(findings.status(ID), "passed", "{}", findings.text(ID));
}
