use super::judge::{Judge, JudgementKind, Why};
use super::path::{End, path};
use super::sentences;
use super::views::{Outcome, explains};
use crate::certs::Certificate;
use crate::certs::policy::Reason;
use crate::doctor::python::Failure;
use crate::doctor::trust::tests::{Ca, NOW, ca_params, leaf_params, rules};
use crate::doctor::trust::{Anchors, Chain, Kind, Member, Rules, verify};
use JudgementKind::{Accepted, Rejected, Trusted};

/// The certificates of a site, and of a client's store.
struct Case {
    chain: Chain,
    store: Vec<Certificate>,
    /// What other sources have.
    others: Vec<Certificate>,
}

impl Case {
    fn new(sent: &[&[u8]], store: &[&[u8]], others: &[&[u8]]) -> Self {
        let decoded = |ders: &[&[u8]]| -> Vec<Certificate> {
            ders.iter()
                .map(|der| Certificate::new(der).unwrap())
                .collect()
        };
        let sent: Vec<Vec<u8>> = sent.iter().map(|der| der.to_vec()).collect();
        Self {
            chain: Chain::decode(&sent).unwrap(),
            store: decoded(store),
            others: decoded(others),
        }
    }

    fn path(&self) -> (Vec<Member<'_>>, End) {
        let store = Anchors::new(&self.store);
        let all = Anchors::new(self.store.iter().chain(&self.others));
        path(&self.chain, &store, &all, NOW)
    }

    fn names(&self) -> Vec<String> {
        self.path().0.iter().map(Member::name).collect()
    }

    /// Returns the client's judgement of each certificate, and of the one that is missing.
    fn judgements(&self, check: impl Fn(usize, &Option<Why>)) -> Vec<JudgementKind> {
        let (path, end) = self.path();
        let verdict = verify(&self.chain, &Anchors::new(&self.store), &rules());
        let judge = Judge {
            verdict: &verdict,
            path: &path,
            end,
            exclusion: &|member| (member.name() == "Denied").then_some(Reason::Denied),
        };
        let count = path.len() + usize::from(end == End::NoIssuer);
        let all = (0..count).map(|index| {
            let (kind, why) = judge.judge(index);
            check(index, &why);
            kind
        });
        all.collect()
    }
}

#[test]
fn a_root_of_the_bundle_is_preferred_to_a_cross_certificate_that_was_sent() {
    let (old, new) = (Ca::root("Old"), Ca::root("New"));
    let issuing = new.sub("Issuing");
    let cross = old.cross_sign(&new, "New");
    let leaf = issuing.leaf();
    let sent = [&*leaf, &cross, &issuing.der];
    let case = Case::new(&sent, &[&new.der], &[&old.der]);
    assert_eq!(case.names(), ["server", "Issuing", "New"]);
    assert_eq!(case.judgements(|_, _| ()), [Accepted, Accepted, Trusted]);
    let case = Case::new(&sent, &[], &[]);
    assert_eq!(case.names(), ["server", "Issuing", "New"]);
    let case = Case::new(&sent, &[], &[&old.der]);
    assert_eq!(case.names(), ["server", "Issuing", "New", "Old"]);
}

#[test]
fn certificates_that_sign_each_other_end_the_path() {
    let (a, b) = (Ca::root("A"), Ca::root("B"));
    let (a_by_b, b_by_a) = (b.cross_sign(&a, "A"), a.cross_sign(&b, "B"));
    let leaf = a.leaf();
    let case = Case::new(&[&leaf, &a_by_b, &b_by_a], &[], &[]);
    assert_eq!(case.names(), ["server", "A", "B"]);
    assert_eq!(case.path().1, End::Loop);
    let judgements = case.judgements(|index, why| {
        assert_eq!(index == 2, matches!(why, Some(Why::Loop(_))), "{why:?}");
    });
    assert_eq!(judgements, [Accepted, Accepted, Rejected]);
}

#[test]
fn a_path_that_is_too_long_has_no_missing_certificate() {
    let root = Ca::root("Root");
    let mut issuers = vec![root.sub("0")];
    for number in 1..25 {
        issuers.push(issuers[number - 1].sub(&number.to_string()));
    }
    let leaf = issuers[24].leaf();
    let ders = issuers.iter().rev().map(|issuer| &*issuer.der);
    let sent: Vec<&[u8]> = std::iter::once(&*leaf).chain(ders).collect();
    let case = Case::new(&sent, &[&root.der], &[]);
    assert_eq!(case.path().1, End::TooLong);
    assert_eq!(case.judgements(|_, _| ()), [Accepted; 20]);
}

#[test]
fn a_certificate_of_the_same_name_with_another_key_is_not_of_the_path() {
    let (own, other) = (Ca::root("Root"), Ca::root("Root"));
    // Without an identifier of its issuer's key.
    let mut params = leaf_params();
    params.use_authority_key_identifier_extension = false;
    let leaf = own.leaf_with(&params);
    let case = Case::new(&[&leaf], &[&other.der], &[]);
    assert_eq!(case.names(), ["server"]);
    let judgements = case.judgements(|index, why| {
        assert_eq!(index == 1, matches!(why, Some(Why::OtherKey)), "{why:?}");
    });
    assert_eq!(judgements, [Accepted, Rejected]);
    let case = Case::new(&[&leaf], &[&other.der], &[&own.der]);
    assert_eq!(case.names(), ["server", "Root"]);
    assert_eq!(case.judgements(|_, _| ()), [Accepted, Rejected]);
}

