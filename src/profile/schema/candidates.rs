//! The forms of candidates for the program.

use serde_json::{Value, json};

use super::{CONTROL, SCALAR, TEMPLATE, add, any_case, set};

/// Adds the forms of candidates for the program.
pub(super) fn add_candidates(schema: &mut Value) {
    let no_control = json!({"type": "string", "pattern": CONTROL});
    let path = json!({"minLength": 1, "pattern": TEMPLATE, "not": no_control});
    add(schema, "/$defs/Candidate/anyOf/0", path);
    schema["$defs"]["Candidate"]["anyOf"][0]["type"] = json!(["string", "boolean"]);
    let map = "/$defs/CandidateMap";
    let template = json!({"$ref": "#/$defs/Template"});
    set(schema, &format!("{map}/properties/args/items"), template);
    let roots = ["HKLM", "HKCU", "HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER"];
    let one = r"(?![\s\S]*\{version\}[\s\S]*\{version\})(?![\s\S]*\{major\.minor\})";
    let root = any_case(roots.iter());
    let key = format!(r"^{one}(?=(?:{root})\\+[^\\]){}", &TEMPLATE[1..]);
    let relative = format!(r"^(?![/\\~$])(?![\s\S]*:){}", &TEMPLATE[1..]);
    for (name, pattern, length) in [
        ("command", TEMPLATE, 1),
        ("registry", &key, 1),
        ("value", "", 0),
        ("path", &relative, 1),
    ] {
        let mut form = json!({"type": SCALAR, "minLength": length, "pattern": pattern});
        if name != "value" {
            form["not"] = no_control.clone();
        }
        add(schema, &format!("{map}/properties/{name}"), form);
    }
    let version = json!({"type": ["string", "number"], "pattern": "^[0-9]", "minimum": 0});
    let versions = format!("{map}/properties/versions");
    let names = json!({"pattern": "^[0-9]"});
    let forms = json!({"propertyNames": names, "additionalProperties": version});
    add(schema, &versions, forms);
    let with = |keys: &[&str], without: &[&str]| {
        let any: Vec<_> = without
            .iter()
            .map(|key| json!({"required": [key]}))
            .collect();
        json!({"required": keys, "not": {"anyOf": any}})
    };
    let command = with(&["command"], &["registry", "value", "path", "versions"]);
    let registry = with(&["registry"], &["command", "args"]);
    add(schema, map, json!({"anyOf": [command, registry]}));
}
