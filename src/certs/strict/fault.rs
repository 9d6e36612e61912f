//! Faults of a certificate file, and the clients that they cost certificates.

use std::fmt;

use crate::certs::{Client, Refusal};

/// A fault of a certificate file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; `None` for the whole file.
    pub line: Option<usize>,
    /// The PEM block, from 1, if the fault is in one.
    pub block: Option<usize>,
    pub kind: FaultKind,
}

impl Fault {
    /// Returns a fault of the whole file.
    pub fn of_file(kind: FaultKind) -> Self {
        Self {
            line: None,
            block: None,
            kind,
        }
    }

    /// Returns the start of a sentence about the fault: its line and block, if it has any.
    pub fn place(&self) -> String {
        match (self.line, self.block) {
            (Some(line), Some(block)) => format!("line {line}, block {block}: "),
            (Some(line), None) => format!("line {line}: "),
            _ => String::new(),
        }
    }
}

/// The kind of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    NoCertificates,
    Utf16,
    /// A byte order mark in front of text in UTF-8.
    ByteOrderMark,
    /// The file is not text.
    Der,
    /// A PKCS#7, in PEM or not.
    Pkcs7,
    /// Lines end in a carriage return only.
    CarriageReturns,
    NullByte,
    /// Text in front of a BEGIN line, or an END line that is followed by the next BEGIN line.
    BeginInLine,
    /// A line of text that begins with five hyphens.
    Hyphens,
    /// The file ends in a block.
    Truncated,
    /// The END line is missing, or has another label.
    EndMissing,
    EmptyLine,
    /// A PEM header (RFC 1421, 4.6).
    Header,
    Base64,
    /// The base64 does not end in the padding that its length requires.
    Padding,
    /// A block with this label, which is not a certificate.
    OtherBlock(String),
    /// A label of certificates that only some clients know.
    Label(String),
    /// The certificate cannot be decoded.
    Undecodable(String),
    /// Bytes behind the certificate in a block.
    TrailingBytes,
    /// OpenSSL's trust settings behind the certificate in a block.
    TrustSettings,
    Unreadable(Client, Refusal),
    /// No client accepts a chain that ends in the certificate.
    Unusable(Refusal),
}

impl FaultKind {
    /// Returns the clients that lose certificates because of the fault.
    pub fn clients(&self) -> &[Client] {
        use Client::{BoringSsl, GnuTls, Java, OpenSsl};
        match self {
            Self::NoCertificates
            | Self::Utf16
            | Self::Truncated
            | Self::Header
            | Self::Base64
            | Self::Undecodable(_)
            | Self::Unusable(_) => &Client::ALL,
            Self::ByteOrderMark => &[BoringSsl, Java],
            Self::Hyphens | Self::OtherBlock(_) | Self::TrustSettings => &[Java],
            Self::Der | Self::Pkcs7 | Self::Padding => &[OpenSsl, GnuTls, BoringSsl],
            Self::CarriageReturns | Self::NullByte => &[OpenSsl, BoringSsl],
            Self::EmptyLine => &[OpenSsl],
            Self::BeginInLine | Self::EndMissing => &[OpenSsl, BoringSsl, Java],
            Self::Label(_) => &[GnuTls],
            Self::TrailingBytes => &[GnuTls, BoringSsl, Java],
            Self::Unreadable(client, _) => std::slice::from_ref(client),
        }
    }

    /// Returns why a client cannot read the certificate of a block.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Unreadable(_, refusal) | Self::Unusable(refusal) => Some(*refusal),
            _ => None,
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoCertificates => f.write_str("the file contains no certificate"),
            Self::Utf16 => f.write_str("the file is in UTF-16"),
            Self::ByteOrderMark => f.write_str("the file begins with a byte order mark"),
            Self::Pkcs7 => f.write_str("the file is PKCS#7, not certificates in PEM"),
            Self::Der => f.write_str("the file is in DER, not in PEM"),
            Self::CarriageReturns => {
                f.write_str("the lines end in a carriage return only, without a line feed")
            }
            Self::NullByte => f.write_str("contains a null byte"),
            Self::BeginInLine => f.write_str("text in front of BEGIN on the same line"),
            Self::Hyphens => f.write_str("a line outside of a block begins with five hyphens"),
            Self::Truncated => f.write_str("the file ends inside a certificate"),
            Self::EndMissing => f.write_str("END line missing"),
            Self::EmptyLine => f.write_str("empty line inside a certificate"),
            Self::Header => f.write_str("header inside a certificate"),
            Self::Base64 => f.write_str("invalid base64"),
            Self::Padding => f.write_str("base64 without the padding `=` at its end"),
            Self::OtherBlock(label) => write!(f, "`{label}` is not a certificate"),
            Self::Label(label) => write!(f, "the label `{label}` is not `CERTIFICATE`"),
            Self::Undecodable(why) => write!(f, "certificate cannot be decoded: {why}"),
            Self::TrustSettings => f.write_str("trust settings behind the certificate"),
            Self::TrailingBytes => f.write_str("extra bytes after the certificate"),
            Self::Unreadable(_, why) => why.fmt(f),
            Self::Unusable(why) => write!(f, "no client accepts the certificate: {why}"),
        }
    }
}
