//! Our own view of a site: the way to it, and the chain that the server sends.

mod url;

use std::time::Duration;

use super::Subject;
pub use url::Site;

/// What was observed of a site.
#[derive(Debug)]
pub struct Observed {
    pub site: Site,
    /// The handshake, or what prevented it.
    pub outcome: Result<Handshake, Fault>,
}

/// A TLS handshake whose certificates were recorded, not enforced.
#[derive(Debug)]
pub struct Handshake {
    /// The server's certificate, then the others as the server sent them, in DER.
    pub chain: Vec<Vec<u8>>,
    /// The time in the server's `Date` header, in seconds since 1970.
    pub date: Option<i64>,
    /// The server asked for a certificate of the client.
    pub wants_client_certificate: bool,
}

/// What prevented a handshake.
#[derive(Debug)]
pub enum Fault {
    /// The name of the host cannot be resolved.
    Name(String),
}

/// Observes a site. All connections together take at most `limit`.
pub fn observe(_subject: &Subject, site: Site, _limit: Duration) -> Observed {
    Observed {
        outcome: Err(Fault::Name(site.host.clone())),
        site,
    }
}
