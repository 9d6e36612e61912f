//! Private keys of servers and CAs, and signatures that ring does not make.

use std::fs;
use std::process::{Command, Stdio};

use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384};

use super::der;

/// A type of key. The RSA keys and the one on P-521 are files, because they take long to make.
#[derive(Clone, Copy)]
pub enum Key {
    P256,
    P384,
    P521,
    Rsa512,
    Rsa1024,
    Rsa2048,
    Rsa3072,
    Rsa4096,
    Rsa8192,
}

/// A digest of a signature. All but the default of a key are signed by the openssl command.
#[derive(Clone, Copy)]
pub enum Digest {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// A private key.
pub struct PrivateKey {
    /// The key, or one that stands in for it while rcgen encodes a certificate.
    pub pair: KeyPair,
    /// The PEM of a key that ring cannot use.
    foreign: Option<&'static str>,
}

impl PrivateKey {
    pub fn new(key: Key) -> Self {
        let (pair, foreign) = match key {
            Key::P256 => (KeyPair::generate(), None),
            Key::P384 => (KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384), None),
            Key::P521 => (KeyPair::generate(), Some(include_str!("keys/p521.pem"))),
            Key::Rsa1024 => (KeyPair::generate(), Some(include_str!("keys/rsa1024.pem"))),
            Key::Rsa512 => (KeyPair::generate(), Some(include_str!("keys/rsa512.pem"))),
            Key::Rsa3072 => (KeyPair::from_pem(include_str!("keys/rsa3072.pem")), None),
            Key::Rsa2048 => (KeyPair::from_pem(include_str!("keys/rsa2048.pem")), None),
            Key::Rsa4096 => (KeyPair::from_pem(include_str!("keys/rsa4096.pem")), None),
            Key::Rsa8192 => (KeyPair::generate(), Some(include_str!("keys/rsa8192.pem"))),
        };
        let pair = pair.expect("ring makes or reads the key");
        Self { pair, foreign }
    }

    pub fn pem(&self) -> String {
        match self.foreign {
            Some(pem) => pem.to_owned(),
            None => self.pair.serialize_pem(),
        }
    }

    /// Whether only the openssl command can sign with this key.
    pub fn is_foreign(&self) -> bool {
        self.foreign.is_some()
    }
}

/// Signs a certificate again, with the public key of its subject in place of the stand-in's. Both
/// keys are PEM.
pub fn sign_again(certificate: &[u8], subject: &str, issuer: &str, digest: Digest) -> Vec<u8> {
    let algorithm = digest.algorithm(der::is_rsa(&public_key(issuer)));
    let mut parts = der::children(der::children(certificate)[0]);
    let public = public_key(subject);
    // Version, serial number, algorithm, issuer, validity, subject, key, extensions.
    parts[2] = &algorithm;
    parts[6] = &public;
    let signed = der::sequence(&parts);
    let signature = openssl(&["dgst", digest.option(), "-sign"], issuer, &signed);
    der::sequence(&[&signed, &algorithm, &der::bit_string(&signature)])
}

/// Returns the `SubjectPublicKeyInfo` in DER.
fn public_key(key: &str) -> Vec<u8> {
    openssl(&["pkey", "-pubout", "-outform", "DER", "-in"], key, b"")
}

impl Digest {
    fn option(self) -> &'static str {
        match self {
            Self::Md5 => "-md5",
            Self::Sha1 => "-sha1",
            Self::Sha256 => "-sha256",
            Self::Sha384 => "-sha384",
            Self::Sha512 => "-sha512",
        }
    }

    /// Returns the `AlgorithmIdentifier` of a signature (RFC 3279, RFC 4055, RFC 5758).
    fn algorithm(self, is_rsa: bool) -> Vec<u8> {
        const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
        const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04];
        let (arc, last): (_, &[u8]) = match (self, is_rsa) {
            // There is none with ECDSA.
            (Self::Md5, _) => (RSA, &[4]),
            (Self::Sha1, true) => (RSA, &[5]),
            (Self::Sha256, true) => (RSA, &[11]),
            (Self::Sha384, true) => (RSA, &[12]),
            (Self::Sha512, true) => (RSA, &[13]),
            (Self::Sha1, false) => (ECDSA, &[1]),
            (Self::Sha256, false) => (ECDSA, &[3, 2]),
            (Self::Sha384, false) => (ECDSA, &[3, 3]),
            (Self::Sha512, false) => (ECDSA, &[3, 4]),
        };
        let name = der::element(0x06, &[arc, last].concat());
        der::sequence(&[&name, if is_rsa { &[0x05, 0x00] } else { &[] }])
    }
}

/// Runs a command of openssl whose last arguments are the files of a key and of data.
fn openssl(words: &[&str], key: &str, data: &[u8]) -> Vec<u8> {
    let dir = tempfile::tempdir().expect("a directory for the key");
    let (key_file, data_file) = (dir.path().join("key.pem"), dir.path().join("data"));
    fs::write(&key_file, key).expect("a file for the key");
    let mut command = Command::new("openssl");
    command.args(words).arg(key_file);
    if !data.is_empty() {
        fs::write(&data_file, data).expect("a file for the data");
        command.arg(data_file);
    }
    let output = command.stdin(Stdio::null()).output();
    let output = output.expect("the openssl command");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {words:?}: {errors}");
    output.stdout
}
