//! What macOS' `osascript` runs to show a dialog. It is apart from the call, so that it can be tested everywhere.

/// A script whose arguments are a title, a text, and the details that it copies when it is told to.
///
/// It comes to the front, where the windows of other programs would hide it: osascript is none that the user has called. Where
/// the system does not let it, it is shown all the same. Esc is Close, which ends the script.
pub fn dialog(is_failure: bool) -> [String; 7] {
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
    fn a_dialog_is_in_front_and_can_be_closed_by_esc() {
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
        // Another program's help would have to be allowed by the user first.
        assert!(!script.iter().any(|line| line.contains("tell application")));
    }
}
