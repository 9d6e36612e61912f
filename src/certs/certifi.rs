//! The comments above each block of certifi's `cacert.pem`, which tell Mozilla's roots from the CAs
//! that users have appended.

use std::collections::HashSet;

use super::pem::{blocks, decode_text};
use super::{Certificate, Fingerprint};

/// Returns the DER of the certificates in a PEM file that stand below comments of certifi.
pub fn commented(bytes: &[u8]) -> HashSet<Box<[u8]>> {
    let text = decode_text(bytes);
    let certificates = blocks(&text).filter(|block| block.label == b"CERTIFICATE");
    let commented = certificates.filter_map(|block| {
        let comments = Comments::above(&String::from_utf8_lossy(block.above()))?;
        let certificate = Certificate::new(&block.decode().ok()?).ok()?;
        comments.fit(&certificate).then_some(certificate.der)
    });
    commented.collect()
}

/// The comments above a block, which have an issuer and a label.
struct Comments {
    fingerprints: Vec<Fingerprint>,
}

impl Comments {
    /// Reads the comment lines at the end of `text`. Other text between the comments and the block
    /// means that the comments belong to something else.
    fn above(text: &str) -> Option<Self> {
        let lines = text.trim_end().rsplit(['\n', '\r']);
        let lines = lines.filter(|line| !line.is_empty());
        let comments: Vec<&str> = lines
            .map_while(|line| line.trim().strip_prefix("# "))
            .collect();
        let has = |key: &str| comments.iter().any(|line| line.starts_with(key));
        let fingerprint = |line: &&str| {
            let (name, digits) = line.split_once(" Fingerprint: ")?;
            let is_known = ["SHA1", "SHA256"].contains(&name);
            is_known.then(|| Fingerprint::parse(digits).ok()).flatten()
        };
        (has("Issuer: ") && has("Label: ")).then(|| Self {
            fingerprints: comments.iter().filter_map(fingerprint).collect(),
        })
    }

    /// Returns whether the comments are those of this certificate: a user may have replaced the
    /// block below them.
    fn fit(&self, certificate: &Certificate) -> bool {
        let own = certificate.fingerprints();
        self.fingerprints.iter().all(|one| own.contains(one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::{authority, pem};

    /// Returns certifi's comments for a certificate of this name.
    fn comments(name: &str) -> String {
        let certificate = Certificate::new(&authority(name)).unwrap();
        let [sha256, sha1] = certificate.fingerprints().clone();
        format!(
            "\n# Issuer: CN={name} O=Example\n# Subject: CN={name} O=Example\n# Label: \"{name}\"\n\
             # Serial: 4835703278459707669005204\n# MD5 Fingerprint: 3e:45:52\n\
             # SHA1 Fingerprint: {sha1}\n# SHA256 Fingerprint: {sha256}\n"
        )
    }

    fn found(text: &str, names: &[&str]) {
        let expected = names.iter().map(|name| authority(name).into());
        let crlf = text.replace('\n', "\r\n");
        let utf16: Vec<u8> = crlf.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), crlf.as_bytes(), &utf16] {
            assert_eq!(commented(bytes), expected.clone().collect(), "{text}");
        }
    }

    #[test]
    fn only_the_block_right_below_the_comments_is_certifis() {
        let root = format!("{}{}", comments("A"), pem("A"));
        found(&root, &["A"]);
        found(&format!("{root}{}", pem("Studio")), &["A"]);
        found(&format!("{root}\n# our proxy\n{}", pem("Studio")), &["A"]);
        found(&format!("{}{root}", pem("Studio")), &["A"]);
        let second = format!("{}{}", comments("B"), pem("B"));
        found(&format!("{root}{}{second}", pem("Studio")), &["A", "B"]);
        found(
            &format!("{}added by hand:\n{}", comments("A"), pem("A")),
            &[],
        );
        found("# Issuer: x\n# Label: x\n", &[]);
    }

    #[test]
    fn comments_of_another_certificate_do_not_count() {
        found(&format!("{}{}", comments("A"), pem("Studio")), &[]);
        let without_digests = "# Issuer: CN=A\n# Label: \"A\"\n";
        found(&format!("{without_digests}{}", pem("A")), &["A"]);
        found(&format!("# Issuer: CN=A\n{}", pem("A")), &[]);
    }
}
