use super::*;

fn line(value: &str, format: Format) -> String {
    let changes = Changes::from([("A".into(), Some(value.into()))]);
    match write(&changes, format) {
        Ok(text) => String::from_utf8(text)
            .unwrap()
            .trim_end_matches('\n')
            .to_owned(),
        Err(error) => format!("error: {}", error.sentence()),
    }
}

#[test]
fn each_shell_quotes_in_its_own_way() {
    let hostile = "it's $HOME `x` \\ \u{2019}";
    assert_eq!(
        line(hostile, Format::Sh),
        r"export A='it'\''s $HOME `x` \ ’'"
    );
    assert_eq!(
        line(hostile, Format::Fish),
        r"set -gx A 'it\'s $HOME `x` \\ ’'"
    );
}

#[test]
fn powershell_lines_are_plain_ascii() {
    for (value, expected) in [
        ("it's $HOME `x` \\ \"q\"", r#"'it''s $HOME `x` \ "q"'"#),
        (
            "\u{2018}a\u{2019}",
            "'' + [char]0x2018 + 'a' + [char]0x2019",
        ),
        ("a\r\nb", "'a' + [char]0x000d + [char]0x000a + 'b'"),
        ("C:\\한\\x", r"'C:\' + [char]0xd55c + '\x'"),
        ("\u{1f3a5}", "'' + [char]0xd83c + [char]0xdfa5"),
    ] {
        assert_eq!(
            line(value, Format::Powershell),
            format!("${{Env:A}} = {expected}")
        );
    }
}

#[test]
fn cmd_quotes_or_escapes() {
    for (value, expected) in [
        (
            "100% a&b^c|d<e>f(g)!h ",
            r#"@set "A=100%% a&b^c|d<e>f(g)!h ""#,
        ),
        (r#""a" & b^"#, r#"@set A=^"a^" ^& b^^"#),
        (
            r#" %PATH% (x) | < > !" "#,
            r#"@set A= %%PATH%% ^(x^) ^| ^< ^> !^" "#,
        ),
        ("C:\\x\\", r#"@set "A=C:\x\""#),
    ] {
        assert_eq!(line(value, Format::Cmd), expected.to_owned() + "\r");
    }
}

#[test]
fn cmd_switches_to_utf_8_for_other_characters() {
    assert_eq!(
        line("한", Format::Cmd).lines().collect::<Vec<_>>(),
        [
            r#"@for /f "tokens=2 delims=:." %%p in ('chcp') do @set "SGLAUNCH_CODE_PAGE=%%p""#,
            "@chcp 65001 >nul",
            r#"@set "A=한""#,
            "@chcp %SGLAUNCH_CODE_PAGE% >nul",
            "@set \"SGLAUNCH_CODE_PAGE=\"\r",
        ]
    );
}

#[test]
fn dotenv_quotes_with_single_or_double_quotes() {
    for (value, expected) in [
        ("", "A=''"),
        (" a\tb\nc ", "A=' a\tb\nc '"),
        ("$(x) `x` $x !x \"#\\n", "A='$(x) `x` $x !x \"#\\n'"),
        ("it's", r#"A="it's""#),
        ("a\\'b\"", r#"A="a\\'b\"""#),
        (r"\\host\share", r#"A="\\\\host\\share""#),
    ] {
        assert_eq!(line(value, Format::Dotenv), expected);
    }
    for (value, why) in [
        ("C:\\", "backslash"),
        ("a\rb", "carriage return"),
        ("it's $x", "expand the `$`"),
        ("it's `x`", "backtick"),
        (r"\\$x", "expand the `$`"),
    ] {
        assert!(line(value, Format::Dotenv).contains(why), "{value:?}");
    }
}

#[test]
fn a_value_that_a_format_cannot_represent_is_an_error() {
    for (value, format, why) in [
        ("a\nb", Format::Cmd, "line break"),
        ("a\u{1a}b", Format::Cmd, "Control-Z"),
        ("", Format::Cmd, "empty"),
        (&"x".repeat(cmd::MAX_LINE), Format::Cmd, "this long"),
        ("", Format::Powershell, "empty"),
        ("${A}", Format::Dotenv, "expand"),
    ] {
        assert!(line(value, format).contains(why), "{value:?}");
    }
}

#[test]
fn a_name_that_a_shell_cannot_set_is_an_error() {
    let is_written = |name: &str, format| {
        write(&Changes::from([(name.into(), Some("1".into()))]), format).is_ok()
    };
    for name in ["a.b", "a b", "1a", "한", "UID", "path"] {
        assert!(!is_written(name, Format::Sh), "{name}");
        assert!(is_written(name, Format::Json), "{name}");
    }
    assert!(!is_written("version", Format::Fish));
    assert!(is_written("ProgramFiles(x86)", Format::Powershell));
    assert!(!is_written("a}b", Format::Powershell));
    assert!(!is_written("한", Format::Powershell));
    assert!(!is_written("a%b", Format::Cmd));
    for name in [" a", ",a", ";a", "/a"] {
        assert!(is_written(name, Format::Cmd), "{name}");
        let changes = Changes::from([(name.into(), Some("\"".into()))]);
        assert!(write(&changes, Format::Cmd).is_err(), "{name}");
    }
}

#[test]
fn each_format_can_remove_a_variable() {
    let changes = Changes::from([("A".into(), None)]);
    for (format, expected) in [
        (Format::Sh, "unset -v A\n"),
        (Format::Fish, "set -e A\n"),
        (
            Format::Powershell,
            "Remove-Item -LiteralPath 'Env:A' -ErrorAction Ignore\n",
        ),
        (Format::Cmd, "@set \"A=\"\r\n"),
        (Format::Json, "{\n  \"A\": null\n}\n"),
        (Format::Dotenv, "# A: dotenv cannot remove a variable\n"),
    ] {
        assert_eq!(
            String::from_utf8(write(&changes, format).unwrap()).unwrap(),
            expected
        );
    }
}
