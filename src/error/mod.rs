//! Failures as the user reads them: the error, its location and causes, and one action.

mod cut;
mod location;
mod sanitize;
mod suggest;

use std::fmt::Write as _;
use std::path::Path;

use cut::cut_line;
pub use cut::{counted, cut, shown_name, shown_reason, system_reason};
pub use location::{Location, Span};
pub use sanitize::{HOME, ascii, characters, printable, printable_json, printable_lines, shorten};
pub use suggest::{alternatives, nearest};

/// A result whose error can be shown to a user as it is.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Exit codes of sglaunch's own failures, those of `env(1)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// sglaunch itself failed, usage errors included.
    Failed = 125,
    /// The program was found and cannot be run.
    CannotRun = 126,
    /// The program, or the requested version of it, was not found.
    NotFound = 127,
}

impl Exit {
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// A failure with its message and exit code.
#[derive(Debug)]
pub struct Error(Box<Report>);

/// Boxed, so that every `Result` stays small.
#[derive(Debug)]
struct Report {
    exit: Exit,
    sentence: String,
    location: Option<Location>,
    notes: Vec<String>,
    hint: Option<String>,
}

impl Error {
    /// Creates a failure of sglaunch itself (exit code 125).
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(Box::new(Report {
            exit: Exit::Failed,
            sentence: sentence.into(),
            location: None,
            notes: Vec::new(),
            hint: None,
        }))
    }

    /// Sets the exit code.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.0.exit = exit;
        self
    }

    /// Sets the location.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    /// Adds a line with a cause, or with one of several things that were tried.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Sets the action that cures the failure.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub fn exit_code(&self) -> Exit {
        self.0.exit
    }

    /// Returns the file of the location.
    pub fn file(&self) -> Option<&Path> {
        self.0.location.as_ref().map(|place| place.file.as_path())
    }

    /// Returns the first line alone, for warnings and tables.
    pub fn sentence(&self) -> &str {
        &self.0.sentence
    }

    /// Returns the lines that show the location, with the marked line.
    pub fn excerpt(&self) -> Vec<String> {
        let mut location = String::new();
        if let Some(place) = &self.0.location {
            place.render(&mut location, None);
        }
        location.lines().map(str::to_owned).collect()
    }

    /// Returns the notes below the location.
    pub fn notes(&self) -> Vec<String> {
        shown(&self.0.notes)
    }

    /// Returns the action that cures the failure, if one is known.
    pub fn action(&self) -> Option<String> {
        self.0.hint.as_deref().map(line)
    }

    /// Renders the whole message without the leading `error: `. It ends in a newline; `home` is
    /// shortened to `~` in the location.
    pub fn render(&self, home: Option<&Path>) -> String {
        let Report {
            sentence,
            location,
            notes,
            hint,
            ..
        } = &*self.0;
        let mut out = format!("{}\n", line(sentence));
        if let Some(location) = location {
            location.render(&mut out, home);
        }
        for note in shown(notes) {
            let _ = writeln!(out, "  {note}");
        }
        if let Some(hint) = hint {
            let _ = writeln!(out, "hint: {}", line(hint));
        }
        out
    }

    /// Returns the message below the sentence as a dialog shows it: location, notes and hint.
    ///
    /// The marked line is left out, because carets need a fixed-width font.
    pub fn paragraphs(&self, home: Option<&Path>) -> Vec<String> {
        let Report {
            location,
            notes,
            hint,
            ..
        } = &*self.0;
        let location = location.as_ref().map(|location| {
            let file = shorten(&location.file, home);
            match &location.span {
                Some(span) => format!("{file}, line {}", span.line),
                None => file,
            }
        });
        let notes = shown(notes);
        let notes = (!notes.is_empty()).then(|| notes.join("\n"));
        let hint = (hint.as_ref()).map(|hint| format!("Hint: {}", line(hint)));
        [location, notes, hint].into_iter().flatten().collect()
    }
}

/// Maximum number of notes of an error that are shown.
const MAX_NOTES: usize = 20;

/// Returns the notes as lines. If there are many, the last line counts the others.
fn shown(notes: &[String]) -> Vec<String> {
    let lines = notes.iter().take(MAX_NOTES).map(|note| line(note));
    let others = notes.len().saturating_sub(MAX_NOTES);
    let rest = (others > 0).then(|| format!("… and {others} more"));
    lines.chain(rest).collect()
}

fn line(text: &str) -> String {
    printable(&cut_line(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_sentence_location_and_hint() {
        let error = Error::new("unknown key `certificate` in profile `maya`")
            .at(Location {
                file: "/home/ana/maya.yaml".into(),
                span: Some(Span {
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
            error.render(Some(home)).replace("%USERPROFILE%\\", "~/"),
            text,
            "a backslash on Windows"
        );
    }
}
