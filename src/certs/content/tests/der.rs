use super::*;

#[test]
fn der_is_read_with_and_without_data_behind_it() {
    let der = authority("A");
    assert_eq!(names(&Content::parse(&der)), ["CN=A"]);
    let trusted = [&der[..], &[0x30, 0x00]].concat();
    assert_eq!(
        Content::parse(&trusted).certificates,
        Content::parse(&der).certificates
    );
    assert_eq!(Content::parse(&der[..der.len() - 1]).problems.len(), 1);
    assert_eq!(Content::parse(b"\x30\x82\xff\xff").problems.len(), 1);
    assert_eq!(Content::parse(b"\x30\x80-----BEGIN ").problems.len(), 1);
    let two = [&der[..], &authority("B"), b"\n"].concat();
    assert_eq!(names(&Content::parse(&two)), ["CN=A", "CN=B"]);
    let settings = b"\x30\x03\x0c\x01A";
    let three = [
        &der[..],
        settings,
        &authority("B"),
        settings,
        &authority("C"),
    ]
    .concat();
    assert_eq!(names(&Content::parse(&three)), ["CN=A", "CN=B", "CN=C"]);
    let cut = Content::parse(&two[..two.len() - 2]);
    assert_eq!(names(&cut), ["CN=A"]);
    assert!(
        matches!(&cut.problems[0], ProblemKind::Skipped { part: Part::Rest(at), .. } if *at == der.len()),
        "{:?}",
        cut.problems
    );
}

#[test]
fn trust_settings_are_applied() {
    const SERVERS: &[u8] = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01";
    const MAIL: &[u8] = b"\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x04";
    const ANY: &[u8] = b"\x06\x04\x55\x1d\x25\x00";
    const ALIAS: &[u8] = b"\x0c\x01A";
    let tagged = |tag: u8, parts: &[&[u8]]| {
        let value = parts.concat();
        [&[tag, u8::try_from(value.len()).unwrap()], value.as_slice()].concat()
    };
    let trusts = |uses: &[&[u8]]| tagged(0x30, uses);
    let rejects = |uses: &[&[u8]]| tagged(0xa0, uses);
    for (settings, trusted, for_servers) in [
        (tagged(0x30, &[ALIAS]), true, true),
        (tagged(0x30, &[&trusts(&[SERVERS])]), true, true),
        (tagged(0x30, &[&trusts(&[MAIL, ANY]), ALIAS]), true, true),
        (tagged(0x30, &[&trusts(&[MAIL])]), true, false),
        (tagged(0x30, &[&rejects(&[MAIL])]), true, true),
        (tagged(0x30, &[&rejects(&[MAIL, SERVERS])]), false, false),
        (tagged(0x30, &[&rejects(&[ANY])]), false, false),
        (
            tagged(0x30, &[&trusts(&[SERVERS]), &rejects(&[SERVERS]), ALIAS]),
            false,
            false,
        ),
    ] {
        let der = [authority("A"), settings].concat();
        let pem = pem::encode(&pem::Pem::new("TRUSTED CERTIFICATE", der.clone()));
        for bytes in [der, pem.into_bytes()] {
            let content = Content::parse(&bytes);
            assert!(content.problems.is_empty(), "{:?}", content.problems);
            if trusted {
                let [certificate] = content.certificates.try_into().unwrap();
                assert_eq!(certificate.facts.is_for_servers, for_servers);
            } else {
                let [key] = content.distrusted.try_into().unwrap();
                let MatchKey::Certificate(certificate) = key else {
                    panic!("{key:?}");
                };
                assert!(!for_servers && !certificate.facts.is_for_servers);
            }
        }
    }
    let unreadable = [&authority("A")[..], b"\x30\x02\x05"].concat();
    let content = Content::parse(&unreadable);
    assert_eq!((content.certificates.len(), content.problems.len()), (0, 1));
    let pem = pem::encode(&pem::Pem::new("TRUSTED CERTIFICATE", unreadable));
    let content = Content::parse(pem.as_bytes());
    assert_eq!((content.certificates.len(), content.problems.len()), (0, 1));
}

