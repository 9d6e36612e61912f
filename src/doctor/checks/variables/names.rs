//! Names of variables that no client reads, and the right ones.

use super::known::KNOWN;

/// A variable that has no effect, and has no right name.
#[derive(Debug)]
pub struct Nothing {
    name: &'static str,
    pub why: &'static str,
}

const NOTHING: [Nothing; 3] = [
    Nothing {
        name: "NO_SSL_VALIDATION",
        why: "it was a variable in the code of shotgun_api3, and went away in 3.9.0",
    },
    Nothing {
        name: "SHOTGUN_FORCE_CERTIFICATE_VALIDATION",
        why: "it went away in shotgun_api3 3.9.0, which always verifies",
    },
    Nothing {
        name: "SHOTGUN_DISABLE_SSL_VALIDATION",
        why: "no version of shotgun_api3 or tk-core reads it",
    },
];

impl Nothing {
    pub fn named(name: &str) -> Option<&'static Self> {
        NOTHING.iter().find(|nothing| nothing.name == name)
    }
}

/// Wrong names, and the right one of each group.
const WRONG: [(&str, &[&str]); 10] = [
    (
        "SHOTGUN_API_CACERTS",
        &[
            "SHOTGUN_CA_CERTS",
            "SHOTGUN_CACERTS",
            "SHOTGUN_CA_BUNDLE",
            "SHOTGUN_CA_FILE",
            "SHOTGUN_API_CERTS",
            "SHOTGUN_API_CA_FILE",
            "SHOTGRID_CA_CERTS",
            "SHOTGRID_CACERTS",
            "SHOTGRID_CA_BUNDLE",
            "SG_CACERTS",
        ],
    ),
    (
        "SSL_CERT_FILE",
        &[
            "SSL_FILE_CERT",
            "SSL_CERT_PATH",
            "SSL_CA_BUNDLE",
            "SSL_CERT_BUNDLE",
            "OPENSSL_CERT_FILE",
            "OPENSSL_CA_FILE",
            "PYTHON_SSL_CERT_FILE",
            "PYTHON_CERT_FILE",
        ],
    ),
    (
        "SSL_CERT_DIR",
        &["SSL_DIR_CERT", "SSL_CERT_FOLDER", "OPENSSL_CERT_DIR"],
    ),
    (
        "REQUESTS_CA_BUNDLE",
        &[
            "REQUESTS_CA_CERTS",
            "REQUESTS_CA_CERT",
            "REQUESTS_CA_FILE",
            "REQUESTS_CERT_FILE",
            "REQUESTS_CERT",
            "REQUESTS_CACERT",
            "REQUESTS_BUNDLE",
        ],
    ),
    (
        "CURL_CA_BUNDLE",
        &[
            "CURL_CA_FILE",
            "CURL_CA_CERT",
            "CURL_CA_CERTS",
            "CURL_CACERT",
            "CURL_CAINFO",
            "CURL_SSL_CAINFO",
        ],
    ),
    (
        "GIT_SSL_CAINFO",
        &[
            "GIT_SSL_CAFILE",
            "GIT_SSL_CA_FILE",
            "GIT_CA_INFO",
            "GIT_CAINFO",
            "GIT_SSL_CA_BUNDLE",
        ],
    ),
    (
        "PIP_CERT",
        &[
            "PIP_CA_CERT",
            "PIP_CA_BUNDLE",
            "PIP_CACERT",
            "PIP_CERT_FILE",
        ],
    ),
    (
        "NODE_EXTRA_CA_CERTS",
        &[
            "NODE_EXTRA_CERTS",
            "NODE_CA_CERTS",
            "NODE_EXTRA_CA_FILE",
            "NODE_EXTRA_CA_BUNDLE",
        ],
    ),
    (
        "AWS_CA_BUNDLE",
        &[
            "AWS_CA_CERT",
            "AWS_CA_CERTS",
            "AWS_CA_FILE",
            "AWS_CERT_BUNDLE",
        ],
    ),
    (
        "AYON_CA_FILE",
        &[
            "AYON_CA_BUNDLE",
            "AYON_CA_CERTS",
            "AYON_CA_CERT",
            "AYON_CACERTS",
            "AYON_SSL_CERT_FILE",
        ],
    ),
];

/// The end of the variable of the `ShotGrid` API, in front of which Autodesk's pages have the
/// product's name.
const OF_PRODUCT: [&str; 2] = ["_API_CACERTS", "_API_CA_CERTS"];

