//! A profile: how one program is started and what it trusts, valid by construction.
//!
//! The raw shape of the YAML is private to this module. What leaves it has been merged from its layers and checked, and
//! each value remembers the file that it was written in, for messages and for `show`.

mod expand;
mod file;
mod layers;
pub mod program;
mod version;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use expand::{Missing, Template, Values};
pub use file::schema;
pub use layers::{Kind, Layers, Source};
pub use version::Version;

use crate::certs::Fingerprint;
use crate::error::{Error, Place, Result, alternatives, nearest};
use crate::platform;
use file::{File, Setting as RawSetting, Step, locate};

/// The profile that every other one adds to.
pub const BASE: &str = "defaults";

/// Names that are commands, now or in the plans, and so may not be profiles.
pub const RESERVED: &[&str] = &[
    "bundle",
    "check",
    "completions",
    "doctor",
    "env",
    "explain",
    "help",
    "list",
    "man",
    "schema",
    "shim",
    "shortcut",
    "show",
    "trust",
];

/// The variables that always name the bundle: ShotGrid's API, OpenSSL and requests read one each.
pub const ALWAYS: [&str; 3] = ["SHOTGUN_API_CACERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];

/// The variable of OpenSSL's certificate folders, which the plan empties when something must not be found there.
pub const SSL_CERT_DIR: &str = "SSL_CERT_DIR";

/// How one program is started, and what it trusts.
#[derive(Debug)]
pub struct Profile {
    /// What it is called on the command line.
    pub name: String,
    /// One line about the program.
    pub description: Option<Written<String>>,
    /// Where the program may be on this system, the best place first; `None` if the profile names no program for it.
    pub candidates: Option<Vec<Written<Template>>>,
    /// The version to start when the command line names none.
    pub version: Option<Written<Version>>,
    /// Arguments before the user's own.
    pub args: Vec<Written<Template>>,
    /// Changes to the environment, by variable.
    pub env: BTreeMap<String, Written<Setting>>,
    /// What the program trusts.
    pub ca: Ca,
    /// What the doctor tests.
    pub sites: Vec<Written<String>>,
    /// The files that the profile was merged from, its own first, the base last.
    pub sources: Vec<Source>,
}

/// The `ca` settings of a profile, its templates not yet filled in.
#[derive(Debug)]
pub struct Ca {
    /// The operating system's store counts.
    pub native: Written<bool>,
    /// Mozilla's roots count.
    pub mozilla: Written<bool>,
    /// What the environment names counts.
    pub inherited: Written<bool>,
    /// Files and folders of certificates.
    pub files: Vec<Written<CaFile>>,
    /// Never trusted.
    pub deny: Vec<Written<Fingerprint>>,
    /// Trusted even where the system distrusts.
    pub allow: Vec<Written<Fingerprint>>,
    /// Expired certificates stay.
    pub keep_expired: Written<bool>,
    /// The variables that name the bundle, those of [`ALWAYS`] first.
    pub variables: Vec<Written<String>>,
}

/// A file or folder of certificates that a profile names.
#[derive(Debug)]
pub struct CaFile {
    /// Its path.
    pub path: Template,
    /// It need not be there.
    pub optional: bool,
}

/// What a profile does to one variable.
#[derive(Debug)]
pub enum Setting {
    /// Sets it.
    Set(Template),
    /// Removes it.
    Remove,
    /// Sets it where it is not set.
    Default(Template),
    /// Adds entries before and after what is there.
    Join {
        /// Before it.
        prepend: Vec<Template>,
        /// After it.
        append: Vec<Template>,
    },
}

/// A value and where it was written.
#[derive(Debug)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Its file, an index into [`Profile::sources`].
    pub file: usize,
    /// Its index in the list that it stands in, in that file.
    index: usize,
}

impl Profile {
    /// Finds `name` in `layers` and merges what it extends.
    pub fn load(name: &str, layers: &Layers) -> Result<Self> {
        let mut sources = Vec::new();
        let mut files = Vec::new();
        for (source, file) in chain(name, layers)? {
            sources.push(source);
            files.push(file);
        }
        merge(name, files, sources)
    }

    /// The CA files and folders that the profile names, as paths. A relative one starts at its file's folder.
    pub fn ca_paths(&self, values: Values) -> Result<Vec<(PathBuf, &Written<CaFile>)>> {
        (self.ca.files.iter())
            .map(|written| {
                let path = (written.value.path.expand(values))
                    .map_err(|missing| self.missing(&missing, &["ca", "files"], written))?;
                let folder = self.sources[written.file].folder();
                let path = folder.map_or_else(|| PathBuf::from(&path), |folder| folder.join(&path));
                Ok((path, written))
            })
            .collect()
    }

    /// Whether everything that a launch fills in can be, the version aside: it is known only when a program is found.
    pub fn check_values(&self, values: Values) -> Result<()> {
        let filled = |template: &Template| match template.expand(values) {
            Err(missing) if missing != Missing::Version => Err(missing),
            _ => Ok(()),
        };
        for written in &self.args {
            filled(&written.value).map_err(|missing| self.missing(&missing, &["args"], written))?;
        }
        for (name, written) in &self.env {
            (written.value.templates().try_for_each(filled))
                .map_err(|missing| self.missing(&missing, &["env", name], written))?;
        }
        Ok(())
    }

