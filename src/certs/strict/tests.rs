use super::*;
use crate::certs::pem::encode;
use crate::certs::tests::authority;

use Client::{BoringSsl, GnuTls, Java, OpenSsl};

/// Returns the clients that lose certificates of a file.
fn losers(file: impl AsRef<[u8]>) -> Vec<Client> {
    let faults = faults(file.as_ref());
    let clients = Client::ALL.into_iter();
    clients
        .filter(|client| {
            let mut kinds = faults.iter().map(|fault| fault.kind.clients());
            kinds.any(|clients| clients.contains(client))
        })
        .collect()
}

fn abc() -> [String; 3] {
    ["A", "B", "C"].map(|name| encode(&authority(name)))
}

#[test]
fn a_bundle_and_its_common_variants_have_no_fault() {
    let [a, b, c] = abc();
    let bundle = [&*a, &b, &c].concat();
    for text in [
        bundle.clone(),
        bundle.replace('\n', "\r\n"),
        bundle.replace('\n', " \t\n"),
        bundle.trim_end().to_owned(),
        format!("# 인증서\n{a}\nSubject: x\n{b}{b}{c}"),
        format!("{a}{}{c}", b.replacen('\n', "\r\n", 3)),
        bundle.replace("\n-----END", "\t\n-----END"),
    ] {
        assert_eq!(faults(text.as_bytes()), [], "{text}");
    }
}

#[test]
fn each_fault_names_the_clients_that_lose_certificates() {
    let [a, b, c] = abc();
    let around = |b: &str| format!("{a}{b}{c}");
    let inner = |from: &str, to: &str| around(&b.replacen(from, to, 1));
    let wrapped = |label: &str| around(&b.replace("CERTIFICATE", label));
    let all = &Client::ALL[..];
    let cases: [(Vec<u8>, &[Client]); 22] = [
        (Vec::new(), all),
        (b"hello".into(), all),
        (around("\0\n").into(), &[OpenSsl, BoringSsl]),
        (format!("\u{feff}{a}").into(), &[BoringSsl, Java]),
        (authority("A"), &[OpenSsl, GnuTls, BoringSsl]),
        (a.replace('\n', "\r").into(), &[OpenSsl, BoringSsl]),
        (around(b.trim_end()).into(), &[OpenSsl, BoringSsl, Java]),
        (around(&format!(" {b}")).into(), &[OpenSsl, BoringSsl, Java]),
        (around("----- x -----\n").into(), &[Java]),
        (
            b"-----BEGIN\n"
                .iter()
                .chain(a.as_bytes())
                .copied()
                .collect(),
            &[Java],
        ),
        (
            inner("-----END CERTIFICATE-----\n", "").into(),
            &[OpenSsl, BoringSsl, Java],
        ),
        (inner("END", "END X509").into(), &[OpenSsl, BoringSsl, Java]),
        (format!("{a}{}", &b[..300]).into(), all),
        (inner("\n-----END", "\n\n-----END").into(), &[OpenSsl]),
        (
            inner("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n").into(),
            all,
        ),
        (inner("-----\n", "-----\n# x\n").into(), all),
        (around(&encode(b"0\x03\x02\x01\x01")).into(), all),
        (
            around(&encode(&[&*authority("B"), b"\0"].concat())).into(),
            &[GnuTls, BoringSsl, Java],
        ),
        (wrapped("X509 CERTIFICATE").into(), &[GnuTls]),
        (wrapped("TRUSTED CERTIFICATE").into(), &[GnuTls]),
        (wrapped("PRIVATE KEY").into(), &[Java]),
        (wrapped("PKCS7").into(), &[OpenSsl, GnuTls, BoringSsl]),
    ];
    for (file, expected) in cases {
        let shown = String::from_utf8_lossy(&file).into_owned();
        assert_eq!(losers(file), expected, "{shown}");
    }
    let key = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    assert_eq!(losers(around(key)), [Java]);
    let utf16: Vec<u8> = a.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(losers(utf16), all);
}

#[test]
fn a_fault_has_its_line_and_its_block() {
    let [a, b, c] = abc();
    let lines = a.lines().count();
    let text = format!("# x\n{a}{}{c}", b.replacen("-----\n", "-----\n@\n", 1));
    let fault = fault_for(OpenSsl, text.as_bytes()).expect("the block is broken");
    assert_eq!((fault.line, fault.block), (Some(lines + 2), Some(2)));
    assert_eq!(fault.kind, FaultKind::Base64);
}
