//! The key `shortcut` of profiles: what wins, and whether each value is right.

use super::merge::{Check, fill, items, written};
use super::schema;
use super::{Shortcut, Sourced, Template};
use crate::error::Result;
use crate::os;

/// The merged values before they are checked.
#[derive(Default)]
pub(super) struct Merged {
    name: Option<Sourced<String>>,
    icon: Option<Vec<Sourced<String>>>,
    categories: Option<Vec<Sourced<String>>>,
    mime_types: Option<Vec<Sourced<String>>>,
    wm_class: Option<Sourced<String>>,
    terminal: Option<Sourced<bool>>,
}

impl Merged {
    /// Adds what a file says, which loses against those added before it.
    pub fn add_below(&mut self, raw: schema::Shortcut, file: usize) {
        let icon = raw.icon.unwrap_or_default().0;
        let icon = os::candidates(icon.linux, icon.macos, icon.windows);
        fill(&mut self.name, raw.name.map(|value| written(value, file)));
        fill(&mut self.icon, icon.map(|list| items(list, file)));
        fill(
            &mut self.categories,
            raw.categories.map(|list| items(list, file)),
        );
        fill(
            &mut self.mime_types,
            raw.mime_types.map(|list| items(list, file)),
        );
        fill(
            &mut self.wm_class,
            raw.wm_class.map(|value| written(value, file)),
        );
        fill(
            &mut self.terminal,
            raw.terminal.map(|value| written(value, file)),
        );
    }

    pub fn check(self, check: &Check) -> Result<Shortcut> {
        let one = |value: Option<Sourced<String>>, keys: &[&'static str]| {
            value.map(|value| check.one(value, keys, line)).transpose()
        };
        let icon = &["shortcut", "icon", os::NAME];
        Ok(Shortcut {
            name: one(self.name, &["shortcut", "name"])?,
            icon: check.each(self.icon.unwrap_or_default(), icon, |text| picture(&text))?,
            categories: check.each(
                self.categories.unwrap_or_default(),
                &["shortcut", "categories"],
                category,
            )?,
            mime_types: check.each(
                self.mime_types.unwrap_or_default(),
                &["shortcut", "mime_types"],
                mime_type,
            )?,
            wm_class: one(self.wm_class, &["shortcut", "wm_class"])?,
            terminal: self.terminal,
        })
    }
}

pub(super) fn picture(text: &str) -> Result<Template, String> {
    if text.is_empty() {
        return Err("an empty picture".to_owned());
    }
    Template::parse(text)
}

/// A name that can be shown.
fn line(text: String) -> Result<String, String> {
    if text.trim().is_empty() || text.contains(char::is_control) {
        return Err(format!("`{}` is not one line of text", text.escape_debug()));
    }
    Ok(text)
}

fn category(text: String) -> Result<String, String> {
    let is_of_one = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if text.is_empty() || !text.chars().all(is_of_one) {
        let shown = text.escape_debug();
        return Err(format!(
            "`{shown}` is no category of menus, as `Graphics` is one"
        ));
    }
    Ok(text)
}

fn mime_type(text: String) -> Result<String, String> {
    let is_of_one = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_of_one);
    match text.split_once('/') {
        Some((kind, rest)) if is_part(kind) && is_part(rest) => Ok(text),
        _ => {
            let shown = text.escape_debug();
            Err(format!(
                "`{shown}` is no type of files, as `image/png` is one"
            ))
        }
    }
}
