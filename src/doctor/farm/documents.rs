//! The JSON documents in a file: one, several behind each other, or some in the log of a job.

use memchr::memchr_iter;
use memchr::memmem::find;
use serde_json::{Deserializer, Value};

use super::ProblemKind;
use crate::certs::pem::decode_text;

/// Maximum size of a document; one of a machine with many sites has some 100 kB.
const MAX_DOCUMENT: usize = 4 << 20;

/// Passes on the documents of a file, and what is wrong in it.
///
/// Documents may stand in a list. Text before and behind a document, such as a login banner, is
/// skipped, if the document begins on a line of its own. The text is never searched twice.
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
    while let Some(from) = next {
        let (document, end) = document(text, from);
        take(document);
        next = end;
    }
}

/// Reads the document at an index. Returns the index of the next one too.
fn document(text: &[u8], from: usize) -> (Result<Value, ProblemKind>, Option<usize>) {
    let limited = &text[from..text.len().min(from + MAX_DOCUMENT)];
    let mut stream = Deserializer::from_slice(limited).into_iter();
    let error = match stream.next() {
        Some(Ok(document)) => return (Ok(document), start(text, from + stream.byte_offset())),
        Some(Err(error)) => error,
        None => return (Err(ProblemKind::Truncated), None),
    };
    if error.is_eof() && from + limited.len() == text.len() {
        return (Err(ProblemKind::Truncated), None);
    }
    // The job that wrote it was ended, and another one wrote behind it.
    let newlines = memchr_iter(b'\n', limited);
    let newline = newlines.take(error.line().saturating_sub(1)).last();
    let before = memchr_iter(b'\n', &text[..from]).count();
    let problem = ProblemKind::NotJson {
        line: before + error.line(),
    };
    (Err(problem), next_line(text, from + newline.unwrap_or(0)))
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
