//! The report of `trust add` about certificates that it does not ask about.

use std::collections::BTreeMap;

use super::candidates::{Candidate, Candidates, State};
use super::summary::{name_of, short_name_of};
use crate::certs::policy::Reason;
use crate::cmd::Context;
use crate::error::Error;

/// Renders how many certificates are trusted already, and which ones are not installed, and why.
pub(super) fn render(context: &Context, candidates: &Candidates) -> String {
    let mut text = trusted(candidates);
    let mut excluded: BTreeMap<&Reason, Vec<&Candidate>> = BTreeMap::new();
    for candidate in with_state(candidates, State::Excluded) {
        if let Some(reason) = &candidate.entry.reason {
            excluded.entry(reason).or_default().push(candidate);
        }
    }
    for (reason, group) in &excluded {
        text += &header(group.len(), &reason.to_string());
        text += &names(context, group);
    }
    let replaced: Vec<&Candidate> = with_state(candidates, State::Replaced).collect();
    if !replaced.is_empty() {
        text += &header(replaced.len(), why_replaced(replaced.len()));
        // Their names are those of trusted roots.
        if context.ui.is_shown(1) {
            text += &names(context, &replaced);
        }
    }
    let removed: Vec<&Candidate> = with_state(candidates, State::Removed).collect();
    if !removed.is_empty() {
        let why = why_removed(candidates, removed.len());
        // The names of a whole list that the profile excludes are of no use.
        let named = if candidates.has_mozilla {
            &removed[..]
        } else {
            &[]
        };
        text += &header(removed.len(), &why);
        text += &names(context, named);
    }
    text
}

fn with_state(candidates: &Candidates, state: State) -> impl Iterator<Item = &Candidate> {
    (candidates.all.iter()).filter(move |candidate| candidate.state == state)
}

/// Returns the line that counts what is trusted already, if there is something.
fn trusted(candidates: &Candidates) -> String {
    let counts = candidates.trusted_by();
    let (count, total) = (counts.values().sum::<usize>(), candidates.all.len());
    match (candidates.all.as_slice(), counts.first_key_value()) {
        (_, None) => String::new(),
        ([only], Some((by, _))) => {
            format!("`{}` is trusted already: {by}\n", name_of(&only.entry))
        }
        _ => {
            let by: Vec<String> = (counts.iter())
                .map(|(by, count)| format!("{count} {by}"))
                .collect();
            let is = is(count);
            format!(
                "{count} of {total} {is} trusted already: {}\n",
                by.join(", ")
            )
        }
    }
}

/// Renders the first line of a group of certificates that are not installed.
fn header(count: usize, why: &str) -> String {
    format!("{count} {} not installed: {why}\n", is(count))
}

/// Renders the names of a group. With `--verbose`, each has a line with its fingerprint.
fn names(context: &Context, group: &[&Candidate]) -> String {
    if context.ui.is_shown(1) {
        let line = |candidate: &&Candidate| {
            let [sha256, _] = candidate.entry.certificate.fingerprints();
            format!("  {sha256}  {}\n", short_name_of(&candidate.entry))
        };
        return group.iter().map(line).collect();
    }
    let names: Vec<String> = group.iter().map(|one| short_name_of(&one.entry)).collect();
    context.ui.wrapped(&names)
}

fn is(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn why_replaced(count: usize) -> &'static str {
    match count {
        1 => "replaced by a trusted certificate with the same key",
        _ => "replaced by trusted certificates with the same keys",
    }
}

fn why_removed(candidates: &Candidates, count: usize) -> String {
    let them = if count == 1 { "it" } else { "them" };
    if candidates.has_mozilla {
        format!("Mozilla has removed {them} from its list")
    } else {
        format!("`ca.mozilla` excludes {them}: certifi's comments call {them} Mozilla's")
    }
}

/// Returns the error for a certificate that is not installed.
pub(super) fn not_installed(candidates: &Candidates, candidate: &Candidate) -> Error {
    let (why, hint) = if let Some(reason) = &candidate.entry.reason {
        let why = format!("this certificate would be excluded from every bundle: {reason}");
        (why, hint(reason).to_owned())
    } else {
        let [sha256, _] = candidate.entry.certificate.fingerprints();
        let why = match candidate.state {
            State::Replaced => why_replaced(1).to_owned(),
            _ => why_removed(candidates, 1),
        };
        let why = format!("no certificate added: {why}");
        let hint = format!("to trust it nevertheless, add: --fingerprint {sha256}");
        (why, hint)
    };
    let note = format!("certificate: {}", name_of(&candidate.entry));
    candidates.locate(Error::new(why)).note(note).hint(hint)
}

/// Returns the error if none of several certificates can be installed.
pub(super) fn nothing_to_add(candidates: &Candidates) -> Error {
    let count = candidates.all.len();
    let why = format!("no certificate added: none of these {count} can be installed");
    let error = candidates.locate(Error::new(why));
    error.hint("give the certificate of the CA that signs server certificates now")
}

fn hint(reason: &Reason) -> &'static str {
    match reason {
        Reason::Denied => "remove its fingerprint from `ca.deny` to trust it",
        Reason::Distrusted(_) => "add its fingerprint to `ca.allow` of a profile to trust it",
        Reason::Issuer(_) => "add the certificate of its issuer instead",
        Reason::Expired | Reason::NotACa | Reason::NotForServers => {
            "ask for the certificate of the CA that signs server certificates now"
        }
        Reason::UndecodableUsage | Reason::Unreadable(..) => {
            "ask its administrator for a new certificate that follows RFC 5280"
        }
    }
}