#[test]
#[cfg_attr(windows, ignore = "no Windows openssl here yet")]
fn pkcs7_is_read_in_pem_and_der() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).display().to_string();
    // In an order that is not sorted as a DER set must be, as in many real files.
    std::fs::write(
        path("all.pem"),
        format!("{}{}{}", pem("Zebra"), pem("A"), pem("Middle")),
    )
    .unwrap();
    for (form, file) in [("PEM", "all.p7b"), ("DER", "all.p7c")] {
        let made = std::process::Command::new("openssl")
            .args([
                "crl2pkcs7",
                "-nocrl",
                "-certfile",
                &path("all.pem"),
                "-outform",
                form,
                "-out",
                &path(file),
            ])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .status();
        // CI has openssl; elsewhere the test is skipped without it.
        if made.is_err() && option_env!("CI").is_none() {
            return;
        }
        let content = Content::parse(&std::fs::read(path(file)).unwrap());
        let mut names = names(&content);
        names.sort();
        assert_eq!(
            names,
            ["CN=A", "CN=Middle", "CN=Zebra"],
            "{form}: {:?}",
            content.problems
        );
    }
}

#[test]
fn certificates_of_a_pkcs7_keep_their_der() {
    let tlv = |tag: u8, parts: &[&[u8]]| {
        let value = parts.concat();
        let length = u16::try_from(value.len()).unwrap().to_be_bytes();
        [&[tag, 0x82], &length[..], &value].concat()
    };
    // A sequence that is not a certificate, and an attribute certificate, which has a tag of its
    // own.
    let der = authority("A");
    let certificates = tlv(0xa0, &[&der, &tlv(0xa2, &[&der]), b"\x30\x00"]);
    let data = tlv(
        0x30,
        &[b"\x02\x01\x01\x31\x00\x30\x00", &certificates, b"\x31\x00"],
    );
    let kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    let whole = tlv(0x30, &[kind, &tlv(0xa0, &[&data])]);
    let content = Content::parse(&[&whole[..], b"\r\n"].concat());
    let [certificate] = &content.certificates[..] else {
        panic!("{content:?}")
    };
    assert_eq!(*certificate.der, *der);
    assert!(matches!(
        &content.problems[0],
        ProblemKind::Skipped {
            part: Part::Certificate(2),
            ..
        }
    ));
    // Windows writes a PKCS#7 with the label of a certificate.
    let labelled = pem::encode(&pem::Pem::new("CERTIFICATE", whole.clone()));
    assert_eq!(
        Content::parse(labelled.as_bytes()).certificates,
        content.certificates
    );
    let other = [&whole[..14], b"\x03", &whole[15..]].concat();
    assert!(
        matches!(&Content::parse(&other).problems[0], ProblemKind::Undecodable(why) if why.starts_with("not a PKCS#7 with certificates (")),
        "{:?}",
        Content::parse(&other)
    );
}

#[test]
fn a_pkcs7_of_indefinite_length_is_read() {
    let der = include_bytes!("../../../../tests/fixtures/pkcs7-ber.p7b");
    let content = Content::parse(der);
    let names = names(&content);
    assert_eq!(
        names,
        ["CN=Bugs Test Root", "CN=localhost"],
        "{:?}",
        content.problems
    );
    // In PEM, also with the label that Windows writes.
    for label in ["PKCS7", "CERTIFICATE"] {
        let text = pem::encode(&pem::Pem::new(label, *der));
        assert_eq!(Content::parse(text.as_bytes()), content, "{label}");
    }
    let cut = Content::parse(&der[..der.len() - 20]);
    let [ProblemKind::Undecodable(why)] = &cut.problems[..] else {
        panic!("{cut:?}")
    };
    assert!(why.starts_with("not a PKCS#7 with certificates ("), "{why}");
}

#[test]
fn only_a_sequence_that_begins_with_a_type_is_read_as_pkcs7() {
    let message = |first: &[u8]| {
        let mut der = b"\x30\x81\x80".to_vec();
        der.extend(first);
        der.resize(3 + 0x80, 0);
        match &Content::parse(&der).problems[..] {
            [ProblemKind::Undecodable(why)] => why.clone(),
            problems => panic!("{problems:?}"),
        }
    };
    // A version, as a private key has it, and an unknown type.
    assert!(!message(b"\x02\x01\x00").contains("PKCS#7"));
    assert!(message(b"\x06\x01\x2a").contains("not a PKCS#7"));
}
