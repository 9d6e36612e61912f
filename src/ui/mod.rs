//! The output of sglaunch: data on stdout, everything else on stderr, readable without colour.

mod crash;
mod output;
mod prompt;
mod table;
mod waiting;
mod warnings;
mod wrap;

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

pub use crash::exit_on_panic;
pub use waiting::Waiting;

use crate::certs::Problem;
use crate::desktop::dialog::Dialog;
use crate::env::Env;
use crate::error::{Error, Result, printable, printable_lines};
use crate::os;

/// Duration of a step after which a progress line appears.
const PROGRESS_DELAY: Duration = Duration::from_millis(300);

/// Width of a terminal that tells none.
const DEFAULT_WIDTH: usize = 80;

/// The standard streams, the verbosity, and the dialog of launches without a terminal.
#[derive(Debug)]
pub struct Ui {
    /// -1 with `--quiet`, 0 by default, then the number of `-v`.
    verbosity: i8,
    wants_color: bool,
    home: Option<PathBuf>,
    dialog: Option<Dialog>,
    stdout: io::Stdout,
    stderr: io::Stderr,
}

/// The meaning of a coloured text.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    Good,
    Warning,
    Bad,
    Dim,
}

impl Style {
    /// Returns the parameter of the escape sequence (SGR).
    fn parameter(self) -> &'static str {
        match self {
            Self::Good => "32",
            Self::Warning => "1;33",
            Self::Bad => "1;31",
            Self::Dim => "2",
        }
    }
}

/// The word in front of a message, and its colour on a terminal (an SGR parameter).
#[derive(Clone, Copy)]
struct Label(&'static str, &'static str);

const ERROR: Label = Label("error", "31");
const WARNING: Label = Label("warning", "33");
const HINT: Label = Label("hint", "36");
const NOTE: Label = Label("sglaunch", "2");

impl Ui {
    pub fn new(verbose: u8, quiet: bool, env: &Env, home: Option<PathBuf>) -> Self {
        let verbosity = i8::try_from(verbose).unwrap_or(i8::MAX);
        Self {
            verbosity: if quiet { -1 } else { verbosity },
            wants_color: env.non_empty("NO_COLOR").is_none(),
            home,
            dialog: None,
            stdout: io::stdout(),
            stderr: io::stderr(),
        }
    }

    /// Adds a dialog, which shows failures and writes every message to the log.
    #[must_use]
    pub fn with_dialog(mut self, dialog: Option<Dialog>) -> Self {
        self.dialog = dialog;
        self
    }

    /// Prints clap's message: help, the version, or an error in the command line.
    pub fn usage(&self, message: &clap::Error) -> Result<()> {
        let text = printable_lines(&message.render().to_string());
        let printed = if message.use_stderr() {
            self.write_stderr(&text);
            Ok(())
        } else {
            self.print(text)
        };
        if let Some(dialog) = &self.dialog {
            dialog.show_clap(message);
        }
        printed
    }

    /// Reports a failure.
    pub fn error(&self, error: &Error) {
        self.write_message(ERROR, &error.render(self.home.as_deref()));
        if let Some(dialog) = &self.dialog {
            dialog.show_error(error);
        }
    }

    /// Warns of a problem that does not stop the work.
    pub fn warn(&self, problem: &Problem) {
        if self.verbosity >= 0 {
            let (source, message) = (problem.source.to_string(), problem.kind.shown());
            let (source, message) = (printable(&source), printable(&message));
            self.log(WARNING, &format!("{source}: {message}\n"));
        }
    }

    /// Warns with the location and the hint of an error.
    pub fn warn_with_location(&self, warning: &Error) {
        if self.is_shown(0) {
            self.log(WARNING, &warning.render(self.home.as_deref()));
        }
    }

