//! What goes into a shortcut: what a person has written in a profile wins over what the program's vendor says of it, and
//! that over what the built-in profiles know.

use std::path::{Component, Path, PathBuf};

use super::{Action, PROFILE_DIR, Shortcut, starter, system};
use crate::error::{Error, Location, Result};
use crate::os;
use crate::profile::{LayerKind, Profile, Sourced, Template, Values, Version};
use crate::program::Program;

/// What the user asks for.
pub struct Wanted<'a> {
    /// The name, if not the program's.
    pub name: Option<String>,
    /// The picture, if not the program's.
    pub icon: Option<PathBuf>,
    /// The version, if one is asked for.
    pub version: Option<String>,
    /// Arguments for the program.
    pub args: Vec<String>,
    /// sglaunch itself.
    pub own: &'a Path,
    /// Folders of profiles that the command line names.
    pub profile_dirs: Vec<String>,
}

/// What the vendor says of a program, in whatever form the system has.
#[derive(Debug, Default)]
pub struct Vendor {
    /// Its name.
    pub name: Option<String>,
    /// One line about it, where that is not among the `lines`.
    pub comment: Option<String>,
    /// Its picture.
    pub icon: Option<String>,
    /// Categories of a menu.
    pub categories: Vec<String>,
    /// The types of files that it opens.
    pub mime_types: Vec<String>,
    /// The class of its windows.
    pub wm_class: Option<String>,
    /// Translations of its name.
    pub names: Vec<(String, String)>,
    /// Further lines of its desktop entry.
    pub lines: Vec<(String, String)>,
}

/// The shortcut to a program, `versions` being those of it that are installed.
pub fn details(
    profile: &Profile,
    program: &Program,
    mut vendor: Vendor,
    versions: &[String],
    wanted: Wanted,
    values: Values,
) -> Result<Shortcut> {
    let says = Says { profile };
    let known = &profile.settings.shortcut;
    let installed = program.version.as_ref().map(Version::as_str);
    let icon = match &wanted.icon {
        Some(file) => Some(picture(file)?),
        None => icon(&says, program, vendor.icon.take(), values),
    };
    let name = match &wanted.name {
        Some(name) => checked(name)?,
        None => says.name(&vendor, installed, wanted.version.as_deref()),
    };
    let lines = says.lines(&name, &vendor, installed);
    let comment = says.comment(&name, &lines, vendor.comment.take());
    let actions = versions.iter().map(|version| {
        let (version, command) = (version.clone(), words(profile, &wanted, Some(version))?);
        Ok(Action { version, command })
    });
    let actions = actions.collect::<Result<_>>()?;
    Ok(Shortcut {
        name,
        is_named: wanted.name.is_some(),
        comment,
        profile: profile.name.clone(),
        command: words(profile, &wanted, wanted.version.as_deref())?,
        icon,
        terminal: is_for_terminal(profile),
        categories: says.many(&known.categories, vendor.categories),
        mime_types: says.many(&known.mime_types, vendor.mime_types),
        wm_class: says.one(known.wm_class.as_ref(), vendor.wm_class),
        lines,
        actions,
        version: wanted.version,
    })
}

/// Who says what of a program.
struct Says<'a> {
    profile: &'a Profile,
}

impl Says<'_> {
    fn a_person_does<T>(&self, written: Option<&Sourced<T>>) -> bool {
        written.is_some_and(|written| self.profile.file_of(written).layer != LayerKind::BuiltIn)
    }

    /// The program's name, with the version that is asked for, and with the profile's name where the program has it from
    /// another profile, which may have a shortcut too.
    fn name(&self, vendor: &Vendor, installed: Option<&str>, asked: Option<&str>) -> String {
        let known = self.profile.settings.shortcut.name.as_ref();
        let vendors = vendor
            .name
            .as_deref()
            .map(|name| without_version(name, installed));
        let name = self
            .one(known, vendors)
            .unwrap_or_else(|| self.profile.name.clone());
        let name = asked.map_or_else(|| name.clone(), |version| format!("{name} {version}"));
        let is_others =
            |known: &Sourced<String>| self.profile.file_of(known).name != self.profile.name;
        if known.is_some_and(is_others) {
            format!("{name} ({})", self.profile.name)
        } else {
            name
        }
    }

    /// The lines of the vendor's entry that hold for the shortcut too. What names a version would soon be wrong, and
    /// translations are none of another text.
    fn lines(&self, name: &str, vendor: &Vendor, installed: Option<&str>) -> Vec<(String, String)> {
        let names = vendor
            .names
            .iter()
            .filter(|_| vendor.name.as_deref() == Some(name));
        let is_described = self.a_person_does(self.profile.settings.description.as_ref());
        let holds = |(key, value): &&(String, String)| {
            let is_replaced = is_described && key.starts_with("Comment");
            !is_replaced && !installed.is_some_and(|version| value.contains(version))
        };
        let mut lines: Vec<_> = names.chain(&vendor.lines).filter(holds).cloned().collect();
        let keys: Vec<String> = lines.iter().map(|(key, _)| key.clone()).collect();
        lines.retain(|(key, _)| {
            let (whole, _) = key.split_once('[').unwrap_or((key, ""));
            whole == "Name" || keys.iter().any(|known| known == whole)
        });
        lines
    }

    /// One line about the program, unless the vendor's lines have one.
    fn comment(
        &self,
        name: &str,
        lines: &[(String, String)],
        vendor: Option<String>,
    ) -> Option<String> {
        let is_there = lines.iter().any(|(key, _)| key == "Comment");
        let comment = self.one(self.profile.settings.description.as_ref(), vendor)?;
        let line = comment.lines().next().unwrap_or_default().trim();
        let is_one =
            !is_there && line != name && !line.is_empty() && !line.contains(char::is_control);
        is_one.then(|| line.to_owned())
    }

    fn one(&self, written: Option<&Sourced<String>>, vendor: Option<String>) -> Option<String> {
        let known = written.map(|written| written.value.clone());
        if self.a_person_does(written) {
            known
        } else {
            vendor.or(known)
        }
    }

    fn many(&self, written: &[Sourced<String>], vendor: Vec<String>) -> Vec<String> {
        if vendor.is_empty() || self.a_person_does(written.first()) {
            written
                .iter()
                .map(|written| written.value.clone())
                .collect()
        } else {
            vendor
        }
    }
}