    /// The error for a value that cannot be filled in.
    pub fn missing<T>(&self, missing: &Missing, keys: &[&str], written: &Written<T>) -> Error {
        let hint = match missing {
            Missing::Variable(name) => {
                format!("set `{name}`, or give a default: `${{{name}:-…}}`")
            }
            Missing::Home => "set HOME".to_owned(),
            Missing::Version => {
                "start it as PROFILE@VERSION, or give a path with `{version}` in `program`"
                    .to_owned()
            }
        };
        self.wrong(
            format!("{missing} (in profile `{}`)", self.name),
            keys,
            written,
        )
        .hint(hint)
    }

    /// An error at a value of this profile.
    pub fn wrong<T>(&self, sentence: String, keys: &[&str], written: &Written<T>) -> Error {
        Error::new(sentence).at(written.place(&self.sources, keys))
    }
}

impl Setting {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        let (one, before, after): (_, &[Template], &[Template]) = match self {
            Setting::Set(template) | Setting::Default(template) => (Some(template), &[], &[]),
            Setting::Remove => (None, &[], &[]),
            Setting::Join { prepend, append } => (None, prepend, append),
        };
        one.into_iter().chain(before).chain(after)
    }
}

impl<T> Written<T> {
    fn place(&self, sources: &[Source], keys: &[&str]) -> Place {
        let mut path: Vec<Step> = keys.iter().map(|key| Step::Key(key)).collect();
        if IN_LISTS.contains(&keys) {
            path.push(Step::Index(self.index));
        }
        locate(&sources[self.file], &path)
    }
}

/// Where [`Written::index`] says which item is meant.
const IN_LISTS: &[&[&str]] = &[
    &["args"],
    &["ca", "allow"],
    &["ca", "deny"],
    &["ca", "files"],
    &["ca", "variables"],
    &["program", platform::NAME],
    &["sites"],
];

/// The files that make up profile `name`, its own first.
fn chain(name: &str, layers: &Layers) -> Result<Vec<(Source, File)>> {
    let mut chain: Vec<(Source, File)> = Vec::new();
    let Some(mut source) = find(name, 0, layers)? else {
        return Err(unknown(name, layers));
    };
    loop {
        let file = file::parse(&source)?;
        let parent = file.extends.clone().unwrap_or_else(|| BASE.to_owned());
        let is_layer_below = parent == source.name;
        let depth = if is_layer_below { source.depth + 1 } else { 0 };
        let extends_nothing = file.extends.is_none() && is_layer_below;
        chain.push((source, file));

        let Some(next) = find(&parent, depth, layers)? else {
            if extends_nothing {
                return Ok(chain);
            }
            return Err(no_parent(&parent, &chain, layers));
        };
        if chain
            .iter()
            .any(|(known, _)| (&known.name, known.depth) == (&next.name, next.depth))
        {
            return Err(circle(&chain, &next));
        }
        source = next;
    }
}

fn find(name: &str, depth: usize, layers: &Layers) -> Result<Option<Source>> {
    if is_name(name) {
        layers.find(name, depth)
    } else {
        Ok(None)
    }
}

/// Whether `name` can be a file's name and nothing but that.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0', ':'])
}

fn unknown(name: &str, layers: &Layers) -> Error {
    let names = layers.names();
    let error = Error::new(format!("there is no profile `{}`", name.escape_debug()));
    if let Some(path) = layers.misnamed(name) {
        return error.at(Place::file(&path)).hint(format!(
            "a profile's file ends in .yaml: rename it to {name}.yaml"
        ));
    }
    match nearest(name, names.iter().map(String::as_str)).as_slice() {
        [] => error.hint("`sglaunch list` shows the profiles"),
        near => error.hint(format!(
            "did you mean {}? `sglaunch list` shows them all",
            alternatives(near)
        )),
    }
}

fn no_parent(parent: &str, chain: &[(Source, File)], layers: &Layers) -> Error {
    let (source, _) = &chain[chain.len() - 1];
    let place = locate(source, &[Step::Key("extends")]);
    if parent == source.name {
        return Error::new(format!(
            "profile `{parent}` extends itself, and no layer below has a `{parent}`"
        ))
        .at(place)
        .hint("remove `extends`, or name another profile");
    }
    let names = layers.names();
    let near = nearest(parent, names.iter().map(String::as_str));
    let error = Error::new(format!(
        "profile `{}` extends `{parent}`, which does not exist",
        source.name
    ))
    .at(place);
    match near.as_slice() {
        [] => error.hint("`sglaunch list` shows the profiles"),
        near => error.hint(format!("did you mean {}?", alternatives(near))),
    }
}

