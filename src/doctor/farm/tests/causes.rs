use serde_json::{Value, json};

use super::super::{Cause, Farm};
use super::{document, farm, with};

const ROOT: &str = "site-unknown-root";

fn hosts(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("node{number}")).collect()
}

fn shown(causes: &[Cause]) -> Vec<(&str, Option<&str>, usize, usize)> {
    let shown = |cause: &Cause| (cause.variants.len(), cause.nodes.len());
    (causes.iter())
        .map(|cause| {
            let (variants, nodes) = shown(cause);
            (&*cause.id, cause.remedy.as_deref(), variants, nodes)
        })
        .collect()
}

/// Merges machines, each with one failure.
fn farm_of(failure: impl Fn(usize) -> (&'static str, String, String), count: usize) -> Farm {
    let document = |(number, host): (usize, &String)| {
        let (id, message, remedy) = failure(number);
        with(document(host), "failed", id, &message, &remedy)
    };
    farm(
        &hosts(count)
            .iter()
            .enumerate()
            .map(document)
            .collect::<Vec<Value>>(),
    )
}

#[test]
fn failures_with_one_remedy_are_one_cause() {
    let message = |number| format!("the clock is {} hours behind", 1 + number % 3);
    let merged = farm_of(
        |number| ("clock", message(number), "set the clock".into()),
        7,
    );
    assert_eq!(
        shown(&merged.causes),
        [("clock", Some("set the clock"), 3, 7)]
    );
    let [cause] = &*merged.causes else {
        panic!("one cause")
    };
    assert_eq!(cause.commands(), Some(&["sglaunch list".to_owned()][..]));
    let variants: Vec<_> = (cause.variants.iter())
        .map(|variant| (&*variant.message, &*variant.nodes))
        .collect();
    assert_eq!(
        variants,
        [
            ("the clock is 1 hours behind", &[0, 3, 6][..]),
            ("the clock is 2 hours behind", &[1, 4]),
            ("the clock is 3 hours behind", &[2, 5]),
        ]
    );
}

#[test]
fn causes_are_sorted_by_their_nodes_and_then_as_the_checks() {
    let failure = |number: usize| {
        let id = [
            "future-check",
            "clock",
            "clock",
            ROOT,
            "env-empty",
            "env-empty",
        ][number];
        (id, "it is wrong".to_owned(), "set it right".to_owned())
    };
    let merged = farm_of(failure, 6);
    let ids: Vec<&str> = merged.causes.iter().map(|cause| &*cause.id).collect();
    assert_eq!(ids, ["env-empty", "clock", ROOT, "future-check"]);
    assert!(
        merged
            .causes
            .iter()
            .all(|cause| cause.check().is_some() == (cause.id != "future-check"))
    );
}

#[test]
fn different_remedies_of_a_check_are_different_causes() {
    let remedy = |number: usize| {
        if number < 3 {
            "ask IT"
        } else {
            "set `ca.native` to true"
        }
    };
    let failure = |number| (ROOT, "untrusted".to_owned(), remedy(number).to_owned());
    let causes = farm_of(failure, 8).causes;
    assert_eq!(
        shown(&causes),
        [
            (ROOT, Some("set `ca.native` to true"), 1, 5),
            (ROOT, Some("ask IT"), 1, 3),
        ]
    );
}

#[test]
fn remedies_that_each_machine_has_alone_are_one_cause() {
    let failure = |number: usize| {
        let path = format!("/mnt/disk{number}/ca.pem");
        (
            "bundle-source",
            format!("{path}: damaged"),
            format!("copy {path} again"),
        )
    };
    let merged = farm_of(failure, 12);
    assert_eq!(shown(&merged.causes), [("bundle-source", None, 12, 12)]);
    let variants = &merged.causes[0].variants;
    assert_eq!(variants[1].message, "/mnt/disk1/ca.pem: damaged");
    assert_eq!(variants[1].remedy.text, "copy /mnt/disk1/ca.pem again");
    assert_eq!(variants[11].message, "/mnt/disk11/ca.pem: damaged");
    assert!(merged.nodes.iter().all(|node| node.cause == Some(0)));
}

#[test]
fn a_remedy_that_machines_share_stays_a_cause_beside_those_of_one_machine() {
    let failure = |number: usize| {
        let remedy = match number {
            0..5 => "copy /studio/ca.pem again".to_owned(),
            other => format!("copy /mnt/disk{other}/ca.pem again"),
        };
        ("bundle-source", "damaged".to_owned(), remedy)
    };
    let shared = ("bundle-source", Some("copy /studio/ca.pem again"), 1, 5);
    assert_eq!(
        shown(&farm_of(failure, 9).causes),
        [shared, ("bundle-source", None, 4, 4)]
    );
    // One alone keeps its remedy.
    assert_eq!(
        shown(&farm_of(failure, 6).causes),
        [
            shared,
            ("bundle-source", Some("copy /mnt/disk5/ca.pem again"), 1, 1)
        ]
    );
}

#[test]
fn a_machine_with_two_profiles_is_one_machine() {
    let failed = |host: &str, profile: &str| {
        let remedy = format!("copy /mnt/{host}/ca.pem again");
        let mut failed = with(
            document(host),
            "failed",
            "bundle-source",
            "damaged",
            &remedy,
        );
        failed["machine"]["profile"] = json!(profile);
        failed
    };
    let documents: Vec<Value> = (hosts(3).iter())
        .flat_map(|host| [failed(host, "maya"), failed(host, "houdini")])
        .collect();
    let merged = farm(&documents);
    assert_eq!((merged.nodes.len(), merged.machine_count()), (6, 3));
    assert_eq!((merged.failing().count(), merged.failing_count()), (6, 3));
    assert_eq!(merged.count(&[0, 1, 2, 5]), 3);
    assert_eq!(shown(&merged.causes), [("bundle-source", None, 3, 6)]);
}

#[test]
fn machines_without_a_name_are_different_machines() {
    let failure = |number: u32| {
        let remedy = format!("copy /mnt/disk{number}/ca.pem again");
        let mut failed = with(document("a"), "failed", "bundle-source", "damaged", &remedy);
        failed["machine"] = Value::Null;
        failed
    };
    let merged = farm(&[failure(1), failure(2), failure(3)]);
    assert_eq!(merged.machine_count(), 3);
    assert_eq!(shown(&merged.causes), [("bundle-source", None, 3, 3)]);
}

#[test]
fn a_node_counts_once_for_each_cause_and_variant() {
    let twice = with(document("node1"), "failed", ROOT, "untrusted", "ask IT");
    let twice = with(twice, "failed", ROOT, "untrusted", "ask IT");
    let twice = with(twice, "failed", ROOT, "another root", "ask IT");
    let merged = farm(&[twice, document("node2")]);
    assert_eq!(shown(&merged.causes), [(ROOT, Some("ask IT"), 2, 1)]);
    assert!(
        merged.causes[0]
            .variants
            .iter()
            .all(|variant| variant.nodes == [0])
    );
    assert_eq!((merged.failing().count(), merged.is_ok()), (1, false));
}

#[test]
fn the_main_cause_is_the_first_failure_but_a_missing_program() {
    let missing = |document| {
        with(
            document,
            "failed",
            "program-missing",
            "no program",
            "install it",
        )
    };
    let both = with(
        missing(document("node1")),
        "warning",
        "clock",
        "slow",
        "set it",
    );
    let both = with(both, "failed", ROOT, "untrusted", "ask IT");
    let both = with(both, "failed", "python-strict", "strict", "renew the CA");
    let merged = farm(&[both, missing(document("node2")), document("node3")]);
    let ids = |node: &Option<usize>| node.map(|index| &*merged.causes[index].id);
    let main: Vec<_> = merged.nodes.iter().map(|node| ids(&node.cause)).collect();
    assert_eq!(main, [Some(ROOT), Some("program-missing"), None]);
    assert_eq!(merged.nodes[0].main_fault().expect("a fault").id, ROOT);
}

#[test]
fn warnings_are_grouped_by_themselves() {
    let warned = |host| with(document(host), "warning", "clock", "slow", "set the clock");
    let merged = farm(&[warned("node1"), warned("node2")]);
    assert!(merged.causes.is_empty() && merged.is_ok());
    assert_eq!(
        shown(&merged.warnings),
        [("clock", Some("set the clock"), 1, 2)]
    );
}

#[test]
fn a_finding_without_a_remedy_has_an_empty_one() {
    let mut plain = with(document("node1"), "failed", "clock", "slow", "");
    plain["findings"][0]["remedy"] = Value::Null;
    plain["findings"][0]["site"] = Value::Null;
    let merged = farm(&[plain]);
    let [cause] = &*merged.causes else {
        panic!("one cause")
    };
    assert_eq!(cause.remedy.as_deref(), Some(""));
    assert_eq!(cause.commands(), Some(&[][..]));
    assert_eq!(cause.variants[0].site, None);
}
