use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::super::newest::keep_newest;
use super::super::{Expected, Farm, Node, Read};
use super::{document, node, with};

/// Returns a node that shares little with the others, which is the most work.
fn odd(number: usize) -> Node {
    let domain = if number.is_multiple_of(2) {
        ""
    } else {
        ".farm.example"
    };
    let host = format!("node{number}{domain}");
    let mut odd = document(&host);
    for id in [
        "bundle-source",
        "clock",
        "site-unknown-root",
        "future-check",
    ] {
        let message = format!("{number} is wrong");
        odd = with(
            odd,
            "failed",
            id,
            &message,
            &format!("set {} right", number / 2),
        );
    }
    odd["machine"]["program"] = json!(format!("/opt/{number}"));
    odd["machine"]["node"] = if number.is_multiple_of(3) {
        Value::Null
    } else {
        json!(host)
    };
    odd["machine"]["bundle"]["added"] = json!([{"sha256": format!("{number:064}"), "name": "own"}]);
    node(&odd)
}

/// The time of this thread on a processor, if the system tells it: other work on the machine
/// counts for little.
struct Timer {
    started: Instant,
    used: Option<Duration>,
}

impl Timer {
    fn new() -> Self {
        let (started, used) = (Instant::now(), used());
        Self { started, used }
    }

    fn elapsed(&self) -> Duration {
        match (self.used, used()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.started.elapsed(),
        }
    }
}

/// Returns the time of this thread on a processor.
fn used() -> Option<Duration> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = statistics.split(' ').next()?;
    Some(Duration::from_nanos(nanoseconds.parse().ok()?))
}

/// Returns the shorter time of two merges.
fn time_of(count: usize) -> Duration {
    let name = |number: usize| match number % 4 {
        0 | 1 => format!("node{number}"),
        _ => format!("node{number}.farm.example"),
    };
    let names: Vec<String> = (0..count).map(name).collect();
    let expected = Expected::parse(names.join("\n").as_bytes()).expect("names");
    let time = || {
        // Each third node was examined twice.
        let numbers = (0..count).chain((0..count).step_by(3));
        let mut read = Read {
            nodes: numbers.map(odd).collect(),
            ..Read::default()
        };
        let started = Timer::new();
        keep_newest(&mut read);
        let farm = Farm::new(read, Some(&expected));
        let time = started.elapsed();
        assert_eq!(farm.nodes.len(), count);
        assert!(farm.missing.is_empty() && farm.unexpected.is_empty());
        time
    };
    (0..2).map(|_| time()).min().unwrap_or_default()
}

#[test]
fn the_time_grows_with_the_nodes_and_not_with_their_square() {
    let (few, many) = (time_of(100), time_of(800));
    // 8 times as many nodes; the square would be 64.
    assert!(many < few * 30, "{few:?}, {many:?}");
}