    /// Warns of problems. If there are many, only some are shown, except with `--verbose`.
    pub fn warn_all<'a>(&self, problems: impl IntoIterator<Item = &'a Problem>) {
        let problems: Vec<&Problem> = problems.into_iter().collect();
        let shown = if self.is_shown(1) {
            problems.clone()
        } else {
            warnings::shown(&problems)
        };
        for problem in &shown {
            self.warn(problem);
        }
        let others = problems.len() - shown.len();
        if others > 0 && self.is_shown(0) {
            let plural = if others == 1 { "" } else { "s" };
            let text = format!("… and {others} more warning{plural} (-v shows all)\n");
            self.log(WARNING, &text);
        }
    }

    /// Prints what to do about warnings.
    pub fn hint(&self, text: &str) {
        if self.verbosity >= 0 {
            self.log(HINT, &format!("{}\n", printable(text)));
        }
    }

    /// Returns whether messages of this level are printed.
    pub fn is_shown(&self, level: i8) -> bool {
        self.verbosity >= level
    }

    /// Prints a message of this level.
    pub fn info(&self, level: i8, text: impl FnOnce() -> String) {
        if self.is_shown(level) {
            self.log(NOTE, &format!("{}\n", printable(&text())));
        }
    }

    /// Runs a step. If it takes long, a line on the terminal shows `what`.
    pub fn with_progress<T: Send>(&self, what: &str, step: impl FnOnce() -> T + Send) -> T {
        if self.verbosity < 0 || !self.has_escape_sequences() {
            return step();
        }
        let (done, is_done) = channel::<()>();
        let show_if_slow = move || {
            if is_done.recv_timeout(PROGRESS_DELAY) == Err(RecvTimeoutError::Timeout) {
                let _line = Waiting::show(what);
                let _ = is_done.recv();
            }
        };
        thread::scope(|scope| {
            // Without the line, if the user has too many processes for one more thread.
            let _ = thread::Builder::new().spawn_scoped(scope, show_if_slow);
            let result = step();
            drop(done);
            result
        })
    }

    /// Shows on the terminal that a step takes time, until the value is dropped.
    pub fn show_waiting(&self, what: &str) -> Option<Waiting> {
        let is_shown = self.verbosity >= 0 && self.has_escape_sequences();
        is_shown.then(|| Waiting::show(what))
    }

    /// Returns a text for stdout, in the colour of `style` on a terminal.
    pub fn styled(&self, text: &str, style: Style) -> String {
        if self.wants_color && self.stdout.is_terminal() && os::supports_escapes(&self.stderr) {
            format!("\x1b[{}m{text}\x1b[0m", style.parameter())
        } else {
            text.to_owned()
        }
    }

    /// Returns a text for stdout, indented, with its lines broken to fit a terminal.
    pub fn fitted(&self, text: &str, indent: usize) -> String {
        wrap::indented(text, indent, self.terminal_width())
    }

    /// Renders rows below a header, for the terminal or the pipe that stdout is.
    pub fn table(&self, header: &[&str], rows: &[Vec<String>]) -> String {
        table::table(header, rows, self.terminal_width())
    }

    /// Renders items as indented lines, for the terminal or the pipe that stdout is.
    pub fn wrapped(&self, items: &[String]) -> String {
        table::wrapped(items, self.terminal_width().unwrap_or(DEFAULT_WIDTH))
    }

    /// Returns whether stdout is a terminal.
    pub fn is_terminal(&self) -> bool {
        self.stdout.is_terminal()
    }

    /// Returns the width of the terminal that stdout is.
    fn terminal_width(&self) -> Option<usize> {
        let width = || os::terminal_width().unwrap_or(DEFAULT_WIDTH);
        self.stdout.is_terminal().then(width)
    }

    /// Returns the home directory, which messages shorten to `~`.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    fn has_escape_sequences(&self) -> bool {
        self.stderr.is_terminal() && os::supports_escapes(&self.stderr)
    }

    /// Writes a message to stderr, and to the log of a launch without a terminal.
    fn log(&self, label: Label, text: &str) {
        self.write_message(label, text);
        if let Some(dialog) = &self.dialog {
            dialog.note(label.0, text);
        }
    }

    fn write_message(&self, Label(label, color): Label, text: &str) {
        self.write_stderr(&if self.wants_color && self.has_escape_sequences() {
            format!("\x1b[1;{color}m{label}:\x1b[0m {text}")
        } else {
            format!("{label}: {text}")
        });
    }
}
