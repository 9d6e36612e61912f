//! The farm as JSON.

use serde_json::{Value, json};

use crate::doctor::farm::Farm;

pub fn document(farm: &Farm) -> Value {
    json!({
        "schema": 1,
        "ok": farm.is_ok(),
        "nodes": farm.nodes.iter().map(|node| json!({"name": node.name})).collect::<Value>(),
        "missing": farm.missing,
    })
}
