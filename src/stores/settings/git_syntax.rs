//! The syntax of git's configuration files (`git-config(1)`, "Syntax").

/// A variable of a configuration file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The section in lower case, and the subsection as written.
    pub section: Vec<u8>,
    pub subsection: Option<Vec<u8>>,
    /// The name in lower case.
    pub name: Vec<u8>,
    /// `None` without a `=`, which git takes for `true`.
    pub value: Option<Vec<u8>>,
    /// The line of the name, from 1.
    pub line: usize,
}

/// Returns the variables of a file, up to the first line that git rejects, with its number.
pub fn parse(text: &[u8]) -> (Vec<Entry>, Option<usize>) {
    let mut input = Input {
        rest: text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text),
        line: 1,
    };
    let mut entries = Vec::new();
    let is_whole = input.entries(&mut entries).is_some();
    (entries, (!is_whole).then_some(input.line))
}

struct Input<'a> {
    rest: &'a [u8],
    line: usize,
}

impl Input<'_> {
    /// Adds the variables to `entries`. Returns `None` at an error.
    fn entries(&mut self, entries: &mut Vec<Entry>) -> Option<()> {
        let (mut section, mut subsection) = (Vec::new(), None);
        while let Some(byte) = self.peek() {
            match byte {
                b'#' | b';' => self.skip_line(),
                b'[' => {
                    self.next();
                    (section, subsection) = self.header()?;
                }
                _ if is_space(byte) => {
                    self.next();
                }
                _ if byte.is_ascii_alphabetic() => {
                    let line = self.line;
                    let (name, value) = self.variable()?;
                    let (section, subsection) = (section.clone(), subsection.clone());
                    entries.push(Entry {
                        section,
                        subsection,
                        name,
                        value,
                        line,
                    });
                }
                _ => return None,
            }
        }
        Some(())
    }

    /// Reads `section]`, `section "subsection"]`, or the old form `section.subsection]`.
    fn header(&mut self) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
        let mut name = self.take_while(|byte| is_key(byte) || byte == b'.');
        if self.peek()? == b']' {
            self.next();
            let dot = name.iter().position(|byte| *byte == b'.');
            let subsection = dot.map(|dot| name.split_off(dot)[1..].to_vec());
            return Some((name, subsection));
        }
        let blanks = self.take_while(|byte| is_space(byte) && byte != b'\n');
        (!blanks.is_empty() && self.next()? == b'"').then_some(())?;
        let mut subsection = Vec::new();
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => subsection.push(self.next().filter(|byte| *byte != b'\n')?),
                b'\n' => return None,
                byte => subsection.push(byte),
            }
        }
        (self.next()? == b']').then_some((name, Some(subsection)))
    }

    fn variable(&mut self) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
        let name = self.take_while(is_key);
        self.take_while(|byte| byte == b' ' || byte == b'\t');
        match self.peek() {
            None | Some(b'\n') => Some((name, None)),
            Some(b'=') => {
                self.next();
                Some((name, Some(self.value()?)))
            }
            Some(_) => None,
        }
    }

    /// Reads a value up to the end of its line, without comments and blanks around it.
    fn value(&mut self) -> Option<Vec<u8>> {
        let (mut value, mut is_quoted) = (Vec::new(), false);
        // The length without blanks at the end.
        let mut length = 0;
        while let Some(byte) = self.peek().filter(|byte| is_quoted || *byte != b'\n') {
            match byte {
                b'\n' => return None,
                b'#' | b';' if !is_quoted => {
                    self.take_while(|byte| byte != b'\n');
                    break;
                }
                b'"' => is_quoted = !is_quoted,
                b'\\' => {
                    self.next();
                    match self.peek()? {
                        b'\n' => {}
                        b't' => value.push(b'\t'),
                        b'b' => value.push(8),
                        b'n' => value.push(b'\n'),
                        byte @ (b'\\' | b'"') => value.push(byte),
                        _ => return None,
                    }
                }
                _ if is_space(byte) && !is_quoted && value.is_empty() => {}
                _ => value.push(byte),
            }
            if is_quoted || !is_space(byte) {
                length = value.len();
            }
            self.next();
        }
        value.truncate(length);
        (!is_quoted).then_some(value)
    }

    fn skip_line(&mut self) {
        while self.next().is_some_and(|byte| byte != b'\n') {}
    }

    /// Returns bytes in lower case.
    fn take_while(&mut self, is_wanted: impl Fn(u8) -> bool) -> Vec<u8> {
        let mut taken = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_wanted(*byte)) {
            taken.push(byte.to_ascii_lowercase());
            self.next();
        }
        taken
    }

    /// Returns the next byte; CR LF is LF.
    fn peek(&self) -> Option<u8> {
        match self.rest {
            [b'\r', b'\n', ..] => Some(b'\n'),
            [byte, ..] => Some(*byte),
            [] => None,
        }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        let length = 1 + usize::from(self.rest.starts_with(b"\r\n"));
        self.rest = &self.rest[length..];
        self.line += usize::from(byte == b'\n');
        Some(byte)
    }
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Returns whether git skips a byte as white space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the entries as text, and the rejected line.
    fn parsed(text: &str) -> (Vec<String>, Option<usize>) {
        let (entries, error) = parse(text.as_bytes());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let entries = entries.into_iter().map(|entry| {
            let value = entry.value.map_or("-".to_owned(), text);
            let subsection = entry.subsection.map(|name| format!("<{}>", text(name)));
            let section = text(entry.section) + &subsection.unwrap_or_default();
            format!("{} {section} {}={value}", entry.line, text(entry.name))
        });
        (entries.collect(), error)
    }

    /// The values are those that `git config --list` of git 2.47 prints.
    #[test]
    fn values_are_read_as_git_reads_them() {
        for (value, expected) in [
            ("/a/b.pem", "/a/b.pem"),
            ("\"/a b/#x.pem\" ; c", "/a b/#x.pem"),
            ("/a b/x.pem   # c", "/a b/x.pem"),
            (r"C:\\a\\x.pem", r"C:\a\x.pem"),
            ("/a\\\n  b", "/a  b"),
            ("", ""),
            ("   ", ""),
            ("\"\"", ""),
            ("\"a \" ", "a "),
            ("/x\"y z\"w\\tq", "/xy zw\tq"),
            ("/x]y", "/x]y"),
            ("/x [core] a = b", "/x [core] a = b"),
            ("/x   y  \r", "/x   y"),
        ] {
            let (entries, error) = parsed(&format!("[http]\nSSLcaInfo = {value}\n"));
            assert_eq!(entries, [format!("2 http sslcainfo={expected}")], "{value}");
            assert_eq!(error, None, "{value}");
        }
    }

    #[test]
    fn sections_are_read_as_git_reads_them() {
        for (header, expected) in [
            ("[http]", "http"),
            ("\u{FEFF}[HTTP]", "http"),
            ("[http \"https://X.y/Z\"]", "http<https://X.y/Z>"),
            (r#"[http   "a\"b\\c"]"#, r#"http<a"b\c>"#),
            ("[Http.Old]", "http<old>"),
            (" ; c\n # d\n\t[http]", "http"),
        ] {
            let (entries, error) = parsed(&format!("{header}a=1"));
            let line = 1 + header.matches('\n').count();
            assert_eq!(entries, [format!("{line} {expected} a=1")], "{header}");
            assert_eq!(error, None, "{header}");
        }
    }

    #[test]
    fn reading_ends_at_a_line_that_git_rejects() {
        for bad in [
            "[http",
            "[ http ]",
            "[http \"x\" ]",
            "[http \"x]",
            "[http.https://x]",
            "ssl_cainfo = /x",
            "sslcainfo /x",
            "sslcainfo = /x\\q",
            "sslcainfo = \"/x",
            "= /x",
        ] {
            let (entries, error) = parsed(&format!("[a]\nb\n{bad}\n[c]\nd = 1\n"));
            assert_eq!(entries, ["2 a b=-"], "{bad}");
            assert!(error.is_some_and(|line| line >= 3), "{bad}: {error:?}");
        }
    }
}
