//! `bundle-strict`.

use super::{python_opens, trusting};
use crate::clients::interpreter_or_skip;
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::tls_server::{Authority, Lack, WebServer};

const ID: &str = "bundle-strict";

#[test]
fn a_studio_ca_that_python_313_refuses_is_named_with_what_it_lacks() {
    let test =
        "doctor::bundle::strict::a_studio_ca_that_python_313_refuses_is_named_with_what_it_lacks";
    let (Some(old), Some(new)) = (
        interpreter_or_skip(test, "3.11"),
        interpreter_or_skip(test, "3.13"),
    ) else {
        return;
    };
    for (lack, reason, error) in [
        (
            Lack::KeyUsage,
            "no key usage",
            "CA cert does not include key usage extension",
        ),
        (
            Lack::KeyIdentifier,
            "no subject key identifier",
            "Missing Subject Key Identifier",
        ),
        (
            Lack::CriticalBasicConstraints,
            "basicConstraints not critical",
            "Basic Constraints of CA cert not marked critical",
        ),
    ] {
        let authority = Authority::builder("Studio CA").lacking(lack).build();
        let sandbox = trusting("studio.pem", &authority.pem());
        let found = doctor(&sandbox, &["python", ID]);
        assert_eq!((found.status(ID), found.code), ("warning", 0));
        let text = found.text(ID);
        let sentence = format!("Python 3.13 and later refuse the studio CA `Studio CA`: {reason}");
        assert!(text.starts_with(&sentence), "{text}");
        assert!(text.contains("Houdini 22"), "{text}");
        assert!(text.contains("studio.pem"), "{text}");
        let server = WebServer::start(authority.issue());
        assert_eq!(python_opens(&sandbox, old, &server.url()).code, Some(0));
        let failed = python_opens(&sandbox, new, &server.url());
        assert_eq!(failed.code, Some(1));
        assert!(failed.stderr.contains(error), "{reason}: {failed:?}");
    }
}

#[test]
fn a_ca_as_python_313_wants_it_passes_and_so_does_one_that_is_excluded() {
    let sandbox = trusting("studio.pem", &Authority::new("Studio CA").pem());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
    let old = Authority::builder("Studio CA").lacking(Lack::KeyUsage);
    let sandbox = trusting("studio.pem", &old.expired().build().pem());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}

#[cfg(target_os = "linux")]
#[test]
fn a_ca_that_only_the_systems_store_has_is_one_line() {
    let old = Authority::builder("Proxy CA")
        .lacking(Lack::KeyUsage)
        .build();
    let sandbox = Sandbox::new();
    sandbox.write("root/usr/local/share/ca-certificates/proxy.crt", old.pem());
    let roots = crate::sandbox::system_root().pem() + &old.pem();
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", roots);
    let found = doctor(&sandbox, &["python", ID]);
    let sentence = "the system's store has `Proxy CA`, which Python 3.13 and later refuse: \
                    no key usage";
    assert_eq!((found.status(ID), &*found.text(ID)), ("warning", sentence));
}

#[test]
fn a_root_of_a_copy_of_mozillas_list_is_not_the_studios() {
    // As in an old certifi that a launcher names: a root that Mozilla has removed since, below the
    // comments of certifi, and a CA that somebody has appended.
    let removed = Authority::builder("Old Root")
        .lacking(Lack::KeyUsage)
        .build();
    let own = Authority::builder("Studio CA")
        .lacking(Lack::KeyUsage)
        .build();
    let sandbox = Sandbox::new();
    sandbox
        .run(["bundle", "export", "--mozilla", "mozilla.pem"])
        .code(0);
    let list = std::fs::read_to_string(sandbox.home().join("mozilla.pem")).expect("a list");
    let comments = "\n# Issuer: CN=Old Root\n# Label: \"Old Root\"\n";
    let list = [&*list, comments, &removed.pem()].concat();
    let file = sandbox.write("home/cacert.pem", &list);
    let sandbox = sandbox.env("SSL_CERT_FILE", &file);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
    sandbox.write("home/cacert.pem", [&*list, "\n", &own.pem()].concat());
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!(found.status(ID), "warning");
    assert!(found.text(ID).contains("`Studio CA`"));
}
