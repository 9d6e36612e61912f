//! What a forbidden authority takes along: the authorities that only it vouches for.
//!
//! An intermediate in a bundle is an anchor of its own to many clients (Python since 3.13, Go, rustls). If its root may
//! not be trusted, neither may it, or every server below the root would still be.

use x509_cert::der::Encode as _;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

use super::merge::Entry;
use super::rules::{Reason, Rules, decode, has};

/// By what the certificates of a chain fit together (RFC 5280, 4.2.1.1 and 6.1).
struct Kin {
    subject: Vec<u8>,
    issuer: Vec<u8>,
    /// Which key it has, if it says so.
    key: Option<Vec<u8>>,
    /// Which key has signed it, if it says so.
    signer: Option<Vec<u8>>,
}

impl Kin {
    fn of(der: &[u8]) -> Option<Self> {
        let (certificate, _) = decode(der).ok()?;
        let content = certificate.tbs_certificate();
        let key = content.get_extension::<SubjectKeyIdentifier>();
        let signer = content.get_extension::<AuthorityKeyIdentifier>();
        Some(Self {
            subject: content.subject().to_der().ok()?,
            issuer: content.issuer().to_der().ok()?,
            key: (key.ok().flatten()).map(|(_, key)| key.0.into_bytes().into()),
            signer: (signer.ok().flatten())
                .and_then(|(_, signer)| Some(signer.key_identifier?.into_bytes().into())),
        })
    }

    fn vouches_for(&self, other: &Self) -> bool {
        let is_other_key =
            matches!((&self.key, &other.signer), (Some(own), Some(asked)) if own != asked);
        self.subject == other.issuer && !is_other_key
    }
}

/// Leaves out the authorities among `entries` that nobody vouches for but one that is denied or distrusted, and so on.
pub fn disown(entries: &mut [Entry], rules: &Rules) {
    let mut forbidden: Vec<(Kin, Reason)> = Vec::new();
    for entry in &*entries {
        if let Some(reason @ (Reason::Denied | Reason::Distrusted(_))) = &entry.reason {
            forbidden.extend(Kin::of(&entry.der).map(|kin| (kin, reason.clone())));
        }
    }
    forbidden.extend(rules.distrust.certificates().filter_map(|(der, file)| {
        let is_allowed = has(rules.allow, der);
        let kin = Kin::of(der).filter(|_| !is_allowed)?;
        Some((kin, Reason::Distrusted(file.to_owned())))
    }));
    if forbidden.is_empty() {
        return;
    }
    let kin: Vec<Option<Kin>> = entries.iter().map(|entry| Kin::of(&entry.der)).collect();
    while let Some((index, reason)) = orphan(entries, &kin, &forbidden, rules) {
        entries[index].reason = Some(Reason::Issuer(Box::new(reason.clone())));
        forbidden.extend(Kin::of(&entries[index].der).map(|kin| (kin, reason)));
    }
}

/// One authority that only forbidden ones vouch for, and why they are.
fn orphan(
    entries: &[Entry],
    kin: &[Option<Kin>],
    forbidden: &[(Kin, Reason)],
    rules: &Rules,
) -> Option<(usize, Reason)> {
    let counts = |entry: &Entry| entry.reason.is_none() && entry.facts.is_ca;
    (0..entries.len()).find_map(|index| {
        let (entry, own) = (&entries[index], kin[index].as_ref()?);
        if !counts(entry) || entry.facts.is_self_issued || has(rules.allow, &entry.der) {
            return None;
        }
        let (_, reason) = (forbidden.iter()).find(|(issuer, _)| issuer.vouches_for(own))?;
        let has_other = (0..entries.len()).any(|other| {
            let issuer = kin[other].as_ref().filter(|_| other != index);
            counts(&entries[other]) && issuer.is_some_and(|issuer| issuer.vouches_for(own))
        });
        (!has_other).then(|| (index, reason.clone()))
    })
}
