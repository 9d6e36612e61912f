//! What the vendor of a program says of it in a desktop entry of its own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::entry::{MARK, keys, split, unescape};
use super::linux::{PICTURES, text};
use crate::dirs::Dirs;
use crate::env::Env;
use crate::os;

/// A vendor's desktop entry.
#[derive(Debug)]
pub struct Entry {
    keys: Vec<(String, String)>,
    /// The folder that it is in, if that is not one of the menu: then its picture is there too.
    beside: Option<PathBuf>,
}

/// How deep below the folder of a menu entries are looked for.
const DEPTH: usize = 3;

/// How many entries are looked at: a folder that has more is not one of entries.
const MOST: usize = 4096;

/// The folders in which desktop entries are, the user's first.
fn menus(dirs: &Dirs, env: &Env) -> Vec<PathBuf> {
    let system = match env.non_empty("XDG_DATA_DIRS") {
        Some(list) => std::env::split_paths(list)
            .filter(|folder| folder.is_absolute())
            .collect(),
        None => ["usr/local/share", "usr/share"]
            .map(|folder| dirs.root.join(folder))
            .to_vec(),
    };
    let system = system
        .into_iter()
        .map(|folder: PathBuf| folder.join("applications"));
    super::menu(dirs).into_iter().chain(system).collect()
}

/// The entry of the vendor that starts `program` with the options `flags`, if there is one: in a menu, or beside it.
pub fn find(program: &Path, flags: &[String], dirs: &Dirs, env: &Env, cwd: &Path) -> Option<Entry> {
    let is_shim = |path: &Path| {
        let folder = path.parent().zip(dirs.shims.as_deref());
        folder.is_some_and(|(folder, shims)| os::same_file(folder, shims))
    };
    let resolve = |word: &str| {
        let mut all = which::which_in_all(word, env.get("PATH"), cwd).ok()?;
        all.find(|path| !is_shim(path))
    };
    let leads_to = |word: &str| resolve(word).is_some_and(|path| os::same_file(&path, program));
    for folder in menus(dirs, env) {
        let mut files = Vec::new();
        collect(&folder, DEPTH, &mut files);
        let mut entries = files.iter().filter_map(|file| Entry::read(file));
        if let Some(entry) = entries.find(|entry| entry.starts(flags, &leads_to)) {
            return Some(entry);
        }
    }
    beside(program, flags)
}

/// The entry that the vendor has put beside the program, where a menu would not find its picture.
fn beside(program: &Path, flags: &[String]) -> Option<Entry> {
    let real = fs::canonicalize(program).ok()?;
    let is_called_so = |word: &str| Path::new(word).file_name() == real.file_name();
    let folder = real.parent()?;
    let around = [
        Some(folder.to_owned()),
        folder.parent().map(|above| above.join("desktop")),
    ];
    for folder in around.into_iter().flatten() {
        let mut files = Vec::new();
        collect(&folder, 1, &mut files);
        let mut entries = files.iter().filter_map(|file| Entry::read(file));
        if let Some(entry) = entries.find(|entry| entry.starts(flags, &is_called_so)) {
            return Some(Entry {
                beside: Some(folder),
                ..entry
            });
        }
    }
    None
}

/// The entries in a folder and those below it, in an order that does not change.
fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).take(MOST).collect();
    paths.sort();
    for path in paths {
        if path
            .extension()
            .is_some_and(|extension| extension == "desktop")
        {
            if path.is_file() && files.len() < MOST {
                files.push(path);
            }
        } else if depth > 1 && path.is_dir() {
            collect(&path, depth - 1, files);
        }
    }
}

