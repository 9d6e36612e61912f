//! CA files that clients' settings name.

use std::path::{Path, PathBuf};

use super::{Own, Use};
use crate::certs::content::Content;
use crate::certs::{Certificate, Setting, Source};
use crate::doctor::Subject;
use crate::env::Env;
use crate::os::read::read_text;
use crate::stores::files::read_file;
use crate::stores::inherited::is_bundle;
use crate::stores::native::is_system_store;
use crate::stores::settings::{self, Hidden, Variables};

/// Maximum size of a settings file in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// A settings file with lines `key = value`.
struct Format {
    client: &'static str,
    /// The section of the key; empty if the key counts everywhere in the file.
    section: &'static str,
    keys: &'static [&'static str],
    separators: &'static [char],
    /// The variable of sglaunch that hides the setting, if one does.
    hidden_by: Option<&'static str>,
}

const CONDA: Format = Format {
    client: "conda",
    section: "",
    keys: &["ssl_verify"],
    separators: &[':'],
    hidden_by: Some("REQUESTS_CA_BUNDLE"),
};

const CARGO: Format = Format {
    client: "cargo",
    section: "http",
    keys: &["cainfo"],
    separators: &['='],
    hidden_by: Some("CARGO_HTTP_CAINFO"),
};

const GCLOUD: Format = Format {
    client: "gcloud",
    section: "core",
    keys: &["custom_ca_certs_file"],
    separators: &['='],
    hidden_by: Some("CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE"),
};

/// No variable of sglaunch changes what the following read, so that they work and others do not.
const CURL: Format = Format {
    client: "curl",
    section: "",
    keys: &["cacert", "--cacert"],
    separators: &['=', ':', ' ', '\t'],
    hidden_by: None,
};

const WGET: Format = Format {
    client: "wget",
    section: "",
    keys: &["ca_certificate", "ca-certificate"],
    separators: &['='],
    hidden_by: None,
};

const NPM: Format = Format {
    client: "npm",
    section: "",
    keys: &["cafile"],
    separators: &['='],
    hidden_by: None,
};

/// Returns the CA files that settings of clients name.
pub(super) fn of(subject: &Subject) -> Vec<Own> {
    let mut found = not_inherited(subject);
    let env = subject.env_of_program();
    for (format, file) in files(subject, env) {
        found.extend(of_file(subject, env, &format, &file));
    }
    found
}

/// Returns the files of git, pip and AWS, if the profile does not include them in the bundle.
fn not_inherited(subject: &Subject) -> Vec<Own> {
    let (Ok(profile), Some(certificates)) = (&subject.profile, &subject.certificates) else {
        return Vec::new();
    };
    if certificates.inputs.settings.is_some() {
        return Vec::new();
    }
    let names = profile.settings.ca.variables.iter();
    let hidden = Hidden::by(names.map(|name| name.value.as_str()));
    let all = [
        (hidden.git, "git", "GIT_SSL_CAINFO"),
        (hidden.pip, "pip", "PIP_CERT"),
        (hidden.aws, "AWS", "AWS_CA_BUNDLE"),
    ];
    let mut found: Vec<Own> = Vec::new();
    for (is_hidden, client, variable) in all {
        let one = Hidden {
            git: client == "git" && is_hidden,
            pip: client == "pip" && is_hidden,
            aws: client == "AWS" && is_hidden,
        };
        let (home, root) = (subject.home(), &subject.dirs.root);
        let variables = Variables::new(&subject.env, one, home, &subject.cwd, root);
        for (source, certificate) in settings::load(&variables, &[]).certificates {
            let Source::Setting(setting) = source else {
                continue;
            };
            let Setting { path, .. } = &setting;
            match found.iter_mut().find(|own| own.file == *path) {
                Some(own) => own.certificates.push(certificate),
                None => found.push(Own {
                    file: path.clone(),
                    certificates: vec![certificate],
                    is_list: false,
                    use_: Use::Hidden {
                        place: setting.to_string(),
                        client,
                        variable,
                    },
                }),
            }
        }
    }
    found
}

