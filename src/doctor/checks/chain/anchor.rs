//! The one reason for which a chain does not end in a trusted certificate.

use super::case::Case;
use crate::certs::Certificate;
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::doctor::trust::{
    Kind, Member, Objection, Origin, is_issued_by, is_signed_by, lacks_intermediate,
};

/// The reason, with the certificate that it is about.
#[derive(Debug)]
pub enum Missing<'a> {
    /// The server's certificate is self-signed, and not trusted.
    SelfSigned(Member<'a>),
    /// The server does not send an intermediate, the issuer of this certificate.
    Intermediate(Member<'a>),
    /// Nothing trusts the root, which is this certificate if the server sent it, or else its
    /// issuer.
    Root(Member<'a>),
    /// The bundle has this intermediate, and not its root.
    RootOfTrusted(Member<'a>),
    /// A trusted certificate has the name of the issuer and another key.
    OtherKey(Member<'a>),
    /// All sources together have the certificate, but the bundle leaves it out.
    Excluded(Excluded),
}

/// A certificate that the bundle leaves out.
#[derive(Debug)]
pub struct Excluded {
    pub certificate: Certificate,
    pub reason: Reason,
    /// Everything that supplies it.
    pub sources: Vec<String>,
}

pub fn missing<'a>(case: &Case<'a>) -> Option<Missing<'a>> {
    let last = *case.verdict.path.last()?;
    let path = &case.verdict.path;
    let mut objections = case.verdict.objections.iter();
    let objection =
        objections.find(|one| one.kind.is_missing_anchor() || is_of_another_key(path, one))?;
    let kind = &objection.kind;
    if *kind != Kind::Signature
        && let Some(excluded) = excluded(case, &last)
    {
        return Some(Missing::Excluded(excluded));
    }
    match kind {
        Kind::SelfSigned => Some(Missing::SelfSigned(last)),
        Kind::NoIssuerOfAnchor => Some(Missing::RootOfTrusted(last)),
        Kind::NoIssuer if lacks_intermediate(case.merged(), path.first(), &last) => {
            Some(Missing::Intermediate(last))
        }
        Kind::UnknownRoot | Kind::NoIssuer => Some(Missing::Root(last)),
        Kind::Signature => path
            .get(objection.depth + 1)
            .copied()
            .map(Missing::OtherKey),
        _ => None,
    }
}

/// Returns whether a certificate of the path has the name of an anchor for its issuer, and was
/// signed with another key.
pub fn is_of_another_key(path: &[Member], objection: &Objection) -> bool {
    let issuer = path.get(objection.depth + 1);
    objection.kind == Kind::Signature && issuer.is_some_and(Member::is_anchor)
}

/// Returns the certificate that would complete the path if the bundle did not leave it out.
fn excluded(case: &Case, last: &Member) -> Option<Excluded> {
    let entries = case.merged().entries.iter();
    let completes = |entry: &&Entry| {
        entry.reason.is_some()
            && (entry.certificate.der == last.certificate.der
                || Member::new(&entry.certificate, Origin::Anchor)
                    .is_some_and(|issuer| has_issued(&issuer, last)))
    };
    if let Some(entry) = entries.clone().find(completes) {
        return Some(Excluded {
            certificate: entry.certificate.clone(),
            reason: entry.reason.clone()?,
            sources: entry.shown_sources(),
        });
    }
    case.verdict
        .path
        .iter()
        .find_map(|member| by_lists(case, member))
}

/// Returns whether a certificate has signed another one. A certificate with the issuer's name and
/// another key has not, such as Debian's `ssl-cert-snakeoil.pem` for any other `CN=localhost`.
fn has_issued(issuer: &Member, subject: &Member) -> bool {
    is_issued_by(subject, issuer) && is_signed_by(&subject.x509, &issuer.x509) != Some(false)
}

/// Returns a certificate that the server sent, if the profile denies it or the system distrusts it.
fn by_lists(case: &Case, member: &Member) -> Option<Excluded> {
    Some(Excluded {
        reason: case.certificates.denial_of(member.certificate)?,
        certificate: member.certificate.clone(),
        sources: Vec::new(),
    })
}
