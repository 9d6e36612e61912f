//! `library-path`: another OpenSSL in front of the system's, for the program and for the helpers
//! that it starts, such as curl and git.

mod helper;
mod openssl;

use std::env::split_paths;
use std::path::{Path, PathBuf};

use super::program::Call;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Subject};
use crate::env::Env;
use helper::Helper;
use openssl::Library;

/// The variable with the directories in which the loader looks first.
const VARIABLE: &str = if cfg!(target_os = "macos") {
    "DYLD_LIBRARY_PATH"
} else {
    "LD_LIBRARY_PATH"
};

/// The variable with libraries that the loader adds to every program.
const PRELOADED: &str = if cfg!(target_os = "macos") {
    "DYLD_INSERT_LIBRARIES"
} else {
    "LD_PRELOAD"
};

/// The system's own directories of libraries.
const SYSTEM: [&str; 8] = [
    "/lib/x86_64-linux-gnu",
    "/usr/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib64",
    "/lib",
    "/usr/lib",
];

/// A directory of libraries that comes before the system's, and why.
#[derive(Debug)]
struct Front {
    dir: PathBuf,
    reason: Reason,
    /// The libraries of OpenSSL in it.
    libraries: Vec<Library>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    /// A variable, in the environment that sglaunch passes on.
    Variable(&'static str),
    /// The script that starts the program changes the variable.
    Script(PathBuf),
    /// Windows looks there before it looks at PATH.
    Windows,
}

/// `library-path`.
pub fn check(subject: &Subject, _: &[Observed], python: Option<&Python>) -> Vec<Finding> {
    let env = subject.env_of_program();
    let mut fronts = fronts(subject, env);
    fronts.retain(|front| !front.libraries.is_empty());
    let found = fronts
        .iter()
        .filter_map(|front| finding(env, front, python));
    found.collect()
}

fn fronts(subject: &Subject, env: &Env) -> Vec<Front> {
    let of = |dir: PathBuf, reason: Reason| Front {
        libraries: openssl::in_dir(&dir),
        dir,
        reason,
    };
    if cfg!(windows) {
        let system = env
            .non_empty("SystemRoot")
            .map(|root| Path::new(root).join("System32"));
        return system
            .map(|dir| of(dir, Reason::Windows))
            .into_iter()
            .collect();
    }
    let named = env.non_empty(VARIABLE).map(split_paths);
    let named: Vec<PathBuf> = (named.into_iter().flatten())
        .map(|dir| subject.cwd.join(dir))
        .filter(|dir| !is_system(dir))
        .collect();
    let of_script = script_dirs(subject, env);
    let of_script = of_script.filter(|(dir, _)| !named.contains(dir) && !is_system(dir));
    let of_script: Vec<Front> = of_script
        .map(|(dir, script)| of(dir, Reason::Script(script)))
        .collect();
    let mut fronts: Vec<Front> = (named.iter().cloned())
        .map(|dir| of(dir, Reason::Variable(VARIABLE)))
        .collect();
    fronts.extend(of_script);
    let preloaded = env.non_empty(PRELOADED).and_then(|list| list.to_str());
    let preloaded = preloaded
        .into_iter()
        .flat_map(|list| list.split([':', ' ']));
    fronts.extend(preloaded.filter_map(|path| {
        let library = Library::at(subject.cwd.join(path))?;
        Some(Front {
            dir: library.path.parent()?.to_owned(),
            reason: Reason::Variable(PRELOADED),
            libraries: vec![library],
        })
    }));
    fronts
}

/// Returns the directories that the script of a DCC adds, and the script. If it computes them, they
/// are those beside `bin`.
fn script_dirs(subject: &Subject, env: &Env) -> impl Iterator<Item = (PathBuf, PathBuf)> {
    let call = Call::of(subject).filter(|call| call.is_script && !cfg!(windows));
    let dirs = call.and_then(|call| {
        let after = call.environment.as_ref()?;
        let own = after
            .get(VARIABLE)
            .filter(|own| env.get(VARIABLE) != Some(own));
        let mut dirs: Vec<PathBuf> = own
            .map(|own| split_paths(own).collect())
            .unwrap_or_default();
        if call.mentions(VARIABLE) && !dirs.iter().any(|dir| dir.is_dir()) {
            let root = call.real.parent().and_then(Path::parent);
            let beside = ["lib", "lib64", "dsolib"].into_iter();
            dirs = beside.filter_map(|name| Some(root?.join(name))).collect();
        }
        Some((dirs, call.path))
    });
    let (dirs, script) = dirs.unwrap_or_default();
    dirs.into_iter().map(move |dir| (dir, script.clone()))
}

fn is_system(dir: &Path) -> bool {
    SYSTEM.iter().any(|system| dir == Path::new(system))
}

/// Returns the finding of a directory whose OpenSSL hides another one.
fn finding(env: &Env, front: &Front, python: Option<&Python>) -> Option<Finding> {
    let setter = match &front.reason {
        Reason::Windows => return Some(in_windows(front)),
        Reason::Script(script) => script.display().to_string(),
        Reason::Variable(name) => (*name).to_owned(),
    };
    let helpers = Helper::all(env, front);
    let broken = |helper: &Helper| Some((helper.name, helper.why_broken.clone()?));
    let (dir, version) = (front.dir.display(), front.version());
    let mut finding = if let Some((name, why)) = helpers.iter().find_map(broken) {
        let message =
            format!("{setter} puts {version} in {dir} in front, and {name} does not start");
        Finding::failed(Id::LibraryPath, message).detail(why)
    } else {
        let (own, other) = hidden(front)?;
        let message = format!(
            "{setter} puts {version} in {dir} in front of {}, for the program and what it starts",
            other.version.as_deref().unwrap_or("the system's")
        );
        let [own, other] = [own, &other].map(|library| library.path.display().to_string());
        Finding::warning(Id::LibraryPath, message).detail(format!("{own} hides {other}"))
    };
    finding.details.extend(used_by_python(python));
    let used = |helper: &Helper| {
        Some(format!(
            "{} then uses {}",
            helper.name,
            helper.openssl.as_ref()?
        ))
    };
    finding.details.extend(helpers.iter().filter_map(used));
    Some(finding.remedy(remedy(front, &setter)))
}

fn in_windows(front: &Front) -> Finding {
    let (dir, version) = (front.dir.display(), front.version());
    let message = format!("{dir} contains {version}, which programs without their own load");
    let remedy =
        "ask IT which program needs these files, and remove them: programs bring their own";
    let paths = (front.libraries.iter()).map(|library| library.path.display().to_string());
    let mut finding = Finding::warning(Id::LibraryPath, message).remedy(remedy);
    finding.details.extend(paths);
    finding
}

fn used_by_python(python: Option<&Python>) -> Option<String> {
    let report = python?.outcome.as_ref().ok()?;
    match (&report.ssl, &report.ssl_error) {
        (Some(ssl), _) => Some(format!("the program's Python uses {}", ssl.openssl)),
        (None, Some(why)) => Some(format!("the program's Python has no ssl module: {why}")),
        (None, None) => None,
    }
}

fn remedy(front: &Front, setter: &str) -> String {
    match front.reason {
        Reason::Script(_) => format!(
            "start helpers from the program without {VARIABLE}: in Python, \
             `subprocess.run(…, env={{k: v for k, v in os.environ.items() if k != '{VARIABLE}'}})`"
        ),
        _ => format!(
            "remove {} from {setter}, where the shell or the launcher sets it; if only this program \
             is to run without it, write `env: {{{setter}: null}}` into its profile",
            front.dir.display()
        ),
    }
}

impl Front {
    fn version(&self) -> &str {
        let mut versions = self.libraries.iter();
        let found = versions.find_map(|library| library.version.as_deref());
        found.unwrap_or("an OpenSSL of unknown version")
    }
}

/// Returns a library in front, and the one of the system that it hides although its version is
/// another.
fn hidden(front: &Front) -> Option<(&Library, Library)> {
    front.libraries.iter().find_map(|own| {
        let found = SYSTEM
            .iter()
            .find_map(|dir| Library::at(Path::new(dir).join(own.name())));
        let other = found?;
        (other.version.is_some() && own.version.is_some() && other.version != own.version)
            .then_some((own, other))
    })
}
