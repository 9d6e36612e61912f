//! The script that `osascript` runs on macOS to show a dialog. Separate, so that every system can
//! test it.

/// The program that runs the script.
#[cfg(unix)]
pub const OSASCRIPT: &str = "/usr/bin/osascript";

/// Returns the arguments of `osascript` that show a dialog with a button that copies the details.
pub fn arguments(is_failure: bool, title: &str, text: &str, details: &str) -> Vec<String> {
    let script = dialog(is_failure).into_iter();
    let mut arguments: Vec<String> = script.flat_map(|line| ["-e".to_owned(), line]).collect();
    arguments.extend(["--", title, text, details].map(str::to_owned));
    arguments
}

/// Returns the lines of the script.
///
/// The arguments of the script are the title, the text and the details. `activate` brings the
/// dialog to the front, where other windows do not hide it; macOS may refuse that. Esc presses
/// Close, which ends the script.
fn dialog(is_failure: bool) -> [String; 7] {
    let icon = if is_failure { "stop" } else { "note" };
    [
        "on run argv".to_owned(),
        "try".to_owned(),
        "activate".to_owned(),
        "end try".to_owned(),
        format!(
            "display dialog (item 2 of argv) with title (item 1 of argv) buttons {{\"Copy Details\", \"Close\"}} \
             default button \"Close\" cancel button \"Close\" with icon {icon}"
        ),
        "if button returned of result is \"Copy Details\" then set the clipboard to (item 3 of argv)"
            .to_owned(),
        "end run".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_comes_to_the_front_and_esc_closes_it() {
        let script = dialog(true);
        let position = |word: &str| script.iter().position(|line| line.starts_with(word));
        let (front, shown) = (position("activate").unwrap(), position("display").unwrap());
        assert_eq!(
            (&*script[front - 1], &*script[front + 1]),
            ("try", "end try")
        );
        assert!(front < shown);
        assert!(script[shown].contains(" cancel button \"Close\" with icon stop"));
        assert!(dialog(false)[shown].ends_with(" with icon note"));
        let arguments = arguments(true, "title", "text", "details");
        assert_eq!(arguments[..2], ["-e", "on run argv"]);
        assert_eq!(arguments[14..], ["--", "title", "text", "details"]);
        // Calling another application would need the user's permission.
        assert!(!script.iter().any(|line| line.contains("tell application")));
    }
}
