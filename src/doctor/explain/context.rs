//! The context of a report: the library, its version, and the program.

use super::scan::{Evidence, line_around};
use crate::doctor::Id::{
    self, ApiIgnoresCacerts, ProgramNotReached, PythonCertifi, PythonNoRoots, PythonOldOpenssl,
    PythonStrict, SiteConstraint, SiteIntercepted, SiteMissingIntermediate, SiteUnknownRoot,
};

/// Names of products that sign connections again, as issuers have them.
const INTERCEPTORS: &[&str] = &[
    "zscaler",
    "netskope",
    "fortigate",
    "fortinet",
    "palo alto",
    "bluecoat",
    "blue coat",
    "cisco umbrella",
    "sophos",
    "kaspersky",
    "avast",
    "bitdefender",
    "eset ssl filter",
    "mitmproxy",
    "charles proxy",
    "fiddler",
    "http toolkit",
    "barracuda",
    "mcafee web gateway",
    "skyhigh",
    "forcepoint",
    "watchguard",
    "somansa",
    "deep discovery",
];

/// Versions of tk-core whose API ignores the variables: see docs/doctor.md.
const CORE_VERSIONS: &[&str] = &[
    "v0.22.2", "v0.22.3", "v0.22.4", "v0.22.5", "v0.22.6", "v0.22.7", "v0.23.7", "v0.23.8",
    "v0.23.9",
];

/// Versions of `shotgun_api3` whose uploads ignore the variables.
const API_VERSIONS: &[&str] = &["3.8.2", "3.8.3", "3.8.4", "3.8.5"];

/// Functions of `shotgun_api3` that upload.
const UPLOADS: &[&str] = &[
    "_upload_to_storage",
    "_upload_to_sg",
    "_send_form",
    "_upload_data_to_storage",
];

/// Pythons that look for CAs in a folder which may not exist.
const WITHOUT_ROOTS: &[&str] = &["python.framework/versions", ".pyenv/versions", "blender"];

/// Returns the checks for a report, the most likely cause first.
pub fn ids(evidence: &Evidence) -> Vec<Id> {
    let text = lower(&evidence.around);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let mut ids = evidence.cause.ids.to_vec();
    let is_trust = ids.contains(&SiteUnknownRoot) || ids.contains(&SiteMissingIntermediate);
    if is_trust && has(INTERCEPTORS) {
        put_first(&mut ids, SiteIntercepted);
    }
    if is_trust && (text.contains("qiniu") || is_printed_by_a_library(evidence, &text)) {
        put_first(&mut ids, PythonCertifi);
    }
    let is_old_core = text.contains("tk-core") && has_version(&text, CORE_VERSIONS);
    let is_old_api = text.contains("shotgun") && has_version(&text, API_VERSIONS);
    if is_trust && (is_old_core || is_old_api) {
        put_first(&mut ids, ApiIgnoresCacerts);
    } else if is_trust && has(UPLOADS) {
        put_last(&mut ids, ApiIgnoresCacerts);
    }
    if is_trust && has(WITHOUT_ROOTS) {
        put_last(&mut ids, PythonNoRoots);
    }
    if is_trust && text.contains("schannel") {
        put_last(&mut ids, ProgramNotReached);
    }
    if ids.first() == Some(&SiteConstraint)
        && has(&["python3.13", "python3.14", "python313", "python314"])
    {
        put_first(&mut ids, PythonStrict);
    }
    if is_trust && has(&["openssl 1.0.", "openssl 0.9."]) {
        put_last(&mut ids, PythonOldOpenssl);
    }
    ids
}

/// Returns whether the line is an error of requests without its class and its traceback, as a
/// library prints it that catches the error: qiniu's SDK does, which reads certifi alone.
fn is_printed_by_a_library(evidence: &Evidence, text: &str) -> bool {
    let line = line_around(&evidence.around, evidence.range.clone());
    let line = evidence.around.get(line).unwrap_or_default();
    line.trim_ascii_start().starts_with(b"HTTPSConnectionPool(") && !text.contains("traceback")
}

fn put_first(ids: &mut Vec<Id>, id: Id) {
    ids.retain(|known| *known != id);
    ids.insert(0, id);
}

fn put_last(ids: &mut Vec<Id>, id: Id) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// Returns whether a version is in a text, and not only the beginning of a longer one.
fn has_version(text: &str, versions: &[&str]) -> bool {
    versions.iter().any(|version| {
        text.match_indices(version).any(|(at, _)| {
            let next = text.as_bytes().get(at + version.len());
            !next.is_some_and(u8::is_ascii_digit)
        })
    })
}

/// Parts of paths and names of programs, and their profiles.
const PROGRAMS: &[(&str, &str)] = &[
    ("/opt/hfs", "houdini"),
    ("houdini", "houdini"),
    ("hython", "hython"),
    ("side effects software", "houdini"),
    ("mayapy", "mayapy"),
    ("autodesk/maya", "maya"),
    ("autodesk\\maya", "maya"),
    ("maya.app", "maya"),
    ("maya.exe", "maya"),
    ("foundry/nuke", "nuke"),
    ("/nuke1", "nuke"),
    ("\\nuke1", "nuke"),
    ("nuke.exe", "nuke"),
    ("blender", "blender"),
    ("/opt/shotgun/", "sgdesktop"),
    ("program files\\shotgun", "sgdesktop"),
    ("shotgun.app", "sgdesktop"),
    ("motionbuilder", "motionbuilder"),
    ("photoshop", "photoshop"),
    ("afterfx", "aftereffects"),
    ("after effects", "aftereffects"),
    ("/mari", "mari"),
    ("\\mari", "mari"),
    ("startapplication", "flame"),
    ("/opt/autodesk/flame", "flame"),
];

/// Returns the profile that the text names, or that of the last program in it.
pub fn profile(evidence: &Evidence) -> Option<String> {
    let text = lower(&evidence.around);
    if let Some((_, rest)) = text.rsplit_once("sglaunch_profile=") {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
        let name = rest.split(|c| !is_part(c)).next().unwrap_or_default();
        return (!name.is_empty()).then(|| name.to_owned());
    }
    let found = PROGRAMS
        .iter()
        .filter_map(|(words, profile)| Some((text.rfind(words)?, profile)));
    let (_, profile) = found.max()?;
    Some((*profile).to_owned())
}

/// Returns a text with typographic quotes as plain ones, in lower case. Letters that are not ASCII
/// stay as they are.
pub fn lower(text: &[u8]) -> String {
    plain_quotes(text).to_ascii_lowercase()
}

/// Returns a text with typographic quotes as plain ones.
pub fn plain_quotes(text: &[u8]) -> String {
    String::from_utf8_lossy(text)
        .replace(['\u{2018}', '\u{2019}'], "'")
        .replace(['\u{201c}', '\u{201d}'], "\"")
}
