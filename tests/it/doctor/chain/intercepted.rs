//! A private CA that signs a connection.

use super::{contains, examine, examine_url, only, trusting};
use crate::tls_server::{Authority, Proxy};

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

/// A site that is known to have a certificate of a public CA.
const PUBLIC: &str = "https://studio.shotgrid.autodesk.com";

#[test]
fn a_public_site_behind_a_proxy_that_inspects_tls_names_the_proxys_ca() {
    let proxy_root = Authority::new("Proxy Root");
    let sandbox = trusting(&proxy_root);
    let proxy = Proxy::inspecting(proxy_root);
    let sandbox = sandbox.env("HTTPS_PROXY", proxy.url());
    let findings = examine_url(&sandbox, PUBLIC);
    assert_eq!(findings.code, 0, "{:#}", findings.document);
    assert_eq!(findings.with_status("warning"), ["site-intercepted"]);
    contains(
        &findings.text("site-intercepted"),
        &[
            "studio.shotgrid.autodesk.com is re-signed on the way by the CA `Proxy Root`",
            "trusted from file:",
            "studio.pem",
            "Mozilla's list alone does not accept",
        ],
    );
}

#[test]
fn a_public_site_behind_an_unknown_proxy_says_that_it_is_re_signed() {
    let sandbox = trusting(&Authority::new("Studio Root"));
    let proxy = Proxy::inspecting(Authority::new("Proxy Root"));
    let sandbox = sandbox.env("HTTPS_PROXY", proxy.url());
    let findings = examine_url(&sandbox, PUBLIC);
    contains(
        &only(&findings, "site-unknown-root"),
        &[
            "`Proxy Root` re-signs the connection on the way",
            "Group Policy",
        ],
    );
    assert_eq!(findings.status("site-intercepted"), "skipped");
}
