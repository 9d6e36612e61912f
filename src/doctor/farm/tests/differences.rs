use serde_json::{Value, json};

use super::super::{Compared, Difference, Farm};
use super::{document, farm};

/// Merges machines, each changed by its number.
fn farm_of(count: usize, change: impl Fn(usize, &mut Value)) -> Farm {
    let document = |number| {
        let mut document = document(&format!("node{number}"));
        change(number, &mut document["machine"]);
        document
    };
    farm(&(0..count).map(document).collect::<Vec<Value>>())
}

fn find<'a>(farm: &'a Farm, label: &str) -> &'a Difference {
    let found = farm
        .differences
        .iter()
        .find(|one| self::label(one) == label);
    found.expect("a fact")
}

fn label(difference: &Difference) -> &str {
    match &difference.compared {
        Compared::Fact(fact) => fact.label,
        Compared::Certificate { name, .. } => name,
    }
}

fn shown<'a>(farm: &'a Farm, label: &str) -> Vec<(&'a str, usize)> {
    let values = find(farm, label).values.iter();
    let shown = values.map(|value| {
        let text = value.text.as_deref().unwrap_or("unknown");
        (text, value.nodes.len())
    });
    shown.collect()
}

#[test]
fn the_odd_ones_are_first() {
    let merged = farm_of(60, |number, machine| {
        // 60 values, two halves, five odd nodes, one odd node, and one value.
        machine["program"] = json!(format!("/opt/{number}/houdini"));
        machine["program_version"] = json!(if number % 2 == 0 { "20.5" } else { "21.0" });
        machine["system"] = json!(if number < 5 { "Rocky 8" } else { "Rocky 9" });
        machine["version"] = json!(if number == 33 { "1.2.2" } else { "1.2.3" });
    });
    let labels = merged.differences.iter().map(label);
    let labels: Vec<&str> = labels.take(5).collect();
    assert_eq!(
        labels,
        ["sglaunch", "system", "program version", "program", "clock"]
    );
    assert_eq!(shown(&merged, "sglaunch"), [("1.2.2", 1), ("1.2.3", 59)]);
    assert_eq!(find(&merged, "sglaunch").values[0].nodes, [33]);
    assert_eq!(shown(&merged, "program")[2], ("/opt/2/houdini", 1));
    let majority = |label| {
        find(&merged, label)
            .majority()
            .map(|value| value.nodes.len())
    };
    assert_eq!(majority("system"), Some(55));
    assert_eq!(majority("program version"), None);
    assert!(find(&merged, "clock").is_equal());
    assert!(merged.differences[4..].iter().all(Difference::is_equal));
}

#[test]
fn what_is_not_known_is_a_value() {
    let merged = farm_of(9, |number, machine| {
        machine["system"] = if number == 4 {
            Value::Null
        } else {
            json!("Rocky 9")
        };
        machine["program_version"] = if number == 2 {
            json!("20.5")
        } else {
            Value::Null
        };
    });
    assert_eq!(shown(&merged, "system"), [("unknown", 1), ("Rocky 9", 8)]);
    assert_eq!(
        shown(&merged, "program version"),
        [("20.5", 1), ("unknown", 8)]
    );
    // A value that is known says more than one that is not.
    assert_eq!(label(&merged.differences[0]), "program version");
    assert_eq!(label(&merged.differences[1]), "system");
}

#[test]
fn facts_of_the_job_are_not_compared() {
    let merged = farm_of(3, |number, machine| {
        machine["job"] = json!(number.to_string());
    });
    assert!(merged.differences.iter().all(|one| label(one) != "job"));
}

#[test]
fn clocks_are_compared_by_whether_they_agree() {
    let offsets = [0, 3, -299, 300, 301, 330, -7300, -7400];
    let merged = farm_of(10, |number, machine| {
        machine["clock"] = match offsets.get(number) {
            Some(offset) => json!({"offset": offset, "server": "studio.example:443"}),
            None => Value::Null,
        };
    });
    assert_eq!(
        shown(&merged, "clock"),
        [
            ("unknown", 2),
            ("2 hours behind", 2),
            ("5 minutes ahead", 2),
            ("right", 4),
        ]
    );
}

#[test]
fn each_certificate_is_compared_by_itself() {
    let certificate =
        |number: u8, name: &str| json!({"sha256": format!("{number:064}"), "name": name});
    let merged = farm_of(8, |number, machine| {
        let studio = certificate(1, "Studio CA");
        let proxy = certificate(2, "Proxy CA");
        let site = certificate(3, "Site CA");
        machine["bundle"]["added"] = match number {
            3 => json!([proxy, site]),
            5 => json!([site, studio]),
            6 => Value::Null,
            _ => json!([studio, proxy, site]),
        };
        if number == 5 {
            // Not all certificates of the bundle are in the document.
            machine["bundle"]["others"] = json!(4);
        }
    });
    assert_eq!(
        shown(&merged, "Studio CA"),
        [("unknown", 1), ("not trusted", 1), ("trusted", 6)]
    );
    assert_eq!(shown(&merged, "Proxy CA"), [("unknown", 2), ("trusted", 6)]);
    assert_eq!(shown(&merged, "Site CA"), [("unknown", 1), ("trusted", 7)]);
    let studio = find(&merged, "Studio CA");
    let digest = format!("{:064}", 1);
    assert!(matches!(&studio.compared, Compared::Certificate { sha256, .. } if *sha256 == digest));
    assert!(
        merged
            .differences
            .iter()
            .all(|one| label(one) != "added certificates")
    );
}

#[test]
fn certificates_of_single_nodes_do_not_fill_the_memory() {
    let merged = farm_of(300, |number, machine| {
        machine["bundle"]["added"] = json!([{"sha256": format!("{number:064}"), "name": "own"}]);
    });
    assert_eq!(
        merged
            .differences
            .iter()
            .filter(|one| matches!(one.compared, Compared::Certificate { .. }))
            .count(),
        100
    );
}

#[test]
fn a_bundle_that_differs_by_a_certificate_is_no_difference_of_its_own() {
    let with = |odd: usize| {
        farm_of(6, |number, machine| {
            let studio = json!([{"sha256": "ab", "name": "Studio CA"}]);
            machine["bundle"]["added"] = if number == 2 { json!([]) } else { studio };
            machine["bundle"]["sha256"] = json!(if number == odd { "1" } else { "2" });
        })
    };
    let has_bundle = |farm: &Farm| farm.differences.iter().any(|one| label(one) == "bundle");
    assert!(!has_bundle(&with(2)));
    assert!(has_bundle(&with(3)));
    assert_eq!(label(&with(2).differences[0]), "Studio CA");
}
