//! Profiles and their aliases as candidates.

use std::cell::OnceCell;
use std::sync::Arc;

use super::files::{Content, Files};
use super::steps;
use crate::cmd::Context;
use crate::order;
use crate::profile::{BuiltIn, Profile, built_in_aliases, check_name, is_same_name};
use crate::shell::Candidate;

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
    with_descriptions: bool,
    files: OnceCell<Files>,
    /// `None` if a directory does not answer.
    content: OnceCell<Option<Content>>,
}

impl<'a> Names<'a> {
    pub fn new(context: &'a Arc<Context>, word: &str, with_descriptions: bool) -> Self {
        Self {
            context,
            word: word.to_lowercase(),
            with_descriptions,
            files: OnceCell::new(),
            content: OnceCell::new(),
        }
    }

    fn files(&self) -> &Files {
        self.files.get_or_init(|| Files::list(self.context))
    }

    fn content(&self) -> Option<&Content> {
        let is_described = |name: &str| self.with_descriptions && self.matches(name);
        let needs_aliases = !self.word.is_empty();
        let read = || (self.files()).read(self.context, is_described, needs_aliases);
        self.content.get_or_init(read).as_ref()
    }

    /// Returns the aliases that the word can be the beginning of, each described by its profile.
    pub fn aliases(&self) -> impl Iterator<Item = Candidate> {
        let in_files = self.content().into_iter();
        let in_files = in_files.flat_map(|content| content.aliases.iter().cloned());
        let all = in_files.chain(self.built_in_aliases());
        all.filter(|it| self.could_match(&it.text))
    }

    /// Returns the names, and once there is a letter the literal aliases, sorted.
    pub fn candidates(&self, which: Which) -> Vec<Candidate> {
        let is_for_launch =
            |built_in: &BuiltIn| which == Which::All || built_in.is_for_this_system();
        let built_in = BuiltIn::all().filter(is_for_launch);
        let in_files = self.files().names().map(|name| {
            let content = self.content();
            Candidate::new(
                name,
                content.map_or("", |content| content.description(name)),
            )
        });
        let mut names: Vec<Candidate> = in_files.collect();
        names.extend(built_in.map(|it| Candidate::new(it.name(), it.description())));
        names.retain(|it| self.matches(&it.text) && check_name(&it.text).is_ok());
        order::sort_by(&mut names, |a: &Candidate, b| a.text.cmp(&b.text));
        names.dedup_by(|a, b| is_same_name(&a.text, &b.text));
        if self.word.is_empty() {
            return names;
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
        let is_kept = |alias: &str, name: &str| {
            !self.files().has(name)
                || self
                    .content()
                    .is_none_or(|content| content.keeps_alias(name, alias))
        };
        built_in_aliases()
            .filter(|(alias, _)| self.could_match(alias))
            .filter(|(_, name)| BuiltIn::find(name).is_some_and(BuiltIn::is_for_this_system))
            .filter(move |(alias, name)| is_kept(alias, name))
            .map(|(alias, name)| Candidate::new(alias, name))
    }

    /// Finds the profile with a name or a literal alias. A launch finds it by its index of the
    /// aliases, which it may write.
    pub fn find(&self, name: &str) -> Option<Profile> {
        let named = |name: String| {
            let find = move |context: &Context| Profile::find(&name, &context.layers).ok()?;
            steps::run_one(self.context, find).flatten()
        };
        let alias = || self.aliases().find(|alias| alias.text == name);
        named(name.to_owned()).or_else(|| named(alias()?.description))
    }

    fn matches(&self, name: &str) -> bool {
        name.to_lowercase().starts_with(&self.word)
    }

    /// Returns whether an alias, perhaps a pattern, can begin with the word, or the word with it.
    fn could_match(&self, alias: &str) -> bool {
        let before = alias.split('{').next().unwrap_or_default().to_lowercase();
        before.starts_with(&self.word) || self.word.starts_with(&before)
    }
}
