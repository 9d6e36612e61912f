//! What a forbidden authority takes along: the authorities that only it vouches for.
//!
//! An intermediate in a bundle is an anchor of its own to many clients (Python since 3.13, Go, rustls). If its root may
//! not be trusted, neither may it, or every server below the root would still be.

use std::collections::{HashMap, HashSet};

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use x509_cert::name::Name;

use super::hex;
use super::merge::Entry;
use super::policy::{Policy, Reason, decode, has};
use super::summary::text;

/// By what the certificates of a chain fit together (RFC 5280, 4.2.1.1 and 6.1).
///
/// Only a signature could tell for certain, and nothing here can check one. Where a name alone speaks for it, a certificate
/// counts as signed: what is forbidden must not come back.
struct Kin {
    subject: String,
    issuer: String,
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
            subject: comparable(content.subject()),
            issuer: comparable(content.issuer()),
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

    /// Whether it may be signed by its own key. An authority that renews its key signs the new one with the old one, and
    /// both have its name.
    fn is_root(&self) -> bool {
        self.vouches_for(self)
    }
}

/// A name as clients compare it: its texts without regard to their encoding, to case, and to how many blanks there are.
fn comparable(name: &Name) -> String {
    let part = |attribute: &x509_cert::attr::AttributeTypeAndValue| {
        let value = text(&attribute.value).unwrap_or_else(|| hex(attribute.value.value()));
        let words: Vec<&str> = value.split_whitespace().collect();
        format!("{}={}\n", attribute.oid, words.join(" ").to_lowercase())
    };
    name.iter().map(part).collect()
}

/// Leaves out the authorities among `entries` that nobody vouches for but one that is denied or distrusted, and so on.
pub fn exclude_orphaned_intermediates(entries: &mut [Entry], rules: &Policy) {
    let forbidden = forbidden(entries, rules);
    if forbidden.is_empty() {
        return;
    }
    let family = Family::new(entries);
    let mut tainted: HashMap<usize, Reason> = HashMap::new();
    let mut queue: Vec<(usize, Reason)> = Vec::new();
    for (kin, reason) in &forbidden {
        queue.extend(family.children(kin).map(|index| (index, reason.clone())));
    }
    while let Some((index, reason)) = queue.pop() {
        let is_allowed = reason.distrusted_by().is_some() && has(rules.allow, &entries[index].der);
        if !is_allowed && !tainted.contains_key(&index) {
            queue.extend(family.below(index).map(|child| (child, reason.clone())));
            tainted.insert(index, reason);
        }
    }
    // Those that somebody else vouches for too stay, with what is below them.
    let others = family
        .members
        .keys()
        .filter(|index| !tainted.contains_key(index));
    let mut safe: HashSet<usize> = others.copied().collect();
    let mut queue: Vec<usize> = safe.iter().copied().collect();
    while let Some(index) = queue.pop() {
        queue.extend(family.below(index).filter(|child| safe.insert(*child)));
    }
    for (index, reason) in tainted {
        if !safe.contains(&index) {
            entries[index].reason = Some(Reason::Issuer(Box::new(reason)));
        }
    }
}

/// The authorities that must not be trusted, the denied ones last, and why.
fn forbidden(entries: &[Entry], rules: &Policy) -> Vec<(Kin, Reason)> {
    let named = rules.distrust.certificates().filter_map(|(der, file)| {
        let is_allowed = has(rules.allow, der);
        let kin = Kin::of(der).filter(|_| !is_allowed)?;
        Some((kin, Reason::Distrusted(file.to_owned())))
    });
    let found = entries.iter().filter_map(|entry| match &entry.reason {
        Some(reason @ (Reason::Denied | Reason::Distrusted(_))) => {
            Some((Kin::of(&entry.der)?, reason.clone()))
        }
        _ => None,
    });
    let mut all: Vec<(Kin, Reason)> = named.chain(found).collect();
    // They are looked at from the end, and denying is the stronger word.
    all.sort_by_key(|(_, reason)| *reason == Reason::Denied);
    all
}

/// The authorities that count, and who of them may have signed whom.
struct Family {
    members: HashMap<usize, Kin>,
    /// Those that are no roots, by their issuer's name.
    by_issuer: HashMap<String, Vec<usize>>,
}

