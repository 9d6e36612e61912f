//! The rules of the clients on this machine.

use super::verify::Rules;
use crate::doctor::python::Report;

/// The security level of clients that have no other: that of OpenSSL before 3.2, as its authors
/// publish it.
const DEFAULT_LEVEL: u32 = 1;

/// Returns the rules of OpenSSL without partial chains and strict checks. The security level is
/// that of the program's Python, if it is known.
pub fn rules_of_openssl(now: i64, host: &str, report: Option<&Report>) -> Rules {
    let mut rules = Rules::new(now, host);
    rules.level = DEFAULT_LEVEL;
    if let Some(ssl) = report.and_then(|report| report.ssl.as_ref()) {
        rules.is_sha1_weak = ssl.openssl_version[0] >= 3;
        let level = (ssl.context.as_ref()).and_then(|context| context.security_level);
        rules.level = level.unwrap_or(DEFAULT_LEVEL);
    }
    rules
}

/// Returns the rules of a Python's own context.
pub fn rules_of_python(now: i64, host: &str, report: &Report) -> Rules {
    let context = report.context();
    Rules {
        strict: context.is_some_and(|context| context.is_strict),
        partial_chain: context.is_some_and(|context| context.accepts_partial_chain),
        ..rules_of_openssl(now, host, Some(report))
    }
}
