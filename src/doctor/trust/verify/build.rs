//! Builds a path (`build_chain`): trusted issuers first, then those that the server sent.

use super::Rules;
use super::issued::{is_issued_by, is_self_signed};
use crate::doctor::trust::anchors::Anchors;
use crate::doctor::trust::chain::{Chain, Member, Origin};
use crate::doctor::trust::verdict::Kind;

/// Maximum number of issuers in a path, OpenSSL's default.
const MAX_DEPTH: usize = 100;

/// A path that is being built.
struct Path<'a> {
    members: Vec<Member<'a>>,
    /// The issuers that the server sent still count.
    is_untrusted: bool,
}

/// Returns the path that OpenSSL finds, and why it does not end in an anchor.
///
/// OpenSSL does not go back: once it has taken an issuer from the store, it takes all others from
/// there. An intermediate in the store therefore hides those that the server sent.
pub fn build<'a>(
    chain: &'a Chain,
    anchors: &Anchors<'a>,
    rules: &Rules,
) -> (Vec<Member<'a>>, Option<Kind>) {
    let sent = chain.members();
    let Some(own) = sent.first() else {
        return (Vec::new(), Some(Kind::NoIssuer));
    };
    let mut path = Path {
        members: vec![*own],
        is_untrusted: true,
    };
    let is_anchored = path.extend(&sent, anchors, rules) || path.begins_in(anchors, rules);
    let missing = (!is_anchored).then(|| path.missing());
    (path.members, missing)
}

impl<'a> Path<'a> {
    /// Adds issuers until one is an anchor. Returns whether one is.
    fn extend(&mut self, sent: &[Member<'a>], anchors: &Anchors<'a>, rules: &Rules) -> bool {
        while let Some(last) = self.members.last().copied()
            && self.members.len() <= MAX_DEPTH + 1
        {
            let is_last = is_self_signed(&last);
            match anchors.issuer_of(&last, rules.now) {
                // A certificate with the name of an anchor is not that anchor.
                Some(_) if is_last && anchors.contains(last.certificate) => {
                    self.trust_last();
                    return true;
                }
                Some(issuer) if !is_last => {
                    self.is_untrusted = false;
                    self.members.push(issuer);
                    if rules.partial_chain || is_self_signed(&issuer) {
                        return true;
                    }
                    continue;
                }
                _ => {}
            }
            if is_last || !self.is_untrusted {
                return false;
            }
            let Some(issuer) = self.sent_issuer(&last, sent, rules.now) else {
                return false;
            };
            self.members.push(issuer);
        }
        false
    }

    /// Returns the issuer among the certificates that the server sent: the first that is valid
    /// now, else the last (`find_issuer`).
    fn sent_issuer(&self, last: &Member<'a>, sent: &[Member<'a>], now: i64) -> Option<Member<'a>> {
        let is_new = |one: &&Member| !self.members.iter().any(|member| member.is_same(one));
        let mut found = None;
        for issuer in (sent.iter()).filter(|one| is_new(one) && is_issued_by(last, one)) {
            found = Some(*issuer);
            if issuer.x509.not_before <= now && now < issuer.x509.not_after {
                break;
            }
        }
        found
    }

    /// Returns whether the server's own certificate is in the store, which suffices for partial
    /// chains.
    fn begins_in(&mut self, anchors: &Anchors, rules: &Rules) -> bool {
        let is_all_sent = self.members.iter().all(|member| !member.is_anchor());
        let own = self.members.first_mut();
        let found = own
            .filter(|own| rules.partial_chain && is_all_sent && anchors.contains(own.certificate));
        found.map(|own| own.origin = Origin::Anchor).is_some()
    }

    fn trust_last(&mut self) {
        if let Some(last) = self.members.last_mut() {
            last.origin = Origin::Anchor;
        }
    }

    fn missing(&self) -> Kind {
        let is_last_self_signed = self.members.last().is_some_and(is_self_signed);
        if self.members.len() > MAX_DEPTH + 1 {
            Kind::TooLong
        } else if is_last_self_signed && self.members.len() == 1 {
            Kind::SelfSigned
        } else if is_last_self_signed {
            Kind::UnknownRoot
        } else if self.members.iter().any(Member::is_anchor) {
            Kind::NoIssuerOfAnchor
        } else {
            Kind::NoIssuer
        }
    }
}
