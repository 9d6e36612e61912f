//! Texts in every shape in which they are pasted.

use std::fmt::Write as _;

use super::{explain, explain_in, run};
use crate::sandbox::Sandbox;

const ERROR: &str = "urllib.error.URLError: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] \
                     certificate verify failed: certificate has expired (_ssl.c:1006)>";

/// Breaks a text after every `width` characters, as a terminal does.
fn wrapped(text: &str, width: usize, start: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let lines = chars
        .chunks(width)
        .map(|line| start.to_owned() + &String::from_iter(line));
    lines.collect::<Vec<_>>().join("\n")
}

fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn encodings_and_line_breaks_do_not_matter() {
    let text = format!("Traceback (most recent call last):\n  File \"a.py\"\n{ERROR}\n");
    let mut shapes: Vec<(&str, Vec<u8>)> = vec![
        ("plain", text.clone().into()),
        ("CRLF", text.replace('\n', "\r\n").into()),
        ("CR", text.replace('\n', "\r").into()),
        ("UTF-8 with BOM", format!("\u{feff}{text}").into()),
        (
            "UTF-16LE with BOM",
            utf16(&format!("\u{feff}{text}"), u16::to_le_bytes),
        ),
        (
            "UTF-16BE with BOM",
            utf16(&format!("\u{feff}{text}"), u16::to_be_bytes),
        ),
        ("UTF-16LE", utf16(&text, u16::to_le_bytes)),
        ("quoted in a mail", text.replace('\n', "\n> ").into()),
        ("an image of a terminal", text.replace('\n', "\n| ").into()),
        ("upper case", text.to_uppercase().into()),
        ("typographic quotes", text.replace('"', "\u{201c}").into()),
        (
            "spaces that do not break",
            text.replace(' ', "\u{a0}").into(),
        ),
        (
            "HTML",
            text.replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .into(),
        ),
        (
            "colours",
            text.replace("certificate", "\u{1b}[1;31mcerti\u{1b}[0mficate")
                .into(),
        ),
        ("the repr of a text", text.replace('\n', "\\n").into()),
        (
            "no UTF-8",
            [b"\xff\xfe\x80 \xbf\xb0\n".as_slice(), text.as_bytes()].concat(),
        ),
        (
            "in front of other bytes",
            [text.as_bytes(), b"\xb4\xeb\xbb\xf3 \xc4\x00\x01"].concat(),
        ),
    ];
    // A text that begins with UTF-16's byte order mark, and is not UTF-16, is garbage.
    shapes.retain(|(name, _)| *name != "no UTF-8");
    for width in [20, 37, 72, 80] {
        shapes.push(("wrapped", wrapped(&text, width, "").into()));
        shapes.push(("wrapped and quoted", wrapped(&text, width, "> ").into()));
        shapes.push((
            "in a log",
            wrapped(&text, width, "2026-11-29 10:22:31,123 ").into(),
        ));
        shapes.push(("in a log", wrapped(&text, width, "[10:22:31] ").into()));
    }
    let sandbox = Sandbox::new();
    for (name, shape) in shapes {
        let explained = explain_in(&sandbox, &shape);
        assert_eq!(explained.ids(), ["site-expired", "clock"], "{name}");
    }
}

#[test]
fn the_line_is_that_of_the_text() {
    let text = format!("a\n\nb\n{ERROR}\nc\n");
    let explained = explain(&text);
    assert_eq!(explained.document["causes"][0]["line"], 4);
    assert_eq!(explained.document["causes"][0]["text"], ERROR);
}

/// A log of 5 MB.
#[test]
fn a_long_log_is_searched_to_its_end() {
    let mut text = String::new();
    for number in 0..60_000 {
        if number == 43_210 {
            let _ = writeln!(text, "{ERROR}");
        }
        let _ = writeln!(
            text,
            "INFO frame {number} of the certificate of attendance: written, error 0, expired"
        );
    }
    let explained = explain(&text);
    assert_eq!(explained.ids(), ["site-expired", "clock"]);
    assert_eq!(explained.document["causes"][0]["line"], 43_211);
}

