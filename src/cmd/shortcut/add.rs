//! Adds a shortcut, or brings the one that is there up to date.

use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::certs::{Problem, Source};
use crate::cli::{AddShortcut, Options};
use crate::cmd::{Context, refuse_reserved, version};
use crate::desktop::shortcut::metadata::{Wanted, details};
use crate::desktop::shortcut::place::{self, Kind};
use crate::desktop::shortcut::{
    self, EXTENSION, PATH, Shortcut, Written, announce, file_name, has_extension, menu, vendor,
};
use crate::error::{Error, Location, Result, shorten};
use crate::profile::{Profile, Version};
use crate::program::{self, Program, SearchContext};

/// Writes the shortcut to where it is wanted.
pub fn run(context: &Context, options: &Options, wanted: AddShortcut) -> Result<u8> {
    let profile = context.profile(&wanted.profile.name)?;
    refuse_reserved(&profile)?;
    let program = context.program(&profile, &wanted.profile)?;
    let (desktop, to) = (wanted.desktop, wanted.to.clone());
    let asked = wanted.profile.version.as_deref().map(version).transpose()?;
    let shortcut = describe(context, options, &profile, &program, wanted)?;
    let path = match to {
        Some(path) => settled(named(&context.cwd.join(path), &shortcut)?),
        None => usual(context, desktop)?.join(file_name(&shortcut)),
    };
    let is_menu = place::kind_of(&path, &context.dirs) == Kind::Menu;
    let written = shortcut::write(&path, &shortcut, is_menu)?;
    let what = match written {
        Written::Added => "added",
        Written::Refreshed => "brought up to date",
        Written::Unchanged => "nothing to change",
    };
    let shown = shorten(&path, context.ui.home());
    context
        .ui
        .print(format!("{what}: {} ({shown})\n", shortcut.name))?;
    place::remember(&path, &context.dirs)?;
    let missed = PATH
        .filter(|_| !shortcut.terminal)
        .and_then(|path| missed(&profile, asked.as_ref(), &program, &context.machine(), path));
    if let Some(problem) = missed {
        context.ui.warn(&problem);
    }
    if written != Written::Unchanged {
        let has_types = !shortcut.mime_types.is_empty();
        if let Some(hint) = announce(&path, is_menu, has_types, &context.env) {
            context.ui.print(format!("{hint}\n"))?;
        }
    }
    Ok(0)
}

/// What to say where this PATH, instead of the caller's, does not lead to the program.
fn missed(
    profile: &Profile,
    asked: Option<&Version>,
    program: &Program,
    machine: &SearchContext,
    path: &str,
) -> Option<Problem> {
    let mut env = machine.env.clone();
    env.set("PATH", path);
    let there = SearchContext {
        env: &env,
        ..*machine
    };
    let starts = match program::find(profile, asked, &there) {
        Ok(found) if found == *program => return None,
        Ok(found) => found.path.display().to_string(),
        Err(_) => "nothing".to_owned(),
    };
    let (name, program) = (&profile.name, program.path.display());
    let message = format!(
        "a shortcut has not the PATH of your shell, which leads to {program}: it starts {starts}; say where the program \
         is: `program:` in your own {name}.yaml (`sglaunch show {name}`)"
    );
    Some(Problem::new(Source::Profile(name.clone()), message))
}

fn describe(
    context: &Context,
    options: &Options,
    profile: &Profile,
    program: &Program,
    wanted: AddShortcut,
) -> Result<Shortcut> {
    let asked = wanted.profile.version.as_deref().map(version).transpose()?;
    let versions = versions(context, profile, asked.as_ref());
    let values = context.values(program.version.as_ref());
    let flags = profile.settings.args.iter().map(|written| {
        let flag = written.value.expand(values).ok()?;
        flag.into_string().ok()
    });
    let flags: Vec<String> = flags.collect::<Option<_>>().unwrap_or_default();
    let vendor = vendor(
        &program.path,
        &flags,
        &context.dirs,
        &context.env,
        &context.cwd,
    );
    let dirs = options
        .profile_dir
        .iter()
        .map(|dir| text(context.cwd.join(dir).into_os_string()));
    let wanted = Wanted {
        name: wanted.name,
        icon: wanted.icon.map(|file| context.cwd.join(file)),
        version: asked.as_ref().map(Version::as_str).map(str::to_owned),
        args: wanted.args.into_iter().map(text).collect::<Result<_>>()?,
        own: &context.lasting_path(),
        profile_dirs: dirs.collect::<Result<_>>()?,
    };
    details(profile, program, vendor, &versions, wanted, values)
}

