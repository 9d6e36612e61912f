//! The facts about a machine that are shown, and compared between machines.

use serde_json::Value;

use crate::doctor::checks::clock::{TOLERANCE, duration};

/// A fact about a machine.
#[derive(Debug)]
pub struct Fact {
    pub label: &'static str,
    /// The JSON pointer of the value in `machine` (RFC 6901).
    pub pointer: &'static str,
    /// The value should be the same on all machines of a farm.
    pub is_compared: bool,
}

const fn fact(label: &'static str, pointer: &'static str) -> Fact {
    Fact {
        label,
        pointer,
        is_compared: true,
    }
}

/// A fact that differs between machines by its nature, or an error, which a finding reports too.
const fn own(label: &'static str, pointer: &'static str) -> Fact {
    Fact {
        is_compared: false,
        ..fact(label, pointer)
    }
}

const CLOCK: &str = "/clock/offset";

/// The list of the certificates that are neither Mozilla's nor the distribution's.
pub const ADDED: &str = "/bundle/added";

/// The facts, in the order in which they are shown.
pub const FACTS: &[Fact] = &[
    own("node", "/node"),
    own("job", "/job"),
    fact("sglaunch", "/version"),
    fact("system", "/system"),
    fact("clock", CLOCK),
    own("clock compared with", "/clock/server"),
    fact("profile", "/profile"),
    fact("program", "/program"),
    fact("program version", "/program_version"),
    fact("Python", "/python/executable"),
    fact("Python version", "/python/version"),
    fact("OpenSSL of Python", "/python/openssl"),
    own("error of Python", "/python/error"),
    own("error of ssl", "/python/ssl_error"),
    fact("strict context", "/python/strict"),
    fact("security level", "/python/security_level"),
    fact("shotgun_api3", "/packages/shotgun_api3"),
    fact("tk-core", "/packages/tank"),
    fact("certifi", "/packages/certifi"),
    fact("requests", "/packages/requests"),
    fact("urllib3", "/packages/urllib3"),
    fact("httplib2", "/packages/httplib2"),
    fact("botocore", "/packages/botocore"),
    fact("truststore", "/packages/truststore"),
    fact("pip-system-certs", "/packages/pip_system_certs"),
    fact("CA variables", "/variables"),
    fact("Mozilla's list", "/roots/date"),
    fact("bundle", "/bundle/sha256"),
    fact("certificates", "/bundle/certificates"),
    fact("excluded certificates", "/bundle/excluded"),
    fact("added certificates", ADDED),
];

/// The digits of a digest that are shown, as many as the name of a bundle has.
const DIGITS: usize = 16;

/// The difference in seconds up to which a clock is right: the `Date` header has no fractions, and
/// comes over the network.
const EXACT: i64 = 5;

impl Fact {
    /// Returns the value as text; `None` if it is not known.
    pub fn of(&self, machine: &Value) -> Option<String> {
        let value = self.value(machine)?;
        if self.pointer == CLOCK {
            return value.as_i64().map(clock);
        }
        shown(value)
    }

    /// Returns the value to compare with that of other machines: clocks that agree are the same.
    pub fn compared(&self, machine: &Value) -> Option<String> {
        let is_clock = self.pointer == CLOCK;
        let offset = self.value(machine).filter(|_| is_clock);
        match offset.and_then(Value::as_i64) {
            Some(offset) if offset.saturating_abs() <= TOLERANCE => Some("right".to_owned()),
            _ => self.of(machine),
        }
    }

    /// Returns the value at the pointer. Unlike `Value::pointer`, which copies each name to replace
    /// escapes, this costs nothing in a farm of 5,000 machines.
    fn value<'a>(&self, machine: &'a Value) -> Option<&'a Value> {
        let mut names = self.pointer.split('/').skip(1);
        names.try_fold(machine, |value, name| value.get(name))
    }
}

/// Returns the offset of a clock as text.
fn clock(offset: i64) -> String {
    let size = offset.saturating_abs();
    if size <= EXACT {
        return "right".to_owned();
    }
    let direction = if offset > 0 { "ahead" } else { "behind" };
    format!("{} {direction}", duration(size))
}

fn shown(value: &Value) -> Option<String> {
    let parts: Vec<String> = match value {
        Value::Null => return None,
        Value::String(text) => return Some(digits(text).to_owned()),
        Value::Bool(is_so) => return Some(if *is_so { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => return Some(number.to_string()),
        // Certificates, by their names.
        Value::Array(items) => items
            .iter()
            .filter_map(|item| shown(&item["name"]))
            .collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            let field = |(name, value)| Some(format!("{name}: {}", shown(value)?));
            fields.filter_map(field).collect()
        }
    };
    if parts.is_empty() {
        return Some("none".to_owned());
    }
    Some(parts.join(", "))
}

/// Returns the beginning of a SHA-256 digest, and any other text as it is.
fn digits(text: &str) -> &str {
    let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_digest {
        text.get(..DIGITS).unwrap_or(text)
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(pointer: &str, machine: &Value) -> Option<String> {
        let fact = FACTS.iter().find(|fact| fact.pointer == pointer);
        fact.expect("a fact").of(machine)
    }

    #[test]
    fn values_are_shown_by_their_type() {
        let machine = json!({
            "version": "1.2.3",
            "python": {"strict": false, "security_level": 2, "openssl": null},
            "bundle": {
                "sha256": "0123456789abcdef".repeat(4),
                "excluded": {"denied": 1, "expired": 4},
                "added": [{"name": "Studio CA"}, {"name": "Proxy CA"}, {}],
            },
            "variables": {},
        });
        for (pointer, text) in [
            ("/version", Some("1.2.3")),
            ("/python/strict", Some("no")),
            ("/python/security_level", Some("2")),
            ("/python/openssl", None),
            ("/python/version", None),
            ("/bundle/sha256", Some("0123456789abcdef")),
            ("/bundle/excluded", Some("denied: 1, expired: 4")),
            ("/bundle/added", Some("Studio CA, Proxy CA")),
            ("/variables", Some("none")),
            ("/packages/certifi", None),
        ] {
            assert_eq!(of(pointer, &machine).as_deref(), text, "{pointer}");
        }
    }

    #[test]
    fn clocks_that_differ_by_seconds_are_the_same() {
        for (offset, text) in [
            (json!(0), Some("right")),
            (json!(-5), Some("right")),
            (json!(6), Some("6 seconds ahead")),
            (json!(-3 * 60), Some("3 minutes behind")),
            (json!(i64::MIN), Some("292471208677 years behind")),
            (Value::Null, None),
        ] {
            let machine = json!({"clock": {"offset": offset}});
            assert_eq!(of(CLOCK, &machine).as_deref(), text, "{offset}");
        }
        assert_eq!(of(CLOCK, &json!({"clock": null})), None);
    }
}
