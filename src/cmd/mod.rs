//! The commands: each takes what was typed, asks the modules below, and prints.

mod bundle;
mod certificate;
mod check;
mod env;
mod generate;
mod launch;
mod list;
mod shim;
mod shortcut;
mod show;
mod trust;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::bundle::cache::Cache;
use crate::bundle::diff::{Difference, certificates_of};
use crate::bundle::{Bundle, Bundles, NotBuilt};
use crate::certs::{Problem, ProblemKind, Source};
use crate::cli::{Command, Invocation, Options, Target};
use crate::dirs::{self, Dirs};
use crate::env::Env;
use crate::error::{Error, Location, Result};
use crate::launch::environment;
use crate::os;
use crate::profile::{Layers, Profile, RESERVED, Values, Version};
use crate::program::{self, Program, SearchContext};
use crate::stores::inherited;
use crate::stores::inputs::BundleInputs;
use crate::ui::Ui;
use bundle::diff::changes;

/// The caller, read once: everything that a command may know of the process and the machine.
pub struct Context {
    /// The environment.
    pub env: Env,
    /// The current folder.
    pub cwd: PathBuf,
    /// The path of sglaunch itself.
    pub own: PathBuf,
    /// What sglaunch was called.
    pub called: OsString,
    /// Folders of this user.
    pub dirs: Dirs,
    /// Where profiles are.
    pub layers: Layers,
    /// sglaunch was called by another name.
    pub is_shim: bool,
    /// Build bundles even if they are fresh.
    pub refresh: bool,
    /// The streams.
    pub ui: Ui,
}

/// Does what was asked, and gives the exit code.
pub fn run(context: &Context, invocation: Invocation) -> Result<u8> {
    if let Some(folder) = invocation
        .options()
        .profile_dir
        .iter()
        .find(|folder| !context.cwd.join(folder).is_dir())
    {
        return Err(Error::new("there is no such folder of profiles").at(Location::file(folder)));
    }
    let (options, command) = match invocation {
        Invocation::Launch(launch) => return launch::run(context, launch),
        Invocation::Command(options, command) => (options, command),
    };
    match command {
        Command::List { json } => list::run(context, json),
        Command::Show { profile, json } => show::run(context, &profile, json),
        Command::Check { files } => check::run(context, &files),
        Command::Env { profile, format } => env::run(context, &profile, format),
        Command::Bundle { command } => bundle::run(context, command),
        Command::Trust { command } => trust::run(context, command),
        Command::Shim { command } => shim::run(context, command),
        Command::Shortcut { command } => shortcut::run(context, &options, command),
        Command::Schema => generate::schema(context),
        Command::Completions { shell } => generate::completions(context, shell),
        Command::Man => generate::man(context),
    }
}

impl Invocation {
    /// The options that every invocation has.
    pub fn options(&self) -> &Options {
        match self {
            Invocation::Launch(launch) => &launch.options,
            Invocation::Command(options, _) => options,
        }
    }

    /// Whether sglaunch was called by another name.
    pub fn is_shim(&self) -> bool {
        matches!(self, Invocation::Launch(launch) if launch.is_shim)
    }
}

