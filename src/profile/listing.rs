//! Lists of the profiles in directories.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::built_in::BUILT_IN;
use super::layers::{LayerKind, Layers, file_name};
use super::name::is_name;
use super::site;
use crate::certs::Problem;
use crate::order;
use crate::os::Image;
use crate::os::read::is_not_found;

/// The profile files of all layers.
#[derive(Debug)]
pub struct ProfileListing {
    /// The profile's name and the index of the layer, sorted.
    pub files: Vec<(String, usize)>,
    pub unreadable: Vec<(PathBuf, io::Error)>,
    /// The machine's directory, if other users could have written the files in it.
    pub ignored: Option<Problem>,
    /// Files that look like profiles and are not read.
    pub unread: UnreadFiles,
}

/// Files that look like profiles and are not read.
#[derive(Debug, Default)]
pub struct UnreadFiles {
    /// Files with another extension for YAML.
    pub misnamed: Vec<PathBuf>,
    /// Files whose name cannot be a profile's.
    pub unusable: Vec<PathBuf>,
}

impl Layers {
    /// Lists the files of all layers, hidden ones included.
    pub fn list(&self) -> ProfileListing {
        let mut files: Vec<(String, usize)> = (BUILT_IN.iter())
            .map(|built_in| (built_in.name.to_owned(), self.dirs.len()))
            .collect();
        let (mut unreadable, mut ignored) = (Vec::new(), None);
        let mut unread = UnreadFiles::default();
        for (depth, (layer, dir)) in self.dirs.iter().enumerate() {
            if *layer == LayerKind::Machine
                && let Some(problem) = site::why_dir_ignored(&self.root, dir)
            {
                ignored = Some(problem);
                continue;
            }
            match names_in(self.image(*layer).as_ref(), dir, &mut unread) {
                Ok(names) => files.extend(names.into_iter().map(|name| (name, depth))),
                Err(error) if is_not_found(&error) => {}
                Err(error) => unreadable.push((dir.clone(), error)),
            }
        }
        order::sort(&mut files);
        ProfileListing {
            files,
            unreadable,
            ignored,
            unread,
        }
    }

    /// Returns the names of all profiles, sorted and unique.
    pub fn names(&self) -> Vec<String> {
        self.list().names()
    }

    /// Returns the path of the file of a profile in the layer at `depth`; `None` if that is built
    /// in.
    pub fn path_at(&self, name: &str, depth: usize) -> Option<PathBuf> {
        let (_, dir) = self.dirs.get(depth)?;
        Some(dir.join(file_name(name)))
    }
}

impl ProfileListing {
    /// Returns the names of all profiles, sorted and unique.
    pub fn names(self) -> Vec<String> {
        let mut names: Vec<String> = self.files.into_iter().map(|(name, _)| name).collect();
        names.dedup();
        names
    }
}

/// Returns the sorted names of the profiles in a directory, which need not be a layer.
pub fn profiles_in(dir: &Path, unread: &mut UnreadFiles) -> io::Result<Vec<String>> {
    let mut names = names_in(None, dir, unread)?;
    order::sort(&mut names);
    Ok(names)
}

/// Returns the names of the profiles in a directory. Hidden files are not profiles.
fn names_in(
    image: Option<&Image>,
    dir: &Path,
    unread: &mut UnreadFiles,
) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let real = image.map(|image| image.resolve(dir)).transpose()?;
    for entry in fs::read_dir(real.as_deref().unwrap_or(dir))? {
        let file = PathBuf::from(entry?.file_name());
        let is_hidden = file.as_os_str().as_encoded_bytes().starts_with(b".");
        let Some(extension) = file.extension().filter(|_| !is_hidden) else {
            continue;
        };
        let stem = file.file_stem().and_then(OsStr::to_str);
        match stem.filter(|stem| is_name(stem)) {
            Some(name) if extension == "yaml" => names.push(name.to_owned()),
            None if extension == "yaml" => unread.unusable.push(dir.join(file)),
            _ if is_like_yaml(extension) => unread.misnamed.push(dir.join(file)),
            _ => {}
        }
    }
    Ok(names)
}

/// Returns whether an extension is `yml`, or `yaml` in another case.
fn is_like_yaml(extension: &OsStr) -> bool {
    let known = ["yml", "yaml"];
    (known.iter()).any(|known| extension.eq_ignore_ascii_case(known))
}
