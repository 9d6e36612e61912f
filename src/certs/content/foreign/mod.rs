//! Files of other formats that users mistake for certificates, recognised by their first bytes or
//! by the label of a PEM block.

mod message;
mod shape;

use memchr::memmem::find;

use super::Content;
use crate::certs::ProblemKind;
use crate::certs::pem::{blocks, decode_text};

/// A format that is not one of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foreign {
    JavaKeyStore,
    Pkcs12,
    Request,
    RevocationList,
    PublicKey,
    SshKey,
    OpenPgp,
    /// A serialized store of Windows (.sst).
    WindowsStore,
    /// A list of fingerprints of Windows (.stl).
    TrustList,
    /// An Apple configuration profile (.mobileconfig), signed or not.
    AppleProfile,
    SignedMessage,
    /// `SQLite`, as NSS' cert9.db.
    Sqlite,
    /// NSS' cert8.db.
    OldNss,
    WebPage,
    Pdf,
    /// A compressed file or an archive: its name, and the command that unpacks it.
    Packed(&'static str, &'static str),
}

use Foreign::{
    AppleProfile, JavaKeyStore, OldNss, OpenPgp, Packed, Pdf, Pkcs12, PublicKey, Request,
    RevocationList, SignedMessage, Sqlite, SshKey, TrustList, WebPage, WindowsStore,
};

/// Formats by their first bytes.
const MAGIC: [(&[u8], Foreign); 18] = [
    (b"\xfe\xed\xfe\xed", JavaKeyStore),
    // The same with encrypted keys of another kind (JCEKS).
    (b"\xce\xce\xce\xce", JavaKeyStore),
    (b"\0\0\0\0CERT", WindowsStore),
    (b"SQLite format 3\0", Sqlite),
    (b"\x00\x06\x15\x61", OldNss),
    (b"bplist", AppleProfile),
    (b"%PDF-", Pdf),
    (b"ssh-", SshKey),
    (b"ecdsa-sha2-", SshKey),
    (b"sk-ssh-", SshKey),
    (b"---- BEGIN SSH2 ", SshKey),
    (b"PuTTY-User-Key-File-", SshKey),
    (b"\x1f\x8b", Packed("gzip", "gunzip -c FILE > ca.pem")),
    (b"BZh", Packed("bzip2", "bzip2 -dc FILE > ca.pem")),
    (b"\xfd7zXZ\0", Packed("xz", "xz -dc FILE > ca.pem")),
    (
        b"\x28\xb5\x2f\xfd",
        Packed("zstd", "zstd -dc FILE > ca.pem"),
    ),
    (b"PK\x03\x04", Packed("zip", "unzip FILE")),
    (b"7z\xbc\xaf\x27\x1c", Packed("7z", "7z x FILE")),
];

/// Formats by the label of a PEM block.
const LABELS: [(&[u8], Foreign); 9] = [
    (b"CERTIFICATE REQUEST", Request),
    (b"NEW CERTIFICATE REQUEST", Request),
    (b"X509 CRL", RevocationList),
    (b"OPENSSH PRIVATE KEY", SshKey),
    (b"PUBLIC KEY", PublicKey),
    (b"RSA PUBLIC KEY", PublicKey),
    (b"PGP PUBLIC KEY BLOCK", OpenPgp),
    (b"PGP PRIVATE KEY BLOCK", OpenPgp),
    (b"PGP MESSAGE", OpenPgp),
];

/// Formats by a text near the beginning, in lower case.
const WORDS: [(&[u8], Foreign); 7] = [
    (b"<plist", AppleProfile),
    (b"<!doctype html", WebPage),
    (b"<html", WebPage),
    (b"application/pkcs7-mime", SignedMessage),
    (b"application/x-pkcs7-mime", SignedMessage),
    (b"application/pkcs7-signature", SignedMessage),
    (b"application/x-pkcs7-signature", SignedMessage),
];

/// The part of a file in which a text is near the beginning, in bytes.
const BEGINNING: usize = 4096;

