//! The values of options and of the arguments of commands.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ValueHint};

use super::candidates::{Choice, Query};
use super::profiles::{Names, Which};
use super::{steps, versions};
use crate::certs::Source;
use crate::cmd::{Context, shim, shortcut, trust};
use crate::dirs::Scope;
use crate::doctor::Id;
use crate::profile::BASE;
use crate::shell::{Added, Candidate, shell_with_builtin, typed_path};

/// Returns the values of an argument of a command.
pub(super) fn of(query: &Query, arg: &Arg) -> Choice {
    let id = arg.get_id().as_str();
    let mut choice = match (query.cursor.path.as_str(), id) {
        ("shim add", "profiles") => shims(query),
        ("shortcut add", "profile") => profiles(query, Which::Launchable),
        (_, "profile" | "profiles") => profiles(query, Which::All),
        ("doctor", "checks" | "explain") => Choice::of(checks()),
        ("doctor", "site") => Choice::of(sites(query)),
        ("bundle list", "source") => Choice::of(sources()),
        // A shell would insert the only other one, and remove it too.
        (_, "names") if is_second(query) => Choice::default(),
        (_, "names") => Choice::of(names(query)),
        _ => Choice::of(
            arg.get_possible_values()
                .iter()
                .filter_map(possible)
                .collect(),
        ),
    };
    if matches!(arg.get_action(), ArgAction::Append) {
        let is_typed = |text: &str| query.cursor.values(id).any(|typed| typed == text);
        choice.candidates.retain(|it| !is_typed(&it.text));
    }
    match arg.get_value_hint() {
        ValueHint::AnyPath | ValueHint::FilePath => choice.or(Added::Files),
        ValueHint::DirPath => choice.or(Added::Directories),
        _ => choice,
    }
}

/// Returns the profiles that begin with the word, or the versions of the one in the word.
pub(super) fn profiles(query: &Query, which: Which) -> Choice {
    let word = &query.cursor.word;
    if word.contains('@') {
        return Choice::of(versions::behind_at(query.context, word));
    }
    let names = Names::new(query.context, word, query.with_descriptions);
    let mut candidates = names.candidates(which);
    // The search for versions takes longer: `python3` may be meant, `python3.` is not a name.
    if candidates.is_empty() {
        candidates = versions::in_aliases(query.context, &names, word);
    }
    Choice::of(candidates)
}

/// Returns the profiles that can be shims: a shell never looks for its builtins on PATH.
fn shims(query: &Query) -> Choice {
    let env = &query.context.env;
    let mut choice = profiles(query, Which::Launchable);
    (choice.candidates).retain(|it| shell_with_builtin(env, &it.text).is_none());
    choice
}

fn possible(value: &PossibleValue) -> Option<Candidate> {
    let help = value.get_help().map(ToString::to_string);
    (!value.is_hide_set()).then(|| Candidate::new(value.get_name(), help.unwrap_or_default()))
}

fn checks() -> Vec<Candidate> {
    let all = Id::ALL.iter();
    all.map(|id| Candidate::new(id.name(), id.cause()))
        .collect()
}

/// Returns the sites of the profile that has been typed.
fn sites(query: &Query) -> Vec<Candidate> {
    let typed = query.cursor.values("profile").next();
    let name = typed.and_then(|typed| typed.split('@').next());
    let name = name.unwrap_or(BASE);
    let profile = Names::new(query.context, name, false).find(name);
    let sites = profile.map(|profile| profile.settings.sites);
    let sites = sites.iter().flat_map(|sites| sites.iter());
    plain(sites.map(|site| site.value.clone()).collect())
}

fn sources() -> Vec<Candidate> {
    Source::KINDS
        .iter()
        .map(|kind| Candidate::new(*kind, ""))
        .collect()
}

/// Returns whether a name has been typed, and nothing of another one.
fn is_second(query: &Query) -> bool {
    query.cursor.word.is_empty() && query.cursor.has("names")
}

/// Returns the names of added certificates, shims or shortcuts.
fn names(query: &Query) -> Vec<Candidate> {
    let is_site = query.cursor.has("site");
    let Context { env, dirs, .. } = &**query.context;
    let to = query.cursor.values("to").last();
    let to = to.map(|dir| typed_path(dir, env, dirs.home.as_deref()));
    let path = query.cursor.path.clone();
    let find = move |context: &Context| match path.as_str() {
        "trust remove" => {
            let scope = if is_site { Scope::Site } else { Scope::User };
            plain(trust::removable(context, scope))
        }
        "shim remove" => plain(shim::removable(context, to.as_deref())),
        "shortcut remove" => shortcut::removable(context),
        _ => Vec::new(),
    };
    steps::run_one(query.context, find).unwrap_or_default()
}

fn plain(names: Vec<String>) -> Vec<Candidate> {
    names
        .into_iter()
        .map(|name| Candidate::new(name, ""))
        .collect()
}
