//! The check that reports OpenSSL's first objection to a chain, and the text of the objection.

use super::anchor::{Missing, is_of_another_key};
use super::case::Case;
use crate::certs::policy::Reason;
use crate::doctor::Id;
use crate::doctor::trust::Kind;

/// Returns the check that the first objection belongs to.
pub fn first_owner(case: &Case) -> Option<Id> {
    let first = case.verdict.objections.first()?;
    Some(match &first.kind {
        Kind::TooLong => Id::SiteConstraint,
        kind if kind.is_missing_anchor() => of_missing(&case.missing()?),
        Kind::Expired(_) => Id::SiteExpired,
        Kind::NotYetValid(_) => Id::SiteNotYetValid,
        Kind::WrongName | Kind::WrongAddress => Id::SiteWrongName,
        Kind::WeakKey { .. } | Kind::WeakDigest { .. } => Id::SiteWeak,
        Kind::Signature if is_of_another_key(&case.verdict.path, first) => Id::SiteUnknownRoot,
        _ => Id::SiteConstraint,
    })
}

fn of_missing(missing: &Missing) -> Id {
    match missing {
        Missing::SelfSigned(_) => Id::SiteSelfSigned,
        Missing::Intermediate(_) => Id::SiteMissingIntermediate,
        Missing::Root(_) | Missing::RootOfTrusted(_) | Missing::OtherKey(_) => Id::SiteUnknownRoot,
        Missing::Excluded(excluded) => of_reason(&excluded.reason),
    }
}

fn of_reason(reason: &Reason) -> Id {
    match reason {
        Reason::Issuer(reason) => of_reason(reason),
        Reason::Denied | Reason::Distrusted(_) => Id::SiteDistrusted,
        Reason::Expired => Id::SiteExpired,
        _ => Id::SiteConstraint,
    }
}

/// Returns the text of `X509_verify_cert_error_string` in OpenSSL 3.
pub fn openssl_text(code: u32) -> Option<&'static str> {
    Some(match code {
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
        79 => "invalid CA certificate",
        94 => "Certificate public key has explicit ECC parameters",
        _ => return None,
    })
}
