//! A line on the terminal during a slow step.

use std::io::{self, Write as _};

/// A line on the terminal, erased when the value is dropped.
#[derive(Debug)]
pub struct Waiting;

impl Waiting {
    pub(super) fn show(what: &str) -> Self {
        let _ = write!(io::stderr(), "{what} …");
        Self
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
