//! Explanation of a pasted text: the known failures in it, and the checks that look into each.
//!
//! Works offline, on any bytes, in bounded memory.

mod causes;
mod context;
mod decode;
mod patterns;
mod quote;
mod scan;
mod secrets;
mod site;
mod squeeze;
mod verdict;

use std::io::{self, BufRead};

use super::Id;
use super::redact::Redaction;
use scan::{Evidence, Scan};

/// A failure that a text reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The checks that look into it, the most likely cause first.
    pub ids: Vec<Id>,
    /// One sentence: lower case, no full stop.
    pub message: &'static str,
    /// The number of the line that reports the failure, from 1.
    pub line: u64,
    /// The line itself, shortened and redacted.
    pub quoted: String,
}

/// The known failures of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The failure to look into first, then the others, the last of the text first.
    pub causes: Vec<Explained>,
    /// The site, as `host` or `host:port`, if the text names it.
    pub site: Option<String>,
    /// The profile of the program, if the text names it.
    pub profile: Option<String>,
    /// The CA file that could not be used, if the text names it.
    pub file: Option<String>,
}

/// Looks for known failures in a text of any encoding and size.
pub fn explain(text: impl BufRead, redaction: &Redaction) -> io::Result<Explanation> {
    let mut scan = Scan::default();
    decode::utf8_blocks(text, |block| scan.feed(block))?;
    let evidence = scan.finish();
    Ok(explanation(&verdict::ranked(evidence), redaction))
}

fn explanation(evidence: &[Evidence], redaction: &Redaction) -> Explanation {
    let causes = evidence.iter().map(|one| Explained {
        ids: context::ids(one),
        message: one.cause.message,
        line: one.line,
        quoted: quote::line(one, redaction),
    });
    let first = evidence.first();
    Explanation {
        causes: causes.collect(),
        site: evidence.iter().find_map(site::site),
        profile: first.and_then(context::profile),
        file: first.and_then(site::file),
    }
}

#[cfg(test)]
mod tests;
