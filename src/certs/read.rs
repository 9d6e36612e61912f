//! Certificates out of the bytes of a file, whatever shape they have.
//!
//! OpenSSL loses a whole file to one bad block, and other readers lose one to a byte order mark. Here each block stands
//! alone: a bad one costs itself and one sentence.

use std::borrow::Cow;

use memchr::memmem::find;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, ErrorKind, Header, Reader, SliceReader, Tag, TagNumber, Tagged as _};

use super::rules::{Facts, examine};
use super::settings::{self, Servers};

/// A certificate that can be used, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its bytes, exactly.
    pub der: Box<[u8]>,
    /// What was found in them.
    pub facts: Facts,
}

impl Certificate {
    /// The certificate that `der` begins with. What stands after it is dropped.
    pub fn new(der: &[u8]) -> Result<Self, String> {
        Self::first(der).map(|(certificate, _)| certificate)
    }

    /// The certificate that `bytes` begin with, and what stands after it.
    fn first(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let (facts, length) = examine(bytes)?;
        let (der, rest) = bytes.split_at(length);
        let der = der.into();
        Ok((Self { der, facts }, rest))
    }
}

/// What a file held.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// In the order of the file.
    pub certificates: Vec<Certificate>,
    /// Those that the file itself says must not vouch for servers.
    pub distrusted: Vec<Certificate>,
    /// What could not be used, a sentence each.
    pub problems: Vec<String>,
    /// There is a private key in it, which is never read.
    pub has_private_key: bool,
}

/// Reads PEM, DER and PKCS#7.
pub fn read(bytes: &[u8]) -> Content {
    let mut content = Content::default();
    // The tag of a SEQUENCE and a length of up to four bytes. A text in UTF-8 does not go on like that behind a zero, and
    // one in another encoding that does has no certificate at its beginning.
    if let [0x30, 0x80..=0x84, ..] = bytes {
        content.der(bytes);
        if !content.holds_none() || find(bytes, BEGIN).is_none() {
            return content;
        }
        content = Content::default();
    }
    let text = text_of(bytes);
    for (number, block) in (1..).zip(blocks(&text)) {
        if let Err(why) = content.block(&block) {
            content.problems.push(format!(
                "block {number} ({}) is left out: {why}",
                printable(block.label)
            ));
        }
    }
    content
}

impl Content {
    /// Whether there is no certificate in it, be it one to trust or not.
    pub fn holds_none(&self) -> bool {
        self.certificates.is_empty() && self.distrusted.is_empty()
    }

    fn block(&mut self, block: &Block) -> Result<(), String> {
        match block.label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => {
                self.certificates.push(Certificate::new(&block.decode()?)?);
            }
            b"TRUSTED CERTIFICATE" => {
                let der = block.decode()?;
                let (certificate, rest) = Certificate::first(&der)?;
                let servers = match rest {
                    [] => Servers::Allowed,
                    settings => settings::read(settings)?.0,
                };
                self.heed(certificate, servers);
            }
            b"PKCS7" | b"CMS" | b"PKCS #7 SIGNED DATA" => self.pkcs7(&block.decode()?)?,
            label if label.ends_with(b"PRIVATE KEY") => self.has_private_key = true,
            // Requests, parameters, revocation lists: no business of ours.
            _ => {}
        }
        Ok(())
    }

    /// Takes certificates in DER, one behind the other, or a PKCS#7.
    fn der(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.trim_ascii().is_empty() {
            match Certificate::first(rest) {
                Ok((certificate, behind)) => {
                    // A certificate is no trust settings, and trust settings are no certificate.
                    let settings = settings::read(behind).ok();
                    let (servers, behind) = settings.unwrap_or((Servers::Allowed, behind));
                    self.heed(certificate, servers);
                    rest = behind;
                }
                Err(why) if rest.len() == bytes.len() => {
                    if let Err(why) = self.other_der(bytes, why) {
                        self.problems.push(why);
                    }
                    return;
                }
                Err(why) => {
                    let at = bytes.len() - rest.len();
                    let why = format!("what stands at byte {at} is left out: {why}");
                    return self.problems.push(why);
                }
            }
        }
    }

    /// Takes what is no certificate, for which `why` says why not.
    fn other_der(&mut self, bytes: &[u8], why: String) -> Result<(), String> {
        let first = SliceReader::new(bytes).and_then(|mut reader| {
            let header = Header::decode(&mut reader)?;
            header.tag().assert_eq(Tag::Sequence)?;
            AnyRef::decode(&mut reader)
        });
        match first {
            // A PFX begins with its version (RFC 7292, 4), a PKCS#7 with what it is (RFC 5652, 3).
            Ok(first) if (first.tag(), first.value()) == (Tag::Integer, &[3]) => Err(
                "it is a PKCS#12 file, with a password and a key: export its certificates as PEM"
                    .to_owned(),
            ),
            Ok(first) if first.tag() == Tag::ObjectIdentifier => self.pkcs7(bytes),
            _ => Err(why),
        }
    }

    /// Takes a certificate as its trust settings say.
    fn heed(&mut self, mut certificate: Certificate, servers: Servers) {
        certificate.facts.is_for_servers &= servers == Servers::Allowed;
        match servers {
            Servers::Rejected => self.distrusted.push(certificate),
            Servers::Allowed | Servers::Unmentioned => self.certificates.push(certificate),
        }
    }

    fn pkcs7(&mut self, bytes: &[u8]) -> Result<(), String> {
        let certificates =
            certificates_of(bytes).map_err(|error| format!("no PKCS#7 ({error})"))?;
        for (number, der) in (1..).zip(certificates) {
            match Certificate::new(der) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(why) => self
                    .problems
                    .push(format!("certificate {number} is left out: {why}")),
            }
        }
        Ok(())
    }
}

