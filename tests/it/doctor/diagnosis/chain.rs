use super::{examine, machine};
use crate::clients::interpreter_or_skip;
use crate::tls_server::Authority;

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_good_site_is_accepted_with_the_bundle_alone() {
    let Some(python) = interpreter_or_skip("a_good_site", "3.11") else {
        return;
    };
    let root = Authority::new("Studio Root");
    let sandbox = machine(python, "files: [~/studio.pem]").pem("studio.pem", &root);
    let found = examine(&sandbox, root.issue());
    assert_eq!(found.accepted(), [Some(true), Some(true), Some(false)]);
    assert_eq!(
        found.path(),
        [
            "localhost, server, sent: accepted accepted accepted",
            "Studio Root, root, held: trusted trusted rejected",
        ]
    );
    assert_eq!(found.reason(1, 2), "is not among the trust anchors");
    assert_eq!(found.source("file:~/studio.pem"), "has `Studio Root`");
    assert!(
        found
            .message(2)
            .contains("unable to get local issuer certificate, 20")
    );
}
