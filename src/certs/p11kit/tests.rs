use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::rfc5280::{ANY_EXTENDED_KEY_USAGE, ID_KP_SERVER_AUTH};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;

use super::section::{REJECTED, REJECTED_OID};
use super::value::{number, unquoted};
use super::*;
use crate::certs::Certificate;
use crate::certs::tests::{authority, pem};

/// From Fedora's ca-bundle.trust.p11-kit, made from NSS 2.14.
const FEDORA: &str = r#"# This is a bundle of X.509 certificates of public Certificate
# Authorities.  It was generated from the Mozilla root CA list.
#
[p11-kit-object-v1]
label: "Distrust: O=Egypt Trust, OU=VeriSign Trust Network (cert 1/3)"
class: certificate
certificate-type: x-509
modifiable: false
issuer: "0%81%CA1%0B0%09%06%03U%04%06%13%02US1%170%15%06%03U%04%0A%13%0EVeriSign%2C%20Inc.1%1F0%1D%06%03U%04%0B%13%16VeriSign%20Trust%20Network1%3A08%06%03U%04%0B%131%28c%29%201999%20VeriSign%2C%20Inc.%20-%20For%20authorized%20use%20only1E0C%06%03U%04%03%13%3CVeriSign%20Class%203%20Public%20Primary%20Certification%20Authority%20-%20G3"
serial-number: "%02%10L%006%1B%E5%08%2B%A9%AA%CEt%0A%05%3E%FB4"
x-distrusted: true


[p11-kit-object-v1]
label: "Distrusted AC DG Tresor SSL"
class: certificate
certificate-type: x-509
modifiable: false
issuer: "0K1%0B0%09%06%03U%04%06%13%02FR1%0E0%0C%06%03U%04%0A%13%05DGTPE1%2C0%2A%06%03U%04%03%13%23AC%20DGTPE%20Signature%20Authentification"
serial-number: "%02%03%03%1D%A7"
x-distrusted: true


[p11-kit-object-v1]
label: "Explicitly Distrust DigiNotar Services 1024 CA"
class: x-certificate-extension
object-id: 1.3.6.1.4.1.3319.6.10.1
value: "0.%06%0a%2b%06%01%04%01%99w%06%0a%01%04 0%1e%06%08%2b%06%01%05%05%07%03%04%06%08%2b%06%01%05%05%07%03%01%06%08%2b%06%01%05%05%07%03%03"
modifiable: false
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDam01dPPnR4ovGxgggxdkeSOxm
WGd5YitBY/SJjWjar7iUNosZJKSgk9KZD7KtLTVNzS9q4fmbGSu8BBp+LT1SZM3x
PmcPiS7o8k+upgihhf6hqQnmxqs+Q/yvegOR2qY5pmHumE8YqNOzr2aC6Z+83XL5
BgS9EtkYJOerk1OLWQIDAQAB
-----END PUBLIC KEY-----
[p11-kit-object-v1]
label: "Explicitly Distrust DigiNotar Services 1024 CA"
class: x-certificate-extension
object-id: 2.5.29.37
value: "0%18%06%03U%1d%25%01%01%ff%04%0e0%0c%06%0a%2b%06%01%04%01%99w%06%0a%10"
modifiable: false
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDam01dPPnR4ovGxgggxdkeSOxm
WGd5YitBY/SJjWjar7iUNosZJKSgk9KZD7KtLTVNzS9q4fmbGSu8BBp+LT1SZM3x
PmcPiS7o8k+upgihhf6hqQnmxqs+Q/yvegOR2qY5pmHumE8YqNOzr2aC6Z+83XL5
BgS9EtkYJOerk1OLWQIDAQAB
-----END PUBLIC KEY-----

