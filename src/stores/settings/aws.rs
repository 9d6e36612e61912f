//! `ca_bundle` of the AWS CLI and of the SDKs
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html>).

use super::ini::{self, Part};
use super::search::{Search, SettingsFile};
use crate::os;

/// Finds the CA file of the profile that the AWS CLI and the SDK for Python use.
pub(super) fn search(search: &mut Search) {
    let variables = search.variables;
    let own = || Some(variables.home.as_ref()?.join(".aws/config"));
    let file = match variables.non_empty("AWS_CONFIG_FILE") {
        Some(named) => Some(search.expand_home(named.as_encoded_bytes())),
        None => own(),
    };
    // boto3 reads the variables in this order.
    let profile = ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"];
    let mut profile = profile.into_iter().filter_map(|name| variables.get(name));
    let profile = profile.next().unwrap_or("default".as_ref());
    let Some(file) = file.map(SettingsFile::of_user) else {
        return;
    };
    let Some(text) = search.read(&file) else {
        return;
    };
    let (parts, bad_line) = ini::parse(&String::from_utf8_lossy(&text));
    if let Some(line) = bad_line {
        search.add_bad_line(&file, line, "AWS");
    }
    if let Some(entry) = ca_bundle(parts, &profile.to_string_lossy()) {
        let path = os::path_from_bytes(entry.value.as_bytes());
        // A tilde has no meaning here.
        search.add(&file, Some(entry.line), path, false);
    }
}

/// Returns the `ca_bundle` of a profile. If two sections are of the profile, the later one counts.
fn ca_bundle(parts: Vec<Part>, profile: &str) -> Option<ini::Entry> {
    let (mut of_all, mut of_profile) = (None, None);
    let mut exists = false;
    for part in parts {
        match part {
            Part::Section(name) if is_profile(&name, profile) => {
                exists = true;
                of_profile = None;
            }
            Part::Entry(entry) if entry.name == "ca_bundle" => {
                if entry.section == "DEFAULT" {
                    of_all = Some(entry);
                } else if is_profile(&entry.section, profile) {
                    of_profile = Some(entry);
                }
            }
            _ => {}
        }
    }
    let found = of_profile.or(of_all).filter(|_| exists);
    found.filter(|entry| !entry.value.is_empty())
}

/// Returns whether a section is `profile NAME` of this name, which may be quoted, or `default`.
fn is_profile(section: &str, profile: &str) -> bool {
    if section == "default" {
        return profile == "default";
    }
    let name = section.strip_prefix("profile").map(str::trim);
    let quoted = |quote: char| name?.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).or(name) == Some(profile)
}
