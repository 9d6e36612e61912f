//! Certificates in p11-kit's own format, which `trust` writes, and which Fedora uses for its
//! certificates.
//!
//! In the system's directories only distrust is read from them, because the system makes a bundle
//! of the certificates that they trust. p11-kit discards a whole file at the first field that it
//! does not know. Here each section is read alone: a bad one is skipped and becomes a problem.
//!
//! The format: <https://github.com/p11-glue/p11-kit/blob/master/doc/internal/persist-format.txt>

mod section;
mod value;

use memchr::memmem;

use super::blocklist::MatchKey;
use super::pem::decode_text;
use super::{Part, ProblemKind};
use section::Section;

/// The first line of each section. p11-kit takes any file that contains it for one of its own,
/// whatever the file's name.
const HEADER: &str = "[p11-kit-object-v1]";

/// Returns whether a file is in p11-kit's format.
pub fn has_header(text: &[u8]) -> bool {
    memmem::find(&decode_text(text), HEADER.as_bytes()).is_some()
}

/// Returns everything that a file distrusts for servers, and the sections that were skipped.
///
/// In a directory `blocklist`, every certificate is distrusted, whatever its section contains.
pub fn match_keys(text: &[u8], is_blocklist: bool) -> (Vec<MatchKey>, Vec<ProblemKind>) {
    let text = decode_text(text);
    let lines = lines(&text);
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for (number, lines) in (1..).zip(sections(&lines)) {
        match Section::new(lines).and_then(|section| section.match_keys(is_blocklist)) {
            Ok(match_keys) => all.extend(match_keys),
            Err(why) => problems.push(ProblemKind::Skipped {
                part: Part::Section(number),
                why,
            }),
        }
    }
    (all, problems)
}

/// A section of a file that a person has chosen, or the text before the first one.
pub enum Chunk {
    /// The certificates that the section distrusts.
    Distrusted(Vec<MatchKey>),
    /// The lines of a section that does not distrust. Its certificates are trusted.
    Text(Vec<u8>),
}

/// Returns the sections of a file that a person has chosen, or why one is invalid.
pub fn chunks(text: &[u8]) -> Vec<Result<Chunk, String>> {
    let lines = lines(text);
    let chunk = |lines: &[&[u8]]| {
        let match_keys = match lines {
            [header, ..] if *header == HEADER.as_bytes() => {
                Section::new(lines)?.match_keys(false)?
            }
            _ => Vec::new(),
        };
        Ok(if match_keys.is_empty() {
            Chunk::Text(lines.join(&b'\n'))
        } else {
            Chunk::Distrusted(match_keys)
        })
    };
    sections(&lines).map(chunk).collect()
}

/// Returns the lines without comments and white space at their ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    (text.split(|byte| *byte == b'\n'))
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty() && !line.starts_with(b"#"))
        .collect()
}

/// Returns the lines of each section.
fn sections<'a>(lines: &'a [&'a [u8]]) -> impl Iterator<Item = &'a [&'a [u8]]> {
    lines.chunk_by(|_, next| !next.starts_with(b"["))
}

#[cfg(test)]
mod tests;
