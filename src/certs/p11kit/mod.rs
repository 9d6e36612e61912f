//! What p11-kit distrusts in files of its own, which `trust` writes, and in which Fedora keeps its certificates.
//!
//! Trust is not taken from them, because the system makes a bundle of what they trust. p11-kit gives up a whole file at
//! the first word that it does not know. Here each section stands alone: a bad one costs itself and one sentence.
//!
//! The format: <https://github.com/p11-glue/p11-kit/blob/master/doc/internal/persist-format.txt>

use std::collections::BTreeMap;
use std::slice::Iter;

use memchr::memmem;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, DecodeOwned, Encode, Error, Tag, Tagged as _};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned as PublicKey;

use super::blocklist::MatchKey;
use super::facts::SERVERS;
use super::pem::{Block, blocks, text_of};
use super::{Certificate, Part, ProblemKind};

/// What each section begins with. p11-kit takes a file that has it for one of its own, whatever the file is called.
const HEADER: &str = "[p11-kit-object-v1]";

/// The extension in which p11-kit keeps what a `TRUSTED CERTIFICATE` of OpenSSL rejects (`trust/oid.h`).
const REJECTED: &str = "1.3.6.1.4.1.3319.6.10.1";
const REJECTED_OID: ObjectIdentifier = ObjectIdentifier::new_unwrap(REJECTED);

/// Whether a file is one of p11-kit's.
pub fn is_one(text: &[u8]) -> bool {
    memmem::find(&text_of(text), HEADER.as_bytes()).is_some()
}

/// What a file distrusts for servers, and what of it could not be used, a sentence each. `is_blocklist` says that it
/// lies in a folder `blocklist`, where every certificate is distrusted, whatever else is said of it.
pub fn distrusted(text: &[u8], is_blocklist: bool) -> (Vec<MatchKey>, Vec<ProblemKind>) {
    let text = text_of(text);
    let lines: Vec<&[u8]> = (text.split(|byte| *byte == b'\n'))
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty() && !line.starts_with(b"#"))
        .collect();
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for (number, lines) in (1..).zip(lines.chunk_by(|_, next| !next.starts_with(b"["))) {
        match Section::new(lines).and_then(|section| section.distrusted(is_blocklist)) {
            Ok(distrusted) => all.extend(distrusted),
            Err(why) => problems.push(ProblemKind::Skipped {
                part: Part::Section(number),
                why,
            }),
        }
    }
    (all, problems)
}

/// One object: its attributes, and the blocks that stand for some.
struct Section<'a> {
    lines: &'a [&'a [u8]],
    fields: BTreeMap<&'a [u8], &'a [u8]>,
}

