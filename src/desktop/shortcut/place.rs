//! Where shortcuts are: in the menu, on the desktop, and wherever else the user has put some, which a list remembers.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Found, menu, read, read_folder};
use crate::dirs::Dirs;
use crate::error::{Error, Location, Result};
use crate::os::atomic::write_atomically;
use crate::os::{self, path_from_text, path_to_text};

/// Which place a shortcut is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The menu.
    Menu,
    /// The desktop.
    Desktop,
    /// A place that the user has named.
    Other,
}

impl Kind {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Menu => "menu",
            Kind::Desktop => "desktop",
            Kind::Other => "other",
        }
    }
}

/// The shape of the list.
const SCHEMA: u32 = 1;

/// The list of the other places. The shortcuts themselves say everything else.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Record {
    schema: u32,
    paths: Vec<String>,
}

/// Every shortcut of sglaunch's that this user has, and where.
pub fn all(dirs: &Dirs) -> Result<Vec<(Kind, Found)>> {
    let mut all: Vec<(Kind, Found)> = Vec::new();
    for (kind, folder) in [(Kind::Menu, menu(dirs)), (Kind::Desktop, dirs.desktop())] {
        let found = folder.iter().flat_map(|folder| read_folder(folder));
        all.extend(found.map(|found| (kind, found)));
    }
    for path in recorded(dirs)? {
        let is_new = !all.iter().any(|(_, found)| found.path == path);
        if let Some(found) = read(&path).filter(|_| is_new) {
            all.push((Kind::Other, found));
        }
    }
    Ok(all)
}

/// Which place a path is in.
pub fn kind_of(path: &Path, dirs: &Dirs) -> Kind {
    let is_in = |folder: Option<PathBuf>| {
        path.parent()
            .is_some_and(|own| Some(own) == folder.as_deref())
    };
    if is_in(menu(dirs)) {
        Kind::Menu
    } else if is_in(dirs.desktop()) {
        Kind::Desktop
    } else {
        Kind::Other
    }
}

/// Remembers a shortcut that is in none of the usual places.
pub fn remember(path: &Path, dirs: &Dirs) -> Result<()> {
    if kind_of(path, dirs) != Kind::Other {
        return Ok(());
    }
    let _held = hold(dirs);
    let mut paths = recorded(dirs)?;
    if paths.iter().any(|known| known == path) {
        return Ok(());
    }
    paths.push(path.to_owned());
    write(&paths, dirs)
}

/// Forgets a shortcut that was removed.
pub fn forget(path: &Path, dirs: &Dirs) -> Result<()> {
    if !recorded(dirs)?.iter().any(|known| known == path) {
        return Ok(());
    }
    let _held = hold(dirs);
    let mut after = recorded(dirs)?;
    after.retain(|known| known != path);
    write(&after, dirs)
}

/// Keeps others from changing the list meanwhile, where the system can. NFS and Windows cannot: what two of them add at the
/// very same moment may there be one.
fn hold(dirs: &Dirs) -> Option<File> {
    let data = dirs.data.as_ref()?;
    fs::create_dir_all(data).ok()?;
    let folder = os::open_folder(data).ok()?;
    folder.lock().ok().map(|()| folder)
}

/// The other places. What cannot be read is not written over: it may be a newer version's.
fn recorded(dirs: &Dirs) -> Result<Vec<PathBuf>> {
    let Some(file) = record_file(dirs) else {
        return Ok(Vec::new());
    };
    let cannot = |why: String| {
        Error::new(format!("the list of shortcuts cannot be read: {why}"))
            .at(Location::file(&file))
            .hint("move it away: the shortcuts that it names stay where they are, and work")
    };
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot(error.to_string())),
    };
    let record: Record = serde_json::from_str(&text).map_err(|error| cannot(error.to_string()))?;
    if record.schema != SCHEMA {
        return Err(cannot(
            "another version of sglaunch has written it".to_owned(),
        ));
    }
    Ok(record
        .paths
        .iter()
        .map(|text| path_from_text(text))
        .collect())
}

fn write(paths: &[PathBuf], dirs: &Dirs) -> Result<()> {
    let Some(file) = record_file(dirs) else {
        return Ok(());
    };
    // Somebody has removed it by hand; while its folder is away, as a share can be, it is kept.
    let is_gone = |path: &PathBuf| path.parent().is_some_and(Path::is_dir) && !path.exists();
    let kept = paths
        .iter()
        .filter(|path| !is_gone(path))
        .map(|path| path_to_text(path));
    let record = Record {
        schema: SCHEMA,
        paths: kept.collect(),
    };
    let written = serde_json::to_vec_pretty(&record)
        .map_err(Into::into)
        .and_then(|bytes| {
            fs::create_dir_all(file.parent().unwrap_or(&file))?;
            write_atomically(&file, &bytes)
        });
    written.map_err(|error| {
        Error::new(format!("the list of shortcuts cannot be written: {error}"))
            .at(Location::file(&file))
            .hint("the shortcut works; `sglaunch shortcut list` will not show it")
    })
}

fn record_file(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.data.as_ref()?.join("shortcuts.json"))
}
