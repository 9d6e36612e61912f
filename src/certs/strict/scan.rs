//! Reads a PEM file line by line.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::{Fault, FaultKind};
use crate::certs::clients;
use crate::certs::x509::X509;
use crate::error::printable;

/// Most certificates have fewer characters.
const MOST_BASE64: usize = 4096;

/// The state of a scan.
#[derive(Default)]
pub(super) struct Scan {
    faults: Vec<Fault>,
    line: usize,
    /// The number of blocks so far.
    blocks: usize,
    certificates: usize,
    block: Option<Block>,
}

/// The block that contains the current line.
struct Block {
    label: Vec<u8>,
    /// The line of its BEGIN line.
    line: usize,
    base64: Vec<u8>,
    /// The first line is an empty one.
    has_empty_line: bool,
    /// A fault was found, so that its content is not decoded.
    is_faulty: bool,
}

impl Block {
    /// Returns the entry of the label in [`LABELS`].
    fn known_label(&self) -> Option<&'static (&'static [u8], bool)> {
        LABELS.iter().find(|(label, _)| *label == self.label)
    }

    fn is_other(&self) -> bool {
        self.known_label().is_none()
    }
}

/// The labels of certificates, and whether every client knows them.
const LABELS: [(&[u8], bool); 3] = [
    (b"CERTIFICATE", true),
    (b"X509 CERTIFICATE", false),
    (b"TRUSTED CERTIFICATE", false),
];

/// The labels of a PKCS#7.
const PKCS7: [&[u8]; 3] = [b"PKCS7", b"CMS", b"PKCS #7 SIGNED DATA"];

const DASHES: &[u8] = b"-----";

