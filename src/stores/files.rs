//! Files and folders of certificates.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Loaded;
use super::stamp::Stamp;
use crate::certs::blocklist::MatchKey;
use crate::certs::content::{Content, read};
use crate::certs::{Problem, ProblemKind, Source};
use crate::dirs::Scope;
use crate::os;
use crate::stores::inputs::NamedFile;

/// What a file of certificates may not be larger than, in bytes. All roots of the world are 1 MiB.
const LIMIT: u64 = 64 * 1024 * 1024;

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
        loaded.problem(&source, ProblemKind::NoCertificates);
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

/// Reads a folder `ca.d`, where people and their tools put files of certificates, or nothing at all. What is for all users
/// counts only where nobody else can have put it there.
pub fn load_drop_ins(folder: &Path, scope: Scope) -> Loaded {
    let source = |path: PathBuf| {
        if path == folder {
            Source::File(path)
        } else {
            Source::Trust(path)
        }
    };
    let is_for_all = scope == Scope::Site;
    if let Some(why) = is_for_all.then(|| os::unsafe_site_dir(folder)).flatten() {
        return left_out(folder, why);
    }
    let why_not = |file: &Path| {
        os::unsafe_for_site([file].into_iter().filter(|_| is_for_all)).map(|(_, why)| why)
    };
    let mut loaded = load_where(folder, &source, &why_not);
    match fs::metadata(folder) {
        Ok(meta) if os::is_world_writable(folder, &meta) => {
            loaded.problem(&source(folder.to_owned()), ProblemKind::WorldWritable)
        }
        Err(_) if is_absent(folder) => loaded.problems.clear(),
        _ => {}
    }
    loaded
}

/// A folder none of whose files counts, which no time shows to be mended.
fn left_out(folder: &Path, why: String) -> Loaded {
    let mut loaded = Loaded::default();
    loaded.no_answer(&Source::File(folder.to_owned()), why);
    loaded
}

/// Reads a file, or every file of a folder, as the kind of source that `source` makes of a path.
pub fn load(path: &Path, source: &dyn Fn(PathBuf) -> Source) -> Loaded {
    load_where(path, source, &|_| None)
}

/// The same without the files of a folder that `why_not` has something against.
fn load_where(
    path: &Path,
    source: &dyn Fn(PathBuf) -> Source,
    why_not: &dyn Fn(&Path) -> Option<String>,
) -> Loaded {
    let mut loaded = Loaded {
        stamps: vec![Stamp::of(path)],
        ..Loaded::default()
    };
    let own = source(path.to_owned());
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => match files_in(path) {
            Ok(files) => loaded.read_all(files, source, why_not),
            Err(error) => loaded.problem(&own, ProblemKind::UnreadableDir(error.to_string())),
        },
        Ok(_) => loaded.read_one(path, &own, false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            loaded.problem(&own, ProblemKind::NotFound);
        }
        Err(error) => loaded.problem(&own, unreadable(&error)),
    }
    loaded
}

/// What is in a folder.
#[derive(Default)]
struct Files {
    /// Its files in the order of their names, each once although hash links lead to it too.
    real: Vec<PathBuf>,
    /// Further links to them that may lead to others tomorrow.
    links: Vec<PathBuf>,
    /// What is neither a file nor a folder: pipes, and links that lead nowhere now and may lead somewhere tomorrow.
    others: Vec<PathBuf>,
}

/// Files keep the name that they have in the folder: where a link leads to another file tomorrow, its stamp shows it.
fn files_in(folder: &Path) -> io::Result<Files> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    // Of a file and the links to it, the file is the one to name.
    entries.sort_by_key(|entry| {
        let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        (is_link, entry.file_name())
    });
    let mut files = Files::default();
    let mut seen = HashSet::new();
    for entry in entries {
        let path = entry.path();
        if is_left_behind(&entry.file_name()) || path.is_dir() {
            continue;
        }
        // Some disks of Windows have no path that is known to all.
        match fs::canonicalize(&path).or_else(|_| fs::metadata(&path).map(|_| path.clone())) {
            Ok(real) if real.is_file() => {
                if seen.insert(real) {
                    files.real.push(path);
                } else if leads_elsewhere(&path) {
                    files.links.push(path);
                }
            }
            _ => files.others.push(path),
        }
    }
    files.real.sort();
    Ok(files)
}

