//! Many files to one profile: what wins, what adds up, and whether each value is right.

use std::collections::BTreeMap;

use super::layers::Source;
use super::schema::{self, File, Setting as RawSetting};
use super::template::Template;
use super::version::Version;
use super::{Ca, CaFile, Profile, Setting, Written, shortcut};
use crate::certs::Fingerprint;
use crate::env::names::{
    CA_FILE_VARIABLES, SGLAUNCH_CERTIFI, SGLAUNCH_DEPTH, SGLAUNCH_INHERITED, SGLAUNCH_PROFILE,
    SSL_CERT_DIR,
};
use crate::error::{Error, Result};
use crate::os;

/// Merges files, the one that wins first, into a profile.
pub(super) fn merge(name: &str, files: Vec<File>, sources: Vec<Source>) -> Result<Profile> {
    let mut merged = Merged::default();
    for (file, raw) in files.into_iter().enumerate() {
        merged.add_below(raw, file);
    }
    merged.check(name, sources)
}

/// The merged values before they are checked.
#[derive(Default)]
struct Merged {
    description: Option<Written<String>>,
    candidates: Option<Vec<Written<String>>>,
    version: Option<Written<String>>,
    args: Option<Vec<Written<String>>>,
    env: BTreeMap<String, Written<RawSetting>>,
    native: Option<Written<bool>>,
    mozilla: Option<Written<bool>>,
    inherited: Option<Written<bool>>,
    files: Vec<Written<schema::CaFile>>,
    deny: Vec<Written<String>>,
    allow: Vec<Written<String>>,
    keep_expired: Option<Written<bool>>,
    certifi: Option<Written<bool>>,
    variables: Option<Vec<Written<String>>>,
    shortcut: shortcut::Merged,
    sites: Option<Vec<Written<String>>>,
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

    fn check(self, name: &str, sources: Vec<Source>) -> Result<Profile> {
        let check = Check { sources: &sources };
        let base = sources.len() - 1;
        let or = |value: bool, flag: Option<Written<bool>>| flag.unwrap_or(written(value, base));
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
        Ok(Profile {
            name: name.to_owned(),
            description: self.description,
            candidates: (self.candidates)
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
            sources,
        })
    }
}

/// Puts the variables that always name the bundle in front of the others.
fn with_always(listed: Vec<Written<String>>, base: usize) -> Vec<Written<String>> {
    let (mut always, others): (Vec<_>, Vec<_>) = listed
        .into_iter()
        .partition(|written| CA_FILE_VARIABLES.contains(&written.value.as_str()));
    for name in CA_FILE_VARIABLES {
        if !always.iter().any(|written| written.value == name) {
            always.push(Written {
                value: name.to_owned(),
                file: base,
                index: 0,
            });
        }
    }
    always.extend(others);
    always
}

pub(super) fn written<T>(value: T, file: usize) -> Written<T> {
    Written {
        value,
        file,
        index: 0,
    }
}

pub(super) fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

pub(super) fn items<T>(list: Vec<T>, file: usize) -> Vec<Written<T>> {
    let written = |(index, value)| Written { value, file, index };
    list.into_iter().enumerate().map(written).collect()
}

/// Turns raw values into checked ones, and what is wrong with them into errors at their place.
pub(super) struct Check<'a> {
    sources: &'a [Source],
}

impl Check<'_> {
    pub(super) fn one<T, U>(
        &self,
        written: Written<T>,
        keys: &[&str],
        parse: impl Fn(T) -> Result<U, String>,
    ) -> Result<Written<U>> {
        let Written { value, file, index } = written;
        match parse(value) {
            Ok(value) => Ok(Written { value, file, index }),
            Err(why) => Err(self.wrong(
                &why,
                keys,
                &Written {
                    value: (),
                    file,
                    index,
                },
            )),
        }
    }

    pub(super) fn each<T, U>(
        &self,
        list: Vec<Written<T>>,
        keys: &[&str],
        parse: impl Fn(T) -> Result<U, String>,
    ) -> Result<Vec<Written<U>>> {
        list.into_iter()
            .map(|written| self.one(written, keys, &parse))
            .collect()
    }

    fn env(
        &self,
        raw: BTreeMap<String, Written<RawSetting>>,
        ca: &Ca,
    ) -> Result<BTreeMap<String, Written<Setting>>> {
        raw.into_iter()
            .map(|(name, written)| {
                if let Err(why) = variable(name.clone()) {
                    return Err(self.wrong(&why, &["env", &name], &written));
                }
                if is_ours(&name, ca) {
                    let why = format!(
                        "`{name}` is set by sglaunch, and a profile's `env` may not name it"
                    );
                    return Err(self
                        .wrong(&why, &["env", &name], &written)
                        .hint("to trust a certificate, put its file into `ca.files`"));
                }
                let setting = self.one(written, &["env", &name], setting)?;
                Ok((name, setting))
            })
            .collect()
    }

    fn wrong<T>(&self, why: &str, keys: &[&str], written: &Written<T>) -> Error {
        // That of the file that it stands in: what is wrong in `defaults` is wrong there, whatever profile is asked for.
        let name = &self.sources[written.file].name;
        Error::new(format!("{why} (in profile `{name}`)")).at(written.place(self.sources, keys))
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

fn setting(raw: RawSetting) -> Result<Setting, String> {
    let templates = |list: Vec<String>| {
        list.iter()
            .map(|text| Template::parse(text))
            .collect::<Result<_, _>>()
    };
    Ok(match raw {
        RawSetting::Set(text) => Setting::Set(Template::parse(&text)?),
        RawSetting::Remove => Setting::Remove,
        RawSetting::Default(text) => Setting::Default(Template::parse(&text)?),
        RawSetting::Join { prepend, append } => Setting::Join {
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
