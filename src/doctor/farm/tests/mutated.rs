use std::path::Path;

use fastrand::Rng;
use serde_json::{Value, json};

use super::super::documents::for_each;
use super::super::newest::keep_newest;
use super::super::{Expected, Farm, Node, Read};
use super::{document, with};

/// Merges what is in files.
fn merge(files: &[Vec<u8>]) -> Farm {
    let mut read = Read::default();
    for bytes in files {
        for_each(bytes, &mut |found| {
            let node = found.and_then(|document| Node::new(&document, Path::new("a.json")));
            read.nodes.extend(node.ok());
        });
    }
    keep_newest(&mut read);
    let expected = Expected::parse(b"node[1-3]").expect("names");
    Farm::new(read, Some(&expected))
}

fn sample() -> Value {
    let mut sample = with(
        document("node1"),
        "failed",
        "clock",
        "slow",
        "set the clock",
    );
    sample["machine"]["bundle"]["added"] = json!([{"sha256": "ab", "name": "Studio CA"}]);
    with(sample, "warning", "env-empty", "empty", "unset it")
}

/// Replaces a value somewhere in a document.
fn change(value: &mut Value, random: &mut Rng) {
    let values = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{0}<script>\u{202e}"),
        json!([]),
        json!([[], {}, null, "a"]),
        json!({"": {}}),
        json!("failed"),
    ];
    match value {
        Value::Object(fields) if !fields.is_empty() && random.u8(0..8) > 0 => {
            let index = random.usize(0..fields.len());
            let field = fields.values_mut().nth(index).expect("a field");
            change(field, random);
        }
        Value::Array(items) if !items.is_empty() && random.u8(0..8) > 0 => {
            let index = random.usize(0..items.len());
            change(&mut items[index], random);
        }
        other => *other = random.choice(values).expect("a value"),
    }
}

#[test]
fn no_type_of_any_value_stops_the_merge() {
    let mut random = Rng::with_seed(5);
    let mut merged = 0;
    for _ in 0..1000 {
        let mut changed = || {
            let mut document = sample();
            for _ in 0..random.usize(1..6) {
                change(&mut document, &mut random);
            }
            document.to_string().into_bytes()
        };
        let farm = merge(&[changed(), changed(), changed()]);
        merged += farm.nodes.len();
        let nodes = farm.nodes.len();
        for cause in farm.causes.iter().chain(&farm.warnings) {
            assert!(!cause.variants.is_empty() && !cause.nodes.is_empty());
            assert!(cause.nodes.iter().all(|index| *index < nodes));
        }
        for difference in &farm.differences {
            let count: usize = difference
                .values
                .iter()
                .map(|value| value.nodes.len())
                .sum();
            let known = farm.nodes.iter().filter(|node| node.has_facts());
            assert_eq!(count, known.count());
        }
        for node in &farm.nodes {
            assert_eq!(node.has_failed(), node.cause.is_some());
        }
    }
    assert!(merged > 700, "{merged}");
}

#[test]
fn no_damage_of_a_file_stops_the_merge() {
    let mut random = Rng::with_seed(6);
    let pretty = serde_json::to_vec_pretty(&sample()).expect("JSON");
    let line = sample().to_string().into_bytes();
    let whole = [&pretty[..], b"\n", &line, b"\n", &pretty, b"\n"].concat();
    for _ in 0..1000 {
        let mut bytes = whole.clone();
        for _ in 0..random.usize(1..20) {
            let at = random.usize(0..bytes.len());
            match random.u8(0..6) {
                0 => bytes[at] = random.u8(..),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, random.choice(*b"\n{}[]\",:").expect("a byte")),
                3 => drop(bytes.drain(at..bytes.len().min(at + 20))),
                4 => bytes.splice(0..0, [0xff, 0xfe]).for_each(drop),
                _ => {
                    let copy = bytes[at..bytes.len().min(at + 50)].to_vec();
                    bytes.extend(copy);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        merge(&[bytes]);
    }
}