/// Returns the settings files of the other clients.
fn files(subject: &Subject, env: &Env) -> Vec<(Format, PathBuf)> {
    let named = |name: &str| env.non_empty(name).map(|path| subject.cwd.join(path));
    let home = |path: &str| subject.home().map(|home| home.join(path));
    let cargo = named("CARGO_HOME").or_else(|| home(".cargo"));
    let gcloud = named("CLOUDSDK_CONFIG").or_else(|| match env.non_empty("APPDATA") {
        Some(data) if cfg!(windows) => Some(Path::new(data).join("gcloud")),
        _ => home(".config/gcloud"),
    });
    let gcloud = gcloud.map(|dir| {
        let active = read_text(&dir.join("active_config"), MAX_SIZE);
        let active = active.unwrap_or_else(|_| "default".to_owned());
        let name = env.non_empty("CLOUDSDK_ACTIVE_CONFIG_NAME");
        let name = name.map_or(active, |name| name.to_string_lossy().into_owned());
        dir.join("configurations")
            .join(format!("config_{}", name.trim()))
    });
    let curl = named("CURL_HOME").map(|dir| dir.join(".curlrc"));
    let found = [
        (CONDA, named("CONDARC")),
        (CONDA, home(".condarc")),
        (CONDA, home(".conda/.condarc")),
        (CARGO, cargo.as_ref().map(|dir| dir.join("config"))),
        (CARGO, cargo.map(|dir| dir.join("config.toml"))),
        (GCLOUD, gcloud),
        (CURL, curl.or_else(|| home(".curlrc"))),
        (WGET, named("WGETRC").or_else(|| home(".wgetrc"))),
        (
            NPM,
            named("NPM_CONFIG_USERCONFIG").or_else(|| home(".npmrc")),
        ),
    ];
    let existing = found
        .into_iter()
        .filter_map(|(format, file)| Some((format, file?)));
    existing.collect()
}

fn of_file(subject: &Subject, env: &Env, format: &Format, file: &Path) -> Option<Own> {
    if let Some(variable) = format.hidden_by
        && env.get(variable).is_none()
    {
        // The client still reads its settings.
        return None;
    }
    let (line, value) = value(&read_text(file, MAX_SIZE).ok()?, format)?;
    let base = match format.client {
        // Relative to the directory that contains `.cargo`.
        "cargo" => file.parent()?.parent()?,
        _ => &subject.cwd,
    };
    let path = base.join(expand_home(&value, subject));
    if is_system_store(&path, &subject.dirs.root) || is_bundle(&path) {
        return None;
    }
    let certificates = certificates(&path)?;
    let (place, client) = (format!("{}:{line}", file.display()), format.client);
    Some(Own {
        file: path,
        certificates,
        is_list: false,
        use_: match format.hidden_by {
            Some(variable) => Use::Hidden {
                place,
                client,
                variable,
            },
            None => Use::Alone { place, client },
        },
    })
}

fn certificates(path: &Path) -> Option<Vec<Certificate>> {
    let content = Content::parse(&read_file(path).ok()?);
    (!content.certificates.is_empty()).then_some(content.certificates)
}

/// Returns the last value of the key, and its line.
fn value(text: &str, format: &Format) -> Option<(usize, String)> {
    let mut is_in_section = format.section.is_empty();
    let mut found = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.split(']').next().unwrap_or_default().trim();
            is_in_section = format.section.is_empty() || name == format.section;
            continue;
        }
        let Some((key, value)) = line.split_once(format.separators) else {
            continue;
        };
        let key = key.trim();
        let dotted = key.strip_prefix(format.section);
        let dotted = dotted.and_then(|rest| rest.strip_prefix('.'));
        let is_key = |key: &str| format.keys.contains(&key);
        if is_in_section && is_key(key) || dotted.is_some_and(is_key) {
            let separators = |c: char| c.is_whitespace() || format.separators.contains(&c);
            found = Some((index + 1, unquoted(value.trim_start_matches(separators))));
        }
    }
    found.filter(|(_, value)| !value.is_empty())
}

/// Returns a value without its quotes, or without a comment behind it.
fn unquoted(value: &str) -> String {
    let quoted = |quote: char| value.strip_prefix(quote)?.split(quote).next();
    let bare = || value.split(" #").next().unwrap_or_default().trim_end();
    let found = quoted('"').or_else(|| quoted('\''));
    found.unwrap_or_else(bare).to_owned()
}

fn expand_home(value: &str, subject: &Subject) -> PathBuf {
    let below = value
        .strip_prefix("~/")
        .or_else(|| value.strip_prefix("${HOME}/"));
    match (below, subject.home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => value.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_the_client_reads_them() {
        for (format, text, expected) in [
            (
                &CONDA,
                "channels:\n  - x\nssl_verify: /x y.pem # ours\n",
                "3 /x y.pem",
            ),
            (&CONDA, "#ssl_verify: /x\n", ""),
            (
                &CARGO,
                "[net]\ncainfo = \"/a\"\n[http]\ncainfo = \"/x\"\n",
                "4 /x",
            ),
            (&CARGO, "http.cainfo = '/x'\n", "1 /x"),
            (
                &GCLOUD,
                "[core]\nproject = p\ncustom_ca_certs_file = /x\n",
                "3 /x",
            ),
            (&CURL, "-s\ncacert = \"/x\"\n", "2 /x"),
            (&CURL, "--cacert /x\ncacert: /y\n", "2 /y"),
            (&WGET, "ca_certificate=/x\n", "1 /x"),
            (&NPM, "cafile=/x\nregistry=https://y\n", "1 /x"),
        ] {
            let found = value(text, format);
            let found = found.map(|(line, value)| format!("{line} {value}"));
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }
}
