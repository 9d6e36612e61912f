//! The farm as JSON. Nodes are named, not numbered.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::problems::describe;
use crate::cmd::doctor::document::remedy;
use crate::doctor::farm::{self, Cause, Compared, Difference, Farm, Node, Problem, Variant};
use crate::doctor::{FACTS, Status};

pub fn document(farm: &Farm, shown: &dyn Fn(&Path) -> String) -> Value {
    json!({
        "schema": 1,
        "ok": farm.is_ok(),
        "nodes": farm.nodes.iter().map(|one| node(one, shown)).collect::<Value>(),
        "causes": causes(farm, &farm.causes, Status::Failed),
        "warnings": causes(farm, &farm.warnings, Status::Warning),
        "differences": differences(farm),
        "missing": farm.missing,
        "unexpected": farm.unexpected,
        "problems": farm.problems.iter().map(|one| problem(one, shown)).collect::<Value>(),
    })
}

fn node(node: &Node, shown: &dyn Fn(&Path) -> String) -> Value {
    let failed = (node.faults.iter()).filter(|fault| fault.status == Status::Failed);
    let facts = FACTS.iter().zip(&node.facts);
    let facts = facts.map(|(fact, value)| (key(fact.pointer), Value::from(value.clone())));
    json!({
        "name": node.name,
        "profile": node.profile,
        "ok": !node.has_failed(),
        "cause": node.main_fault().map(|fault| &fault.id),
        "causes": failed.map(|fault| &*fault.id).collect::<Value>(),
        "file": shown(&node.file),
        "time": node.time,
        "facts": facts.collect::<Map<String, Value>>(),
    })
}

/// Returns the name of a fact: its place in `machine`, as in `python.openssl`.
fn key(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', ".")
}

fn causes(farm: &Farm, causes: &[Cause], status: Status) -> Value {
    let variant = |variant: &Variant| {
        json!({
            "site": variant.site,
            "message": variant.message,
            "remedy": remedy(&variant.remedy),
            "nodes": names(farm, &variant.nodes),
        })
    };
    // The parts of a remedy that differ between variants are null.
    let cause = |cause: &Cause| {
        json!({
            "id": cause.id,
            "status": status.name(),
            "remedy": {
                "text": cause.remedy,
                "commands": cause.commands(),
                "confirm_fingerprint": cause.confirm_fingerprint(),
            },
            "nodes": names(farm, &cause.nodes),
            "variants": cause.variants.iter().map(variant).collect::<Value>(),
        })
    };
    causes.iter().map(cause).collect()
}

fn names(farm: &Farm, indices: &[usize]) -> Value {
    let nodes = indices.iter().filter_map(|index| farm.nodes.get(*index));
    nodes.map(|node| &*node.name).collect()
}

fn differences(farm: &Farm) -> Value {
    let value =
        |value: &farm::Value| json!({"value": value.text, "nodes": names(farm, &value.nodes)});
    let difference = |difference: &Difference| {
        let (fact, certificate) = match &difference.compared {
            Compared::Fact(fact) => (key(fact.pointer), None),
            Compared::Certificate { sha256, name } => (name.clone(), Some(sha256)),
        };
        json!({
            "fact": fact,
            "certificate": certificate,
            "values": difference.values.iter().map(value).collect::<Value>(),
        })
    };
    let differing = farm.differences.iter().filter(|one| !one.is_equal());
    differing.map(difference).collect()
}

fn problem(problem: &Problem, shown: &dyn Fn(&Path) -> String) -> Value {
    let (kind, message) = describe(&problem.kind);
    json!({"file": shown(&problem.file), "kind": kind, "message": message})
}
