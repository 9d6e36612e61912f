use super::*;

#[test]
fn reads_fedoras_file() {
    let [
        egypt,
        tresor,
        MatchKey::Key(key),
        MatchKey::Certificate(certificate),
    ] = &all_of(FEDORA)[..]
    else {
        panic!("{:?}", all_of(FEDORA))
    };
    for (distrusted, by, number) in [
        (
            egypt,
            "CN=VeriSign Class 3 Public Primary Certification Authority - G3,",
            "4c00361be5082ba9aace740a053efb34",
        ),
        (tresor, "CN=AC DGTPE Signature Authentification,", "031da7"),
    ] {
        let MatchKey::Issued { issuer, serial } = distrusted else {
            panic!("{distrusted:?}")
        };
        let name = Name::from_der(issuer).unwrap().to_string();
        assert!(name.starts_with(by), "{name}");
        assert_eq!(crate::certs::hex(serial), number);
    }
    assert_eq!(certificate.public_key(), &**key);
}

#[test]
fn a_section_matches_by_certificate_key_or_serial() {
    let (issuer, serial, spki) = parts(&authority("A"));
    let one = MatchKey::Issued {
        issuer: issuer.into(),
        serial: number(&serial).unwrap(),
    };
    let info = quoted(&spki);
    for (what, fields, expected) in [
        ("certificate", pem("A"), vec![certificate("A")]),
        (
            "two",
            pem("A") + &pem("B"),
            vec![certificate("A"), certificate("B")],
        ),
        ("key", public_key(), vec![key()]),
        ("info", format!("public-key-info: {info}\n"), vec![key()]),
        (
            "old info",
            format!("x-public-key-info: {info}\n"),
            vec![key()],
        ),
        ("issued", issued(), vec![one.clone()]),
        (
            "a colon in its name",
            "issuer: \"0%0c1%0a0%08%06%03U%04%03%0c%01:\"\nserial-number: \"%02%01%05\"\n"
                .to_owned(),
            vec![MatchKey::Issued {
                issuer: (*b"0\x0c1\x0a0\x08\x06\x03U\x04\x03\x0c\x01:").into(),
                serial: [5].into(),
            }],
        ),
        (
            "all",
            issued() + &pem("A") + &public_key(),
            vec![certificate("A"), key(), one.clone()],
        ),
        (
            "empty fields",
            issued() + "value: \"\"\npublic-key-info: \"\"\n",
            vec![one],
        ),
    ] {
        for text in [
            format!("{HEADER}\nx-distrusted: true\n{fields}"),
            format!("{HEADER}\n{fields}x-distrusted: true\n"),
        ] {
            assert_eq!(all_of(&text), expected, "{what}");
        }
    }
}

#[test]
fn the_sets_of_an_issuer_are_sorted() {
    // A set of two, organization before name, as a careless CA writes it.
    let (name, company) = (
        b"0\x08\x06\x03U\x04\x03\x0c\x01A",
        b"0\x08\x06\x03U\x04\x0a\x0c\x01B",
    );
    let encoded = |first: &[u8], second| [b"0\x161\x14", first, second].concat();
    let issuer = quoted(&encoded(company, name));
    let text = section(&format!("issuer: {issuer}\nserial-number: \"%02%01%05\"\n"));
    let sorted = MatchKey::Issued {
        issuer: encoded(name, company).into(),
        serial: [5].into(),
    };
    assert_eq!(all_of(&text), [sorted]);
}

#[test]
fn only_x_distrusted_or_a_blocklist_distrusts() {
    for (fields, is_distrusted, is_blocked) in [
        ("", false, true),
        ("trusted: false\n", false, true),
        ("trusted: true\n", false, true),
        ("x-distrusted: false\n", false, true),
        ("x-distrusted: true\n", true, true),
        ("trusted: true\nx-distrusted: true\n", true, true),
        ("x-distrusted: false\nx-distrusted: true\n", true, true),
        ("x-distrusted: true\nx-distrusted: false\n", false, true),
        ("class: certificate\n", false, true),
        ("class: data\n", false, false),
        ("class: x-certificate-extension\n", false, false),
    ] {
        let text = format!("{HEADER}\n{fields}{}", pem("A"));
        for (is_blocklist, expected) in [(false, is_distrusted), (true, is_blocked)] {
            let expected = if expected {
                vec![certificate("A")]
            } else {
                Vec::new()
            };
            assert_eq!(
                match_keys(text.as_bytes(), is_blocklist),
                (expected, Vec::new()),
                "{fields}, {is_blocklist}"
            );
        }
    }
}

