//! `site-connect`.

use super::{by_fault, lines, with_remarks};
use crate::doctor::python::Python;
use crate::doctor::site::{Fault, NotConnected, Observed};
use crate::doctor::{Finding, Id, Subject};
use crate::os::CURL;

/// `site-connect`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    if !observed.silent.is_empty() {
        return vec![partly_silent(observed)];
    }
    by_fault(Id::SiteConnect, observed, python, |fault| match fault {
        Fault::Connect(tried) => unreachable(observed, tried),
        _ => unreachable(observed, &[]),
    })
}

fn unreachable(observed: &Observed, tried: &[(std::net::SocketAddr, NotConnected)]) -> Finding {
    let (host, port) = (&observed.site.host, observed.site.port);
    let all = |reason| tried.iter().all(|(_, why)| *why == reason);
    let (message, remedy) = if all(NotConnected::TimedOut) {
        (
            format!("connection timed out: `{host}` does not answer on port {port}"),
            "ask IT whether a firewall blocks the port, or whether this machine must use a proxy, \
             which HTTPS_PROXY must name then",
        )
    } else if all(NotConnected::Refused) {
        (
            format!("connection refused: nothing listens on port {port} of `{host}`"),
            "check the port; if it is right, ask the server's administrator to start the service, \
             and show the output of the command",
        )
    } else {
        (
            format!("no address of `{host}` accepts a connection on port {port}"),
            "ask IT whether the network, a firewall or the server is the cause, and show the output \
             of the command",
        )
    };
    let finding = lines(tried).fold(Finding::failed(Id::SiteConnect, message), Finding::detail);
    with_remarks(finding, observed)
        .remedy(remedy)
        .command(format!(
            "{CURL} --head --verbose https://{}/",
            observed.site.authority()
        ))
}

/// Returns a warning: doctor tries the addresses side by side, Python one after the other.
fn partly_silent(observed: &Observed) -> Finding {
    let message = format!(
        "some addresses of `{}` do not answer: a client that tries them first waits for them",
        observed.site.host
    );
    let silent = observed.silent.iter();
    silent
        .map(|address| format!("{address}: no answer"))
        .fold(Finding::warning(Id::SiteConnect, message), Finding::detail)
        .remedy(
            "ask IT to repair the way to these addresses (often it is IPv6), or to remove them \
                 from the name server",
        )
}
