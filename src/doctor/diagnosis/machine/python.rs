//! The program's Python in JSON.

use serde_json::{Map, Value, json};

use crate::doctor::Redaction;
use crate::doctor::python::{NoPython, Python, Report};

/// Returns the Python with its ssl module. `error` is the reason of a missing Python or report,
/// `ssl_error` that of a missing ssl module or context.
pub fn python(python: Result<&Python, &NoPython>, redaction: &Redaction) -> Value {
    let found = match python {
        Ok(found) => found,
        Err(NoPython::NotWanted) => return Value::Null,
        Err(why) => return json!({"executable": null, "error": redaction.text(&why.to_string())}),
    };
    let path = found.interpreter.path.to_string_lossy();
    let report = match &found.outcome {
        Ok(report) => report,
        Err(why) => {
            let why = redaction.text(&why.to_string());
            return json!({"executable": redaction.text(&path), "error": why});
        }
    };
    let executable = match &*report.executable {
        "" => &path,
        executable => executable,
    };
    let [major, minor, micro] = report.version;
    let context = report.context();
    json!({
        "executable": redaction.text(executable),
        "version": format!("{major}.{minor}.{micro}"),
        "openssl": report.ssl.as_ref().map(|ssl| &ssl.openssl),
        "strict": context.map(|context| context.is_strict),
        "security_level": context.and_then(|context| context.security_level),
        "ssl_error": report.ssl_error.as_ref().map(|error| redaction.text(error)),
    })
}

/// Returns the versions of packages by their names. If there are several copies, as of tk-core,
/// each version is listed once, first that of the copy that would be imported.
pub fn packages(python: Result<&Python, &NoPython>) -> Value {
    let report = python.ok().and_then(|python| python.outcome.as_ref().ok());
    let mut versions = Map::new();
    for (name, version) in report.into_iter().flat_map(all) {
        let known = versions.entry(name).or_insert(Value::Null);
        let text = match (known.as_str(), version) {
            (None, Some(version)) => version.to_owned(),
            (Some(first), Some(version)) if !first.split(", ").any(|one| one == version) => {
                format!("{first}, {version}")
            }
            _ => continue,
        };
        *known = text.into();
    }
    Value::Object(versions)
}

/// Returns the packages with their versions.
fn all(report: &Report) -> impl Iterator<Item = (&str, Option<&str>)> {
    let certifi = report.certifi.iter().filter(|one| one.module == "certifi");
    let certifi = certifi.map(|one| (&*one.module, one.version.as_deref()));
    let packages = report.packages.iter();
    packages
        .map(|one| (&*one.name, one.version.as_deref()))
        .chain(certifi)
}
