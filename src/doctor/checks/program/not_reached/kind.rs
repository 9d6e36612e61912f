//! The kinds of programs that the variables do not reach. `docs/clients.md` has a row for each.

use std::path::Path;

use super::super::call::{Call, base_name};
use super::super::words::Word;
use super::libraries::Libraries;
use super::mercurial;
use crate::doctor::Subject;
use crate::os;

/// The kind of a program that the variables do not reach.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Java,
    Wget,
    Aria2,
    /// A program that uses GnuTLS and not OpenSSL.
    GnuTls,
    /// Qt's `QNetworkAccessManager`, without another client.
    Qt,
    /// The place at which Mercurial's settings name a file.
    Mercurial(String),
    /// Adobe's programs.
    SystemStore,
    /// Windows' curl.
    Schannel,
    /// A setuid program, or one with file capabilities.
    Privileged,
}

/// Programs of Adobe, in lower case and without a year.
const ADOBE: [&str; 6] = [
    "photoshop",
    "afterfx",
    "aftereffects",
    "adobe photoshop",
    "adobe after effects",
    "adobe premiere pro",
];

const JAVA: [&str; 5] = ["java", "javaw", "jshell", "javaws", "keytool"];

/// Returns why the variables do not reach the program of a call; `None` if they may.
pub(super) fn of(subject: &Subject, call: &Call) -> Option<Kind> {
    if os::gains_privileges(&call.real) {
        return Some(Kind::Privileged);
    }
    if is_java(call) {
        return (!has_key_store(subject)).then_some(Kind::Java);
    }
    let name = call.name().to_lowercase();
    let product = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '.');
    if ADOBE.contains(&product) {
        return Some(Kind::SystemStore);
    }
    if cfg!(windows) && name == "curl" && is_in_windows(&call.real) {
        return Some(Kind::Schannel);
    }
    if name == "hg" {
        return mercurial::own_file(subject).map(Kind::Mercurial);
    }
    let libraries = Libraries::of(&call.real)?;
    match product {
        "aria2c" => Some(Kind::Aria2),
        "wget" if libraries.has_gnutls_only() => Some(Kind::Wget),
        _ if libraries.has_gnutls_only() => Some(Kind::GnuTls),
        _ if libraries.has_qt_only() => Some(Kind::Qt),
        _ => None,
    }
}

/// Returns whether the program is a JVM, an archive for one, or a script that starts one.
fn is_java(call: &Call) -> bool {
    let is_archive = |path: &Path| path.extension().is_some_and(|extension| extension == "jar");
    if JAVA.contains(&&*base_name(&call.real.to_string_lossy())) || is_archive(&call.real) {
        return true;
    }
    if call.arguments(&JAVA).is_some() {
        return true;
    }
    // `exec "$JAVACMD" -jar …`: the program may depend on what is installed.
    let starts_archive = |words: &Vec<Word>| {
        let is_jar = |word: &Word| word.text() == Some("-jar");
        let program = words.iter().find(|word| word.text() != Some("exec"));
        program == Some(&Word::Unknown) && words.iter().any(is_jar)
    };
    call.is_script && call.commands.iter().skip(1).any(starts_archive)
}

fn has_key_store(subject: &Subject) -> bool {
    let profile = subject.profile.as_ref();
    profile.is_ok_and(|profile| profile.settings.ca.java.value)
}

fn is_in_windows(path: &Path) -> bool {
    let parent = path.parent().and_then(Path::file_name).unwrap_or_default();
    ["System32", "SysWOW64"]
        .iter()
        .any(|dir| parent.eq_ignore_ascii_case(dir))
}
