//! Many files to one profile: what wins, what adds up, and whether each value is right.

use std::collections::BTreeMap;

use super::layers::ProfileFile;
use super::origin::{Item, KeyPath, Origin};
use super::schema::{self, File, Setting as RawChange};
use super::template::Template;
use super::version::Version;
use super::yaml_span::locate;
use super::{Ca, CaFile, Profile, Settings, Sourced, VariableChange, shortcut};
use crate::certs::Fingerprint;
use crate::env::names::{
    CA_FILE_VARIABLES, SGLAUNCH_CERTIFI, SGLAUNCH_DEPTH, SGLAUNCH_INHERITED, SGLAUNCH_PROFILE,
    SSL_CERT_DIR,
};
use crate::error::{Error, Result};
use crate::os;

/// Merges files, the one that wins first, into a profile.
pub(super) fn merge(name: &str, files: Vec<File>, sources: Vec<ProfileFile>) -> Result<Profile> {
    let mut merged = Merged::default();
    for (file, raw) in files.into_iter().enumerate() {
        merged.add_below(raw, file);
    }
    merged.check(name, sources)
}

/// The merged values before they are checked.
#[derive(Default)]
struct Merged {
    description: Option<Sourced<String>>,
    candidates: Option<Vec<Sourced<String>>>,
    version: Option<Sourced<String>>,
    args: Option<Vec<Sourced<String>>>,
    env: BTreeMap<String, Sourced<RawChange>>,
    native: Option<Sourced<bool>>,
    mozilla: Option<Sourced<bool>>,
    inherited: Option<Sourced<bool>>,
    files: Vec<Sourced<schema::CaFile>>,
    deny: Vec<Sourced<String>>,
    allow: Vec<Sourced<String>>,
    keep_expired: Option<Sourced<bool>>,
    certifi: Option<Sourced<bool>>,
    variables: Option<Vec<Sourced<String>>>,
    shortcut: shortcut::Merged,
    sites: Option<Vec<Sourced<String>>>,
}

impl Merged {
    /// Adds a file that loses against those added before it, except that `files`, `deny` and `allow` add up.
    fn add_below(&mut self, raw: File, file: usize) {
        fill(
            &mut self.description,
            raw.description.map(|value| written(value, file)),
        );
        fill(
            &mut self.version,
            raw.version.map(|value| written(value, file)),
        );
        fill(&mut self.args, raw.args.map(|list| items(list, file)));
        fill(&mut self.sites, raw.sites.map(|list| items(list, file)));
        let program = raw.program.unwrap_or_default().0;
        let candidates = os::candidates(program.linux, program.macos, program.windows);
        fill(
            &mut self.candidates,
            candidates.map(|list| items(list, file)),
        );
        self.shortcut
            .add_below(raw.shortcut.unwrap_or_default().0, file);
        for (name, value) in raw.env.unwrap_or_default().0 {
            self.env.entry(name).or_insert_with(|| written(value, file));
        }
        let ca = raw.ca.unwrap_or_default().0;
        fill(
            &mut self.native,
            ca.native.map(|value| written(value, file)),
        );
        fill(
            &mut self.mozilla,
            ca.mozilla.map(|value| written(value, file)),
        );
        fill(
            &mut self.inherited,
            ca.inherited.map(|value| written(value, file)),
        );
        fill(
            &mut self.keep_expired,
            ca.keep_expired.map(|value| written(value, file)),
        );
        fill(
            &mut self.certifi,
            ca.certifi.map(|value| written(value, file)),
        );
        fill(
            &mut self.variables,
            ca.variables.map(|list| items(list, file)),
        );
        self.files.extend(items(ca.files.unwrap_or_default(), file));
        self.deny.extend(items(ca.deny.unwrap_or_default(), file));
        self.allow.extend(items(ca.allow.unwrap_or_default(), file));
    }

    fn check(self, name: &str, sources: Vec<ProfileFile>) -> Result<Profile> {
        let check = Check { sources: &sources };
        let base = sources.len() - 1;
        let or = |value: bool, flag: Option<Sourced<bool>>| flag.unwrap_or(written(value, base));
        let variables = with_always(
            check.each(
                self.variables.unwrap_or_default(),
                &["ca", "variables"],
                ca_variable,
            )?,
            base,
        );
        let ca = Ca {
            native: or(true, self.native),
            mozilla: or(true, self.mozilla),
            inherited: or(true, self.inherited),
            files: check.each(self.files, &["ca", "files"], |raw| {
                let path = Template::parse(&raw.path)?;
                if path.is_versioned() {
                    return Err("`{version}` has no meaning in `ca.files`: the bundle is the same for all versions".to_owned());
                }
                Ok(CaFile {
                    path,
                    optional: raw.optional,
                })
            })?,
            deny: check.each(self.deny, &["ca", "deny"], |text| Fingerprint::parse(&text))?,
            allow: check.each(self.allow, &["ca", "allow"], |text| {
                Fingerprint::parse(&text)
            })?,
            keep_expired: or(false, self.keep_expired),
            certifi: or(false, self.certifi),
            variables,
        };
        let program = &["program", os::NAME];
        let settings = Settings {
            description: self.description,
            program: (self.candidates)
                .map(|list| check.each(list, program, |text| candidate(&text)))
                .transpose()?,
            version: self
                .version
                .map(|written| check.one(written, &["version"], |text| version(&text)))
                .transpose()?,
            args: check.each(self.args.unwrap_or_default(), &["args"], |text| {
                Template::parse(&text)
            })?,
            env: check.env(self.env, &ca)?,
            shortcut: self.shortcut.check(&check)?,
            sites: check.each(self.sites.unwrap_or_default(), &["sites"], site)?,
            ca,
        };
        Ok(Profile {
            name: name.to_owned(),
            settings,
            files: sources,
        })
    }
}

