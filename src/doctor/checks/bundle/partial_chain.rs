//! `bundle-partial-chain`.

use std::collections::{BTreeMap, BTreeSet};

use super::{name_of, studio, without_certificates};
use crate::certs::chain::without_root;
use crate::certs::entries::{Entry, Merged};
use crate::certs::hex;
use crate::certs::x509::X509;
use crate::doctor::trust::issuer_urls;
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_name;

/// Clients that want the root, and those that do not, as they were measured (docs/doctor.md).
const STRICT: &str =
    "Python before 3.13, Node, Ruby and PHP want the root: `unable to get issuer certificate`";
const LENIENT: &str = "curl, git, wget, Java, Go, rustls and Python since 3.13 accept the intermediate, so that curl works and Python fails";

/// `bundle-partial-chain`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return without_certificates(Id::BundlePartialChain);
    };
    let merged = &certificates.gathered.merged;
    let studio: BTreeSet<&[u8]> = studio::certificates(subject, certificates)
        .into_iter()
        .map(|entry| &*entry.certificate.der)
        .collect();
    let rootless = without_root(&merged.entries).into_iter();
    let rootless: Vec<&Entry> = rootless
        .filter(|entry| studio.contains(&*entry.certificate.der))
        .collect();
    let missing = by_missing_issuer(&rootless).into_values();
    missing
        .filter_map(|group| finding(&group, merged))
        .collect()
}

/// Groups intermediates by the issuer that no source has. Those below another of them are left out,
/// because that one's issuer is what they lack too.
fn by_missing_issuer<'a>(rootless: &[&'a Entry]) -> BTreeMap<String, Vec<&'a Entry>> {
    let subject = |entry: &&Entry| entry.certificate.subject_name();
    let subjects: BTreeSet<String> = rootless.iter().map(subject).collect();
    let mut groups: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in rootless {
        let issuer = entry.certificate.issuer_name();
        if !subjects.contains(&issuer) {
            groups.entry(issuer).or_default().push(entry);
        }
    }
    groups
}

fn finding(group: &[&Entry], merged: &Merged) -> Option<Finding> {
    let first = group.first()?;
    let certificate = &first.certificate;
    let root = certificate.common_name_of_issuer();
    let names: Vec<String> = group
        .iter()
        .map(|entry| format!("`{}`", name_of(entry)))
        .collect();
    let sentence = format!(
        "only an intermediate of the studio's chain is trusted: {}, but not `{}`, which has signed it",
        names.join(", "),
        shown_name(&root)
    );
    let mut found = Finding::warning(Id::BundlePartialChain, sentence)
        .detail(STRICT)
        .detail(LENIENT);
    for entry in group {
        let sources = entry.shown_sources().join(", ");
        found = found.detail(format!("`{}` is from {sources}", name_of(entry)));
    }
    found = found.detail(missing(first));
    if let Some(reason) = excluded(&certificate.issuer_name(), merged) {
        found = found.detail(format!("a source has it, but it is excluded: {reason}"));
    }
    if let Some(url) = url(first) {
        found = found.detail(format!(
            "`{}` names the address of its issuer: {url}",
            name_of(first)
        ));
    }
    let text = format!(
        "ask IT for the certificate of `{}` (on a Windows PC of the studio: certlm.msc, Trusted Root \
         Certification Authorities), check its fingerprint with IT, and trust it too",
        shown_name(&root)
    );
    Some(found.remedy(text).command("sglaunch trust add ROOT.cer"))
}

fn missing(entry: &Entry) -> String {
    let certificate = &entry.certificate;
    let issuer = shown_name(&certificate.issuer_name());
    match certificate.issuer_key_id() {
        Some(id) => format!(
            "missing: {issuer}, with the subject key identifier {}",
            hex(id)
        ),
        None => format!("missing: {issuer}"),
    }
}

/// Returns why the issuer of this name is excluded, if a source has it.
fn excluded(issuer: &str, merged: &Merged) -> Option<String> {
    let mut excluded = merged.entries.iter().filter_map(|entry| {
        let reason = entry.reason.as_ref()?;
        (entry.certificate.subject_name() == issuer).then_some(reason)
    });
    excluded.next().map(ToString::to_string)
}

/// Returns the first URL at which the certificate of the issuer is.
fn url(entry: &Entry) -> Option<String> {
    let x509 = X509::decode(&entry.certificate.der).ok()?;
    issuer_urls(&x509).into_iter().next()
}
