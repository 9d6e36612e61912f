//! The JSON Schema of profiles: the types of the keys, and the forms that `check` requires.

mod candidates;

use serde_json::{Value, json};

use super::RESERVED;
use super::yaml::RawSettings;
use crate::env::names::{
    JAVA_TOOL_OPTIONS, NEEDED_ON_WINDOWS, OF_SYSTEM, RESERVED_PREFIXES, SSL_CERT_DIR,
};

/// Text with `${NAME}`, `$$` and other dollars that begin no variable.
const TEMPLATE: &str =
    r"^(?:[^$\u0000]|\$\$|\$\{[A-Za-z_()][A-Za-z0-9_()]*(?::-[^}]*)?\}|\$(?![A-Za-z_{$]))*$";

/// A control character or line separator, which an escape in double quotes becomes.
const CONTROL: &str = r"[\u0000-\u001f\u007f-\u009f\u2028\u2029]";

/// A name that shells can set.
const VARIABLE: &str = r"[A-Za-z_][A-Za-z0-9_]*(?:\(x86\))?$";

const FINGERPRINT: &str = r"^(?:(?:[Ss][Hh][Aa](?:1|256) [Ff][Ii][Nn][Gg][Ee][Rr][Pp][Rr][Ii][Nn][Tt])?=)?[: \u200e-]*(?:[0-9A-Fa-f][: \u200e-]*){40}(?:(?:[0-9A-Fa-f][: \u200e-]*){24})?$";

/// The types of a value that is read as text.
const SCALAR: [&str; 4] = ["string", "number", "boolean", "null"];

fn set(schema: &mut Value, at: &str, value: Value) {
    let place = schema.pointer_mut(at);
    *place.unwrap_or_else(|| panic!("no {at}")) = value;
}

/// Adds entries to a map.
fn add(schema: &mut Value, at: &str, more: Value) {
    let place = (schema.pointer_mut(at)).unwrap_or_else(|| panic!("no {at}"));
    let Value::Object(more) = more else {
        panic!("no map for {at}");
    };
    for (key, value) in more {
        place[key] = value;
    }
}

/// Adds the forms of values to the types. YAML's numbers and booleans are text where the parser
/// reads text, as they are written.
fn with_forms(schema: &mut Value) {
    let text = format!(
        r"^(?!(?:[^=]*=)?[A-Za-z]:(?:\u00a0|[\s\S]*{CONTROL})){}",
        &TEMPLATE[1..]
    );
    let template = json!({"type": SCALAR, "pattern": text});
    let template_ref = json!({"$ref": "#/$defs/Template"});
    let path = json!({"$ref": "#/$defs/Template", "minLength": 1, "not": {"pattern": CONTROL}});
    // An empty file has no key.
    set(schema, "/type", json!(["object", "null"]));
    set(schema, "/properties/args/items", template_ref.clone());
    for system in ["linux", "macos", "windows"] {
        let at = format!("/$defs/PerSystem_Array_of_string/properties/{system}/items");
        set(schema, &at, path.clone());
    }
    for map in ["VariableMap", "ChangeMap"] {
        for key in ["prepend", "append"] {
            let at = format!("/$defs/{map}/properties/{key}/items");
            set(schema, &at, template_ref.clone());
        }
        let default = format!("/$defs/{map}/properties/default");
        add(schema, &default, template.clone());
    }
    let changes = json!([{"required": ["prepend"]}, {"required": ["append"]}]);
    let with_default = json!({"required": ["default"], "anyOf": changes});
    add(
        schema,
        "/$defs/ChangeMap",
        json!({"minProperties": 1, "not": with_default}),
    );
    let systems = ["linux", "macos", "windows"].map(|system| json!({"required": [system]}));
    let any_change = ["prepend", "append", "default"].map(|key| json!({"required": [key]}));
    let with_system = json!({"allOf": [{"anyOf": systems}, {"anyOf": any_change}]});
    let neither = json!({"anyOf": [with_default, with_system]});
    add(
        schema,
        "/$defs/VariableMap",
        json!({"minProperties": 1, "not": neither}),
    );
    for map in ["Variable", "Change"] {
        add(
            schema,
            &format!("/$defs/{map}/anyOf/0"),
            json!({"pattern": text}),
        );
    }
    schema["$defs"]["Template"] = template;
    candidates::add_candidates(schema);
    add_names(schema);
    add_sources(schema);
    add_words(schema);
}

/// Adds the forms of the names of variables.
fn add_names(schema: &mut Value) {
    let reserved = "SGLAUNCH_(?:PROFILE|DEPTH|INHERITED|CERTIFI|RESTORE|ROOT)|SSL_CERT_DIR";
    let name = format!("^(?!(?:{reserved})$){VARIABLE}");
    add(
        schema,
        "/properties/env",
        json!({"propertyNames": {"pattern": name, "maxLength": 255}}),
    );
    let needed = any_case(NEEDED_ON_WINDOWS.iter());
    let none = json!([null, ""]);
    let removed = json!({"anyOf": [
        {"enum": none},
        {"required": ["windows"], "properties": {"windows": {"enum": none}}},
    ]});
    let removed = json!({"$ref": "#/$defs/Variable", "not": removed});
    let needed = json!({"patternProperties": {format!("^(?:{needed})$"): removed}});
    add(schema, "/properties/env", needed);
    let of_system = any_case(OF_SYSTEM.iter().chain(&[SSL_CERT_DIR, JAVA_TOOL_OPTIONS]));
    let prefixes = any_case(RESERVED_PREFIXES.iter());
    let name = format!("^(?!(?:{of_system})$|{prefixes}){VARIABLE}");
    schema["$defs"]["CaVariable"] = json!({"pattern": name, "maxLength": 255});
    let name = json!({"$ref": "#/$defs/CaVariable"});
    add(
        schema,
        "/$defs/CaVariables/anyOf/0",
        json!({"propertyNames": name}),
    );
    add(schema, "/$defs/CaVariables/anyOf/1/items", name);
}

