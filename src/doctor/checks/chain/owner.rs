//! The check that reports OpenSSL's first objection to a chain.

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
