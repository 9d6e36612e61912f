//! What a failure says to the person in front of it: what, where, why, and one action.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// A result whose error can be shown to a user as it is.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The exit codes of sglaunch's own failures, those of `env(1)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// sglaunch itself failed, usage errors included.
    Failed = 125,
    /// The program was found and cannot be run.
    CannotRun = 126,
    /// The program, or the asked version of it, was not found.
    NotFound = 127,
}

impl Exit {
    /// The number that the process leaves with.
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// A failure that a user can understand and mend.
#[derive(Debug)]
pub struct Error(Box<Report>);

/// Behind a pointer, so that every result stays small.
#[derive(Debug)]
struct Report {
    exit: Exit,
    sentence: String,
    place: Option<Location>,
    notes: Vec<String>,
    hint: Option<String>,
}

/// Where in a file something is wrong.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file, or a word for one that is compiled in.
    pub file: PathBuf,
    /// The spot in it, where one is known.
    pub spot: Option<Span>,
}

/// A marked piece of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The line's number, from 1.
    pub line: usize,
    /// The column's number in characters, from 1.
    pub column: usize,
    /// How many characters are marked.
    pub width: usize,
    /// The whole line.
    pub text: String,
}

impl Error {
    /// A failure of sglaunch itself (exit code 125).
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(Box::new(Report {
            exit: Exit::Failed,
            sentence: sentence.into(),
            place: None,
            notes: Vec::new(),
            hint: None,
        }))
    }

    /// The same failure, leaving with another exit code.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.0.exit = exit;
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Location) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Adds a line that says why, or what was tried.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// The exit code that this failure ends the process with.
    pub fn exit_code(&self) -> Exit {
        self.0.exit
    }

    /// The first sentence alone, as a warning or a table shows it.
    pub fn sentence(&self) -> &str {
        &self.0.sentence
    }

    /// The whole message in the house format, without the leading `error: `, ending in a newline.
    ///
    /// `home` is shortened to `~` in the place.
    pub fn render(&self, home: Option<&Path>) -> String {
        let Report {
            sentence,
            place,
            notes,
            hint,
            ..
        } = &*self.0;
        let mut out = format!("{}\n", printable(sentence));
        if let Some(place) = place {
            place.render(&mut out, home);
        }
        for note in notes {
            let _ = writeln!(out, "  {}", printable(note));
        }
        if let Some(hint) = hint {
            let _ = writeln!(out, "hint: {}", printable(hint));
        }
        out
    }

    /// What stands below the sentence in a window: where, why, and what to do about it. The line itself is left out,
    /// because only a terminal's letters are all as wide as the marks below it.
    pub fn paragraphs(&self, home: Option<&Path>) -> Vec<String> {
        let Report {
            place, notes, hint, ..
        } = &*self.0;
        let place = place.as_ref().map(|place| {
            let file = shorten(&place.file, home);
            match &place.spot {
                Some(spot) => format!("{file}, line {}", spot.line),
                None => file,
            }
        });
        let notes: Vec<String> = notes.iter().map(|note| printable(note)).collect();
        let notes = (!notes.is_empty()).then(|| notes.join("\n"));
        let hint = (hint.as_ref()).map(|hint| format!("Hint: {}", printable(hint)));
        [place, notes, hint].into_iter().flatten().collect()
    }
}

impl Location {
    /// A file as a whole.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            file: path.into(),
            spot: None,
        }
    }

    fn render(&self, out: &mut String, home: Option<&Path>) {
        let file = shorten(&self.file, home);
        let Some(spot) = &self.spot else {
            let _ = writeln!(out, "  --> {file}");
            return;
        };
        let number = spot.line.to_string();
        let margin = " ".repeat(number.len());
        let (text, before, width) = spot.window();
        // Tabs stay tabs, so that the carets stand below what they mark however wide a tab is.
        let indent: String = text
            .chars()
            .take(before)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let carets = "^".repeat(width);
        let _ = writeln!(out, " {margin}--> {file}:{number}:{}", spot.column);
        let _ = writeln!(out, " {margin} |");
        let _ = writeln!(out, " {number} | {}", printable(&text));
        let _ = writeln!(out, " {margin} | {indent}{carets}");
    }
}

/// How much of a line is shown.
const WINDOW: usize = 100;

impl Span {
    /// So much of the line as fits a screen, how many characters stand before what is marked, and how many are marked.
    fn window(&self) -> (String, usize, usize) {
        let before = self.column - 1;
        let skipped = if before < WINDOW / 2 {
            0
        } else {
            before - WINDOW / 4
        };
        let text: String = self.text.chars().skip(skipped).take(WINDOW).collect();
        let left = text.chars().count().saturating_sub(before - skipped).max(1);
        (text, before - skipped, self.width.clamp(1, left))
    }
}

/// A path for a message: the home folder as `~`, and nothing in it that would drive a terminal.
pub fn shorten(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~{MAIN_SEPARATOR}{}", printable(&rest.to_string_lossy())),
        None => printable(&path.to_string_lossy()),
    }
}

/// `text` with its control characters written as escapes, except tabs, and with those that nobody sees or that turn the
/// direction of writing: a certificate must not look as if it named somebody else.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\t' || is_invisible(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// The format characters of Unicode (its category Cf) that are met in text.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// The one of `known` that was most likely meant by `typed`, if any is near.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(f64, &str)> = (known.into_iter())
        .map(|name| (strsim::jaro_winkler(typed, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.truncate(3);
    near.into_iter().map(|(_, name)| name).collect()
}

/// The names in backticks, separated by commas, with "or" before the last.
pub fn alternatives(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|name| format!("`{name}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_where_and_what_to_do() {
        let error = Error::new("unknown key `certificate` in profile `maya`")
            .at(Location {
                file: "/home/ana/maya.yaml".into(),
                spot: Some(Span {
                    line: 7,
                    column: 3,
                    width: 11,
                    text: "  certificate: studio.pem".into(),
                }),
            })
            .hint("a key with a similar name exists: `certificates`");
        let text = "\
unknown key `certificate` in profile `maya`
  --> ~/maya.yaml:7:3
   |
 7 |   certificate: studio.pem
   |   ^^^^^^^^^^^
hint: a key with a similar name exists: `certificates`
";
        let home = Path::new("/home/ana");
        assert_eq!(
            error.render(Some(home)).replace("~\\", "~/"),
            text,
            "a backslash on Windows"
        );
    }

    #[test]
    fn a_path_cannot_drive_the_terminal() {
        assert_eq!(
            shorten(Path::new("/a\u{1b}[2J\nb"), None),
            "/a\\u{1b}[2J\\nb"
        );
        assert_eq!(printable("a\u{202e}b\tc"), "a\\u{202e}b\tc");
    }

    #[test]
    fn the_nearest_names_come_first_and_far_ones_not_at_all() {
        let known = ["houdini", "hython", "houdinifx", "maya"];
        assert_eq!(nearest("houdinii", known), ["houdini", "houdinifx"]);
        assert!(nearest("xyz", known).is_empty());
    }
}
