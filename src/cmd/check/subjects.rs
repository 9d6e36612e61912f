//! The profiles to check, by the arguments of `check`: files, directories, names, or all profiles.

use std::path::Path;

use super::{CheckRun, LayerNames, Outcome};
use crate::certs::ProblemKind;
use crate::cmd::home;
use crate::dirs::Scope;
use crate::error::{Error, Location, system_reason};
use crate::launch::aliases::Reindex;
use crate::os;
use crate::profile::{Layers, Profile, UnreadFiles, check_name, is_name, profiles_in};
use crate::stores::files::load_drop_ins;
use crate::stores::inputs::NamedFile;
use crate::stores::mozilla;

impl CheckRun<'_> {
    /// Checks the files of all layers.
    pub(super) fn add_all(&mut self) {
        let context = self.context;
        for (_, dir) in context.layers.named_dirs() {
            self.shared.add_profile_dir(dir);
        }
        self.add_certificates();
        let listing = context.layers.list();
        if let Some(problem) = &listing.ignored
            && let Some(path) = problem.source.path()
        {
            self.add_ignored(path, &problem.kind);
        }
        let mut unreadable = listing.unreadable;
        let all = unreadable.len();
        unreadable.retain(|(dir, _)| !home::is_in_home_of_other(context, dir));
        if unreadable.len() < all {
            let note = home::sentences(context).into_iter().next();
            context.ui.info(0, || note.unwrap_or_default());
        }
        for (dir, error) in unreadable {
            let error = Error::new(format!(
                "cannot read the directory: {}",
                system_reason(&error)
            ));
            let error = error.at(Location::file(&dir));
            self.outcomes.push(Outcome::failed(self.label(&dir), error));
        }
        self.add_unread(&listing.unread);
        let mut previous = None;
        for (name, depth) in &listing.files {
            let path = context.layers.path_at(name, *depth);
            let label = path.as_ref().map(|path| self.label(path));
            // A launch reads the highest file of a name. The files that it hides are checked as if
            // they were the highest.
            let is_hidden = previous.replace(name) == Some(name);
            if is_hidden {
                self.inspect(label, path, name, &context.layers.from_depth(*depth));
            } else {
                self.inspect(label, path, name, &context.layers);
            }
        }
    }

    /// Checks the certificates that count for all profiles.
    fn add_certificates(&mut self) {
        let dirs = &self.context.dirs;
        if let Some(dir) = dirs.trust_of(Scope::User) {
            self.shared.add_trust_dir(&dir);
        }
        if let Some(dir) = dirs.trust_of(Scope::Site) {
            self.add_site_trust_dir(&dir);
        }
        let list = NamedFile {
            path: dirs.mozilla_list(),
            optional: true,
        };
        let parts = [list.path.parent(), Some(&list.path)].into_iter().flatten();
        if list.path.exists()
            && let Some((path, why)) = os::unsafe_for_site(&dirs.root, parts)
        {
            return self.add_ignored(&path, &ProblemKind::UnsafeForAll(why));
        }
        let problems = mozilla::load_file(&dirs.root, &list).0.problems;
        for problem in problems {
            self.shared.push(problem);
        }
    }

    /// Checks the `ca.d` directory of all users.
    fn add_site_trust_dir(&mut self, dir: &Path) {
        let root = &self.context.dirs.root;
        if let Some((path, why)) = os::unsafe_site_dir(root, dir) {
            return self.add_ignored(&path, &ProblemKind::UnsafeForAll(why));
        }
        for problem in load_drop_ins(root, dir, Scope::Site).problems {
            match (&problem.kind, problem.source.path()) {
                (kind @ ProblemKind::UnsafeForAll(_), Some(path)) => self.add_ignored(path, kind),
                _ => self.shared.push(problem),
            }
        }
    }

    /// Checks a file, the files of a directory, or the profile of a name. A profile is preferred to
    /// a file or directory of its name in the current directory, which is `./maya`.
    pub(super) fn add_arg(&mut self, arg: &Path) {
        let context = self.context;
        let label = arg.to_string_lossy().into_owned();
        let name = arg.to_str().filter(|name| context.layers.has(name));
        if let Some(name) = name {
            self.inspect(Some(label), None, name, &context.layers);
        } else if arg.is_dir() {
            self.add_dir(arg);
        } else if let Some(name) = self.profile_of_alias(arg) {
            self.inspect(Some(label), None, &name, &context.layers);
        } else {
            match self.file_name(arg) {
                Ok(name) => {
                    let dir = context.cwd.join(arg.parent().unwrap_or(Path::new("")));
                    let layers = context.layers.from_dir(&dir);
                    let file = context.cwd.join(arg);
                    self.names = LayerNames::default();
                    self.inspect(Some(label), Some(file), &name, &layers);
                }
                Err(error) => self.outcomes.push(Outcome::failed(label, error)),
            }
        }
    }

    /// Checks the profiles of a directory, each in the layers of that directory.
    fn add_dir(&mut self, dir: &Path) {
        let context = self.context;
        let absolute = context.cwd.join(dir);
        let mut unread = UnreadFiles::default();
        let failed = |error: Error| {
            let label = dir.to_string_lossy().into_owned();
            Outcome::failed(label, error.at(Location::file(dir)))
        };
        let names = match profiles_in(dir, &mut unread) {
            Ok(names) => names,
            Err(error) => {
                let error = Error::new(format!(
                    "cannot read the directory: {}",
                    system_reason(&error)
                ));
                return self.outcomes.push(failed(error));
            }
        };
        if names.is_empty() && unread.misnamed.is_empty() && unread.unusable.is_empty() {
            let error = Error::new("there is no profile in this directory")
                .hint("give the directory with the NAME.yaml files");
            return self.outcomes.push(failed(error));
        }
        self.add_unread(&unread);
        self.shared.add_profile_dir(&absolute);
        self.names = LayerNames::default();
        let layers = context.layers.from_dir(&absolute);
        for name in names {
            let label = dir.join(format!("{name}.yaml"));
            let label = label.to_string_lossy().into_owned();
            self.inspect(Some(label), None, &name, &layers);
        }
    }

    /// Returns the profile that has an argument as an alias, if it is not the name of a file.
    fn profile_of_alias(&self, arg: &Path) -> Option<String> {
        let name = arg.to_str().filter(|name| is_name(name) && !arg.exists())?;
        let called = self
            .context
            .aliases()
            .resolve(name, Reindex::OnMiss)
            .ok()??;
        Some(called.profile.name)
    }

    /// Returns the name of the profile in a file.
    fn file_name(&self, file: &Path) -> Result<String, Error> {
        let error = |why: &str| Error::new(why).at(Location::file(file));
        let is_yaml = file.extension().is_some_and(|extension| {
            let ignores_case = || file.parent().is_some_and(os::ignores_case);
            extension == "yaml" || extension.eq_ignore_ascii_case("yaml") && ignores_case()
        });
        if !file.is_file() {
            // A mistyped name gets the names that resemble it.
            return Err(
                match file.to_str().filter(|name| !is_yaml && is_name(name)) {
                    Some(name) => self.no_profile(name),
                    None => error("there is no such file")
                        .hint("give the path of a file or directory, or the name of a profile"),
                },
            );
        }
        let stem = file.file_stem().unwrap_or_default();
        match stem.to_str().filter(|name| is_name(name)) {
            Some(name) if is_yaml => Ok(name.to_owned()),
            _ if is_yaml => Err(unusable_name(&stem.to_string_lossy(), file)),
            _ => {
                Err(error("the file of a profile must be named NAME.yaml").hint("rename the file"))
            }
        }
    }

    fn no_profile(&self, name: &str) -> Error {
        let layers: &Layers = &self.context.layers;
        match name.split_once('@') {
            Some((profile, _)) if layers.has(profile) => {
                let why = format!("`{name}` is not a profile: a check covers all versions");
                Error::new(why).hint(format!("leave out the version: `sglaunch check {profile}`"))
            }
            _ => match Profile::load(name, layers) {
                Err(error) => error,
                Ok(_) => Error::new(format!("profile `{name}` has appeared meanwhile")),
            },
        }
    }
}

/// Returns the error for a file whose name cannot be typed.
pub(super) fn unusable_name(name: &str, file: &Path) -> Error {
    let why = match check_name(name) {
        Err(why) => why,
        Ok(()) => "the file's name is not UTF-8".to_owned(),
    };
    (Error::new(why).at(Location::file(file))).hint("rename the file")
}
