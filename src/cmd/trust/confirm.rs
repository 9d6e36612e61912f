//! The confirmation of certificates on the terminal.

use std::collections::BTreeSet;
use std::path::Path;

use super::candidates::Candidates;
use super::{ca_dir, cannot_change, subjects_of_cas, summary};
use crate::bundle::now;
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::cmd::Context;
use crate::dirs::Scope;
use crate::error::{Error, Result};
use crate::os::atomic::check_writable;
use crate::shell::quote;

/// Shows each certificate and returns those that the user confirms. `installed` are the
/// certificates of the directory. Without a terminal it is an error that names the fingerprints.
pub(super) fn confirm<'a>(
    context: &Context,
    candidates: &'a Candidates,
    installed: &BTreeSet<Box<[u8]>>,
    scope: Scope,
) -> Result<Vec<&'a Entry>> {
    context.ui.warn_all(&candidates.problems);
    let wanted: Vec<&Entry> = (candidates.entries.iter())
        .filter(|entry| entry.reason.is_none() && !installed.contains(&entry.certificate.der))
        .collect();
    let can_ask = context.ui.can_ask();
    if can_ask && !wanted.is_empty() {
        let dir = ca_dir(context, scope)?;
        check_writable(&dir)
            .map_err(|error| cannot_change("cannot install a certificate", &dir, scope, &error))?;
    }
    let question = can_ask.then(|| question(scope));
    let confirmed = ask_each(context, candidates, installed, &wanted, question)?;
    let reasons: Option<Vec<&Reason>> =
        (candidates.entries.iter().map(|entry| entry.reason.as_ref())).collect();
    match reasons.as_deref() {
        Some([reason, ..]) => Err(candidates.excluded(reason)),
        _ if wanted.is_empty() => Ok(confirmed),
        _ if !can_ask => Err(no_terminal(&candidates.file, &wanted, scope)),
        _ if confirmed.is_empty() => Err(Error::new("no certificate added: none was confirmed")
            .hint("answer `y` to trust a certificate")),
        _ => Ok(confirmed),
    }
}

/// Shows each certificate, and asks the question, if there is one, for each wanted one.
fn ask_each<'a>(
    context: &Context,
    candidates: &'a Candidates,
    installed: &BTreeSet<Box<[u8]>>,
    wanted: &[&Entry],
    question: Option<&str>,
) -> Result<Vec<&'a Entry>> {
    let mut trusted = candidates.trusted.clone();
    let mut confirmed = Vec::new();
    for (index, entry) in candidates.entries.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        let text = summary::render(entry, &trusted, now());
        context.ui.print(format!("{gap}{text}"))?;
        if installed.contains(&entry.certificate.der) {
            context.ui.print("already trusted\n")?;
        }
        let ask = |question: &str| context.ui.ask(question);
        if wanted.contains(&entry) && question.map_or(Ok(true), ask)? {
            trusted.extend(subjects_of_cas([entry]));
            confirmed.push(entry);
        }
    }
    Ok(confirmed)
}

fn no_terminal(file: &Path, wanted: &[&Entry], scope: Scope) -> Error {
    let fingerprint = match wanted {
        [one] => one.certificate.fingerprints()[0].to_string(),
        _ => "HEX".to_owned(),
    };
    // clap would read a leading dash as an option.
    let is_dashed = file.as_os_str().as_encoded_bytes().starts_with(b"-");
    let file = if is_dashed {
        Path::new(".").join(file)
    } else {
        file.to_owned()
    };
    let file = quote(file.as_os_str());
    let site = if scope == Scope::Site { " --site" } else { "" };
    Error::new("cannot ask for confirmation: no terminal").hint(format!(
        "compare the fingerprint with the one that you were given, then run: \
         sglaunch trust add{site} {file} --fingerprint {fingerprint}"
    ))
}

fn question(scope: Scope) -> &'static str {
    match scope {
        Scope::User => "Trust it in every profile?",
        Scope::Site => "Trust it in every profile, for all users of this machine?",
    }
}
