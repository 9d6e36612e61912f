//! A private CA that signs a connection.

use super::{contains, examine, trusting};
use crate::tls_server::Authority;

#[test]
fn a_private_ca_of_another_host_is_a_note() {
    let root = Authority::new("Studio Root");
    let findings = examine(&trusting(&root), root.issue());
    assert_eq!(findings.status("site-intercepted"), "passed");
    contains(
        &findings.text("site-intercepted"),
        &[
            "`Studio Root` is not in Mozilla's list",
            "a private CA, a proxy's or the studio's own",
            "trusted from file:",
            "the system's store alone does not accept",
        ],
    );
}
