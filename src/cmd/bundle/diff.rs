//! `bundle diff`: lists the certificates that the next rebuild adds and removes.

use super::inputs_of;
use super::obtain::check_required;
use crate::bundle::diff::{Difference, certificates_of};
use crate::bundle::{Replaced, now};
use crate::certs::summary::{CertificateSummary, summarize};
use crate::cli::Target;
use crate::cmd::Context;
use crate::error::{Result, shown_name};
use crate::order;

pub fn run(context: &Context, target: &Target) -> Result<u8> {
    let (profile, inputs) = inputs_of(context, target)?;
    let replaced = context.request(&inputs).replaced();
    let merged = (context.ui).with_progress("reading certificates", || {
        context.request(&inputs).gather(now()).merged
    });
    check_required(&merged.problems, &profile)?;
    context.ui.warn_all(&merged.problems);
    let (before, other) = match replaced {
        Some(Replaced { path, other }) => (certificates_of(&path), other),
        None => (Vec::new(), None),
    };
    let difference = Difference::between(before, &merged);
    if !difference.is_empty() {
        let rows: Vec<Vec<String>> = (changes(&difference).into_iter())
            .map(Change::cells)
            .collect();
        let header = ["", "SUBJECT", "EXPIRES", "WHY", "SHA-256"];
        context.ui.print(context.ui.table(&header, &rows))?;
    }
    context.ui.print(format!(
        "{} to add, {} to remove, {} to keep\n",
        difference.added.len(),
        difference.removed.len(),
        difference.kept
    ))?;
    if let Some(name) = other {
        let note =
            format!("no bundle with these settings yet: compared with the bundle of `{name}`");
        context.ui.info(0, || note);
    }
    Ok(0)
}

/// An added or removed certificate.
pub struct Change {
    sign: char,
    certificate: CertificateSummary,
    /// The sources of an added certificate, or why it is removed.
    reason: String,
}

/// Returns the added and then the removed certificates, sorted by name.
pub fn changes(difference: &Difference) -> Vec<Change> {
    let added = difference.added.iter().map(|entry| Change {
        sign: '+',
        certificate: summarize(&entry.certificate),
        reason: entry.shown_sources().join(" "),
    });
    let removed = difference.removed.iter().map(|(certificate, excluded)| {
        let reason = match excluded.and_then(|entry| entry.reason.as_ref()) {
            Some(reason) => reason.to_string(),
            None => "no source contains it any more".to_owned(),
        };
        Change {
            sign: '-',
            certificate: summarize(certificate),
            reason,
        }
    });
    let mut changes: Vec<Change> = added.chain(removed).collect();
    order::sort_by_key(&mut changes, |change| {
        (change.sign, change.certificate.sort_key())
    });
    changes
}

impl Change {
    fn cells(self) -> Vec<String> {
        let expires = self.certificate.expires().to_owned();
        vec![
            self.sign.to_string(),
            shown_name(&self.certificate.name),
            expires,
            self.reason,
            self.certificate.sha256,
        ]
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Self {
            sign,
            certificate,
            reason,
        } = self;
        write!(f, "{sign} {} ({reason})", shown_name(&certificate.name))
    }
}
