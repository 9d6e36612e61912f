//! The cryptography of rustls, by ring.

use std::sync::Arc;

use rustls::Error;
use rustls::crypto::{CryptoProvider, KeyProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;

/// Returns what ring offers, except for private keys.
pub fn provider() -> CryptoProvider {
    CryptoProvider {
        key_provider: &NO_KEYS,
        ..ring::default_provider()
    }
}

/// Private keys of a client, which doctor does not have. Without it, the code that signs with each
/// kind of key would be part of the program.
#[derive(Debug)]
struct NoKeys;

static NO_KEYS: NoKeys = NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("no private keys".to_owned()))
    }
}
