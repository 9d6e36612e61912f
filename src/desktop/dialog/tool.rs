//! Programs of the desktop that show a dialog or hold the clipboard.

use std::io::Write as _;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::desktop::tool::wait;

/// How long what nobody has to answer may take.
const LIMIT: Duration = Duration::from_secs(10);

/// Runs a program that asks somebody, for as long as that takes.
pub fn ask(command: &mut Command, input: Option<&str>) -> Option<Output> {
    let child = start(command.stdout(Stdio::piped()), input)?;
    child.wait_with_output().ok()
}

/// Runs a program that asks nobody, and says whether it did what it should.
pub fn tell(command: &mut Command, input: Option<&str>) -> bool {
    // Those that hold the clipboard leave a process behind, which must not keep our caller's pipes open.
    let child = start(command.stdout(Stdio::null()), input);
    let status = child.and_then(|child| wait(child, LIMIT));
    status.is_some_and(|status| status.success())
}

/// Starts a program whose input is written before there is a reader, which could be gone too early: that would end us.
fn start(command: &mut Command, input: Option<&str>) -> Option<Child> {
    let stdin = match input {
        Some(text) => filled_with(text)?,
        None => Stdio::null(),
    };
    (command.current_dir(Path::new("/")))
        .stdin(stdin)
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

/// A stream that has the text, and then ends.
fn filled_with(text: &str) -> Option<Stdio> {
    let (mut ours, theirs) = UnixStream::pair().ok()?;
    ours.set_write_timeout(Some(LIMIT)).ok()?;
    ours.write_all(text.as_bytes()).ok()?;
    ours.shutdown(Shutdown::Write).ok()?;
    Some(OwnedFd::from(theirs).into())
}
