//! The view of doctor itself on a site: the route to it, and the chain that the server sends.
//!
//! This module alone opens connections. Every step ends at the time limit.

mod connect;
mod fault;
mod handshake;
mod raw;
mod recorder;
mod request;
mod resolve;
mod resolve_by_std;
mod route;
mod tls;
mod tool;
mod tunnel;
mod url;
mod visit;
mod web_page;
mod wire;

use std::net::SocketAddr;

use super::trust::names_of;
use crate::certs::x509::X509;

pub use fault::{Choice, Fault, Incompatible, NotConnected, ProxyFault, Speech, Step};
pub use request::Answer;
pub use route::{BadProxy, Origin, Proxy, Remark, Route};
pub use tls::{Alert, Cipher, Version};
pub use url::{Site, is_in_domain};
pub use visit::observe;

/// The observation of a site.
#[derive(Debug)]
pub struct Observed {
    pub site: Site,
    pub route: Route,
    /// Settings that may explain a failure.
    pub remarks: Vec<Remark>,
    /// Addresses that were tried and do not answer, although another one does.
    pub silent: Vec<SocketAddr>,
    /// The handshake, or what prevented it.
    pub outcome: Result<Handshake, Fault>,
    /// The certificates that were sent before the fault.
    pub chain_before_fault: Vec<Vec<u8>>,
}

/// A TLS handshake whose certificates were recorded, not enforced.
#[derive(Debug)]
pub struct Handshake {
    /// The server's certificate, then the others as the server sent them, in DER.
    pub chain: Vec<Vec<u8>>,
    pub version: Version,
    pub cipher: Cipher,
    /// The time in the server's `Date` header, in seconds since 1970.
    pub date: Option<i64>,
    /// The server asked for a certificate of the client.
    pub wants_client_certificate: bool,
    /// The answer to the `HEAD` request.
    pub answer: Answer,
    /// The server's support of RFC 5746; `None` for TLS 1.3, which has no renegotiation.
    pub has_secure_renegotiation: Option<bool>,
}

impl Observed {
    /// Returns the observation of a site that was not observed in time.
    pub fn timed_out(site: Site) -> Self {
        Self {
            site,
            route: Route::Direct,
            remarks: Vec::new(),
            silent: Vec::new(),
            outcome: Err(Fault::Timeout(Step::Name)),
            chain_before_fault: Vec::new(),
        }
    }

    /// Returns the certificates that the server sent, also if the handshake failed later. Empty if
    /// there are none.
    pub fn chain(&self) -> &[Vec<u8>] {
        match &self.outcome {
            Ok(handshake) => &handshake.chain,
            Err(_) => &self.chain_before_fault,
        }
    }

    /// Returns the names of hosts that findings about the site may contain: that of the proxy, and
    /// those in the server's certificate.
    pub fn host_names(&self) -> Vec<String> {
        let proxy = match &self.route {
            Route::Proxy(proxy) => Some(proxy.at.host.clone()),
            Route::Direct | Route::Bad(..) => None,
        };
        let leaf = self.chain().first().and_then(|der| X509::decode(der).ok());
        let names = leaf.map(|leaf| names_of(&leaf)).unwrap_or_default();
        let names = names.iter().map(|name| name.trim_start_matches("*."));
        // A common name may be the name of a product.
        let is_host = |name: &&str| name.contains('.') || *name == "localhost";
        proxy
            .into_iter()
            .chain(names.filter(is_host).map(str::to_owned))
            .collect()
    }

    /// Returns what prevented the handshake.
    pub fn fault(&self) -> Option<&Fault> {
        self.outcome.as_ref().err()
    }
}
