//! The path from the server's certificate to the root, as it should be.

use crate::doctor::trust::{
    Anchors, Chain, Member, Origin, is_issued_by, is_self_signed, is_signed_by,
};

/// Maximum number of certificates in a path that is drawn.
const MAX_LENGTH: usize = 20;

/// Returns the path from the server's certificate to its root, or to the last certificate whose
/// issuer nobody has. A root of the bundle comes first, then what the server sent, then all other
/// certificates of all sources.
pub fn path<'a>(
    chain: &'a Chain,
    bundle: &Anchors<'a>,
    all: &Anchors<'a>,
    now: i64,
) -> Vec<Member<'a>> {
    let sent = chain.members();
    let mut path: Vec<Member> = sent.first().copied().into_iter().collect();
    while let Some(last) = path.last().copied()
        && !is_self_signed(&last)
        && path.len() < MAX_LENGTH
    {
        let is_new = |one: &Member| !path.iter().any(|member| member.is_same(one));
        let issuers = |members: Vec<Member<'a>>| {
            let mut members = members;
            members.retain(|one| is_new(one) && has_issued(one, &last));
            members
        };
        let held = issuers(all.named(last.x509.issuer).collect());
        let (roots, others): (Vec<_>, Vec<_>) = held.into_iter().partition(is_self_signed);
        let (trusted, roots): (Vec<_>, Vec<_>) =
            (roots.into_iter()).partition(|root| bundle.contains(root.certificate));
        let groups = [trusted, issuers(sent.clone()), roots, others];
        let next = groups.iter().find_map(|group| best(group, now));
        let Some(next) = next else {
            break;
        };
        path.push(next);
    }
    for member in &mut path {
        if sent.iter().any(|one| one.is_same(member)) {
            member.origin = Origin::Sent;
        }
    }
    path
}

/// Returns whether a certificate has signed another one, as far as that can be verified.
fn has_issued(issuer: &Member, subject: &Member) -> bool {
    is_issued_by(subject, issuer) && is_signed_by(&subject.x509, &issuer.x509) != Some(false)
}

/// Returns the first certificate that is valid now, else the one that expires last.
fn best<'a>(group: &[Member<'a>], now: i64) -> Option<Member<'a>> {
    let is_valid = |one: &&Member| one.x509.not_before <= now && now < one.x509.not_after;
    let valid = group.iter().find(is_valid);
    valid
        .or_else(|| group.iter().max_by_key(|one| one.x509.not_after))
        .copied()
}
