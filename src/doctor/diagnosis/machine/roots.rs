//! The certificates that a machine has beside the public ones, in JSON.

use std::collections::HashSet;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::certs::entries::{Entry, Merged};
use crate::certs::{Source, hex, mozilla, rfc3339, sha256};
use crate::doctor::checks::bundle::studio;
use crate::doctor::{Certificates, Redaction, Subject};
use crate::error::cut;
use crate::order;
use crate::stores::files::load;

/// Most certificates in the list: a document of a farm's node is small.
const MAX: usize = 16;

/// Most sources of a certificate.
const MAX_SOURCES: usize = 3;

/// Files and directories of the distributions' own roots: among them are some that Mozilla has
/// removed since.
const OF_DISTRIBUTIONS: [&str; 4] = [
    "usr/share/ca-certificates/mozilla", // Debian, Ubuntu, Alpine
    "usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit", // Fedora, RHEL, Rocky
    "usr/share/ca-certificates/trust-source/mozilla.trust.p11-kit", // Arch
    "usr/share/pki/trust/ca-certificates-mozilla.trust.p11-kit", // SUSE
];

/// Returns the certificates that are neither Mozilla's nor the distribution's: those of the studio
/// and of a proxy, those that a person chose first. The second value is the number of those that
/// the list has no place for.
pub fn added(subject: &Subject, of: &Certificates, redaction: &Redaction) -> (Value, usize) {
    let merged = &of.gathered.merged;
    let chosen = studio::certificates(subject, of);
    let mut entries = chosen.clone();
    entries.retain(|entry| entry.reason.is_none());
    let is_new = |entry: &&Entry| {
        let is_same = |one: &&Entry| std::ptr::eq(*one, *entry);
        entry.sources.iter().all(Source::is_native) && !chosen.iter().any(is_same)
    };
    let public: HashSet<&[u8]> = mozilla::roots().into_iter().collect();
    let is_public = |entry: &&Entry| public.contains(&*entry.certificate.der);
    let mut of_store: Vec<&Entry> = merged.included().filter(is_new).collect();
    of_store.retain(|entry| !is_public(entry));
    if !of_store.is_empty() {
        let known = of_distribution(&subject.dirs.root);
        of_store.retain(|entry| !known.contains(&entry.certificate.der));
    }
    for entries in [&mut entries, &mut of_store] {
        order::sort_by_key(entries, |entry| entry.certificate.name().to_lowercase());
    }
    entries.append(&mut of_store);
    let others = entries.len().saturating_sub(MAX);
    entries.truncate(MAX);
    let list = entries.iter().map(|entry| certificate(entry, redaction));
    (list.collect(), others)
}

fn of_distribution(root: &Path) -> HashSet<Box<[u8]>> {
    let paths = OF_DISTRIBUTIONS.map(|path| root.join(path));
    let loaded = paths.iter().filter(|path| path.exists());
    let loaded = loaded.flat_map(|path| load(root, path, &Source::File).certificates);
    loaded.map(|(_, certificate)| certificate.der).collect()
}

fn certificate(entry: &Entry, redaction: &Redaction) -> Value {
    let certificate = &entry.certificate;
    let text = |text: &str| cut(&redaction.text(text)).into_owned();
    let sources = entry.shown_sources();
    let sources = sources.iter().take(MAX_SOURCES);
    json!({
        "name": text(&certificate.name()),
        "sha256": hex(&sha256(&certificate.der)),
        "not_after": rfc3339(certificate.facts.not_after),
        "sources": sources.map(|source| text(source)).collect::<Value>(),
    })
}

/// Returns the number of excluded certificates by reason.
pub fn excluded(merged: &Merged) -> Value {
    let mut counts = Map::new();
    let reasons = merged
        .entries
        .iter()
        .filter_map(|entry| entry.reason.as_ref());
    for reason in reasons {
        let count = counts.entry(reason.name()).or_insert(Value::from(0));
        *count = Value::from(count.as_u64().unwrap_or_default() + 1);
    }
    Value::Object(counts)
}
