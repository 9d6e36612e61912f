//! The launch that is examined: the caller's environment, and what sglaunch derives from it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::bundle::{Bundle, NotBuilt};
use crate::certs::policy::Reason;
use crate::certs::{Certificate, Fingerprint};
use crate::dirs::Dirs;
use crate::env::Env;
use crate::error::Error;
use crate::launch::plan::Plan;
use crate::profile::Profile;
use crate::program::{Program, SearchContext};
use crate::stores::Gathered;
use crate::stores::inputs::BundleInputs;

/// A launch as it would be, on this machine and in the caller's environment. It owns everything,
/// because a check that hangs is left behind in its thread.
#[derive(Debug)]
pub struct Subject {
    /// The profile as typed, with its version: the commands of a remedy repeat it.
    pub target: String,
    /// The caller's environment.
    pub env: Env,
    pub cwd: PathBuf,
    /// The path of sglaunch.
    pub exe: PathBuf,
    pub is_shim: bool,
    pub dirs: Dirs,
    /// Seconds since 1970.
    pub now: i64,
    pub profile: Result<Profile, Error>,
    /// A file of the profile exists, or the profile is built in.
    pub profile_exists: bool,
    /// The error of a launch whose profile can be read: a value in it cannot be expanded here.
    pub inapplicable: Option<Error>,
    /// The program of the profile; an error for `defaults`, which has none.
    pub program: Result<Program, Error>,
    /// The certificates; `None` if not even those of `defaults` can be resolved.
    pub certificates: Option<Certificates>,
    /// The environment of the program, also if the program is not there.
    pub program_env: Result<Env, Error>,
    pub plan: Result<Plan, Error>,
}

/// The certificates of the profile, or those of `defaults` if the profile is invalid. The inputs
/// name the profile.
#[derive(Debug)]
pub struct Certificates {
    pub inputs: BundleInputs,
    /// The error of a launch without a bundle; it points at the line of the profile.
    pub error: Option<Error>,
    /// The bundle that a launch would use.
    pub bundle: Result<Bundle, NotBuilt>,
    /// The sources as they are now, also if the bundle was built before.
    pub gathered: Gathered,
}

impl Certificates {
    /// Returns why the profile denies a certificate, or the system distrusts it.
    pub fn denial_of(&self, certificate: &Certificate) -> Option<Reason> {
        let is_in = |list: &BTreeSet<Fingerprint>| {
            let mut own = certificate.fingerprints().iter();
            own.any(|one| list.contains(one))
        };
        if is_in(&self.inputs.deny) {
            return Some(Reason::Denied);
        }
        let by = self.gathered.blocklist.blocked_by(certificate);
        by.filter(|_| !is_in(&self.inputs.allow))
            .map(Reason::Distrusted)
    }
}

impl Subject {
    /// Returns whether the profile names no program, as `defaults`.
    pub fn has_no_program(&self) -> bool {
        (self.profile.as_ref()).is_ok_and(|profile| !profile.has_program())
    }

    /// Returns the name of the profile, without a version.
    pub fn name(&self) -> &str {
        if let Ok(profile) = &self.profile {
            return &profile.name;
        }
        let name = self.target.split_once('@').map(|(name, _)| name);
        name.unwrap_or(&self.target)
    }

    /// Returns the file of the user's profile of this name, which may not exist yet.
    pub fn own_profile(&self) -> Option<PathBuf> {
        let config = self.dirs.config.as_ref()?;
        Some(config.join(format!("profiles/{}.yaml", self.name())))
    }

    pub fn home(&self) -> Option<&Path> {
        self.dirs.home.as_deref()
    }

    /// Returns the environment in which the program's Python is started: the program's, else the
    /// caller's.
    pub fn env_of_program(&self) -> &Env {
        match (&self.plan, &self.program_env) {
            (Ok(plan), _) => &plan.env,
            (_, Ok(env)) => env,
            _ => &self.env,
        }
    }

    pub fn search_context(&self) -> SearchContext<'_> {
        SearchContext {
            env: &self.env,
            home: self.home(),
            root: &self.dirs.root,
            cwd: &self.cwd,
            exe: &self.exe,
            shims: self.dirs.shims.as_deref(),
            cache: self.dirs.caches.first(),
            is_shim: self.is_shim,
            called_in: None,
        }
    }
}
