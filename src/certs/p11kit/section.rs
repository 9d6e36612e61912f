//! A section of a p11-kit file.

use std::collections::BTreeMap;

use super::HEADER;
use super::value::{invalid, number, unquoted};
use crate::certs::Certificate;
use crate::certs::blocklist::MatchKey;
use crate::certs::extensions::{Oid, SERVERS, oids};
use crate::certs::name::sorted;
use crate::certs::pem::{Block, blocks};
use crate::certs::x509::{Extension, PublicKeyInfo};

/// The extension in which p11-kit keeps the uses that a `TRUSTED CERTIFICATE` of OpenSSL rejects
/// (`trust/oid.h`).
pub const REJECTED: &str = "1.3.6.1.4.1.3319.6.10.1";
pub const REJECTED_OID: Oid = b"\x2b\x06\x01\x04\x01\x99\x77\x06\x0a\x01";

/// One object: its attributes, and the PEM blocks that stand for some of them.
pub struct Section<'a> {
    lines: &'a [&'a [u8]],
    fields: BTreeMap<&'a [u8], &'a [u8]>,
}

impl<'a> Section<'a> {
    pub fn new(lines: &'a [&'a [u8]]) -> Result<Self, String> {
        let lines = match lines {
            [header, lines @ ..] if *header == HEADER.as_bytes() => lines,
            _ => return Err(format!("does not begin with {HEADER}")),
        };
        let mut fields = BTreeMap::new();
        let mut is_block = false;
        for line in lines {
            if line.starts_with(b"-----") {
                is_block = line.starts_with(b"-----BEGIN ");
            } else if !is_block {
                let mut halves = line.splitn(2, |byte| *byte == b':').map(<[u8]>::trim_ascii);
                let (Some(name), Some(value)) = (halves.next(), halves.next()) else {
                    return Err("line without a colon".to_owned());
                };
                fields.insert(name, value);
            }
        }
        // A line `x-distrusted` may follow, which would be read as a part of the block.
        if is_block {
            return Err("END line of the block missing".to_owned());
        }
        Ok(Self { lines, fields })
    }

    pub fn match_keys(&self, is_blocklist: bool) -> Result<Vec<MatchKey>, String> {
        if !self.is_distrust(is_blocklist)? {
            return Ok(Vec::new());
        }
        let mut match_keys = self.blocks()?;
        match_keys.extend(self.keys()?);
        match_keys.extend(self.issued()?);
        if match_keys.is_empty() {
            return Err("does not contain the certificate that it distrusts".to_owned());
        }
        Ok(match_keys)
    }

    /// Returns whether the section distrusts. `trusted: false` does not: other files may trust.
    fn is_distrust(&self, is_blocklist: bool) -> Result<bool, String> {
        let class = self.field("class");
        if is_blocklist && matches!(class, None | Some(b"certificate")) {
            return Ok(true);
        }
        match self.field("x-distrusted") {
            Some(b"true") => Ok(true),
            None | Some(b"false") if class == Some(b"x-certificate-extension") => {
                self.rejects_servers()
            }
            None | Some(b"false") => Ok(false),
            Some(_) => Err("`x-distrusted` is neither true nor false".to_owned()),
        }
    }

    /// Returns whether the section is an extension, attached to a key, that rejects servers.
    fn rejects_servers(&self) -> Result<bool, String> {
        let value = self.bytes("value")?.unwrap_or_default();
        // Until p11-kit 0.19.2 the value was the list alone.
        let whole = Extension::decode(&value).ok();
        if self.field("object-id") != Some(REJECTED.as_bytes())
            && whole.map(|whole| whole.oid) != Some(REJECTED_OID)
        {
            return Ok(false);
        }
        let list = whole.map_or(&*value, |whole| whole.value);
        let uses = oids(list).map_err(|error| invalid("value", error))?;
        Ok(uses.iter().any(|oid| SERVERS.contains(oid)))
    }

    fn blocks(&self) -> Result<Vec<MatchKey>, String> {
        let text = self.lines.join(&b'\n');
        blocks(&text).map(|block| block_key(&block)).collect()
    }

    fn keys(&self) -> Result<Vec<MatchKey>, String> {
        let mut keys = Vec::new();
        for name in ["public-key-info", "x-public-key-info"] {
            if let Some(key) = self.bytes(name)? {
                keys.push(public_key(&key, name)?);
            }
        }
        Ok(keys)
    }

    fn issued(&self) -> Result<Option<MatchKey>, String> {
        let (Some(issuer), Some(serial)) = (self.bytes("issuer")?, self.bytes("serial-number")?)
        else {
            return Ok(None);
        };
        Ok(Some(MatchKey::Issued {
            issuer: sorted(&issuer).map_err(|error| invalid("issuer", error))?,
            serial: number(&serial).ok_or("`serial-number` is not an INTEGER in DER")?,
        }))
    }

    fn field(&self, name: &str) -> Option<&'a [u8]> {
        self.fields.get(name.as_bytes()).copied()
    }

    /// Returns the bytes of a field. `trust dump` writes attributes that an object does not have as
    /// empty fields.
    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(value) = self.field(name) else {
            return Ok(None);
        };
        let bytes = unquoted(value).ok_or_else(|| format!("`{name}` is not quoted correctly"))?;
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

fn block_key(block: &Block) -> Result<MatchKey, String> {
    let der = (block.decode()).map_err(|why| format!("invalid PEM block: {why}"))?;
    match block.label {
        b"CERTIFICATE" => Certificate::new(&der).map(MatchKey::Certificate),
        b"PUBLIC KEY" => public_key(&der, "PUBLIC KEY"),
        _ => Err("block is neither a certificate nor a public key".to_owned()),
    }
}

fn public_key(der: &[u8], name: &str) -> Result<MatchKey, String> {
    PublicKeyInfo::decode(der).map_err(|error| invalid(name, error))?;
    Ok(MatchKey::Key(der.into()))
}