/// The certificates of a `SignedData` (RFC 5652, 5.1), each exactly as it stands there: it must keep its fingerprint.
fn certificates_of(pkcs7: &[u8]) -> x509_cert::der::Result<Vec<&[u8]>> {
    SliceReader::new(pkcs7)?.sequence(|info| {
        let kind = ObjectIdentifier::decode(info)?;
        let content = AnyRef::decode(info)?.value();
        if kind != ID_SIGNED_DATA {
            return Err(ErrorKind::OidUnknown { oid: kind }.into());
        }
        SliceReader::new(content)?.sequence(|data| {
            // Its version, the algorithms, and what is signed.
            for _ in 0..3 {
                AnyRef::decode(data)?;
            }
            let mut certificates = Vec::new();
            while !data.is_finished() {
                let part = AnyRef::decode(data)?;
                if part.tag() == CERTIFICATES {
                    let mut set = SliceReader::new(part.value())?;
                    while !set.is_finished() {
                        certificates.push(set.tlv_bytes()?);
                    }
                }
            }
            // Attribute certificates and their like have tags of their own.
            certificates.retain(|der| der.first() == Some(&0x30));
            Ok(certificates)
        })
    })
}

/// `id-signedData` (RFC 5652, 5.1).
const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// The tag of the certificates in it.
const CERTIFICATES: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(0),
};

/// The bytes of a text file without what its editor put around them: UTF-16 becomes UTF-8, byte order marks go.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, [u8]> {
    let utf16 = |decode: fn([u8; 2]) -> u16, bytes: &[u8]| -> Cow<'_, [u8]> {
        let (pairs, _) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| decode(*pair));
        let text: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{fffd}'))
            .collect();
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => utf16(u16::from_be_bytes, rest),
        // Without a mark, every other byte of Latin text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => utf16(u16::from_le_bytes, bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => utf16(u16::from_be_bytes, bytes),
        _ => Cow::Borrowed(bytes),
    }
}

/// One PEM block, cut out of its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub label: &'a [u8],
    /// What stands between the two lines; `None` where the end is missing.
    body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// Cuts text at its BEGIN lines, each block ending at its END line or, where that is missing, at the next BEGIN.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = find(rest, BEGIN)? + BEGIN.len();
            rest = &rest[start..];
            let Some(label) = find(rest, DASHES).map(|end| &rest[..end]) else {
                continue;
            };
            if label.contains(&b'\n') || label.contains(&b'\r') {
                continue;
            }
            let after = &rest[label.len() + DASHES.len()..];
            let own = &after[..find(after, BEGIN).unwrap_or(after.len())];
            let end = [b"-----END ", label, DASHES].concat();
            rest = after;
            return Some(Block {
                label,
                body: find(own, &end).map(|end| &own[..end]),
            });
        }
    })
}

impl Block<'_> {
    pub fn decode(&self) -> Result<Vec<u8>, String> {
        let body = self.body.ok_or("its END line is missing")?;
        // Lone carriage returns, indentation and one long line are all the same to a reader of base64 without them.
        let base64: Vec<u8> = body
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        let whole = [
            b"-----BEGIN X-----\n",
            base64.as_slice(),
            b"\n-----END X-----\n",
        ]
        .concat();
        let block = pem::parse(whole).map_err(|_| "it is not base64")?;
        match block.contents() {
            [] => Err("it is empty".to_owned()),
            _ => Ok(block.into_contents()),
        }
    }
}

