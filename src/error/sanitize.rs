//! Text from outside, made safe for a terminal.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path};

use unicode_properties::GeneralCategory::{LineSeparator, ParagraphSeparator};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};

/// The home directory in messages. On Windows neither Explorer, cmd nor Notepad knows `~`.
pub const HOME: &str = if cfg!(windows) { "%USERPROFILE%" } else { "~" };

/// Returns a path for a message: the home directory as [`HOME`], control characters as escapes.
pub fn shorten(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => HOME.to_owned(),
        Some(rest) => {
            let rest = printable(&rest.to_string_lossy());
            format!("{HOME}{MAIN_SEPARATOR}{rest}")
        }
        None => printable(&path.to_string_lossy()),
    }
}

/// Writes characters that a terminal would obey or not show as escapes, tabs aside.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (c, is_shown) in characters(text) {
        if is_shown || c == '\t' {
            out.push(c);
        } else {
            out.extend(c.escape_default());
        }
    }
    out
}

/// Writes the same characters as escapes, except for the line breaks of the text.
pub fn printable_lines(text: &str) -> String {
    text.split('\n')
        .map(printable)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Writes a text in ASCII: similar characters for those of sglaunch's own texts, and escapes for
/// others.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '…' => out.push_str("..."),
            '→' => out.push('>'),
            '✓' => out.push('+'),
            '✗' | '×' => out.push('x'),
            '–' | '·' => out.push('-'),
            c if c.is_ascii() => out.push(c),
            c => out.extend(c.escape_default()),
        }
    }
    out
}

