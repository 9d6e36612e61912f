//! The JSON documents in a file: one, several behind each other, or some in the log of a job.

use memchr::memchr_iter;
use memchr::memmem::find;
use serde_json::{Deserializer, Error, Value};

use super::ProblemKind;
use super::parts::Parts;
use crate::certs::pem::decode_text;

/// Maximum size of a document; one of a machine with many sites has some 100 kB.
const MAX_DOCUMENT: usize = 4 << 20;

/// Most documents without an end behind which the next one is searched in what they contain.
const MAX_OPEN: usize = 8;

/// Passes on the documents of a file, and what is wrong in it.
///
/// Documents may stand in a list. Text before and behind a document, such as a login banner, is
/// skipped, if the document begins on a line of its own.
pub fn for_each(bytes: &[u8], take: &mut dyn FnMut(Result<Value, ProblemKind>)) {
    let text = &*decode_text(bytes);
    let mut next = start(text, 0);
    if next.is_none() {
        let is_empty = text.iter().all(u8::is_ascii_whitespace);
        take(Err(if is_empty {
            ProblemKind::Empty
        } else {
            ProblemKind::NoDocument
        }));
    }
    let (mut open, mut counted, mut number) = (0, 0, 0);
    while let Some(from) = next {
        let limited = &text[from..text.len().min(from + MAX_DOCUMENT)];
        let mut stream = Deserializer::from_slice(limited).into_iter();
        let error = match stream.next() {
            Some(Ok(Parts(document))) => {
                take(Ok(document));
                next = start(text, from + stream.byte_offset());
                continue;
            }
            Some(Err(error)) => error,
            None => break,
        };
        number += memchr_iter(b'\n', &text[counted..from]).count();
        counted = from;
        open += usize::from(error.is_eof());
        let (line, searched) = broken(&error, limited, open);
        next = next_line(text, from + searched);
        let is_end = error.is_eof() && next.is_none() && from + limited.len() == text.len();
        take(Err(if is_end {
            ProblemKind::Truncated
        } else {
            ProblemKind::NotJson {
                line: number + line,
            }
        }));
    }
}

/// Returns the line of an error in a document, and the length of what is not searched again: the
/// job that printed the document was ended, and another one printed behind it.
fn broken(error: &Error, document: &[u8], open: usize) -> (usize, usize) {
    if !error.is_eof() {
        let lines_before = error.line().saturating_sub(1);
        let newlines = memchr_iter(b'\n', document).take(lines_before);
        return (error.line(), newlines.last().unwrap_or(0));
    }
    // The next document may be complete, and look like a part of this one.
    (1, if open < MAX_OPEN { 0 } else { document.len() })
}

/// Returns the index of the first document at or behind an index between documents.
fn start(text: &[u8], from: usize) -> Option<usize> {
    let is_between = |byte: &&u8| byte.is_ascii_whitespace() || b"[,]".contains(byte);
    let rest = text.get(from..)?;
    let at = from + rest.iter().take_while(is_between).count();
    match text.get(at)? {
        b'{' => Some(at),
        _ => next_line(text, at),
    }
}

/// Returns the index of the first document that begins on a line behind an index.
fn next_line(text: &[u8], from: usize) -> Option<usize> {
    find(text.get(from..)?, b"\n{").map(|at| from + at + 1)
}
