//! Builds certificates out of DER. Their signatures are not valid.

/// The DER of a certificate's fields.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The explicit tag with the version, or nothing.
    pub version: Vec<u8>,
    pub serial: Vec<u8>,
    pub inner: Vec<u8>,
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    pub key: Vec<u8>,
    pub unique_ids: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
    /// The signature algorithm outside; `None` if it is the one inside.
    pub outer: Option<Vec<u8>>,
    pub signature: Vec<u8>,
}

impl Default for Parts {
    fn default() -> Self {
        let name = seq(&[tlv(0x31, &attribute(&tlv(0x0c, b"Odd")))]);
        Self {
            version: explicit(0, &tlv(2, b"\x02")),
            serial: tlv(2, b"\x11"),
            inner: seq(&[oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), null()]),
            issuer: name.clone(),
            subject: name,
            key: seq(&[seq(&[oid(b"\x2a\x03")]), tlv(3, b"\0key")]),
            unique_ids: Vec::new(),
            extensions: vec![extension(
                b"\x55\x1d\x13",
                Some(0xff),
                &seq(&[tlv(1, b"\xff")]),
            )],
            outer: None,
            signature: tlv(3, b"\0signature"),
        }
    }
}

impl Parts {
    pub fn build(&self) -> Vec<u8> {
        let validity = seq(&[tlv(0x17, b"250101000000Z"), tlv(0x17, b"400101000000Z")]);
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            extensions => explicit(3, &seq(extensions)),
        };
        let content = seq(&[
            self.version.clone(),
            self.serial.clone(),
            self.inner.clone(),
            self.issuer.clone(),
            validity,
            self.subject.clone(),
            self.key.clone(),
            self.unique_ids.clone(),
            extensions,
        ]);
        let outer = self.outer.as_ref().unwrap_or(&self.inner).clone();
        seq(&[content, outer, self.signature.clone()])
    }

    /// Adds an extension.
    pub fn with(mut self, oid: &[u8], critical: Option<u8>, value: &[u8]) -> Self {
        self.extensions.push(extension(oid, critical, value));
        self
    }
}

pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let digits = length.iter().position(|byte| *byte > 0);
    let digits = &length[digits.unwrap_or(length.len() - 1)..];
    let head = match content.len() {
        0..0x80 => vec![tag, digits[0]],
        _ => [&[tag, 0x80 | u8::try_from(digits.len()).unwrap()], digits].concat(),
    };
    [&head, content].concat()
}

pub fn seq(fields: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &fields.concat())
}

pub fn explicit(number: u8, der: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, der)
}

pub fn oid(content: &[u8]) -> Vec<u8> {
    tlv(6, content)
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(4, content)
}

pub fn null() -> Vec<u8> {
    vec![5, 0]
}

/// A common name.
pub fn attribute(value: &[u8]) -> Vec<u8> {
    seq(&[oid(b"\x55\x04\x03"), value.to_vec()])
}

/// A name with one attribute.
pub fn name(value: &[u8]) -> Vec<u8> {
    seq(&[tlv(0x31, &attribute(value))])
}

fn extension(identifier: &[u8], critical: Option<u8>, value: &[u8]) -> Vec<u8> {
    let critical = critical.map(|octet| tlv(1, &[octet])).unwrap_or_default();
    seq(&[oid(identifier), critical, octets(value)])
}
