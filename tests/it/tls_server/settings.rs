//! What a TLS server of a test offers and wants.

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::{TLS12, TLS13};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};

use super::authority::Authority;
use super::identity::Identity;

/// The TLS settings of a server.
pub struct ServerSettings {
    identity: Identity,
    versions: Vec<&'static SupportedProtocolVersion>,
    clients: Option<Arc<dyn ClientCertVerifier>>,
    pub(super) is_v6: bool,
}

impl ServerSettings {
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            versions: vec![&TLS13, &TLS12],
            clients: None,
            is_v6: false,
        }
    }

    pub fn tls12_only(self) -> Self {
        Self {
            versions: vec![&TLS12],
            ..self
        }
    }

    pub fn tls13_only(self) -> Self {
        Self {
            versions: vec![&TLS13],
            ..self
        }
    }

    /// Asks clients for a certificate of this CA, and serves those that have none too.
    pub fn asking_clients(self, authority: &Authority) -> Self {
        let verifier = WebPkiClientVerifier::builder_with_provider(
            Arc::new(roots(authority)),
            Arc::new(ring::default_provider()),
        );
        let clients = verifier.allow_unauthenticated().build();
        Self {
            clients: Some(clients.expect("a root")),
            ..self
        }
    }

    /// Refuses clients without a certificate of this CA.
    pub fn requiring_clients(self, authority: &Authority) -> Self {
        let verifier = WebPkiClientVerifier::builder_with_provider(
            Arc::new(roots(authority)),
            Arc::new(ring::default_provider()),
        );
        Self {
            clients: Some(verifier.build().expect("a root")),
            ..self
        }
    }

    /// Listens on `::1` alone, instead of 127.0.0.1.
    pub fn on_ipv6(self) -> Self {
        Self {
            is_v6: true,
            ..self
        }
    }

    pub(super) fn into_config(self) -> Arc<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&self.versions)
            .expect("ring speaks TLS 1.2 and 1.3");
        let builder = match self.clients {
            Some(clients) => builder.with_client_cert_verifier(clients),
            None => builder.with_no_client_auth(),
        };
        let key = ring::sign::any_supported_type(&self.identity.key()).expect("a key for ring");
        // Not `with_single_cert`, which refuses some of the flaws.
        let certified = CertifiedKey::new(self.identity.chain(), key);
        Arc::new(builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(certified))))
    }
}

fn roots(authority: &Authority) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().into()).expect("a CA");
    roots
}
