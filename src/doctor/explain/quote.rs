//! The line of a report, as it may be shown: short, and without secrets.

use super::scan::{Evidence, line_around};
use super::secrets::without_secrets;
use super::squeeze::without_escape_sequences;
use crate::doctor::redact::Redaction;
use crate::error::printable;

/// Maximum length of a quoted line, in characters, and how much of it stands before the report.
const MAX_LINE: usize = 200;
const BEFORE: usize = 60;

/// Returns the line of a report. If it is long, only the part with the report.
pub fn line(evidence: &Evidence, redaction: &Redaction) -> String {
    let Evidence { around, range, .. } = evidence;
    let line = line_around(around, range.clone());
    let part = |range| {
        let bytes = around.get(range).unwrap_or_default();
        without_escape_sequences(&String::from_utf8_lossy(bytes)).replace(['\r', '\n'], " ")
    };
    let before = part(line.start..range.start);
    let before = before.trim_start_matches(['>', '|', ' ', '\t']);
    // A secret may begin before the cut: each part is redacted as a whole.
    let before = redacted(before, redaction);
    let after = redacted(part(range.start..line.end).trim_end(), redaction);
    let length = before.chars().count();
    let is_long = length + after.chars().count() > MAX_LINE;
    let cut = if is_long {
        length.saturating_sub(BEFORE)
    } else {
        0
    };
    let lead = if cut > 0 { "…" } else { "" };
    let mut shown: String = (before.chars().skip(cut))
        .chain(after.chars())
        .take(MAX_LINE)
        .collect();
    if length - cut + after.chars().count() > MAX_LINE {
        shown.push('…');
    }
    printable(&format!("{lead}{shown}"))
}

/// Replaces names of users and secrets, also in the query of URLs.
fn redacted(text: &str, redaction: &Redaction) -> String {
    without_secrets(&without_queries(&redaction.text(text)))
}

/// Replaces the query of URLs.
fn without_queries(text: &str) -> String {
    let mut parts = text.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("://");
        let end = part.find([' ', '\'', '"', '<', '>', ')', '\n']);
        let (url, rest) = part.split_at(end.unwrap_or(part.len()));
        match url.split_once('?') {
            Some((path, _)) => out.extend([path, "?***"]),
            None => out.push_str(url),
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let user = (OsString::from("USER"), OsString::from("ana"));
        let env = [user].into_iter().collect();
        let redaction = Redaction::of_user(&env, None);
        for (text, expected) in [
            ("open /home/ben/ca.pem", "open /home/<user>/ca.pem"),
            (
                "proxy http://ana:geheim@proxy:3128/ refused",
                "proxy http://***@proxy:3128/ refused",
            ),
            ("url https://h/p?sig=a&b=c (x)", "url https://h/p?*** (x)"),
            (
                "{'session_token': 'abc', 'a': 1}",
                "{'session_token': '***', 'a': 1}",
            ),
            ("API_KEY=abc end", "API_KEY=*** end"),
            ("Authorization: Bearer abc", "Authorization: ***"),
            ("a token is needed", "a token is needed"),
        ] {
            assert_eq!(redacted(text, &redaction), expected);
        }
    }
}
