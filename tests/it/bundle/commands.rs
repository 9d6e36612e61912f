//! `bundle list`, `build` and `verify`.

use std::fs;

use serde_json::json;

use super::{base_count, mozilla_count, with_studio};
use crate::sandbox::{HINT_OF_WARNINGS, Sandbox};
use crate::system;
use crate::tls_server::Authority;

#[test]
fn list_shows_every_certificate_with_its_state() {
    let studio = Authority::new("Studio");
    let sandbox = with_studio(Sandbox::new(), &studio);
    let list = sandbox.run(["bundle", "list", "--json"]).success().json();
    assert_eq!(list["schema"], 1);
    assert_eq!(list["problems"], system::problems());
    assert_eq!(list["path"], sandbox.bundles()[0].to_str().expect("UTF-8"));
    let certificates = list["certificates"].as_array().expect("a list");
    assert_eq!(certificates.len(), base_count() + 1);
    let row = certificates
        .iter()
        .find(|row| row["subject"] == "CN=Studio")
        .expect("it is listed");
    assert_eq!(row["sha1"], crate::tls_clients::sha1(&studio.der()));
    assert_eq!(
        row["sources"],
        json!([format!(
            "file:{}",
            sandbox.home().join("studio.pem").display()
        )])
    );
    for key in ["issuer", "serial", "not_before", "not_after", "sha256"] {
        assert!(row[key].is_string(), "{key}");
    }
    let table = sandbox.run(["bundle", "list"]).success().text();
    assert!(table.starts_with("SUBJECT\tEXPIRES\tSTATE\tSOURCES\tSHA-256\n"));
    assert_eq!(table.lines().count(), base_count() + 2);
}

#[test]
fn build_counts_the_certificates_of_each_source() {
    let sandbox = with_studio(
        Sandbox::new(),
        &Authority::builder("Studio").expired().build(),
    );
    let bundle = |text: &str| text.lines().last().expect("a line").to_owned();
    let outcome = sandbox.run(["bundle", "build"]).code(0);
    assert!(
        (outcome.stderr).ends_with(&format!(
            "`Studio` is excluded: expired\n{HINT_OF_WARNINGS}"
        )),
        "{}",
        outcome.stderr
    );
    let text = outcome.text();
    let studio = sandbox.home().join("studio.pem");
    // The store of Windows is not below another root, and has no row here.
    let native = "native\t1\t-\n".repeat(system::ROOTS);
    assert_eq!(
        text,
        format!(
            "SOURCE\tFOUND\tEXCLUDED\nfile:{}\t1\t1 expired\nmozilla\t{}\t-\n{native}{}\n",
            studio.display(),
            mozilla_count(),
            bundle(&text)
        )
    );
    let path = sandbox.bundles().remove(0);
    let last = format!("{} certificates in {}", base_count(), path.display());
    assert_eq!(bundle(&text), last);
}

#[test]
fn verify_compares_a_bundle_with_its_digest_and_sources() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    assert!(
        sandbox
            .run(["bundle", "verify"])
            .code(1)
            .stderr
            .contains("no bundle has been built yet")
    );
    sandbox.run(["bundle", "path"]).success();
    sandbox.run(["bundle", "verify"]).success();

    sandbox.write("home/studio.pem", Authority::new("Another").pem());
    let error = sandbox.run(["bundle", "verify"]).code(1).stderr;
    assert!(
        error.contains("is out of date: 1 to add, 1 to remove"),
        "{error}"
    );

    sandbox.run(["bundle", "path"]).success();
    for bundle in sandbox.bundles() {
        fs::write(bundle, "x").expect("the directory is writable");
    }
    assert!(
        sandbox
            .run(["bundle", "verify"])
            .code(1)
            .stderr
            .contains("damaged")
    );
}

#[test]
fn a_version_is_refused() {
    let sandbox = Sandbox::new().profile("maya", "program: {linux: [maya]}\n");
    for command in ["path", "list", "build", "verify", "diff"] {
        let error = sandbox
            .run(["bundle", command, "maya@9999"])
            .code(125)
            .stderr;
        let expected = "error: `maya@9999` names a version, but a bundle is the same for every version\n\
                        hint: write `maya` without the version\n";
        assert_eq!(error, expected, "{command}");
    }
    let export = sandbox.run(["bundle", "export", "copy.pem", "maya@9999"]);
    assert!(export.code(125).stderr.contains("names a version"));
}
