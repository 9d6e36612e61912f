//! `env-other-machine`.

use super::*;

const ID: &str = "env-other-machine";

#[test]
fn a_bundle_of_another_node_is_one_finding() {
    let bundle = path("/home/artist/.cache/sglaunch/bundles/0123456789abcdef.pem");
    let empty = path("/home/artist/.cache/sglaunch/empty");
    let lost = path("/studio/no-such-ca.pem");
    let sandbox = Sandbox::new().dcc("bin/dcc").on_path("bin");
    let sandbox = sandbox.profile("dcc", "program: {linux: [dcc]}\n");
    let mut variables: Vec<_> = VARIABLES[..18]
        .iter()
        .map(|name| (*name, &*bundle))
        .collect();
    variables.extend([
        ("SGLAUNCH_CERTIFI", &*bundle),
        ("SSL_CERT_DIR", &*empty),
        ("SGLAUNCH_INHERITED", &*lost),
    ]);
    let sandbox = with(sandbox, &variables);
    let findings = doctor(&sandbox, &["dcc", ID, "env-missing-file"]);
    let text = findings.text(ID);
    assert_eq!(findings.status(ID), "warning", "{text}");
    assert!(
        text.contains("not on this machine; no client fails under sglaunch"),
        "{text}"
    );
    assert!(
        text.contains("trusted /studio/no-such-ca.pem too"),
        "{text}"
    );
    assert!(text.ends_with("sglaunch dcc"), "{text}");
    assert_eq!(findings.status("env-missing-file"), "passed");
}

#[test]
fn a_bundle_elsewhere_that_reaches_the_program_is_named() {
    let bundle = path("C:\\Users\\a\\sglaunch\\cache\\bundles\\0123456789abcdef.pem");
    let findings = checked(Sandbox::new(), &[("WGETRC", &bundle)], ID);
    let text = findings.text(ID);
    assert_eq!(findings.status(ID), "failed", "{text}");
    assert!(text.contains("sglaunch leaves it as set"), "{text}");
}

#[test]
fn hooks_and_key_stores_of_another_node_are_found() {
    let key_store = path("-Djavax.net.ssl.trustStore=/n/bundles/0123456789abcdef.p12");
    let hook = path("/n/sglaunch-certifi-0123456789abcdef");
    let variables = [("JAVA_TOOL_OPTIONS", &*key_store), ("PYTHONPATH", &*hook)];
    let findings = checked(Sandbox::new(), &variables, ID);
    let text = findings.text(ID);
    assert!(
        text.starts_with("JAVA_TOOL_OPTIONS and PYTHONPATH name"),
        "{text}"
    );
    assert_eq!(findings.status(ID), "warning");
}

#[test]
fn a_sandbox_is_named() {
    let bundle = path("/home/artist/.cache/sglaunch/bundles/0123456789abcdef.pem");
    for (marker, what, cure) in [
        (".flatpak-info", "a Flatpak", "flatpak override --user"),
        (
            "run/.containerenv",
            "a container of Podman",
            "mount the cache",
        ),
        (".dockerenv", "a container of Docker", "mount the cache"),
    ] {
        let sandbox = Sandbox::new();
        sandbox.write(Path::new("root").join(marker), "");
        let findings = checked(sandbox, &[("SSL_CERT_FILE", &bundle)], ID);
        let text = findings.text(ID);
        assert!(text.contains(&format!("this is {what}: ")), "{text}");
        assert!(text.contains(cure), "{text}");
    }
}

#[test]
fn a_bundle_of_this_machine_is_no_finding() {
    let sandbox = Sandbox::new();
    let bundle = sandbox.run(["-q", "bundle", "path"]).code(0).text();
    let bundle = path(bundle.trim_end());
    let variables = VARIABLES.map(|name| (name, &*bundle));
    let sandbox = with(sandbox, &variables[..18]);
    let checks = ["defaults", ID, "env-missing-file", "env-unusable-file"];
    let findings = doctor(&sandbox, &checks);
    assert_eq!(
        findings.with_status("passed").len(),
        3,
        "{}",
        findings.document
    );
    assert_eq!(findings.text("env-unusable-file").lines().count(), 1);
}
