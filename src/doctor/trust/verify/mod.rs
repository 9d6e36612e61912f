//! The verifier: the steps of OpenSSL's `verify_chain` (`crypto/x509/x509_vfy.c`, OpenSSL 3).

mod build;
mod constraints;
mod extensions;
mod fields;
mod host;
mod issued;
mod signature;
mod strength;
mod strict;

use super::anchors::Anchors;
use super::chain::{Chain, Member};
use super::verdict::{Kind, NotJudged, Objection, Verdict};

pub use host::{Host, counts_by_common_name, names_of};
pub use issued::{is_issued_by, is_self_signed};
pub use signature::is_signed_by;

/// The settings of a client.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Seconds since 1970.
    pub now: i64,
    /// The name or address of the server; `None` to accept every name.
    pub host: Option<Host>,
    /// Every certificate of the store is an anchor, not only a self-signed one
    /// (`VERIFY_X509_PARTIAL_CHAIN`).
    pub partial_chain: bool,
    /// `VERIFY_X509_STRICT`.
    pub strict: bool,
    /// OpenSSL's security level.
    pub level: u32,
    /// SHA-1 has 63 bits of security, as since OpenSSL 3.0; before, 80.
    pub is_sha1_weak: bool,
}

impl Rules {
    /// Returns the settings of OpenSSL's clients and of Python before 3.13.
    pub fn new(now: i64, host: &str) -> Self {
        Self {
            now,
            host: Some(Host::parse(host)),
            partial_chain: false,
            strict: false,
            level: 0,
            is_sha1_weak: true,
        }
    }
}

/// The steps' common state.
struct Verification<'a, 'r> {
    path: Vec<Member<'a>>,
    rules: &'r Rules,
    objections: Vec<Objection>,
    not_judged: Vec<NotJudged>,
}

/// Returns the verdict of a client with these settings and anchors on a chain.
pub fn verify<'a>(chain: &'a Chain, anchors: &Anchors<'a>, rules: &Rules) -> Verdict<'a> {
    let (path, missing) = build::build(chain, anchors, rules);
    let mut steps = Verification {
        path,
        rules,
        objections: Vec::new(),
        not_judged: Vec::new(),
    };
    steps.check_own_key();
    if let Some(kind) = missing {
        steps.object(steps.path.len().saturating_sub(1), kind);
    }
    steps.check_extensions();
    steps.check_strength();
    steps.check_host();
    steps.check_signatures_and_times();
    steps.check_constraints();
    Verdict {
        path: steps.path,
        objections: steps.objections,
        not_judged: steps.not_judged,
    }
}

/// Returns the certificates that a server sent in the order in which they are signed, without
/// those that do not belong to the chain.
pub fn path_of(chain: &Chain) -> Vec<Member<'_>> {
    build::build(chain, &Anchors::default(), &Rules::new(0, "")).0
}

impl Verification<'_, '_> {
    fn object(&mut self, depth: usize, kind: Kind) {
        self.objections.push(Objection { depth, kind });
    }

    fn check_host(&mut self) {
        if let (Some(host), Some(own)) = (&self.rules.host, self.path.first())
            && !host::is_for(&own.x509, host)
        {
            self.object(
                0,
                match host {
                    Host::Name(_) => Kind::WrongName,
                    Host::Address(_) => Kind::WrongAddress,
                },
            );
        }
    }
}

#[cfg(test)]
pub(in crate::doctor) mod tests;