/// Puts the variables that always name the bundle in front of the others.
fn with_always(listed: Vec<Sourced<String>>, base: usize) -> Vec<Sourced<String>> {
    let (mut always, others): (Vec<_>, Vec<_>) = listed
        .into_iter()
        .partition(|written| CA_FILE_VARIABLES.contains(&written.value.as_str()));
    for name in CA_FILE_VARIABLES {
        if !always.iter().any(|written| written.value == name) {
            always.push(written(name.to_owned(), base));
        }
    }
    always.extend(others);
    always
}

pub(super) fn written<T>(value: T, file: usize) -> Sourced<T> {
    let origin = Origin {
        file,
        key: KeyPath::default(),
        item: Item::Whole,
    };
    Sourced { value, origin }
}

pub(super) fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

pub(super) fn items<T>(list: Vec<T>, file: usize) -> Vec<Sourced<T>> {
    let written = |(index, value)| Sourced {
        value,
        origin: Origin {
            file,
            key: KeyPath::default(),
            item: Item::Index(index),
        },
    };
    list.into_iter().enumerate().map(written).collect()
}

/// Turns raw values into checked ones, and what is wrong with them into errors at their place.
pub(super) struct Check<'a> {
    sources: &'a [ProfileFile],
}

impl Check<'_> {
    pub(super) fn one<T, U>(
        &self,
        written: Sourced<T>,
        keys: &[&'static str],
        parse: impl Fn(T) -> Result<U, String>,
    ) -> Result<Sourced<U>> {
        let Sourced { value, mut origin } = written;
        let keys = keys.iter().copied();
        origin.key = keys.fold(KeyPath::default(), KeyPath::join);
        match parse(value) {
            Ok(value) => Ok(Sourced { value, origin }),
            Err(why) => Err(self.wrong(&why, &Sourced { value: (), origin })),
        }
    }

    pub(super) fn each<T, U>(
        &self,
        list: Vec<Sourced<T>>,
        keys: &[&'static str],
        parse: impl Fn(T) -> Result<U, String>,
    ) -> Result<Vec<Sourced<U>>> {
        list.into_iter()
            .map(|written| self.one(written, keys, &parse))
            .collect()
    }

    fn env(
        &self,
        raw: BTreeMap<String, Sourced<RawChange>>,
        ca: &Ca,
    ) -> Result<BTreeMap<String, Sourced<VariableChange>>> {
        raw.into_iter()
            .map(|(name, mut written)| {
                written.origin.item = Item::Entry(name.clone());
                written.origin.key = KeyPath::default().join("env");
                if let Err(why) = variable(name.clone()) {
                    return Err(self.wrong(&why, &written));
                }
                if is_ours(&name, ca) {
                    let why = format!(
                        "`{name}` is set by sglaunch, and a profile's `env` may not name it"
                    );
                    return Err(self
                        .wrong(&why, &written)
                        .hint("to trust a certificate, put its file into `ca.files`"));
                }
                let setting = self.one(written, &["env"], setting)?;
                Ok((name, setting))
            })
            .collect()
    }

    fn wrong<T>(&self, why: &str, written: &Sourced<T>) -> Error {
        // Named after the file, not after the profile: an error in `defaults` is reported as one of `defaults`.
        let file = &self.sources[written.origin.file];
        let place = locate(file, &written.origin.steps());
        Error::new(format!("{why} (in profile `{}`)", file.name)).at(place)
    }
}

/// Whether sglaunch itself decides what is in variable `name`.
fn is_ours(name: &str, ca: &Ca) -> bool {
    let same = |ours: &str| os::same_variable(ours.as_ref(), name.as_ref());
    ca.variables.iter().any(|written| same(&written.value))
        || [
            SSL_CERT_DIR,
            SGLAUNCH_PROFILE,
            SGLAUNCH_DEPTH,
            SGLAUNCH_INHERITED,
            SGLAUNCH_CERTIFI,
        ]
        .into_iter()
        .any(same)
}

fn setting(raw: RawChange) -> Result<VariableChange, String> {
    let templates = |list: Vec<String>| {
        list.iter()
            .map(|text| Template::parse(text))
            .collect::<Result<_, _>>()
    };
    Ok(match raw {
        RawChange::Set(text) => VariableChange::Set(Template::parse(&text)?),
        RawChange::Remove => VariableChange::Remove,
        RawChange::Default(text) => VariableChange::Default(Template::parse(&text)?),
        RawChange::Join { prepend, append } => VariableChange::Join {
            prepend: templates(prepend)?,
            append: templates(append)?,
        },
    })
}

pub(super) fn candidate(text: &str) -> Result<Template, String> {
    if text.is_empty() {
        return Err("an empty program".to_owned());
    }
    Template::parse(text)
}

fn version(text: &str) -> Result<Version, String> {
    Version::new(text)
        .ok_or_else(|| format!("`{text}` is no version: it does not begin with a digit"))
}

fn variable(name: String) -> Result<String, String> {
    if name.is_empty() || name.contains(['=', '\0']) {
        return Err(format!(
            "`{}` cannot be a variable's name",
            name.escape_debug()
        ));
    }
    Ok(name)
}

/// A variable that may name a bundle. Programs would not even start if PATH did.
fn ca_variable(name: String) -> Result<String, String> {
    let is_kept = ["PATH", "HOME", SSL_CERT_DIR].contains(&name.as_str());
    if is_kept
        || ["LD_", "DYLD_", "SGLAUNCH_"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
    {
        return Err(format!("`{name}` cannot name a file of certificates"));
    }
    variable(name)
}

fn site(url: String) -> Result<String, String> {
    match url.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() => Ok(url),
        _ => Err(format!("`{url}` is not an https:// address")),
    }
}
