//! TLS libraries whose certificate parsers differ, and why one of them cannot read a certificate.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A TLS library with a certificate parser of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// OpenSSL: Python, curl, Node and most others.
    OpenSsl,
    /// GnuTLS: git and wget of Debian and Ubuntu.
    GnuTls,
    /// BoringSSL: gRPC.
    BoringSsl,
    /// The certificate factory of Java's `sun.security`.
    Java,
}

impl Client {
    pub const ALL: [Self; 4] = [Self::OpenSsl, Self::GnuTls, Self::BoringSsl, Self::Java];

    /// Returns the client's name in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::OpenSsl => "openssl",
            Self::GnuTls => "gnutls",
            Self::BoringSsl => "boringssl",
            Self::Java => "java",
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::OpenSsl => "OpenSSL",
            Self::GnuTls => "GnuTLS (git and wget of Debian)",
            Self::BoringSsl => "BoringSSL (gRPC)",
            Self::Java => "Java",
        })
    }
}

/// Returns the names of clients as a list in a sentence.
pub fn listed(clients: &[Client]) -> String {
    let names: Vec<String> = clients.iter().map(ToString::to_string).collect();
    match &names[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        names => names.concat(),
    }
}

/// The property of a certificate because of which a client cannot read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// An extension is there twice (RFC 5280, 4.2).
    DuplicateExtension,
    /// The bundle's text cannot be read back.
    Encoding,
    /// Extensions are only allowed in version 3 (RFC 5280, 4.1.2.9).
    ExtensionsInOldVersion,
    /// Unique identifiers are not allowed in version 1 (RFC 5280, 4.1.2.8).
    UniqueIdInVersion1,
    /// No standard defines a version after 3.
    UnknownVersion,
    /// The signature algorithms inside and outside differ (RFC 5280, 4.1.1.2).
    AlgorithmsDiffer,
    /// A subject or issuer alternative name cannot be decoded.
    AlternativeName,
    BasicConstraints,
    /// A critical extension cannot be decoded.
    CriticalExtension,
    /// An RDN of the issuer or the subject has no attribute (X.501, 9.3).
    EmptyRdn,
    EmptyIssuer,
    /// Nothing replaces the subject (RFC 5280, 4.1.2.6).
    EmptySubject,
    /// The text of a name is not valid in its encoding.
    Text,
    /// A BMPString has a character beyond U+FFFF.
    Surrogate,
    LongName,
    /// Unused bits of a BIT STRING are not zero (X.690, 11.2.1).
    PaddingBits,
    SerialNumber,
    ObjectIdentifier,
    Algorithm,
    PublicKey,
}

/// The end of a sentence about the certificate.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::DuplicateExtension => "it has an extension twice",
            Self::Encoding => "its PEM block in the bundle cannot be read",
            Self::ExtensionsInOldVersion => "it has extensions, which only version 3 allows",
            Self::UniqueIdInVersion1 => {
                "it has a unique identifier, which version 1 does not allow"
            }
            Self::UnknownVersion => "its version is later than 3",
            Self::AlgorithmsDiffer => "its two signature algorithms differ",
            Self::AlternativeName => "an alternative name is empty or cannot be decoded",
            Self::BasicConstraints => "its basic constraints cannot be decoded",
            Self::CriticalExtension => "a critical extension cannot be decoded",
            Self::EmptyRdn => "a part of its name is empty",
            Self::EmptyIssuer => "its issuer is empty",
            Self::EmptySubject => "its subject is empty",
            Self::Text => "its name has text that is not valid in its encoding",
            Self::Surrogate => "its name has a character beyond U+FFFF in a BMPString",
            Self::LongName => "its name is longer than 1 MiB",
            Self::PaddingBits => "unused bits are not zero",
            Self::SerialNumber => "its serial number is not encoded in DER",
            Self::ObjectIdentifier => "an object identifier is not valid or too long",
            Self::Algorithm => "the parameters of an algorithm cannot be decoded",
            Self::PublicKey => "its public key cannot be decoded",
        })
    }
}

/// The clients that cannot read a certificate. One such certificate costs them the whole file, or
/// all certificates behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refusals {
    by_client: [Option<Refusal>; 4],
    /// Why no client accepts a chain that ends in the certificate, whether a client can read it or
    /// not.
    pub by_all: Option<Refusal>,
}

impl Refusals {
    /// Returns the refusals that `find` returns for the clients.
    pub fn of(find: impl FnMut(Client) -> Option<Refusal>) -> Self {
        Self {
            by_client: Client::ALL.map(find),
            by_all: None,
        }
    }

    /// Adds a reason why `client` cannot read the certificate.
    pub fn add(&mut self, client: Client, refusal: Refusal) {
        self.by_client[client as usize] = Some(refusal);
    }

    /// Returns why `client` cannot read the certificate.
    pub fn by(&self, client: Client) -> Option<Refusal> {
        self.by_client[client as usize]
    }

    /// Returns the clients that cannot read the certificate, by the reason.
    pub fn reasons(&self) -> BTreeMap<Refusal, Vec<Client>> {
        let mut reasons: BTreeMap<Refusal, Vec<Client>> = BTreeMap::new();
        for (client, refusal) in self.iter() {
            reasons.entry(refusal).or_default().push(client);
        }
        reasons
    }

    /// Iterates over the clients that cannot read the certificate.
    pub fn iter(&self) -> impl Iterator<Item = (Client, Refusal)> {
        let clients = Client::ALL.into_iter();
        clients.filter_map(|client| Some((client, self.by(client)?)))
    }
}
