//! Certificates of the studio that expire, for `bundle list --exit-code`.

use crate::certs::entries::{Entry, Merged};
use crate::certs::{Problem, Source, date};
use crate::cmd::Context;
use crate::doctor::ending;
use crate::error::shown_name;

/// Returns the certificates from `ca.d`, files and settings that have expired or expire until
/// `until`, and have no successor in the bundle. Public roots in these files are left out, because
/// an update of the list renews them.
pub fn to_renew<'a>(context: &Context, merged: &'a Merged, until: i64) -> Vec<&'a Entry> {
    let ending = ending(&context.dirs.root, merged, until.saturating_add(1)).into_iter();
    let missed = ending.filter(|(_, successor)| successor.is_none());
    let missed = missed.map(|(entry, _)| entry);
    missed
        .filter(|entry| entry.sources.iter().any(Source::is_chosen))
        .collect()
}

/// Warns of each certificate, on stderr, which cron mails.
pub fn warn(context: &Context, entries: &[&Entry], now: i64) {
    for entry in entries {
        let until = entry.certificate.facts.not_after;
        let verb = if until < now {
            "has expired"
        } else {
            "expires"
        };
        let name = shown_name(&entry.certificate.name());
        let message = format!("`{name}` {verb} on {}: trust its successor", date(until));
        let source = entry.sources.iter().find(|source| source.is_chosen());
        if let Some(source) = source {
            context.ui.warn(&Problem::new(source.clone(), message));
        }
    }
}
