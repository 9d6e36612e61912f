//! Every objection to the certificates of a path.

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints, date_time_ymd,
};

use super::{Ca, NOW, ca_params, leaf_params, objections, rules};
use crate::doctor::trust::verdict::Purpose;
use crate::doctor::trust::verdict::StrictFault;
use crate::doctor::trust::{Kind, Rules};

/// Returns the objections to a chain of a root, an intermediate and a server certificate, which
/// these functions change.
pub fn changed(
    root: impl FnOnce(&mut CertificateParams),
    issuing: impl FnOnce(&mut CertificateParams),
    own: impl FnOnce(&mut CertificateParams),
    rules: &Rules,
) -> Vec<(usize, Kind)> {
    let (mut root_params, mut issuing_params) = (ca_params("Root"), ca_params("Issuing"));
    let mut own_params = leaf_params();
    root(&mut root_params);
    issuing(&mut issuing_params);
    own(&mut own_params);
    let root = Ca::root_with(root_params);
    let issuing = root.sub_with(issuing_params);
    let own = issuing.leaf_with(&own_params);
    objections(&[&own, &issuing.der], &[&root.der], rules)
}

fn of_issuing(change: impl FnOnce(&mut CertificateParams)) -> Vec<(usize, Kind)> {
    changed(|_| (), change, |_| (), &rules())
}

fn of_own(change: impl FnOnce(&mut CertificateParams)) -> Vec<(usize, Kind)> {
    changed(|_| (), |_| (), change, &rules())
}

fn extension(oid: &[u64], value: &[u8], is_critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(oid, value.to_vec());
    extension.set_criticality(is_critical);
    extension
}

#[test]
fn a_chain_that_is_right_passes_all_checks_at_once() {
    let rules = Rules {
        strict: true,
        level: 2,
        ..rules()
    };
    assert_eq!(changed(|_| (), |_| (), |_| (), &rules), []);
}

#[test]
fn times_are_those_of_openssl() {
    let seconds = |params: &mut CertificateParams, from: i64, until: i64| {
        let day = date_time_ymd(1970, 1, 1);
        let at = |seconds: i64| day + std::time::Duration::from_secs(seconds.unsigned_abs());
        (params.not_before, params.not_after) = (at(from), at(until));
    };
    let own = |from, until| of_own(|params| seconds(params, from, until));
    assert_eq!(own(NOW, NOW + 1), []);
    // The last second does not count.
    assert_eq!(own(NOW - 1, NOW), [(0, Kind::Expired(NOW))]);
    assert_eq!(own(NOW + 1, NOW + 2), [(0, Kind::NotYetValid(NOW + 1))]);
    let root = |params: &mut CertificateParams| params.not_after = date_time_ymd(2025, 1, 1);
    let kinds = changed(root, |_| (), |_| (), &rules());
    assert_eq!(kinds, [(2, Kind::Expired(1_735_689_600))]);
}

#[test]
fn an_issuer_must_be_a_ca_that_may_sign() {
    assert_eq!(
        of_issuing(|params| params.is_ca = IsCa::ExplicitNoCa),
        [(1, Kind::NotACa)]
    );
    let kinds = of_issuing(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign]);
    assert_eq!(kinds, [(1, Kind::NotACa), (1, Kind::CannotSign)]);
    // A key usage alone suffices for a root.
    let old = |params: &mut CertificateParams| params.is_ca = IsCa::NoCa;
    assert_eq!(of_issuing(old), [(1, Kind::NotACa)]);
    assert_eq!(changed(old, |_| (), |_| (), &rules()), []);
    let strict = Rules {
        strict: true,
        ..rules()
    };
    let kinds = changed(old, |_| (), |_| (), &strict);
    let faults = [StrictFault::NotACaByExtension, StrictFault::CertSignOfNonCa];
    assert_eq!(kinds, faults.map(|fault| (2, Kind::Strict(fault))));
}

#[test]
fn a_path_length_counts_the_intermediates_below() {
    let limited = |length| {
        move |params: &mut CertificateParams| {
            params.is_ca = IsCa::Ca(BasicConstraints::Constrained(length));
        }
    };
    assert_eq!(
        changed(limited(0), |_| (), |_| (), &rules()),
        [(2, Kind::PathLength(0))]
    );
    assert_eq!(changed(limited(1), limited(0), |_| (), &rules()), []);
}

