use super::super::expected::TooManyNames;
use super::super::{Expected, Node};
use super::{document, node};

fn parse(text: impl AsRef<[u8]>) -> Expected {
    Expected::parse(text.as_ref()).expect("names")
}

/// Returns all names.
fn names(text: impl AsRef<[u8]>) -> Vec<String> {
    parse(text).missing_and_unexpected(&[]).0
}

fn nodes(hosts: &[&str]) -> Vec<Node> {
    hosts.iter().map(|host| node(&document(host))).collect()
}

#[test]
fn names_are_read_in_any_form() {
    let utf16: Vec<u8> = "\u{feff}node1\r\nnode2\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for text in [
        &b"node2\nnode1\n"[..],
        b"\xef\xbb\xbfnode1\r\nnode2\r\n",
        b"# the farm\n\nnode1 # new\n  node2\nnode1\nNODE2\n",
        b"node1, node2,node1",
        b"node1 node2\tnode1",
        b"NODELIST\nnode1\nnode1\nnode2\n",
        b"HOSTNAMES\nnode1\nnode2\n",
        b"node[1-2]\n",
        &utf16,
    ] {
        assert_eq!(names(text), ["node1", "node2"], "{text:?}");
    }
    assert!(names("").is_empty());
    assert_eq!(parse("node[1-10]").count(), 10);
}

#[test]
fn brackets_are_expanded_as_by_slurm() {
    for (text, expanded) in [
        (
            "node[009-011,070]",
            &["node009", "node010", "node011", "node070"][..],
        ),
        ("n[1-2,9-11]", &["n1", "n2", "n9", "n10", "n11"]),
        ("n[98-101]", &["n98", "n99", "n100", "n101"]),
        (
            "r[1-2]n[01-02].farm",
            &["r1n01.farm", "r1n02.farm", "r2n01.farm", "r2n02.farm"],
        ),
        ("a[1,2],b[3]", &["a1", "a2", "b3"]),
        // Not in Slurm's form.
        ("n[2-1]", &["n[2-1]"]),
        ("n[1-2", &["n[1-2"]),
        ("n1-2]", &["n1-2]"]),
        ("n[a-b]", &["n[a-b]"]),
        ("n[]", &["n[]"]),
        ("n[1,x]", &["n1", "n[x]"]),
    ] {
        assert_eq!(names(text), expanded, "{text}");
    }
}

#[test]
fn lists_without_an_end_are_refused() {
    let refused = |text: &str| Expected::parse(text.as_bytes()).err();
    for text in [
        "n[1-100001]",
        "n[0-18446744073709551615]",
        "a[1-9][1-9][1-9][1-9][1-9][1-9][1-9][1-9][1-9]",
    ] {
        assert_eq!(refused(text), Some(TooManyNames), "{text}");
    }
    assert_eq!(refused("n[1-100000]"), None);
    // These end, and need little memory.
    for text in [
        "[x]".repeat(300_000),
        "[1]".repeat(300_000),
        format!("{}[1-90000]", "x".repeat(100_000)),
        format!("n[{}1-90000]", "0".repeat(100_000)),
        "[1-18446744073709551615][2-1]".to_owned(),
    ] {
        let _ = Expected::parse(text.as_bytes());
    }
}

#[test]
fn nodes_without_an_answer_and_others_are_listed_by_name() {
    let expected = parse("node[1-12]");
    let answered = nodes(&["node1", "Node3", "node4", "other10", "other9"]);
    let (missing, unexpected) = expected.missing_and_unexpected(&answered);
    let rest = [
        "node2", "node5", "node6", "node7", "node8", "node9", "node10", "node11", "node12",
    ];
    assert_eq!(missing, rest);
    assert_eq!(unexpected, ["other10", "other9"]);
}

#[test]
fn a_name_without_a_domain_matches_one_with_a_domain() {
    for (text, hosts, missing, unexpected) in [
        (
            "node1 node2",
            &["node1.farm.example", "NODE2.farm.example"][..],
            &[][..],
            &[][..],
        ),
        (
            "node1.farm.example node2.farm.example",
            &["node1", "node2"],
            &[],
            &[],
        ),
        // One of two is not a guess to make.
        (
            "node1",
            &["node1.a.example", "node1.b.example"],
            &["node1"],
            &["node1.a.example", "node1.b.example"],
        ),
        (
            "node1.a.example node1.b.example",
            &["node1"],
            &["node1.a.example", "node1.b.example"],
            &["node1"],
        ),
        (
            "node1 node1.b.example",
            &["node1", "node1.b.example"],
            &[],
            &[],
        ),
        (
            "node1.a.example",
            &["node1.b.example"],
            &["node1.a.example"],
            &["node1.b.example"],
        ),
        ("node1", &["node10"], &["node1"], &["node10"]),
    ] {
        let found = parse(text).missing_and_unexpected(&nodes(hosts));
        let strings = |list: &[&str]| list.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(found, (strings(missing), strings(unexpected)), "{text}");
    }
}

#[test]
fn a_node_has_the_name_of_the_farm_and_that_of_the_host() {
    let mut of_farm = document("pc17.studio.example");
    of_farm["machine"]["node"] = "render01".into();
    let nodes = [node(&of_farm)];
    for text in ["render01", "pc17.studio.example", "PC17", "render01 pc17"] {
        let found = parse(text).missing_and_unexpected(&nodes);
        assert_eq!(found, (vec![], vec![]), "{text}");
    }
}

#[test]
fn a_node_with_several_profiles_is_unexpected_once() {
    let answered = nodes(&["other", "other"]);
    assert_eq!(parse("").missing_and_unexpected(&answered).1, ["other"]);
}
