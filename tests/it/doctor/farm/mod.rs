//! `doctor --merge`: the diagnoses of many machines.

mod files;
pub mod generated;
mod merged;
mod output;
mod table;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// Returns a document without findings.
fn node(name: &str, python: &str) -> Value {
    json!({
        "schema": 1,
        "machine": {"node": name, "time": "2026-11-30T04:00:00Z", "python": {"version": python}},
        "findings": [],
    })
}

/// Returns the document of a node on which a check failed.
fn failing(name: &str, id: &str, message: &str) -> Value {
    let mut document = node(name, "3.11.2");
    document["findings"] = json!([{
        "id": id, "status": "failed", "site": "studio.example:443", "message": message,
        "remedy": {"text": format!("cure {id}"), "commands": [format!("cure-{id} --now")]},
    }]);
    document
}

/// Returns a sandbox with the documents in the directory `farm`.
fn farm(documents: &[Value]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (number, document) in documents.iter().enumerate() {
        sandbox.write(format!("home/farm/{number:03}.json"), document.to_string());
    }
    sandbox
}
