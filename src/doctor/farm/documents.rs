//! The JSON documents in a file: one, several behind each other, or some in the log of a job.

use memchr::memchr_iter;
use memchr::memmem::find;
use serde_json::{Deserializer, Error, Value};

use super::ProblemKind;
use super::parts::Parts;
use crate::certs::pem::decode_text;

/// Maximum size of a document; one of a machine with many sites has some 100 kB.
const MAX_DOCUMENT: usize = 4 << 20;

/// Maximum number of bytes that are read again because a damaged document seems to contain the
/// next one. Beyond, documents in a damaged one are not found: a file of nested objects would else
/// take time by the square of its size.
const MAX_READ_AGAIN: usize = 4 * MAX_DOCUMENT;

/// Minimum number of bytes that count as read again: a problem costs time too.
const SMALL_DOCUMENT: usize = 16 << 10;

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
    let (mut read_again, mut counted, mut number) = (0, 0, 0);
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
        let (line, end) = place(&error, limited);
        // The job that printed the document was ended, and another one printed behind it. That
        // document may be complete, and look like a part of this one.
        next = next_line(text, from);
        if next.is_some_and(|next| next < from + end) {
            read_again += end.max(SMALL_DOCUMENT);
            if read_again > MAX_READ_AGAIN {
                next = next_line(text, from + end);
            }
        }
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

/// Returns the line of an error in a document, and the index of the end of the line before. An
/// error at the end, as of a document without one, is reported for its first line.
fn place(error: &Error, document: &[u8]) -> (usize, usize) {
    if error.is_eof() {
        return (1, document.len());
    }
    let lines_before = error.line().saturating_sub(1);
    let newlines = memchr_iter(b'\n', document).take(lines_before);
    (error.line(), newlines.last().unwrap_or(0))
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
