//! Judgements of a client on the certificates of the path.

use super::path::End;
use crate::certs::name::are_equal;
use crate::certs::policy::Reason;
use crate::doctor::trust::{Kind, Member, NotJudged, Objection, Verdict};

/// A judgement of a client on a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgementKind {
    /// It is a trust anchor of the client.
    Trusted,
    /// It is part of the client's path, and nothing is wrong with it.
    Accepted,
    /// The client rejects it.
    Rejected,
    /// The client's path does not contain it.
    NotReached,
    /// Nothing is known.
    Unknown,
}

/// The reason of a judgement.
#[derive(Debug)]
pub enum Why<'v> {
    /// The client rejects the certificate at this depth of its own path.
    Objection(&'v Objection),
    /// The certificate is not among the client's trust anchors.
    NotTrusted,
    /// The bundle or the store leaves the certificate out.
    Excluded(Reason),
    /// Neither the server nor the client has the certificate.
    NotThere,
    /// The client has another certificate of this name, with another key.
    OtherKey,
    /// The client takes another certificate of this CA, which it accepts or rejects.
    OtherCertificate(Option<&'v Objection>),
    /// The path contains the issuer of the certificate already.
    Loop(&'v Objection),
    /// Only names and key identifiers were compared.
    NotVerified,
}

impl Why<'_> {
    /// Returns OpenSSL's error.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Objection(objection)
            | Self::OtherCertificate(Some(objection))
            | Self::Loop(objection) => Some(objection.kind.code(objection.depth)),
            _ => None,
        }
    }
}

/// The kind of a judgement, and its reason.
pub type Judged<'v> = (JudgementKind, Option<Why<'v>>);

/// A client's verdict, beside the path that is drawn.
pub struct Judge<'v, 'a> {
    pub verdict: &'v Verdict<'a>,
    pub path: &'v [Member<'a>],
    /// The reason why the path ends.
    pub end: End,
    /// Why the client's store leaves out a certificate.
    pub exclusion: &'v dyn Fn(&Member) -> Option<Reason>,
}

impl<'v> Judge<'v, '_> {
    /// Judges the certificate of the path at an index; behind its end is the one that is missing.
    pub fn judge(&self, index: usize) -> Judged<'v> {
        let link = self.path.get(index);
        let own = |member: &Member| link.is_some_and(|link| link.is_same(member));
        match self.verdict.path.iter().position(own) {
            Some(depth) => self.of_member(depth),
            None => self.of_other(index),
        }
    }

    /// Judges a certificate of the client's own path.
    fn of_member(&self, depth: usize) -> Judged<'v> {
        let Some(member) = self.verdict.path.get(depth) else {
            return (JudgementKind::Unknown, None);
        };
        if let Some(objection) = self.objection_at(depth) {
            let why = match objection.kind {
                Kind::UnknownRoot | Kind::SelfSigned => match (self.exclusion)(member) {
                    Some(reason) => Why::Excluded(reason),
                    None => Why::Objection(objection),
                },
                _ => Why::Objection(objection),
            };
            return (JudgementKind::Rejected, Some(why));
        }
        let is_last = depth + 1 == self.verdict.path.len();
        if is_last
            && self.end == End::Loop
            && let Some(objection) = self.missing()
        {
            return (JudgementKind::Rejected, Some(Why::Loop(objection)));
        }
        if is_last && member.is_anchor() && self.missing().is_none() {
            return (JudgementKind::Trusted, None);
        }
        let is_unverified = (self.verdict.not_judged).contains(&NotJudged::Signature(depth));
        let note = is_unverified.then_some(Why::NotVerified);
        (JudgementKind::Accepted, note)
    }

    /// Judges a certificate that the client's path does not contain.
    fn of_other(&self, index: usize) -> Judged<'v> {
        let link = self.path.get(index);
        let below = index.checked_sub(1).and_then(|below| self.path.get(below));
        let name = link.map(|link| link.x509.subject);
        let name = name.or_else(|| Some(below?.x509.issuer));
        let path = &self.verdict.path;
        let same_name =
            |member: &Member| name.is_some_and(|name| are_equal(member.x509.subject, name));
        if let Some(depth) = path.iter().skip(1).position(same_name) {
            let depth = depth + 1;
            let same_key = |link: &Member| {
                let other = path.get(depth);
                other.is_some_and(|other| {
                    other.certificate.comparable_key() == link.certificate.comparable_key()
                })
            };
            if !link.is_some_and(same_key) {
                return (JudgementKind::Rejected, Some(Why::OtherKey));
            }
            let objection = self.objection_at(depth).or_else(|| self.missing());
            let kind = match objection {
                Some(_) => JudgementKind::Rejected,
                None => JudgementKind::Accepted,
            };
            return (kind, Some(Why::OtherCertificate(objection)));
        }
        let is_next = || {
            let (below, last) = (below?, path.last()?);
            below.is_same(last).then_some(())
        };
        if self.missing().is_none() || is_next().is_none() {
            return (JudgementKind::NotReached, None);
        }
        let why = match link {
            Some(link) => (self.exclusion)(link).map_or(Why::NotTrusted, Why::Excluded),
            None => Why::NotThere,
        };
        (JudgementKind::Rejected, Some(why))
    }

    /// Returns the first objection to a certificate of the client's path. That its issuer is
    /// missing, or has another key, is an objection to the issuer.
    fn objection_at(&self, depth: usize) -> Option<&'v Objection> {
        let path = &self.verdict.path;
        let is_of_issuer = |one: &Objection| match one.kind {
            Kind::NoIssuer | Kind::NoIssuerOfAnchor => true,
            Kind::Signature => path.get(depth + 1).is_some_and(Member::is_anchor),
            _ => false,
        };
        let mut objections = self.verdict.objections.iter();
        objections.find(|one| one.depth == depth && !is_of_issuer(one))
    }

    /// Returns the objection that the path does not end in a trust anchor.
    fn missing(&self) -> Option<&'v Objection> {
        let mut objections = self.verdict.objections.iter();
        objections.find(|one| one.kind.is_missing_anchor())
    }
}
