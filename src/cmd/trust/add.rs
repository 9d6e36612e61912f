//! Installs certificates into a folder `ca.d`, once somebody has looked at them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{cannot, card, folder, judge};
use crate::bundle::cache::write_atomically;
use crate::bundle::{now, pem_of};
use crate::certs::describe::Kind;
use crate::certs::merge::{Entry, Merged};
use crate::certs::{Fingerprint, hex, sha256};
use crate::cmd::Caller;
use crate::cmd::certificate::Certificate;
use crate::error::{Error, Place, Result, printable, shorten};
use crate::places::Scope;
use crate::platform;
use crate::recipe::NamedFile;
use crate::shell::quote;
use crate::sources::files::load_drop_ins;

/// Shows the certificates of a file and installs those that are agreed to: on a terminal by an answer, elsewhere by
/// their fingerprints.
pub fn run(caller: &Caller, file: &Path, named: &[Fingerprint], scope: Scope) -> Result<u8> {
    let folder = folder(caller, scope)?;
    let found = found_in(caller, file)?;
    let chosen = if named.is_empty() {
        agreed_to(caller, &found, file, scope)?
    } else {
        with_fingerprints(&found, named, file)?
    };
    let there: BTreeSet<Box<[u8]>> = (load_drop_ins(&folder).certificates.into_iter())
        .map(|(_, certificate)| certificate.der)
        .collect();
    let (old, new): (Vec<&Entry>, Vec<&Entry>) = chosen
        .into_iter()
        .partition(|entry| there.contains(&entry.der));
    let mut said: Vec<String> = (old.into_iter())
        .map(|entry| format!("{} is trusted already\n", name_of(entry)))
        .collect();
    if !new.is_empty() {
        let path = install(&folder, file, &new, scope)?;
        let path = shorten(&path, caller.ui.home());
        said.push(format!("trusted from the next launch on: {path}\n"));
    }
    // Who names a fingerprint runs a script, which has nobody to read this.
    if named.is_empty() {
        caller.ui.print(said.concat())?;
    }
    Ok(0)
}

/// The certificates of a file and what the rules make of them.
fn found_in(caller: &Caller, file: &Path) -> Result<Merged> {
    let named = NamedFile {
        path: caller.cwd.join(file),
        optional: false,
    };
    let mut found = judge(caller, vec![named], Vec::new())?;
    if found.entries.is_empty() {
        let why = match found.problems.first() {
            Some(problem) => problem.message.clone(),
            None => "it distrusts its certificates, and trusts none".to_owned(),
        };
        return Err(
            Error::new(format!("there is nothing to trust in it: {why}"))
                .at(Place::file(file))
                .hint("name the file of the authority's certificate (.cer, .crt, .pem, .p7b)"),
        );
    }
    // Roots first, then what they vouch for.
    found
        .entries
        .sort_by_key(|entry| match Kind::of(entry.facts) {
            Kind::Root => 0,
            Kind::Intermediate => 1,
            Kind::Server => 2,
        });
    Ok(found)
}

/// The certificates with these fingerprints, all of which must be there and be good for something.
fn with_fingerprints<'a>(
    found: &'a Merged,
    named: &[Fingerprint],
    file: &Path,
) -> Result<Vec<&'a Entry>> {
    let has = |entry: &&Entry| {
        named
            .iter()
            .any(|fingerprint| fingerprint.matches(&entry.der))
    };
    for fingerprint in named {
        if !found
            .entries
            .iter()
            .any(|entry| fingerprint.matches(&entry.der))
        {
            let error = Error::new(format!("no certificate has the fingerprint {fingerprint}"))
                .at(Place::file(file));
            let error = found.entries.iter().fold(error, |error, entry| {
                error.note(format!("{}  {}", hex(&sha256(&entry.der)), name_of(entry)))
            });
            return Err(error.hint("ask those who gave you the file for the fingerprint of theirs"));
        }
    }
    let chosen: Vec<&Entry> = found.entries.iter().filter(has).collect();
    match chosen
        .iter()
        .find_map(|entry| Some((entry, entry.reason.as_ref()?)))
    {
        Some((entry, reason)) => {
            Err(useless(file).note(format!("{}: {}", name_of(entry), reason.clause())))
        }
        None => Ok(chosen),
    }
}

/// Shows each certificate, and gives those that the user agrees to.
fn agreed_to<'a>(
    caller: &Caller,
    found: &'a Merged,
    file: &Path,
    scope: Scope,
) -> Result<Vec<&'a Entry>> {
    let mut agreed = Vec::new();
    for entry in &found.entries {
        caller.ui.print(card::card(entry, now()))?;
        if entry.reason.is_none()
            && caller.ui.can_ask()
            && caller.ui.ask("Trust it in every profile?")?
        {
            agreed.push(entry);
        }
        caller.ui.print("\n")?;
    }
    let mut useful = found.included().peekable();
    if useful.peek().is_none() {
        return Err(useless(file));
    }
    for problem in &found.problems {
        caller.ui.warn(problem);
    }
    if !caller.ui.can_ask() {
        let fingerprints: Vec<String> = useful
            .map(|entry| format!(" --fingerprint {}", hex(&sha256(&entry.der))))
            .collect();
        let words = String::from_utf8_lossy(&quote(file.as_os_str())).into_owned();
        let site = if scope == Scope::Site { " --site" } else { "" };
        return Err(Error::new("there is no terminal to ask on whether to trust this")
            .hint(format!(
                "compare the fingerprint with the one that you were told, then: sglaunch trust add {words}{site}{}",
                fingerprints.concat()
            )));
    }
    if agreed.is_empty() {
        return Err(Error::new("nothing was added: you did not say yes"));
    }
    Ok(agreed)
}

fn useless(file: &Path) -> Error {
    Error::new("what is in it would be left out of every bundle")
        .at(Place::file(file))
        .hint("ask for the certificate of the authority that signs now")
}

/// Writes certificates, and nothing else that may be in `file`, under a name that is not taken.
fn install(folder: &Path, file: &Path, new: &[&Entry], scope: Scope) -> Result<PathBuf> {
    let wrong = |error: &_| cannot("the certificate cannot be installed", folder, scope, error);
    platform::create_folder(folder).map_err(|error| wrong(&error))?;
    let taken: BTreeSet<String> = (fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| crate::certs::trust_name(&entry.path()).into_owned())
        .collect();
    let name = name_for(file);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let free = names
        .find(|name| !taken.contains(name))
        .unwrap_or(name.clone());
    let path = folder.join(format!("{free}.pem"));
    let pem: String = new.iter().map(|entry| pem_of(&entry.der)).collect();
    write_atomically(&path, pem.as_bytes()).map_err(|error| wrong(&error))?;
    Ok(path)
}

/// The file's name without its extension, in characters that are easily typed.
fn name_for(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let is_plain = |c: char| c.is_alphanumeric() || "._".contains(c);
    let words: Vec<&str> = (stem.split(|c| !is_plain(c)))
        .filter(|word| !word.is_empty())
        .collect();
    match words.join("-").trim_matches('.') {
        "" => "certificate".to_owned(),
        name => name.to_owned(),
    }
}

fn name_of(entry: &Entry) -> String {
    printable(&Certificate::new(&entry.der).about.name)
}