#[test]
fn a_report_between_two_windows_is_found() {
    let sandbox = Sandbox::new();
    for before in [(1 << 20) - 60, (1 << 20) - 1, (1 << 18) - 60] {
        let text = format!("{}\n{ERROR}\nthe end\n", "x ".repeat(before / 2));
        let explained = explain_in(&sandbox, &text);
        assert_eq!(explained.ids(), ["site-expired", "clock"], "{before}");
        assert_eq!(explained.document["causes"][0]["line"], 2);
    }
}

#[test]
fn the_last_error_counts_and_the_others_are_mentioned() {
    let between = "INFO something else\n".repeat(2000);
    let text =
        format!("{ERROR}\n{between}ConnectionRefusedError: [Errno 111] Connection refused\n");
    let ids = explain(&text).ids().join(" ");
    assert_eq!(ids, "site-connect site-proxy site-expired clock");
    // In one chain of exceptions the most specific one counts, not the last.
    let text = format!("{ERROR}\nMax attempts limit reached.\n");
    assert_eq!(explain(&text).ids()[..2], ["site-expired", "clock"]);
}

#[test]
fn a_later_failure_of_a_chain_is_mentioned() {
    let text = format!(
        "{ERROR}\n\nDuring handling of the above exception, another exception occurred:\n\n\
         ConnectionRefusedError: [Errno 111] Connection refused\n"
    );
    let ids = explain(&text).ids().join(" ");
    assert_eq!(ids, "site-expired clock site-connect site-proxy");
}

#[test]
fn each_line_of_wget_has_its_cause() {
    let text = "ERROR: The certificate of 'localhost' is not trusted.\n\
                ERROR: The certificate of 'localhost' has expired.\n";
    let explained = explain(text);
    let causes = explained.document["causes"].as_array().expect("a list");
    for cause in causes {
        let is_expired = cause["id"] == "site-expired" || cause["id"] == "clock";
        let line = if is_expired { 2 } else { 1 };
        assert_eq!(cause["line"], line, "{cause}");
    }
    assert!(explained.ids().contains(&"site-expired"));
}

#[test]
fn files_and_stdin_are_read() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/log.txt", ERROR);
    for args in [
        &["explain", "log.txt"][..],
        &["explain", &file.to_string_lossy()],
    ] {
        assert!(sandbox.run(args).code(0).text().contains("site-expired"));
    }
    for args in [&["-"][..], &[]] {
        assert!(
            run(&sandbox, args, ERROR.as_bytes())
                .code(0)
                .text()
                .contains("site-expired")
        );
    }
    let missing = sandbox.run(["explain", "missing.txt"]).code(125);
    assert!(missing.stderr.contains("missing.txt"), "{}", missing.stderr);
    sandbox.run(["explain", "."]).code(125);
}

#[test]
fn an_empty_text_is_unknown() {
    let explained = explain("");
    assert_eq!((explained.code, explained.ids().len()), (1, 0));
}

/// Bytes without any meaning, and pieces of known texts in any order: no crash, no endless search.
#[test]
fn no_bytes_stop_it() {
    let pieces: [&[u8]; 12] = [
        b"certificate verify failed",
        b"\x1b[",
        b"\x1b]",
        b"&#",
        b"https://",
        b"https://[",
        b"@",
        b"host='",
        "\u{2018}".as_bytes(),
        b"\xff\xfe",
        b"\n2026-11-29 10:",
        b"password=\xc3",
    ];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let sandbox = Sandbox::new();
    for _ in 0..60 {
        let mut text = Vec::new();
        for _ in 0..next() % 400 {
            let [kind, byte, ..] = next().to_le_bytes();
            match pieces.get(usize::from(kind) % 24) {
                Some(piece) => text.extend_from_slice(piece),
                None => text.push(byte),
            }
        }
        let outcome = run(&sandbox, &["--json"], &text);
        assert!(
            matches!(outcome.code, Some(0 | 1)),
            "{outcome:?} for {text:?}"
        );
    }
}
