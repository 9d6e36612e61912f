//! Our own view of a site: the way to it, and the chain that the server sends.

mod fault;
mod tls;
mod url;

use std::net::SocketAddr;
use std::time::Duration;

use super::Subject;
pub use fault::{Choice, Fault, Incompatible, NotConnected, ProxyFault, Speech, Step};
pub use tls::{Alert, Cipher, Version};
pub use url::Site;

/// What was observed of a site.
#[derive(Debug)]
pub struct Observed {
    pub site: Site,
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
    /// The stapled OCSP response; empty if there is none.
    pub ocsp: Vec<u8>,
    pub version: Version,
    pub cipher: Cipher,
    /// The address of the server; `None` through a proxy.
    pub address: Option<SocketAddr>,
    /// The time in the server's `Date` header, in seconds since 1970.
    pub date: Option<i64>,
    /// The server asked for a certificate of the client.
    pub wants_client_certificate: bool,
    /// The server ended the connection after the handshake, because there was none.
    pub refused_without_certificate: bool,
    /// The server's support of RFC 5746; `None` for TLS 1.3, which has no renegotiation.
    pub has_secure_renegotiation: Option<bool>,
}

impl Observed {
    /// Returns the observation of a site that was not observed in time.
    pub fn timed_out(site: Site) -> Self {
        Self {
            site,
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
}

/// Observes a site. All connections together take at most `limit`.
pub fn observe(_subject: &Subject, site: Site, _limit: Duration) -> Observed {
    Observed {
        outcome: Err(Fault::Name(site.host.clone())),
        site,
        chain_before_fault: Vec::new(),
    }
}
