//! The path from the server's certificate to the root, as it should be.

use crate::doctor::trust::{
    Anchors, Chain, Member, Origin, is_issued_by, is_self_signed, is_signed_by,
};

/// Maximum number of certificates in a path that is drawn.
const MAX_LENGTH: usize = 20;

/// The reason why a path ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Root,
    /// Neither the server nor a source has the issuer of the last certificate.
    NoIssuer,
    /// The path contains the issuer of the last certificate already.
    Loop,
    TooLong,
}

/// Returns the path from the server's certificate to its root, or to the last certificate whose
/// issuer neither the server nor a source has. A root of the bundle comes first, then what the
/// server sent, then all other certificates of all sources.
pub fn path<'a>(
    chain: &'a Chain,
    bundle: &Anchors<'a>,
    all: &Anchors<'a>,
    now: i64,
) -> (Vec<Member<'a>>, End) {
    let sent = chain.members();
    let mut path: Vec<Member> = sent.first().copied().into_iter().collect();
    let mut end = End::NoIssuer;
    while let Some(last) = path.last().copied() {
        let next = if is_self_signed(&last) {
            Err(End::Root)
        } else if path.len() >= MAX_LENGTH {
            Err(End::TooLong)
        } else {
            next(&path, &last, &sent, [bundle, all], now)
        };
        match next {
            Ok(next) => path.push(next),
            Err(reason) => {
                end = reason;
                break;
            }
        }
    }
    for member in &mut path {
        if sent.iter().any(|one| one.is_same(member)) {
            member.origin = Origin::Sent;
        }
    }
    (path, end)
}

/// Returns the issuer of the last certificate, or why there is none.
fn next<'a>(
    path: &[Member<'a>],
    last: &Member<'a>,
    sent: &[Member<'a>],
    [bundle, all]: [&Anchors<'a>; 2],
    now: i64,
) -> Result<Member<'a>, End> {
    let is_issuer = |one: &Member| is_issued_by(last, one);
    let is_signer = |one: &Member| is_signed_by(&last.x509, &one.x509) != Some(false);
    let is_new = |one: &Member| !path.iter().any(|member| member.is_same(one));
    let held = all.named(last.x509.issuer);
    let held = held.filter(|one| is_issuer(one) && is_signer(one) && is_new(one));
    let (roots, others): (Vec<_>, Vec<_>) = held.partition(is_self_signed);
    let (trusted, roots): (Vec<_>, Vec<_>) =
        (roots.into_iter()).partition(|root| bundle.contains(root.certificate));
    let issuers = sent.iter().copied().filter(is_issuer);
    let (signers, namesakes): (Vec<_>, Vec<_>) = issuers.filter(is_new).partition(is_signer);
    // The last only if the signature is wrong.
    let groups = [trusted, signers, roots, others, namesakes];
    let is_in_path = || path.iter().any(|one| is_issuer(one) && is_signer(one));
    groups
        .iter()
        .find_map(|group| best(group, now))
        .ok_or_else(|| {
            if is_in_path() {
                End::Loop
            } else {
                End::NoIssuer
            }
        })
}

/// Returns the first certificate that is valid now, else the one that expires last.
fn best<'a>(group: &[Member<'a>], now: i64) -> Option<Member<'a>> {
    let is_valid = |one: &&Member| one.x509.not_before <= now && now < one.x509.not_after;
    let valid = group.iter().find(is_valid);
    valid
        .or_else(|| group.iter().max_by_key(|one| one.x509.not_after))
        .copied()
}
