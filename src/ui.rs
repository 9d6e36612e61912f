//! What is printed: data on stdout, the rest on stderr; understandable without colour.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::certs::Problem;
use crate::desktop::dialog::Window;
use crate::env::Env;
use crate::error::{Error, Result, printable};
use crate::os;

/// How long a step may take before it is mentioned.
const SLOW: Duration = Duration::from_millis(300);

/// The two streams, and how much the user wants to read.
#[derive(Debug)]
pub struct Ui {
    /// 0 is usual, more says more, -1 says only errors.
    verbosity: i8,
    wants_color: bool,
    home: Option<PathBuf>,
    /// For those who have no terminal.
    window: Option<Window>,
    stdout: io::Stdout,
    stderr: io::Stderr,
}

impl Ui {
    /// What the options and the environment ask for.
    pub fn new(verbose: u8, quiet: bool, env: &Env, home: Option<PathBuf>) -> Self {
        let verbosity = i8::try_from(verbose).unwrap_or(i8::MAX);
        Self {
            verbosity: if quiet { -1 } else { verbosity },
            wants_color: env.non_empty("NO_COLOR").is_none(),
            home,
            window: None,
            stdout: io::stdout(),
            stderr: io::stderr(),
        }
    }

    /// The same with a window, where failures are shown, and with a log that has everything else.
    #[must_use]
    pub fn with(mut self, window: Option<Window>) -> Self {
        self.window = window;
        self
    }

    /// Prints data. A reader that has seen enough, as `head` does, is no error.
    pub fn print(&self, data: impl AsRef<[u8]>) -> Result<()> {
        let mut out = self.stdout.lock();
        match out.write_all(data.as_ref()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Error::new(format!("the output cannot be written: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Shows a failure.
    pub fn error(&self, error: &Error) {
        self.print_labelled("error", "31", &error.render(self.home.as_deref()));
        if let Some(window) = &self.window {
            window.fail(error);
        }
    }

    /// Shows what the user should know although the work goes on.
    pub fn warn(&self, problem: &Problem) {
        if self.verbosity >= 0 {
            self.labelled(
                "warning",
                "33",
                &format!(
                    "{}: {}\n",
                    printable(&problem.source),
                    printable(&problem.message)
                ),
            );
        }
    }

    /// Whether the user asked for that much.
    pub fn says(&self, level: i8) -> bool {
        self.verbosity >= level
    }

    /// Says what is being done, to those who asked for that much.
    pub fn say(&self, level: i8, text: impl FnOnce() -> String) {
        if self.says(level) {
            self.labelled("sglaunch", "2", &format!("{}\n", printable(&text())));
        }
    }

    /// Whether there is somebody who sees what is printed and can answer.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && self.stdout.is_terminal()
    }

    /// Asks a question until the answer is yes or no. No answer is no.
    pub fn ask(&self, question: &str) -> Result<bool> {
        loop {
            self.print(format!("{question} [y/N] "))?;
            let mut answer = String::new();
            let length = (io::stdin().read_line(&mut answer))
                .map_err(|error| Error::new(format!("the answer cannot be read: {error}")))?;
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                "" => {
                    // Whoever ended the input has not ended the line.
                    let end = if length == 0 { "\n" } else { "" };
                    return self.print(end).map(|()| false);
                }
                _ => self.print("Please answer y or n.\n")?,
            }
        }
    }

    /// Does something, and mentions it on a terminal if it takes long.
    pub fn slowly<T: Send>(&self, what: &str, step: impl FnOnce() -> T + Send) -> T {
        if self.verbosity < 0 || !self.has_sequences() {
            return step();
        }
        let (done, is_done) = channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                if is_done.recv_timeout(SLOW) == Err(RecvTimeoutError::Timeout) {
                    let _ = write!(io::stderr(), "{what} …");
                    let _ = is_done.recv();
                    let _ = write!(io::stderr(), "\r\x1b[K");
                }
            });
            let result = step();
            drop(done);
            result
        })
    }

    /// Rows under a header: aligned and cut to the width on a terminal, else separated by tabs.
    pub fn table(&self, header: &[&str], rows: &[Vec<String>]) -> String {
        let width = (self.stdout.is_terminal()).then(|| os::terminal_width().unwrap_or(80));
        table(header, rows, width)
    }

    /// The home folder, which messages shorten to `~`.
    pub fn home(&self) -> Option<&std::path::Path> {
        self.home.as_deref()
    }

    /// Whether stderr is a terminal that takes escape sequences.
    fn has_sequences(&self) -> bool {
        self.stderr.is_terminal() && os::takes_sequences(&self.stderr)
    }

    fn labelled(&self, label: &str, color: &str, text: &str) {
        self.print_labelled(label, color, text);
        if let Some(window) = &self.window {
            window.note(label, text);
        }
    }

    fn print_labelled(&self, label: &str, color: &str, text: &str) {
        // There is nobody left to tell where stderr is gone.
        let mut out = self.stderr.lock();
        let _ = if self.wants_color && self.has_sequences() {
            write!(out, "\x1b[1;{color}m{label}:\x1b[0m {text}")
        } else {
            write!(out, "{label}: {text}")
        };
    }
}

