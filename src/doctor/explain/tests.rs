use super::*;

fn explained(text: &str) -> Explanation {
    explain(text.as_bytes(), &Redaction::default()).expect("a text in memory")
}

/// Iterates over the lines of a table, comments aside, with their line breaks.
fn texts(table: &str) -> impl Iterator<Item = String> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.replace("\\n", "\n"))
}

#[test]
fn known_texts_point_to_their_checks() {
    let table = include_str!("../../../tests/fixtures/explain-known.txt");
    let mut wrong = Vec::new();
    for line in texts(table) {
        let (ids, text) = line.split_once(": ").expect("a check and a text");
        let first = explained(text)
            .causes
            .first()
            .map(|cause| cause.ids[0].name());
        if !first.is_some_and(|first| ids.split('|').any(|id| id == first)) {
            wrong.push(format!("{first:?} for {line}"));
        }
    }
    assert!(texts(table).count() >= 150);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn other_texts_are_unknown() {
    let table = include_str!("../../../tests/fixtures/explain-unknown.txt");
    let mut wrong = Vec::new();
    for text in texts(table) {
        if let Some(cause) = explained(&text).causes.first() {
            wrong.push(format!("{:?} for {text}", cause.ids));
        }
    }
    assert!(texts(table).count() >= 40);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
