//! Inputs of the commands.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bundle::BundleRequest;
use crate::cli::Target;
use crate::dirs::{self, Dirs};
use crate::env::Env;
use crate::error::{Error, Result, printable_json};
use crate::launch::inputs;
use crate::os;
use crate::profile::{Layers, Profile, Values, Version};
use crate::program::{self, Program, Request, SearchContext};
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
    pub fn search_context(&self) -> SearchContext<'_> {
        SearchContext {
            env: &self.env,
            home: self.dirs.home.as_deref(),
            root: &self.dirs.root,
            cwd: &self.cwd,
            exe: &self.exe,
            shims: self.dirs.shims.as_deref(),
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

    /// Returns the program of a profile in the target's version.
    pub fn program(&self, profile: &Profile, target: &Target) -> Result<Program> {
        let requested = (target.version.as_deref())
            .map(super::version)
            .transpose()?;
        let request = Request::version(requested.as_ref());
        program::find(profile, request, &self.search_context())
    }

    /// Returns the path for shortcuts and shims: the link by which sglaunch was called, if any,
    /// because an update of sglaunch keeps the link.
    pub fn lasting_path(&self) -> PathBuf {
        let called = if program::is_path(&self.argv0) {
            Some(self.cwd.join(&self.argv0))
        } else {
            self.search_context().first_on_path(&self.argv0)
        };
        called
            .filter(|path| os::same_file(path, &self.exe))
            .and_then(|path| std::path::absolute(path).ok())
            .unwrap_or_else(|| self.exe.clone())
    }

    /// Prints a JSON document.
    pub fn print_json(&self, document: &Value) -> Result<()> {
        let text = serde_json::to_string_pretty(document)
            .map_err(|error| Error::new(error.to_string()))?;
        self.ui.print(printable_json(&text) + "\n")
    }
}