impl Entry {
    /// An entry, unless it is hidden or sglaunch's own.
    fn read(path: &Path) -> Option<Self> {
        let text = text(path, &fs::metadata(path).ok()?)?;
        let keys: Vec<(String, String)> = keys(&text)
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let entry = Self { keys, beside: None };
        let is_set = |key| {
            entry
                .raw(key)
                .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        let is_hidden = is_set("Hidden") || is_set("NoDisplay") || entry.raw(MARK).is_some();
        (!is_hidden).then_some(entry)
    }

    /// Whether this entry starts a program with these options and no others.
    fn starts(&self, flags: &[String], is_program: &dyn Fn(&str) -> bool) -> bool {
        let Some(words) = self.raw("Exec").and_then(split) else {
            return false;
        };
        let is_before =
            |word: &&String| *word == "env" || *word == "/usr/bin/env" || word.contains('=');
        let mut words = words.iter().skip_while(is_before);
        let is_it = words.next().is_some_and(|word| is_program(word))
            || self
                .raw("TryExec")
                .is_some_and(|word| is_program(&unescape(word)));
        is_it && words.eq(flags)
    }

    fn raw(&self, key: &str) -> Option<&str> {
        (self.keys.iter())
            .find(|(known, value)| known == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The value of a key in no language.
    pub fn value(&self, key: &str) -> Option<String> {
        self.raw(key)
            .map(unescape)
            .filter(|value| !value.contains(char::is_control))
    }

    /// The items of a key, each once.
    pub fn list(&self, key: &str) -> Vec<String> {
        let items = self.raw(key).unwrap_or_default().split(';');
        let mut known = HashSet::new();
        items
            .filter(|item| !item.is_empty() && known.insert(*item))
            .map(str::to_owned)
            .collect()
    }

    /// The lines of a key, translations included, as they stand there.
    pub fn lines(&self, key: &str) -> Vec<(String, String)> {
        let is_of_it = |known: &str| match known.strip_prefix(key) {
            Some("") => true,
            Some(locale) => {
                let locale = locale
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'));
                locale.is_some_and(is_locale)
            }
            None => false,
        };
        let is_text = |value: &str| {
            !value.is_empty() && !value.contains(char::is_control) && is_escaped(value)
        };
        let mut known = HashSet::new();
        let lines = (self.keys.iter())
            .filter(|(key, value)| is_of_it(key) && is_text(value) && known.insert(key));
        lines.cloned().collect()
    }

    /// Its picture: a file, or a name of the theme.
    pub fn icon(&self) -> Option<String> {
        let icon = self.value("Icon")?;
        if Path::new(&icon).is_absolute() {
            return Path::new(&icon).is_file().then_some(icon);
        }
        let Some(folder) = &self.beside else {
            return (!icon.contains('/')).then_some(icon);
        };
        // The name alone is that of the program, where both are in one folder.
        let endings = PICTURES.iter().map(|ending| format!(".{ending}"));
        let is_whole = endings.clone().any(|ending| icon.ends_with(&ending));
        let names = endings.map(|ending| {
            if is_whole {
                icon.clone()
            } else {
                icon.clone() + &ending
            }
        });
        let mut files = names.map(|name| folder.join(name));
        let file = files.find(|file| file.is_file())?;
        file.to_str().map(str::to_owned)
    }

    /// Those of its categories that there are. Houdini's entries have some of their own, which no menu has.
    pub fn categories(&self) -> Vec<String> {
        let mut list = self.list("Categories");
        list.retain(|name| {
            REGISTERED
                .split_ascii_whitespace()
                .any(|known| known == name)
        });
        list
    }
}

/// Whether each backslash in a value begins something that the specification knows.
fn is_escaped(value: &str) -> bool {
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && !chars.next().is_some_and(|c| r"sntr;\".contains(c)) {
            return false;
        }
    }
    true
}

fn is_locale(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_@.-".contains(c))
}

/// The main categories of the Desktop Menu Specification, and the additional ones that programs of our kind have.
const REGISTERED: &str = "
    AudioVideo Audio Video Development Education Game Graphics Network Office Science Settings System Utility
    2DGraphics 3DGraphics RasterGraphics VectorGraphics Photography Publishing Viewer Scanning ImageProcessing
    AudioVideoEditing Player Recorder Sequencer Music Midi Mixer Building Debugger IDE GUIDesigner Profiling
    DataVisualization ComputerScience Engineering NumericalAnalysis Art Construction
    Database Documentation Java Monitor Simulation FileTools FileTransfer TerminalEmulator TextEditor TextTools
    KDE GNOME GTK Qt Motif ConsoleOnly";