impl Context {
    fn machine(&self) -> SearchContext<'_> {
        SearchContext {
            env: &self.env,
            home: self.dirs.home.as_deref(),
            root: &self.dirs.root,
            cwd: &self.cwd,
            own: &self.own,
            shims: self.dirs.shims.as_deref(),
            is_shim: self.is_shim,
        }
    }

    /// The path by which sglaunch was called, for what is to call it again: where that is a link, it stays when the next
    /// version takes the place of this one.
    fn lasting_path(&self) -> PathBuf {
        let called = if program::is_path(&self.called) {
            Some(self.cwd.join(&self.called))
        } else {
            self.machine().first_on_path(&self.called)
        };
        called
            .filter(|path| os::same_file(path, &self.own))
            .and_then(|path| std::path::absolute(path).ok())
            .unwrap_or_else(|| self.own.clone())
    }

    fn values<'a>(&'a self, version: Option<&'a Version>) -> Values<'a> {
        Values {
            env: &self.env,
            home: self.dirs.home.as_deref(),
            version,
        }
    }

    fn bundles(&self) -> Bundles<'_> {
        Bundles {
            folders: &self.dirs.caches,
            host: dirs::host(&self.env),
            root: &self.dirs.root,
            refresh: self.refresh,
        }
    }

    fn profile(&self, name: &str) -> Result<Profile> {
        Profile::load(name, &self.layers)
    }

    /// What goes into the bundle of a profile, here and now.
    fn recipe(&self, profile: &Profile) -> Result<BundleInputs> {
        BundleInputs::new(profile, self.values(None), self.dirs.trust(), || {
            let variables = profile
                .settings
                .ca
                .variables
                .iter()
                .map(|written| written.value.as_str());
            let is_ours = |path: &Path| {
                self.dirs
                    .caches
                    .iter()
                    .any(|folder| Cache::at(folder).has(path))
            };
            inherited::find(&self.env, variables, &self.cwd, &self.dirs.root, is_ours)
        })
    }

    /// The bundle of a recipe, with what the user should know of it said.
    fn bundle(&self, profile: &Profile, recipe: &BundleInputs) -> Result<Bundle> {
        let bundles = self.bundles();
        if let Some(bundle) = bundles.fresh(recipe)? {
            self.ui
                .say(1, || format!("{} is fresh", bundle.path.display()));
            return Ok(bundle);
        }
        self.build(profile, recipe, &bundles)
    }

    fn build(&self, profile: &Profile, recipe: &BundleInputs, bundles: &Bundles) -> Result<Bundle> {
        // Only those who want to know how it changes pay for reading the one before.
        let before = (self.ui.says(1))
            .then(|| bundles.replaced(recipe))
            .flatten()
            .map(|replaced| certificates_of(&replaced.path));
        let built = self
            .ui
            .slowly("reading certificates", || bundles.build(recipe));
        let bundle = built.map_err(|why| point_to_file(why, profile))?;
        for problem in &bundle.problems {
            self.ui.warn(problem);
        }
        if let Some(merged) = &bundle.built {
            self.ui.say(1, || {
                let count = merged.included().count();
                format!(
                    "{count} certificates in {}, built now",
                    bundle.path.display()
                )
            });
            let changes = before.map(|before| changes(&Difference::between(before, merged)));
            for change in changes.into_iter().flatten() {
                self.ui.say(1, || change.to_string());
            }
        }
        Ok(bundle)
    }

    /// The environment of a program under a profile.
    fn environment(&self, profile: &Profile, values: Values) -> Result<Env> {
        let recipe = self.recipe(profile)?;
        let bundle = self.bundle(profile, &recipe)?;
        let hook = profile
            .settings
            .ca
            .certifi
            .value
            .then(|| self.hook())
            .flatten();
        environment::environment(profile, &recipe, &bundle, hook.as_deref(), values)
    }

    /// The folder of the certifi hook. A program can do without it, so where it cannot be written that is only said.
    fn hook(&self) -> Option<PathBuf> {
        let mut why = "there is no cache folder".to_owned();
        for folder in &self.dirs.caches {
            let cache = Cache::open(folder).map_err(|error| error.sentence().to_owned());
            match cache.and_then(|cache| cache.hook().map_err(|error| error.to_string())) {
                Ok(hook) => return Some(hook),
                Err(error) => why = error,
            }
        }
        let message = format!("Python code that asks certifi gets certifi's own list: {why}");
        self.ui.warn(&Problem::new(Source::Certifi, message));
        None
    }

    /// The program of a profile, in the version that the target names.
    fn program(&self, profile: &Profile, target: &Target) -> Result<Program> {
        let asked = target.version.as_deref().map(version).transpose()?;
        program::find(profile, asked.as_ref(), &self.machine())
    }

    /// Prints one JSON document.
    fn print_json(&self, document: &Value) -> Result<()> {
        let text = serde_json::to_string_pretty(document)
            .map_err(|error| Error::new(error.to_string()))?;
        self.ui.print(text + "\n")
    }
}

/// What went wrong, as every list in JSON says it.
fn problems_json(problems: &[Problem]) -> Value {
    problems
        .iter()
        .map(|problem| json!({"source": problem.source.to_string(), "message": problem.kind.to_string()}))
        .collect()
}

/// Nothing can start a profile that is called like a command.
fn refuse_reserved(profile: &Profile) -> Result<()> {
    let name = profile.name.as_str();
    if RESERVED.contains(&name) {
        let why = format!("`{name}` is a command of sglaunch, and no profile to start");
        return Err(Error::new(why).hint("give the profile another name"));
    }
    Ok(())
}

fn version(text: &str) -> Result<Version> {
    if text.is_empty() {
        return Err(Error::new("a version is missing after the @")
            .hint("write PROFILE@VERSION, as in houdini@20.5"));
    }
    Version::new(text).ok_or_else(|| {
        Error::new(format!(
            "`{}` is no version: it does not begin with a digit",
            text.escape_debug()
        ))
        .hint("write PROFILE@VERSION, as in houdini@20.5")
    })
}

/// Shows where the profile names the file that a bundle cannot be made of.
fn point_to_file(why: NotBuilt, profile: &Profile) -> Error {
    let NotBuilt { error, problem } = why;
    let file = problem.and_then(|problem| {
        let written = profile.settings.ca.files.get(problem.needed?)?;
        Some((written, problem.kind))
    });
    match file {
        Some((written, kind)) => {
            let hint = if kind == ProblemKind::NotFound {
                "correct the path; a file that need not be there is {path: …, optional: true}"
            } else {
                "name the file of the authority's certificate (.cer, .crt, .pem, .p7b)"
            };
            profile
                .error_at(error.sentence().to_owned(), written)
                .hint(hint)
        }
        None => error,
    }
}
