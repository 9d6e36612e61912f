//! `--save-chain`.

use std::fs;

use super::{contains, trusting};
use crate::tls_server::{Authority, WebServer};

#[test]
fn a_saved_chain_has_names_and_fingerprints_in_its_order() {
    let root = Authority::new("Zoë's Root");
    let issuing = root.subordinate("Studio Intermediate");
    let stranger = Authority::new("Stranger");
    let own = issuing.issue().followed_by(&[&stranger, &root, &issuing]);
    let server = WebServer::start(own);
    let sandbox = trusting(&root);
    let url = server.url();
    sandbox
        .run([
            "doctor",
            "studio",
            "--site",
            &url,
            "--save-chain",
            "chain.pem",
            "site-expired",
        ])
        .code(0);
    let text = fs::read_to_string(sandbox.path("home/chain.pem")).expect("a file");
    assert!(text.is_ascii());
    let subjects: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# Subject: "))
        .collect();
    assert_eq!(
        subjects,
        [
            "CN=localhost",
            "CN=Studio Intermediate",
            r"CN=Zo\C3\AB's Root",
            "CN=Stranger"
        ]
    );
    let digest = sglaunch::certs::hex(&sglaunch::certs::sha256(&root.der()));
    contains(
        &text,
        &[
            "# Issuer: CN=Studio Intermediate",
            "# Not after: ",
            &format!("# SHA-256: {digest}"),
            "# SHA-1: ",
        ],
    );
    assert_eq!(pem::parse_many(&text).expect("PEM").len(), 4);
}
