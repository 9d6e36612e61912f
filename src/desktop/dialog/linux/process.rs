//! Runs programs of the desktop that show a dialog or set the clipboard.

use std::io::Write as _;
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::desktop::tool::wait_with_timeout;
use crate::os;

/// Time limit of a program that does not wait for the user.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Runs a program that waits for the user, without a time limit.
pub fn run_until_closed(command: &mut Command, input: Option<&str>) -> Option<Output> {
    let child = spawn(command.stdout(Stdio::piped()), input)?;
    child.wait_with_output().ok()
}

/// Runs a program that does not wait for the user, and returns whether it succeeded.
pub fn run(command: &mut Command, input: Option<&str>) -> bool {
    // Clipboard programs leave a process behind, which must not hold the caller's pipes open.
    let child = spawn(command.stdout(Stdio::null()), input);
    let status = child.and_then(|child| wait_with_timeout(child, TIMEOUT));
    status.is_some_and(|status| status.success())
}

fn spawn(command: &mut Command, input: Option<&str>) -> Option<Child> {
    let stdin = match input {
        Some(text) => filled_stdin(text)?,
        None => Stdio::null(),
    };
    os::restore_write_signals();
    (command.current_dir(Path::new("/")))
        .stdin(stdin)
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

/// Returns a stdin that contains the text already.
///
/// Writing to the running program could raise SIGPIPE, which would kill sglaunch.
fn filled_stdin(text: &str) -> Option<Stdio> {
    let (mut ours, theirs) = UnixStream::pair().ok()?;
    ours.set_write_timeout(Some(TIMEOUT)).ok()?;
    ours.write_all(text.as_bytes()).ok()?;
    ours.shutdown(Shutdown::Write).ok()?;
    Some(OwnedFd::from(theirs).into())
}