fn circle(chain: &[(Source, File)], next: &Source) -> Error {
    let (last, _) = &chain[chain.len() - 1];
    let names: Vec<&str> = (chain.iter().map(|(source, _)| source))
        .chain([next])
        .map(|source| source.name.as_str())
        .skip_while(|name| *name != next.name)
        .collect();
    Error::new(format!(
        "profiles extend each other in a circle: {}",
        names.join(" → ")
    ))
    .at(locate(last, &[Step::Key("extends")]))
    .hint("let one of them extend another profile")
}

/// Merges files, the one that wins first, into a profile.
fn merge(name: &str, files: Vec<File>, sources: Vec<Source>) -> Result<Profile> {
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
    files: Vec<Written<file::CaFile>>,
    deny: Vec<Written<String>>,
    allow: Vec<Written<String>>,
    keep_expired: Option<Written<bool>>,
    variables: Option<Vec<Written<String>>>,
    sites: Option<Vec<Written<String>>>,
}

impl Merged {
    /// Adds a file that loses against those added before it, except that `files`, `deny` and `allow` add up.
    fn add_below(&mut self, raw: File, file: usize) {
        let at = |value| Written {
            value,
            file,
            index: 0,
        };
        let flag = |value| Written {
            value,
            file,
            index: 0,
        };
        fill(&mut self.description, raw.description.map(at));
        fill(&mut self.version, raw.version.map(at));
        fill(&mut self.args, raw.args.map(|list| items(list, file)));
        fill(&mut self.sites, raw.sites.map(|list| items(list, file)));
        let program = raw.program.unwrap_or_default().0;
        let candidates = platform::candidates(program.linux, program.macos, program.windows);
        fill(
            &mut self.candidates,
            candidates.map(|list| items(list, file)),
        );
        for (name, value) in raw.env.unwrap_or_default().0 {
            self.env.entry(name).or_insert(Written {
                value,
                file,
                index: 0,
            });
        }
        let ca = raw.ca.unwrap_or_default().0;
        fill(&mut self.native, ca.native.map(flag));
        fill(&mut self.mozilla, ca.mozilla.map(flag));
        fill(&mut self.inherited, ca.inherited.map(flag));
        fill(&mut self.keep_expired, ca.keep_expired.map(flag));
        fill(
            &mut self.variables,
            ca.variables.map(|list| items(list, file)),
        );
        self.files.extend(items(ca.files.unwrap_or_default(), file));
        self.deny.extend(items(ca.deny.unwrap_or_default(), file));
        self.allow.extend(items(ca.allow.unwrap_or_default(), file));
    }

    fn check(self, name: &str, sources: Vec<Source>) -> Result<Profile> {
        let check = Check {
            name,
            sources: &sources,
        };
        let base = sources.len() - 1;
        let or_true = |flag: Option<Written<bool>>| {
            flag.unwrap_or(Written {
                value: true,
                file: base,
                index: 0,
            })
        };
        let variables = with_always(
            check.each(
                self.variables.unwrap_or_default(),
                &["ca", "variables"],
                variable,
            )?,
            base,
        );
        let ca = Ca {
            native: or_true(self.native),
            mozilla: or_true(self.mozilla),
            inherited: or_true(self.inherited),
            files: check.each(self.files, &["ca", "files"], |raw| {
                let path = Template::parse(&raw.path)?;
                Ok(CaFile {
                    path,
                    optional: raw.optional,
                })
            })?,
            deny: check.each(self.deny, &["ca", "deny"], |text| Fingerprint::parse(&text))?,
            allow: check.each(self.allow, &["ca", "allow"], |text| {
                Fingerprint::parse(&text)
            })?,
            keep_expired: self.keep_expired.unwrap_or(Written {
                value: false,
                file: base,
                index: 0,
            }),
            variables,
        };
        let program = &["program", platform::NAME];
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
        .partition(|written| ALWAYS.contains(&written.value.as_str()));
    for name in ALWAYS {
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

fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn items<T>(list: Vec<T>, file: usize) -> Vec<Written<T>> {
    let written = |(index, value)| Written { value, file, index };
    list.into_iter().enumerate().map(written).collect()
}

/// Turns raw values into checked ones, and what is wrong with them into errors at their place.
struct Check<'a> {
    name: &'a str,
    sources: &'a [Source],
}

impl Check<'_> {
    fn one<T, U>(
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

    fn each<T, U>(
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
        Error::new(format!("{why} (in profile `{}`)", self.name))
            .at(written.place(self.sources, keys))
    }
}

/// Whether sglaunch itself decides what is in variable `name`.
fn is_ours(name: &str, ca: &Ca) -> bool {
    let same = |ours: &str| platform::same_variable(ours.as_ref(), name.as_ref());
    ca.variables.iter().any(|written| same(&written.value))
        || [
            SSL_CERT_DIR,
            "SGLAUNCH_PROFILE",
            "SGLAUNCH_DEPTH",
            "SGLAUNCH_INHERITED",
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

fn candidate(text: &str) -> Result<Template, String> {
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

fn site(url: String) -> Result<String, String> {
    match url.strip_prefix("https://") {
        Some(rest) if !rest.is_empty() => Ok(url),
        _ => Err(format!("`{url}` is not an https:// address")),
    }
}

#[cfg(test)]
mod tests;
