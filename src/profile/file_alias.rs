//! Aliases in files.

use std::path::Path;

use super::alias::{is_same, key};
use super::yaml::{self, Step, locate};
use super::{LayerKind, Layers, ProfileFile, is_same_name};
use crate::error::{Error, Result, cut};
use crate::order;
use crate::os::Image;

/// An alias in a file, which belongs to the file's profile.
pub struct FileAlias {
    pub alias: String,
    pub file: ProfileFile,
    /// The index in the file's list.
    index: usize,
}

/// An alias of a profile that another profile has too, which a launch prefers.
pub struct AliasConflict {
    pub profile: String,
    /// The index in the file's list.
    index: usize,
    /// An error at the alias.
    pub error: Error,
}

impl Layers {
    /// Returns the directories of all layers, each with the image in which it is.
    pub fn dirs(&self) -> impl Iterator<Item = (&Path, Option<Image>)> {
        let dirs = self.dirs.iter();
        dirs.map(|(layer, dir)| (dir.as_path(), self.image(*layer)))
    }

    /// Returns a key that differs for different directories.
    pub fn key(&self) -> String {
        format!("{:?}", (&self.root, &self.dirs))
    }

    /// Returns the aliases in files, by layer from the highest, then by the name of the profile.
    /// Invalid files have none.
    pub fn file_aliases(&self) -> Vec<FileAlias> {
        let mut listing = self.list();
        (listing.files).retain(|(_, depth)| *depth < self.dirs.len());
        let mut names = listing.names();
        names.retain(|name| self.may_have_aliases(name));
        let mut aliases: Vec<FileAlias> = (names.iter())
            .filter_map(|name| self.aliases_of(name).ok())
            .flatten()
            .collect();
        order::sort_by_key(&mut aliases, |alias| alias.file.depth);
        aliases
    }

    /// Returns whether a file of a profile can have the key, so that most files are not parsed.
    fn may_have_aliases(&self, name: &str) -> bool {
        let mut depth = 0;
        while let Ok(Some(file)) = self.find(name, depth).map(|found| found.file)
            && file.layer != LayerKind::BuiltIn
        {
            let yaml = file.text.yaml();
            // In double quotes, a letter can be written as an escape.
            if yaml.contains("aliases") || yaml.contains('\\') {
                return true;
            }
            depth = file.depth + 1;
        }
        false
    }

    /// Returns the aliases of a profile, if they come from a file: those of the highest file that
    /// has the key.
    fn aliases_of(&self, name: &str) -> Result<Vec<FileAlias>> {
        let mut depth = 0;
        while let Some(file) = self.find(name, depth)?.file
            && file.layer != LayerKind::BuiltIn
        {
            let raw = yaml::parse(&file)?;
            if let Some(aliases) = raw.aliases {
                let aliases = aliases.into_iter().enumerate();
                return Ok(aliases
                    .map(|(index, alias)| FileAlias {
                        alias,
                        file: file.clone(),
                        index,
                    })
                    .collect());
            }
            if raw
                .extends
                .is_none_or(|parent| !is_same_name(&parent, &file.name))
            {
                break;
            }
            depth = file.depth + 1;
        }
        Ok(Vec::new())
    }

    /// Returns the aliases that two profiles in files have in common, sorted by profile.
    pub fn alias_conflicts(&self) -> Vec<AliasConflict> {
        let aliases = self.file_aliases();
        let mut sorted: Vec<&FileAlias> = aliases.iter().collect();
        order::sort_by_key(&mut sorted, |alias| key(&alias.alias));
        let mut conflicts = Vec::new();
        // A launch prefers the first of each group, as the sort is stable.
        for same in sorted.chunk_by(|a, b| is_same(&a.alias, &b.alias)) {
            let others = (same.iter()).filter(|alias| alias.file.name != same[0].file.name);
            conflicts.extend(others.map(|alias| alias.conflict_with(same[0])));
        }
        order::sort_by(&mut conflicts, |a, b| {
            (&a.profile, a.index).cmp(&(&b.profile, b.index))
        });
        conflicts
    }
}

impl FileAlias {
    fn conflict_with(&self, first: &Self) -> AliasConflict {
        let (alias, profile) = (cut(&self.alias), &self.file.name);
        let why = format!(
            "`{alias}` is an alias of two profiles, `{}` and `{profile}`",
            first.file.name
        );
        let steps = [Step::Key("aliases"), Step::Index(self.index)];
        let error = Error::new(why)
            .at(locate(&self.file, &steps))
            .note(format!("also in {}", first.file.display_path().display()))
            .hint("remove it from one of them");
        AliasConflict {
            profile: profile.clone(),
            index: self.index,
            error,
        }
    }
}