[p11-kit-object-v1]
label: "Explicitly Distrust DigiNotar Services 1024 CA"
x-distrusted: true
nss-mozilla-ca-policy: true
modifiable: false
-----BEGIN CERTIFICATE-----
MIIDcTCCAtqgAwIBAgIED////zANBgkqhkiG9w0BAQUFADBoMQswCQYDVQQGEwJO
TDESMBAGA1UEChMJRGlnaU5vdGFyMSMwIQYDVQQDExpEaWdpTm90YXIgU2Vydmlj
ZXMgMTAyNCBDQTEgMB4GCSqGSIb3DQEJARYRaW5mb0BkaWdpbm90YXIubmwwHhcN
MDcwNzI2MTU1OTAxWhcNMTMwODI2MTYyOTAxWjBoMQswCQYDVQQGEwJOTDESMBAG
A1UEChMJRGlnaU5vdGFyMSMwIQYDVQQDExpEaWdpTm90YXIgU2VydmljZXMgMTAy
NCBDQTEgMB4GCSqGSIb3DQEJARYRaW5mb0BkaWdpbm90YXIubmwwgZ8wDQYJKoZI
hvcNAQEBBQADgY0AMIGJAoGBANqbTV08+dHii8bGCCDF2R5I7GZYZ3liK0Fj9ImN
aNqvuJQ2ixkkpKCT0pkPsq0tNU3NL2rh+ZsZK7wEGn4tPVJkzfE+Zw+JLujyT66m
CKGF/qGpCebGqz5D/K96A5HapjmmYe6YTxio07OvZoLpn7zdcvkGBL0S2Rgk56uT
U4tZAgMBAAGjggEmMIIBIjASBgNVHRMBAf8ECDAGAQH/AgEAMCcGA1UdJQQgMB4G
CCsGAQUFBwMBBggrBgEFBQcDAgYIKwYBBQUHAwQwEQYDVR0gBAowCDAGBgRVHSAA
MDMGCCsGAQUFBwEBBCcwJTAjBggrBgEFBQcwAYYXaHR0cDovL29jc3AuZW50cnVz
dC5uZXQwMwYDVR0fBCwwKjAooCagJIYiaHR0cDovL2NybC5lbnRydXN0Lm5ldC9z
ZXJ2ZXIxLmNybDAdBgNVHQ4EFgQU/tyUSQxv71x/xvESmU8WSa37gmUwCwYDVR0P
BAQDAgEGMB8GA1UdIwQYMBaAFPAXYhNVPbP/CgBr+1CEl/PtYtAaMBkGCSqGSIb2
fQdBAAQMMAobBFY3LjEDAgCBMA0GCSqGSIb3DQEBBQUAA4GBAGN0ajepP5acZshY
rAnJ7/VllH+jAsQ4Mb1dI4fs1FayybJu5AUG/Oz1+ohwWdTu5t21eqCjYC8CDKve
El2v8DVLqopHkRr1hSxCxx3vlUOzXriVk6XaxSiqrXItMa2Za2z/jCEnr62akSvH
3VjDbgfFn3nSx4xVv0zHJ15RFis+
-----END CERTIFICATE-----
#Certificate:
#    Data:
#        Version: 3 (0x2)
#        Serial Number: 268435455 (0xfffffff)
"#;

/// Returns the DER of issuer, serial number and public key. All CAs of the tests have one key.
fn parts(der: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let (certificate, _) = crate::certs::x509::decode(der).unwrap();
    let content = certificate.tbs_certificate();
    (
        content.issuer().to_der().unwrap(),
        content.serial_number().to_der().unwrap(),
        content.subject_public_key_info().to_der().unwrap(),
    )
}

fn quoted(bytes: &[u8]) -> String {
    let escaped: Vec<String> = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    format!("\"{}\"", escaped.concat())
}

fn public_key() -> String {
    let (_, _, key) = parts(&authority("A"));
    pem::encode(&pem::Pem::new("PUBLIC KEY", key)).replace("\r\n", "\n")
}

fn section(words: &str) -> String {
    format!("{HEADER}\nx-distrusted: true\n{words}")
}

fn owned((a, b): (&str, &str)) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

/// Returns the fields that match A without its certificate.
fn issued() -> String {
    let (issuer, serial, _) = parts(&authority("A"));
    let (issuer, serial) = (quoted(&issuer), quoted(&serial));
    format!("issuer: {issuer}\nserial-number: {serial}\n")
}

fn certificate(name: &str) -> MatchKey {
    MatchKey::Certificate(Certificate::new(&authority(name)).unwrap())
}