/// Where the picture is.
fn icon(says: &Says, program: &Program, vendor: Option<String>, values: Values) -> Option<String> {
    let known = &says.profile.settings.shortcut.icon;
    let values = Values {
        version: program.version.as_ref(),
        ..values
    };
    let folder = os::real_path(&program.path).ok();
    let folder = folder.as_deref().and_then(Path::parent);
    let found = |written: &Sourced<Template>| {
        let path = written.value.expand(values).ok()?;
        let path = without_dots(&folder?.join(path));
        (path.is_file())
            .then(|| path.to_str().map(str::to_owned))
            .flatten()
    };
    let file = || known.iter().find_map(found);
    if says.a_person_does(known.first()) {
        file().or(vendor)
    } else {
        vendor.or_else(file)
    }
}

/// A path without `..`, from a folder that has no links in it.
fn without_dots(path: &Path) -> PathBuf {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            part => whole.push(part),
        }
    }
    whole
}

/// A name without the version that is installed now, unless nothing else is left of it.
fn without_version(name: &str, version: Option<&str>) -> String {
    let Some(version) = version else {
        return name.to_owned();
    };
    let rest = name.replace(version, "");
    let rest: Vec<&str> = rest.split_whitespace().collect();
    if rest.is_empty() {
        name.to_owned()
    } else {
        rest.join(" ")
    }
}

/// A name that the user gives.
fn checked(name: &str) -> Result<String> {
    if name.trim().is_empty() || name.contains(char::is_control) {
        let shown = name.escape_debug();
        return Err(
            Error::new(format!("`{shown}` cannot be the name of a shortcut"))
                .hint("give it a name of one line"),
        );
    }
    Ok(name.trim().to_owned())
}

/// A picture that the user gives.
fn picture(file: &Path) -> Result<String> {
    let wrong = |why: &str| Error::new(why.to_owned()).at(Location::file(file));
    if !file.is_file() {
        return Err(wrong("there is no such picture"));
    }
    let endings = system::PICTURES;
    let is_one = file.extension().is_some_and(|extension| {
        endings
            .iter()
            .any(|ending| extension.eq_ignore_ascii_case(ending))
    });
    if !is_one {
        let endings: Vec<String> = endings.iter().map(|ending| format!(".{ending}")).collect();
        return Err(wrong("this is no picture that a shortcut can have here")
            .hint(format!("give a file that ends in {}", endings.join(" or "))));
    }
    let path = file.to_str().map(str::to_owned);
    path.ok_or_else(|| wrong("the path of the picture is not UTF-8, which a shortcut must be"))
}

/// sglaunch and the words after it that start a profile.
fn words(profile: &Profile, wanted: &Wanted, version: Option<&str>) -> Result<Vec<String>> {
    let (own, options) = starter(wanted.own, is_for_terminal(profile));
    let own = own.to_str().map(str::to_owned).ok_or_else(|| {
        Error::new("the path of sglaunch is not UTF-8, which a shortcut must be")
            .at(Location::file(&own))
    })?;
    let target = match version {
        Some(version) => format!("{}@{version}", profile.name),
        None => profile.name.clone(),
    };
    let mut words = vec![own];
    words.extend(options.iter().map(|option| (*option).to_owned()));
    for dir in &wanted.profile_dirs {
        words.extend([PROFILE_DIR.to_owned(), dir.clone()]);
    }
    words.push(target);
    words.extend(wanted.args.iter().cloned());
    Ok(words)
}

fn is_for_terminal(profile: &Profile) -> bool {
    profile
        .settings
        .shortcut
        .terminal
        .as_ref()
        .is_some_and(|written| written.value)
}
