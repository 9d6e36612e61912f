//! Dialogs of kdialog.

use super::process::run_until_closed;
use super::{Answer, CLOSE, COPY, Desktop};

/// Shows a dialog, and returns `None` if that failed.
pub fn show(is_failure: bool, title: &str, text: &str, desktop: &Desktop) -> Option<Answer> {
    let kind = if is_failure {
        "--warningyesno"
    } else {
        "--yesno"
    };
    let text = text.replace('\n', "<br>");
    let text = format!("<qt><p style='white-space:pre'>{text}</p></qt>");
    let mut command = desktop.command("kdialog")?;
    // Close is the first button, so that Return presses it.
    let labels = [format!("--yes-label={CLOSE}"), format!("--no-label={COPY}")];
    command.arg(title).args(labels).args([kind, &text]);
    match run_until_closed(&mut command, None)?.status.code() {
        Some(1) => Some(Answer::Copy),
        Some(0 | 2) => Some(Answer::Close),
        _ => None,
    }
}
