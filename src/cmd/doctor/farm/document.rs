//! The farm as JSON. Nodes are named, not numbered.

use serde_json::{Map, Value, json};

use super::problems::describe;
use crate::doctor::farm::{self, Cause, Difference, Farm, Node, Problem, Variant};
use crate::doctor::{FACTS, Status};

pub fn document(farm: &Farm) -> Value {
    json!({
        "schema": 1,
        "ok": farm.is_ok(),
        "nodes": farm.nodes.iter().map(node).collect::<Value>(),
        "causes": causes(farm, &farm.causes, Status::Failed),
        "warnings": causes(farm, &farm.warnings, Status::Warning),
        "differences": differences(farm),
        "missing": farm.missing,
        "unexpected": farm.unexpected,
        "problems": farm.problems.iter().map(problem).collect::<Value>(),
    })
}

fn node(node: &Node) -> Value {
    let failed = (node.faults.iter()).filter(|fault| fault.status == Status::Failed);
    let facts = FACTS.iter().zip(&node.facts);
    let facts = facts.map(|(fact, value)| (key(fact.pointer), Value::from(value.clone())));
    json!({
        "name": node.name,
        "profile": node.profile,
        "ok": !node.has_failed(),
        "cause": node.main_fault().map(|fault| &fault.id),
        "causes": failed.map(|fault| &*fault.id).collect::<Value>(),
        "file": node.file.to_string_lossy(),
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
            "remedy": remedy(Some(&variant.remedy), Some(&variant.commands)),
            "nodes": names(farm, &variant.nodes),
        })
    };
    let cause = |cause: &Cause| {
        json!({
            "id": cause.id,
            "status": status.name(),
            "remedy": remedy(cause.remedy.as_deref(), cause.commands()),
            "nodes": names(farm, &cause.nodes),
            "variants": cause.variants.iter().map(variant).collect::<Value>(),
        })
    };
    causes.iter().map(cause).collect()
}

/// Returns a remedy. What differs between variants is null.
fn remedy(text: Option<&str>, commands: Option<&[String]>) -> Value {
    json!({"text": text, "commands": commands})
}

fn names(farm: &Farm, indices: &[usize]) -> Value {
    let nodes = indices.iter().filter_map(|index| farm.nodes.get(*index));
    nodes.map(|node| &*node.name).collect()
}

fn differences(farm: &Farm) -> Value {
    let value =
        |value: &farm::Value| json!({"value": value.text, "nodes": names(farm, &value.nodes)});
    let difference = |difference: &Difference| {
        let fact = FACTS.iter().find(|fact| fact.label == difference.label);
        json!({
            "fact": fact.map_or_else(|| difference.label.clone(), |fact| key(fact.pointer)),
            "certificate": difference.certificate,
            "values": difference.values.iter().map(value).collect::<Value>(),
        })
    };
    let differing = farm.differences.iter().filter(|one| !one.is_equal());
    differing.map(difference).collect()
}

fn problem(problem: &Problem) -> Value {
    let (kind, message) = describe(&problem.kind);
    json!({"file": problem.file.to_string_lossy(), "kind": kind, "message": message})
}
