//! The message of a panic, which is always an error in sglaunch.

use std::io::{self, Write as _};
use std::{panic, process};

use crate::error::Exit;

/// Lets a panic of this process end it with sglaunch's own exit code, after one message.
pub fn exit_on_panic() {
    panic::set_hook(Box::new(|info| {
        let text = format!("error: sglaunch has crashed: {info}\nhint: report this as a bug\n");
        let _ = io::stderr().write_all(text.as_bytes());
        process::exit(Exit::Failed.code().into());
    }));
}
