//! Inputs of the commands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bundle::BundleRequest;
use crate::cli::{Options, Target};
use crate::dirs::{self, Dirs};
use crate::env::Env;
use crate::error::{Error, Result, cut};
use crate::launch::aliases::{Aliases, CalledProfile, Reindex};
use crate::launch::inputs;
use crate::os;
use crate::profile::{Layers, Profile, Values, Version};
use crate::program::{self, Program, SearchContext};
use crate::stores::inputs::BundleInputs;
use crate::ui::Ui;

/// The inputs that all commands share, read once.
pub struct Context {
    pub env: Env,
    pub cwd: PathBuf,
    /// The path of sglaunch.
    pub exe: PathBuf,
    /// The name or path that sglaunch was called by.
    pub argv0: OsString,
    pub dirs: Dirs,
    pub layers: Layers,
    /// sglaunch was called by the name of a shim.
    pub is_shim: bool,
    /// Bundles are built even if they are fresh.
    pub refresh: bool,
    pub ui: Ui,
}

impl Context {
    /// Returns a context without the settings of this user, for what all users get.
    pub fn for_all_users(&self, options: &Options) -> Self {
        let mut dirs = self.dirs.clone();
        (dirs.home, dirs.config, dirs.data) = (None, None, None);
        let mut env = self.env.clone();
        env.remove(os::HOME_VARIABLE);
        Self {
            layers: dirs.layers(&env, &options.profile_dir, &self.cwd),
            ui: Ui::new(options.verbose, options.quiet, &env, self.dirs.home.clone()),
            cwd: self.cwd.clone(),
            exe: self.exe.clone(),
            argv0: self.argv0.clone(),
            is_shim: self.is_shim,
            refresh: self.refresh,
            env,
            dirs,
        }
    }

    pub fn search_context(&self) -> SearchContext<'_> {
        SearchContext {
            env: &self.env,
            home: self.dirs.home.as_deref(),
            root: &self.dirs.root,
            cwd: &self.cwd,
            exe: &self.exe,
            shims: self.dirs.shims.as_deref(),
            cache: self.dirs.caches.first(),
            is_shim: self.is_shim,
            called_in: self.called_in(),
        }
    }

    /// Returns the directory of the shim that was called by its path.
    fn called_in(&self) -> Option<&Path> {
        let dir = Path::new(&self.argv0)
            .parent()
            .filter(|dir| dir.is_absolute());
        dir.filter(|_| self.is_shim)
    }

    pub fn values<'a>(&'a self, version: Option<&'a Version>) -> Values<'a> {
        Values {
            env: &self.env,
            home: self.dirs.home.as_deref(),
            version,
        }
    }

    pub fn profile(&self, name: &str) -> Result<Profile> {
        Profile::load(name, &self.layers)
    }

    pub fn inputs(&self, profile: &Profile) -> Result<BundleInputs> {
        inputs::resolve(profile, self.values(None), &self.cwd, &self.dirs)
    }

    pub fn request<'a>(&'a self, inputs: &'a BundleInputs) -> BundleRequest<'a> {
        let host = dirs::host(&self.env);
        let mut request = BundleRequest::new(inputs, &self.dirs.caches, &self.dirs.root, host);
        request.refresh = self.refresh;
        request
    }

    /// Returns the profile that a target names, by its name or an alias.
    pub fn resolve(&self, target: &Target) -> Result<CalledProfile> {
        self.resolve_in(&self.layers, target)
    }

    /// Returns the profile that a target names in other layers than these.
    pub fn resolve_in(&self, layers: &Layers, target: &Target) -> Result<CalledProfile> {
        match self.find_in(layers, target)? {
            Some(called) => Ok(called),
            // Fails, and explains why.
            None => Profile::load(&target.name, layers).map(CalledProfile::by_name),
        }
    }

    /// Finds the profile that a target names, if there is one.
    pub fn find(&self, target: &Target) -> Result<Option<CalledProfile>> {
        self.find_in(&self.layers, target)
    }

    fn find_in(&self, layers: &Layers, target: &Target) -> Result<Option<CalledProfile>> {
        if target.name.is_empty() && target.version.is_some() {
            return Err(Error::new("the name before `@` is missing")
                .hint("write PROFILE@VERSION, as in houdini@20.5"));
        }
        let mut called = (self.aliases_in(layers)).resolve(&target.name, Reindex::OnMiss)?;
        if let (Some(called), Some(version)) = (&mut called, &target.version) {
            let typed = super::version(version)?;
            let alias = called.version.take().filter(|alias| !typed.matches(alias));
            called.version = Some(match alias {
                None => typed,
                Some(alias) if alias.matches(&typed) => alias,
                Some(alias) => return Err(two_versions(alias.as_str(), typed.as_str())),
            });
        }
        Ok(called)
    }

    /// Returns the profile that has a name or an alias.
    pub fn resolve_name(&self, name: &str) -> Result<CalledProfile> {
        let name = name.to_owned();
        self.resolve(&Target {
            name,
            version: None,
        })
    }

    /// Returns the aliases of all profiles.
    pub fn aliases(&self) -> Aliases<'_> {
        self.aliases_in(&self.layers)
    }

    fn aliases_in<'a>(&'a self, layers: &'a Layers) -> Aliases<'a> {
        Aliases::new(layers, &self.dirs.caches, &self.env)
    }

    /// Returns the program of a profile as it was called.
    pub fn program(&self, called: &CalledProfile) -> Result<Program> {
        program::find(&called.profile, called.request(), &self.search_context())
    }

    /// Returns the program of a profile with its version, for commands that show it.
    pub fn program_with_version(&self, called: &CalledProfile) -> Result<Program> {
        let request = called.request().with_version();
        program::find(&called.profile, request, &self.search_context())
    }

    /// Prints a JSON document.
    pub fn print_json(&self, document: &Value) -> Result<()> {
        let text = serde_json::to_string_pretty(document)
            .map_err(|error| Error::new(error.to_string()))?;
        self.ui.print_json(&text)
    }
}

/// Returns the error of a name with two versions, as in `Nuke15.1@14`.
pub(super) fn two_versions(first: &str, second: &str) -> Error {
    let [first, second] = [first, second].map(cut);
    Error::new(format!("two versions were requested, {first} and {second}"))
        .hint("remove one of them")
}