#[test]
fn the_objection_is_to_the_certificate_that_is_not_trusted() {
    let root = Ca::root("Denied");
    let issuing = root.sub("Issuing");
    let leaf = issuing.leaf();
    // The root was not sent, and another source has it.
    let case = Case::new(&[&leaf, &issuing.der], &[], &[&root.der]);
    let judgements = case.judgements(|index, why| {
        let is_denied = matches!(why, Some(Why::Excluded(Reason::Denied)));
        assert_eq!(index == 2, is_denied, "{why:?}");
    });
    assert_eq!(judgements, [Accepted, Accepted, Rejected]);
    // The server does not send the intermediate.
    let case = Case::new(&[&leaf], &[&root.der], &[]);
    let judgements = case.judgements(|index, why| {
        assert_eq!(index == 1, matches!(why, Some(Why::NotThere)), "{why:?}");
    });
    assert_eq!(judgements, [Accepted, Rejected]);
}

#[test]
fn a_changed_certificate_is_rejected_itself() {
    let root = Ca::root("Root");
    let issuing = root.sub("Issuing");
    let mut leaf = issuing.leaf();
    *leaf.last_mut().unwrap() ^= 1;
    let case = Case::new(&[&leaf, &issuing.der], &[&root.der], &[]);
    assert_eq!(case.names(), ["server", "Issuing", "Root"]);
    let judgements = case.judgements(|index, why| {
        let is_signature = matches!(why, Some(Why::Objection(one)) if one.kind == Kind::Signature);
        assert_eq!(index == 0, is_signature, "{why:?}");
    });
    assert_eq!(judgements, [Rejected, Accepted, Trusted]);
}

#[test]
fn an_expired_certificate_of_the_store_replaces_the_one_that_was_sent() {
    let root = Ca::root("Root");
    let new = root.sub("Issuing");
    let mut params = ca_params("Issuing");
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let old = params.signed_by(new.issuer.key(), &root.issuer).unwrap();
    let leaf = new.leaf();
    let case = Case::new(&[&leaf, &new.der], &[&root.der, old.der()], &[]);
    assert_eq!(case.names(), ["server", "Issuing", "Root"]);
    assert!(!case.path().0[1].is_anchor());
    let judgements = case.judgements(|index, why| {
        let is_other = matches!(
            why,
            Some(Why::OtherCertificate(Some(one))) if matches!(one.kind, Kind::Expired(_))
        );
        assert_eq!(index == 1, is_other, "{why:?}");
    });
    assert_eq!(judgements, [Accepted, Rejected, Trusted]);
}

#[test]
fn a_verdict_explains_a_handshake_that_ended_with_its_first_objection() {
    let root = Ca::root("Root");
    let mut params = leaf_params();
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let leaf = root.leaf_with(&params);
    let case = Case::new(&[&leaf], &[], &[]);
    let verdict = verify(&case.chain, &Anchors::new(&case.store), &rules());
    assert_eq!(verdict.objections.len(), 2, "{verdict:?}");
    for (code, is_explained) in [(Some(20), true), (Some(10), false), (None, true)] {
        assert_eq!(
            explains(&verdict, Some(&failure(code))),
            is_explained,
            "{code:?}"
        );
    }
    assert!(!explains(&verdict, None));
}

#[test]
fn a_view_names_all_objections_and_the_text_of_openssl_once() {
    let root = Ca::root("Root");
    let mut params = leaf_params();
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    let case = Case::new(&[&root.leaf_with(&params)], &[], &[]);
    let rejects = "rejects the certificates: the server's certificate was signed by `Root`, which is \
                   not trusted and was not sent; also, the server's certificate expired on 2021-01-01";
    let openssl = "(OpenSSL: unable to get local issuer certificate, 20)";
    let sentence = |failure: Option<&Failure>| {
        let verdict = verify(&case.chain, &Anchors::new(&case.store), &rules());
        let outcome = match failure {
            Some(failure) => Outcome::Tried(Some(failure), Some(verdict)),
            None => Outcome::Judged(verdict),
        };
        sentences::view(&outcome, None)
    };
    assert_eq!(sentence(None), format!("{rejects} {openssl}"));
    let mut failure = failure(Some(20));
    failure.verify_message = Some("unable to get local issuer certificate".to_owned());
    assert_eq!(sentence(Some(&failure)), format!("{rejects} {openssl}"));
    failure.verify_message = None;
    let own = "Python reports: certificate verify failed (SSLCertVerificationError)";
    assert_eq!(sentence(Some(&failure)), format!("{rejects}; {own}"));
}

fn failure(verify_code: Option<u32>) -> Failure {
    Failure {
        kind: "SSLCertVerificationError".to_owned(),
        reason: Some("CERTIFICATE_VERIFY_FAILED".to_owned()),
        verify_code,
        verify_message: None,
        text: "certificate verify failed".to_owned(),
    }
}

#[test]
fn a_view_has_the_text_of_openssl_for_a_fault_of_strict_clients() {
    let mut params = ca_params("Root");
    params.key_usages = Vec::new();
    let root = Ca::root_with(params);
    let case = Case::new(&[&root.leaf()], &[&root.der], &[]);
    let strict = Rules {
        strict: true,
        ..rules()
    };
    let verdict = verify(&case.chain, &Anchors::new(&case.store), &strict);
    let sentence = sentences::view(&Outcome::Judged(verdict), None);
    let expected = "(OpenSSL: CA cert does not include key usage extension, 92)";
    assert!(sentence.ends_with(expected), "{sentence}");
}