/// `szOID_CTL`, the type of the content of a .stl, in DER.
const TRUST_LIST: &[u8] = b"\x06\x09\x2b\x06\x01\x04\x01\x82\x37\x0a\x01";

impl Content {
    /// Recognises the format of a file in which no certificate was found. `bytes` are its content.
    #[must_use]
    pub(super) fn recognised(mut self, bytes: &[u8]) -> Self {
        let is_unknown =
            (self.problems.iter()).all(|kind| matches!(kind, ProblemKind::Undecodable(_)));
        if self.has_certificates() || !is_unknown {
            self.foreign = None;
            return self;
        }
        self.has_private_key |= is_binary(bytes) && shape::is_private_key(bytes);
        self.foreign = self.foreign.or_else(|| Foreign::of(bytes));
        if self.foreign.is_some() || self.has_private_key {
            self.problems.clear();
        }
        // For an SSH key, the format is the better message.
        self.has_private_key &= self.foreign != Some(SshKey);
        self
    }

    /// Returns the problem of a file without certificates.
    pub fn absence(&self) -> ProblemKind {
        (self.foreign).map_or(ProblemKind::NoCertificates, ProblemKind::Foreign)
    }
}

impl Foreign {
    fn of(bytes: &[u8]) -> Option<Self> {
        if let Some(known) = is_binary(bytes).then(|| Self::of_der(bytes)).flatten() {
            return Some(known);
        }
        let text = decode_text(bytes);
        let starts = |(magic, _): &&(&[u8], Self)| text.starts_with(magic);
        let labels =
            || blocks(&text).find_map(|block| lookup(&LABELS, |label| block.label == label));
        // Not in the decoded text: an archive is never UTF-16.
        let is_tar = || is_binary(bytes) && bytes.get(257..262) == Some(b"ustar");
        let tar = || is_tar().then_some(Packed("tar", "tar -xf FILE"));
        let words = || {
            // The encoding of line ends makes no difference.
            let text = text.iter().filter(|byte| **byte != b'\r').take(BEGINNING);
            let text: Vec<u8> = text.map(u8::to_ascii_lowercase).collect();
            lookup(&WORDS, |word| find(&text, word).is_some())
        };
        (MAGIC.iter().find(starts).map(|(_, known)| *known))
            .or_else(labels)
            .or_else(tar)
            .or_else(words)
    }

    /// Recognises DER or BER that is not a certificate.
    pub(super) fn of_der(bytes: &[u8]) -> Option<Self> {
        shape::format(bytes).or_else(|| Self::of_pkcs7(bytes))
    }

    /// Recognises a PKCS#7 whose certificates are only those of the signer of its content.
    pub(super) fn of_pkcs7(bytes: &[u8]) -> Option<Self> {
        if !shape::is_pkcs7(bytes) {
            return None;
        }
        let has = |text: &[u8], end: usize| find(&bytes[..bytes.len().min(end)], text).is_some();
        if has(TRUST_LIST, 128) {
            return Some(TrustList);
        }
        let is_profile = has(b"<plist", BEGINNING) || has(b"bplist00", BEGINNING);
        is_profile.then_some(AppleProfile)
    }

    /// Returns whether a person may have put such a file, whatever its name, in a directory for its
    /// certificates.
    pub fn has_certificates(self) -> bool {
        matches!(
            self,
            JavaKeyStore | Pkcs12 | WindowsStore | TrustList | AppleProfile | SignedMessage
        )
    }
}

/// Returns whether a file is not a text, in which the first bytes of DER would mean nothing.
fn is_binary(bytes: &[u8]) -> bool {
    bytes.contains(&0) || str::from_utf8(bytes).is_err()
}

/// Returns the format of the first row that fits.
fn lookup(table: &[(&[u8], Foreign)], fits: impl Fn(&[u8]) -> bool) -> Option<Foreign> {
    let mut rows = table.iter();
    rows.find_map(|(key, known)| fits(key).then_some(*known))
}
