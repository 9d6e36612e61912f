//! Comments above the certificates of a PEM file.

use super::summary::summarize;
use super::{Certificate, pem};

/// Maximum length of the subject in a comment. Some readers have lines of 1024 bytes, and a subject
/// may have megabytes.
const MAX_SUBJECT: usize = 500;

/// Encodes certificates, each below a comment with its subject.
pub fn encode_with_comments(certificates: &[Certificate]) -> String {
    let blocks = certificates.iter().map(|certificate| {
        let subject = ascii(&summarize(certificate).subject);
        format!("# Subject: {subject}\n{}", pem::encode(&certificate.der))
    });
    blocks.collect()
}

/// Returns text of printable ASCII: other characters break Java, Python's `cadata` and others. They
/// are escaped as RFC 4514 does it, and so are dashes that some readers could take for a block's.
pub(crate) fn ascii(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if c == ' ' || c.is_ascii_graphic() && !(c == '-' && escaped.ends_with('-')) {
            escaped.push(c);
        } else {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).bytes();
            escaped.extend(bytes.map(|byte| format!("\\{byte:02X}")));
        }
        if escaped.len() > MAX_SUBJECT {
            escaped.push_str("...");
            break;
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::content::Content;
    use crate::certs::tests::authority;

    #[test]
    fn comments_are_short_lines_of_ascii_that_no_reader_takes_for_a_block() {
        let names = [
            "Zoë's Café, 東京",
            "a\nb\r\n-----BEGIN CERTIFICATE-----\nTrust me",
            "-----END CERTIFICATE-----",
            &"long ".repeat(1000),
        ];
        let certificates = names.map(|name| Certificate::new(&authority(name)).unwrap());
        let text = encode_with_comments(&certificates);
        assert!(text.is_ascii());
        let lines = || text.lines();
        assert!(lines().all(|line| line.len() < 600), "{text}");
        let (comments, blocks): (Vec<&str>, Vec<&str>) =
            lines().partition(|line| line.starts_with("# "));
        assert_eq!(comments.len(), names.len());
        assert!(!comments.iter().any(|line| line.contains("--")), "{text}");
        let plain: String = certificates
            .iter()
            .map(|one| pem::encode(&one.der))
            .collect();
        assert_eq!(blocks.join("\n") + "\n", plain);
        assert_eq!(Content::parse(text.as_bytes()).certificates, certificates);
        assert!(
            text.contains(r"# Subject: CN=Zo\C3\AB's Caf\C3\A9"),
            "{text}"
        );
    }
}
