//! Verdicts on a chain, as data.

use super::chain::Member;

/// The verdict of a client on a chain.
#[derive(Debug)]
pub struct Verdict<'a> {
    /// The path that was found, from the server's certificate to the last issuer.
    pub path: Vec<Member<'a>>,
    /// Everything that the client rejects, in the order in which OpenSSL checks it. The chain is
    /// accepted if there is nothing.
    pub objections: Vec<Objection>,
    pub not_judged: Vec<NotJudged>,
}

/// A reason to reject a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The index in the path of the certificate that the objection is about.
    pub depth: usize,
    pub kind: Kind,
}

/// A part of a chain that cannot be judged here, and counts as right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJudged {
    /// The signature of the certificate at this depth: its algorithm or its issuer's key.
    Signature(usize),
    /// A name constraint of another type than DNS names, addresses and directory names.
    Constraint(usize),
    /// The strength of the key of the certificate at this depth.
    Strength(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The server's own certificate is self-signed, and not an anchor.
    SelfSigned,
    /// The path ends in a root that is not an anchor.
    UnknownRoot,
    /// The issuer was neither sent nor is it an anchor.
    NoIssuer,
    /// The path ends in an anchor that is an intermediate, and its issuer is not an anchor.
    NoIssuerOfAnchor,
    TooLong,
    /// An extension that cannot be decoded, or is there twice.
    Undecodable(String),
    /// A critical extension that OpenSSL does not support.
    Critical(String),
    /// An issuer that may not sign certificates.
    NotACa,
    /// A curve that is written out instead of named.
    ExplicitCurve,
    /// The certificate has more intermediates below it than its path length allows.
    PathLength(u64),
    /// Not for TLS servers.
    Purpose(Purpose),
    Strict(StrictFault),
    /// The key has fewer bits of security than the level requires.
    WeakKey {
        bits: u32,
        required: u32,
    },
    /// The digest of the signature has fewer bits of security than the level requires.
    WeakDigest {
        bits: u32,
        required: u32,
    },
    WrongName,
    WrongAddress,
    /// The key usage does not allow the issuer to sign certificates.
    CannotSign,
    /// The signature was not made with the issuer's key.
    Signature,
    /// Since this time, in seconds since 1970.
    Expired(i64),
    /// Until this time.
    NotYetValid(i64),
    /// A name outside of those that the CA at this depth permits.
    NotPermitted {
        by: usize,
        name: String,
    },
    /// A name among those that the CA at this depth excludes.
    ExcludedName {
        by: usize,
        name: String,
    },
    /// A constraint with a minimum or maximum, which no client supports.
    ConstraintSyntax {
        by: usize,
    },
}

/// The extension that excludes TLS servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    ExtendedKeyUsage,
    KeyUsage,
    NetscapeType,
}

/// A fault for which `VERIFY_X509_STRICT` rejects a chain; Python sets the flag since 3.13.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrictFault {
    NotACaByExtension,
    PathLengthOfNonCa,
    PathLengthWithoutCertSign,
    ConstraintsNotCritical,
    NoKeyUsage,
    CertSignOfNonCa,
    EmptyIssuer,
    EmptySubject,
    NamesNotCritical,
    NoNames,
    AlgorithmsDiffer,
    AuthorityKeyIdCritical,
    KeyIdCritical,
    NoAuthorityKeyId,
    NoKeyId,
    OldVersion,
}

impl Verdict<'_> {
    pub fn is_accepted(&self) -> bool {
        self.objections.is_empty()
    }

    /// Returns OpenSSL's error, `X509_V_ERR_…`; 0 if there is none.
    pub fn code(&self) -> u32 {
        let first = self.objections.first();
        first.map_or(0, |objection| objection.kind.code(objection.depth))
    }
}

impl Kind {
    /// Returns whether the path does not end in an anchor.
    pub fn is_missing_anchor(&self) -> bool {
        matches!(
            self,
            Self::SelfSigned
                | Self::UnknownRoot
                | Self::NoIssuer
                | Self::NoIssuerOfAnchor
                | Self::TooLong
        )
    }

