//! Profiles and their aliases as candidates.

use std::cell::OnceCell;
use std::sync::Arc;

use super::steps::{self, Found, Step};
use crate::cmd::Context;
use crate::order;
use crate::profile::{BuiltIn, Profile, built_in_aliases, check_name, is_same_name};
use crate::shell::Candidate;

/// Maximum number of profiles whose files are read for their descriptions.
const MAX_DESCRIBED: usize = 32;

/// The profiles that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    /// Those with a program on this system.
    Launchable,
}

/// The names and the aliases that begin with a word.
pub(super) struct Names<'a> {
    context: &'a Arc<Context>,
    word: String,
    /// The profiles in files.
    files: Found,
    aliases: OnceCell<Vec<Candidate>>,
}

impl<'a> Names<'a> {
    pub fn new(context: &'a Arc<Context>, word: &str) -> Self {
        let layer = |depth| -> Step { Box::new(move |context| in_layer(context, depth)) };
        let layers = 0..context.layers.dirs().count();
        Self {
            context,
            word: word.to_lowercase(),
            files: steps::run(context, layers.map(layer).collect()),
            aliases: OnceCell::new(),
        }
    }

    /// Returns the aliases in files, each described by its profile.
    fn aliases_in_files(&self) -> &[Candidate] {
        self.aliases.get_or_init(|| {
            let found = (self.has_readable_files()).then(|| steps::run_one(self.context, in_files));
            found.flatten().unwrap_or_default()
        })
    }

    /// Returns the aliases that the word can be the beginning of, each described by its profile.
    pub fn aliases(&self) -> impl Iterator<Item = Candidate> {
        let in_files = self.aliases_in_files().iter().cloned();
        in_files.chain(self.built_in_aliases())
    }

    /// Returns the names and the literal aliases, sorted.
    pub fn candidates(&self, which: Which, with_descriptions: bool) -> Vec<Candidate> {
        let mut names = self.files.candidates.clone();
        let is_for_launch =
            |built_in: &BuiltIn| which == Which::All || built_in.is_for_this_system();
        let built_in = BuiltIn::all().filter(is_for_launch);
        names.extend(built_in.map(|it| Candidate::new(it.name(), it.description())));
        names.retain(|it| self.matches(&it.text) && check_name(&it.text).is_ok());
        order::sort_by(&mut names, |a: &Candidate, b| a.text.cmp(&b.text));
        names.dedup_by(|a, b| is_same_name(&a.text, &b.text));
        if with_descriptions && self.has_readable_files() {
            self.describe(&mut names);
        }
        let literal =
            (self.aliases()).filter(|it| !it.text.contains('{') && self.matches(&it.text));
        names.extend(literal.map(|it| {
            let description = format!("Alias of {}", it.description);
            Candidate::new(it.text, description)
        }));
        order::sort_by(&mut names, |a: &Candidate, b| a.text.cmp(&b.text));
        names.dedup_by(|a, b| a.text == b.text);
        names
    }

    /// Returns the aliases of the built-in profiles that a file does not replace, each described by
    /// its profile.
    fn built_in_aliases(&self) -> impl Iterator<Item = Candidate> {
        let is_kept = |(alias, name): &(&str, &str)| {
            BuiltIn::find(name).is_some_and(BuiltIn::is_for_this_system)
                && (!self.is_in_file(name)
                    || !self.has_readable_files()
                    || self.keeps_alias(name, alias))
        };
        built_in_aliases()
            .filter(|(alias, _)| self.could_match(alias))
            .filter(is_kept)
            .map(|(alias, name)| Candidate::new(alias, name))
    }

    /// Finds the profile with a name or a literal alias. A launch writes its index of the aliases.
    pub fn find(&self, name: &str) -> Option<Profile> {
        let name = name.to_owned();
        let named = |name: String| {
            let find = move |context: &Context| Profile::find(&name, &context.layers).ok()?;
            steps::run_one(self.context, find).flatten()
        };
        let alias = || self.aliases().find(|alias| alias.text == name);
        named(name.clone()).or_else(|| named(alias()?.description))
    }

    fn matches(&self, name: &str) -> bool {
        name.to_lowercase().starts_with(&self.word)
    }

    /// Returns whether an alias, perhaps a pattern, can begin with the word, or the word with it.
    fn could_match(&self, alias: &str) -> bool {
        let before = alias.split('{').next().unwrap_or_default().to_lowercase();
        before.starts_with(&self.word) || self.word.starts_with(&before)
    }

    /// Returns whether there are files, and none is in a directory that does not answer.
    fn has_readable_files(&self) -> bool {
        !self.files.is_partial && !self.files.candidates.is_empty()
    }

    fn is_in_file(&self, name: &str) -> bool {
        self.files.candidates.iter().any(|file| file.text == name)
    }

    fn keeps_alias(&self, name: &str, alias: &str) -> bool {
        let (name, alias) = (name.to_owned(), alias.to_owned());
        let step = move |context: &Context| {
            let profile = Profile::find(&name, &context.layers).ok().flatten()?;
            let mut own = profile.settings.aliases.iter();
            own.find(|own| own.value.as_str() == alias).map(|_| ())
        };
        steps::run_one(self.context, step).flatten().is_some()
    }

    /// Adds the descriptions of the profiles in files, unless there are so many that reading them
    /// would take long.
    fn describe(&self, names: &mut [Candidate]) {
        let is_read = |it: &&Candidate| self.is_in_file(&it.text);
        let read: Vec<&Candidate> = names.iter().filter(is_read).collect();
        if read.len() > MAX_DESCRIBED {
            return;
        }
        let step = |it: &Candidate| -> Step {
            let name = it.text.clone();
            Box::new(move |context| described(context, &name).into_iter().collect())
        };
        let found = steps::run(self.context, read.into_iter().map(step).collect());
        for candidate in names {
            if let Some(found) = found
                .candidates
                .iter()
                .find(|found| found.text == candidate.text)
            {
                candidate.description.clone_from(&found.description);
            }
        }
    }
}

fn in_layer(context: &Context, depth: usize) -> Vec<Candidate> {
    let names = context.layers.names_at(depth).into_iter();
    names.map(|name| Candidate::new(name, "")).collect()
}

fn in_files(context: &Context) -> Vec<Candidate> {
    let aliases = context.aliases().in_files().into_iter();
    let candidates = aliases.map(|(alias, profile)| Candidate::new(alias, profile));
    candidates.collect()
}

fn described(context: &Context, name: &str) -> Option<Candidate> {
    let profile = Profile::find(name, &context.layers).ok()??;
    let description = profile.settings.description.into_inner()?;
    Some(Candidate::new(name, description.value))
}
