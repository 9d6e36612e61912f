//! Questions to the user.

use std::io::{self, IsTerminal as _};

use super::Ui;
use crate::error::{Error, Result};

impl Ui {
    /// Returns whether a user can read a question and answer it: input and output are a terminal.
    pub fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && self.stdout.is_terminal()
    }

    /// Asks a yes-or-no question until it is answered. An empty answer means no.
    pub fn ask(&self, question: &str) -> Result<bool> {
        loop {
            self.print(format!("{question} [y/N] "))?;
            let mut answer = String::new();
            let length = (io::stdin().read_line(&mut answer))
                .map_err(|error| Error::new(format!("cannot read the answer: {error}")))?;
            match answer.trim().to_lowercase().as_str() {
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                "" => {
                    // Control-D ends the input without a line break.
                    let end = if length == 0 { "\n" } else { "" };
                    return self.print(end).map(|()| false);
                }
                _ => self.print("answer `y` or `n`\n")?,
            }
        }
    }
}
