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
        let named = |members: Vec<Member<'a>>| {
            let mut members = members;
            members.retain(|one| {
                is_issued_by(&last, one) && !path.iter().any(|member| member.is_same(one))
            });
            members
        };
        let is_signer = |one: &Member| is_signed_by(&last.x509, &one.x509) != Some(false);
        let held = named(all.named(last.x509.issuer).collect());
        let held = held.into_iter().filter(is_signer);
        let (roots, others): (Vec<_>, Vec<_>) = held.partition(is_self_signed);
        let (trusted, roots): (Vec<_>, Vec<_>) =
            (roots.into_iter()).partition(|root| bundle.contains(root.certificate));
        let (signers, namesakes): (Vec<_>, Vec<_>) =
            named(sent.clone()).into_iter().partition(is_signer);
        // The last only if the signature is wrong.
        let groups = [trusted, signers, roots, others, namesakes];
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

/// Returns the first certificate that is valid now, else the one that expires last.
fn best<'a>(group: &[Member<'a>], now: i64) -> Option<Member<'a>> {
    let is_valid = |one: &&Member| one.x509.not_before <= now && now < one.x509.not_after;
    let valid = group.iter().find(is_valid);
    valid
        .or_else(|| group.iter().max_by_key(|one| one.x509.not_after))
        .copied()
}