fn table(header: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&header)
        .chain(rows)
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let Some(width) = width else {
        return lines.iter().map(|cells| cells.join("\t") + "\n").collect();
    };
    let widths = widths(&lines, width);
    let line = |cells: &Vec<String>| {
        let cut = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| cut(cell, *width));
        let line = cut.collect::<Vec<String>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    lines.iter().map(line).collect()
}

/// A cell can hold neither what drives a terminal nor what separates cells.
fn one_line(cell: &str) -> String {
    printable(cell).replace('\t', " ")
}

/// What a column keeps however narrow the terminal is.
const NARROWEST: usize = 8;

/// So much of a fingerprint tells certificates apart.
const SHORT_FINGERPRINT: usize = 9;

/// The column that gives its width first: whoever needs a whole fingerprint takes it from a pipe or from JSON.
const GIVES_FIRST: &str = "SHA-256";

/// How wide each column is: as its widest cell, but when the whole does not fit, a fingerprint gives first, and then the
/// widest column.
fn widths(lines: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = lines.first().map_or(0, Vec::len);
    let widest = |column: usize| {
        lines
            .iter()
            .filter_map(|cells| cells.get(column))
            .map(|cell| cell.width())
            .max()
    };
    let mut widths: Vec<usize> = (0..columns)
        .map(|column| widest(column).unwrap_or(0))
        .collect();
    let between = 2 * columns.saturating_sub(1);
    let missing = |widths: &[usize]| (widths.iter().sum::<usize>() + between).saturating_sub(width);
    let fingerprint = (lines.first().into_iter().flatten()).position(|name| name == GIVES_FIRST);
    if let Some(index) = fingerprint {
        widths[index] -= missing(&widths).min(widths[index].saturating_sub(SHORT_FINGERPRINT));
    }
    while missing(&widths) > 0 {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// A cell of exactly this width on a terminal, where a Korean letter takes two columns.
fn cut(cell: &str, width: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    let is_cut = cell.width() > width;
    let room = if is_cut {
        width.saturating_sub(1)
    } else {
        width
    };
    for c in cell.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        text.push(c);
    }
    if is_cut {
        text.push('…');
    }
    let rest = width.saturating_sub(text.width());
    text + &" ".repeat(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_for_eyes_on_a_terminal_and_for_programs_in_a_pipe() {
        let rows = [vec!["maya".to_owned(), "a\tlong\ndescription".to_owned()]];
        assert_eq!(
            table(&["NAME", "WHAT"], &rows, None),
            "NAME\tWHAT\nmaya\ta long\\ndescription\n"
        );
        assert_eq!(
            table(&["NAME", "WHAT"], &rows, Some(12)),
            "NAME  WHAT\nmaya  a long\\…\n"
        );
        let korean = [vec!["프록시".to_owned(), "인증기관들".to_owned()]];
        for (width, cell) in [(18, "인증기관들"), (17, "인증기관…"), (16, "인증기…")]
        {
            assert_eq!(
                table(&["NAME", "WHO"], &korean, Some(width)),
                format!("NAME    WHO\n프록시  {cell}\n")
            );
        }
        let long = [vec!["프".repeat(100_000), "x".repeat(100_000)]];
        let table_of = |width| table(&["NAME", "WHO"], &long, Some(width));
        let lines = table_of(40);
        assert!(lines.lines().all(|line| line.width() <= 40), "{lines}");
        assert!(table_of(0).width() < 100 && table_of(1).width() < 100);
        let hash = "0123456789abcdef".to_owned();
        let rows = [vec!["a long name".to_owned(), hash]];
        assert_eq!(
            table(&["NAME", "SHA-256"], &rows, Some(24)),
            "NAME         SHA-256\na long name  0123456789…\n"
        );
    }
}
