//! The INI files of Python programs, as Python's `configparser` reads them.

/// An option of an INI file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub section: String,
    /// The name in lower case.
    pub name: String,
    pub value: String,
    /// Its line, from 1.
    pub line: usize,
}

/// A part of an INI file.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    Section(String),
    Entry(Entry),
}

/// Returns the parts of a file, and the number of the first line that is none.
pub fn parse(text: &str) -> (Vec<Part>, Option<usize>) {
    let mut parts = Vec::new();
    let mut section = None;
    let mut indent = 0;
    let lines = text.strip_prefix('\u{FEFF}').unwrap_or(text).lines();
    for (index, line) in lines.enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let own = line.chars().take_while(|c| c.is_whitespace()).count();
        if let Some(Part::Entry(entry)) = parts.last_mut().filter(|_| own > indent) {
            // A value of several lines, such as the nested settings of AWS.
            entry.value.push('\n');
            entry.value.push_str(trimmed);
            continue;
        }
        indent = own;
        let header = trimmed.strip_prefix('[');
        if let Some((name, _)) = header.and_then(|rest| rest.rsplit_once(']')) {
            section = Some(name.to_owned());
            parts.push(Part::Section(name.to_owned()));
            continue;
        }
        match (&section, trimmed.split_once(['=', ':'])) {
            (Some(section), Some((name, value))) => parts.push(Part::Entry(Entry {
                section: section.clone(),
                name: name.trim().to_lowercase(),
                value: value.trim().to_owned(),
                line: index + 1,
            })),
            _ => return (parts, Some(index + 1)),
        }
    }
    (parts, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the options as text, and the rejected line.
    fn parsed(text: &str) -> (Vec<String>, Option<usize>) {
        let (parts, error) = parse(text);
        let entries = parts.into_iter().filter_map(|part| match part {
            Part::Section(_) => None,
            Part::Entry(entry) => Some(format!(
                "{} {} {}={}",
                entry.line, entry.section, entry.name, entry.value
            )),
        });
        (entries.collect(), error)
    }

    /// The values are those that Python 3.11 reads.
    #[test]
    fn options_are_read_as_python_reads_them() {
        for (text, expected) in [
            ("[global]\ncert = /x", "2 global cert=/x"),
            ("[global] ; c\r\nCERT: /x\r\n", "2 global cert=/x"),
            ("[ global ]\ncert=", "2  global  cert="),
            (
                "# c\n\n[a]\n; c\ncert = \"/x y\" ; d",
                "5 a cert=\"/x y\" ; d",
            ),
            ("[a]\ncert = /x\n# c\n\n  y", "2 a cert=/x\ny"),
            (
                "[a]\n  cert = /x\n    timeout = 3",
                "2 a cert=/x\ntimeout = 3",
            ),
            ("  [a]\ncert = /x", "2 a cert=/x"),
            ("\u{FEFF}[a]\ncert = a=b:c", "2 a cert=a=b:c"),
        ] {
            assert_eq!(parsed(text), (vec![expected.to_owned()], None), "{text}");
        }
    }

    #[test]
    fn reading_ends_at_a_line_that_python_rejects() {
        for (bad, line) in [
            ("cert = /x\n[a]", 1),
            ("[a]\nrubbish\nb = c", 2),
            ("[a\n", 1),
        ] {
            assert_eq!(parsed(bad), (Vec::new(), Some(line)), "{bad}");
        }
    }
}
