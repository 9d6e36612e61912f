//! Files and folders of certificates.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Loaded;
use super::stamps::Stamp;
use crate::certs::distrust::Distrusted;
use crate::certs::read::{Content, read};
use crate::certs::{Problem, Source};
use crate::recipe::NamedFile;

/// What a file of certificates may not be larger than, in bytes. All roots of the world are 1 MiB.
const LIMIT: u64 = 64 * 1024 * 1024;

/// What is said of a file that is not there.
pub const ABSENT: &str = "there is no such file";

/// What is said of a file or a folder without certificates.
const NOTHING: &str = "there is no certificate in it";

/// Reads the file of a recipe with this index. What it cannot give is needed, unless the file is optional.
pub fn load_named(index: usize, file: &NamedFile) -> Loaded {
    let mut loaded = load(&file.path, &Source::File);
    if !(loaded.certificates.is_empty() && loaded.distrusted.is_empty()) {
        return loaded;
    }
    let source = Source::File(file.path.clone());
    if file.optional && is_absent(&file.path) {
        loaded.problems.clear();
    } else if loaded.problems.is_empty() {
        loaded.problem(&source, NOTHING);
    }
    for problem in &mut loaded.problems {
        problem.needed = (!file.optional).then_some(index);
    }
    loaded
}

fn is_absent(path: &Path) -> bool {
    let is_none = |error: io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        )
    };
    fs::metadata(path).is_err_and(is_none)
}

/// Reads a folder `ca.d`, where people and their tools put files of certificates, or nothing at all.
pub fn load_drop_ins(folder: &Path) -> Loaded {
    let source = |path: PathBuf| {
        if path == folder {
            Source::File(path)
        } else {
            Source::Trust(path)
        }
    };
    let mut loaded = load(folder, &source);
    if is_absent(folder) {
        loaded.problems.clear();
    }
    loaded
}

/// Reads a file, or every file of a folder, as the kind of source that `source` makes of a path.
pub fn load(path: &Path, source: &dyn Fn(PathBuf) -> Source) -> Loaded {
    let mut loaded = Loaded {
        stamps: vec![Stamp::of(path)],
        ..Loaded::default()
    };
    let own = source(path.to_owned());
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => match files_in(path) {
            Ok(files) => {
                loaded
                    .stamps
                    .extend(files.dangling.iter().map(|link| Stamp::of(link)));
                for file in files.real {
                    loaded.stamps.push(Stamp::of(&file));
                    loaded.read_one(&file, &source(file.clone()), true);
                }
            }
            Err(error) => loaded.problem(&own, format!("the folder cannot be read: {error}")),
        },
        Ok(_) => loaded.read_one(path, &own, false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            loaded.problem(&own, ABSENT);
        }
        Err(error) => loaded.problem(&own, format!("it cannot be read: {error}")),
    }
    loaded
}

/// What is in a folder.
#[derive(Default)]
struct Files {
    /// Its files in the order of their names, each once although hash links lead to it too.
    real: Vec<PathBuf>,
    /// Links that lead nowhere now, and may lead somewhere tomorrow.
    dangling: Vec<PathBuf>,
}

fn files_in(folder: &Path) -> io::Result<Files> {
    let mut files = Files::default();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_left_behind(&entry.file_name()) {
            continue;
        }
        let path = entry.path();
        match fs::canonicalize(&path) {
            Ok(real) if real.is_file() => files.real.push(real),
            Ok(_) => {}
            Err(_) => files.dangling.push(path),
        }
    }
    files.real.sort();
    files.real.dedup();
    Ok(files)
}

/// Whether a file's name is that of an editor's copy, or of one that is only being written: `.proxy.pem.swp`, `proxy.pem~`.
fn is_left_behind(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") || name.ends_with(b"~")
}

impl Loaded {
    /// Reads one file. In a folder, a file without certificates is nothing to speak of.
    fn read_one(&mut self, path: &Path, source: &Source, in_folder: bool) {
        let content = match read_file(path) {
            Ok(bytes) => read(&bytes),
            Err(why) => return self.problem(source, why),
        };
        let is_empty = content.certificates.is_empty()
            && content.distrusted.is_empty()
            && content.problems.is_empty()
            && !content.has_private_key;
        if is_empty && !in_folder {
            self.problem(source, NOTHING);
        }
        self.take(content, source, path);
    }

    /// Takes what a file holds, and says what could not be used.
    pub(super) fn take(&mut self, content: Content, source: &Source, file: &Path) {
        if content.has_private_key && content.certificates.is_empty() {
            self.problem(source, "it holds a private key, and no certificate");
        } else if content.has_private_key {
            self.problem(
                source,
                "it holds a private key, which is not copied: keep keys and certificates apart",
            );
        }
        let shown = source.to_string();
        self.problems
            .extend(content.problems.into_iter().map(|message| Problem {
                source: shown.clone(),
                message,
                needed: None,
            }));
        self.certificates.extend(
            content
                .certificates
                .into_iter()
                .map(|certificate| (source.clone(), certificate)),
        );
        let file = file.display().to_string();
        self.distrusted.extend(
            content
                .distrusted
                .into_iter()
                .map(|certificate| (Distrusted::Certificate(certificate.der), file.clone())),
        );
    }
}

/// The bytes of a regular file. A pipe or a device is refused before it is opened, because opening could wait for ever.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let meta = fs::metadata(path).map_err(|error| format!("it cannot be read: {error}"))?;
    if !meta.is_file() {
        return Err("it is neither a file nor a folder".to_owned());
    }
    if meta.len() > LIMIT {
        return Err(format!("it is larger than {} MiB", LIMIT / 1024 / 1024));
    }
    fs::read(path).map_err(|error| format!("it cannot be read: {error}"))
}