impl Scan {
    pub fn read<'a>(&mut self, lines: impl Iterator<Item = &'a [u8]>) {
        for line in lines {
            self.line += 1;
            let line = line.trim_ascii_end();
            match &self.block {
                None => self.text(line),
                Some(_) => self.content(line),
            }
        }
    }

    /// Returns the faults after the last line.
    pub fn finish(mut self) -> Vec<Fault> {
        if self.block.is_some() {
            self.add_in_block(FaultKind::Truncated);
            self.close();
        }
        if self.certificates == 0 {
            // Then it does not matter what else is in it.
            let is_pkcs7 = self
                .faults
                .iter()
                .any(|fault| fault.kind == FaultKind::Pkcs7);
            let kind = if is_pkcs7 {
                FaultKind::Pkcs7
            } else {
                FaultKind::NoCertificates
            };
            return vec![Fault::of_file(kind)];
        }
        self.faults
    }

    /// Adds a fault of the file or of the current line.
    pub fn add(&mut self, kind: FaultKind) {
        self.faults.push(Fault {
            line: (self.line > 0).then_some(self.line),
            block: None,
            kind,
        });
    }

    /// Adds a fault of the current block. The rest of the block is not checked.
    fn add_in_block(&mut self, kind: FaultKind) {
        self.faults.push(Fault {
            line: Some(self.line),
            block: Some(self.blocks),
            kind,
        });
        if let Some(block) = &mut self.block {
            block.is_faulty = true;
        }
    }

    /// Reads a line between blocks.
    fn text(&mut self, line: &[u8]) {
        if line.contains(&0) {
            self.add(FaultKind::NullByte);
        }
        if let Some(label) = label(line, b"BEGIN ") {
            self.open(label);
        } else if line.starts_with(DASHES) {
            self.add(FaultKind::Hyphens);
        } else if let Some(at) = memchr::memmem::find(line, b"-----BEGIN ")
            && let Some(label) = label(&line[at..], b"BEGIN ")
        {
            self.open(label);
            self.add_in_block(FaultKind::BeginInLine);
        }
    }

    /// Reads a line of a block.
    fn content(&mut self, line: &[u8]) {
        let Some(block) = &mut self.block else {
            return;
        };
        if label(line, b"END ").is_some_and(|label| label == block.label) {
            self.close();
        } else if let Some(label) = label(line, b"BEGIN ") {
            self.add_in_block(FaultKind::EndMissing);
            self.close();
            self.open(label);
        } else if block.is_faulty || block.is_other() {
            // An END line with other text ends the block too.
            if memchr::memmem::find(line, b"-----END ").is_some() {
                self.close();
            }
        } else if line.starts_with(DASHES) {
            self.glued(line);
        } else if line.is_empty() {
            // The first line may be an empty one, which ends a header without fields.
            if block.base64.is_empty() && !block.has_empty_line {
                block.has_empty_line = true;
            } else {
                self.add_in_block(FaultKind::EmptyLine);
            }
        } else if line.contains(&b':') {
            self.add_in_block(FaultKind::Header);
        } else {
            block.base64.extend_from_slice(line);
        }
    }

    /// Reads a line that begins with hyphens and is neither the END line of the block nor a BEGIN
    /// line.
    fn glued(&mut self, line: &[u8]) {
        let next = memchr::memmem::find(line, b"-----BEGIN ");
        if let Some(label) = next.and_then(|at| label(&line[at..], b"BEGIN ")) {
            self.close();
            self.open(label);
            self.add_in_block(FaultKind::BeginInLine);
        } else {
            self.add_in_block(FaultKind::EndMissing);
            self.close();
        }
    }

    fn open(&mut self, label: &[u8]) {
        self.blocks += 1;
        self.block = Some(Block {
            label: label.to_owned(),
            line: self.line,
            base64: Vec::with_capacity(MOST_BASE64),
            has_empty_line: false,
            is_faulty: false,
        });
    }

    /// Checks the block, which ends at this line.
    fn close(&mut self) {
        let Some(block) = self.block.take() else {
            return;
        };
        let known = block.known_label();
        self.certificates += usize::from(known.is_some());
        if block.is_faulty {
            return;
        }
        let shown = || printable(&String::from_utf8_lossy(&block.label));
        match known {
            None if PKCS7.contains(&&*block.label) => self.add_of_block(&block, FaultKind::Pkcs7),
            None => self.add_of_block(&block, FaultKind::OtherBlock(shown())),
            Some((_, is_known)) => {
                if !is_known {
                    self.add_of_block(&block, FaultKind::Label(shown()));
                }
                self.certificate(&block);
            }
        }
    }

    /// Adds a fault of a block that has been read.
    fn add_of_block(&mut self, block: &Block, kind: FaultKind) {
        self.faults.push(Fault {
            line: Some(block.line),
            block: Some(self.blocks),
            kind,
        });
    }

    fn certificate(&mut self, block: &Block) {
        let Ok(der) = STANDARD.decode(&block.base64) else {
            let is_only_unpadded = STANDARD_NO_PAD.decode(&block.base64).is_ok();
            let kind = if is_only_unpadded {
                FaultKind::Padding
            } else {
                FaultKind::Base64
            };
            return self.add_of_block(block, kind);
        };
        let certificate = match X509::decode(&der) {
            Ok(certificate) => certificate,
            Err(why) => {
                return self.add_of_block(block, FaultKind::Undecodable(why.to_string()));
            }
        };
        if certificate.der.len() < der.len() {
            let kind = if block.label == b"TRUSTED CERTIFICATE" {
                FaultKind::TrustSettings
            } else {
                FaultKind::TrailingBytes
            };
            self.add_of_block(block, kind);
        }
        let refusals = clients::refusals(&certificate);
        if let Some(refusal) = refusals.by_all {
            return self.add_of_block(block, FaultKind::Unusable(refusal));
        }
        for (client, refusal) in refusals.iter() {
            self.add_of_block(block, FaultKind::Unreadable(client, refusal));
        }
    }
}

/// Returns the label of a BEGIN or END line.
fn label<'a>(line: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let label = line.strip_prefix(DASHES)?.strip_prefix(word)?;
    let label = label.strip_suffix(DASHES)?;
    (!label.windows(2).any(|pair| pair == b"--")).then_some(label)
}
