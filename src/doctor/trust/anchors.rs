//! The certificates that a client trusts, by the name of their subject.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::chain::{Member, Origin};
use super::verify::is_issued_by;
use crate::certs::entries::{Entry, Merged};
use crate::certs::name::comparable;
use crate::certs::policy::Reason;
use crate::certs::{Certificate, Source};
use crate::doctor::Subject;
use crate::stores::gather;
use crate::stores::inputs::BundleInputs;

/// The certificates of a bundle or a store, in its order.
#[derive(Debug, Default)]
pub struct Anchors<'a> {
    by_subject: HashMap<String, Vec<&'a Certificate>>,
}

impl<'a> Anchors<'a> {
    pub fn new(certificates: impl IntoIterator<Item = &'a Certificate>) -> Self {
        let mut by_subject: HashMap<String, Vec<&Certificate>> = HashMap::new();
        for certificate in certificates {
            let name = comparable(certificate.subject());
            by_subject.entry(name).or_default().push(certificate);
        }
        Self { by_subject }
    }

    /// Returns the certificates of the bundle.
    pub fn of_bundle(merged: &'a Merged) -> Self {
        Self::new(merged.included().map(|entry| &entry.certificate))
    }

    /// Returns the issuer that OpenSSL takes: the first that is valid now, else the one that
    /// expired last (`X509_STORE_CTX_get1_issuer`).
    pub fn issuer_of(&self, member: &Member, now: i64) -> Option<Member<'a>> {
        let candidates = self.named(member.x509.issuer);
        let issuers = candidates.filter(|candidate| is_issued_by(member, candidate));
        let mut nearest: Option<Member> = None;
        for issuer in issuers {
            let (from, until) = (issuer.x509.not_before, issuer.x509.not_after);
            if from <= now && now < until {
                return Some(issuer);
            }
            if nearest.is_none_or(|other| other.x509.not_after < until) {
                nearest = Some(issuer);
            }
        }
        nearest
    }

    /// Returns the certificates with this subject, which is the DER of a Name.
    pub fn named(&self, subject: &[u8]) -> impl Iterator<Item = Member<'a>> {
        let named = self.by_subject.get(&comparable(subject));
        let named = named.into_iter().flatten();
        named.filter_map(|one| Member::new(one, Origin::Anchor))
    }

    pub fn contains(&self, certificate: &Certificate) -> bool {
        let named = self.by_subject.get(&comparable(certificate.subject()));
        let mut named = named.into_iter().flatten();
        named.any(|one| one.der == certificate.der)
    }
}

/// Returns the certificates of the system's store as OpenSSL finds them there: without those that
/// the system distrusts, with those that the profile denies.
pub fn of_system(subject: &Subject) -> Vec<Cow<'_, Certificate>> {
    let Some(certificates) = &subject.certificates else {
        return Vec::new();
    };
    if certificates.inputs.native {
        let entries = certificates.gathered.merged.entries.iter();
        return entries
            .filter(|entry| entry.sources.iter().any(Source::is_native))
            .filter(|entry| is_in_system(entry))
            .map(|entry| Cow::Borrowed(&entry.certificate))
            .collect();
    }
    let gathered = gather(
        &native_alone(&certificates.inputs),
        &subject.dirs.root,
        subject.now,
        Vec::new,
    );
    let entries = gathered.merged.entries.into_iter();
    entries
        .filter(is_in_system)
        .map(|entry| Cow::Owned(entry.certificate))
        .collect()
}

fn is_in_system(entry: &Entry) -> bool {
    match &entry.reason {
        None | Some(Reason::Expired | Reason::Denied) => true,
        Some(Reason::Issuer(reason)) => **reason == Reason::Denied,
        Some(_) => false,
    }
}

fn native_alone(inputs: &BundleInputs) -> BundleInputs {
    BundleInputs {
        native: true,
        mozilla: None,
        inherited: Vec::new(),
        settings: None,
        files: Vec::new(),
        trust: Vec::new(),
        deny: BTreeSet::new(),
        ..inputs.clone()
    }
}