fn key() -> MatchKey {
    MatchKey::Key(parts(&authority("A")).2.into())
}

fn all_of(text: &str) -> Vec<MatchKey> {
    let (all, problems) = match_keys(text.as_bytes(), false);
    assert!(problems.is_empty(), "{text}: {problems:?}");
    all
}

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
    for (what, words, expected) in [
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
            format!("{HEADER}\nx-distrusted: true\n{words}"),
            format!("{HEADER}\n{words}x-distrusted: true\n"),
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
    for (words, is_distrusted, is_blocked) in [
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
        let text = format!("{HEADER}\n{words}{}", pem("A"));
        for (is_blocklist, expected) in [(false, is_distrusted), (true, is_blocked)] {
            let expected = if expected {
                vec![certificate("A")]
            } else {
                Vec::new()
            };
            assert_eq!(
                match_keys(text.as_bytes(), is_blocklist),
                (expected, Vec::new()),
                "{words}, {is_blocklist}"
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
    let rejected = format!("object-id: {REJECTED}\n");
    for (what, id, value, expected) in [
        (
            "servers",
            &*rejected,
            whole(REJECTED_OID, false, &[email, ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "critically",
            &rejected,
            whole(REJECTED_OID, true, &[ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "everything",
            &rejected,
            whole(REJECTED_OID, false, &[ANY_EXTENDED_KEY_USAGE]),
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
            whole(REJECTED_OID, false, &[ID_KP_SERVER_AUTH]),
            true,
        ),
        (
            "mail",
            &rejected,
            whole(REJECTED_OID, false, &[email]),
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
            "words of another version",
            text.replace("x-", "x-new: yes\nx-"),
        ),
        ("no end of line", text.trim_end().to_owned()),
    ] {
        assert_eq!(all_of(&text), [certificate("A"), key()], "{shape}: {text}");
    }
}

/// Asserts that a section causes this problem only, and that its neighbours are read.
fn expect_problem(bad: &str, why: &str) {
    let good = section(&pem("A"));
    let mut places = vec![(1, format!("{bad}\n{good}"))];
    // Without a header, it would be a part of the section before.
    if bad.starts_with('[') {
        places.push((2, format!("{good}\n{bad}\n{good}")));
    }
    for (number, text) in places {
        let (all, problems) = match_keys(text.as_bytes(), false);
        assert!(
            !all.is_empty() && all.iter().all(|one| *one == certificate("A")),
            "{text}"
        );
        let [problem] = &problems[..] else {
            panic!("{text}: {problems:?}")
        };
        assert!(
            matches!(problem, ProblemKind::Skipped { part: Part::Section(at), why: said }
                if *at == number && said.contains(why)),
            "{problem}: {why}"
        );
    }
}

#[test]
fn a_bad_section_is_skipped_alone() {
    let good = section(&pem("A"));
    for (from, to, why) in [
        (
            "[p11-kit-object-v1]",
            "",
            "does not begin with [p11-kit-object-v1]",
        ),
        ("v1]", "v2]", "does not begin with [p11-kit-object-v1]"),
        ("v1]", "v1] # A", "does not begin with [p11-kit-object-v1]"),
        ("v1]", "v1", "does not begin with [p11-kit-object-v1]"),
        ("ted: ", "ted ", "line without a colon"),
        ("true", "True", "`x-distrusted` is neither"),
        ("true", "\"true\"", "`x-distrusted` is neither"),
        ("true", "true # A", "`x-distrusted` is neither"),
        ("true", "", "`x-distrusted` is neither"),
        (
            "-----END CERTIFICATE-----",
            "",
            "END line of the block missing",
        ),
        ("END CERTIFICATE", "END X", "END line missing"),
        ("-----\nMII", "-----\nMII!", "invalid base64"),
        ("-----\nMII", "-----\nAII", "not a certificate"),
        (
            " CERTIFICATE",
            " TRUSTED CERTIFICATE",
            "neither a certificate nor",
        ),
        (" CERTIFICATE", " PUBLIC KEY", "invalid `PUBLIC KEY`"),
    ] {
        expect_problem(&good.replace(from, to), why);
    }
}

#[test]
fn a_bad_issuer_or_serial_skips_the_section() {
    for (from, to, why) in [
        ("\"%30", "\"%31", "invalid `issuer`"),
        ("\"%30", "%30", "`issuer` is not quoted"),
        ("\"%30", "\"%3", "`issuer` is not quoted"),
        (
            "number: \"%02",
            "number: \"%04",
            "`serial-number` is not an INTEGER",
        ),
        (
            "number: \"%02",
            "number: \"",
            "`serial-number` is not an INTEGER",
        ),
    ] {
        expect_problem(&section(&issued().replace(from, to)), why);
    }
    let info = "public-key-info: \"0%00\"\n";
    expect_problem(&section(info), "invalid `public-key-info`");
}

#[test]
fn distrust_without_a_certificate_is_a_problem() {
    let (issuer, serial) = issued().split_once('\n').map(owned).unwrap();
    let extension = format!("class: x-certificate-extension\nobject-id: {REJECTED}\nvalue: ");
    let rejection = quoted(&ExtendedKeyUsage(vec![ID_KP_SERVER_AUTH]).to_der().unwrap());
    for words in [
        "",
        "label: \"A\"\nid: \"%01\"\n",
        "public-key-info: \"\"\n",
        &issuer,
        &serial,
        &issued().replace("number: ", "number: \"\" \n#"),
    ] {
        expect_problem(
            &section(words),
            "does not contain the certificate that it distrusts",
        );
    }
    for (value, why) in [
        (
            &*rejection,
            "does not contain the certificate that it distrusts",
        ),
        ("\"a\"", "invalid `value`"),
        ("\"\"", "invalid `value`"),
        ("a", "`value` is not quoted"),
    ] {
        expect_problem(&format!("{HEADER}\n{extension}{value}\n"), why);
    }
    let (all, problems) = match_keys(HEADER.as_bytes(), true);
    assert!(all.is_empty() && problems.len() == 1, "{problems:?}");
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

#[test]
fn quoted_values_are_bytes() {
    for (value, bytes) in [
        (&b"\"\""[..], Some(&b""[..])),
        (b"\"a b\"", Some(b"a b")),
        (b"\"%2a%2A%00\"", Some(b"**\0")),
        (b"\"a\"b\"", Some(b"a\"b")),
        (b"\"\"\"", Some(b"\"")),
        (b"\"\xff\"", Some(b"\xff")),
        (b"\"+\"", Some(b"+")),
        (b"\"%\"", None),
        (b"\"%2\"", None),
        (b"\"%2g\"", None),
        (b"\"%+2\"", None),
        (b"\"", None),
        (b"", None),
        (b"a", None),
        (b"\"a", None),
        (b"a\"", None),
        (b"'a'", None),
    ] {
        assert_eq!(
            unquoted(value).as_deref(),
            bytes,
            "{}",
            value.escape_ascii()
        );
    }
}

#[test]
fn serial_numbers_lose_leading_zeros() {
    for (der, digits) in [
        (&b"\x02\x01\x05"[..], Some(&b"\x05"[..])),
        (b"\x02\x02\x00\xff", Some(b"\xff")),
        (b"\x02\x03\x00\x00\x05", Some(b"\x05")),
        (b"\x02\x02\x01\x00", Some(b"\x01\x00")),
        (b"\x02\x01\x00", Some(b"")),
        (b"\x02\x01\xff", Some(b"\xff")),
        (b"\x02\x02\x05", None),
        (b"\x02\x01\x05\x05", None),
        (b"\x04\x01\x05", None),
        (b"\x05", None),
        (b"", None),
    ] {
        assert_eq!(number(der).as_deref(), digits, "{der:?}");
    }
}

#[test]
fn no_input_panics() {
    let mut random = fastrand::Rng::with_seed(7);
    let good = format!(
        "{FEDORA}{HEADER}\nx-distrusted: true\n{}{}",
        issued(),
        pem("A")
    );
    for _ in 0..2_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..4) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, random.choice(*b"[]\"%:#-\n0").unwrap()),
                _ => drop(bytes.drain(at..(at + 30).min(bytes.len()))),
            }
        }
        match_keys(&bytes, random.bool());
    }
}
