//! Checks of the way to a site, up to the end of the handshake.

pub mod client_certificate;
pub mod closed;
pub mod connect;
pub mod name;
pub mod not_tls;
pub mod proxy;
pub mod renegotiation;
pub mod tls_version;
