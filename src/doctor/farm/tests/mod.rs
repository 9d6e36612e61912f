//! Merging, with documents as values.

mod causes;
mod differences;
mod documents;
mod expected;
mod mutated;
mod newest;
mod read;
mod size;

use std::path::Path;

use serde_json::{Value, json};

use super::newest::keep_newest;
use super::{Farm, Node, Read};

/// Returns the document of a machine without findings.
pub fn document(host: &str) -> Value {
    json!({
        "schema": 1,
        "ok": true,
        "conclusion": {"sentence": "Nothing is wrong.", "cause": null},
        "machine": {
            "host": host,
            "hosts_hidden": false,
            "node": null,
            "time": "2026-11-30T04:00:00Z",
            "clock": {"offset": 0, "server": "studio.example:443"},
            "version": "1.2.3",
            "profile": "houdini",
            "bundle": {"sha256": "ab".repeat(32), "added": [], "others": 0},
        },
        "findings": [],
    })
}

/// Adds a finding to a document.
pub fn with(mut document: Value, status: &str, id: &str, message: &str, remedy: &str) -> Value {
    let finding = json!({
        "id": id,
        "status": status,
        "site": "studio.example:443",
        "message": message,
        "details": ["a detail"],
        "remedy": {"text": remedy, "commands": ["sglaunch list"]},
    });
    if let Some(findings) = document["findings"].as_array_mut() {
        findings.push(finding);
    }
    document
}

/// Returns the node of a document.
pub fn node(document: &Value) -> Node {
    Node::new(document, Path::new("/farm/file.json")).expect("a diagnosis")
}

/// Merges documents.
pub fn farm(documents: &[Value]) -> Farm {
    let mut read = Read {
        nodes: documents.iter().map(node).collect(),
        ..Read::default()
    };
    keep_newest(&mut read);
    Farm::new(read, None)
}