impl Family {
    fn new(entries: &[Entry]) -> Self {
        let counts = |entry: &Entry| entry.reason.is_none() && entry.facts.is_ca;
        let members: HashMap<usize, Kin> = (entries.iter().enumerate())
            .filter(|(_, entry)| counts(entry))
            .filter_map(|(index, entry)| Some((index, Kin::of(&entry.der)?)))
            .collect();
        let mut by_issuer: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, kin) in members.iter().filter(|(_, kin)| !kin.is_root()) {
            by_issuer
                .entry(kin.issuer.clone())
                .or_default()
                .push(*index);
        }
        Self { members, by_issuer }
    }

    /// The members that `issuer` vouches for.
    fn children(&self, issuer: &Kin) -> impl Iterator<Item = usize> {
        let named = self.by_issuer.get(&issuer.subject).into_iter().flatten();
        let is_child = |index: &&usize| issuer.vouches_for(&self.members[*index]);
        named.filter(is_child).copied()
    }

    /// The members that one of them vouches for.
    fn below(&self, index: usize) -> impl Iterator<Item = usize> {
        self.children(&self.members[&index])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rcgen::{
        BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer,
        KeyPair,
    };

    use crate::certs::blocklist::{Blocklist, MatchKey};
    use crate::certs::merge::{Merged, merge};
    use crate::certs::policy::Policy;
    use crate::certs::read::Certificate;
    use crate::certs::{Fingerprint, Source, sha256};

    /// An authority's name and key.
    struct Authority {
        params: CertificateParams,
        key: KeyPair,
    }

    impl Authority {
        fn new(name: &str) -> Self {
            Self::named(DnValue::from(name))
        }

        fn named(name: DnValue) -> Self {
            let mut params = CertificateParams::default();
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, name);
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.use_authority_key_identifier_extension = true;
            let key = KeyPair::generate().unwrap();
            Self { params, key }
        }

        /// Its certificate, signed by another, or by itself.
        fn by(&self, issuer: &Self) -> Certificate {
            let issuer = Issuer::from_params(&issuer.params, &issuer.key);
            Certificate::new(self.params.signed_by(&self.key, &issuer).unwrap().der()).unwrap()
        }
    }

    /// Which of the certificates stay, `-` standing for one that does not, when the first is denied.
    fn stay(all: &[&Certificate]) -> String {
        let deny = BTreeSet::from([Fingerprint::Sha256(sha256(&all[0].der))]);
        let merged = judged(all, &deny, &Blocklist::default());
        let stays = |der: &[u8]| merged.included().any(|entry| *entry.der == *der);
        all.iter()
            .map(|certificate| if stays(&certificate.der) { '.' } else { '-' })
            .collect()
    }

    fn judged(all: &[&Certificate], deny: &BTreeSet<Fingerprint>, distrust: &Blocklist) -> Merged {
        let rules = Policy {
            deny,
            allow: &BTreeSet::new(),
            distrust,
            keep_expired: false,
            now: 1_800_000_000,
        };
        let found = all.iter().map(|one| (Source::Native, (*one).clone()));
        merge(found, &rules, Vec::new)
    }

    #[test]
    fn what_only_a_forbidden_authority_vouches_for_goes_with_it() {
        let [root, other, a, b] = ["Root", "Other", "A", "B"].map(Authority::new);
        let (root_own, other_own) = (root.by(&root), other.by(&other));
        let (a_by_root, b_by_a) = (a.by(&root), b.by(&a));
        assert_eq!(stay(&[&root_own, &other_own, &a_by_root, &b_by_a]), "-.--");
        // Without the root itself among the certificates nothing is known of it.
        assert_eq!(stay(&[&other_own, &a_by_root, &b_by_a]), "-..");
        // The key of the first is vouched for by another authority too, or that of the second.
        assert_eq!(
            stay(&[&root_own, &other_own, &a_by_root, &b_by_a, &a.by(&other)]),
            "-.-.."
        );
        assert_eq!(
            stay(&[&root_own, &other_own, &a_by_root, &b_by_a, &b.by(&other)]),
            "-.--."
        );
        // That they vouch for each other does not count.
        assert_eq!(stay(&[&root_own, &a_by_root, &b_by_a, &a.by(&b)]), "----");
    }

    #[test]
    fn names_are_compared_as_clients_do_it() {
        let printable = DnValue::PrintableString("Studio  Root".try_into().unwrap());
        let root = Authority::named(printable);
        let mut spelled = Authority::new("studio ROOT");
        spelled.key = KeyPair::from_pem(&root.key.serialize_pem()).unwrap();
        let below = Authority::new("A").by(&spelled);
        assert_eq!(stay(&[&root.by(&root), &below]), "--");
    }

    #[test]
    fn a_renewed_key_that_the_old_one_has_signed_is_no_root() {
        let (old, new) = (Authority::new("Root"), Authority::new("Root"));
        let below = Authority::new("A").by(&new);
        let old_own = old.by(&old);
        assert_eq!(stay(&[&old_own, &new.by(&old), &below]), "---");
        assert_eq!(
            stay(&[&old_own, &new.by(&old), &below, &new.by(&new)]),
            "--.."
        );
    }

    #[test]
    fn an_authority_of_the_same_name_with_another_key_is_another() {
        let (bad, good) = (Authority::new("Root"), Authority::new("Root"));
        let (below_bad, below_good) = (Authority::new("A").by(&bad), Authority::new("B").by(&good));
        let all = [&bad.by(&bad), &good.by(&good), &below_bad, &below_good];
        assert_eq!(stay(&all), "-.-.");
    }

    #[test]
    fn the_blame_does_not_depend_on_the_order() {
        let [r, a, b] = ["R", "A", "B"].map(Authority::new);
        let (own, first, second) = (r.by(&r), a.by(&r), b.by(&a));
        let word =
            |one: &Certificate, file: &str| (MatchKey::Certificate(one.der.clone()), file.into());
        let reasons = |all: &[&Certificate]| -> Vec<String> {
            let distrust = Blocklist::new([word(&own, "/r"), word(&first, "/a")]);
            let merged = judged(all, &BTreeSet::new(), &distrust);
            let mut reasons: Vec<String> = (merged.entries.iter())
                .filter_map(|entry| Some(entry.reason.as_ref()?.clause()))
                .collect();
            reasons.sort();
            reasons
        };
        let expected = reasons(&[&own, &first, &second]);
        assert_eq!(expected.len(), 3);
        assert_eq!(reasons(&[&second, &first, &own]), expected);
    }

    #[test]
    fn thousands_below_one_forbidden_authority_are_no_matter() {
        let (root, below) = (Authority::new("Root"), Authority::new("Below"));
        let own = root.by(&root);
        let many: Vec<Certificate> = (0..3_000)
            .map(|number: u64| {
                let mut one = below.params.clone();
                one.serial_number = Some(number.into());
                let issuer = Issuer::from_params(&root.params, &root.key);
                Certificate::new(one.signed_by(&below.key, &issuer).unwrap().der()).unwrap()
            })
            .collect();
        let all: Vec<&Certificate> = [&own].into_iter().chain(&many).collect();
        assert_eq!(stay(&all), "-".repeat(3_001));
    }
}
