//! Conditions of Houdini packages, such as `houdini_version >= '20.5' and houdini_os == 'linux'`.
//! Only the common ones are evaluated; of others the result is not known.

use std::cmp::Ordering;
use std::ffi::OsStr;

use crate::env::Env;
use crate::profile::Version;

/// The values that conditions can refer to.
pub(super) struct Facts<'a> {
    pub version: Option<&'a Version>,
    pub env: &'a Env,
}

const SYSTEM: &str = if cfg!(windows) {
    "windows"
} else if cfg!(target_os = "macos") {
    "macos"
} else {
    "linux"
};

const OPERATORS: [&str; 6] = ["==", "!=", ">=", "<=", ">", "<"];

/// Evaluates a condition; `None` if the result is not known.
pub(super) fn holds(condition: &str, facts: &Facts) -> Option<bool> {
    let text = condition.replace("&&", " and ").replace("||", " or ");
    any(text.split(" or ").map(|part| all(part, facts)))
}

fn all(text: &str, facts: &Facts) -> Option<bool> {
    let parts = text.split(" and ").map(|part| comparison(part, facts));
    // It holds if no part fails.
    any(parts.map(|part| part.map(|holds| !holds))).map(|fails| !fails)
}

/// Returns whether one of the results is true.
fn any(results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let results: Vec<Option<bool>> = results.collect();
    if results.contains(&Some(true)) {
        return Some(true);
    }
    (!results.contains(&None)).then_some(false)
}

fn comparison(text: &str, facts: &Facts) -> Option<bool> {
    let text = text.trim();
    match text {
        "true" | "1" => return Some(true),
        "false" | "0" => return Some(false),
        _ => {}
    }
    let (left, operator, right) = OPERATORS.iter().find_map(|operator| {
        let (left, right) = text.split_once(operator)?;
        Some((left.trim(), *operator, right.trim()))
    })?;
    let right = right.trim_matches(['\'', '"']);
    if right.contains(['(', ')', '$']) {
        return None;
    }
    let is_version = left == "houdini_version";
    let order = match left {
        "houdini_version" => Some(compared(facts.version?, &Version::new(right)?)),
        "houdini_os" => equal(SYSTEM, right),
        _ => {
            let name = left.strip_prefix('$')?.trim_matches(['{', '}']);
            equal(facts.env.get(name).and_then(OsStr::to_str)?, right)
        }
    };
    if is_version && order == Some(Ordering::Equal) && [">", "<="].contains(&operator) {
        // Whether 20.5.370 is greater than 20.5 is not documented.
        return None;
    }
    Some(match operator {
        "==" => order == Some(Ordering::Equal),
        "!=" => order != Some(Ordering::Equal),
        ">=" => order?.is_ge(),
        "<=" => order?.is_le(),
        ">" => order?.is_gt(),
        _ => order?.is_lt(),
    })
}

/// Compares a version with one of fewer numbers: 20.5.370 equals 20.5.
fn compared(own: &Version, other: &Version) -> Ordering {
    if own.matches(other) {
        Ordering::Equal
    } else {
        own.cmp(other)
    }
}

fn equal(own: &str, other: &str) -> Option<Ordering> {
    (own == other).then_some(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_conditions_are_evaluated() {
        let version = Version::new("20.5.370");
        let env = Env::from_iter([("SHOW", "dune")]);
        let facts = Facts {
            version: version.as_ref(),
            env: &env,
        };
        for (condition, result) in [
            ("houdini_version >= '20'", Some(true)),
            ("houdini_version == '20.5'", Some(true)),
            ("houdini_version < '20.5.100'", Some(false)),
            (
                "houdini_version > '21' or houdini_version < '19'",
                Some(false),
            ),
            ("houdini_version >= '20' and $SHOW == 'dune'", Some(true)),
            ("$SHOW != 'dune'", Some(false)),
            ("houdini_os == 'irix'", Some(false)),
            ("houdini_os == 'irix' and somewhere(x)", Some(false)),
            ("houdini_version >= '20' or somewhere(x)", Some(true)),
            ("houdini_version > '20.5'", None),
            ("houdini_version > '20.4'", Some(true)),
            ("somewhere(x)", None),
            ("$NOT_SET == 'x'", None),
            ("", None),
        ] {
            assert_eq!(holds(condition, &facts), result, "{condition}");
        }
        let system = format!("houdini_os == '{SYSTEM}'");
        assert_eq!(holds(&system, &facts), Some(true));
    }
}