/// Returns a pattern that matches one of some names in any case.
fn any_case<'a>(names: impl Iterator<Item = &'a &'a str>) -> String {
    let any_case = |c: char| match c {
        '(' | ')' => format!(r"\{c}"),
        c if c.is_ascii_alphabetic() => {
            format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase())
        }
        c => c.to_string(),
    };
    let names: Vec<String> = names
        .map(|name| name.chars().map(any_case).collect())
        .collect();
    names.join("|")
}

/// Adds the forms of files and fingerprints of certificates.
fn add_sources(schema: &mut Value) {
    let source = format!(
        r"^(?![\s\S]*(?:(?<!\$)\{{(?:version|major\.minor)\}}|{CONTROL})){}",
        &TEMPLATE[1..]
    );
    let source = json!({"minLength": 1, "pattern": source});
    add(schema, "/$defs/CaFile/anyOf/0", source.clone());
    add(schema, "/$defs/CaFileMap/properties/path", source.clone());
    add(schema, "/$defs/MozillaList/anyOf/1", source);
    let switch =
        "^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$";
    add(
        schema,
        "/$defs/MozillaList/anyOf/1",
        json!({"not": {"pattern": switch}}),
    );

    for key in ["deny", "allow"] {
        let at = format!("/$defs/Ca/properties/{key}/items");
        add(schema, &at, json!({"pattern": FINGERPRINT}));
    }
}

/// Adds the forms of versions, aliases and other words.
fn add_words(schema: &mut Value) {
    let part = "[A-Za-z0-9!#$&^_.+-]+";
    let shortcut = "/$defs/ShortcutSettings/properties";
    for (at, pattern) in [
        (
            "/properties/sites/items".to_owned(),
            r"^https://[\s\S]".to_owned(),
        ),
        (
            format!("{shortcut}/categories/items"),
            "^[A-Za-z0-9-]+$".to_owned(),
        ),
        (
            format!("{shortcut}/mime_types/items"),
            format!("^{part}/{part}$"),
        ),
    ] {
        add(schema, &at, json!({"pattern": pattern}));
    }
    add(
        schema,
        "/properties/extensions/items",
        json!({"type": ["string", "integer"], "minimum": 0, "pattern": "^[A-Za-z0-9]+$"}),
    );
    let line = r"^(?=[\s\S]*\S)[^\u0000-\u001f\u007f-\u009f]+$";
    for key in ["name", "wm_class"] {
        let at = format!("{shortcut}/{key}");
        add(schema, &at, json!({"type": SCALAR, "pattern": line}));
    }
    let jobs = json!({"enum": ["tree", "program", null]});
    add(schema, "/properties/job", jobs);
    for key in ["description", "extends"] {
        add(
            schema,
            &format!("/properties/{key}"),
            json!({"type": SCALAR}),
        );
    }
    let version = json!({"type": ["string", "number", "null"], "pattern": "^[0-9]", "minimum": 0});
    add(schema, "/properties/version", version);
    let word = r"[^/\\:@${}\u0000-\u001f\u007f-\u009f]";
    let commands = RESERVED.join("|");
    let alias = format!(r"^(?!(?:{commands})$)(?![-~.]){word}+(?:\{{version\}}{word}*)?$");
    add(
        schema,
        "/properties/aliases/items",
        json!({"pattern": alias, "maxLength": 250}),
    );
    for key in ["file", "after"] {
        let at = format!("/$defs/VersionFile/properties/{key}");
        add(schema, &at, json!({"minLength": 1}));
    }
    add(
        schema,
        "/$defs/VersionFile/properties/file",
        json!({"pattern": "^[^/]"}),
    );
}

/// Returns JSON as text: a value that fits a line is on one, because the text is compiled in.
fn rendered(value: &Value, indent: usize) -> String {
    let line = value.to_string();
    let open = match value {
        Value::Object(_) if indent + line.len() > 100 => '{',
        Value::Array(_) if indent + line.len() > 100 => '[',
        _ => return line,
    };
    let inside = indent + 1;
    let items: Vec<String> = match value {
        Value::Object(map) => (map.iter())
            .map(|(key, value)| format!("{}: {}", json!(key), rendered(value, inside)))
            .collect(),
        Value::Array(list) => list.iter().map(|value| rendered(value, inside)).collect(),
        _ => Vec::new(),
    };
    let (margin, end) = (" ".repeat(inside), " ".repeat(indent));
    let items = items.join(&format!(",\n{margin}"));
    let close = if open == '{' { '}' } else { ']' };
    format!("{open}\n{margin}{items}\n{end}{close}")
}

/// `UPDATE_SNAPSHOTS=1 cargo test the_schema` writes profile.schema.json again.
#[test]
fn the_schema_has_all_keys_and_their_descriptions() {
    let mut schema = schemars::schema_for!(RawSettings);
    schema.insert("title".to_owned(), "sglaunch profile".into());
    let mut schema = Value::from(schema);
    with_forms(&mut schema);
    // Descriptions are doc comments, whose line breaks mean nothing.
    let text = rendered(&schema, 0).replace("\\n", " ") + "\n";
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write("profile.schema.json", &text).unwrap();
    }
    let file = std::fs::read_to_string("profile.schema.json").unwrap();
    let is_current = file.replace("\r\n", "\n") == text;
    assert!(
        is_current,
        "set UPDATE_SNAPSHOTS=1 to write profile.schema.json again"
    );
}