/// Whether a link leads out of its folder. What links to a neighbour, as hash links do, changes with the folder.
fn leads_elsewhere(link: &Path) -> bool {
    fs::read_link(link).is_ok_and(|target| target.components().count() > 1)
}

/// What editors and package managers put behind the name of a file that they leave beside the one that counts.
const LEFT_BEHIND: [&str; 10] = [
    "~",
    ".bak",
    ".orig",
    ".disabled",
    ".rpmnew",
    ".rpmorig",
    ".rpmsave",
    ".dpkg-dist",
    ".dpkg-new",
    ".dpkg-old",
];

/// Whether a file's name is that of a copy that somebody left behind, or of a file that is only being written.
pub fn is_left_behind(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || LEFT_BEHIND.iter().any(|end| name.ends_with(end))
}

/// What the names of files of certificates end in.
pub const EXTENSIONS: [&str; 6] = ["cer", "crt", "der", "p7b", "p7c", "pem"];

/// Whether somebody put this where it is so that it is read.
fn is_chosen(source: &Source) -> bool {
    matches!(source, Source::File(_) | Source::Trust(_))
}

/// Whether somebody who put a file into a folder must think that it holds a certificate.
pub fn is_certificate_by_name(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    EXTENSIONS.iter().any(|name| extension == *name)
}

impl Loaded {
    fn read_all(
        &mut self,
        files: Files,
        source: &dyn Fn(PathBuf) -> Source,
        why_not: &dyn Fn(&Path) -> Option<String>,
    ) {
        for path in files.others {
            self.stamps.push(Stamp::of(&path));
            let why = if path.is_symlink() {
                ProblemKind::DanglingLink
            } else {
                ProblemKind::NotAFile
            };
            let source = source(path);
            // OpenSSL's own folders are full of such links.
            if is_chosen(&source) {
                self.problem(&source, why);
            }
        }
        (self.stamps).extend(files.links.iter().map(|link| Stamp::of(link)));
        for file in files.real {
            self.stamps.push(Stamp::of(&file));
            let source = source(file.clone());
            match why_not(&file) {
                // No time shows that this was mended.
                Some(why) => self.no_answer(&source, ProblemKind::UnsafeForAll(why)),
                None => self.read_one(&file, &source, true),
            }
        }
    }

    /// Reads one file. In a folder, a file without certificates is nothing to speak of, unless somebody chose the folder
    /// and the file is named like one that has some.
    fn read_one(&mut self, path: &Path, source: &Source, in_folder: bool) {
        let content = match read_file(path) {
            Ok(bytes) => read(&bytes),
            Err(why) => return self.problem(source, why),
        };
        let is_empty =
            content.holds_none() && content.problems.is_empty() && !content.has_private_key;
        if is_empty && (!in_folder || is_chosen(source) && is_certificate_by_name(path)) {
            self.problem(source, ProblemKind::NoCertificates);
        }
        self.take(content, source, path);
    }

    /// Takes what a file holds, and says what could not be used.
    pub(super) fn take(&mut self, content: Content, source: &Source, file: &Path) {
        if content.has_private_key {
            let is_alone = content.certificates.is_empty();
            self.problem(source, ProblemKind::PrivateKey { is_alone });
        }
        let problems = content.problems.into_iter();
        self.problems
            .extend(problems.map(|kind| Problem::new(source.clone(), kind)));
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
                .map(|certificate| (MatchKey::Certificate(certificate), file.clone())),
        );
    }
}

/// The bytes of a regular file. A pipe or a device is refused before it is opened, because opening could wait for ever.
pub fn read_file(path: &Path) -> Result<Vec<u8>, ProblemKind> {
    let meta = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !meta.is_file() {
        return Err(ProblemKind::NotAFile);
    }
    if meta.len() > LIMIT {
        return Err(ProblemKind::TooLarge(LIMIT / 1024 / 1024));
    }
    fs::read(path).map_err(|error| unreadable(&error))
}

fn unreadable(error: &io::Error) -> ProblemKind {
    ProblemKind::Unreadable(error.to_string())
}
