//! The confirmation of certificates on the terminal.

use std::path::Path;

use super::ca_dir;
use super::candidates::{Candidate, Candidates};
use super::report::{self, not_installed, nothing_to_add};
use super::summary::Cards;
use crate::bundle::now;
use crate::cmd::Context;
use crate::cmd::settings_dir::cannot_change;
use crate::dirs::Scope;
use crate::error::{Error, Result};
use crate::os::atomic::check_writable;
use crate::shell::quote;

/// Shows the certificates that no source trusts yet, and returns them if the user confirms them.
/// Without a terminal it is an error that names the fingerprints.
pub(super) fn confirm<'a>(
    context: &Context,
    candidates: &'a Candidates,
    scope: Scope,
) -> Result<Vec<&'a Candidate>> {
    context.ui.warn_all(&candidates.problems);
    let new: Vec<&Candidate> = candidates.unknown().collect();
    let is_any_trusted = !candidates.trusted_by().is_empty();
    if new.is_empty()
        && !is_any_trusted
        && let [only] = candidates.all.as_slice()
    {
        return Err(not_installed(candidates, only));
    }
    let others = report::render(context, candidates);
    context.ui.print(&others)?;
    if new.is_empty() {
        let error = || nothing_to_add(candidates);
        return is_any_trusted.then_some(new).ok_or_else(error);
    }
    let can_ask = context.ui.can_ask();
    if can_ask {
        check_can_install(context, scope)?;
    }
    let gap = if others.is_empty() { "" } else { "\n" };
    let cards = Cards {
        is_short: new.len() > MAX_CARDS && !context.ui.is_shown(1),
        has_files: candidates.all.iter().any(|one| one.file != new[0].file),
        cwd: &context.cwd,
        trusted: &candidates.trusted,
        now: now(),
    };
    context.ui.print(format!("{gap}{}", cards.render(&new)))?;
    if !can_ask {
        return Err(no_terminal(candidates, &new, scope));
    }
    if context.ui.ask(&question(new.len(), scope))? {
        return Ok(new);
    }
    Err(declined(candidates, &new, scope))
}

/// Maximum number of certificates that are shown with all facts.
const MAX_CARDS: usize = 4;

/// Fails before the question if the certificates could not be installed after it.
fn check_can_install(context: &Context, scope: Scope) -> Result<()> {
    let dir = ca_dir(context, scope)?;
    check_writable(&dir)
        .map_err(|error| cannot_change("cannot install a certificate", &dir, scope, &error))
}

/// Returns the error if the user did not confirm the certificates.
fn declined(candidates: &Candidates, new: &[&Candidate], scope: Scope) -> Error {
    let error = Error::new("no certificate added");
    if new.len() == 1 {
        return error;
    }
    let command = command(candidates, scope);
    error.hint(format!(
        "to trust only some of them, run: {command} --fingerprint HEX"
    ))
}

fn no_terminal(candidates: &Candidates, new: &[&Candidate], scope: Scope) -> Error {
    let fingerprint = match new {
        [one] => one.entry.certificate.fingerprints()[0].to_string(),
        _ => "HEX".to_owned(),
    };
    let command = command(candidates, scope);
    Error::new("cannot ask for confirmation: no terminal").hint(format!(
        "compare the fingerprint with the one that you were given, then run: \
         {command} --fingerprint {fingerprint}"
    ))
}

/// Returns the command line without fingerprints.
fn command(candidates: &Candidates, scope: Scope) -> String {
    let files: Vec<String> = candidates.files.iter().map(|file| argument(file)).collect();
    let site = if scope == Scope::Site { " --site" } else { "" };
    format!("sglaunch trust add{site} {}", files.join(" "))
}

/// Returns a file as it is written on a command line.
fn argument(file: &Path) -> String {
    // clap would read a leading dash as an option.
    let is_dashed = file.as_os_str().as_encoded_bytes().starts_with(b"-");
    let file = if is_dashed {
        Path::new(".").join(file)
    } else {
        file.to_owned()
    };
    quote(file.as_os_str())
}

fn question(count: usize, scope: Scope) -> String {
    let which = match count {
        1 => "it".to_owned(),
        _ => format!("these {count} certificates"),
    };
    match scope {
        Scope::User => format!("Trust {which} in every profile?"),
        Scope::Site => format!("Trust {which} in every profile, for all users of this machine?"),
    }
}