/// Writes the same characters as escapes in a JSON text, where they are in strings only.
pub fn printable_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for (c, is_shown) in characters(json) {
        if is_shown || c == '\n' {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// Iterates over the characters of a text, each with whether a terminal shows it as it is.
///
/// Hidden characters inside a word are shown: joiners between two letters, as in Persian, and the
/// selector behind a letter that has variants, as in Japanese.
pub fn characters(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut chars = text.chars().peekable();
    let mut before = None;
    std::iter::from_fn(move || {
        let c = chars.next()?;
        let is_after_letter = || before.is_some_and(is_letter);
        let is_shown = match c {
            '\u{200c}' | '\u{200d}' => {
                is_after_letter() && chars.peek().copied().is_some_and(is_letter)
            }
            '\u{180b}'..='\u{180d}'
            | '\u{180f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}' => is_after_letter(),
            c => is_shown(c),
        };
        before = Some(c);
        Some((c, is_shown))
    })
}

/// Returns whether a character takes part in a word and can be seen.
fn is_letter(c: char) -> bool {
    let group = c.general_category_group();
    is_shown(c)
        && matches!(
            group,
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark
        )
}

/// Returns whether a character is neither a control, a line break, nor invisible.
///
/// Invisible characters include those that change the direction of writing: with them a certificate
/// could show another name than its own.
fn is_shown(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    let is_hidden = c.general_category_group() == GeneralCategoryGroup::Other
        || matches!(c.general_category(), LineSeparator | ParagraphSeparator)
        || is_ignorable(c);
    !is_hidden
}

/// Returns whether a letter, mark or symbol is shown as nothing: those of the property
/// `Default_Ignorable_Code_Point` that are in no category of [`is_shown`], and Braille's blank.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}'
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_path_cannot_control_the_terminal() {
        assert_eq!(
            shorten(Path::new("/a\u{1b}[2J\nb"), None),
            "/a\\u{1b}[2J\\nb"
        );
        assert_eq!(printable("a\u{202e}b\tc"), "a\\u{202e}b\tc");
    }

    #[test]
    fn what_a_terminal_does_not_show_is_an_escape() {
        for hidden in [
            // Cc, Cf, Zl, Zp
            "\0",
            "\n",
            "\r",
            "\u{7f}",
            "\u{85}",
            "\u{9b}",
            "\u{ad}",
            "\u{600}",
            "\u{200b}",
            "\u{202e}",
            "\u{2066}",
            "\u{feff}",
            "\u{e0041}",
            "\u{2028}",
            "\u{2029}",
            // Co, Cn
            "\u{e000}",
            "\u{f8ff}",
            "\u{10fffd}",
            "\u{378}",
            "\u{ffff}",
            "\u{fdd0}",
            "\u{e0fff}",
            // ignorable letters and marks, and Braille's blank
            "\u{34f}",
            "\u{115f}",
            "\u{1160}",
            "\u{17b4}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{2800}",
        ] {
            let c = hidden.chars().next().expect("a character");
            let text = format!("a{hidden}b");
            assert_eq!(printable(&text), format!("a{}b", c.escape_default()));
        }
        for shown in [
            "\t", " ", "\u{a0}", "\u{3000}", "\u{fffd}", "é", "e\u{301}", "한", "각", "漢", "😀",
        ] {
            assert_eq!(printable(shown), shown);
        }
    }

    #[test]
    fn joiners_and_selectors_inside_a_word_are_shown() {
        for name in [
            "می\u{200c}خواهم", // Persian
            "क्\u{200d}ष",      // Devanagari
            "葛\u{e0100}城",   // Japanese
            "渡辺\u{e0101}",
            "ᠠ\u{180b}ᠨ", // Mongolian
        ] {
            assert_eq!(printable(name), name);
        }
        for (text, expected) in [
            ("a\u{200d}", "a\\u{200d}"),
            ("\u{200c}a", "\\u{200c}a"),
            ("a\u{200d} b", "a\\u{200d} b"),
            ("a\u{200d}\u{200d}b", "a\\u{200d}\\u{200d}b"),
            ("1\u{fe0f}", "1\\u{fe0f}"),
            ("葛\u{e0100}\u{e0100}", "葛\u{e0100}\\u{e0100}"),
            ("\u{3164}\u{200d}a", "\\u{3164}\\u{200d}a"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }

    #[test]
    fn json_has_escapes_of_json() {
        assert_eq!(
            printable_json("{\n  \"한\": \"a\u{9b}\u{202e}\u{7f}\u{e0041}\"\n}"),
            "{\n  \"한\": \"a\\u009b\\u202e\\u007f\\udb40\\udc41\"\n}"
        );
    }

    /// Perl's table may be of an older Unicode: characters that it lacks are not compared.
    #[test]
    fn perl_finds_the_same_characters() {
        let hidden = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{DI}\p{Bidi_Control}\x{2800}]";
        let script = format!(
            "for (0 .. 0x10ffff) {{ next if $_ >= 0xd800 && $_ <= 0xdfff; my $c = chr;
             next if $c =~ /\\p{{Cn}}/ && $c !~ /\\p{{DI}}/; print qq($_\\n) if $c =~ /{hidden}/ }}
             print qq(assigned\\n); for (0 .. 0x10ffff) {{ print qq($_\\n) if chr =~ /\\p{{Assigned}}/ }}"
        );
        let Ok(perl) = Command::new("perl").args(["-e", &script]).output() else {
            eprintln!("not run: error::sanitize::perl_finds_the_same_characters: no perl");
            return;
        };
        let output = String::from_utf8(perl.stdout).expect("numbers");
        let (hidden, assigned) = output.split_once("assigned\n").expect("two lists");
        let numbers = |list: &str| list.lines().filter_map(|line| line.parse().ok()).collect();
        let (hidden, assigned): (BTreeSet<u32>, BTreeSet<u32>) =
            (numbers(hidden), numbers(assigned));
        assert!(hidden.len() > 100_000 && assigned.len() > 200_000);
        for c in '\0'..=char::MAX {
            let number = u32::from(c);
            if assigned.contains(&number) || hidden.contains(&number) {
                assert_eq!(is_shown(c), !hidden.contains(&number), "{number:x}");
            }
        }
    }
}