    /// Returns the number in OpenSSL's `x509_vfy.h`.
    pub fn code(&self, depth: usize) -> u32 {
        match self {
            Self::SelfSigned => 18,
            Self::UnknownRoot => 19,
            Self::NoIssuer => 20,
            Self::NoIssuerOfAnchor => 2,
            Self::TooLong => 22,
            Self::Undecodable(_) => 1,
            Self::Critical(_) => 34,
            Self::NotACa => 79,
            Self::ExplicitCurve => 94,
            Self::PathLength(_) => 25,
            Self::Purpose(_) => 26,
            Self::Strict(fault) => fault.code(),
            Self::WeakKey { .. } if depth == 0 => 66,
            Self::WeakKey { .. } => 67,
            Self::WeakDigest { .. } => 68,
            Self::WrongName => 62,
            Self::WrongAddress => 64,
            Self::CannotSign => 32,
            Self::Signature => 7,
            Self::Expired(_) => 10,
            Self::NotYetValid(_) => 9,
            Self::NotPermitted { .. } => 47,
            Self::ExcludedName { .. } => 48,
            Self::ConstraintSyntax { .. } => 49,
        }
    }
}

/// Returns the text of `X509_verify_cert_error_string` in OpenSSL 3.
pub fn openssl_text(code: u32) -> &'static str {
    match code {
        2 => "unable to get issuer certificate",
        7 => "certificate signature failure",
        9 => "certificate is not yet valid",
        10 => "certificate has expired",
        18 => "self-signed certificate",
        19 => "self-signed certificate in certificate chain",
        20 => "unable to get local issuer certificate",
        22 => "certificate chain too long",
        25 => "path length constraint exceeded",
        26 => "unsuitable certificate purpose",
        32 => "key usage does not include certificate signing",
        34 => "unhandled critical extension",
        47 => "permitted subtree violation",
        48 => "excluded subtree violation",
        49 => "name constraints minimum and maximum not supported",
        62 => "hostname mismatch",
        64 => "IP address mismatch",
        66 => "EE certificate key too weak",
        67 => "CA certificate key too weak",
        68 => "CA signature digest algorithm too weak",
        78 => "cert info signature and signature algorithm mismatch",
        79 => "invalid CA certificate",
        80 => "Path length invalid for non-CA cert",
        81 => "Path length given without key usage keyCertSign",
        82 => "Key usage keyCertSign invalid for non-CA cert",
        83 => "Issuer name empty",
        84 => "Subject name empty",
        85 => "Missing Authority Key Identifier",
        86 => "Missing Subject Key Identifier",
        87 => "Empty Subject Alternative Name extension",
        88 => "Subject empty and Subject Alt Name extension not critical",
        89 => "Basic Constraints of CA cert not marked critical",
        90 => "Authority Key Identifier marked critical",
        91 => "Subject Key Identifier marked critical",
        92 => "CA cert does not include key usage extension",
        93 => "Using cert extension requires at least X509v3",
        94 => "Certificate public key has explicit ECC parameters",
        // 1, X509_V_ERR_UNSPECIFIED.
        _ => "unspecified certificate verification error",
    }
}

impl StrictFault {
    fn code(self) -> u32 {
        match self {
            Self::NotACaByExtension => 79,
            Self::PathLengthOfNonCa => 80,
            Self::PathLengthWithoutCertSign => 81,
            Self::CertSignOfNonCa => 82,
            Self::EmptyIssuer => 83,
            Self::EmptySubject => 84,
            Self::NoAuthorityKeyId => 85,
            Self::NoKeyId => 86,
            Self::NoNames => 87,
            Self::NamesNotCritical => 88,
            Self::ConstraintsNotCritical => 89,
            Self::AuthorityKeyIdCritical => 90,
            Self::KeyIdCritical => 91,
            Self::NoKeyUsage => 92,
            Self::OldVersion => 93,
            Self::AlgorithmsDiffer => 78,
        }
    }

    /// Returns what the certificate lacks, as the end of a sentence.
    pub fn text(self) -> &'static str {
        match self {
            Self::NotACaByExtension => "only an old extension marks it as a CA",
            Self::PathLengthOfNonCa => "it has a path length, but is not a CA",
            Self::PathLengthWithoutCertSign => {
                "it has a path length, but its key usage lacks keyCertSign"
            }
            Self::ConstraintsNotCritical => "its basicConstraints are not critical",
            Self::NoKeyUsage => "it has no key usage",
            Self::CertSignOfNonCa => "its key usage has keyCertSign, but it is not a CA",
            Self::EmptyIssuer => "its issuer is empty",
            Self::EmptySubject => "its subject is empty",
            Self::NamesNotCritical => {
                "its subject is empty, and its alternative names are not critical"
            }
            Self::NoNames => "its list of alternative names is empty",
            Self::AlgorithmsDiffer => "its two signature algorithms differ",
            Self::AuthorityKeyIdCritical => "its authority key identifier is critical",
            Self::KeyIdCritical => "its subject key identifier is critical",
            Self::NoAuthorityKeyId => "it has no authority key identifier",
            Self::NoKeyId => "it has no subject key identifier",
            Self::OldVersion => "it has extensions, but is not of version 3",
        }
    }
}