fn printable(label: &[u8]) -> String {
    crate::error::printable(&String::from_utf8_lossy(label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::{authority, pem};

    fn names(content: &Content) -> Vec<String> {
        let subject = |certificate: &Certificate| {
            crate::certs::describe::describe(&certificate.der)
                .unwrap()
                .subject
        };
        content.certificates.iter().map(subject).collect()
    }

    const ENCRYPTED_KEY: &str = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n\
        AAAA\n-----END RSA PRIVATE KEY-----\n";

    #[test]
    fn every_shape_of_text_holds_the_same_certificates() {
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
            let content = read(&bytes);
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
    fn a_bad_block_costs_itself() {
        let good = pem("Good");
        for bad in [
            "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nMIIB\n",
            "-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n",
        ] {
            for text in [format!("{bad}{good}"), format!("{good}{bad}")] {
                let content = read(text.as_bytes());
                assert_eq!(names(&content), ["CN=Good"], "{text}");
                assert_eq!(content.problems.len(), 1, "{:?}", content.problems);
            }
        }
    }

    #[test]
    fn what_is_no_certificate_is_passed_over() {
        let content = read(
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
            assert_eq!(read(nothing), Content::default(), "{nothing:?}");
        }
    }

    #[test]
    fn der_is_read_with_and_without_more_behind_it() {
        let der = authority("A");
        assert_eq!(names(&read(&der)), ["CN=A"]);
        let trusted = [&der[..], &[0x30, 0x00]].concat();
        assert_eq!(read(&trusted).certificates, read(&der).certificates);
        assert_eq!(read(&der[..der.len() - 1]).problems.len(), 1);
        assert_eq!(read(b"\x30\x82\xff\xff").problems.len(), 1);
        let two = [&der[..], &authority("B"), b"\n"].concat();
        assert_eq!(names(&read(&two)), ["CN=A", "CN=B"]);
        let settings = b"\x30\x03\x0c\x01A";
        let three = [
            &der[..],
            settings,
            &authority("B"),
            settings,
            &authority("C"),
        ]
        .concat();
        assert_eq!(names(&read(&three)), ["CN=A", "CN=B", "CN=C"]);
        let cut = read(&two[..two.len() - 2]);
        assert_eq!(names(&cut), ["CN=A"]);
        assert!(
            cut.problems[0].starts_with(&format!("what stands at byte {} is left out", der.len())),
            "{:?}",
            cut.problems
        );
    }

    #[test]
    fn trust_settings_are_heeded() {
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
                let content = read(&bytes);
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
        let pem = pem::encode(&pem::Pem::new("TRUSTED CERTIFICATE", unreadable));
        let content = read(pem.as_bytes());
        assert_eq!((content.certificates.len(), content.problems.len()), (0, 1));
    }

    #[test]
    fn pkcs7_is_read_in_both_forms() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        // In this order they are not sorted as a DER set would be, as in many a real file.
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
            // On CI there is one; elsewhere the test has nothing to read without.
            if made.is_err() && option_env!("CI").is_none() {
                return;
            }
            let content = read(&std::fs::read(path(file)).unwrap());
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
    fn certificates_of_a_pkcs7_keep_their_bytes() {
        let tlv = |tag: u8, parts: &[&[u8]]| {
            let value = parts.concat();
            let length = u16::try_from(value.len()).unwrap().to_be_bytes();
            [&[tag, 0x82], &length[..], &value].concat()
        };
        // A sequence that no certificate is in the way, and an attribute certificate, which has a tag of its own.
        let der = authority("A");
        let certificates = tlv(0xa0, &[&der, &tlv(0xa2, &[&der]), b"\x30\x00"]);
        let data = tlv(
            0x30,
            &[b"\x02\x01\x01\x31\x00\x30\x00", &certificates, b"\x31\x00"],
        );
        let kind = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
        let whole = tlv(0x30, &[kind, &tlv(0xa0, &[&data])]);
        let content = read(&[&whole[..], b"\r\n"].concat());
        let [certificate] = &content.certificates[..] else {
            panic!("{content:?}")
        };
        assert_eq!(*certificate.der, *der);
        assert!(content.problems[0].starts_with("certificate 2 is left out: no certificate"));
        let other = [&whole[..14], b"\x03", &whole[15..]].concat();
        assert!(
            read(&other).problems[0].starts_with("no PKCS#7 ("),
            "{:?}",
            read(&other)
        );
    }

    #[test]
    fn no_bytes_make_it_panic() {
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
            for certificate in read(&bytes).certificates {
                assert!(Certificate::new(&certificate.der).is_ok());
            }
        }
    }
}