/// Returns the name that the user may have meant. A name that only resembles one counts if the
/// value `looks_like_certificates`.
pub fn right_name(
    name: &str,
    looks_like_certificates: impl FnOnce() -> bool,
) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    if OF_PRODUCT.iter().any(|end| upper.ends_with(end)) {
        return Some("SHOTGUN_API_CACERTS");
    }
    // Where case does not matter, the name is the known one, and was found before.
    let known = || KNOWN.iter().map(|known| known.name);
    if let Some(right) = known().find(|known| known.eq_ignore_ascii_case(name)) {
        // npm reads its variables in any case.
        return (!upper.starts_with("NPM_CONFIG_")).then_some(right);
    }
    let is_wrong = |(_, wrong): &&(&str, &[&str])| wrong.contains(&&*upper);
    if let Some((right, _)) = WRONG.iter().find(is_wrong) {
        return Some(right);
    }
    let near = known().filter(|known| is_near(&upper, known));
    let nearest = near.min_by_key(|known| strsim::osa_distance(&upper, known))?;
    looks_like_certificates().then_some(nearest)
}

/// Returns whether a name is a misspelling of another: one letter in ten may be wrong, but the
/// client's name in front must be nearly right.
fn is_near(name: &str, known: &str) -> bool {
    let allowed = if known.len() < 10 { 1 } else { 2 };
    name.len().abs_diff(known.len()) <= allowed
        && !name.is_empty()
        && strsim::osa_distance(name, known) <= allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_names_lead_to_the_right_one() {
        for (name, right) in [
            ("SHOTGRID_API_CACERTS", "SHOTGUN_API_CACERTS"),
            ("ShotGrid_API_CACERTS", "SHOTGUN_API_CACERTS"),
            ("{product}_API_CACERTS", "SHOTGUN_API_CACERTS"),
            (
                "FLOW_PRODUCTION_TRACKING_API_CACERTS",
                "SHOTGUN_API_CACERTS",
            ),
            ("FPTR_API_CA_CERTS", "SHOTGUN_API_CACERTS"),
            ("SSL_FILE_CERT", "SSL_CERT_FILE"),
            ("ssl_cert_file", "SSL_CERT_FILE"),
            ("REQUESTS_CA_FILE", "REQUESTS_CA_BUNDLE"),
            ("CURL_CA_FILE", "CURL_CA_BUNDLE"),
        ] {
            assert_eq!(right_name(name, || false), Some(right), "{name}");
        }
    }

    #[test]
    fn a_name_that_resembles_one_counts_if_its_value_does() {
        for (name, right) in [
            ("REQUEST_CA_BUNDLE", "REQUESTS_CA_BUNDLE"),
            ("REQUESTS_CA_BUNDEL", "REQUESTS_CA_BUNDLE"),
            ("SSL_CERTFILE", "SSL_CERT_FILE"),
            ("SSL_CERTS_FILE", "SSL_CERT_FILE"),
            ("GIT_SSL_CA_INFO", "GIT_SSL_CAINFO"),
            ("NODE_EXTRA_CA_CERT", "NODE_EXTRA_CA_CERTS"),
            ("PIP_CERTS", "PIP_CERT"),
        ] {
            assert_eq!(right_name(name, || true), Some(right), "{name}");
            assert_eq!(right_name(name, || false), None, "{name}");
        }
    }

    #[test]
    fn names_of_other_programs_are_left_alone() {
        for name in [
            "AYON_CERT_FILE",
            "PIP_CLIENT_CERT",
            "GIT_SSL_CERT",
            "GIT_SSL_KEY",
            "SSL_CLIENT_CERT",
            "PGSSLROOTCERT",
            "DOCKER_CERT_PATH",
            "VAULT_CACERT",
            "COMPOSER_CAFILE",
            "TWINE_CERT",
            "HEX_CACERTS_PATH",
            "NPM_CONFIG_CAFILE",
            "HTTPS_CA_FILE",
            "PERL_LWP_SSL_CA_PATH",
            "BUNDLE_SSL_CA_CERT",
            "MYSQL_SSL_CA",
            "GIT_PROXY_SSL_CAINFO",
            "CONDA_SSL_VERIFY",
            "KRB5_CONFIG",
            "SSL_CERT",
            "SSH_AUTH_SOCK",
            "HOME",
            "PATH",
            "",
            "_",
            "É",
        ] {
            assert_eq!(right_name(name, || true), None, "{name}");
        }
    }
}
