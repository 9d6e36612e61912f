//! Installs certificates into a folder `ca.d`, once somebody has looked at them.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{authorities, cannot, folder, judge, summary};
use crate::bundle::{now, pem_of};
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::summary::CertificateKind;
use crate::certs::{Fingerprint, Problem, Source, trust_name};
use crate::cmd::Context;
use crate::dirs::Scope;
use crate::error::{Error, Location, Result, printable, shorten};
use crate::os;
use crate::os::atomic::{check_writable, write_new};
use crate::shell::quote;
use crate::stores::files::{EXTENSIONS, load_drop_ins};
use crate::stores::inputs::NamedFile;

/// Shows the certificates of a file and installs those that are agreed to: on a terminal by an answer, elsewhere by
/// their fingerprints.
pub fn run(context: &Context, file: &Path, named: &[Fingerprint], scope: Scope) -> Result<u8> {
    let folder = folder(context, scope)?;
    let found = Found::new(context, file, &folder)?;
    let chosen = if named.is_empty() {
        found.agreed_to(context, scope)?
    } else {
        found.with_fingerprints(named)?
    };
    let new: Vec<&Entry> = chosen
        .into_iter()
        .filter(|entry| !found.there.contains(&entry.certificate.der))
        .collect();
    let said = if new.is_empty() {
        "nothing has changed".to_owned()
    } else {
        let path = install(context, &folder, file, &new, scope)?;
        let path = shorten(&path, context.ui.home());
        format!("trusted from the next launch on: {path}")
    };
    if named.is_empty() {
        context.ui.print(said + "\n")?;
    } else {
        // Who names a fingerprint runs a script, which has nobody to read this.
        context.ui.say(1, || said);
    }
    Ok(0)
}

/// The certificates of a file, and what is trusted already.
struct Found<'a> {
    file: &'a Path,
    /// Roots first, then what they vouch for.
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    /// The subjects of the authorities that are trusted without the file.
    trusted: BTreeSet<String>,
    /// What the folder has.
    there: BTreeSet<Box<[u8]>>,
}

impl<'a> Found<'a> {
    fn new(context: &Context, file: &'a Path, folder: &Path) -> Result<Self> {
        let path = context.cwd.join(file);
        let wrong = |why: String| Error::new(why).at(Location::file(file));
        if let Err(error) = fs::metadata(&path) {
            return Err(wrong(format!("it cannot be read: {error}"))
                .hint("give the path of a file of certificates (.cer, .crt, .pem, .p7b)"));
        }
        let named = NamedFile {
            path: path.clone(),
            optional: false,
        };
        let judged = judge(context, Some(named))?;
        // The file, or one in the folder.
        let is_own =
            |source: &Source| matches!(source, Source::File(file) if file.starts_with(&path));
        let problems: Vec<Problem> = (judged.problems.into_iter())
            .filter(|problem| is_own(&problem.source))
            .collect();
        let trusted = (judged.entries.iter()).filter(|entry| !entry.sources.iter().all(is_own));
        let trusted = authorities(trusted);
        let mut entries: Vec<Entry> = (judged.entries.into_iter())
            .filter(|entry| entry.sources.iter().any(is_own))
            .collect();
        if entries.is_empty() {
            let why = match problems.first() {
                Some(problem) => problem.kind.to_string(),
                None => "its trust settings do not trust its certificates for servers".to_owned(),
            };
            return Err(wrong(format!("there is nothing to trust in it: {why}"))
                .hint("name the file of the authority's certificate (.cer, .crt, .pem, .p7b)"));
        }
        entries.sort_by_key(|entry| match CertificateKind::of(entry.certificate.facts) {
            CertificateKind::Root => 0,
            CertificateKind::Intermediate => 1,
            CertificateKind::Server => 2,
        });
        let there = load_drop_ins(folder, context.dirs.scope_of(folder))
            .certificates
            .into_iter();
        Ok(Self {
            file,
            entries,
            problems,
            trusted,
            there: there.map(|(_, certificate)| certificate.der).collect(),
        })
    }

    /// The certificates with these fingerprints, all of which must be there and be good for something.
    fn with_fingerprints(&self, named: &[Fingerprint]) -> Result<Vec<&Entry>> {
        let has = |fingerprint: &Fingerprint| {
            (self.entries.iter())
                .any(|entry| entry.certificate.fingerprints().contains(fingerprint))
        };
        if let Some(missing) = named.iter().find(|fingerprint| !has(fingerprint)) {
            let error = Error::new(format!("no certificate has the fingerprint {missing}"))
                .at(Location::file(self.file));
            let error = self.entries.iter().fold(error, |error, entry| {
                let [sha256, _] = entry.certificate.fingerprints();
                error.note(format!("{sha256}  {}", name_of(entry)))
            });
            return Err(error.hint("ask those who gave you the file for the fingerprint of theirs"));
        }
        let chosen: Vec<&Entry> = (self.entries.iter())
            .filter(|entry| {
                (entry.certificate.fingerprints().iter()).any(|one| named.contains(one))
            })
            .collect();
        let mut reasons = chosen
            .iter()
            .filter_map(|entry| Some((entry, entry.reason.as_ref()?)));
        match reasons.next() {
            Some((entry, reason)) => {
                Err(useless(self.file, reason).note(format!("it is {}", name_of(entry))))
            }
            None => Ok(chosen),
        }
    }

