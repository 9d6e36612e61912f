//! Verdicts beside those of the openssl command.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyUsagePurpose, NameConstraints, date_time_ymd,
};

use super::{Ca, NOW, ca_params, leaf_params, rules, verdict};
use crate::certs::pem;
use crate::doctor::trust::{Host, Member, Rules};

/// A chain with the settings of a client.
struct Case {
    sent: Vec<Vec<u8>>,
    anchors: Vec<Vec<u8>>,
    rules: Rules,
}

/// The number of random chains. 3,000 have been compared.
const COUNT: u64 = 64;

#[test]
fn verdicts_on_random_chains_are_those_of_openssl() {
    if let Err(error) = Command::new("openssl").arg("version").output() {
        println!("not run: doctor::trust::verify::tests::openssl: openssl: {error}");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (mut accepted, mut codes) = (0, std::collections::BTreeSet::new());
    for seed in 0..COUNT {
        let case = random_case(seed);
        let code = own_code(&case);
        let theirs = code_of_openssl(dir.path(), &case);
        assert_eq!(code, theirs, "seed {seed}: {}", description(&case));
        accepted += u32::from(code == 0);
        codes.insert(code);
    }
    // The chains are of every kind.
    assert!(accepted > 5, "{accepted}");
    assert!(codes.len() > 8, "{codes:?}");
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is for one lifetime, the closure for each"
)]
fn own_code(case: &Case) -> u32 {
    let sent: Vec<&[u8]> = case.sent.iter().map(|der| &**der).collect();
    let anchors: Vec<&[u8]> = case.anchors.iter().map(|der| &**der).collect();
    verdict(&sent, &anchors, &case.rules, |verdict| verdict.code())
}

fn code_of_openssl(dir: &Path, case: &Case) -> u32 {
    let file = |name: &str, ders: &[Vec<u8>]| -> PathBuf {
        let path = dir.join(name);
        let text: String = ders.iter().map(|der| pem::encode(der)).collect();
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        path
    };
    let mut command = Command::new("openssl");
    command.args([
        "verify",
        "-purpose",
        "sslserver",
        "-no-CApath",
        "-no-CAstore",
    ]);
    command.args(["-attime", &NOW.to_string()]);
    command.args(["-auth_level", &case.rules.level.to_string()]);
    match &case.rules.host {
        Some(Host::Name(name)) => command.args(["-verify_hostname", name]),
        Some(Host::Address(address)) => command.args(["-verify_ip", &address.to_string()]),
        None => &mut command,
    };
    if case.rules.partial_chain {
        command.arg("-partial_chain");
    }
    if case.rules.strict {
        command.arg("-x509_strict");
    }
    command
        .arg("-CAfile")
        .arg(file("anchors.pem", &case.anchors));
    if case.sent.len() > 1 {
        command
            .arg("-untrusted")
            .arg(file("sent.pem", &case.sent[1..]));
    }
    command.arg(file("own.pem", &case.sent[..1]));
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let code = text.lines().find_map(|line| {
        let (code, _) = line.strip_prefix("error ")?.split_once(" at ")?;
        code.parse().ok()
    });
    assert_eq!(code.is_none(), output.status.success(), "{text}");
    code.unwrap_or(0)
}

fn description(case: &Case) -> String {
    let sent: Vec<&[u8]> = case.sent.iter().map(|der| &**der).collect();
    let anchors: Vec<&[u8]> = case.anchors.iter().map(|der| &**der).collect();
    verdict(&sent, &anchors, &case.rules, |verdict| {
        let path: Vec<String> = verdict.path.iter().map(Member::name).collect();
        format!("{path:?} {:?} {:?}", verdict.objections, case.rules)
    })
}

/// Returns a chain of random certificates with random flaws, of which each is rare.
fn random_case(seed: u64) -> Case {
    let mut random = fastrand::Rng::with_seed(seed);
    let roots: Vec<Ca> = (0..2)
        .map(|number| Ca::root_with(flawed_ca(&mut random, &format!("Root {number}"))))
        .collect();
    let mut all: Vec<Ca> = roots;
    for number in 0..random.usize(0..4) {
        let issuer = random.usize(0..all.len());
        // Some share a name.
        let name = format!("CA {}", if random.u8(0..4) == 0 { 0 } else { number });
        let params = flawed_ca(&mut random, &name);
        let made = all[issuer].sub_with(params);
        all.push(made);
    }
    let mut crossed = Vec::new();
    if random.bool() {
        let (one, other) = (random.usize(0..all.len()), random.usize(0..all.len()));
        let name = format!("CA {}", random.usize(0..3));
        crossed.push(all[one].cross_sign(&all[other], &name));
    }
    let issuer = random.usize(0..all.len());
    let own = if random.u8(0..20) == 0 {
        Ca::root_with(flawed_leaf(&mut random)).der
    } else {
        let params = flawed_leaf(&mut random);
        all[issuer].leaf_with(&params)
    };
    let mut pool: Vec<Vec<u8>> = all.into_iter().map(|ca| ca.der).chain(crossed).collect();
    random.shuffle(&mut pool);
    let mut pick = |chance: f64, pool: &[Vec<u8>]| -> Vec<Vec<u8>> {
        let picked = pool.iter().filter(|_| random.f64() < chance);
        picked.cloned().collect()
    };
    let (sent, mut anchors) = (pick(0.8, &pool), pick(0.6, &pool));
    if random.u8(0..15) == 0 || anchors.is_empty() {
        anchors.push(own.clone());
    }
    let host = match random.u8(0..12) {
        0 => "b.example.com",
        1 => "127.0.0.1",
        _ => "a.example.com",
    };
    Case {
        sent: std::iter::once(own).chain(sent).collect(),
        anchors,
        rules: Rules {
            host: Some(Host::parse(host)),
            partial_chain: random.u8(0..4) == 0,
            strict: random.u8(0..3) == 0,
            level: random.u32(0..4),
            ..rules()
        },
    }
}