impl<'a> Section<'a> {
    fn new(lines: &'a [&'a [u8]]) -> Result<Self, String> {
        let lines = match lines {
            [header, lines @ ..] if *header == HEADER.as_bytes() => lines,
            _ => return Err(format!("it does not begin with {HEADER}")),
        };
        let mut fields = BTreeMap::new();
        let mut is_block = false;
        for line in lines {
            if line.starts_with(b"-----") {
                is_block = line.starts_with(b"-----BEGIN ");
            } else if !is_block {
                let mut halves = line.splitn(2, |byte| *byte == b':').map(<[u8]>::trim_ascii);
                let (Some(name), Some(value)) = (halves.next(), halves.next()) else {
                    return Err("it has a line without a colon".to_owned());
                };
                fields.insert(name, value);
            }
        }
        // The word of distrust may stand behind the block, and would be taken for a part of it.
        if is_block {
            return Err("the END line of its block is missing".to_owned());
        }
        Ok(Self { lines, fields })
    }

    fn distrusted(&self, is_blocklist: bool) -> Result<Vec<MatchKey>, String> {
        if !self.is_distrust(is_blocklist)? {
            return Ok(Vec::new());
        }
        match self.named()? {
            named if named.is_empty() => Err("it does not say what it distrusts".to_owned()),
            named => Ok(named),
        }
    }

    /// Whether it distrusts. `trusted: false` does not: it leaves that to other files.
    fn is_distrust(&self, is_blocklist: bool) -> Result<bool, String> {
        let class = self.field("class");
        if is_blocklist && matches!(class, None | Some(b"certificate")) {
            return Ok(true);
        }
        match self.field("x-distrusted") {
            Some(b"true") => Ok(true),
            None | Some(b"false") if class == Some(b"x-certificate-extension") => self.rejects(),
            None | Some(b"false") => Ok(false),
            Some(_) => Err("its `x-distrusted` is neither true nor false".to_owned()),
        }
    }

    /// Whether, as an extension attached to a key, it rejects servers.
    fn rejects(&self) -> Result<bool, String> {
        let value = self.bytes("value")?.unwrap_or_default();
        // Until p11-kit 0.19.2 the value was the list alone.
        let whole = Extension::from_der(&value).ok();
        if self.field("object-id") != Some(REJECTED.as_bytes())
            && whole.as_ref().map(|whole| whole.extn_id) != Some(REJECTED_OID)
        {
            return Ok(false);
        }
        let list = (whole.as_ref()).map_or(&*value, |whole| whole.extn_value.as_bytes());
        let uses = ExtendedKeyUsage::from_der(list).map_err(|error| unreadable("value", &error))?;
        Ok(uses.0.iter().any(|oid| SERVERS.contains(oid)))
    }

    /// Everything by which it names something: p11-kit distrusts whatever has one of them.
    fn named(&self) -> Result<Vec<MatchKey>, String> {
        let text = self.lines.join(&b'\n');
        let mut named: Vec<_> =
            (blocks(&text).map(|block| named_by(&block))).collect::<Result<_, _>>()?;
        for name in ["public-key-info", "x-public-key-info"] {
            if let Some(key) = self.bytes(name)? {
                named.push(MatchKey::Key(encoded::<PublicKey>(&key, name)?));
            }
        }
        if let (Some(issuer), Some(serial)) = (self.bytes("issuer")?, self.bytes("serial-number")?)
        {
            named.push(MatchKey::Issued {
                issuer: encoded::<Name>(&issuer, "issuer")?,
                serial: number(&serial).ok_or("its `serial-number` is no INTEGER in DER")?,
            });
        }
        Ok(named)
    }

    fn field(&self, name: &str) -> Option<&'a [u8]> {
        self.fields.get(name.as_bytes()).copied()
    }

    /// The bytes of a field. `trust dump` writes down as empty what an object does not have.
    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(value) = self.field(name) else {
            return Ok(None);
        };
        let bytes = unquoted(value).ok_or_else(|| format!("its `{name}` is not quoted rightly"))?;
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

fn named_by(block: &Block) -> Result<MatchKey, String> {
    let der = (block.decode()).map_err(|why| format!("its block cannot be read: {why}"))?;
    match block.label {
        b"CERTIFICATE" => Certificate::for_blocklist(&der).map(MatchKey::Certificate),
        b"PUBLIC KEY" => encoded::<PublicKey>(&der, "PUBLIC KEY").map(MatchKey::Key),
        _ => Err("it has a block that is neither a certificate nor a public key".to_owned()),
    }
}

/// The DER of `bytes` as it comes out of certificates, where the parser has sorted the sets in it.
fn encoded<T>(bytes: &[u8], name: &str) -> Result<Box<[u8]>, String>
where
    T: DecodeOwned<Error = Error> + Encode,
{
    let der = T::from_der(bytes).and_then(|parsed| parsed.to_der());
    der.map(Vec::into_boxed_slice)
        .map_err(|error| unreadable(name, &error))
}

fn unreadable(name: &str, error: &Error) -> String {
    format!("its `{name}` cannot be read ({error})")
}

/// The content of an INTEGER without leading zeros.
fn number(der: &[u8]) -> Option<Box<[u8]>> {
    let integer = AnyRef::from_der(der).ok()?;
    let digits = integer.value().iter().skip_while(|byte| **byte == 0);
    (integer.tag() == Tag::Integer).then(|| digits.copied().collect())
}

/// What stands between the quotes, where `%2a` is one byte, and a quote is one like any other.
fn unquoted(value: &[u8]) -> Option<Vec<u8>> {
    let [b'"', inner @ .., b'"'] = value else {
        return None;
    };
    let mut rest = inner.iter();
    let mut bytes = Vec::with_capacity(inner.len());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => escaped(&mut rest)?,
            byte => *byte,
        });
    }
    Some(bytes)
}

fn escaped(rest: &mut Iter<u8>) -> Option<u8> {
    let mut digit = || char::from(*rest.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}

#[cfg(test)]
mod tests;