#[test]
fn uses_must_include_tls_servers() {
    let uses = |uses: &[ExtendedKeyUsagePurpose]| {
        let uses = uses.to_vec();
        move |params: &mut CertificateParams| params.extended_key_usages = uses
    };
    let client = [ExtendedKeyUsagePurpose::ClientAuth];
    let wrong = Kind::Purpose(Purpose::ExtendedKeyUsage);
    assert_eq!(of_own(uses(&client)), [(0, wrong.clone())]);
    assert_eq!(of_issuing(uses(&client)), [(1, wrong.clone())]);
    assert_eq!(
        changed(uses(&client), |_| (), |_| (), &rules()),
        [(2, wrong.clone())]
    );
    assert_eq!(
        of_issuing(uses(&[ExtendedKeyUsagePurpose::Any])),
        [(1, wrong)]
    );
    assert_eq!(of_own(uses(&[])), []);
    let kinds = of_own(|params| params.key_usages = vec![KeyUsagePurpose::CrlSign]);
    assert_eq!(kinds, [(0, Kind::Purpose(Purpose::KeyUsage))]);
}

#[test]
fn unknown_and_broken_extensions_are_named() {
    let critical = extension(&[1, 2, 3, 4], b"\x05\x00", true);
    let kinds = of_own(|params| params.custom_extensions.push(critical));
    assert_eq!(kinds, [(0, Kind::Critical("1.2.3.4".to_owned()))]);
    let broken = extension(&[2, 5, 29, 30], b"\x05\x00", false);
    let kinds = of_issuing(|params| params.custom_extensions.push(broken));
    assert_eq!(
        kinds,
        [(1, Kind::Undecodable("nameConstraints".to_owned()))]
    );
}

#[test]
fn name_constraints_are_those_of_openssl() {
    let subtree = |name: &str| GeneralSubtree::DnsName(name.to_owned());
    let by = 1;
    let name = || "a.example.com".to_owned();
    let permits = |base: GeneralSubtree| {
        of_issuing(|params| {
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: vec![base],
                excluded_subtrees: Vec::new(),
            });
        })
    };
    let excludes = |base: GeneralSubtree| {
        of_issuing(|params| {
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: Vec::new(),
                excluded_subtrees: vec![base],
            });
        })
    };
    let outside = [(0, Kind::NotPermitted { by, name: name() })];
    let inside = [(0, Kind::ExcludedName { by, name: name() })];
    for base in ["example.com", ".example.com", "A.EXAMPLE.com", "com", ""] {
        assert_eq!(permits(subtree(base)), [], "{base}");
        assert_eq!(excludes(subtree(base)), inside, "{base}");
    }
    for base in ["ample.com", "b.example.com", "x.a.example.com"] {
        assert_eq!(permits(subtree(base)), outside, "{base}");
        assert_eq!(excludes(subtree(base)), [], "{base}");
    }
    // No address is among the names.
    let network = CidrSubnet::from_v4_prefix([10, 0, 0, 0], 8);
    assert_eq!(permits(GeneralSubtree::IpAddress(network)), []);
    let server = ca_params("server").distinguished_name;
    assert_eq!(permits(GeneralSubtree::DirectoryName(server.clone())), []);
    let kinds = excludes(GeneralSubtree::DirectoryName(server));
    let name = "CN=server".to_owned();
    assert_eq!(kinds, [(0, Kind::ExcludedName { by, name })]);
}

#[test]
fn addresses_are_compared_with_networks() {
    let permits = |address: &str| {
        changed(
            |_| (),
            |params| {
                let network = CidrSubnet::from_v4_prefix([10, 0, 0, 0], 8);
                params.name_constraints = Some(NameConstraints {
                    permitted_subtrees: vec![GeneralSubtree::IpAddress(network)],
                    excluded_subtrees: Vec::new(),
                });
            },
            |params| {
                let names = CertificateParams::new(vec![address.to_owned()]).unwrap();
                params.subject_alt_names = names.subject_alt_names;
            },
            &Rules::new(NOW, address),
        )
    };
    assert_eq!(permits("10.1.2.3"), []);
    let name = "11.1.2.3".to_owned();
    assert_eq!(
        permits(&name),
        [(
            0,
            Kind::NotPermitted {
                by: 1,
                name: name.clone()
            }
        )]
    );
    let name = "::1".to_owned();
    assert_eq!(
        permits(&name),
        [(
            0,
            Kind::NotPermitted {
                by: 1,
                name: name.clone()
            }
        )]
    );
}
