//! Dialogs of zenity.

use super::process::run_until_closed;
use super::{Answer, CLOSE, COPY, Desktop};

/// Shows a dialog, and returns `None` if that failed.
pub fn show(is_failure: bool, title: &str, text: &str, desktop: &Desktop) -> Option<Answer> {
    let kind = if is_failure { "--error" } else { "--info" };
    let mut command = desktop.command("zenity")?;
    command.args([kind, "--no-wrap", title, &format!("--text={text}")]);
    command.args([
        format!("--ok-label={CLOSE}"),
        format!("--extra-button={COPY}"),
    ]);
    let output = run_until_closed(&mut command, None)?;
    match output.status.code() {
        Some(1) if output.stdout.starts_with(COPY.as_bytes()) => Some(Answer::Copy),
        Some(0 | 1) => Some(Answer::Close),
        _ => None,
    }
}
