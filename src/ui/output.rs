//! Writing to the standard streams. A pipe on Windows gets plain ASCII.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use super::Ui;
use crate::error::{Error, Result, ascii, printable_json, printable_lines};
use crate::os;
use crate::shell::ascii_json;

impl Ui {
    /// Prints text.
    pub fn print(&self, text: impl AsRef<str>) -> Result<()> {
        self.print_bytes(&*written(text.as_ref(), os::is_ascii_only(&self.stdout)))
    }

    /// Prints a JSON document.
    pub fn print_json(&self, document: &str) -> Result<()> {
        let is_ascii = os::is_ascii_only(&self.stdout);
        let text = if is_ascii {
            ascii_json(document)
        } else {
            printable_json(document)
        };
        self.print_bytes(text + "\n")
    }

    /// Prints bytes as they are. A closed pipe, as `head` leaves one, is not an error.
    #[expect(
        clippy::unused_self,
        reason = "only code that has the user interface prints"
    )]
    pub fn print_bytes(&self, data: impl AsRef<[u8]>) -> Result<()> {
        match os::write_stdout(data.as_ref()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::new(format!("cannot write the output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Prints data for scripts. A terminal gets escapes for what it would obey or not show.
    pub fn print_data(&self, data: impl AsRef<[u8]>) -> Result<()> {
        if self.stdout.is_terminal() {
            self.print(printable_lines(&String::from_utf8_lossy(data.as_ref())))
        } else {
            self.print_bytes(data)
        }
    }

    /// Writes to stderr. A failure cannot be reported anywhere: a reader that has gone must not
    /// keep the program from starting.
    pub(super) fn write_stderr(&self, text: &str) {
        os::ignore_write_signals();
        let text = written(text, os::is_ascii_only(&self.stderr));
        let _ = self.stderr.lock().write_all(text.as_bytes());
    }
}

/// Returns a text as a stream gets it.
fn written(text: &str, is_ascii_only: bool) -> Cow<'_, str> {
    if is_ascii_only {
        ascii(text).into()
    } else {
        text.into()
    }
}