    /// Shows each certificate, and gives those that the user agrees to.
    fn agreed_to(&self, context: &Context, scope: Scope) -> Result<Vec<&Entry>> {
        for problem in &self.problems {
            context.ui.warn(problem);
        }
        let wanted: Vec<&Entry> = (self.entries.iter())
            .filter(|entry| entry.reason.is_none() && !self.there.contains(&entry.certificate.der))
            .collect();
        let can_ask = context.ui.can_ask();
        if can_ask && !wanted.is_empty() {
            let folder = folder(context, scope)?;
            check_writable(&folder)
                .map_err(|error| cannot("nothing can be installed", &folder, scope, &error))?;
        }
        let agreed = self.ask(context, &wanted, can_ask.then(|| question(scope)))?;
        let reasons: Option<Vec<&Reason>> =
            (self.entries.iter().map(|entry| entry.reason.as_ref())).collect();
        match reasons.as_deref() {
            Some([reason, ..]) => Err(useless(self.file, reason)),
            _ if wanted.is_empty() => Ok(agreed),
            _ if !can_ask => Err(self.unasked(&wanted, scope)),
            _ if agreed.is_empty() => Err(Error::new("nothing was added: you did not say yes")),
            _ => Ok(agreed),
        }
    }

    /// Shows each certificate and, where there is a question, asks it for those that are wanted.
    fn ask(
        &self,
        context: &Context,
        wanted: &[&Entry],
        question: Option<&str>,
    ) -> Result<Vec<&Entry>> {
        let mut trusted = self.trusted.clone();
        let mut agreed = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n" };
            let card = summary::card(entry, &trusted, now());
            context.ui.print(format!("{gap}{card}"))?;
            if self.there.contains(&entry.certificate.der) {
                context.ui.print("It is trusted already.\n")?;
            }
            let asks = |question: &str| context.ui.ask(question);
            if wanted.contains(&entry) && question.map_or(Ok(true), asks)? {
                trusted.extend(authorities([entry]));
                agreed.push(entry);
            }
        }
        Ok(agreed)
    }

    fn unasked(&self, wanted: &[&Entry], scope: Scope) -> Error {
        let fingerprint = match wanted {
            [one] => one.certificate.fingerprints()[0].to_string(),
            _ => "HEX".to_owned(),
        };
        // A dash would make it an option.
        let is_dashed = self.file.as_os_str().as_encoded_bytes().starts_with(b"-");
        let file = if is_dashed {
            Path::new(".").join(self.file)
        } else {
            self.file.to_owned()
        };
        let words = String::from_utf8_lossy(&quote(file.as_os_str())).into_owned();
        let site = if scope == Scope::Site { " --site" } else { "" };
        Error::new("there is no terminal to ask on whether to trust this").hint(format!(
            "compare the fingerprint with the one that you were told, then: sglaunch trust add{site} {words} --fingerprint {fingerprint}"
        ))
    }
}

fn question(scope: Scope) -> &'static str {
    match scope {
        Scope::User => "Trust it in every profile?",
        Scope::Site => "Trust it in every profile, for all users of this machine?",
    }
}

fn useless(file: &Path, reason: &Reason) -> Error {
    Error::new(format!(
        "what is in it would be left out of every bundle: {}",
        reason.clause()
    ))
    .at(Location::file(file))
    .hint(match reason {
        Reason::Denied => "take it out of `ca.deny`, if it is to be trusted all the same",
        Reason::Distrusted(_) => "`ca.allow` in a profile overrules distrust, if you are sure",
        Reason::Issuer(_) => "add its issuer, if that is to be trusted all the same",
        Reason::Expired | Reason::NotACa | Reason::NotForServers => {
            "ask for the certificate of the authority that signs servers' certificates now"
        }
    })
}

/// Writes certificates, and nothing else that may be in `file`, under a name that is not taken.
fn install(
    context: &Context,
    folder: &Path,
    file: &Path,
    new: &[&Entry],
    scope: Scope,
) -> Result<PathBuf> {
    let wrong =
        |error: io::Error| cannot("the certificate cannot be installed", folder, scope, &error);
    match scope {
        Scope::User => os::create_dir(folder),
        Scope::Site => os::create_site_dir(&context.dirs.machine, folder),
    }
    .map_err(wrong)?;
    let taken: BTreeSet<String> = (fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| trust_name(&entry.path()).into_owned())
        .collect();
    let name = name_for(file);
    let pem: String = new
        .iter()
        .map(|entry| pem_of(&entry.certificate.der))
        .collect();
    let (mut free, mut number) = (name.clone(), 1_u32);
    loop {
        let path = folder.join(format!("{free}.pem"));
        // Somebody else may be taking the same name just now.
        if !taken.contains(&free) && write_new(&path, pem.as_bytes()).map_err(wrong)? {
            return Ok(path);
        }
        number += 1;
        free = format!("{name}-{number}");
    }
}

/// How long a name may be, in bytes: file systems allow 255, and there is a number and an extension to come.
const LONGEST_NAME: usize = 200;

/// Returns the name under which `trust add` installs a file.
fn name_for(file: &Path) -> String {
    plain_name(file).unwrap_or_else(|| "certificate".to_owned())
}

/// Returns the file's name without its extension, in characters that are easily typed; `None` if no
/// such character is in it.
pub fn plain_name(file: &Path) -> Option<String> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut stem = &*name;
    while let Some((before, extension)) = stem.rsplit_once('.')
        && EXTENSIONS.contains(&extension.to_lowercase().as_str())
    {
        stem = before;
    }
    let is_plain = |c: char| c.is_alphanumeric() || "._".contains(c);
    let words: Vec<&str> = (stem.split(|c| !is_plain(c)))
        .filter(|word| !word.is_empty())
        .collect();
    let mut name = words.join("-");
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    let name = name.trim_matches('.');
    (!name.is_empty()).then(|| name.to_owned())
}

fn name_of(entry: &Entry) -> String {
    printable(&entry.certificate.name())
}
