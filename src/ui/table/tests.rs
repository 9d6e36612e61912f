use super::*;

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn a_pipe_gets_tabs_and_a_terminal_aligned_columns() {
    let rows = [row(&["maya", "a\tlong\ndescription"])];
    let table_of = |width| table(&["NAME", "WHAT"], &rows, width);
    assert_eq!(table_of(None), "NAME\tWHAT\nmaya\ta long\\ndescription\n");
    assert_eq!(
        table_of(Some(40)),
        "NAME  WHAT\nmaya  a long\\ndescription\n"
    );
}

#[test]
fn wide_characters_take_two_columns() {
    let rows = [row(&["프록시", "인증기관들"])];
    let table_of = |width| table(&["NAME", "WHO"], &rows, Some(width));
    assert_eq!(table_of(18), "NAME    WHO\n프록시  인증기관들\n");
    assert_eq!(table_of(17), "NAME\n  WHO\n프록시\n  인증기관들\n");
}

#[test]
fn long_cells_end() {
    let (words, word) = ("프 ".repeat(100_000), "x".repeat(100_000));
    let rows = [row(&[&words, &word])];
    for width in [40, 1, 0] {
        let shown = table(&["NAME", "WHO"], &rows, Some(width));
        assert!(shown.lines().count() <= MAX_LINES + 4, "{shown}");
        assert!(shown.lines().all(|line| line.width() <= 4100), "{shown}");
        assert!(shown.ends_with("x…\n"), "{shown}");
    }
}

const PATH: &str = "/opt/hfs20.5/bin/houdini";

#[test]
fn every_column_begins_below_its_header() {
    let rows = [
        row(&["a", "/bin/a", "built-in"]),
        row(&["b", PATH, "built-in"]),
        row(&["c", "not installed", "/home/ana/c.yaml"]),
        row(&["d", "version 18 of it is not installed", "built-in"]),
        row(&["long-name", "-", "built-in"]),
    ];
    let table_of = |width| table(&["NAME", "PROGRAM", "FROM"], &rows, Some(width));
    assert_eq!(
        table_of(45),
        "\
NAME       PROGRAM           FROM
a          /bin/a            built-in
b                            built-in
           /opt/hfs20.5/bin/houdini
c          not installed     /home/ana/c.yaml
d          version 18 of it  built-in
           is not installed
long-name  -                 built-in
"
    );
    // The path is a line of its own, even where it is wider than the terminal.
    assert_eq!(
        table_of(38),
        "\
NAME       PROGRAM            FROM
a          /bin/a             built-in
b                             built-in
           /opt/hfs20.5/bin/houdini
c          not installed
           /home/ana/c.yaml
d          version 18 of it   built-in
           is not installed
long-name  -                  built-in
"
    );
    let narrow = table_of(20);
    assert!(
        narrow.contains("\n  /opt/hfs20.5/bin/houdini\n"),
        "{narrow}"
    );
}

#[test]
fn the_header_of_a_column_without_room_is_below_too() {
    let digest = "0123456789abcdef".repeat(4);
    let rows = [
        row(&["A long name of a CA", "file:/studio/ca.pem", &digest]),
        row(&["Other", "native", "-"]),
    ];
    assert_eq!(
        table(&["NAME", "SOURCES", "SHA-256"], &rows, Some(42)),
        format!(
            "\
NAME                 SOURCES
  SHA-256
A long name of a CA  file:/studio/ca.pem
  {digest}
Other                native
"
        )
    );
}

#[test]
fn a_first_cell_without_room_is_above_its_row() {
    let rows = [row(&[
        "file:/studio/certificates/ca.pem",
        "3",
        "none of them",
    ])];
    assert_eq!(
        table(&["SOURCE", "FOUND", "EXCLUDED"], &rows, Some(30)),
        "\
SOURCE  FOUND  EXCLUDED
file:/studio/certificates/ca.pem
        3      none of them
"
    );
}

#[test]
fn a_list_is_wrapped_at_the_width() {
    let items = ["인증기관", "a", "bb", &"c".repeat(20)].map(str::to_owned);
    let expected = "  인증기관, a,\n  bb,\n  cccccccccccccccccccc\n";
    assert_eq!(wrapped(&items, 14), expected);
    assert_eq!(wrapped(&items[..3], 80), "  인증기관, a, bb\n");
    assert_eq!(wrapped(&[], 80), "");
}
