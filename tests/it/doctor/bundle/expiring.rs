//! `bundle-expiring`.

use super::trusting;
use crate::doctor::doctor;
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;
use crate::trust_dir::sha256;

const ID: &str = "bundle-expiring";

#[test]
fn a_studio_ca_that_expires_within_30_days_is_named_with_its_source_and_date() {
    for (days, status) in [(29, "warning"), (31, "passed")] {
        let authority = Authority::builder("Studio CA").expires_in(days).build();
        let sandbox = trusting("studio.pem", &authority.pem());
        let found = doctor(&sandbox, &["python", ID]);
        assert_eq!((found.status(ID), found.code), (status, 0), "{days}");
        if status == "warning" {
            let text = found.text(ID);
            assert!(
                text.starts_with("the studio CA `Studio CA` expires on 20"),
                "{text}"
            );
            assert!(text.contains(&format!("in {days} days")), "{text}");
            assert!(text.contains("source file:"), "{text}");
            assert!(text.contains("studio.pem"), "{text}");
        }
    }
}

#[test]
fn an_expired_ca_of_trust_add_is_removed_by_the_command() {
    // `trust add` refuses a CA that has expired, so this one has expired since.
    let sandbox = Sandbox::new();
    let old = Authority::builder("Studio CA").expired().build();
    sandbox.write("home/.config/sglaunch/ca.d/studio.pem", old.pem());
    let found = doctor(&sandbox, &["python", ID]);
    assert_eq!((found.status(ID), found.code), ("warning", 0));
    let text = found.text(ID);
    assert!(
        text.starts_with("the studio CA `Studio CA` has expired on 2001-01-01"),
        "{text}"
    );
    assert!(text.contains("leaves it out of the bundle"), "{text}");
    let command = "sglaunch trust remove studio";
    assert!(text.ends_with(command), "{text}");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    sandbox.run(words).code(0);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}

#[test]
fn an_expired_ca_whose_successor_is_in_the_bundle_is_only_a_note() {
    let old = Authority::builder("Studio CA").expired().build();
    let key = pem::encode(&pem::Pem::new("CERTIFICATE", old.renewed("Studio CA 2")));
    let name = Authority::new("Studio CA").pem();
    for successor in [key, name] {
        let sandbox = trusting("studio.pem", &[old.pem(), successor].concat());
        let found = doctor(&sandbox, &["python", ID]);
        assert_eq!(found.status(ID), "passed");
        let text = found.text(ID);
        assert!(
            text.contains("`Studio CA` has expired on 2001-01-01"),
            "{text}"
        );
        assert!(
            text.contains("a certificate of the same CA until"),
            "{text}"
        );
    }
    let other = Authority::new("Other CA").pem();
    let sandbox = trusting("studio.pem", &[old.pem(), other].concat());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "warning");
}

#[test]
fn expired_roots_of_the_system_and_denied_cas_are_not_the_studios() {
    let old = Authority::builder("Old Root").expired().build();
    let sandbox = Sandbox::new();
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", old.pem());
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
    let file = sandbox.write("home/old.pem", old.pem());
    let yaml = format!(
        "ca:\n  files: ['{}']\n  deny: ['{}']\n",
        file.display(),
        sha256(&old.der())
    );
    let sandbox = sandbox.profile("defaults", &yaml);
    assert_eq!(doctor(&sandbox, &["python", ID]).status(ID), "passed");
}
