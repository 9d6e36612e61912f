use super::*;
use crate::certs::tests::{authority, pem};

fn names(content: &Content) -> Vec<String> {
    let certificates = content.certificates.iter();
    certificates.map(Certificate::subject_name).collect()
}

const ENCRYPTED_KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n\
    AAAA\n-----END RSA PRIVATE KEY-----\n";

#[test]
fn text_is_read_in_every_encoding_and_layout() {
    let text = format!("{}{}", pem("A"), pem("B"));
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let one_line = |text: &str| {
        let line = text.replace('\n', "");
        line.replace("CERTIFICATE-----", "CERTIFICATE-----\n")
            .replace("-----END", "\n-----END")
    };
    for (shape, bytes) in [
        ("as it is", text.clone().into_bytes()),
        ("CRLF", text.replace('\n', "\r\n").into_bytes()),
        ("lone CR", text.replace('\n', "\r").into_bytes()),
        (
            "byte order mark",
            marked(b"\xef\xbb\xbf", text.clone().into_bytes()),
        ),
        ("UTF-16 LE", marked(b"\xff\xfe", utf16(u16::to_le_bytes))),
        ("UTF-16 BE", marked(b"\xfe\xff", utf16(u16::to_be_bytes))),
        ("UTF-16 LE without a mark", utf16(u16::to_le_bytes)),
        ("UTF-16 BE without a mark", utf16(u16::to_be_bytes)),
        ("indented", text.replace('\n', "\n    ").into_bytes()),
        (
            "glued",
            text.replace("-----\n-----", "----------").into_bytes(),
        ),
        (
            "no newline at the end",
            text.trim_end().as_bytes().to_owned(),
        ),
        ("one long line", one_line(&text).into_bytes()),
        (
            "X509 CERTIFICATE",
            text.replace(" CERTIFICATE", " X509 CERTIFICATE")
                .into_bytes(),
        ),
        (
            "TRUSTED CERTIFICATE",
            text.replace(" CERTIFICATE", " TRUSTED CERTIFICATE")
                .into_bytes(),
        ),
        (
            "an encrypted key between",
            text.replacen("-----\n-----", &format!("-----\n{ENCRYPTED_KEY}-----"), 1)
                .into_bytes(),
        ),
        (
            "what openssl pkcs12 prints",
            text.replace(
                "-----BEGIN",
                "Bag Attributes\n    friendlyName: 스튜디오\n    localKeyID: 54 69 6D \n\
                 subject=CN = A\n-----BEGIN",
            )
            .into_bytes(),
        ),
        (
            "a note that begins like DER",
            format!("0번 인증서\n{text}").into_bytes(),
        ),
        (
            "the same in Shift JIS",
            [b"0\x82\xa0\n", text.as_bytes()].concat(),
        ),
        (
            "a note in Shift JIS",
            [b"# \x83X\x83^\x83W\x83I -----\n", text.as_bytes()].concat(),
        ),
        (
            "text between",
            format!("Subject: CN=A\n# 스튜디오\n{text}the end").into_bytes(),
        ),
        (
            "bytes in no encoding",
            [b"\xff\xfa\x80 note\n", text.as_bytes()].concat(),
        ),
    ] {
        let content = Content::parse(&bytes);
        assert_eq!(
            names(&content),
            ["CN=A", "CN=B"],
            "{shape}: {:?}",
            content.problems
        );
        assert!(
            content.problems.is_empty(),
            "{shape}: {:?}",
            content.problems
        );
    }
}

#[test]
fn a_bad_block_is_skipped_alone() {
    let good = pem("Good");
    for bad in [
        "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n",
        "-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n",
    ] {
        for text in [format!("{bad}{good}"), format!("{good}{bad}")] {
            let content = Content::parse(text.as_bytes());
            assert_eq!(names(&content), ["CN=Good"], "{text}");
            assert_eq!(content.problems.len(), 1, "{:?}", content.problems);
        }
    }
}

#[test]
fn other_blocks_and_text_are_ignored() {
    let content = Content::parse(
        format!(
            "{ENCRYPTED_KEY}{}-----BEGIN X509 CRL-----\nAA\n-----END X509 CRL-----\n",
            pem("A")
        )
        .as_bytes(),
    );
    assert_eq!(names(&content), ["CN=A"]);
    assert!(content.has_private_key && content.problems.is_empty());
    for nothing in [
        &b""[..],
        b"text",
        b"-----BEGIN ",
        b"-----BEGIN CERTIFICATE",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\0",
    ] {
        assert_eq!(Content::parse(nothing), Content::default(), "{nothing:?}");
    }
}

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
            let list = if trusted {
                content.certificates
            } else {
                content.distrusted
            };
            let [certificate] = list.try_into().unwrap();
            assert_eq!(certificate.facts.is_for_servers, for_servers);
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
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
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
        matches!(&Content::parse(&other).problems[0], ProblemKind::Undecodable(why) if why.starts_with("not a PKCS#7 in DER (")),
        "{:?}",
        Content::parse(&other)
    );
}

#[test]
fn no_input_panics() {
    let mut random = fastrand::Rng::with_seed(7);
    let good = format!("{}{}", pem("A"), pem("B"));
    let der = authority("A");
    for _ in 0..3_000 {
        let mut bytes = if random.bool() {
            good.clone().into_bytes()
        } else {
            der.clone()
        };
        for _ in 0..random.usize(1..4) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..3) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, random.u8(..)),
            }
        }
        for certificate in Content::parse(&bytes).certificates {
            assert!(Certificate::new(&certificate.der).is_ok());
        }
    }
}
