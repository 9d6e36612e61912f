//! The verifier of doctor's handshake: it accepts every certificate and keeps it.
//!
//! Nothing that is worth protecting crosses such a connection: one `HEAD /` without cookies.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

/// The certificates of the server, and its request for one of the client.
#[derive(Debug, Default)]
pub struct Recorder {
    /// The certificates, in DER.
    chain: Mutex<Vec<Vec<u8>>>,
    wants_client_certificate: AtomicBool,
}

impl Recorder {
    pub fn chain(&self) -> Vec<Vec<u8>> {
        let chain = self.chain.lock();
        chain.map(|chain| chain.clone()).unwrap_or_default()
    }

    pub fn wants_client_certificate(&self) -> bool {
        self.wants_client_certificate.load(Ordering::Relaxed)
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(mut chain) = self.chain.lock() {
            let all = [end_entity].into_iter().chain(intermediates);
            *chain = all.map(|certificate| certificate.to_vec()).collect();
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    /// Returns also the schemes that ring cannot verify, so that a server with such a key answers.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ECDSA_NISTP384_SHA384,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED25519,
            SignatureScheme::ED448,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PSS_SHA384,
            SignatureScheme::RSA_PSS_SHA512,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::RSA_PKCS1_SHA384,
            SignatureScheme::RSA_PKCS1_SHA512,
            SignatureScheme::ECDSA_SHA1_Legacy,
            SignatureScheme::RSA_PKCS1_SHA1,
        ]
    }
}

impl ResolvesClientCert for Recorder {
    /// Records the request. There is no certificate to send.
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<std::sync::Arc<CertifiedKey>> {
        self.wants_client_certificate.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