#[test]
fn an_extension_that_rejects_servers_distrusts_its_key() {
    let email = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
    let extended = ObjectIdentifier::new_unwrap("2.5.29.37");
    let list = |uses: &[ObjectIdentifier]| ExtendedKeyUsage(uses.to_vec()).to_der().unwrap();
    let whole = |extn_id, critical, uses: &[ObjectIdentifier]| {
        let extn_value = x509_cert::der::asn1::OctetString::new(list(uses)).unwrap();
        let extension = Extension {
            extn_id,
            critical,
            extn_value,
        };
        extension.to_der().unwrap()
    };
    let rejected_oid = ObjectIdentifier::new_unwrap(REJECTED);
    let rejected = format!("object-id: {REJECTED}\n");
    for (what, id, value, expected) in [
        (
            "servers",
            &*rejected,
            whole(rejected_oid, false, &[email, ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "critically",
            &rejected,
            whole(rejected_oid, true, &[ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "everything",
            &rejected,
            whole(rejected_oid, false, &[ANY_EXTENDED_KEY_USAGE]),
            true,
        ),
        (
            "the list alone",
            &rejected,
            list(&[ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "two in the list",
            &rejected,
            list(&[email, ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "without its name",
            "",
            whole(rejected_oid, false, &[ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "mail",
            &rejected,
            whole(rejected_oid, false, &[email]),
            false,
        ),
        ("mail alone", &rejected, list(&[email]), false),
        (
            "what it is for",
            "object-id: 2.5.29.37\n",
            whole(extended, true, &[ID_KP_SERVER_AUTH]),
            false,
        ),
        ("no name", "", list(&[ID_KP_SERVER_AUTH]), false),
    ] {
        let value = quoted(&value);
        let text = format!(
            "{HEADER}\nclass: x-certificate-extension\n{id}value: {value}\n{}",
            public_key()
        );
        let expected = if expected { vec![key()] } else { Vec::new() };
        assert_eq!(all_of(&text), expected, "{what}");
        let other = text.replace("x-certificate-extension", "data");
        assert_eq!(all_of(&other), [], "{what}");
    }
}

#[test]
fn line_ends_comments_and_unknown_fields_are_accepted() {
    let text = format!(
        "{HEADER}\nx-distrusted: true\n{}\n{HEADER}\ntrusted: true\n{}\n{HEADER}\nx-distrusted: true\n{}",
        pem("A"),
        pem("B"),
        public_key()
    );
    for (shape, text) in [
        ("as it is", text.clone()),
        ("CRLF", text.replace('\n', "\r\n")),
        ("a byte order mark", format!("\u{feff}{text}")),
        ("indented", text.replace('\n', "\n \t")),
        ("wide", text.replace(": ", "\t:   ")),
        ("narrow", text.replace(": ", ":")),
        (
            "comments",
            text.replace('\n', "\n  # [other] -----BEGIN CERTIFICATE-----\n"),
        ),
        (
            "a commented block",
            text.replace("x-", "#-----BEGIN X-----\n#-----END X-----\nx-"),
        ),
        (
            "a colon in a value",
            text.replace("x-", "label: \"a: b\"\nx-"),
        ),
        (
            "a quote in a value",
            text.replace("x-", "label: \"\"%\"\nx-"),
        ),
        ("no value", text.replace("x-", "label:\nx-")),
        (
            "a field of another version",
            text.replace("x-", "x-new: yes\nx-"),
        ),
        ("no end of line", text.trim_end().to_owned()),
    ] {
        assert_eq!(all_of(&text), [certificate("A"), key()], "{shape}: {text}");
    }
}

#[test]
fn a_file_is_detected_by_its_header() {
    let utf16 = "\u{feff}".to_owned() + FEDORA;
    let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for text in [FEDORA.as_bytes(), HEADER.as_bytes(), &utf16] {
        assert!(has_header(text));
    }
    for text in ["", "[p11-kit-object-v2]", &pem("A")] {
        assert!(!has_header(text.as_bytes()), "{text}");
    }
}

#[test]
fn an_empty_file_distrusts_nothing() {
    for text in ["", "\n", "# A\n", "\r\n \n", HEADER] {
        assert_eq!(all_of(text), [], "{text}");
    }
}
