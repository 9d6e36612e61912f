use super::*;

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

#[test]
fn a_file_is_known_if_all_its_blocks_are_known_certificates() {
    let known = [authority("A").into(), authority("B").into()].into();
    let (a, b, c) = (pem("A"), pem("B"), pem("C"));
    let key = a.replace("CERTIFICATE", "PRIVATE KEY");
    let trusted = a.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    for (text, is_known) in [
        (a.clone(), true),
        (format!("# A\r\n{a}{b}"), true),
        (c.clone(), false),
        (format!("{a}{c}"), false),
        (format!("{a}{key}"), false),
        (trusted, false),
        (a.replace("-----END", "----END"), false),
        (String::new(), false),
    ] {
        assert_eq!(
            Content::is_known(text.as_bytes(), &known),
            is_known,
            "{text}"
        );
    }
}

#[test]
fn a_text_in_utf_16_is_not_an_archive() {
    // The name of tar's format, at its place.
    let text = format!("{}ustar\n", "x".repeat(257));
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = b"\xff\xfe".iter().copied().chain(utf16).collect();
    assert_eq!(Content::parse(&bytes).foreign, None);
    assert_eq!(Content::parse(text.as_bytes()).foreign, None);
    let archive = [&b"ca.pem\0".repeat(36)[..], b"\0\0\0\0\0ustar\0"].concat();
    assert!(Content::parse(&archive).foreign.is_some());
}