/// The versions that are installed and asked for.
fn versions(context: &Context, profile: &Profile, asked: Option<&Version>) -> Vec<String> {
    let versions = program::installed(profile, &context.machine()).into_iter();
    let meant = versions.filter(|version| asked.is_none_or(|asked| version.is_a(asked)));
    meant.map(|version| version.as_str().to_owned()).collect()
}

/// A word as a shortcut can have it.
fn text(word: OsString) -> Result<String> {
    let cannot = |word: &str, why| {
        Error::new(format!("`{}` {why}", word.escape_debug())).hint("rename what it names")
    };
    let word = word.into_string().map_err(|word| {
        cannot(
            &word.to_string_lossy(),
            "is not UTF-8, which a shortcut must be",
        )
    })?;
    if word.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(cannot(
            &word,
            "has a control character in it, which a shortcut cannot have",
        ));
    }
    Ok(word)
}

/// The folder of the menu or the desktop.
fn usual(context: &Context, desktop: bool) -> Result<PathBuf> {
    let (folder, what) = if desktop {
        (context.dirs.desktop(), "desktop")
    } else {
        (menu(&context.dirs), "menu")
    };
    folder.ok_or_else(|| {
        Error::new(format!("there is no folder of your {what}"))
            .hint("say where the shortcut goes: --to FOLDER")
    })
}

/// The path of a file without `..`, by which it is known again however it is named next time.
fn settled(path: PathBuf) -> PathBuf {
    let path = std::path::absolute(&path).unwrap_or(path);
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return path;
    };
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    fs::canonicalize(folder).map_or_else(|_| path.clone(), |folder| folder.join(name))
}

/// The file at a path that the user names: a folder, or the file itself.
fn named(path: &Path, shortcut: &Shortcut) -> Result<PathBuf> {
    let wrong = |why: &str| Error::new(why.to_owned()).at(Location::file(path));
    if path.is_dir() && !has_extension(path) {
        return Ok(path.join(file_name(shortcut)));
    }
    if !has_extension(path) {
        return Err(wrong("there is no such folder")
            .hint(format!("make it, or name a file that ends in .{EXTENSION}")));
    }
    if !path.parent().is_some_and(Path::is_dir) {
        return Err(wrong("there is no such folder").hint("make it"));
    }
    Ok(path.to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::env::Env;
    use crate::os;
    use crate::profile::{LayerKind, Layers};

    #[test]
    fn what_the_desktops_path_does_not_lead_to_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
            file
        };
        let (brewed, system) = (program("brew/toon"), program("system/toon"));
        let other = program("Applications/toon");
        let env = Env::from_iter([("PATH", brewed.parent().unwrap())]);
        let machine = SearchContext {
            env: &env,
            home: None,
            root: Path::new("/"),
            cwd: folder.path(),
            own: Path::new("/opt/sglaunch"),
            shims: None,
            is_shim: false,
        };
        let said = |candidates: &str, path: &str| {
            let yaml = format!("program: {{{}: [{candidates}]}}\n", os::NAME);
            fs::write(folder.path().join("toon.yaml"), yaml).unwrap();
            let layers = Layers::new([(LayerKind::User, folder.path().to_owned())]);
            let profile = Profile::load("toon", &layers).unwrap();
            let found = program::find(&profile, None, &machine).unwrap();
            missed(&profile, None, &found, &machine, path).map(|problem| problem.kind.to_string())
        };
        let (brewed, system, other) = (brewed.display(), system.display(), other.display());
        let path = folder.path().join("system").display().to_string();
        let nothing = said("toon", "/nowhere").unwrap();
        assert!(
            nothing.contains(&format!("leads to {brewed}: it starts nothing; ")),
            "{nothing}"
        );
        for (candidates, path, starts) in [
            ("toon", &*path, system.to_string()),
            (&format!("toon, {other}"), "/nowhere", other.to_string()),
        ] {
            let said = said(candidates, path).unwrap();
            assert!(said.contains(&format!("it starts {starts}; ")), "{said}");
        }
        assert_eq!(said(&other.to_string(), "/nowhere"), None);
    }
}
