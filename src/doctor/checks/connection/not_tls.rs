//! `site-not-tls`.

use super::{by_fault, first_bytes, speaker};
use crate::doctor::python::Python;
use crate::doctor::site::{Fault, Observed, Speech};
use crate::doctor::{Finding, Id, Subject};
use crate::os::CURL;

/// `site-not-tls`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    by_fault(Id::SiteNotTls, observed, python, |fault| {
        let other = Speech::Other(Vec::new());
        let speech = match fault {
            Fault::NotTls(speech) => speech,
            _ => &other,
        };
        let site = &observed.site;
        let message = format!(
            "no TLS on port {} of `{}`: {} answers",
            site.port,
            site.host,
            speaker(speech)
        );
        let finding = (first_bytes(speech).into_iter())
            .fold(Finding::failed(Id::SiteNotTls, message), Finding::detail)
            .detail(
                "Python reports WRONG_VERSION_NUMBER, HTTP_REQUEST or UNKNOWN_PROTOCOL, curl \
                 `wrong version number`",
            );
        match speech {
            Speech::Http => finding
                .remedy(
                    "use the port for HTTPS, which is 443 unless the server's administrator says \
                     otherwise; an `http://` address works only without TLS, as the command shows",
                )
                .command(format!("{CURL} --head http://{}/", site.with_port())),
            _ => finding.remedy(
                "correct the port: ask the server's administrator for the one that speaks HTTPS",
            ),
        }
    })
}