fn flawed_ca(random: &mut fastrand::Rng, name: &str) -> CertificateParams {
    let mut params = ca_params(name);
    match random.u8(0..40) {
        0 => params.key_usages.clear(),
        1 => params.key_usages = vec![KeyUsagePurpose::CrlSign],
        2 => params.is_ca = IsCa::ExplicitNoCa,
        3 => params.is_ca = IsCa::NoCa,
        4 | 5 => params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)),
        6 => params.not_after = date_time_ymd(2025, 1, 1),
        7 => params.not_before = date_time_ymd(2030, 1, 1),
        8 => params.use_authority_key_identifier_extension = false,
        9 => params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
        10 => params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any],
        11 => params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
        12 => constrain(&mut params, Some(dns("example.com")), None),
        13 => constrain(&mut params, Some(dns("b.example.com")), None),
        14 => constrain(&mut params, None, Some(dns("a.example.com"))),
        15 => constrain(&mut params, None, Some(dns(""))),
        16 => {
            let network = CidrSubnet::from_v4_prefix([10, 0, 0, 0], 8);
            constrain(&mut params, Some(GeneralSubtree::IpAddress(network)), None);
        }
        17 => {
            let name = ca_params("server").distinguished_name;
            constrain(&mut params, None, Some(GeneralSubtree::DirectoryName(name)));
        }
        18 => critical(&mut params, &[1, 2, 3, 4], b"\x05\x00"),
        19 => netscape(&mut params, random),
        _ => {}
    }
    params
}

fn flawed_leaf(random: &mut fastrand::Rng) -> CertificateParams {
    let mut params = leaf_params();
    let names = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        CertificateParams::new(names).unwrap().subject_alt_names
    };
    match random.u8(0..40) {
        0 => params.subject_alt_names = names(&["*.example.com"]),
        1 => params.subject_alt_names = names(&["127.0.0.1"]),
        2 => params.subject_alt_names = names(&["a.example.com", "127.0.0.1"]),
        3 => {
            params.subject_alt_names.clear();
            let name = ca_params("a.example.com").distinguished_name;
            params.distinguished_name = name;
        }
        4 => params.subject_alt_names.clear(),
        5 => params.key_usages = vec![KeyUsagePurpose::CrlSign],
        6 => params.key_usages = vec![KeyUsagePurpose::KeyEncipherment],
        7 => params.key_usages.clear(),
        8 => params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
        9 => params.extended_key_usages.clear(),
        10 => params.not_after = date_time_ymd(2025, 1, 1),
        11 => params.not_before = date_time_ymd(2030, 1, 1),
        12 => params.use_authority_key_identifier_extension = false,
        13 => params.distinguished_name = rcgen::DistinguishedName::new(),
        14 => critical(&mut params, &[1, 2, 3, 4], b"\x05\x00"),
        15 => params.is_ca = IsCa::Ca(BasicConstraints::Constrained(1)),
        16 => netscape(&mut params, random),
        17 => params.key_usages = vec![KeyUsagePurpose::KeyCertSign],
        _ => {}
    }
    params
}

fn dns(name: &str) -> GeneralSubtree {
    GeneralSubtree::DnsName(name.to_owned())
}

fn constrain(
    params: &mut CertificateParams,
    permitted: Option<GeneralSubtree>,
    excluded: Option<GeneralSubtree>,
) {
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: permitted.into_iter().collect(),
        excluded_subtrees: excluded.into_iter().collect(),
    });
}

fn critical(params: &mut CertificateParams, oid: &[u64], value: &[u8]) {
    let mut extension = CustomExtension::from_oid_content(oid, value.to_vec());
    extension.set_criticality(true);
    params.custom_extensions.push(extension);
}

/// Adds a certificate type: of a CA for TLS, of a CA for mail, of a server, or of a client.
fn netscape(params: &mut CertificateParams, random: &mut fastrand::Rng) {
    const NETSCAPE: [u64; 7] = [2, 16, 840, 1, 113_730, 1, 1];
    let types = [
        &b"\x03\x02\x02\x04"[..],
        b"\x03\x02\x01\x02",
        b"\x03\x02\x06\x40",
        b"\x03\x02\x07\x80",
    ];
    let value = types[random.usize(0..4)].to_vec();
    let extension = CustomExtension::from_oid_content(&NETSCAPE, value);
    params.custom_extensions.push(extension);
    if random.bool() {
        params.is_ca = IsCa::NoCa;
        params.key_usages.clear();
    }
}
