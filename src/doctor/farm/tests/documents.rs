use serde_json::{Value, json};

use super::super::ProblemKind::{self, Empty, NoDocument, NotJson, Truncated};
use super::super::documents::for_each;
use super::document;

fn read(bytes: impl AsRef<[u8]>) -> (Vec<Value>, Vec<ProblemKind>) {
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for_each(bytes.as_ref(), &mut |found| match found {
        Ok(document) => documents.push(document),
        Err(problem) => problems.push(problem),
    });
    (documents, problems)
}

fn pretty(host: &str) -> String {
    serde_json::to_string_pretty(&document(host)).expect("JSON")
}

fn line(host: &str) -> String {
    document(host).to_string()
}

#[test]
fn documents_stand_behind_each_other_in_any_form() {
    let expected = [document("a"), document("b"), document("c")];
    let windows =
        format!("{}\n{}\n{}\n", pretty("a"), pretty("b"), pretty("c")).replace('\n', "\r\n");
    for text in [
        format!("{}\n{}\n{}\n", pretty("a"), pretty("b"), pretty("c")),
        format!("{}{}{}", pretty("a"), line("b"), pretty("c")),
        format!("{}\n{}\n{}", line("a"), line("b"), line("c")),
        format!("  {} \n\n {}\t{}", line("a"), line("b"), line("c")),
        format!("[{},\n  {},{}]\n", line("a"), line("b"), pretty("c")),
        serde_json::to_string_pretty(&expected).expect("JSON"),
        windows,
    ] {
        let unmarked = text.as_bytes().to_vec();
        let marked = format!("\u{feff}{text}").into_bytes();
        let little = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for bytes in [unmarked, marked, little, big] {
            let (documents, problems) = read(&bytes);
            assert_eq!(documents, expected, "{text}");
            assert_eq!(problems, []);
        }
    }
}

#[test]
fn text_around_documents_is_skipped() {
    let banner = "*****\n* Welcome to {render} *\n{*****\n\n";
    let log = format!(
        "[04:12:01] start {{\nsrun: job 12 queued\n{}\nsrun: done\n  {{ nothing }}\n{}\n[04:12:09] end\n",
        pretty("a"),
        line("b")
    );
    assert_eq!(read(&log), (vec![document("a"), document("b")], vec![]));
    let (documents, problems) = read(format!("{banner}{}\n", pretty("a")));
    assert_eq!(documents, [document("a")]);
    assert_eq!(problems, [NotJson { line: 3 }]);
}

#[test]
fn a_document_that_breaks_off_does_not_hide_the_next() {
    let whole = pretty("a");
    let middle = whole.find("conclusion").expect("a key");
    for cut in [1, 2, 4, middle, middle + 20, whole.len() - 3] {
        let broken = &whole[..cut];
        let (documents, problems) = read(format!("{}\n{broken}\n{}\n", line("b"), pretty("c")));
        assert_eq!(documents, [document("b"), document("c")], "{broken}");
        assert!(
            matches!(*problems, [NotJson { line }] if line > 1),
            "{problems:?}"
        );
        let (documents, problems) = read(format!("{}\n{broken}", line("b")));
        assert_eq!(documents, [document("b")]);
        assert_eq!(problems, [Truncated]);
    }
    // The next documents look like a value, or like the first element of a list.
    let (b, c) = (line("b"), pretty("c"));
    for end in ["\"x\":", "\"x\": ["] {
        let broken = format!("{{\"schema\": 1,\n{end}\n{b}\n{c}\n{b}\n");
        let (documents, problems) = read(&broken);
        assert_eq!(documents, [document("b"), document("c"), document("b")]);
        assert_eq!(problems, [NotJson { line: 4 }], "{broken}");
    }
    let list = format!("{}\n[\n{}\n", &whole[..middle].trim_end(), pretty("c"));
    assert_eq!(read(list.replace("\"\n[", "\": [")).0, [document("c")]);
    let damaged = whole.replace("\"schema\": 1", "\"schema\": 1x");
    let number = 1 + damaged
        .lines()
        .position(|line| line.contains("1x"))
        .expect("a line");
    assert_eq!(
        read(format!("text\n{damaged}\n")),
        (vec![], vec![NotJson { line: number + 1 }])
    );
}

#[test]
fn files_without_documents_say_what_they_are() {
    for (bytes, problem) in [
        (&b""[..], Empty),
        (b" \r\n\n", Empty),
        (b"\xff\xfe", Empty),
        (b"\xef\xbb\xbf\n", Empty),
        (b"error: cannot read the profile\n", NoDocument),
        (b"null", NoDocument),
        (b"[1, 2]", NoDocument),
        (b"[]", NoDocument),
        (b"<!DOCTYPE html>\n<html>\n", NoDocument),
        (b"\x00\x01\x02\x7f\x45", NoDocument),
        (b"{", Truncated),
        (b"{\"schema\"", Truncated),
        (b"{]", NotJson { line: 1 }),
        (b"\n\n{\n]", NotJson { line: 4 }),
        (b"{\"a\": \"\xff\"}", NotJson { line: 1 }),
    ] {
        assert_eq!(read(bytes), (vec![], vec![problem]), "{bytes:?}");
    }
}

#[test]
fn a_text_is_read_once_however_it_is_damaged() {
    let nested = "{\"a\":\n".repeat(200_000);
    let lists = "{\"a\":[\n".to_owned() + &"{},\n".repeat(100_000);
    let large = format!("{{\"a\": \"{}\n{}\n", "x".repeat(5 << 20), line("b"));
    for (text, count) in [(nested, 0), (lists, 100_000), (large, 1)] {
        let started = std::time::Instant::now();
        assert_eq!(read(&text).0.len(), count);
        assert!(started.elapsed().as_secs() < 20);
    }
    let whole = json!({"a": "x".repeat(5 << 20)}).to_string();
    let (documents, problems) = read(format!("{whole}\n{}\n", line("b")));
    assert_eq!(documents, [document("b")]);
    assert_eq!(problems, [NotJson { line: 1 }]);
}

#[test]
fn what_is_not_merged_is_skipped_and_the_rest_kept() {
    let mut whole = document("a");
    whole["values"] = json!([null, true, -1, u64::MAX, 1.5, "\u{e9}\"", [], {"": {}}]);
    let kept = whole.clone();
    whole["sites"] = json!([{"chain": [1, {"a": "b"}]}]);
    whole["values"][7]["details"] = json!("c");
    assert_eq!(read(whole.to_string()), (vec![kept], vec![]));
    let broken = whole.to_string().replace("\"chain\":", "\"chain\";");
    assert_eq!(read(broken), (vec![], vec![NotJson { line: 1 }]));
}
